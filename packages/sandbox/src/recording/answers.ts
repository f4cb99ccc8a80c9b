/** Reads the answers of a recording about the time before it: symbols with their rules, candles and prints. */

import { parseJson } from '@spotdeck/ports'
import { type Price, decimal, isNegative, isPositive, tryDecimal } from '@spotdeck/exact'
import {
  type KlineAnswer,
  type SymbolAnswer,
  type TradeAnswer,
  exchangeInfo,
  isOrderType,
  klines,
  symbolStatusName,
  trades,
} from '@spotdeck/wire'
import {
  type FeedCandle,
  type FeedPast,
  type FeedPrint,
  PAST_INTERVALS,
  type PastInterval,
} from '../market/data/feed.ts'
import type { SymbolRules } from '../venue/contract/exchange.ts'
import type { SandboxSymbol } from '../venue/listing/symbols.ts'
import { scaleOfRules } from '../venue/contract/units.ts'
import type { MarketRecord } from './record.ts'

type Answer = Extract<MarketRecord, { readonly kind: 'answer' }>

/** Reads answers as they come; what cannot be read is left out. */
export class PastAnswers {
  readonly #rules = new Map<string, SymbolRules>()
  readonly #candles = new Map<string, Map<PastInterval, Map<number, FeedCandle>>>()
  readonly #prints = new Map<string, readonly FeedPrint[]>()

  /** Takes an answer; those of other calls are ignored. */
  apply({ path, query, body }: Answer): void {
    const asked = new URLSearchParams(query)
    const symbol = asked.get('symbol') ?? ''
    if (path === exchangeInfo.path) this.#applyRules(body)
    if (path === klines.path) this.#applyCandles(symbol, asked.get('interval'), body)
    if (path === trades.path) this.#prints.set(symbol, rowsOf<TradeAnswer>(body).flatMap(printOf).reverse())
  }

