/** Profit, performance and allocation in the API's words: readings of the profit book, the equity curve and the last sample. */

import type { Allocation, EquityData, Performance, PnlMethod, PnlReport } from '@spotdeck/api'
import { type Fraction, absolute, add, compare, decimal, divide, isNegative, isPositive, isZero, multiply, roundHalfEven, subtract, zero } from '@spotdeck/exact' // prettier-ignore
import { type DayOf, type DayResult, type EquitySample, type PriceOf, VALUE_ASSET, type Value, performanceOf } from '@spotdeck/ledger' // prettier-ignore
import type { ProfitLine, Profits } from '../desk/profits.ts'
import type { EquityRow } from '../store/port.ts'
import { shown } from './worth.ts'

type Span = { readonly from: number; readonly to: number }

/** Digits of a shown fraction: hundredths of a percent, and two more. */
const RETURN_DIGITS = 6
const SHARE_DIGITS = 4

export type PnlWish = { readonly method: PnlMethod; readonly by: 'day' | 'symbol'; readonly dayOf: DayOf }

/** @param profits the book of `method`, not stale */
export function pnlOf(
  profits: Profits,
  { method, by, dayOf }: PnlWish,
  { from, to }: Span,
  priceOf: PriceOf,
): PnlReport {
  const rows = new Map<string, PnlRow>()
  let [realized, fees, byFlows] = [zero<'USDT'>(), zero<'USDT'>(), zero<'USDT'>()]
  for (const line of profits.linesBetween(from, to)) {
    realized = add(realized, line.realized)
    fees = add(fees, line.fee)
    if (line.symbol === undefined) byFlows = add(byFlows, line.realized)
    else addLine(rows, by === 'symbol' ? line.symbol : dayOf(line.time).day, line)
  }
  const positions = positionsOf(profits, priceOf)
  return {
    from, to, unit: 'USDT', method, by,
    realized: shown(realized),
    realizedByFlows: shown(byFlows),
    fees: shown(fees),
    unrealized: shown(profits.unrealized(priceOf)),
    items: [...rows].sort(by === 'day' ? byKey : bySize).map(([key, row]) => ({ key, realized: shown(row.realized), fees: shown(row.fees), count: row.count })),
    positions,
    unpriced: positions.filter(({ price }) => price === undefined).map(({ asset }) => asset).sort(),
  } // prettier-ignore
}

type PnlRow = { readonly realized: Value; readonly fees: Value; readonly count: number }

function addLine(rows: Map<string, PnlRow>, key: string, { realized, fee }: ProfitLine): void {
  const row = rows.get(key) ?? { realized: zero<'USDT'>(), fees: zero<'USDT'>(), count: 0 }
  rows.set(key, { realized: add(row.realized, realized), fees: add(row.fees, fee), count: row.count + 1 })
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : a > b ? 1 : 0)
const bySize = (a: readonly [string, PnlRow], b: readonly [string, PnlRow]): number =>
  compare(absolute(b[1].realized), absolute(a[1].realized)) || byKey(a, b)

/** USDT is its own cost and no position. */
function positionsOf(profits: Profits, priceOf: PriceOf): PnlReport['positions'] {
  return [...profits.positions]
    .filter(([asset, { quantity }]) => asset !== VALUE_ASSET && isPositive(quantity))
    .sort((a, b) => compare(b[1].cost, a[1].cost) || byKey(a, b))
    .map(([asset, { quantity, cost }]) => {
      const price = priceOf(asset)
      const value = price === undefined ? undefined : multiply<'USDT'>(quantity, price)
      return {
        asset,
        quantity,
        cost: shown(cost),
        averageCost: divide<'USDT per unit'>(cost, quantity, 12),
        ...(price === undefined ? {} : { price }),
        ...(value === undefined ? {} : { value: shown(value), unrealized: shown(subtract(value, cost)) }),
      }
    })
}

/** Closing deals that gained and that lost. A sale that realized nothing before its fee closed nothing. */
export function closingsOf(lines: readonly ProfitLine[]): { readonly wins: number; readonly losses: number } {
  let [wins, losses] = [0, 0]
  for (const { sells, realized, fee } of lines) {
    if (!sells || isZero(add(realized, fee))) continue
    if (isPositive(realized)) wins += 1
    else if (isNegative(realized)) losses += 1
  }
  return { wins, losses }
}

export function performanceReport(
  samples: readonly EquityRow[],
  closings: { readonly wins: number; readonly losses: number },
  { from, to }: Span,
  dayOf: DayOf,
): Performance {
  const reading = performanceOf(samples.flatMap(sampleOf), dayOf)
  const { wins, losses } = closings
  const days = reading?.days ?? []
  return {
    from,
    to,
    since: reading?.since ?? null,
    timeWeightedReturn: rounded(reading?.growth),
    maxDrawdown: rounded(reading?.maxDrawdown),
    drawdown: rounded(reading?.drawdown),
    winRate:
      wins + losses === 0
        ? null
        : divide<'fraction'>(decimal(String(wins)), decimal(String(wins + losses)), SHARE_DIGITS),
    wins,
    losses,
    bestDay: extreme(days, 1),
    worstDay: extreme(days, -1),
    days: days.map(({ day, time, growth, profit }) => ({
      day,
      time,
      return: roundHalfEven(growth, RETURN_DIGITS),
      profit: shown(profit),
    })),
  }
}

function sampleOf({ time, total, netDeposits }: EquityRow): EquitySample[] {
  if (netDeposits === null) return []
  return [{ time, total: decimal(total), netDeposits: decimal(netDeposits) }]
}

const rounded = (value: Fraction | undefined): Fraction | null =>
  value === undefined ? null : roundHalfEven(value, RETURN_DIGITS)

/** The first of the best (1) or the worst (-1) days. */
function extreme(days: readonly DayResult[], sign: 1 | -1): Performance['bestDay'] {
  const [first, ...rest] = days
  if (first === undefined) return null
  const found = rest.reduce((best, day) => (compare(day.growth, best.growth) === sign ? day : best), first)
  return { day: found.day, return: roundHalfEven(found.growth, RETURN_DIGITS) }
}

/** Shares of what can be valued, the largest first. */
export function allocationOf({ time, total, byAsset, unpriced }: EquityData): Allocation {
  const whole = decimal<'USDT'>(total)
  const items = byAsset
    .flatMap(({ asset, total: quantity, value }) =>
      value === undefined ? [] : [{ asset, quantity, value: decimal<'USDT'>(value) }],
    )
    .sort((a, b) => compare(b.value, a.value) || (a.asset < b.asset ? -1 : 1))
    .map((item) => ({ ...item, share: isPositive(whole) ? divide<'fraction'>(item.value, whole, SHARE_DIGITS) : '0' }))
  return { time, unit: 'USDT', total, items, unpriced: [...unpriced] }
}
