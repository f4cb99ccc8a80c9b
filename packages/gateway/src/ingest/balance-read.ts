/**
 * One balance read over REST against the pushes around it. The answer carries no time and pushes carry no sequence: a read
 * spans t0..t1; pushes made before t0 are in it, those made after t1 come on top, and between them only a chain
 * of previous + change = new can tell. Where nothing tells, the answer is to read again.
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

/** A pushed change and when the exchange made it. */
export type Pushed = { readonly change: BalanceChange; readonly madeAt: number }

/** When a read was asked and answered, in exchange time. */
export type ReadSpan = { readonly t0: number; readonly t1: number }

/** How wrong the learnt exchange clock may be: what was made nearer to a bound than this counts as between them. */
export const CLOCK_MARGIN_MS = 1_000

/**
 * The changes that lead from what was known to what is true now, each where it was learnt; `contained` are pushes that the read
 * holds without a step of their own.
 */
export type BalanceReadResult =
  | { readonly kind: 'settled'; readonly steps: readonly Step[]; readonly contained: readonly Pushed[] }
  | { readonly kind: 'unclear' }
/** `madeAt` of what was read is when it was asked. */
export type Step = Pushed & { readonly learnt: 'read' | 'push' }

export type SettleInput = {
  readonly asset: string
  readonly known: Balance
  readonly read: Balance
  readonly span: ReadSpan
  /** When the newest change taken was made: what was made before it is in the read. */
  readonly newest?: number
  /** In arrival order. */
  readonly pushes: readonly Pushed[]
  /** Whether a push equals one that came before it in all: sent twice, or the same happened twice. */
  readonly isDuplicate?: (push: Pushed) => boolean
}

/** Settles with the echoes and without them: where both fit and end in different balances, nothing is certain. */
export function resolveBalanceRead(input: SettleInput): BalanceReadResult {
  const { isDuplicate: isEcho } = input
  const whole = settleThese(input)
  if (isEcho === undefined || !input.pushes.some(isEcho)) return whole
  const once = settleThese({ ...input, pushes: input.pushes.filter((push) => !isEcho(push)) })
  if (once.kind === 'unclear') return withoutOneEcho(input, isEcho, whole)
  if (whole.kind === 'unclear') return once
  return sameBalance(endOf(once, input), endOf(whole, input)) ? once : { kind: 'unclear' }
}

/** Where all echoes together are needed only with a step that nobody pushed, one of them may be the repeat. */
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

/** Finds how many of the pushes the read contains, and lays the rest on top. */
function settleThese(input: SettleInput): BalanceReadResult {
  const { span, read, newest = -Infinity } = input
  const pushes = input.pushes
    .map((push, index) => ({ ...push, index }))
    .sort((a, b) => a.madeAt - b.madeAt || a.index - b.index)
  const surely = pushes.filter(({ madeAt }) => madeAt < Math.max(span.t0 - CLOCK_MARGIN_MS, newest)).length
  const atMost = Math.max(surely, pushes.filter(({ madeAt }) => madeAt <= span.t1 + CLOCK_MARGIN_MS).length)
  for (let contained = atMost; contained >= surely; contained--) {
    const inside = pushes.slice(0, contained)
    const after = arrange(read, pushes.slice(contained))
    if (after === undefined) continue
    const last = inside.at(-1)
    const endsHere = last !== undefined && sameBalance(last.change, read)
    if (contained > surely && !endsHere) continue
    const tail = endsHere ? runInto(inside) : []
    return {
      kind: 'settled',
      steps: stepsOf(input, tail, after),
      contained: inside.slice(0, inside.length - tail.length),
    }
  }
  return { kind: 'unclear' }
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

/** The longest run of pushes, each starting where the one before ended, up to the last of them. */
function runInto(inside: readonly Pushed[]): readonly Pushed[] {
  let first = inside.length - 1
  for (; first > 0; first--) {
    const [previous, next] = [inside[first - 1], inside[first]]
    if (previous === undefined || next === undefined || !isContiguous(previous.change, next.change)) break
  }
  return inside.slice(first)
}

/** Most pushes of one asset whose order is searched; more than that in one read's span is read again. */
const MAX_ARRANGED = 2_000
/** Bounds the search among pushes that overtook each other. */
const MAX_TRIES = 20_000

/** Lays all pushes end to end from `start`, letting neighbours that overtook each other swap; `undefined` if they do not fit. */
export function arrange(start: Balance, pushes: readonly Pushed[]): readonly Pushed[] | undefined {
  if (pushes.length > MAX_ARRANGED) return undefined
  const left = [...pushes]
  const laid: Pushed[] = []
  let at: Balance = start
  for (let tries = 0; left.length > 0 && tries < MAX_TRIES; tries++) {
    const next = left.findIndex(({ change }) => isContiguous(at, change))
    const found = next < 0 ? undefined : left[next]
    if (found === undefined) return undefined
    left.splice(next, 1)
    laid.push(found)
    at = found.change
  }
  return laid
}

/** Pushes that a read accepted by force need not contain. */
export function leftOf<T extends Pushed>(
  buffer: readonly T[],
  assets: readonly string[],
  { t0 }: ReadSpan,
): readonly T[] {
  const unfit = new Set(assets)
  return buffer.filter(({ change, madeAt }) => unfit.has(change.asset) && madeAt >= t0 - CLOCK_MARGIN_MS)
}

/** True if the newest step lies on top of the read although its push arrived before the read began: the read may contain it. */
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
