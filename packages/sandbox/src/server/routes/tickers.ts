/** Tickers: one object for one symbol, an array for none. */

import { divide, pad, roundHalfEven, subtract } from '@spotdeck/exact'
import { type BookTickerAnswer, type Ticker24hAnswer, bookTicker, ticker24h, tickerPrice } from '@spotdeck/wire'
import type { SymbolRules } from '../../venue/contract/exchange.ts'
import { refusals } from '../../venue/contract/refusals.ts'
import { type Reply, fail, ok } from '../call/reply.ts'
import type { RouteServices } from '../call/route-services.ts'
import { type Call, type Route, open, text } from '../call/route.ts'

/** MEXC: `openTime` of a 24 h ticker lies seconds before `closeTime`, not a day. */
const SNAPSHOT_MS = 25_000
const PERCENT_DIGITS = 4

/** Routes of tickers and last prices. */
export function tickerRoutes(world: RouteServices): readonly Route[] {
  /** MEXC: a plural `symbols` is ignored in silence, so everything comes back. */
  const oneOrAll = <Row>(call: Call, row: (rules: SymbolRules) => Row): Reply<Row | readonly Row[]> => {
    const symbol = text(call, 'symbol')
    if (symbol === undefined) return ok([...world.exchange.rules.values()].map(row))
    const rules = world.exchange.rules.get(symbol)
    return rules === undefined ? fail(refusals.unknownSymbol) : ok(row(rules))
  }
  return [
    open(ticker24h, (call) => oneOrAll(call, (rules) => dayRow(world, rules, call.now))),
    open(tickerPrice, (call) =>
      oneOrAll(call, ({ symbol }) => ({
        symbol,
        price: world.exchange.lastPrice(symbol),
      })),
    ),
    open(bookTicker, (call) => oneOrAll(call, (rules) => bookRow(world, rules))),
  ]
}

/** MEXC: the percent is a fraction with four places, and there is no `timestamp` key. */
function dayRow(world: RouteServices, rules: SymbolRules, now: number): Ticker24hAnswer {
  const { symbol } = rules
  const stats = world.market.stats24h(symbol)
  const book = world.exchange.book(symbol, 1)
  const change = subtract(stats.last, stats.open)
  const percent = stats.open === '0' ? '0' : roundHalfEven(divide<'fraction'>(change, stats.open), PERCENT_DIGITS)
  return {
    symbol,
    priceChange: change,
    priceChangePercent: percent,
    prevClosePrice: stats.open,
    lastPrice: stats.last,
    bidPrice: book.bids[0]?.price ?? '0',
    bidQty: book.bids[0]?.quantity ?? '0',
    askPrice: book.asks[0]?.price ?? '0',
    askQty: book.asks[0]?.quantity ?? '0',
    openPrice: stats.open,
    highPrice: stats.high,
    lowPrice: stats.low,
    volume: stats.volume,
    quoteVolume: stats.quoteVolume,
    openTime: now - SNAPSHOT_MS,
    closeTime: now,
    count: null,
  }
}

function bookRow(world: RouteServices, rules: SymbolRules): BookTickerAnswer {
  const { bids, asks } = world.exchange.book(rules.symbol, 1)
  const [bid] = bids
  const [ask] = asks
  return {
    symbol: rules.symbol,
    bidPrice: bid === undefined ? null : pad(bid.price, rules.priceDigits),
    bidQty: bid === undefined ? null : pad(bid.quantity, rules.quantityDigits),
    askPrice: ask === undefined ? null : pad(ask.price, rules.priceDigits),
    askQty: ask === undefined ? null : pad(ask.quantity, rules.quantityDigits),
  }
}
