import { type RestClient, createRestClient } from '@spotdeck/mexc'
import { silentLog } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import { symbolsOf } from '../symbols.ts'
import type { ListQuestion } from '../base/question.ts'
import { answerOf } from './questions.ts'
import { restExchange } from './rest-exchange.ts'

const NOW = 1_767_225_600_000
const PAGE = 100

type Order = 'newest first' | 'oldest first'

/** A client whose own trades come `PAGE` at a time, on whole seconds. */
function restWith(
  trades: readonly { readonly id: string; readonly time: number }[],
  endCounts: boolean,
  order: Order = 'newest first',
): RestClient {
  const call = async (
    _endpoint: unknown,
    { startTime = 0, endTime = Infinity }: { startTime?: number; endTime?: number },
  ) =>
    trades
      .filter(({ time }) => time >= startTime && (endCounts ? time <= endTime : time < endTime))
      .sort((a, b) => (order === 'newest first' ? b.time - a.time : a.time - b.time))
      .slice(0, PAGE)
      .map((row) => ({ ...row, orderId: row.id, isBuyer: true }))
  return { call, exchangeNow: () => NOW, syncClock: async () => undefined } as unknown as RestClient
}

/** Rows of which some seconds hold several, so that a page ends in the midst of one. */
const trades = Array.from({ length: 450 }, (_, index) => ({
  id: `t${index}`,
  time: NOW - 1_000 * Math.floor(index / 7),
}))

/** The SDK's client, which gets this answer to every call but that for the clock. */
function restAnswering(answer: unknown): RestClient {
  const time = new VirtualTime(NOW)
  const fetch = async ({ url }: { readonly url: string }) => ({
    status: 200,
    headers: {},
    body: JSON.stringify(url.includes('/time') ? { serverTime: NOW } : answer),
  })
  const openSocket = (): never => expect.fail('no socket is opened here')
  const world = {
    clock: time,
    timers: time,
    random: seededRandom(1),
    sign: nodeSign,
    log: silentLog,
    fetch,
    openSocket,
  }
  const credentials = { apiKey: 'key', secret: 'secret' }
  return createRestClient({ baseUrl: 'https://rest.example', credentials, world })
}

describe('reading balances', () => {
  it('returns an unreadable row separately, with its text', async () => {
    const rest = restAnswering({
      balances: [
        { asset: 'USDT', free: '5', locked: '0' },
        { asset: 'BAD', free: null, locked: '0' },
        { free: '1', locked: '0' },
        null,
        'text',
        { asset: '' },
        { asset: 5 },
      ],
    })
    expect(await restExchange(rest).balances()).toEqual([
      { asset: 'USDT', free: '5', locked: '0' },
      { asset: 'BAD', raw: '{"asset":"BAD","free":null,"locked":"0"}' },
      { raw: '{"free":"1","locked":"0"}' },
      { raw: 'null' },
      { raw: '"text"' },
      { raw: '{"asset":""}' },
      { raw: '{"asset":5}' },
    ])
  })
})

const ORDER = {
  ...{ symbol: 'MXUSDT', orderId: 'O1', clientOrderId: null, side: 'BUY', type: 'LIMIT', status: 'NEW' },
  ...{ price: '2', origQty: '4', executedQty: '0', cummulativeQuoteQty: '0', time: NOW - 5_000, updateTime: NOW },
}
const TRADE = {
  ...{ symbol: 'MXUSDT', id: 't1', orderId: 'O1', price: '2', qty: '4', quoteQty: '8', commission: '0' },
  ...{ commissionAsset: '', time: NOW - 5_000, isBuyer: true, isMaker: false, isSelfTrade: false },
}

