/** Trading rules of one symbol, in Spotdeck's terms: half of MEXC's own names for them mean something else. */

import {
  type Amount,
  type Decimal,
  type Fraction,
  isPositive,
  type Price,
  type Quantity,
  stepOf,
  tryDecimal,
  zero,
} from '@spotdeck/exact'
import type { SymbolAnswer } from '@spotdeck/wire'

/** Trading rules of one symbol: precision, minimum and maximum sizes, and whether the API may trade it. */
export type SymbolRules = {
  readonly symbol: string
  readonly baseAsset: string
  readonly quoteAsset: string
  readonly status: 'online' | 'paused' | 'offline' | 'unknown'
  /** False: orders through the API are refused although the symbol is listed and traded elsewhere. */
  readonly apiTrading: boolean
  readonly sides: 'both' | 'buy' | 'sell' | 'none'
  /** As listed. MEXC: IMMEDIATE_OR_CANCEL and FILL_OR_KILL are never listed and go wherever LIMIT does. */
  readonly orderTypes: readonly string[]
  readonly priceDigits: number
  readonly tickSize: Price
  readonly quantityDigits: number
  readonly lotSize: Quantity
  readonly minQuantity: Quantity
  readonly minNotional: Amount
  /** Absent: no limit is said. */
  readonly maxNotional?: Amount | undefined
  readonly minMarketNotional: Amount
  readonly maxMarketNotional?: Amount | undefined
  /** Distance that a limit price may have from the last price, as fractions: a BUY up to last × (1 + up), a SELL down to last × (1 - down). */
  readonly priceBand?: { readonly up: Fraction; readonly down: Fraction } | undefined
  /** The defaults; an account may have others. */
  readonly makerFeeRate: Fraction
  readonly takerFeeRate: Fraction
  /** MEXC marks it as risky: it may be delisted. */
  readonly atRisk: boolean
}

/**
 * Reads one row of exchangeInfo. `undefined` for a row without what no order can be checked without: its names and the
 * two digit counts.
 */
export function parseSymbolRules(row: SymbolAnswer): SymbolRules | undefined {
  const { symbol, baseAsset, quoteAsset, quoteAssetPrecision: priceDigits, baseAssetPrecision: quantityDigits } = row
  const named = [symbol, baseAsset, quoteAsset].every((name) => typeof name === 'string' && name !== '')
  if (!named || !isDigitCount(priceDigits) || !isDigitCount(quantityDigits)) return undefined
  const maxNotional = limit(row.maxQuoteAmount)
  const maxMarketNotional = limit(row.maxQuoteAmountMarket)
  const priceBand = bandOf(row)
  // MEXC: `quoteAmountPrecision` is the least notional and `baseSizePrecision` the least quantity, not digits.
  const minNotional = amount<'quote'>(row.quoteAmountPrecision)
  return {
    symbol,
    baseAsset,
    quoteAsset,
    status: STATUSES.get(String(row.status)) ?? 'unknown',
    apiTrading: row.isSpotTradingAllowed,
    sides: SIDES.get(Number(row.tradeSideType)) ?? 'both',
    orderTypes: listOf(row.orderTypes),
    priceDigits,
    tickSize: stepOf(priceDigits),
    quantityDigits,
    lotSize: stepOf(quantityDigits),
    minQuantity: amount<'base'>(row.baseSizePrecision),
    minNotional,
    maxNotional,
    minMarketNotional: limit(row.quoteAmountPrecisionMarket) ?? minNotional,
    maxMarketNotional,
    priceBand,
    makerFeeRate: amount<'fraction'>(row.makerCommission),
    takerFeeRate: amount<'fraction'>(row.takerCommission),
    atRisk: row.st === true,
  }
}

/** MEXC: `ENABLED` until August 2024. */
const STATUSES: ReadonlyMap<string, SymbolRules['status']> = new Map([
  ['1', 'online'],
  ['ENABLED', 'online'],
  ['2', 'paused'],
  ['3', 'offline'],
])
const SIDES: ReadonlyMap<number, SymbolRules['sides']> = new Map([
  [1, 'both'],
  [2, 'buy'],
  [3, 'sell'],
  [4, 'none'],
])

/** The list, or an empty one where MEXC sent something else. */
export function listOf<T>(value: readonly T[] | undefined): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : []
}

function isDigitCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 30
}

/** Zero for what is missing or no number. */
function amount<U extends string>(text: unknown): Decimal<U> {
  return (typeof text === 'string' ? tryDecimal<U>(text) : undefined) ?? zero<U>()
}

/** An upper limit; none when it is not said or not above zero. */
function limit(text: unknown): Amount | undefined {
  const value = amount<'quote'>(text)
  return isPositive(value) ? value : undefined
}

function bandOf(row: SymbolAnswer): SymbolRules['priceBand'] {
  const filter = listOf(row.filters).find(({ filterType }) => filterType === 'PERCENT_PRICE_BY_SIDE')
  if (filter === undefined) return undefined
  const up = amount<'fraction'>(filter.bidMultiplierUp)
  const down = amount<'fraction'>(filter.askMultiplierDown)
  return isPositive(up) && isPositive(down) ? { up, down } : undefined
}
