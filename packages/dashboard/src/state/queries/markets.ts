/** Number of digits that each market and asset shows. */

import type { Market } from '@spotdeck/api'

/** The digits of prices and quantities, by market and by asset. Unknown ones are `undefined`. */
export interface Digits {
  market(symbol: string): Market | undefined
  /** A market's name such as `MX/USDT`; the symbol where it is not listed. */
  readonly pair: (symbol: string) => string
  price(symbol: string): number | undefined
  quantity(symbol: string): number | undefined
  /** The finest lot of any market in which the asset is the base; for pure quotes, their usual 2 to 4. */
  asset(asset: string): number
}

const QUOTE_DIGITS = 4
const OTHER_DIGITS = 8

/** Reads the digits from the market list once. */
export function digitsOf(markets: readonly Market[]): Digits {
  const bySymbol = new Map(markets.map((market) => [market.symbol, market]))
  const byAsset = new Map<string, number>()
  const quotes = new Set(markets.map((market) => market.quoteAsset))
  for (const { baseAsset, quantityDigits } of markets) {
    byAsset.set(baseAsset, Math.max(byAsset.get(baseAsset) ?? 0, quantityDigits))
  }
  return {
    market: (symbol) => bySymbol.get(symbol),
    pair: (symbol) => {
      const market = bySymbol.get(symbol)
      return market === undefined ? symbol : `${market.baseAsset}/${market.quoteAsset}`
    },
    price: (symbol) => bySymbol.get(symbol)?.priceDigits,
    quantity: (symbol) => bySymbol.get(symbol)?.quantityDigits,
    asset: (asset) => byAsset.get(asset) ?? (quotes.has(asset) ? QUOTE_DIGITS : OTHER_DIGITS),
  }
}
