/** Fees and turnover over the deals of a span, added up by what they are asked for. Exact until they are shown. */

import type { FeesReport, Grouping, VolumeGrouping, VolumeReport } from '@spotdeck/api'
import { type AssetAmount, add, compare, divide, isZero, subtract, zero } from '@spotdeck/exact'
import type { DayOf, Value } from '@spotdeck/ledger'
import type { ProfitLine } from './realized-pnl-book.ts'
import { monthOf, weekOf } from './days.ts'
import type { Counting } from './sliding.ts'
import { shown } from './valuation.ts'

type Span = { readonly from: number; readonly to: number }

const SHARE_DIGITS = 4

type FeeRow = { count: number; value: Value; readonly amounts: Map<string, AssetAmount> }
/** `unpriced`: how many deals lack the price of an asset. */
export type FeeSums = { total: Value; readonly rows: Map<string, FeeRow>; readonly unpriced: Map<string, number> }

/** Lines of deals that cost a fee. */
export function feesBy(by: Grouping, dayOf: DayOf): Counting<ProfitLine, FeeSums> {
  return {
    none: () => ({ total: zero(), rows: new Map(), unpriced: new Map() }),
    count(sums, { trade, symbol, time }, sign) {
      if (trade === undefined || symbol === undefined || isZero(trade.fee)) return
      const { fee, feeAsset, feeWorth } = trade
      const key = by === 'asset' ? feeAsset : by === 'symbol' ? symbol : dayOf(time).day
      const row = rowAt(sums.rows, key, (): FeeRow => ({ count: 0, value: zero(), amounts: new Map() }))
      const step = signed(sign)
      row.count += sign
      row.amounts.set(feeAsset, step(row.amounts.get(feeAsset) ?? zero<'asset'>(), fee))
      if (feeWorth === undefined) tally(sums.unpriced, feeAsset, sign)
      else {
        row.value = step(row.value, feeWorth)
        sums.total = step(sums.total, feeWorth)
      }
      if (row.count === 0) sums.rows.delete(key)
    },
  }
}

/** The fees report of its sums. */
export function feesReport({ total, rows, unpriced }: FeeSums, by: Grouping, { from, to }: Span): FeesReport {
  const items = ordered([...rows], by).map(([key, { count, value, amounts }]) => ({
    key,
    count,
    amounts: [...amounts]
      .filter(([, amount]) => !isZero(amount))
      .sort(byName)
      .map(([asset, amount]) => ({ asset, amount })),
    value: shown(value),
  }))
  return { from, to, unit: 'USDT', by, total: shown(total), items, unpriced: [...unpriced.keys()].sort() }
}

type VolumeRow = { count: number; value: Value; bought: Value; sold: Value; made: Value }
/** Sums of a turnover report. */
export type VolumeSums = {
  total: Value
  count: number
  readonly rows: Map<string, VolumeRow>
  readonly unpriced: Map<string, number>
}

/** @param only the one market to count; every market without it */
export function volumeBy(by: VolumeGrouping, dayOf: DayOf, only?: string): Counting<ProfitLine, VolumeSums> {
  const keyOf = volumeKey(by, dayOf)
  return {
    none: () => ({ total: zero(), count: 0, rows: new Map(), unpriced: new Map() }),
    count(sums, { trade, symbol, time, sells }, sign) {
      if (trade === undefined || symbol === undefined || (only !== undefined && symbol !== only)) return
      const { worth, quoteAsset, isMaker } = trade
      const key = keyOf(symbol, time)
      const row = rowAt(sums.rows, key, (): VolumeRow => ({
        count: 0,
        value: zero(),
        bought: zero(),
        sold: zero(),
        made: zero(),
      }))
      const step = signed(sign)
      row.count += sign
      sums.count += sign
      if (worth === undefined) tally(sums.unpriced, quoteAsset, sign)
      else {
        const side = sells ? 'sold' : 'bought'
        row[side] = step(row[side], worth)
        row.value = step(row.value, worth)
        if (isMaker) row.made = step(row.made, worth)
        sums.total = step(sums.total, worth)
      }
      if (row.count === 0) sums.rows.delete(key)
    },
  }
}

function volumeKey(by: VolumeGrouping, dayOf: DayOf): (symbol: string, time: number) => string {
  switch (by) {
    case 'symbol':
      return (symbol) => symbol
    case 'day':
      return (_, time) => dayOf(time).day
    case 'week':
      return (_, time) => weekOf(dayOf(time).day)
    case 'month':
      return (_, time) => monthOf(dayOf(time).day)
    default:
      return unreachable(by)
  }
}

function unreachable(by: never): never {
  throw new RangeError(`Turnover cannot be added up by ${String(by)}.`)
}

/** The turnover report of its sums. */
export function volumeReport(sums: VolumeSums, by: VolumeGrouping, { from, to }: Span): VolumeReport {
  const { total, count, rows, unpriced } = sums
  const items = ordered([...rows], by).map(([key, { value, bought, sold, made, ...row }]) => ({
    key,
    count: row.count,
    bought: shown(bought),
    sold: shown(sold),
    value: shown(value),
    makerShare: isZero(value) ? '0' : divide<'fraction'>(made, value, SHARE_DIGITS),
  }))
  return { from, to, unit: 'USDT', by, total: shown(total), count, items, unpriced: [...unpriced.keys()].sort() }
}

/** Adds, or takes back what was added. */
export const signed = (sign: 1 | -1): typeof add => (sign === 1 ? add : subtract)

function tally(counts: Map<string, number>, key: string, sign: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + sign
  if (count === 0) counts.delete(key)
  else counts.set(key, count)
}

function rowAt<Row>(rows: Map<string, Row>, key: string, make: () => Row): Row {
  const row = rows.get(key) ?? make()
  rows.set(key, row)
  return row
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0

/** Days, weeks and months oldest first; the rest by value, the largest first. */
function ordered<Row extends { readonly value: Value }>(
  rows: [string, Row][],
  by: Grouping | VolumeGrouping,
): [string, Row][] {
  if (by === 'day' || by === 'week' || by === 'month') return rows.sort(byName)
  return rows.sort((a, b) => compare(b[1].value, a[1].value) || byName(a, b))
}
