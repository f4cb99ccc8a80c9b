import type { MarketEnvelope, ServerMessage } from '@spotdeck/api'
import { silentLog } from '@spotdeck/ports'
import { seededRandom } from '@spotdeck/ports/virtual'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventStream } from './sse.ts'
import { assetDraft, dealDraft, equityOf, orderDraft, statusDraft } from '../testing/drafts.ts'
import { connection } from '../testing/socket-rig.ts'
import { grantsOf } from '../testing/grants.ts'

const TOPICS = ['assets', 'orders', 'deals', 'status'] as const
const subscribe = (given: object = {}) => ({
  op: 'subscribe',
  id: 1,
  account: 'main',
  topics: TOPICS,
  ...given,
})
const ticker = (symbol: string, lastPrice: string): MarketEnvelope => ({
  time: 1,
  topic: 'ticker',
  type: 'ticker.updated',
  data: { symbol, lastPrice, high: '1', low: '1', volume: '1', quoteVolume: '1', change: '0' },
})
const book = (version: string): MarketEnvelope => ({
  time: 1,
  topic: 'book',
  type: 'book.updated',
  data: { symbol: 'MXUSDT', version, bids: [], asks: [] },
})
const kline = (openTime: number, closed: boolean): MarketEnvelope => ({
  time: 1,
  topic: 'klines',
  type: 'kline.updated',
  data: {
    symbol: 'MXUSDT',
    interval: '1m',
    openTime,
    closeTime: openTime + 60_000,
    open: '1',
    high: '1',
    low: '1',
    close: '1',
    volume: '1',
    quoteVolume: '1',
    closed,
  },
})
const print = (n: number): MarketEnvelope => ({
  time: 1,
  topic: 'trades',
  type: 'trades.added',
  data: { symbol: 'MXUSDT', dropped: 0, trades: [{ price: '1', quantity: String(n + 1), side: 'BUY', time: n }] },
})

describe('a subscription', () => {
  it('is answered with the head, and what is committed together arrives together', async () => {
    const { desk, say, time, frames, taken } = connection()
    desk.commit([orderDraft(1)])
    say(subscribe({ intervalMs: 0 }))
    await time.advance(1)
    expect(taken()).toMatchObject([
      { op: 'subscribed', id: 1, account: 'main', seq: 1 },
      { op: 'position', seq: 1 },
    ])
    desk.commit([orderDraft(2), dealDraft(2), assetDraft(2)])
    expect(frames).toHaveLength(1)
    expect(taken().map(({ seq }) => seq)).toEqual([2, 3, 4])
  })

  it('keeps the newest of each asset inside a batch, and every order and deal', async () => {
    const { desk, say, time, taken } = connection()
    say(subscribe({ intervalMs: 100 }))
    await time.advance(1_000)
    desk.commit([orderDraft(0)])
    taken()
    desk.commit([assetDraft(1), orderDraft(1), assetDraft(2, 'MX')])
    desk.commit([assetDraft(3), dealDraft(3), orderDraft(3)])
    expect(taken()).toEqual([])
    await time.advance(100)
    const batch = taken()
    expect(batch.map(({ seq }) => seq)).toEqual([3, 4, 5, 6, 7])
    expect(batch.map(({ data }) => Object.hasOwn(data as object, 'freeChange'))).toEqual([
      false,
      true,
      false,
      false,
      false,
    ])
  })

  it('filters by symbols and assets without losing a matching event', async () => {
    const { desk, say, time, taken } = connection()
    say(subscribe({ intervalMs: 0, symbols: ['BTCUSDT'], assets: ['MX'] }))
    await time.advance(1)
    taken()
    desk.commit([orderDraft(1), orderDraft(2, 'BTCUSDT'), assetDraft(3), assetDraft(4, 'MX'), statusDraft(5)])
    expect(taken().map(({ seq }) => seq)).toEqual([2, 4, 5])
    await time.advance(15_000)
    expect(taken()).toMatchObject([{ op: 'position', seq: 5 }])
  })

  it('replaces the one before it on the same account, and ends when asked to', async () => {
    const { desk, say, time, taken } = connection()
    say(subscribe({ intervalMs: 0 }))
    say(subscribe({ id: 2, topics: ['deals'], intervalMs: 0 }))
    await time.advance(1)
    taken()
    desk.commit([orderDraft(1), dealDraft(1)])
    expect(taken().map(({ topic }) => topic)).toEqual(['deals'])
    say({ op: 'unsubscribe', id: 3, account: 'main' })
    desk.commit([dealDraft(2)])
    await time.advance(60_000)
    expect(taken()).toEqual([{ op: 'unsubscribed', id: 3 }])
  })

  it('gives the last measured values at once, and then the newest', async () => {
    const { desk, say, time, taken } = connection()
    const sample = (at: number, total: string) =>
      desk.sample({ account: 'main', topic: 'equity', type: 'equity.sampled', time: at, data: equityOf(at, total) })
    sample(1, '100')
    say(subscribe({ topics: ['equity'], intervalMs: 1_000 }))
    await time.advance(10)
    for (const total of ['101', '102', '103']) sample(2, total)
    await time.advance(1_000)
    const totals = taken().flatMap(({ data }) => (data === undefined ? [] : [(data as { total: string }).total]))
    expect(totals).toEqual(['100', '103'])
  })

  it('is rejected with a reason where it is not allowed', () => {
    const { say, taken } = connection({ grants: grantsOf('viewer', ['main']) })
    say(subscribe({ account: 'other' }))
    say(subscribe({ id: 2, topics: ['ticker'] }))
    say({ op: 'subscribe', id: 3, topics: ['ticker'], symbols: ['NOPEUSDT'] })
    expect(taken()).toMatchObject([
      { op: 'error', id: 1, code: 'UNKNOWN_ACCOUNT' },
      { op: 'error', id: 2, code: 'UNKNOWN_TOPIC' },
      { op: 'error', id: 3, code: 'UNKNOWN_SYMBOL' },
    ])
  })

  it('shows the public the market and nothing of an account', () => {
    const { say, taken, desk } = connection({ grants: grantsOf('public', ['main']) })
    say(subscribe({ topics: ['equity'] }))
    say({ op: 'subscribe', id: 2, topics: ['ticker'], symbols: ['MXUSDT'] })
    desk.market([ticker('MXUSDT', '2.5')])
    expect(taken()).toMatchObject([{ code: 'AUDIENCE_FORBIDDEN' }, { op: 'subscribed', id: 2 }, { topic: 'ticker' }])
  })
})

