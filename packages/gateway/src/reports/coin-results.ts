/** The result of each coin, and the comparison of its position with its balance. */

import type { PnlReport } from '@spotdeck/api'
import { type AssetAmount, add, compare, decimal, isZero, subtract, sum, zero } from '@spotdeck/exact'
import {
  type Asset,
  type PnlSum,
  type Position,
  VALUE_ASSET,
  type CostBook,
  type PriceOf,
  type Value,
  totalOf,
  unrealized,
} from '@spotdeck/ledger'
import { defined } from '@spotdeck/ports'
import { shown } from './valuation.ts'

type CoinSum = { realized: Value; byFlows: Value; fees: Value; count: number }
/** Sums of each coin, in USDT. */
export type CoinSums = Map<string, CoinSum>
/** Positions by asset. */
export type Positions = ReadonlyMap<string, Position>

/** Adds the sum of a quarter hour to its coin. @param realized by the method of the report */
export function countCoin(
  coins: CoinSums,
  { symbol, quoteAsset, feeAsset, fees, count }: PnlSum,
  realized: Value,
): void {
  // MEXC: a symbol is its base asset and its quote asset. The sum of flows is of one asset.
  const asset = symbol === '' ? feeAsset : symbol.slice(0, -quoteAsset.length)
  const row = coins.get(asset) ?? { realized: zero<'USDT'>(), byFlows: zero<'USDT'>(), fees: zero<'USDT'>(), count: 0 }
  if (symbol === '') row.byFlows = add(row.byFlows, realized)
  else {
    row.realized = add(row.realized, realized)
    row.count += count
  }
  row.fees = add(row.fees, fees)
  coins.set(asset, row)
}

/**
 * Results by coin: the largest total first, unknown ones last. Coins that neither made a result nor are held are left out, and so is
 * USDT, which is its own cost.
 * Unrealized is the part that came at a known cost, as in the report.
 */
export function coinResults(
  { coins }: { readonly coins: CoinSums },
  book: CostBook,
  priceOf: PriceOf,
): NonNullable<PnlReport['assets']> {
  const held = new Map([...book.positions].filter(([, { quantity }]) => !isZero(quantity)))
  return [...new Set([...coins.keys(), ...held.keys()])]
    .filter((asset) => asset !== VALUE_ASSET)
    .map((asset) => {
      const row = coins.get(asset)
      const [realized, byFlows] = [row?.realized ?? zero<'USDT'>(), row?.byFlows ?? zero<'USDT'>()]
      const position = held.get(asset)
      const isPriced = position === undefined || priceOf(asset) !== undefined
      const positions = new Map(position === undefined ? [] : [[asset, position]])
      const open = isPriced ? unrealized({ ...book, positions }, priceOf) : undefined
      const total = open === undefined ? undefined : sum([realized, byFlows, open])
      return {
        asset,
        count: row?.count ?? 0,
        realized: shown(realized),
        realizedByFlows: shown(byFlows),
        fees: shown(row?.fees ?? zero<'USDT'>()),
        ...defined({
          unrealized: open === undefined ? undefined : shown(open),
          total: total === undefined ? undefined : shown(total),
        }),
      }
    })
    .filter((row) => row.count > 0 || row.realizedByFlows !== '0' || held.has(row.asset))
    .sort(byTotal)
}

type CoinResult = NonNullable<PnlReport['assets']>[number]

function byTotal(a: CoinResult, b: CoinResult): number {
  const byName = a.asset < b.asset ? -1 : 1
  if (a.total === undefined || b.total === undefined)
    return Number(a.total === undefined) - Number(b.total === undefined) || byName
  return compare(decimal<'USDT'>(b.total), decimal<'USDT'>(a.total)) || byName
}

/** Assets whose balance and position differ, by name. USDT is its own cost and no position. */
export function differencesOf(
  held: ReadonlyMap<string, Pick<Asset, 'free' | 'locked'>>,
  positions: Positions,
): NonNullable<PnlReport['differences']> {
  return [...new Set([...held.keys(), ...positions.keys()])].sort().flatMap((asset) => {
    const balance = held.get(asset)
    const total: AssetAmount = balance === undefined ? zero() : totalOf(balance)
    const position = positions.get(asset)?.quantity ?? zero<'asset'>()
    const difference = subtract(total, position)
    return asset === VALUE_ASSET || isZero(difference) ? [] : [{ asset, held: total, position, difference }]
  })
}
