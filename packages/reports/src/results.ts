/** Profit, performance and allocation in the API's words: readings of the profit book, the equity curve and the balances. */

import { type Allocation, type Performance, type PnlMethod, type PnlReport, netFlow } from '@spotdeck/api'
import {
  type Fraction,
  absolute,
  add,
  as,
  compare,
  decimal,
  divide,
  isPositive,
  multiply,
  roundHalfEven,
  subtract,
  sum,
  zero,
} from '@spotdeck/exact'
import {
  type CostBook,
  type DayOf,
  type DayResult,
  type Equity,
  type PerformanceReader,
  type PnlSum,
  type PriceOf,
  VALUE_ASSET,
  type Value,
} from '@spotdeck/ledger'
import { defined } from '@spotdeck/ports'
import { type CoinSums, countCoin } from './coin-results.ts'
import { type DenseRow, RETURN_DIGITS, pausesIn } from './equity-curve.ts'
import { sampleOf } from './equity-index.ts'
import { dayPeriod } from './days.ts'
import type { Counting, Pass } from './pnl-sums.ts'
import { type FeeSums, type VolumeSums, countFees, countVolume, noFees, noVolume } from './turnover.ts'
import { shown } from './valuation.ts'

type Span = { readonly from: number; readonly to: number }

const SHARE_DIGITS = 4

/** Cost method and grouping of a profit report. */
export type PnlWish = { readonly method: PnlMethod; readonly by: 'day' | 'symbol' }

type PnlRow = { realized: Value; fees: Value; count: number }
/** Sums of a profit report, in USDT. */
export type PnlSums = {
  realized: Value
  fees: Value
  byFlows: Value
  readonly rows: Map<string, PnlRow>
  readonly coins: CoinSums
}

/** Sums profit by day or symbol. */
export function pnlBy({ method, by }: PnlWish, dayOf: DayOf): Counting<PnlSums> {
  const none = (): PnlSums => ({ realized: zero(), fees: zero(), byFlows: zero(), rows: new Map(), coins: new Map() })
  const count = (sums: PnlSums, one: PnlSum): void => {
    const { fees, symbol, time, count } = one
    const realized = one.realized[method]
    sums.realized = add(sums.realized, realized)
    sums.fees = add(sums.fees, fees)
    if (symbol === '') {
      sums.byFlows = add(sums.byFlows, realized)
      return
    }
    const key = by === 'symbol' ? symbol : dayOf(time).day
    const row = sums.rows.get(key) ?? { realized: zero<'USDT'>(), fees: zero<'USDT'>(), count: 0 }
    row.realized = add(row.realized, realized)
    row.fees = add(row.fees, fees)
    row.count += count
    sums.rows.set(key, row)
  }
  const countCoins = ({ coins }: PnlSums, one: PnlSum): void => countCoin(coins, one, one.realized[method])
  const rows: Pass<PnlSums> = { grain: by === 'day' ? 'all' : 'cell', count }
  const period = by === 'day' ? dayPeriod((time) => dayOf(time).day) : undefined
  return {
    none,
    passes: [
      { ...rows, period },
      { grain: 'cell', count: countCoins },
    ],
  }
}

/** Assets of which a part has an estimated cost. */
type Estimated = { readonly estimated: ReadonlySet<string> }

/** A profit report without the results of coins. @param book the book of `method` now */
export function pnlReport(
  { realized, fees, byFlows, rows }: PnlSums,
  book: CostBook,
  { method, by, from, to, estimated }: PnlWish & Span & Estimated,
  priceOf: PriceOf,
): Omit<PnlReport, 'unrealized' | 'total'> {
  const positions = positionsOf(book, priceOf).map((position) =>
    estimated.has(position.asset) ? { ...position, estimate: true as const } : position,
  )
  return {
    from,
    to,
    unit: 'USDT',
    method,
    by,
    realized: shown(realized),
    realizedByFlows: shown(byFlows),
    fees: shown(fees),
    items: [...rows]
      .sort(by === 'day' ? byKey : bySize)
      .map(([key, row]) => ({ key, realized: shown(row.realized), fees: shown(row.fees), count: row.count })),
    positions,
    unpriced: positions
      .filter(({ price }) => price === undefined)
      .map(({ asset }) => asset)
      .sort(),
    ...defined({ estimate: positions.some(({ estimate }) => estimate === true) ? (true as const) : undefined }),
  }
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : a > b ? 1 : 0)
const bySize = (a: readonly [string, PnlRow], b: readonly [string, PnlRow]): number =>
  compare(absolute(b[1].realized), absolute(a[1].realized)) || byKey(a, b)

/** USDT is its own cost and no position. */
function positionsOf(book: CostBook, priceOf: PriceOf): PnlReport['positions'] {
  return [...book.positions]
    .filter(([asset, { quantity }]) => asset !== VALUE_ASSET && isPositive(quantity))
    .sort((a, b) => compare(b[1].cost, a[1].cost) || byKey(a, b))
    .map(([asset, { quantity, cost, uncosted }]) => {
      const price = priceOf(asset)
      const isKnown = uncosted === undefined
      const value = price === undefined ? undefined : multiply<'USDT'>(quantity, price)
      return {
        asset,
        quantity,
        cost: isKnown ? shown(cost) : null,
        averageCost: isKnown ? divide<'USDT per unit'>(cost, quantity, 12) : null,
        ...defined({
          price,
          value: value === undefined ? undefined : shown(value),
          unrealized: value === undefined || !isKnown ? undefined : shown(subtract(value, cost)),
        }),
      }
    })
}

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

/** Turnover, fees and profit of all deals together; by average cost. */
export const SUMMARY: Counting<{ readonly volume: VolumeSums; readonly fees: FeeSums; realized: Value }> = {
  none: () => ({ volume: noVolume(), fees: noFees(), realized: zero() }),
  passes: [
    {
      grain: 'all',
      count(sums, one) {
        countVolume(sums.volume, one, '')
        countFees(sums.fees, one, '')
        sums.realized = add(sums.realized, one.realized.average)
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

const rounded = (value: Fraction | undefined): Fraction | null =>
  value === undefined ? null : roundHalfEven(value, RETURN_DIGITS)

/** The first of the best (1) or the worst (-1) days; one day alone is neither. */
function extreme(days: readonly DayResult[], sign: 1 | -1): Performance['bestDay'] {
  const [first, ...rest] = days
  if (first === undefined || rest.length === 0) return null
  const found = rest.reduce((best, day) => (compare(day.growth, best.growth) === sign ? day : best), first)
  return { day: found.day, return: roundHalfEven(found.growth, RETURN_DIGITS) }
}

/** Shares of what can be valued, the largest first. */
export function allocationOf({ total, byAsset, unpriced }: Equity, time: number): Allocation {
  const whole = shown(total)
  const items = byAsset
    .flatMap(({ asset, total: quantity, value }) =>
      value === undefined ? [] : [{ asset, quantity, value: shown(value) }],
    )
    .sort((a, b) => compare(b.value, a.value) || (a.asset < b.asset ? -1 : 1))
    .map((item) => ({ ...item, share: isPositive(whole) ? divide<'fraction'>(item.value, whole, SHARE_DIGITS) : '0' }))
  return { time, unit: 'USDT', total: whole, items, unpriced: [...unpriced] }
}
