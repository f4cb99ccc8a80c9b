/** The result of each coin in a span, and the comparison of its position with its balance. */

import type { PnlReport } from '@spotdeck/api'
import {
  type AssetAmount,
  add,
  compare,
  decimal,
  isZero,
  multiply,
  roundTogether,
  subtract,
  sum,
  zero,
} from '@spotdeck/exact'
import {
  type Asset,
  type PnlSum,
  type Position,
  VALUE_ASSET,
  type CostBook,
  type Flow,
  type PriceOf,
  type UnitPrice,
  type Value,
  totalOf,
  unrealized,
} from '@spotdeck/ledger'
import { defined } from '@spotdeck/ports'
import { VALUE_DIGITS, shown } from '../base/valuation.ts'

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

/** The cost book at an end of a span, and the prices there. */
export type SpanEnd = { readonly book: CostBook; readonly priceOf: PriceOf }
/**
 * Both ends of a span. `profit`: change of equity between them without flows, where it is known throughout. `flows`:
 * those between them.
 */
export type SpanEnds = {
  readonly opening: SpanEnd
  readonly closing: SpanEnd
  readonly profit?: Value | undefined
  readonly flows?: readonly Flow[]
}

type Coin = CoinSum & { readonly asset: string; change: Value | undefined; priceEffect: Value | undefined }

/**
 * Results by coin: the largest total first, unknown ones last; USDT is no position. A coin's unrealized profit is its
 * change over the span. The column and `unassigned` add up to `total`, to the digit: `unassigned` is what no coin
 * explains, such as the difference between candles at the ends and prices of samples.
 */
export function coinResults(
  sums: CoinSums,
  ends: SpanEnds,
): Pick<PnlReport, 'unrealized' | 'total' | 'unassigned' | 'assets'> {
  const coins = coinsOf(sums, ends)
  const booked = roundTogether(
    coins.flatMap(({ realized, byFlows }) => [realized, byFlows]),
    VALUE_DIGITS,
  )
  const known = coins.flatMap(({ change }) => change ?? [])
  const changes = roundTogether(known, VALUE_DIGITS)
  const { profit } = ends
  const unassigned = profit === undefined ? zero<'USDT'>() : subtract(profit, sum([...booked, ...changes]))
  const unrealized = sum([...changes, unassigned])
  let next = 0
  const assets = coins.map(({ asset, count, fees, change, priceEffect }, i) => {
    const [realized, byFlows] = [booked[2 * i] ?? zero<'USDT'>(), booked[2 * i + 1] ?? zero<'USDT'>()]
    const own = change === undefined ? undefined : changes[next++]
    return {
      asset,
      count,
      realized,
      realizedByFlows: byFlows,
      fees: shown(fees),
      ...defined({
        unrealized: own,
        total: own === undefined ? undefined : sum([realized, byFlows, own]),
        priceEffect: priceEffect && shown(priceEffect),
      }),
    }
  })
  return {
    unrealized,
    total: sum([...booked, unrealized]),
    ...(isZero(unassigned) ? {} : { unassigned }),
    assets: assets.sort(byTotal),
  }
}

/** Coins that made a result in the span or were held at one of its ends. */
function coinsOf(sums: CoinSums, { opening, closing, flows = [] }: SpanEnds): readonly Coin[] {
  const held = [opening, closing].flatMap(({ book }) =>
    [...book.positions].flatMap(([asset, { quantity }]) => (asset === VALUE_ASSET || isZero(quantity) ? [] : [asset])),
  )
  return [...new Set([...sums.keys(), ...held])]
    .map((asset) => {
      const own = sums.get(asset) ?? {
        realized: zero<'USDT'>(),
        byFlows: zero<'USDT'>(),
        fees: zero<'USDT'>(),
        count: 0,
      }
      const [before, after] = [valued(asset, opening), valued(asset, closing)]
      const change = before && after && add(subtract(after.profit, before.profit), uncostedChange(before, after))
      const priceEffect = change && effectOfPrice(asset, { opening, closing, flows })
      return { ...own, asset, change, priceEffect }
    })
    .filter(({ asset, count, byFlows }) => count > 0 || !isZero(byFlows) || held.includes(asset))
}

type Valued = {
  readonly profit: Value
  readonly uncosted: AssetAmount
  readonly price: UnitPrice
}

/** A position at an end of the span; `undefined` where its price is not known. */
function valued(asset: string, { book, priceOf }: SpanEnd): Valued | undefined {
  const position = book.positions.get(asset)
  const price = priceOf(asset)
  if (asset === VALUE_ASSET || position === undefined || isZero(position.quantity))
    return { profit: zero(), uncosted: zero(), price: price ?? zero() }
  if (price === undefined) return undefined
  const { uncosted } = position
  return {
    profit: unrealized({ ...book, positions: new Map([[asset, position]]) }, priceOf),
    uncosted: uncosted?.quantity ?? zero(),
    price,
  }
}

/**
 * Result of a coin as if nothing had been traded: units of the beginning, and those that flows brought or took, from
 * their prices to the price at the end. Flows without a price count from the end's; `undefined` where a price lacks.
 */
function effectOfPrice(asset: string, { opening, closing, flows }: Required<Omit<SpanEnds, 'profit'>>) {
  const held = opening.book.positions.get(asset)?.quantity ?? zero<'asset'>()
  const units = [
    ...(isZero(held) ? [] : [{ change: held, unitPrice: opening.priceOf(asset) }]),
    ...flows.filter((flow) => flow.asset === asset && flow.unitPrice !== undefined),
  ]
  const end = closing.priceOf(asset)
  const effects = units.flatMap(({ change, unitPrice }) =>
    unitPrice === undefined || end === undefined ? [] : [multiply<'USDT'>(change, subtract(end, unitPrice))],
  )
  return effects.length < units.length ? undefined : sum(effects)
}

/** Change of value of the units of unknown cost that were held all the time. */
function uncostedChange(before: Valued, after: Valued): Value {
  const units = compare(before.uncosted, after.uncosted) < 0 ? before.uncosted : after.uncosted
  return multiply<'USDT'>(units, subtract(after.price, before.price))
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
