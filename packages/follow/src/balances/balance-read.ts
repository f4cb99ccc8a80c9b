/**
 * Merges one balance read over REST with the pushes around it. The answer has no time and pushes have no sequence
 * number: a read spans t0..t1; pushes made before t0 are in it, those made after t1 come on top, and between them only
 * a chain of previous + change = new decides. Where nothing decides, the balance is read again.
 */

import {
  type Balance,
  type BalanceChange,
  NO_BALANCE,
  before,
  isContiguous,
  reconciledChange,
  sameBalance,
} from '@spotdeck/ledger'
import { type ReadSpan, CLOCK_MARGIN_MS, LAG_MS } from '../base/margins.ts'

/** A pushed change and the time at which the exchange made it. */
export type Pushed = { readonly change: BalanceChange; readonly madeAt: number }

/** Times of changes within one chain may be out of order by this much, in ms. */
const DISORDER_MS = 250

/** Changes from the known balance to the current one; the read includes `contained` pushes without a step. */
export type BalanceReadResult =
  | { readonly kind: 'settled'; readonly steps: readonly Step[]; readonly contained: readonly Pushed[] }
  | { readonly kind: 'unclear' }
/** One change. `madeAt` of a change that was read is the time at which the read was sent. */
export type Step = Pushed & { readonly learnt: 'read' | 'push' }

/** A read, the known balance, and the pushes around the read. */
export type SettleInput = {
  readonly asset: string
  readonly known: Balance
  readonly read: Balance
  readonly span: ReadSpan
  /** Time at which the newest applied change was made: earlier changes are in the read. */
  readonly newest?: number | undefined
  /** In arrival order. */
  readonly pushes: readonly Pushed[]
  /** True if a push equals an earlier one in every field: sent twice, or the same change happened twice. */
  readonly isDuplicate?: (push: Pushed) => boolean
}

/** Resolves the read with and without duplicates: unclear where both fit and end in different balances. */
export function resolveBalanceRead(input: SettleInput): BalanceReadResult {
  const { isDuplicate: isEcho } = input
  const whole = settleThese(input)
  if (isEcho === undefined || !input.pushes.some(isEcho)) return whole
  const once = settleThese({ ...input, pushes: input.pushes.filter((push) => !isEcho(push)) })
  if (once.kind === 'unclear') return withoutOneEcho(input, isEcho, whole)
  if (whole.kind === 'unclear') return once
  return sameBalance(endOf(once, input), endOf(whole, input)) ? once : { kind: 'unclear' }
}

/** Drops one duplicate as a repeat where all of them together fit only with a step that nobody pushed. */
function withoutOneEcho(
  input: SettleInput,
  isDuplicate: (push: Pushed) => boolean,
  whole: BalanceReadResult,
): BalanceReadResult {
  if (whole.kind === 'unclear' || isWithoutJump(whole)) return whole
  for (const echo of input.pushes.filter(isDuplicate).slice(0, MAX_ECHOES)) {
    const without = settleThese({ ...input, pushes: input.pushes.filter((push) => push !== echo) })
    if (without.kind === 'settled' && isWithoutJump(without) && sameBalance(endOf(without, input), endOf(whole, input)))
      return without
  }
  return whole
}

const isWithoutJump = ({ steps }: Extract<BalanceReadResult, { kind: 'settled' }>): boolean =>
  steps.every(({ learnt }) => learnt === 'push')
const MAX_ECHOES = 8

function endOf(settled: Extract<BalanceReadResult, { kind: 'settled' }>, { known }: SettleInput): Balance {
  return settled.steps.at(-1)?.change ?? known
}

