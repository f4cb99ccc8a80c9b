/**
 * Translates the exchange's tickers into the API's terms. MEXC: a mini ticker's `volume` is the quote turnover, its
 * `quantity` the base volume.
 */

import type { TickerData } from '@spotdeck/api'
import { type Decimal, tryDecimal } from '@spotdeck/exact'
import { defined } from '@spotdeck/ports'
import type { PublicMiniTicker, Ticker24hAnswer } from '@spotdeck/wire'

/**
 * MEXC: `rate` counts from the start of the day at UTC+8 in every time zone; `zonedRate` is of the subscribed zone,
 * here `24H`, the rolling day. `undefined` where there is no last price: the symbol has not traded.
 */
export function fromMiniTicker(ticker: PublicMiniTicker): TickerData | undefined {
  const lastPrice = positive(ticker.price)
  if (lastPrice === undefined) return undefined
  return {
    symbol: ticker.symbol,
    lastPrice,
    high: plain(ticker.high),
    low: plain(ticker.low),
    volume: plain(ticker.quantity),
    quoteVolume: plain(ticker.volume),
    change: plain(ticker.zonedRate),
  }
}

/** Ticker of the REST answer; `undefined` where there is no last price. */
export function fromTicker24h(ticker: Ticker24hAnswer): TickerData | undefined {
  const lastPrice = positive(ticker.lastPrice)
  if (lastPrice === undefined) return undefined
  return {
    symbol: ticker.symbol,
    lastPrice,
    ...defined({
      bidPrice: tryDecimal<'any'>(ticker.bidPrice ?? ''),
      bidQuantity: tryDecimal<'any'>(ticker.bidQty ?? ''),
      askPrice: tryDecimal<'any'>(ticker.askPrice ?? ''),
      askQuantity: tryDecimal<'any'>(ticker.askQty ?? ''),
    }),
    high: plain(ticker.highPrice),
    low: plain(ticker.lowPrice),
    volume: plain(ticker.volume),
    quoteVolume: plain(ticker.quoteVolume),
    change: plain(ticker.priceChangePercent),
  }
}

function plain(text: string | null): Decimal<'any'> {
  return tryDecimal<'any'>(text ?? '') ?? ('0' as Decimal<'any'>)
}

function positive(text: string): Decimal<'any'> | undefined {
  const value = tryDecimal<'any'>(text)
  return value === undefined || value === '0' || value.startsWith('-') ? undefined : value
}