describe('a list with a row that cannot be read', () => {
  const symbols = symbolsOf([], [{ symbol: 'MXUSDT', baseAsset: 'MX', quoteAsset: 'USDT' }])
  const answerTo = async (answer: unknown, question: ListQuestion) => {
    const exchange = { ...restExchange(restAnswering(answer)), symbols: async () => [] }
    const timers = new VirtualTime(NOW)
    const found = await answerOf({ exchange, symbols, timers, log: silentLog }, question)
    if (found.kind !== 'open-orders' && found.kind !== 'order' && found.kind !== 'symbol') throw new Error(found.kind)
    return found
  }
  const since = { orders: NOW - 60_000, deals: NOW - 60_000 }

  it.each([
    ['lacks a field', { ...ORDER, orderId: 'O2', status: undefined }],
    ['has an amount that is none', { ...ORDER, orderId: 'O2', executedQty: '1,5' }],
    ['has an amount of another kind', { ...ORDER, orderId: 'O2', price: null }],
    ['has neither side', { ...ORDER, orderId: 'O2', side: 'BOTH' }],
  ])('of open orders that %s is kept with its text beside the others', async (_, bad) => {
    const found = await answerTo([ORDER, bad, null], { kind: 'open-orders', symbols: [] })
    expect(found).toMatchObject({ orders: [{ orderId: 'O1' }] })
    const [first, second] = [...found.unreadable].sort((a, b) => b.raw.length - a.raw.length)
    const raw = JSON.stringify(bad).slice(0, 80)
    expect(first).toEqual({ kind: 'orders', raw, symbol: 'MXUSDT', orderId: 'O2', time: NOW - 5_000 })
    expect(second).toEqual({ kind: 'orders', raw: 'null' })
  })

  it('of orders and deals of a symbol, each once, however many pages tell of it', async () => {
    const rows = [...Array.from({ length: 999 }, (_, index) => ({ ...ORDER, orderId: `O${index}` })), null]
    const orders = await restExchange(restAnswering(rows)).orders('MXUSDT', NOW - 1, NOW)
    expect(orders).toMatchObject({ unreadable: [{ raw: 'null' }], isCrowded: true, complete: false })
    expect(orders.rows).toHaveLength(999)
    const deals = await answerTo(
      [TRADE, { ...TRADE, id: 't2', isBuyer: undefined }, { ...TRADE, id: 't3', qty: 'x' }],
      {
        ...{ kind: 'symbol', symbol: 'MXUSDT', since },
      },
    )
    expect(deals).toMatchObject({ deals: { rows: [{ tradeId: 't1' }] } })
    expect(deals.unreadable.filter(({ kind }) => kind === 'deals')).toHaveLength(2)
  })

  it('that is the only one: an order that is asked for by its id', async () => {
    const order = await restExchange(restAnswering({ ...ORDER, status: undefined })).order('MXUSDT', 'O1')
    expect(order).toMatchObject({ symbol: 'MXUSDT', orderId: 'O1' })
    expect(order !== undefined && 'raw' in order && order.raw).toContain('The answer lacks status.')
  })

  it('of deposits, which is no object, is kept for who reads them', async () => {
    const row = { coin: 'USDT', txId: 't', insertTime: NOW }
    const { rows } = await restExchange(restAnswering([row, null])).deposits(NOW - 60_000)
    expect(rows).toEqual([row, null])
  })
})

describe('reading the deals of one order', () => {
  it('returns all of them, for any number of pages', async () => {
    const answer = await restExchange(restWith(trades, true)).tradesOf('MXUSDT', 'O')
    expect(new Set(answer.rows.map(({ id }) => id)).size).toBe(450)
    expect(answer).toMatchObject({ complete: true })
  })
})

