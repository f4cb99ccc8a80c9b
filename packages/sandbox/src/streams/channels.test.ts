import { decimal } from '@spotdeck/exact'
import { silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { type DecodedPush, decodePush } from '@spotdeck/wire'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { VenueEvent } from '../venue/contract/exchange.ts'
import { openStreamFront } from './front.ts'
import { anOrder, scriptedExchange, stillMarket } from './testing/scripted-exchange.ts'

const START = 1_790_300_000_000
const pb = (name: string) => `spot@public.${name}`

function listening(channels: readonly string[], listenKey?: string) {
  const time = new VirtualTime(START)
  const exchange = scriptedExchange()
  const pushes: DecodedPush[] = []
  const front = openStreamFront({
    exchange,
    data: stillMarket(),
    listenKeys: { accountOf: () => 'alice', onClosed: () => () => undefined },
    clock: time,
    timers: time,
    log: silentLog,
  })
  const open = (names: readonly string[]): DecodedPush[] => {
    const received: DecodedPush[] = []
    const peer = {
      sendText() {},
      sendBinary: (bytes: Uint8Array) => void received.push(decodePush(bytes)),
      close() {},
      ping() {},
    }
    front.connect(peer, listenKey).receive(JSON.stringify({ method: 'SUBSCRIPTION', params: names }))
    return received
  }
  const first = open(channels)
  return { time, exchange, pushes: first, open, others: pushes }
}

test('aggre.deals has each match of the interval, oldest first', async () => {
  const channel = pb('aggre.deals.v3.api.pb@100ms@MXUSDT')
  const { time, exchange, pushes } = listening([channel])
  exchange.trade('2.5', '40.2', 'BUY', START)
  exchange.trade('2.49', '1', 'SELL', START + 1)
  await time.advance(500)
  expect(pushes).toEqual([
    {
      channel,
      symbol: 'MXUSDT',
      sendTime: START + 100,
      unknown: [],
      body: {
        kind: 'publicAggreDeals',
        value: {
          deals: [
            {
              price: '2.5',
              quantity: '40.2',
              tradeType: 1,
              time: START,
              tradeId: '179030000008100000X0_179030000008100001X1',
            },
            {
              price: '2.49',
              quantity: '1',
              tradeType: 2,
              time: START + 1,
              tradeId: '179030000008100000X0_179030000008100001X1',
            },
          ],
          eventType: 'spot@public.aggre.deals.v3.api.pb@100ms',
        },
      },
    },
  ])
})

test('the book tickers, the limit depth and the depth share one version and one book', async () => {
  const { time, exchange, pushes } = listening([
    pb('aggre.bookTicker.v3.api.pb@100ms@MXUSDT'),
    pb('bookTicker.batch.v3.api.pb@MXUSDT'),
    pb('limit.depth.v3.api.pb@MXUSDT@5'),
    pb('aggre.depth.v3.api.pb@100ms@MXUSDT'),
  ])
  exchange.level('bid', '2.49', '120.5', START)
  exchange.level('ask', '2.52', '33', START)
  await time.advance(100)
  const last = (kind: string) => pushes.findLast((push) => push.body.kind === kind)
  const times = { version: '7000002', lastOrderCreateTime: START }
  const top = { bidPrice: '2.49', bidQuantity: '120.5', askPrice: '2.52', askQuantity: '33' }
  expect(last('publicAggreBookTicker')?.body).toEqual({ kind: 'publicAggreBookTicker', value: { ...top, ...times } })
  expect(last('publicBookTickerBatch')?.body).toEqual({
    kind: 'publicBookTickerBatch',
    value: { items: [top], ...times },
  })
  expect(last('publicLimitDepths')?.body).toEqual({
    kind: 'publicLimitDepths',
    value: {
      asks: [{ price: '2.5200', quantity: '33.00' }],
      bids: [{ price: '2.4900', quantity: '120.50' }],
      eventType: 'spot@public.limit.depth.v3.api.pb',
      ...times,
    },
  })
  expect(last('publicAggreDepths')?.body).toMatchObject({ value: { fromVersion: '7000001', toVersion: '7000002' } })
  for (const push of pushes) expect(push).toMatchObject({ symbol: 'MXUSDT', unknown: [] })
})

test('aggre.bookTicker repeats its unchanged state at 10 and at 100 ms', async () => {
  const fast = listening([pb('aggre.bookTicker.v3.api.pb@10ms@MXUSDT')])
  await fast.time.advance(1_000)
  expect(fast.pushes).toHaveLength(100)
  const slow = listening([pb('aggre.bookTicker.v3.api.pb@100ms@MXUSDT')])
  await slow.time.advance(1_000)
  expect(slow.pushes).toHaveLength(10)
})

test('klines come every second with their window in seconds, createTime and symbolId, and no sendTime', async () => {
  const { time, pushes } = listening([pb('kline.v3.api.pb@MXUSDT@Min15')])
  await time.advance(3_000)
  expect(pushes).toHaveLength(3)
  const [push] = pushes
  expect(push?.symbolId).toMatch(/^[0-9a-f]{32}$/)
  expect(push).toMatchObject({ createTime: START + 1_000, symbol: 'MXUSDT' })
  expect(push).not.toHaveProperty('sendTime')
  expect(push?.body).toMatchObject({
    value: {
      interval: 'Min15',
      windowStart: 1_790_299_800,
      windowEnd: 1_790_300_700,
      closingPrice: '2.5',
      amount: '45401.1',
    },
  })
})

test('miniTicker has its time zone; miniTickers lists changed symbols and has no symbol of its own', async () => {
  const { time, pushes } = listening([pb('miniTicker.v3.api.pb@MXUSDT@24H'), pb('miniTickers.v3.api.pb@UTC+8')])
  await time.advance(9_000)
  const one = pushes.filter((push) => push.body.kind === 'publicMiniTicker')
  expect(one).toHaveLength(3)
  expect(one[0]?.body).toMatchObject({
    value: {
      symbol: 'MXUSDT',
      price: '2.5',
      rate: '0.0417',
      zonedRate: '0.0121',
      volume: '45401.1',
      quantity: '18233.4',
    },
  })
  const all = pushes.filter((push) => push.body.kind === 'publicMiniTickers')
  expect(all).toHaveLength(1)
  expect(all[0]).not.toHaveProperty('symbol')
})

test('a book kept from 10 ms and 100 ms pushes by the published rules equals the exchange after any activity', async () => {
  const change = fc.record({
    side: fc.constantFrom('bid' as const, 'ask' as const),
    at: fc.integer({ min: 1, max: 12 }),
    quantity: fc.integer({ min: 0, max: 3 }),
    waitMs: fc.integer({ min: 0, max: 60 }),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 5, maxLength: 80 }),
      fc.integer({ min: 0, max: 4 }),
      async (changes, early) => {
        const { time, exchange, open } = listening([])
        const step = async (part: typeof changes) => {
          for (const { side, at, quantity, waitMs } of part) {
            exchange.level(side, side === 'bid' ? `2.${10 + at}` : `2.${40 + at}`, String(quantity), time.now())
            await time.advance(waitMs)
          }
        }
        await step(changes.slice(0, early))
        const fast = open([pb('aggre.depth.v3.api.pb@10ms@MXUSDT')])
        const slow = open([pb('aggre.depth.v3.api.pb@100ms@MXUSDT')])
        const middle = Math.floor((early + changes.length) / 2)
        await step(changes.slice(early, middle))
        const snapshot = exchange.book('MXUSDT', 5_000)
        await step(changes.slice(middle))
        await time.advance(200)
        const truth = bookText(exchange.book('MXUSDT', 5_000))
        expect(bookText(replay(snapshot, fast))).toEqual(truth)
        expect(bookText(replay(snapshot, slow))).toEqual(truth)
      },
    ),
    { numRuns: 60 },
  )
})

