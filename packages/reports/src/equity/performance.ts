/** Performance of a span in the API's words: growth, drawdown, and best and worst day. */

import { type Performance, netFlow } from '@spotdeck/api'
import { type Fraction, as, compare, decimal, divide, roundHalfEven, subtract, sum } from '@spotdeck/exact'
import type { DayResult, PerformanceReader } from '@spotdeck/ledger'
import { defined } from '@spotdeck/ports'
import { type DenseRow, RETURN_DIGITS, pausesIn } from './equity-curve.ts'
import { sampleOf } from './equity-index.ts'
import type { Counting } from '../profit/pnl-sums.ts'
import type { Span } from '../base/port.ts'
import { shown } from '../base/valuation.ts'

const SHARE_DIGITS = 4

/** Count of closing deals that gained, and that lost. */
export type Closings = { wins: number; losses: number }

/** Closing deals that gained and that lost, by average cost. */
export const CLOSINGS: Counting<Closings> = {
  none: () => ({ wins: 0, losses: 0 }),
  passes: [
    {
      grain: 'all',
      count(sums, { wins, losses }) {
        sums.wins += wins
        sums.losses += losses
      },
    },
  ],
}

/** Growth, drawdown and best and worst day of a span. */
export function performanceReport(
  samples: readonly DenseRow[],
  closings: Readonly<Closings>,
  { from, to, now }: Span & { readonly now: number },
  reader: PerformanceReader,
): Performance {
  const reading = reader.read(samples.flatMap(sampleOf))
  const unknownMs = pausesIn(
    samples.filter(({ backfilled }) => backfilled !== true),
    from,
    Math.min(to, now),
  )
  const fall = (value: Fraction | undefined) => (value === '0' && unknownMs > 0 ? null : rounded(value))
  const { wins, losses } = closings
  const days = reading?.days ?? []
  return {
    from,
    to,
    since: reading?.since ?? null,
    unknownMs,
    timeWeightedReturn: rounded(reading?.growth),
    maxDrawdown: fall(reading?.maxDrawdown),
    drawdown: fall(reading?.drawdown),
    winRate:
      wins + losses === 0
        ? null
        : divide<'fraction'>(decimal(String(wins)), decimal(String(wins + losses)), SHARE_DIGITS),
    wins,
    losses,
    bestDay: extreme(days, 1),
    worstDay: extreme(days, -1),
    days: days.map(({ day, time, growth, profit, total, deepest }) => ({
      day,
      time,
      return: roundHalfEven(growth, RETURN_DIGITS),
      profit: shown(profit),
      total: roundHalfEven(total, RETURN_DIGITS),
      drawdown: roundHalfEven(deepest, RETURN_DIGITS),
    })),
    ...defined({
      last: lastOf(samples),
      change: changeOf(samples),
      profit: reading === undefined ? undefined : shown(sum(days.map((day) => day.profit))),
      estimate: samples.some(({ backfilled }) => backfilled === true) ? (true as const) : undefined,
    }),
  }
}

function lastOf(samples: readonly DenseRow[]): Performance['last'] {
  const row = samples.at(-1)
  const flow = row === undefined ? null : netFlow({ ...row, netDeposits: row.netDeposits ?? '0' })
  if (row === undefined || flow === null) return undefined
  return { time: row.time, total: row.total, worth: shown(subtract(decimal<'USDT'>(row.total), as<'USDT'>(flow))) }
}

/** Change of equity and of its flows over the known part of a span. */
function changeOf(samples: readonly DenseRow[]): Performance['change'] {
  const isKnown = (row: DenseRow): boolean => row.netDeposits !== null
  const [first, last] = [samples.find(isKnown), samples.findLast(isKnown)]
  if (first === undefined || last === undefined) return undefined
  const change = (after: string | null = '0', before: string | null = '0') =>
    shown(subtract(decimal<'USDT'>(after ?? '0'), decimal<'USDT'>(before ?? '0')))
  return {
    opening: first.total,
    total: change(last.total, first.total),
    netDeposits: change(last.netDeposits, first.netDeposits),
    netUnexplained: change(last.netUnexplained, first.netUnexplained),
    netRevalued: change(last.netRevalued, first.netRevalued),
  }
}

const rounded = (value: Fraction | undefined): Fraction | null =>
  value === undefined ? null : roundHalfEven(value, RETURN_DIGITS)

/** The first of the best (1) or the worst (-1) days; one day alone is neither. */
function extreme(days: readonly DayResult[], sign: 1 | -1): Performance['bestDay'] {
  const [first, ...rest] = days
  if (first === undefined || rest.length === 0) return null
  const found = rest.reduce((best, day) => (compare(day.growth, best.growth) === sign ? day : best), first)
  return { day: found.day, return: roundHalfEven(found.growth, RETURN_DIGITS) }
}
