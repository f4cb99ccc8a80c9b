/**
 * Bounds of a span on the equity curve. A span begins and ends between two samples: equity there is interpolated, and
 * flows count from their own time on. Spans that meet read the same equity there, so that their changes add up.
 */

import { netFlow } from '@spotdeck/api'
import { type AnyDecimal, add, as, decimal, divide, multiply, subtract, sum, zero } from '@spotdeck/exact'
import type { EquityRowPnl } from '@spotdeck/store'
import type { Value } from '@spotdeck/ledger'
import { defined } from '@spotdeck/ports'
import type { Span } from '../base/port.ts'
import { type DenseRow, HOLE_STEPS } from './equity-curve.ts'
import type { Move } from './restate.ts'
import { shown } from '../base/valuation.ts'

const HOUR = 3_600_000
/** Time before and after a span, in ms, within which a sample still determines the equity at its bound. */
export const REACH_MS = HOLE_STEPS * HOUR
/** Sums of what came and went until a time. */
type Flows = {
  readonly netDeposits: string | null
  readonly netUnexplained: string
  readonly netRevalued: string
}

/** Digits of the part of a step that has passed. */
const SHARE_DIGITS = 12

/**
 * The rows of `from <= time < to`. With samples on both sides of a bound and no gap between them, the first row is at
 * `from` and the last one at the span's last millisecond, with the equity at the bound. An empty span has none.
 * @param rows ascending by time, from `REACH_MS` before the span until `REACH_MS` after it
 */
export function withinSpan(rows: readonly DenseRow[], { from, to }: Span, moves: readonly Move[]): DenseRow[] {
  if (from >= to) return []
  const start = rows.find(({ time }) => time === from) ?? boundAt(rows, from, moves)
  const end = boundAt(rows, to, moves)
  const until = end === undefined ? to : to - 1
  const inner = rows.filter(({ time }) => time > from && time < until)
  return [...(start === undefined ? [] : [start]), ...inner, ...(end === undefined ? [] : [{ ...end, time: to - 1 }])]
}

/** The row at a time between two samples; `undefined` where a gap is or the samples end. */
function boundAt(rows: readonly DenseRow[], time: number, moves: readonly Move[]): DenseRow | undefined {
  const next = rows.findIndex((row) => row.time >= time)
  const [before, after] = [rows[next - 1], rows[next]]
  if (before === undefined || after === undefined) return undefined
  if (after.time - before.time > HOLE_STEPS * Math.max(before.everyMs, after.everyMs)) return undefined
  const flows = flowsAt(before, after, time, moves)
  const { breaks: _, grown: __, ...start } = before
  // What came or went at an unknown time counts from the later sample on.
  if (flows === undefined) return { ...start, time }
  const share = shareOf(before.time, after.time, time)
  const worth = between(worthOf(before), worthOf(after), share)
  const total = add(worth, flowOf(flows))
  const isKnown = before.locked !== null && after.locked !== null
  const locked = isKnown ? between(decimal(before.locked), decimal(after.locked), share) : undefined
  return {
    ...start,
    ...flows,
    time,
    total: shown(total),
    locked: locked === undefined ? null : shown(locked),
    free: locked === undefined ? null : shown(subtract(total, locked)),
    ...defined({ pnl: before.pnl && grownBy(before.pnl, subtract(worth, worthOf(before))) }),
  }
}

/** Sums of what came and went until just before `time`; `undefined` where that is not known. */
function flowsAt(before: DenseRow, after: DenseRow, time: number, moves: readonly Move[]): Flows | undefined {
  if (netFlow(before) === netFlow(after)) return pick(before)
  if (before.netDeposits === null || after.netDeposits === null) return undefined
  const all = moves.filter((move) => move.time > before.time && move.time <= after.time)
  const early = all.filter((move) => move.time < time)
  if (all.length === 0) return undefined
  if (early.length === all.length) return pick(after)
  const until = (name: Move['sum']): Value => {
    const own = early.filter((move) => move.sum === name).map(({ value }) => value)
    return shown(add(decimal<'USDT'>(before[name] ?? '0'), sum(own)))
  }
  return {
    netDeposits: until('netDeposits'),
    netUnexplained: until('netUnexplained'),
    netRevalued: until('netRevalued'),
  }
}

const pick = ({ netDeposits, netUnexplained = '0', netRevalued = '0' }: DenseRow): Flows => ({
  netDeposits,
  netUnexplained,
  netRevalued,
})

const flowOf = (flows: Flows): Value => as<'USDT'>(netFlow(flows) ?? zero())

/** Equity without what came and went. */
const worthOf = (row: DenseRow): Value => subtract(decimal<'USDT'>(row.total), flowOf(pick(row)))

function shareOf(from: number, to: number, time: number): AnyDecimal {
  return divide<'share'>(decimal(String(time - from)), decimal(String(to - from)), SHARE_DIGITS)
}

const between = (start: Value, end: Value, share: AnyDecimal): Value =>
  add(start, multiply<'USDT'>(subtract(end, start), share))

/** Stored profit at a later time: what its open positions gained. */
const grownBy = (pnl: EquityRowPnl, gain: Value): EquityRowPnl => ({
  ...pnl,
  unrealized: shown(add(decimal<'USDT'>(pnl.unrealized), gain)),
})
