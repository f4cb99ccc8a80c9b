/** What a symbol allows, in the desk's words: exchangeInfo read once, its oddities undone. */

import {
  type Amount,
  type Decimal,
  type Fraction,
  isZero,
  type Price,
  type Quantity,
  stepOf,
  tryDecimal,
} from '@spotdeck/exact'
import { type SymbolAnswer, symbolStatusName, tradeSidesName } from '@spotdeck/wire'

export type TradingRules = {
  readonly symbol: string
  readonly baseAsset: string
  readonly quoteAsset: string
  /** Digits after the point. */
  readonly priceDigits: number
  readonly quantityDigits: number
  readonly tickSize: Price
  readonly lotSize: Quantity
  /** Undefined: no such limit. */
  readonly minQuantity: Quantity | undefined
  readonly minNotional: Amount | undefined
  readonly maxNotional: Amount | undefined
  /** The same for MARKET orders. */
  readonly minMarketNotional: Amount | undefined
  readonly maxMarketNotional: Amount | undefined
  /** As listed. MEXC: IMMEDIATE_OR_CANCEL and FILL_OR_KILL are never listed, and taken wherever LIMIT is. */
  readonly orderTypes: readonly string[]
  /** Trading goes on in the symbol. */
  readonly isOnline: boolean
  /** MEXC: a pair may be online, and closed to orders through the API. */
  readonly isOpenToApi: boolean
  readonly canBuy: boolean
  readonly canSell: boolean
  /** How far from the last price a limit may stand, as fractions of it: buys above, sells below. */
  readonly priceBand: { readonly up: Fraction; readonly down: Fraction } | undefined
  readonly makerFeeRate: Fraction | undefined
  readonly takerFeeRate: Fraction | undefined
}

/** `undefined` for a symbol whose digits cannot be read. */
export function tradingRulesOf(answer: SymbolAnswer): TradingRules | undefined {
  const [priceDigits, quantityDigits] = [answer.quoteAssetPrecision, answer.baseAssetPrecision]
  if (!isDigits(priceDigits) || !isDigits(quantityDigits)) return undefined
  const sides = tradeSidesName(answer.tradeSideType)
  const band = answer.filters?.find(({ filterType }) => filterType === 'PERCENT_PRICE_BY_SIDE')
  const up = known<'fraction'>(band?.bidMultiplierUp)
  const down = known<'fraction'>(band?.askMultiplierDown)
  return {
    symbol: answer.symbol,
    baseAsset: answer.baseAsset,
    quoteAsset: answer.quoteAsset,
    priceDigits,
    quantityDigits,
    tickSize: stepOf(priceDigits),
    lotSize: stepOf(quantityDigits),
    orderTypes: answer.orderTypes ?? [],
    isOnline: symbolStatusName(answer.status) === 'online',
    isOpenToApi: answer.isSpotTradingAllowed,
    canBuy: sides !== 'sellOnly' && sides !== 'closed',
    canSell: sides !== 'buyOnly' && sides !== 'closed',
    ...limitsOf(answer),
    priceBand: up === undefined || down === undefined ? undefined : { up, down },
    makerFeeRate: known(answer.makerCommission),
    takerFeeRate: known(answer.takerCommission),
  }
}

type Limits = Pick<
  TradingRules,
  'minQuantity' | 'minNotional' | 'maxNotional' | 'minMarketNotional' | 'maxMarketNotional'
>

/** MEXC: the names mislead; `baseSizePrecision` and `quoteAmountPrecision` are the least quantity and the least notional. */
function limitsOf(answer: SymbolAnswer): Limits {
  const minNotional = positive<'quote'>(answer.quoteAmountPrecision)
  const maxNotional = positive<'quote'>(answer.maxQuoteAmount)
  return {
    minQuantity: positive(answer.baseSizePrecision),
    minNotional,
    maxNotional,
    minMarketNotional: positive<'quote'>(answer.quoteAmountPrecisionMarket) ?? minNotional,
    maxMarketNotional: positive<'quote'>(answer.maxQuoteAmountMarket) ?? maxNotional,
  }
}

function isDigits(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 30
}

function known<U extends string>(text: unknown): Decimal<U> | undefined {
  return typeof text === 'string' ? tryDecimal<U>(text) : undefined
}

function positive<U extends string>(text: unknown): Decimal<U> | undefined {
  const value = known<U>(text)
  return value === undefined || isZero(value) ? undefined : value
}