describe('reading a window page by page', () => {
  it.each([
    [true, 'newest first'],
    [false, 'newest first'],
    [true, 'oldest first'],
    [false, 'oldest first'],
  ] as const)(
    'finds every row of the second in which a page ends (the end counts: %s, %s)',
    async (endCounts, order) => {
      const exchange = restExchange(restWith(trades, endCounts, order))
      const { rows, complete } = await exchange.trades('MXUSDT', NOW - 3_600_000, NOW + 1_000)
      expect({ rows: new Set(rows.map(({ id }) => id)).size, complete }).toEqual({ rows: 450, complete: true })
    },
  )

  it.each([true, false])(
    'reads two adjacent seconds that fill a page together (the end counts: %s)',
    async (endCounts) => {
      const pair = Array.from({ length: 160 }, (_, index) => ({ id: `t${index}`, time: NOW - 1_000 * (index % 2) }))
      const exchange = restExchange(restWith(pair, endCounts))
      const { rows, complete } = await exchange.trades('MXUSDT', NOW - 3_600_000, NOW + 1_000)
      expect({ rows: rows.length, complete }).toEqual({ rows: 160, complete: true })
    },
  )

  it('returns the time from which all are read if one call does not suffice', async () => {
    const dense = Array.from({ length: 20_000 }, (_, index) => ({
      id: `t${index}`,
      time: NOW - 1_000 * Math.floor(index / 60),
    }))
    const exchange = restExchange(restWith(dense, true))
    const ids = new Set<string>()
    let to = NOW + 1_000
    for (let calls = 0; calls < 20; calls++) {
      const { rows, complete, from } = await exchange.trades('MXUSDT', NOW - 3_600_000, to)
      for (const { id } of rows) ids.add(id)
      expect(complete).toBe(true)
      if (from === undefined) break
      expect(from).toBeLessThan(to)
      to = from
    }
    expect(ids.size).toBe(20_000)
  })

  it('does not claim completeness if one second has more than a page', async () => {
    const crowd = Array.from({ length: 250 }, (_, index) => ({ id: `t${index}`, time: NOW }))
    const answer = await restExchange(restWith(crowd, true)).trades('MXUSDT', NOW - 3_600_000, NOW + 1_000)
    expect(answer).toMatchObject({ complete: false, isCrowded: true })
  })

  it('claims exactly 100 deals of one second where the exchange was seen to give more at a time', async () => {
    const rest = (all: typeof trades, limit: number): RestClient => {
      const call = async (_endpoint: unknown, { startTime = 0, endTime = Infinity }) =>
        all
          .filter(({ time }) => time >= startTime && time <= endTime)
          .slice(0, limit)
          .map((row) => ({ ...row, orderId: row.id }))
      return { call, exchangeNow: () => NOW, syncClock: async () => undefined } as unknown as RestClient
    }
    const second = Array.from({ length: 100 }, (_, index) => ({ id: `s${index}`, time: NOW }))
    const earlier = Array.from({ length: 101 }, (_, index) => ({ id: `e${index}`, time: NOW - 60_000 }))
    const told = async (all: typeof trades, limit: number): Promise<boolean> => {
      const exchange = restExchange(rest(all, limit))
      await exchange.trades('MXUSDT', NOW - 3_600_000, NOW - 30_000)
      return (await exchange.trades('MXUSDT', NOW - 30_000, NOW + 1_000)).complete
    }
    expect([
      await told([...earlier, ...second], 1_000),
      await told([...earlier, ...second], 100),
      await told(second, 1_000),
    ]).toEqual([true, false, false])
  })

  it.each([100, 500])('reads every deal where the exchange gives %i at most, whatever is asked for', async (cap) => {
    const all = Array.from({ length: 1_300 }, (_, index) => ({
      id: `t${index}`,
      orderId: '1',
      time: NOW - index * 1_000,
    }))
    const call = async (_endpoint: unknown, { startTime = 0, endTime = Infinity }) =>
      all.filter(({ time }) => time >= startTime && time <= endTime).slice(0, cap)
    const rest = { call, exchangeNow: () => NOW, syncClock: async () => undefined } as unknown as RestClient
    const { rows, complete } = await restExchange(rest).trades('MXUSDT', NOW - 3_600_000, NOW + 1_000)
    expect([new Set(rows.map(({ id }) => id)).size, complete]).toEqual([1_300, true])
  })

  it('does not claim completeness beyond the exchange’s history limit', async () => {
    const exchange = restExchange(restWith([], true))
    const days = (count: number): number => NOW - count * 86_400_000
    expect([
      (await exchange.trades('MXUSDT', days(30), NOW)).complete,
      (await exchange.trades('MXUSDT', days(40), NOW)).complete,
      (await exchange.orders('MXUSDT', days(7), NOW)).complete,
      (await exchange.orders('MXUSDT', days(8), NOW)).complete,
    ]).toEqual([true, false, true, false])
  })
})