describe('market data', () => {
  it('has the newest value per channel, and all prints', async () => {
    const { say, taken, desk, time } = connection()
    desk.market([ticker('MXUSDT', '2.4')])
    say({ op: 'subscribe', id: 1, topics: ['ticker', 'trades'], symbols: ['MXUSDT'], intervalMs: 250 })
    expect(taken()).toMatchObject([{ op: 'subscribed' }, { data: { lastPrice: '2.4' } }])
    desk.market([ticker('MXUSDT', '2.5'), ticker('BTCUSDT', '1'), print(1)])
    desk.market([ticker('MXUSDT', '2.6'), print(2)])
    await time.advance(250)
    const [price, trades] = taken() as { data: { lastPrice?: string; trades?: unknown[] } }[]
    expect(price?.data.lastPrice).toBe('2.6')
    expect(trades?.data.trades).toHaveLength(2)
  })

  it('is read while somebody subscribes; a new subscriber gets no values from before that', async () => {
    const { say, taken, desk, hub } = connection()
    const other = hub.watch([{ topic: 'book', symbol: 'MXUSDT' }], { key: 'other', audience: 'owner' })
    desk.market([book('1')])
    say({ op: 'subscribe', id: 1, topics: ['book', 'klines'], symbols: ['MXUSDT'], kline: '5m', intervalMs: 250 })
    expect(taken()).toMatchObject([{ op: 'subscribed' }, { topic: 'book', data: { version: '1' } }])
    other.stop()
    expect(desk.watched).toEqual([
      { topic: 'book', symbol: 'MXUSDT' },
      { topic: 'klines', symbol: 'MXUSDT', interval: '5m' },
    ])
    say({ op: 'unsubscribe', id: 2 })
    expect(desk.watched).toEqual([])
    say({ op: 'subscribe', id: 3, topics: ['book'], symbols: ['MXUSDT'] })
    expect(taken().map(({ op }) => op)).toEqual(['unsubscribed', 'subscribed'])
  })

  it('keeps a kline that has closed apart from the next one in the same batch', async () => {
    const { say, taken, desk, time } = connection()
    say({ op: 'subscribe', id: 1, topics: ['klines'], symbols: ['MXUSDT'], intervalMs: 250 })
    desk.market([kline(0, false)])
    taken()
    desk.market([kline(0, false), kline(0, true), kline(60_000, false)])
    await time.advance(250)
    expect(taken().map(({ data }) => data)).toMatchObject([{ openTime: 0, closed: true }, { openTime: 60_000 }])
  })

  it('is rejected beyond the limit of one subscriber', () => {
    const { say, taken, desk } = connection({}, 100)
    const symbols = Array.from({ length: 61 }, (_, n) => `COIN${n}USDT`)
    say({ op: 'subscribe', id: 1, topics: ['book'], symbols })
    expect(taken()).toMatchObject([{ op: 'error', code: 'BAD_REQUEST', params: { field: 'symbols' } }])
    expect(desk.watched).toEqual([])
  })

  it('names the channels that it could not subscribe, and shows nothing of them', async () => {
    const { say, taken, desk, hub, time } = connection({ id: 's', parent: 'link', grants: grantsOf('public') })
    hub.watch([{ topic: 'book', symbol: 'MXUSDT' }], { key: 'owner', audience: 'owner' })
    desk.market([book('1')])
    desk.isFull = ({ topic }) => topic === 'book'
    say({ op: 'subscribe', id: 4, topics: ['ticker', 'book'], symbols: ['MXUSDT'], intervalMs: 250 })
    desk.market([book('2'), ticker('MXUSDT', '2.5')])
    await time.advance(250)
    expect(taken()).toMatchObject([
      { op: 'subscribed', id: 4 },
      {
        ...{ op: 'error', id: 4, code: 'TOO_MANY_CHANNELS' },
        params: { limit: 60, scope: 'credential', channels: 'book MXUSDT', retryAfter: 5 },
      },
      { topic: 'ticker' },
    ])
    expect(desk.watchers.at(-1)).toEqual({ key: 'link', audience: 'public' })
  })

  it('keeps the newest value of a book that the next subscription follows too', () => {
    const { say, taken, desk } = connection()
    say({ op: 'subscribe', id: 1, topics: ['book'], symbols: ['MXUSDT'], intervalMs: 250 })
    desk.market([book('7')])
    taken()
    say({ op: 'subscribe', id: 2, topics: ['book', 'trades'], symbols: ['MXUSDT'], intervalMs: 250 })
    expect(taken()).toMatchObject([{ op: 'subscribed' }, { data: { version: '7' } }])
  })

  it('counts the prints that it had to drop', async () => {
    const { say, taken, desk, time } = connection()
    say({ op: 'subscribe', id: 1, topics: ['trades'], symbols: ['MXUSDT'], intervalMs: 250 })
    desk.market([print(0)])
    taken()
    for (let n = 0; n < 250; n++) desk.market([print(n)])
    await time.advance(250)
    expect(taken()).toMatchObject([{ data: { dropped: 50, trades: { length: 200 } } }])
  })
})