type Book = { readonly version: number; readonly bids: Levels; readonly asks: Levels }
type Levels = readonly { readonly price: string; readonly quantity: string }[]

/** Section 6.3 of MEXC's rules: drop what the snapshot contains, apply the rest, refuse a gap. */
function replay(snapshot: Book, pushes: readonly DecodedPush[]): Book {
  let version = snapshot.version
  let previousTo: number | undefined
  const sides = {
    bids: new Map(snapshot.bids.map((level) => [level.price, level.quantity])),
    asks: new Map(snapshot.asks.map((level) => [level.price, level.quantity])),
  }
  for (const { body } of pushes) {
    if (body.kind !== 'publicAggreDepths') continue
    const { fromVersion, toVersion } = body.value
    if (previousTo !== undefined) expect(Number(fromVersion)).toBe(previousTo + 1)
    previousTo = Number(toVersion)
    if (Number(toVersion) <= version) continue
    expect(Number(fromVersion)).toBeLessThanOrEqual(version + 1)
    for (const side of ['bids', 'asks'] as const) {
      for (const { price, quantity } of body.value[side]) {
        if (Number(quantity) === 0) sides[side].delete(price)
        else sides[side].set(price, quantity)
      }
    }
    version = Number(toVersion)
  }
  const levels = (side: Map<string, string>): Levels => [...side].map(([price, quantity]) => ({ price, quantity }))
  return { version, bids: levels(sides.bids), asks: levels(sides.asks) }
}

