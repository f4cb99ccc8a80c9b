import { bookData, marketEnvelope, type MarketEnvelope } from '@spotdeck/api'
import type { ChannelHandlers } from '@spotdeck/mexc'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { type Channel, type PushBody, buildChannel } from '@spotdeck/wire'
import { describe, expect, it } from 'vitest'
import { LiveMarket } from './live-market.ts'

const GUEST = { key: 'link', audience: 'public' } as const
const OWNER = { key: 'mine', audience: 'owner' } as const

function market() {
  const time = new VirtualTime()
  const open = new Map<string, ChannelHandlers>()
  const events: MarketEnvelope[] = []
  const readers: string[] = []
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
    snapshot: async (_symbol, { audience }) => {
      readers.push(audience)
      return { lastUpdateId: 7, bids: [['2.40', '3']], asks: [['2.5', '4.0']] }
    },
    now: () => time.now(),
    world: { clock: time, timers: time, random: seededRandom(1) },
    publish: (published) => events.push(...published),
  })
  const push = (kind: string, body: PushBody): void => {
    const name = [...open.keys()].find((channel) => channel.includes(kind)) ?? ''
    open.get(name)?.push({ channel: name, body, unknown: [] }, time.now())
  }
  return { time, open, events, readers, live, push }
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
    const first = live.watch([wish, { topic: 'ticker', symbol: 'MXUSDT' }], OWNER)
    const second = live.watch([wish], OWNER)
    expect([open.size, live.size]).toEqual([1, 1])
    first.stop()
    first.stop()
    expect(open.size).toBe(1)
    second.stop()
    expect([open.size, live.size]).toEqual([0, 0])
  })

  it('brings books, prints and klines as valid envelopes in exact numbers', async () => {
    const { live, time, events, push } = market()
    const wishes = [
      { topic: 'book', symbol: 'MXUSDT' },
      { topic: 'trades', symbol: 'MXUSDT' },
      { topic: 'klines', symbol: 'MXUSDT', interval: '1m' },
    ] as const
    live.watch(wishes, OWNER)
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
    live.watch([{ topic: 'klines', symbol: 'MXUSDT', interval: '1m' }], OWNER)
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
    live.watch([{ topic: 'book', symbol: 'MXUSDT' }], OWNER)
    await time.advance(2_000)
    push('aggre.bookTicker', ticker)
    expect(bookData.parse(live.book('MXUSDT')).version).toBe('7')
    for (const handlers of open.values()) handlers.lost?.('SOCKET_CLOSED')
    expect(events.at(-1)?.data).toMatchObject({ version: '7', stale: true })
    expect(live.book('MXUSDT')).toBeUndefined()
  })

  it('reads the start of a book for the owner once the owner follows it', async () => {
    const { live, readers, time } = market()
    const wish = { topic: 'book', symbol: 'MXUSDT' } as const
    live.watch([wish], GUEST)
    await time.advance(2_000)
    live.watch([wish], OWNER)
    live.watch([{ topic: 'book', symbol: 'BTCUSDT' }], OWNER)
    await time.advance(2_000)
    expect([readers[0], ...new Set(readers.slice(1))]).toEqual(['public', 'owner'])
  })
})

describe('a live book', () => {
  it('answers a guest only where guests of that audience follow it', () => {
    const { live } = market()
    live.watch([{ topic: 'book', symbol: 'MXUSDT' }], OWNER)
    expect([live.isFollowedBy(OWNER, 'MXUSDT'), live.isFollowedBy(GUEST, 'MXUSDT')]).toEqual([true, false])
    live.watch([{ topic: 'book', symbol: 'MXUSDT' }], GUEST)
    expect(live.isFollowedBy(GUEST, 'MXUSDT')).toBe(true)
  })
})

describe('the quotas of market channels', () => {
  const prints = (count: number, of = 'COIN') =>
    Array.from({ length: count }, (_, n) => ({ topic: 'trades', symbol: `${of}${n}USDT` }) as const)

  it('tell a credential which channels it was refused', () => {
    const { live, open } = market()
    const { refused, stop } = live.watch(prints(62), GUEST)
    expect(refused).toEqual(
      prints(62)
        .slice(60)
        .map((channel) => ({ channel, scope: 'credential', limit: 60 })),
    )
    expect(live.watch(prints(60), GUEST).refused).toEqual([])
    stop()
    expect(open.size).toBe(60)
  })

  it('leave the owner a share, whatever guests hold with any number of credentials', () => {
    const { live, open } = market()
    for (const audience of ['viewer', 'public'] as const)
      for (let n = 0; n < 20; n++)
        live.watch(prints(60, `${audience.toUpperCase()}${n}X`), { key: `${audience} ${n}`, audience })
    expect(open.size).toBe(260)
    expect(live.watch(prints(241), OWNER).refused).toHaveLength(1)
    expect(open.size).toBe(500)
    const { refused } = live.watch(prints(1, 'LATE'), { key: 'late', audience: 'public' })
    expect(refused).toMatchObject([{ scope: 'audience', limit: 120 }])
  })

  it('admit other channels in the place of those before them', () => {
    const { live, open } = market()
    const before = live.watch(prints(60), GUEST)
    const next = live.watch([...prints(10), ...prints(50, 'NEXT')], GUEST, before)
    expect([next.refused, open.size]).toEqual([[], 60])
    before.stop()
    expect(open.size).toBe(60)
    next.stop()
    expect(open.size).toBe(0)
  })
})