  /** Candles and prints. */
  get past(): FeedPast {
    const listed = ([interval, byStart]: readonly [PastInterval, ReadonlyMap<number, FeedCandle>]) =>
      [interval, [...byStart.values()].sort((a, b) => a.openTime - b.openTime)] as const
    const candles = [...this.#candles].map(([symbol, all]) => [symbol, new Map([...all].map(listed))] as const)
    return { candles: new Map(candles), prints: this.#prints }
  }

  /** The symbol with its rules; `undefined`: it was not listed, or its rules cannot be kept exactly. */
  symbol(name: string): SandboxSymbol | undefined {
    const rules = this.#rules.get(name)
    return rules === undefined ? undefined : { rules, referencePrice: this.#lastPrice(rules) }
  }

  /** The newest close that fits the symbol's ticks; one tick where there is none. */
  #lastPrice({ symbol, priceDigits }: SymbolRules): Price {
    const minutes = [...(this.#candles.get(symbol)?.get('1m')?.values() ?? [])]
    const newest = minutes.reduce<FeedCandle | undefined>(
      (last, one) => (last === undefined || one.openTime > last.openTime ? one : last),
      undefined,
    )
    const [whole = '0', places = ''] = (newest?.close ?? '0').split('.')
    const price = tryDecimal<'quote per base'>(places === '' ? whole : `${whole}.${places.slice(0, priceDigits)}`)
    return price !== undefined && isPositive(price)
      ? price
      : decimal(priceDigits === 0 ? '1' : `0.${'1'.padStart(priceDigits, '0')}`)
  }

  #applyRules(body: string): void {
    const { symbols } = (parseJson(body) ?? {}) as { readonly symbols?: readonly SymbolAnswer[] }
    for (const row of Array.isArray(symbols) ? (symbols as readonly SymbolAnswer[]) : []) {
      const rules = rulesOf(row)
      if (rules !== undefined) this.#rules.set(rules.symbol, rules)
    }
  }

  #applyCandles(symbol: string, asked: string | null, body: string): void {
    const interval = PAST_INTERVALS.find((one) => one === asked)
    if (interval === undefined) return
    const all = this.#candles.get(symbol) ?? new Map<PastInterval, Map<number, FeedCandle>>()
    const known = all.get(interval) ?? new Map<number, FeedCandle>()
    this.#candles.set(symbol, all.set(interval, known))
    for (const row of rowsOf<KlineAnswer>(body)) {
      const candle = candleOf(row)
      if (candle !== undefined) known.set(candle.openTime, candle)
    }
  }
}

/** Rules of a row of exchangeInfo; `undefined` where it lacks what orders are checked by. */
export function rulesOf(row: SymbolAnswer): SymbolRules | undefined {
  const { symbol, baseAsset, quoteAsset, quoteAssetPrecision: priceDigits, baseAssetPrecision: quantityDigits } = row
  const named = [symbol, baseAsset, quoteAsset].every((name) => typeof name === 'string' && name !== '')
  if (!named || !isDigits(priceDigits) || !isDigits(quantityDigits)) return undefined
  const { tradeSideType } = row
  const rules: SymbolRules = {
    symbol,
    baseAsset,
    quoteAsset,
    fullName: row.fullName,
    priceDigits,
    quantityDigits,
    // MEXC: `baseSizePrecision` is the least quantity and `quoteAmountPrecision` the least notional.
    minQuantity: numberOf(row.baseSizePrecision, '0'),
    minNotional: numberOf(row.quoteAmountPrecision, '0'),
    maxNotional: numberOf(row.maxQuoteAmount, NO_LIMIT),
    maxMarketNotional: numberOf(row.maxQuoteAmountMarket, NO_LIMIT),
    makerFeeRate: numberOf(row.makerCommission, '0'),
    takerFeeRate: numberOf(row.takerCommission, '0'),
    orderTypes: (row.orderTypes ?? []).filter(isOrderType),
    apiTrading: row.isSpotTradingAllowed,
    status: symbolStatusName(row.status) ?? 'online',
    tradeSideType: tradeSideType === 2 || tradeSideType === 3 || tradeSideType === 4 ? tradeSideType : 1,
    ...bandOf(row),
  }
  try {
    scaleOfRules(rules)
    return rules
  } catch {
    return undefined
  }
}

/** Stands for a limit that is not said. */
const NO_LIMIT = '1000000000000'

function bandOf({ filters }: SymbolAnswer): Pick<SymbolRules, 'priceBand'> {
  const filter = Array.isArray(filters) ? (filters as SymbolAnswer['filters'])[0] : undefined
  if (filter === undefined) return {}
  const [up, down] = [tryDecimal<'fraction'>(filter.bidMultiplierUp), tryDecimal<'fraction'>(filter.askMultiplierDown)]
  return up === undefined || down === undefined ? {} : { priceBand: { up, down } }
}

function isDigits(count: unknown): count is number {
  return Number.isInteger(count) && Number(count) >= 0 && Number(count) <= 18
}

function numberOf<U extends string>(text: string | undefined, otherwise: string) {
  const exact = text === undefined ? undefined : tryDecimal<U>(text)
  return exact === undefined || isNegative(exact) ? decimal<U>(otherwise) : exact
}

function candleOf(row: KlineAnswer): FeedCandle | undefined {
  if (!Array.isArray(row)) return undefined
  const [openTime, open, high, low, close, volume, closeTime, quoteVolume] = row as KlineAnswer
  return Number.isSafeInteger(openTime) && Number.isSafeInteger(closeTime)
    ? { openTime, closeTime, open, high, low, close, volume, quoteVolume: quoteVolume ?? '0' }
    : undefined
}

function printOf({ price, qty, time, isBuyerMaker }: TradeAnswer): readonly FeedPrint[] {
  if (typeof price !== 'string' || typeof qty !== 'string' || !Number.isSafeInteger(time)) return []
  return [{ price, quantity: qty, takerSide: isBuyerMaker ? 'SELL' : 'BUY', tradeId: '', time }]
}

function rowsOf<Row>(body: string): readonly Row[] {
  const rows = parseJson(body)
  return Array.isArray(rows) ? (rows as readonly Row[]) : []
}
