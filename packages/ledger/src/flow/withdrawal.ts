/**
 * Withdrawals over the balance changes that they consist of. MEXC: a withdrawal is debited at once, or frozen first and then
 * debited; one that fails is released or credited again. Every one of these changes has the reason of a withdrawal.
 */

import { type AssetAmount, absolute, add, compare, isNegative, isZero, negate, subtract } from '@spotdeck/exact'
import { type PushedFlow, type ReportedFlow, sameFlow } from './flow.ts'

/** `frozen`: locked, still in the account. `completed`: it left the balance. `returned`: given back, nothing left. */
export type WithdrawalState = 'frozen' | 'completed' | 'returned'

/** A balance change or a reported flow with the reason of a withdrawal or of its fee. */
export type WithdrawalStep = {
  /** Of its event. */
  readonly n: number
  /** ms since the epoch. */
  readonly time: number
  readonly asset: string
  readonly reason: string
  readonly freeChange: AssetAmount
  readonly lockedChange: AssetAmount
  /** Present for a flow from a list or an export. */
  readonly told?: Pick<ReportedFlow, 'fee'>
}

/** One withdrawal, or the fee of one where it moved by itself. */
export type Withdrawal = {
  /** `n` of the step that stands for it: the one that took it out of the balance, else the first. */
  readonly n: number
  readonly state: WithdrawalState
  /** Amount that leaves or was to leave: negative, whatever the state. */
  readonly amount: AssetAmount
}

/** Time within which a withdrawal is debited or given back, in ms: manual reviews take days. */
export const WITHDRAWAL_SPAN_MS = 30 * 86_400_000

/** True for the reason of a withdrawal or of its fee. */
export const isWithdrawal = (reason: string): boolean => reason === 'WITHDRAW' || reason === 'WITHDRAW_FEE'

/** Returns the withdrawal of every step, by the step's `n`. Steps of one withdrawal have the same one. */
export function withdrawalsOf(steps: readonly WithdrawalStep[]): ReadonlyMap<number, Withdrawal> {
  const book = new Withdrawals()
  for (const step of [...steps].sort((a, b) => a.time - b.time || a.n - b.n)) book.take(step)
  return book.byStep
}

type Row = { n: number; state: WithdrawalState; amount: AssetAmount; readonly first: WithdrawalStep }
/** An amount that was frozen, and what of it is neither debited nor released. */
type Frozen = { readonly row: Row; left: AssetAmount }

class Withdrawals {
  readonly byStep = new Map<number, Row>()
  readonly #frozen: Frozen[] = []
  /** Debited and not given back, in order of time. */
  readonly #gone: Row[] = []

  take(step: WithdrawalStep): void {
    const total = add(step.freeChange, step.lockedChange)
    if (!isZero(total)) return isNegative(total) ? this.#leave(step, total) : this.#comeBack(step, total)
    if (isNegative(step.freeChange)) this.#freeze(step)
    else this.#release(step)
  }

  /** A list or an export may report a withdrawal before its pushes arrive. */
  #freeze(step: WithdrawalStep): void {
    const pushed = pushedOf(step, step.freeChange)
    const told = this.#gone.find((row) => row.first.told !== undefined && isOne(row, pushed))
    if (told !== undefined) return void this.byStep.set(step.n, told)
    const row = this.#begin(step, 'frozen', step.freeChange)
    this.#frozen.push({ row, left: absolute(step.freeChange) })
  }

  #release(step: WithdrawalStep): void {
    const frozen = this.#frozenOf(step, ({ left }) => left === step.freeChange)
    if (frozen === undefined) return void this.#begin(step, 'returned', negate(step.freeChange))
    if (frozen.row.state === 'frozen') frozen.row.state = 'returned'
    this.#thaw(frozen, step)
  }

  #leave(step: WithdrawalStep, total: AssetAmount): void {
    const frozen = step.told === undefined && !isNegative(step.lockedChange) ? undefined : this.#debited(step, total)
    if (frozen === undefined) return void this.#gone.push(this.#begin(step, 'completed', total))
    const { row } = frozen
    if (row.state !== 'frozen') this.#gone.push(this.#begin(step, 'completed', total))
    else {
      Object.assign(row, { n: step.n, state: 'completed', amount: total })
      this.#gone.push(row)
    }
    const amount = compare(absolute(total), frozen.left) > 0 ? frozen.left : absolute(total)
    frozen.left = subtract(frozen.left, amount)
    this.#thaw(frozen, step)
  }

  /** The frozen amount that a debit takes: an equal one, else the first that contains it. */
  #debited(step: WithdrawalStep, total: AssetAmount): Frozen | undefined {
    const { told } = step
    const isEqual = ({ row, left }: Frozen): boolean => {
      if (left === absolute(total)) return true
      return told !== undefined && sameFlow({ ...pushedOf(step, total), ...told }, pushedOf(row.first, negate(left)))
    }
    return (
      this.#frozenOf(step, isEqual) ??
      (told === undefined ? this.#frozenOf(step, ({ left }) => compare(left, absolute(total)) > 0) : undefined)
    )
  }

  #comeBack(step: WithdrawalStep, total: AssetAmount): void {
    const isGone = (row: Row): boolean =>
      row.first.asset === step.asset &&
      row.first.reason === step.reason &&
      row.amount === negate(total) &&
      near(row, step)
    const at = this.#gone.findLastIndex(isGone)
    const [row] = at < 0 ? [] : this.#gone.splice(at, 1)
    if (row === undefined) return void this.#begin(step, 'returned', negate(total))
    row.state = 'returned'
    this.byStep.set(step.n, row)
  }

  #begin(step: WithdrawalStep, state: WithdrawalState, amount: AssetAmount): Row {
    const row = { n: step.n, state, amount, first: step }
    this.byStep.set(step.n, row)
    return row
  }

  /** A fee may be frozen with its withdrawal. */
  #frozenOf(step: WithdrawalStep, matches: (frozen: Frozen) => boolean): Frozen | undefined {
    const mayBe = ({ row }: Frozen): boolean => row.first.asset === step.asset && near(row, step)
    const isSameReason = ({ row }: Frozen): boolean => row.first.reason === step.reason
    const found = this.#frozen.filter((frozen) => mayBe(frozen) && matches(frozen))
    return found.find(isSameReason) ?? found.find(({ row }) => row.first.reason === 'WITHDRAW')
  }

  #thaw(frozen: Frozen, step: WithdrawalStep): void {
    if (!this.byStep.has(step.n)) this.byStep.set(step.n, frozen.row)
    if (frozen.row.state === 'returned' || isZero(frozen.left)) this.#frozen.splice(this.#frozen.indexOf(frozen), 1)
  }
}

const near = ({ first }: Row, step: WithdrawalStep): boolean => step.time - first.time <= WITHDRAWAL_SPAN_MS

const pushedOf = ({ asset, reason, time }: WithdrawalStep, change: AssetAmount): PushedFlow => ({
  asset,
  reason,
  time,
  change,
})

const isOne = ({ first, amount }: Row, pushed: PushedFlow): boolean =>
  sameFlow({ ...pushedOf(first, amount), ...first.told }, pushed)