function bookText(book: Book): string {
  const sorted = (side: Levels) => side.map(({ price, quantity }) => `${price}x${quantity}`).sort()
  return JSON.stringify([sorted(book.bids), sorted(book.asks)])
}

test('private pushes arrive in the order of the events, with MEXC’s fields and spelling', async () => {
  const channels = ['orders', 'deals', 'account'].map((name) => `spot@private.${name}.v3.api.pb`)
  const { time, exchange, pushes } = listening(channels, 'key')
  await time.advance(2_009)
  const at = START + 2_000
  const events: VenueEvent[] = [
    {
      type: 'order',
      order: anOrder({
        status: 'PARTIALLY_FILLED',
        executedQuantity: decimal('4'),
        executedQuoteQuantity: decimal('9.96'),
      }),
      lastDealQuantity: decimal('4'),
      time: at,
    },
    {
      type: 'balance',
      account: 'alice',
      asset: 'USDT',
      after: { free: decimal('75.1'), locked: decimal('14.94') },
      freeChange: decimal('0'),
      lockedChange: decimal('-9.96'),
      reason: 'ENTRUST',
      time: at,
    },
    {
      type: 'deal',
      deal: {
        account: 'alice',
        symbol: 'MXUSDT',
        tradeId: '900000000000000001X0',
        orderId: 'C02__900000000000000000042',
        side: 'BUY',
        price: decimal('2.49'),
        quantity: decimal('4'),
        quoteQuantity: decimal('9.96'),
        fee: decimal('0.00498'),
        feeAsset: 'USDT',
        isMaker: true,
        isSelfTrade: false,
        time: at,
      },
      time: at,
    },
    { type: 'order', order: anOrder({ account: 'bob' }), time: at },
  ]
  exchange.emit(...events)
  expect(pushes).toEqual([
    {
      channel: 'spot@private.orders.v3.api.pb',
      symbol: 'MXUSDT',
      sendTime: START + 2_009,
      unknown: [],
      body: {
        kind: 'privateOrders',
        value: {
          id: 'C02__900000000000000000042',
          clientId: 'grid-7',
          price: '2.49',
          quantity: '10',
          amount: '24.9',
          avgPrice: '2.49',
          orderType: 1,
          tradeType: 1,
          isMaker: true,
          remainAmount: '14.94',
          remainQuantity: '6',
          lastDealQuantity: '4',
          cumulativeQuantity: '4',
          cumulativeAmount: '9.96',
          status: 3,
          createTime: 1_790_300_002_000,
        },
      },
    },
    {
      channel: 'spot@private.account.v3.api.pb',
      createTime: at,
      sendTime: START + 2_009,
      unknown: [],
      body: {
        kind: 'privateAccount',
        value: {
          vcoinName: 'USDT',
          coinId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
          balanceAmount: '75.1',
          balanceAmountChange: '0',
          frozenAmount: '14.94',
          frozenAmountChange: '-9.96',
          type: 'ENTRUST',
          time: at,
        },
      },
    },
    {
      channel: 'spot@private.deals.v3.api.pb',
      symbol: 'MXUSDT',
      sendTime: START + 2_009,
      unknown: [],
      body: {
        kind: 'privateDeals',
        value: {
          price: '2.49',
          quantity: '4',
          amount: '9.96',
          tradeType: 1,
          isMaker: true,
          isSelfTrade: false,
          tradeId: '900000000000000001X0',
          clientOrderId: '',
          orderId: 'C02__900000000000000000042',
          feeAmount: '0.00498',
          feeCurrency: 'USDT',
          time: at,
        },
      },
    },
  ])
})
