/** An exchange for tests of the fronts: it does what the script says and keeps the book that its level events draw. */

import { type AnyDecimal, decimal } from '@spotdeck/exact'
import type { MarketData } from '../../market/data/public-data.ts'
import { type BookSide, type Exchange, type VenueEvent, type OrderRecord } from '../../venue/contract/exchange.ts'
import { sandboxSymbols } from '../../venue/listing/symbols.ts'

export interface ScriptedExchange extends Exchange {
  emit(...events: VenueEvent[]): void
  /** Sets one level and emits its event under the next version. */
  level(side: 'bid' | 'ask', price: string, quantity: string, time: number, symbol?: string): void
  trade(price: string, quantity: string, takerSide: 'BUY' | 'SELL', time: number): void
}

const refusal = { code: 30_000, msg: 'the script does not trade' }

export function scriptedExchange(): ScriptedExchange {
  const listeners = new Set<(events: readonly VenueEvent[]) => void>()
  const books = new Map<string, { version: number; time: number; bid: Map<string, string>; ask: Map<string, string> }>()
  const bookOf = (symbol: string) => {
    const known = books.get(symbol) ?? {
      version: 7_000_000,
      time: 0,
      bid: new Map<string, string>(),
      ask: new Map<string, string>(),
    }
    books.set(symbol, known)
    return known
  }
  const side = (levels: Map<string, string>, sign: 1 | -1, depth: number): BookSide =>
    [...levels]
      .sort((a, b) => sign * (Number(a[0]) - Number(b[0])))
      .slice(0, depth)
      .map(([price, quantity]) => ({ price: decimal(price), quantity: decimal(quantity) }))
  const emit = (...events: VenueEvent[]): void => {
    for (const listener of listeners) listener(events)
  }
  return {
    outside: { level: () => false, print: () => undefined, fill: () => undefined },
    rules: new Map(sandboxSymbols.map(({ rules }) => [rules.symbol, rules])),
    emit,
    level(which, price, quantity, time, symbol = 'MXUSDT') {
      const book = bookOf(symbol)
      const before = book[which].get(price) ?? '0'
      if (quantity === '0') book[which].delete(price)
      else book[which].set(price, quantity)
      book.version++
      book.time = time
      emit({
        type: 'level',
        symbol,
        side: which,
        price: decimal(price),
        quantity: decimal(quantity),
        before: decimal(before),
        ticks: Math.round(Number(price) * 1e6),
        version: book.version,
        lastOrderCreateTime: time,
        time,
      })
    },
    trade(price, quantity, takerSide, time) {
      emit({
        type: 'trade',
        symbol: 'MXUSDT',
        price: decimal(price),
        quantity: decimal(quantity),
        takerSide,
        tradeId: '179030000008100000X0_179030000008100001X1',
        time,
        ticks: 0,
        lots: 0,
        pairTime: 1_790_300_000_081,
        pairCount: 0,
      })
    },
    feeRates: () => ({ makerFeeRate: decimal('0'), takerFeeRate: decimal('0') }),
    place: () => ({ ok: false, refusal }),
    cancel: () => ({ ok: false, refusal }),
    adjust: () => refusal,
    adjustAll: () => refusal,
    book(symbol, depth) {
      const book = bookOf(symbol)
      const { version, time } = book
      return { version, lastOrderCreateTime: time, bids: side(book.bid, -1, depth), asks: side(book.ask, 1, depth) }
    },
    lastPrice: () => decimal('1'),
    setLastPrice: () => undefined,
    balances: () => new Map(),
    mxDeduct: () => false,
    setMxDeduct: () => undefined,
    order: () => undefined,
    openOrders: () => [],
    orders: () => [],
    deals: () => [],
    adopt: () => undefined,
    seat: () => {
      throw new RangeError('the script has no bots')
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** A market whose every window is the same candle. */
export function stillMarket(): MarketData {
  const price = <U extends string>(text: string) => decimal<U>(text)
  const kline = {
    open: price<'quote per base'>('2.47'),
    high: price<'quote per base'>('2.52'),
    low: price<'quote per base'>('2.46'),
    close: price<'quote per base'>('2.5'),
    volume: price<'base'>('18233.4'),
    quoteVolume: price<'quote'>('45401.1'),
  }
  const stats = {
    open: kline.open,
    high: kline.high,
    low: kline.low,
    last: kline.close,
    volume: kline.volume,
    quoteVolume: kline.quoteVolume,
  }
  return {
    klines: () => [],
    currentKline: () => ({ ...kline, openTime: 1_790_299_800_000, closeTime: 1_790_300_700_000 }),
    trades: () => [],
    stats24h: () => stats,
    statsOfDay: () => ({ ...stats, open: price<'quote per base'>('2.4') }),
  }
}

/** An order of account `alice` in MXUSDT; `changes` on top of a resting buy of 10 at 2.49. */
export function anOrder(changes: Partial<OrderRecord> = {}): OrderRecord {
  const d = <U extends string>(text: string) => decimal<U>(text) satisfies AnyDecimal
  return {
    account: 'alice',
    symbol: 'MXUSDT',
    orderId: 'C02__900000000000000000042',
    clientOrderId: 'grid-7',
    side: 'BUY',
    type: 'LIMIT',
    status: 'NEW',
    price: d('2.49'),
    quantity: d('10'),
    quoteQuantity: d('24.9'),
    executedQuantity: d('0'),
    executedQuoteQuantity: d('0'),
    isMaker: true,
    createdAt: 1_790_300_002_000,
    updatedAt: 1_790_300_002_000,
    ...changes,
  }
}
