import { bookData, marketEnvelope, type MarketEnvelope } from '@spotdeck/api'
import type { ChannelHandlers } from '@spotdeck/mexc'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { type Channel, type PushBody, buildChannel } from '@spotdeck/wire'
import { describe, expect, it } from 'vitest'
import { LiveMarket } from './live-market.ts'

function market() {
  const time = new VirtualTime()
  const open = new Map<string, ChannelHandlers>()
  const events: MarketEnvelope[] = []
  const streams = {
    subscribe(channel: Channel, handlers: ChannelHandlers) {
      const name = buildChannel(channel)
      open.set(name, handlers)
      time.after(1, () => handlers.subscribed?.())
      return () => void open.delete(name)
    },
    renew: () => undefined,
    close: async () => undefined,
  }
  const live = new LiveMarket({
    streams,
    snapshot: async () => ({ lastUpdateId: 7, bids: [['2.40', '3']], asks: [['2.5', '4.0']] }),
    now: () => time.now(),
    world: { clock: time, timers: time, random: seededRandom(1) },
    publish: (published) => events.push(...published),
  })
  const push = (kind: string, body: PushBody): void => {
    const name = [...open.keys()].find((channel) => channel.includes(kind)) ?? ''
    open.get(name)?.push({ channel: name, body, unknown: [] }, time.now())
  }
  return { time, open, events, live, push }
}

const ticker: PushBody = {
  kind: 'publicAggreBookTicker',
  value: {
    ...{ bidPrice: '2.40', bidQuantity: '3', askPrice: '2.5', askQuantity: '4.0' },
    ...{ version: '7', lastOrderCreateTime: 0 },
  },
}

const print = { price: '2.450', quantity: '1', tradeType: 2, time: 5, tradeId: '' }
const kline = (windowStart: number, closingPrice: string): PushBody => ({
  kind: 'publicSpotKline',
  value: {
    interval: 'Min1',
    windowStart,
    openingPrice: '1',
    closingPrice,
    highestPrice: '2',
    lowestPrice: '1',
    volume: '3',
    amount: '6',
    windowEnd: windowStart + 60,
  },
})

describe('a subscribed market', () => {
  it('is subscribed once for all subscribers, until the last one leaves', () => {
    const { live, open } = market()
    const wish = { topic: 'trades', symbol: 'MXUSDT' } as const
    const first = live.watch([wish, { topic: 'ticker', symbol: 'MXUSDT' }])
    const second = live.watch([wish])
    expect([open.size, live.size]).toEqual([1, 1])
    first()
    first()
    expect(open.size).toBe(1)
    second()
    expect([open.size, live.size]).toEqual([0, 0])
  })

  it('brings books, prints and klines as valid envelopes in exact numbers', async () => {
    const { live, time, events, push } = market()
    live.watch([
      { topic: 'book', symbol: 'MXUSDT' },
      { topic: 'trades', symbol: 'MXUSDT' },
      { topic: 'klines', symbol: 'MXUSDT', interval: '1m' },
    ])
    await time.advance(2_000)
    push('aggre.bookTicker', ticker)
    push('aggre.deals', {
      kind: 'publicAggreDeals',
      value: { eventType: '', deals: [print, { ...print, price: 'NaN' }] },
    })
    push('kline', kline(time.now() / 1_000, '1.5'))
    for (const event of events) expect(marketEnvelope.safeParse(event).error).toBeUndefined()
    expect(events.map(({ data }) => data)).toMatchObject([
      { version: '7', bids: [['2.4', '3']], asks: [['2.5', '4']] },
      { trades: [{ price: '2.45', side: 'SELL' }], dropped: 0 },
      { interval: '1m', close: '1.5', closed: false, openTime: time.now() },
    ])
  })

  it('closes a kline when the next one begins, since the exchange sends no close', async () => {
    const { live, time, events, push } = market()
    live.watch([{ topic: 'klines', symbol: 'MXUSDT', interval: '1m' }])
    const start = Math.floor(time.now() / 60_000) * 60
    push('kline', kline(start, '1.5'))
    push('kline', kline(start + 60, '1.6'))
    const closings = events.map(({ data }) => ('closed' in data ? [data.close, data.closed] : []))
    expect(closings).toEqual([
      ['1.5', false],
      ['1.5', true],
      ['1.6', false],
    ])
  })

  it('marks a book as stale when its stream is lost, and no longer answers it', async () => {
    const { live, time, events, open, push } = market()
    live.watch([{ topic: 'book', symbol: 'MXUSDT' }])
    await time.advance(2_000)
    push('aggre.bookTicker', ticker)
    expect(bookData.parse(live.book('MXUSDT')).version).toBe('7')
    for (const handlers of open.values()) handlers.lost?.('SOCKET_CLOSED')
    expect(events.at(-1)?.data).toMatchObject({ version: '7', stale: true })
    expect(live.book('MXUSDT')).toBeUndefined()
  })

  it('limits the number of channels for all subscribers together', () => {
    const { live, open } = market()
    const wishes = Array.from({ length: 700 }, (_, n) => ({ topic: 'trades', symbol: `COIN${n}USDT` }) as const)
    const stop = live.watch(wishes)
    expect(open.size).toBe(500)
    stop()
    expect(open.size).toBe(0)
  })
})
