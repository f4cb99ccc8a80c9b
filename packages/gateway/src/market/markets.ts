/** The exchange's symbols as markets. MEXC: `quoteAmountPrecision` is the least notional, `baseSizePrecision` the least quantity. */

import type { Market, TickerData } from '@spotdeck/api'
import { tryDecimal } from '@spotdeck/exact'
import { defined } from '@spotdeck/ports'
import type { SymbolAnswer } from '@spotdeck/wire'

/** @param apiTrading whether programs may place orders there */
export function toMarket(symbol: SymbolAnswer, apiTrading: boolean, ticker?: TickerData): Market {
  return {
    symbol: symbol.symbol,
    baseAsset: symbol.baseAsset,
    quoteAsset: symbol.quoteAsset,
    priceDigits: symbol.quoteAssetPrecision,
    quantityDigits: symbol.baseAssetPrecision,
    minQuantity: tryDecimal<'base'>(symbol.baseSizePrecision) ?? '0',
    minNotional: tryDecimal<'quote'>(symbol.quoteAmountPrecision) ?? '0',
    status: STATUS.get(symbol.status) ?? 'offline',
    apiTrading,
    ...defined({ lastPrice: ticker?.lastPrice, change: ticker?.change, quoteVolume: ticker?.quoteVolume }),
  }
}

const STATUS: ReadonlyMap<string, Market['status']> = new Map([
  ['1', 'online'],
  ['2', 'paused'],
  ['3', 'offline'],
])
