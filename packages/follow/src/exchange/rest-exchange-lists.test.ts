/** Lists over REST, by what is asked for: weeks, pages, directions, refusals and priorities. */

import type { RestClient } from '@spotdeck/mexc'
import { describe, expect, it } from 'vitest'
import { restExchange } from './rest-exchange.ts'

const NOW = 1_767_225_600_000
const DAY = 86_400_000

type Call = {
  readonly path: string
  readonly query: Readonly<Record<string, string | number>>
  readonly options: object
}
/** An exchange that answers each call by `answer`, and the calls that it got. */
function scripted(answer: (query: Call['query'], calls: readonly Call[]) => unknown) {
  const calls: Call[] = []
  const call = async ({ path }: { path: string }, query: Call['query'], options: object = {}) => {
    calls.push({ path, query, options })
    return answer(query, calls)
  }
  const rest = { call, exchangeNow: () => NOW, syncClock: async () => undefined } as unknown as RestClient
  return { calls, exchange: restExchange(rest) }
}
/** Refuses with a code of the exchange. */
const refuse = (exchangeCode: number | undefined, code = 'REFUSED'): never => {
  throw Object.assign(new Error('refused'), { exchangeCode, code })
}

describe('reading deposits and withdrawals', () => {
  it('reads week by week up to a minute ahead, no further back than 90 days less an hour', async () => {
    const { calls, exchange } = scripted(() => [])
    expect(await exchange.deposits(NOW - 10 * DAY)).toEqual({ rows: [], complete: true })
    expect(await exchange.withdrawals(NOW - 400 * DAY)).toEqual({ rows: [], complete: true })
    const spans = calls.map(({ query: { startTime, endTime } }) => [Number(startTime) - NOW, Number(endTime) - NOW])
    expect(spans.slice(0, 2)).toEqual([
      [-10 * DAY, -3 * DAY],
      [-3 * DAY, 60_000],
    ])
    expect(spans[2]?.[0]).toBe(60_000 - 90 * DAY + 3_600_000)
    expect([spans.length, spans.at(-1)?.[1]]).toEqual([15, 60_000])
  })

  it('tells those apart that differ in their asset or time alone, and reads a full page in halves', async () => {
    const [usdt, mx] = ['USDT', 'MX'].map((coin) => ({ coin, txId: 't', insertTime: NOW }))
    const rows = [usdt, mx, { ...usdt, insertTime: NOW - 1 }]
    expect((await scripted(() => [...rows, usdt]).exchange.deposits(NOW - DAY)).rows).toEqual(rows)
    const many = Array.from({ length: 1_000 }, (_, id) => ({ id: `w${id}` }))
    const { calls, exchange } = scripted((_, asked) => (asked.length === 1 ? many : [{ id: 'w0' }, { id: 'x' }]))
    expect((await exchange.withdrawals(NOW - DAY)).rows).toHaveLength(1_001)
    expect(calls).toHaveLength(3)
  })

  it('are not complete where more of them fall into one moment than a page holds', async () => {
    const many = Array.from({ length: 1_000 }, (_, id) => ({ id: `w${id}` }))
    const ofNow = ({ startTime, endTime }: Call['query']) => Number(startTime) <= NOW && NOW <= Number(endTime)
    const { exchange } = scripted((query) => (ofNow(query) ? many : []))
    expect(await exchange.withdrawals(NOW - 8 * DAY)).toMatchObject({ complete: false })
  })
})

describe('reading transfers', () => {
  it('takes their direction from the request, whatever accounts their rows name', async () => {
    const { exchange } = scripted(({ fromAccountType }) => ({
      rows: fromAccountType === 'SPOT' ? [{ tranId: '1', fromAccountType: 'MAIN', toAccountType: 'FUTURE' }] : [],
      total: 1,
    }))
    const { rows } = await exchange.transfers(NOW - 60_000)
    expect(rows).toMatchObject([{ tranId: '1', fromAccountType: 'SPOT', toAccountType: 'FUTURES' }])
  })

  it('reads page after page of both directions, also where the answer is an array', async () => {
    const page = ({ fromAccountType, page }: Call['query']) => ({
      rows: [{ tranId: `${fromAccountType} ${page}` }],
      total: 200,
    })
    for (const answer of [page, (query: Call['query']) => [page(query)]]) {
      const { calls, exchange } = scripted(answer)
      const { rows, complete } = await exchange.transfers(NOW - 60_000)
      expect([rows.map(({ tranId }) => tranId), complete, calls.length]).toEqual([
        ['SPOT 1', 'SPOT 2', 'FUTURES 1', 'FUTURES 2'],
        true,
        4,
      ])
    }
  })

  it('claims nothing of a list without an end', async () => {
    const { calls, exchange } = scripted(() => ({ rows: [], total: 1e9 }))
    expect([(await exchange.transfers(NOW - 60_000)).complete, calls.length]).toEqual([false, 200])
  })
})

describe('what may have moved otherwise', () => {
  it('is anything where there are sub-accounts, or transfers to others', async () => {
    const moved = async (subAccounts: readonly unknown[], data: readonly unknown[]) =>
      scripted((query) => ('startTime' in query ? { data } : { subAccounts })).exchange.mayHaveMovedOtherwise(NOW - DAY)
    expect([await moved([], []), await moved([{}], []), await moved([], [{}])]).toEqual([false, true, true])
  })
})