describe('a slow subscriber', () => {
  it('is notified and closed, while the others are served', async () => {
    const { desk, say, hub, time, network, closes, taken } = connection()
    const other: string[] = []
    const quick = new EventStream({
      hub,
      world: { clock: time, timers: time, log: silentLog, random: seededRandom('events') },
      following: { account: 'main', audience: 'owner', topics: new Set(['orders']), intervalMs: 0 },
      head: { epoch: 'aaaaaaaaaaaaaaaa', seq: 0 },
      since: undefined,
      sink: {
        write: (text) => void other.push(text),
        share: ({ text }) => other.push(text) > 0,
        end: () => {},
        bufferedBytes: 0,
      },
    })
    quick.start()
    say(subscribe({ intervalMs: 0 }))
    await time.advance(1)
    taken()
    network.bufferedBytes = 2 * 1024 * 1024
    for (let n = 0; n < 9; n++) {
      desk.commit([orderDraft(n)])
      await time.advance(1_000)
    }
    expect([taken(), closes]).toEqual([[], []])
    await time.advance(2_000)
    expect(taken()).toEqual([{ op: 'error', code: 'TOO_SLOW', params: {} }])
    expect(closes).toEqual([[4008, 'TOO_SLOW']])
    expect(other.filter((text) => text.includes('"orders"'))).toHaveLength(9)
  })

  it('gets the coalesced events when it reads again in time', async () => {
    const { desk, say, time, network, closes, taken } = connection()
    say(subscribe({ intervalMs: 0 }))
    await time.advance(1)
    taken()
    network.bufferedBytes = 2 * 1024 * 1024
    for (let n = 0; n < 5; n++) desk.commit([orderDraft(n)])
    await time.advance(5_000)
    network.bufferedBytes = 0
    await time.advance(50)
    expect(taken().map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5])
    expect(closes).toEqual([])
  })

  it('gets a replay only as fast as it reads', async () => {
    const { desk, say, time, network, taken } = connection()
    desk.commit(Array.from({ length: 5_000 }, (_, n) => orderDraft(n)))
    network.bufferedBytes = 2 * 1024 * 1024
    say(subscribe({ since: { epoch: 'aaaaaaaaaaaaaaaa', seq: 0 }, intervalMs: 0 }))
    await time.advance(1_000)
    expect(taken()).toHaveLength(1)
    network.bufferedBytes = 0
    for (let page = 0; page < 20; page++) await time.advance(20)
    expect(taken().filter(({ topic }) => topic === 'orders')).toHaveLength(5_000)
  })
})

