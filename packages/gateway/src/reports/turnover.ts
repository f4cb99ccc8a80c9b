/** Fees and turnover over the deals of a span, added up by what they are asked for. Exact until they are shown. */

import type { FeesReport, Grouping, VolumeReport } from '@spotdeck/api'
import { type AssetAmount, add, compare, divide, isZero, zero } from '@spotdeck/exact'
import type { DayOf, Deal, Value } from '@spotdeck/ledger'
import { shown, worthOf } from './worth.ts'

type Deals = AsyncIterable<Deal>
type Span = { readonly from: number; readonly to: number }

const SHARE_DIGITS = 4

type FeeRow = { count: number; value: Value; readonly amounts: Map<string, AssetAmount> }

export async function feesOf(deals: Deals, by: Grouping, { from, to }: Span, dayOf: DayOf): Promise<FeesReport> {
  const rows = new Map<string, FeeRow>()
  const unpriced = new Set<string>()
  let total = zero<'USDT'>()
  for await (const deal of deals) {
    if (isZero(deal.fee)) continue
    const key = by === 'asset' ? deal.feeAsset : by === 'symbol' ? deal.symbol : dayOf(deal.time).day
    const row = rowAt(rows, key, (): FeeRow => ({ count: 0, value: zero(), amounts: new Map() }))
    row.count += 1
    row.amounts.set(deal.feeAsset, add(row.amounts.get(deal.feeAsset) ?? zero<'asset'>(), deal.fee))
    const value = worthOf(deal.fee, deal.feeAsset, deal.feeUnitPrice)
    if (value === undefined) unpriced.add(deal.feeAsset)
    else {
      row.value = add(row.value, value)
      total = add(total, value)
    }
  }
  const items = ordered([...rows], by).map(([key, { count, value, amounts }]) => ({
    key,
    count,
    amounts: [...amounts].sort(byName).map(([asset, amount]) => ({ asset, amount })),
    value: shown(value),
  }))
  return { from, to, unit: 'USDT', by, total: shown(total), items, unpriced: [...unpriced].sort() }
}

type VolumeRow = { count: number; value: Value; bought: Value; sold: Value; made: Value }

export async function volumeOf(
  deals: Deals,
  by: 'symbol' | 'day',
  { from, to }: Span,
  dayOf: DayOf,
): Promise<VolumeReport> {
  const rows = new Map<string, VolumeRow>()
  const unpriced = new Set<string>()
  let total = zero<'USDT'>()
  let count = 0
  for await (const deal of deals) {
    const key = by === 'symbol' ? deal.symbol : dayOf(deal.time).day
    const row = rowAt(rows, key, (): VolumeRow => ({
      count: 0,
      value: zero(),
      bought: zero(),
      sold: zero(),
      made: zero(),
    }))
    row.count += 1
    count += 1
    const value = worthOf(deal.quoteQuantity, deal.quoteAsset, deal.quoteUnitPrice)
    if (value === undefined) {
      unpriced.add(deal.quoteAsset)
      continue
    }
    const side = deal.side === 'BUY' ? 'bought' : 'sold'
    row[side] = add(row[side], value)
    row.value = add(row.value, value)
    if (deal.isMaker) row.made = add(row.made, value)
    total = add(total, value)
  }
  const items = ordered([...rows], by).map(([key, { value, bought, sold, made, ...row }]) => ({
    key,
    count: row.count,
    bought: shown(bought),
    sold: shown(sold),
    value: shown(value),
    makerShare: isZero(value) ? '0' : divide<'fraction'>(made, value, SHARE_DIGITS),
  }))
  return { from, to, unit: 'USDT', by, total: shown(total), count, items, unpriced: [...unpriced].sort() }
}

function rowAt<Row>(rows: Map<string, Row>, key: string, make: () => Row): Row {
  const row = rows.get(key) ?? make()
  rows.set(key, row)
  return row
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0

/** Days oldest first; the rest by value, the largest first. */
function ordered<Row extends { readonly value: Value }>(rows: [string, Row][], by: Grouping): [string, Row][] {
  if (by === 'day') return rows.sort(byName)
  return rows.sort((a, b) => compare(b[1].value, a[1].value) || byName(a, b))
}