describe('reading delisted symbols', () => {
  it('tells of none where the host does not know the path, and fails where nothing answers', async () => {
    const gone = [{ symbol: 'OLDUSDT' }]
    expect(await scripted(() => ({ data: gone })).exchange.offlineSymbols()).toEqual(gone)
    expect(await scripted(() => refuse(700_001)).exchange.offlineSymbols()).toBeUndefined()
    await expect(scripted(() => refuse(undefined)).exchange.offlineSymbols()).rejects.toThrow('refused')
    await expect(scripted(() => refuse(5, 'NETWORK_TIMEOUT')).exchange.offlineSymbols()).rejects.toThrow('refused')
  })
})

describe('reading prices by the hour', () => {
  it('asks public trades for whole seconds, as many as one answer holds', async () => {
    const { calls, exchange } = scripted(() => [{ p: '1' }])
    expect(await exchange.publicTrades('MXUSDT', NOW + 1_999, NOW + 5_500)).toEqual([{ p: '1' }])
    expect(calls).toMatchObject([
      {
        path: '/api/v3/aggTrades',
        query: { symbol: 'MXUSDT', startTime: NOW + 1_000, endTime: NOW + 5_500, limit: 1_000 },
      },
    ])
  })

  it('reads 500 hours at a time, up to the end', async () => {
    const { calls, exchange } = scripted(({ startTime }) => [startTime])
    const rows = await exchange.hourlyKlines('MXUSDT', 0, 501 * 3_600_000)
    const [first, second, ...others] = calls.map(({ query }) => [query['startTime'], query['endTime']])
    expect([first, second, others]).toEqual([[0, 500 * 3_600_000], [500 * 3_600_000, 501 * 3_600_000], []])
    expect(rows).toEqual([0, 500 * 3_600_000])
    expect(await exchange.hourlyKlines('MXUSDT', 5, 5)).toEqual([])
  })
})

describe('reading an order', () => {
  it('tells that there is none, and fails for any other reason', async () => {
    const read = (code: number) => scripted(() => refuse(code)).exchange.order('MXUSDT', '1')
    expect([await read(-2013), await read(22_222)]).toEqual([undefined, undefined])
    await expect(read(700_002)).rejects.toThrow('refused')
  })
})

describe('reading deals', () => {
  it('asks for fewer at a time where a thousand are refused', async () => {
    const { calls, exchange } = scripted(({ limit }) => (limit === 1_000 ? refuse(44_444) : []))
    await exchange.tradesOf('MXUSDT', '1')
    const asked = { symbol: 'MXUSDT', orderId: '1' }
    expect(calls.map(({ query }) => query)).toEqual([
      { ...asked, limit: 1_000 },
      { ...asked, limit: 100 },
    ])
    const other = scripted(() => refuse(700_002))
    await expect(other.exchange.tradesOf('MXUSDT', '1')).rejects.toThrow('refused')
    expect(other.calls).toHaveLength(1)
  })

  it('of an order reads no more where one page has them all', async () => {
    const { calls, exchange } = scripted(() => Array.from({ length: 99 }, (_, id) => ({ id, orderId: '1' })))
    expect([(await exchange.tradesOf('MXUSDT', '1')).rows.length, calls.length]).toEqual([99, 1])
    const full = Array.from({ length: 1_000 }, (_, id) => ({ id, orderId: '1' }))
    const more = scripted((_, asked) => (asked.length === 1 ? full : [{ id: 'last', orderId: '1' }]))
    expect((await more.exchange.tradesOf('MXUSDT', '1')).rows).toHaveLength(1)
    expect(more.calls.map(({ query }) => [query['symbol'], query['orderId']])).toEqual([
      ['MXUSDT', '1'],
      ['MXUSDT', '1'],
    ])
  })
})

describe('reads in the background', () => {
  it('leave room for all others, which balances and open orders go before', async () => {
    const { calls, exchange } = scripted(({ startTime }) => (startTime === undefined ? { balances: [] } : []))
    await exchange.background?.orders('MXUSDT', NOW - 5, NOW)
    await exchange.orders('MXUSDT', NOW - 5, NOW)
    await exchange.balances()
    const priorities = calls.map(({ options }) => ('priority' in options ? options.priority : 'none'))
    expect(priorities).toEqual(['background', 'none', 'urgent'])
  })
})

describe('reading open orders where each symbol must be asked', () => {
  it('skips a symbol that is no longer listed', async () => {
    const call = async (_endpoint: unknown, { symbol }: { symbol?: string }) => {
      if (symbol === undefined) throw Object.assign(new Error('symbol is mandatory'), { exchangeCode: 700004 })
      if (symbol === 'ZZZUSDT') throw Object.assign(new Error('bad symbol'), { exchangeCode: -1121 })
      return [{ orderId: symbol }]
    }
    const rest = { call, exchangeNow: () => NOW, syncClock: async () => undefined } as unknown as RestClient
    const { rows } = await restExchange(rest).openOrders(['MXUSDT', 'ZZZUSDT', 'BTCUSDT'])
    expect(rows).toEqual([{ orderId: 'MXUSDT' }, { orderId: 'BTCUSDT' }])
    await expect(scripted(() => refuse(700_002)).exchange.openOrders([])).rejects.toThrow('refused')
  })

  it('keeps the rows of each that cannot be read', async () => {
    const { exchange } = scripted(({ symbol }, calls) => {
      if (symbol === undefined) return refuse(44_444)
      const { unreadableRow } = calls.at(-1)?.options as { readonly unreadableRow: (one: object) => void }
      unreadableRow({ row: { symbol } })
      return []
    })
    const { unreadable } = await exchange.openOrders(['MXUSDT', 'BTCUSDT'])
    expect(unreadable?.map(({ symbol }) => symbol)).toEqual(['MXUSDT', 'BTCUSDT'])
  })
})