describe('bad input on a WebSocket', () => {
  it('is answered by a typed error, whatever it is', async () => {
    const { socket, taken, time } = connection()
    const rough = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record(
          {
            op: fc.constantFrom('subscribe', 'unsubscribe', 'ping', 'x'),
            id: fc.anything(),
            account: fc.anything(),
            topics: fc.anything(),
            since: fc.anything(),
            symbols: fc.anything(),
            intervalMs: fc.anything(),
          },
          { requiredKeys: [] },
        )
        .map(
          (value) =>
            JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item)) ?? '',
        ),
    )
    await fc.assert(
      fc.asyncProperty(rough, async (text) => {
        await time.advance(200)
        taken()
        socket.receive(text)
        const [answer] = taken() as unknown as ServerMessage[]
        if (answer?.op === 'error') expect(['BAD_REQUEST', 'UNKNOWN_ACCOUNT', 'UNKNOWN_TOPIC']).toContain(answer.code)
        else expect(['pong', 'unsubscribed', 'subscribed', 'position', undefined]).toContain(answer?.op)
      }),
      { numRuns: 300 },
    )
  })

  it('in a flood ends the socket, after saying so', () => {
    const { say, taken, closes } = connection()
    for (let n = 0; n < 60; n++) say({ op: 'ping' })
    expect(taken().every(({ op }) => op === 'pong')).toBe(true)
    for (let n = 0; n < 150; n++) say({ op: 'ping' })
    expect(taken().every(({ code }) => code === 'RATE_LIMITED')).toBe(true)
    expect(closes).toEqual([[1008, 'RATE_LIMITED']])
  })
})

describe('a viewer', () => {
  it('is sent no id, no client id and no text of the exchange over WebSocket or SSE', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3), { minLength: 1, maxLength: 20 }),
        fc.constantFrom(0, 100),
        async (kinds, intervalMs) => {
          const { desk, hub, say, time, frames } = connection({ grants: grantsOf('viewer', ['main']) })
          const blocks: string[] = []
          new EventStream({
            hub,
            world: { clock: time, timers: time, log: silentLog, random: seededRandom('events') },
            following: { account: 'main', audience: 'viewer', topics: new Set(TOPICS), intervalMs },
            head: { epoch: 'aaaaaaaaaaaaaaaa', seq: 0 },
            since: { epoch: 'aaaaaaaaaaaaaaaa', seq: 0 },
            sink: {
              write: (text) => void blocks.push(text),
              share: ({ text }) => blocks.push(text) > 0,
              end: () => {},
              bufferedBytes: 0,
            },
          }).start()
          say(subscribe({ intervalMs }))
          await time.advance(1)
          desk.commit(
            kinds.map((kind, n) => [orderDraft, dealDraft, statusDraft, assetDraft][kind]?.(n) ?? orderDraft(n)),
          )
          await time.advance(1_000)
          const all = [...frames, ...blocks].join('\n')
          expect(all).toMatch(/"topic"/)
          expect(all).not.toMatch(/C02__|client-|X1"|said by the exchange/)
        },
      ),
      { numRuns: 50 },
    )
  })
})
