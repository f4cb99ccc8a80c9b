/** Public market data: symbols, books, prints and candles, with the quirks clients rely on. */

import { DAY_MS, HOUR_MS, MINUTE_MS } from '@spotdeck/ports'
import { type AnyDecimal, divide, multiply, pad, roundHalfEven, sum } from '@spotdeck/exact'
import {
  type KlineAnswer,
  type OfflineSymbol,
  type SymbolAnswer,
  type TradeAnswer,
  aggTrades,
  averagePrice,
  defaultSymbols,
  depth,
  exchangeInfo,
  historicalTrades,
  isKlineInterval,
  klines,
  offlineSymbols,
  ping,
  serverTime,
  trades,
} from '@spotdeck/wire'
import type { Kline, Trade } from '../../market/data/public-data.ts'
import type { SymbolRules } from '../../venue/contract/exchange.ts'
import { refusals } from '../../venue/contract/refusals.ts'
import { type Reply, coded, fail, ok } from '../call/reply.ts'
import type { RouteServices } from '../call/route-services.ts'
import { wholeSecond } from '../call/rows.ts'
import { type Call, type Route, integer, limit, listOf, needed, open, text } from '../call/route.ts'

/** MEXC: a depth answer stops here whatever the limit. */
const MAX_LEVELS = 2_000
const MAX_KLINES = 500
const MAX_TRADES = 1_000

/** Routes of public market data. */
export function marketRoutes(world: RouteServices): readonly Route[] {
  const { definition, exchange, market } = world
  const { depthBook = (symbol, levels) => exchange.book(symbol, levels) } = world
  const contracts = new Map(definition.coins.map(({ coin, networks: [first] }) => [coin, first?.contract ?? '']))
  /** Runs `answer` for the symbol of the call, or refuses an unknown one. */
  const ofSymbol = <Body>(call: Call, answer: (rules: SymbolRules) => Reply<Body>): Reply<Body> => {
    const rules = exchange.rules.get(needed(call, 'symbol'))
    return rules === undefined ? fail(refusals.unknownSymbol) : answer(rules)
  }
  const prints = (call: Call): Reply<readonly TradeAnswer[]> =>
    ofSymbol(call, (rules) =>
      ok(market.trades(rules.symbol, limit(call, { size: 500, most: MAX_TRADES })).map(tradeAnswer)),
    )

  return [
    open(ping, () => ok({})),
    open(serverTime, (call) => ok({ serverTime: call.shownNow })),
    open(defaultSymbols, (call) => ok(coded(tradableSymbols(exchange.rules), call.now))),
    open(offlineSymbols, (call) => ok({ data: offlineRows(world, call.now), code: 0, msg: 'success' })),
    open(exchangeInfo, (call) => {
      const names = [...listOf(text(call, 'symbol')), ...listOf(text(call, 'symbols'))]
      const chosen = names.length === 0 ? [...exchange.rules.values()] : names.map((name) => exchange.rules.get(name))
      const symbols = chosen.flatMap((rules) =>
        rules === undefined ? [] : [symbolAnswer(rules, contracts.get(rules.baseAsset) ?? '')],
      )
      if (symbols.length < chosen.length) return fail(refusals.unknownSymbol)
      return ok({ timezone: 'CST', serverTime: call.shownNow, rateLimits: [], exchangeFilters: [], symbols })
    }),
    open(depth, (call) =>
      ofSymbol(call, (rules) => {
        const book = depthBook(rules.symbol, Math.min(limit(call, { size: 100, most: 5_000 }), MAX_LEVELS))
        const rows = (side: typeof book.bids): [string, string][] =>
          side.map((level) => [pad(level.price, rules.priceDigits), pad(level.quantity, rules.quantityDigits)])
        return ok({
          lastUpdateId: book.version,
          bids: rows(book.bids),
          asks: rows(book.asks),
          timestamp: call.now,
        })
      }),
    ),
    open(trades, prints),
    open(historicalTrades, prints),
    open(aggTrades, (call) => ofSymbol(call, (rules) => aggregate(call, world, rules.symbol))),
    open(klines, (call) =>
      ofSymbol(call, (rules) => {
        const interval = needed(call, 'interval')
        if (!isKlineInterval(interval)) return fail(refusals.badInterval)
        const most = limit(call, { size: MAX_KLINES, most: MAX_KLINES })
        const from = integer(call, 'startTime')
        const to = integer(call, 'endTime')
        return ok(market.klines(rules.symbol, interval, { from, to, limit: most }).map(klineAnswer))
      }),
    ),
    open(averagePrice, (call) =>
      ofSymbol(call, (rules) => {
        const recent = market.klines(rules.symbol, '1m', { from: call.now - 5 * MINUTE_MS, limit: 6 })
        return ok({ mins: 5, price: average(recent, rules) ?? exchange.lastPrice(rules.symbol) })
      }),
    ),
  ]
}