/** Finds how many of the pushes the read contains, and applies the rest on top. */
function settleThese(input: SettleInput): BalanceReadResult {
  const { span, read, known, newest = -Infinity } = input
  const pushes = input.pushes
    .map((push, index) => ({ ...push, index }))
    .sort((a, b) => a.madeAt - b.madeAt || a.index - b.index)
  const madeBefore = (time: number): number =>
    pushes.filter(({ madeAt }) => madeAt < Math.max(time, newest - DISORDER_MS)).length
  const surely = madeBefore(span.t0 - CLOCK_MARGIN_MS)
  const atMost = Math.max(surely, pushes.filter(({ madeAt }) => madeAt <= span.t1 + CLOCK_MARGIN_MS).length)
  const settledAt = (contained: number, isToEndHere: boolean): BalanceReadResult | undefined => {
    const inside = pushes.slice(0, contained)
    const endsHere = sameBalance(inside.at(-1)?.change ?? known, read)
    const after = endsHere || !isToEndHere ? arrange(read, pushes.slice(contained)) : undefined
    if (after === undefined) return undefined
    const tail = endsHere ? runInto(inside) : []
    const others = inside.slice(0, inside.length - tail.length)
    return { kind: 'settled', steps: stepsOf(input, tail, after), contained: others }
  }
  // An answer may lag: one that ends where an earlier push ended is from then.
  for (let contained = atMost; contained >= madeBefore(span.t0 - LAG_MS); contained--) {
    const settled = settledAt(contained, true)
    if (settled !== undefined) return settled
  }
  return settledAt(surely, false) ?? { kind: 'unclear' }
}

function stepsOf({ asset, known, read, span }: SettleInput, tail: readonly Pushed[], after: readonly Pushed[]): Step[] {
  const first = tail[0]
  const start = first === undefined ? read : before(first.change)
  const jump = sameBalance(known, start) ? [] : [reconciledChange(asset, known, start, span.t0)]
  return [
    ...jump.map((change): Step => ({ change, madeAt: span.t0, learnt: 'read' })),
    ...[...tail, ...after].map(({ change, madeAt }): Step => ({ change, madeAt, learnt: 'push' })),
  ]
}

/** Longest run of pushes, each starting where the previous one ended, up to the last of them. */
function runInto(inside: readonly Pushed[]): readonly Pushed[] {
  let first = inside.length - 1
  for (; first > 0; first--) {
    const [previous, next] = [inside[first - 1], inside[first]]
    if (previous === undefined || next === undefined || !isContiguous(previous.change, next.change)) break
  }
  return inside.slice(first)
}

/** Maximal number of pushes of one asset whose order is searched; with more, the balance is read again. */
const MAX_ARRANGED = 2_000

/** Chains all pushes from `start`, swapping neighbors that overtook each other; `undefined` if they do not fit. */
export function arrange(start: Balance, pushes: readonly Pushed[]): readonly Pushed[] | undefined {
  if (pushes.length > MAX_ARRANGED) return undefined
  const left = [...pushes]
  const laid: Pushed[] = []
  let at: Balance = start
  while (left.length > 0) {
    const next = left.findIndex(({ change }) => isContiguous(at, change))
    const found = next < 0 ? undefined : left[next]
    if (found === undefined) return undefined
    left.splice(next, 1)
    laid.push(found)
    at = found.change
  }
  return laid
}

/** Returns the pushes of assets that a balance told at `t0` need not contain. */
export function leftOf<T extends Pushed>(buffer: readonly T[], assets: readonly string[], t0: number): readonly T[] {
  const unfit = new Set(assets)
  return buffer.filter(({ change, madeAt }) => unfit.has(change.asset) && madeAt >= t0 - CLOCK_MARGIN_MS)
}

/** True if the newest step is on top of the read though its push arrived before: the read may contain it. */
export function isLaidOnTop<T extends Pushed & { readonly receivedAt: number }>(
  asset: string,
  result: BalanceReadResult,
  read: ReadonlyMap<string, Balance>,
  { t0 }: ReadSpan,
  buffer: readonly T[],
): boolean {
  const last = result.kind === 'settled' ? result.steps.at(-1) : undefined
  if (last === undefined || sameBalance(last.change, read.get(asset) ?? NO_BALANCE)) return false
  return buffer.some(({ change, receivedAt }) => change.asset === asset && receivedAt <= t0)
}
