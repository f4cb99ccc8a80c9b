/** Fees and turnover over the deals of a span, added up by what they are asked for. Exact until they are shown. */

import { unreachable } from '@spotdeck/ports'
import type { DealsSummary, FeesReport, Grouping, VolumeGrouping, VolumeReport } from '@spotdeck/api'
import { type AssetAmount, add, compare, divide, isZero, zero } from '@spotdeck/exact'
import type { DayOf, PnlSum, Value } from '@spotdeck/ledger'
import { dayPeriod, daysOf, monthOf, weekOf } from '../base/days.ts'
import type { Counting } from '../profit/pnl-sums.ts'
import type { Span, ZonedSpan } from '../base/port.ts'
import type { Scan } from '../scan/scan.ts'
import { shown } from '../base/valuation.ts'

const SHARE_DIGITS = 4

type FeeRow = { count: number; value: Value; readonly amounts: Map<string, AssetAmount> }
/** `unpriced`: how many deals lack the price of an asset. */
type FeeSums = { total: Value; readonly rows: Map<string, FeeRow>; readonly unpriced: Map<string, number> }

/** Computes fees by asset, symbol or day. */
export function computeFees(
  scan: Scan,
  { by, zone, ...span }: ZonedSpan & { readonly by: Grouping },
): Promise<FeesReport> {
  return scan.sums(feesBy(by, daysOf(zone)), span, (sums) => feesReport(sums, by, span))
}

/** Question of a turnover report: its grouping, the one market to count, and its span. */
export type VolumeQuestion = ZonedSpan & { readonly by: VolumeGrouping; readonly symbol?: string | undefined }

/** Computes turnover by market, day, week or month. */
export function computeVolume(scan: Scan, { by, symbol, zone, ...span }: VolumeQuestion): Promise<VolumeReport> {
  return scan.sums(volumeBy(by, daysOf(zone), symbol), span, (sums) => volumeReport(sums, by, span))
}

/** Turnover, fees and profit of all deals together; by average cost. */
const SUMMARY: Counting<{ readonly volume: VolumeSums; readonly fees: FeeSums; realized: Value }> = {
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

/** Computes sums over all deals of a span together. */
export function computeDealsSummary(scan: Scan, { from, to }: Span): Promise<DealsSummary> {
  return scan.sums(SUMMARY, { from, to }, ({ volume, fees, realized }) => ({
    from,
    to,
    count: volume.count,
    volume: shown(volume.total),
    fees: shown(fees.total),
    realizedPnl: shown(realized),
    unpriced: [...new Set([...volume.unpriced.keys(), ...fees.unpriced.keys()])].sort(),
  }))
}

const noFees = (): FeeSums => ({ total: zero(), rows: new Map(), unpriced: new Map() })

/** Sums fees by asset, symbol or day. */
function feesBy(by: Grouping, dayOf: DayOf): Counting<FeeSums> {
  const keyOf = ({ symbol, feeAsset, time }: PnlSum): string =>
    by === 'asset' ? feeAsset : by === 'symbol' ? symbol : dayOf(time).day
  const period = by === 'day' ? dayPeriod((time) => dayOf(time).day) : undefined
  const count = (sums: FeeSums, one: PnlSum): void => {
    if (one.paidCount > 0) countFees(sums, one, keyOf(one))
  }
  return { none: noFees, passes: [{ grain: by === 'symbol' ? 'cell' : 'all', period, count }] }
}

/** Adds fees to the row of `key`. */
function countFees(sums: FeeSums, { feeAsset, paidCount, paid, fees, unpricedFees }: PnlSum, key: string): void {
  if (paidCount === 0) return
  const row = rowAt(sums.rows, key, (): FeeRow => ({ count: 0, value: zero(), amounts: new Map() }))
  row.count += paidCount
  row.amounts.set(feeAsset, add(row.amounts.get(feeAsset) ?? zero<'asset'>(), paid))
  row.value = add(row.value, fees)
  sums.total = add(sums.total, fees)
  tally(sums.unpriced, feeAsset, unpricedFees)
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
type VolumeSums = {
  total: Value
  count: number
  readonly rows: Map<string, VolumeRow>
  readonly unpriced: Map<string, number>
}

const noVolume = (): VolumeSums => ({ total: zero(), count: 0, rows: new Map(), unpriced: new Map() })

/** @param only the one market to count; every market without it */
export function volumeBy(by: VolumeGrouping, dayOf: DayOf, only?: string): Counting<VolumeSums> {
  const keyOf = volumeKey(by, dayOf)
  const period = by === 'symbol' ? undefined : dayPeriod((time) => keyOf('', time))
  const count = (sums: VolumeSums, one: PnlSum): void => {
    if (only === undefined || one.symbol === only) countVolume(sums, one, keyOf(one.symbol, one.time))
  }
  const grain = by === 'symbol' || only !== undefined ? 'cell' : 'all'
  return {
    none: noVolume,
    passes: [{ grain, period, count, only: only === undefined ? undefined : { symbols: [only] } }],
  }
}

/** Adds turnover to the row of `key`. */
function countVolume(
  sums: VolumeSums,
  { symbol, quoteAsset, count, bought, sold, made, unpriced }: PnlSum,
  key: string,
): void {
  if (symbol === '') return
  const row = rowAt(sums.rows, key, (): VolumeRow => ({
    count: 0,
    value: zero(),
    bought: zero(),
    sold: zero(),
    made: zero(),
  }))
  const value = add(bought, sold)
  row.count += count
  row.bought = add(row.bought, bought)
  row.sold = add(row.sold, sold)
  row.value = add(row.value, value)
  row.made = add(row.made, made)
  sums.count += count
  sums.total = add(sums.total, value)
  tally(sums.unpriced, quoteAsset, unpriced)
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

function tally(counts: Map<string, number>, key: string, count: number): void {
  if (count > 0) counts.set(key, (counts.get(key) ?? 0) + count)
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