/** Symbols open to the API. */
export function tradableSymbols(rules: ReadonlyMap<string, SymbolRules>): readonly string[] {
  return [...rules.values()].filter((one) => one.apiTrading && one.status === 'online').map((one) => one.symbol)
}

const STATES = { online: '1', paused: '2', offline: '3' } as const

/** MEXC: the docs say `state`, a client reads `status`: both are sent. */
function offlineRows({ exchange, symbolSwitches }: RouteServices, now: number): readonly OfflineSymbol[] {
  const closed = [...exchange.rules.values()].filter((one) => one.status !== 'online')
  return closed.map(({ symbol, status }) => {
    const switches = symbolSwitches.list().filter((one) => one.symbol === symbol && one.at <= now)
    const since = switches.findLast((one) => one.status === 'offline')?.at
    const state = Number(STATES[status])
    return {
      symbol,
      state,
      status: state,
      ...(status === 'offline' && since !== undefined ? { offlineTime: since } : {}),
    }
  })
}

function symbolAnswer(rules: SymbolRules, contractAddress: string): SymbolAnswer {
  return {
    symbol: rules.symbol,
    status: STATES[rules.status],
    baseAsset: rules.baseAsset,
    baseAssetPrecision: rules.quantityDigits,
    quoteAsset: rules.quoteAsset,
    quotePrecision: rules.priceDigits,
    quoteAssetPrecision: rules.priceDigits,
    baseCommissionPrecision: rules.quantityDigits,
    quoteCommissionPrecision: rules.quoteDigits ?? rules.priceDigits,
    orderTypes: rules.orderTypes,
    isSpotTradingAllowed: rules.apiTrading,
    isMarginTradingAllowed: false,
    quoteAmountPrecision: rules.minNotional,
    baseSizePrecision: rules.minQuantity,
    permissions: ['SPOT'],
    filters: bandOf(rules),
    maxQuoteAmount: rules.maxNotional,
    makerCommission: rules.makerFeeRate,
    takerCommission: rules.takerFeeRate,
    quoteAmountPrecisionMarket: rules.minMarketNotional ?? rules.minNotional,
    maxQuoteAmountMarket: rules.maxMarketNotional,
    fullName: rules.fullName,
    tradeSideType: rules.tradeSideType,
    contractAddress,
    st: !rules.apiTrading,
    conceptPlateIds: [],
  }
}

function bandOf(rules: SymbolRules): SymbolAnswer['filters'] {
  if (rules.priceBand === undefined) return []
  const { up, down } = rules.priceBand
  return [{ filterType: 'PERCENT_PRICE_BY_SIDE', bidMultiplierUp: up, askMultiplierDown: down }]
}

function tradeAnswer(trade: Trade): TradeAnswer {
  return {
    id: null,
    price: trade.price,
    qty: trade.quantity,
    quoteQty: multiply(trade.price, trade.quantity),
    time: trade.time,
    isBuyerMaker: trade.takerSide === 'SELL',
    isBestMatch: true,
    tradeType: trade.takerSide === 'BUY' ? 'BID' : 'ASK',
  }
}

/**
 * MEXC: both bounds or none, inclusive on whole seconds, at most an hour apart; an end in an hour that is still to come is
 * refused, with a code that is not known; what is older than a day is gone.
 */
function aggregate(call: Call, world: RouteServices, symbol: string): Reply<NonNullable<(typeof aggTrades)['answer']>> {
  const from = integer(call, 'startTime')
  const to = integer(call, 'endTime')
  if ((from === undefined) !== (to === undefined)) {
    return fail(refusals.wrongCombination)
  }
  if (from !== undefined && to !== undefined && to - from > HOUR_MS) {
    return fail(refusals.windowTooWide)
  }
  if (to !== undefined && Math.floor(to / HOUR_MS) > Math.floor(call.now / HOUR_MS)) return fail(refusals.badParameter)
  const window = {
    from: Math.max(wholeSecond(from ?? 0), call.now - DAY_MS),
    to: wholeSecond(to ?? call.now) + 999,
  }
  return ok(
    world.market.trades(symbol, limit(call, { size: 500, most: MAX_TRADES }), window).map((trade) => ({
      a: null,
      f: null,
      l: null,
      p: trade.price,
      q: trade.quantity,
      T: wholeSecond(trade.time),
      m: trade.takerSide === 'SELL',
      M: true,
    })),
  )
}

function klineAnswer(kline: Kline): KlineAnswer {
  const { openTime, open: first, high, low, close, volume, closeTime, quoteVolume } = kline
  return [openTime, first, high, low, close, volume, closeTime, quoteVolume]
}

/** Quote volume over base volume, on the symbol's tick; `undefined` when nothing traded. */
function average(rows: readonly Kline[], rules: SymbolRules): AnyDecimal | undefined {
  const volume = sum(rows.map((row) => row.volume))
  const quote = sum(rows.map((row) => row.quoteVolume))
  return volume === '0' ? undefined : roundHalfEven(divide<'quote per base'>(quote, volume), rules.priceDigits)
}
