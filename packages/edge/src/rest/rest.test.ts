import {
  type OrderData,
  bookData,
  klineSeries,
  lotColumns,
  marketStreamSchema,
  pages,
  problem,
  snapshot,
  stateAt,
  tradeList,
} from '@spotdeck/api'
import { describe, expect, it } from 'vitest'
import { dealDraft, droppedDraft, equityOf, orderDraft, assetDraft, statusDraft } from '../testing/drafts.ts'
import { edgeFixture } from '../testing/edge-fixture.ts'
import type { EventDraft } from '../testing/fake-desk.ts'
import { accountIn } from '@spotdeck/gateway/testing'

const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n)
const MAIN = '/api/v1/accounts/main'

function withType(draft: EventDraft, type: OrderData['type']): EventDraft {
  return draft.topic === 'orders' ? { ...draft, data: { ...draft.data, type } } : draft
}

describe('lists', () => {
  it('pages through everything once, newest first, by the cursor alone', async () => {
    const { desk, call } = edgeFixture()
    desk.commit(range(450).map((n) => orderDraft(n)))
    const seen: string[] = []
    let url = `${MAIN}/orders`
    for (let page = 0; page < 3; page++) {
      const { json } = await call('GET', url)
      const parsed = pages.orders.parse(json)
      seen.push(...parsed.items.map(({ orderId }) => orderId))
      url = `${MAIN}/orders?cursor=${parsed.nextCursor ?? 'none'}`
    }
    expect(seen).toEqual(range(450).map((n) => `C02__${449 - n}`))
  })

  it('filters by symbol, side, status and time', async () => {
    const { desk, call } = edgeFixture()
    desk.commit([...range(6).map((n) => orderDraft(n)), orderDraft(6, 'BTCUSDT')])
    const ids = async (query: string) =>
      pages.orders.parse((await call('GET', `${MAIN}/orders?${query}`)).json).items.map(({ orderId }) => orderId)
    expect(await ids('symbol=BTCUSDT')).toEqual(['C02__6'])
    expect(await ids('side=SELL&limit=2')).toEqual(['C02__5', 'C02__3'])
    expect(await ids('status=FILLED,CANCELED&symbol=MXUSDT')).toEqual(['C02__3', 'C02__0'])
    expect(await ids(`to=${Date.UTC(2026, 0, 1) + 1}`)).toEqual(['C02__1', 'C02__0'])
  })

  it('filters orders by type, several of them with commas', async () => {
    const { desk, call } = edgeFixture()
    const types = ['LIMIT', 'MARKET', 'STOP'] as const
    desk.commit(types.map((type, n) => withType(orderDraft(n), type)))
    const told = async (type: string) =>
      pages.orders.parse((await call('GET', `${MAIN}/orders?type=${type}`)).json).items.map((order) => order.type)
    expect(await told('MARKET')).toEqual(['MARKET'])
    expect(await told('LIMIT,STOP')).toEqual(['STOP', 'LIMIT'])
    expect((await call('GET', `${MAIN}/orders?type=market`)).json).toMatchObject({
      code: 'BAD_REQUEST',
      params: { field: 'type.0' },
    })
  })

  it('refuses what it does not understand, naming the field', async () => {
    const { call } = edgeFixture()
    const fieldOf = async (query: string) => {
      const { status, json } = await call('GET', `${MAIN}/orders?${query}`)
      expect(status).toBe(400)
      return problem.parse(json).params['field']
    }
    expect(await fieldOf('limit=0')).toBe('limit')
    expect(await fieldOf('limit=1001')).toBe('limit')
    expect(await fieldOf('limit=5&limit=6')).toBe('limit')
    expect(await fieldOf('side=LONG')).toBe('side')
    expect(await fieldOf('cursor=MTIz')).toBe('cursor')
    expect(await fieldOf('from=5&to=4')).toBe('from')
    expect(await fieldOf('symbol=mx%2Fusdt')).toBe('symbol')
    expect(await fieldOf('sybmol=MXUSDT')).toBe('query')
  })
})

describe('account data', () => {
  it('gives a snapshot with the position where a stream goes on', async () => {
    const { desk, call } = edgeFixture()
    desk.commit([assetDraft(1), orderDraft(1), statusDraft(2)])
    const found = snapshot.parse((await call('GET', `${MAIN}/snapshot`)).json)
    expect(found).toMatchObject({
      account: 'main',
      seq: 3,
      assets: [{ asset: 'USDT' }],
      openOrders: [{ orderId: 'C02__1' }],
    })
  })

  it('lists what there is of each asset, by name', async () => {
    const { desk, call } = edgeFixture()
    desk.commit([assetDraft(1, 'USDT'), assetDraft(2, 'BTC'), assetDraft(3, 'MX'), assetDraft(4, 'BTC')])
    const { json } = await call('GET', `${MAIN}/assets?limit=2`)
    expect(json).toMatchObject({
      items: [
        { asset: 'BTC', total: '4' },
        { asset: 'MX', total: '3' },
      ],
    })
    const rest = await call('GET', `${MAIN}/assets?limit=2&cursor=${String(json['nextCursor'])}`)
    expect(rest.json).toMatchObject({ items: [{ asset: 'USDT', total: '1' }], nextCursor: null })
  })

  it('sums fills, and keeps holes in the curve', async () => {
    const { desk, call, time } = edgeFixture()
    desk.commit([dealDraft(1), dealDraft(2)])
    const now = time.now()
    desk.sample({ account: 'main', topic: 'equity', type: 'equity.sampled', time: now, data: equityOf(now, '100') })
    desk.addHole(now + 1)
    const sums = await call('GET', `${MAIN}/deals/summary?from=${now}&to=${now + 10}`)
    expect(sums.json).toMatchObject({ count: 2, volume: '49.8', fees: '0.02' })
    const curve = await call('GET', `${MAIN}/equity?from=${now}&to=${now + 10}`)
    expect(curve.json).toMatchObject({ unit: 'USDT', points: [{ total: '100' }, { total: null }] })
  })

  it('returns the state after an event and at a time', async () => {
    const { desk, call } = edgeFixture()
    desk.commit([assetDraft(1), orderDraft(1), assetDraft(2), dealDraft(2)])
    const after = stateAt.parse((await call('GET', `${MAIN}/state?at=seq:2`)).json)
    expect(after).toMatchObject({
      seq: 2,
      assets: [{ asset: 'USDT', total: '1' }],
      openOrders: [{ orderId: 'C02__1' }],
      deals: 0,
    })
    const then = stateAt.parse((await call('GET', `${MAIN}/state?at=${Date.UTC(2026, 0, 1) + 2}`)).json)
    expect(then).toMatchObject({ seq: 4, assets: [{ total: '2' }], deals: 1 })
    expect((await call('GET', `${MAIN}/state?at=seq:5`)).status).toBe(400)
    desk.commit([dealDraft(3), droppedDraft(2)])
    expect((await call('GET', `${MAIN}/state?at=seq:6`)).json).toMatchObject({ deals: 1 })
    expect((await call('GET', `${MAIN}/state?at=yesterday`)).status).toBe(400)
  })

  it('lists markets to everybody and says whether it is ready', async () => {
    const fixture = edgeFixture()
    expect((await fixture.call('GET', '/api/v1/markets', { token: fixture.public })).json).toMatchObject({
      items: [{ symbol: 'MXUSDT' }],
      nextCursor: null,
    })
    expect((await fixture.call('GET', '/healthz', { token: '' })).json).toEqual({ status: 'ok' })
    expect((await fixture.call('GET', '/readyz', { token: '' })).status).toBe(200)
    expect((await edgeFixture({ accounts: [] }).call('GET', '/readyz')).status).toBe(503)
  })

  it('counts its work in metrics that reveal nothing of the account', async () => {
    const { desk, call } = edgeFixture()
    desk.commit([orderDraft(1), assetDraft(77)])
    await call('GET', `${MAIN}/orders`)
    await call('BREW', `${MAIN}/orders`)
    const { answer } = await call('GET', '/metrics', { token: '' })
    expect(answer.body).toContain('spotdeck_edge_requests_total{method="GET",status="200"} 1')
    expect(answer.body).toContain('spotdeck_edge_requests_total{method="other",status="404"} 1')
    expect(answer.body).not.toMatch(/main|C02__|77/)
  })

  it('exports fills as CSV in which no cell is a formula', async () => {
    const { desk, call } = edgeFixture()
    const draft = orderDraft(1)
    const evil = { ...draft, data: { ...draft.data, clientOrderId: '=HYPERLINK("x")', price: '-1.5' } } as typeof draft
    desk.commit([evil])
    const { answer } = await call('GET', `${MAIN}/export/orders.csv`)
    let text = ''
    if (typeof answer.body === 'object') for await (const chunk of answer.body) text += chunk
    const [head, row] = text.split('\r\n')
    expect(head).toMatch(/^orderId,clientOrderId,symbol/)
    expect(row).toMatch(/^C02__1,"'=HYPERLINK\(""x""\)",MXUSDT,SELL,LIMIT,NEW,-1\.5,10,/)
  })

  it('exports the whole ledger as CSV, page by page', async () => {
    const { call } = edgeFixture()
    const { answer } = await call('GET', `${MAIN}/export/ledger.csv?from=1&to=2`)
    let text = ''
    if (typeof answer.body === 'object') for await (const chunk of answer.body) text += chunk
    const rows = text.trim().split('\r\n')
    expect(rows[0]).toBe(
      'seq,time,asset,reason,kind,source,free,locked,freeChange,lockedChange,sentAt,orderId,tradeId,symbol,side,price,fee,feeAsset,flowId,flowState,network',
    )
    expect(rows).toHaveLength(3)
    expect(answer.headers['content-disposition']).toContain('spotdeck-main-ledger.csv')
  })

  it('exports the realized lots of a year, and says what it lacks', async () => {
    const { call } = edgeFixture()
    const { answer } = await call('GET', `${MAIN}/export/lots.csv?year=2026&zone=Asia/Taipei&method=hifo`)
    let text = ''
    if (typeof answer.body === 'object') for await (const chunk of answer.body) text += chunk
    const [head = '', row = '', ...rest] = text.split('\r\n')
    expect(head.split(',')).toEqual(lotColumns)
    expect([row.startsWith('sale,C02__1,,,MX,31337.5,,'), rest]).toEqual([true, ['']])
    expect(answer.headers['content-disposition']).toContain('spotdeck-main-lots-2026-hifo.csv')
    for (const query of ['', '?year=26', '?year=1969', '?year=2026&zone=Mars', '?year=2026&method=lifo']) {
      const { status, json } = await call('GET', `${MAIN}/export/lots.csv${query}`)
      expect([query, status, json['code']]).toEqual([query, 400, 'BAD_REQUEST'])
    }
  })

  it('exports a report by group as CSV: the figures that were asked for, in that order', async () => {
    const { call, desk } = edgeFixture()
    const figures = { realized: '-1.5', winRate: null, deals: 2 }
    const { reports } = accountIn(desk)
    const breakdown = reports.breakdown.bind(reports)
    Object.assign(reports, {
      breakdown: async (...asked: Parameters<typeof breakdown>) => ({
        ...(await breakdown(...asked)),
        total: figures,
        items: [{ key: 'MXUSDT', ...figures }],
      }),
    })
    const csvOf = async (query: string) => {
      const { status, answer } = await call('GET', `${MAIN}/export/report.csv?${query}`)
      return [status, answer.headers['content-disposition'], answer.body]
    }
    const measure = 'measure=deals,winRate,realized'
    expect(await csvOf(measure)).toEqual([
      200,
      'attachment; filename="spotdeck-main-report-symbol.csv"',
      'symbol,deals,winRate,realized\r\nMXUSDT,2,,-1.5\r\n',
    ])
    expect((await csvOf(`group=none&${measure}`))[2]).toBe('none,deals,winRate,realized\r\ntotal,2,,-1.5\r\n')
    for (const query of [
      'group=moon',
      'measure=luck',
      'group=holdingTime',
      'from=2&to=1',
      'range=7D&from=1',
      'format=csv',
    ])
      expect([query, (await csvOf(query))[0]]).toEqual([query, 400])
  })

  it('accepts list filters, and only the cursors that it issued', async () => {
    const { call, desk } = edgeFixture()
    const first = await call('GET', `${MAIN}/movements?asset=MX&kind=trade&limit=5&from=1`)
    await call('GET', `${MAIN}/movements?cursor=${String(first.json['nextCursor'])}`)
    expect(desk.asked).toEqual([
      { asset: 'MX', kind: 'trade', limit: 5, from: 1 },
      { cursor: 'next', limit: 200 },
    ])
    for (const query of ['cursor=next', 'kind=gift', 'from=2&to=1']) {
      expect((await call('GET', `${MAIN}/movements?${query}`)).status).toBe(400)
    }
    expect((await call('GET', `${MAIN}/pnl?zone=Mars/Olympus`)).json).toMatchObject({ params: { field: 'zone' } })
  })

  it('describes itself: every call and every schema', async () => {
    const { call } = edgeFixture()
    const { json } = await call('GET', '/api/v1/openapi.json', { token: '' })
    expect(json['openapi']).toBe('3.1.0')
    expect(Object.keys(json['paths'] as object)).toContain('/api/v1/accounts/{account}/orders/{orderId}')
    expect(JSON.stringify(json)).not.toContain('undefined')
    const paths = json['paths'] as Record<
      string,
      Record<string, { parameters: Record<string, unknown>[]; responses: Record<string, object> }>
    >
    const at = (path: string, method: string, name: string) =>
      paths[`/api/v1/accounts/{account}/${path}`]?.[method]?.parameters.find((parameter) => parameter['name'] === name)
    expect(at('state', 'get', 'at')).toMatchObject({ in: 'query', required: true })
    expect(at('orders', 'get', 'side')).toMatchObject({ required: false, schema: { enum: ['BUY', 'SELL'] } })
    expect(at('orders', 'post', 'Idempotency-Key')).toMatchObject({ in: 'header', required: true })
    expect(paths['/api/v1/accounts/{account}/events']?.['get']?.responses['200']).toHaveProperty([
      'content',
      'text/event-stream',
    ])
    const streams = (await call('GET', '/api/v1/asyncapi.json', { token: '' })).json
    expect(streams['asyncapi']).toBe('3.0.0')
    for (const type of ['order.updated', 'deal.dropped']) expect(JSON.stringify(streams)).toContain(type)
  })
})

describe('the market', () => {
  const read = ['klines?interval=60m&limit=3', 'book', 'trades?limit=2']

  it('is readable by every audience and matches its schemas', async () => {
    const { call, public: everybody } = edgeFixture()
    const [klines, book, trades] = await Promise.all(
      read.map((path) => call('GET', `/api/v1/markets/MXUSDT/${path}`, { token: everybody })),
    )
    expect(klineSeries.parse(klines?.json)).toMatchObject({ symbol: 'MXUSDT', interval: '60m' })
    expect(bookData.parse(book?.json).bids).toEqual([['2.4', '1']])
    expect(tradeList.parse(trades?.json).items).toHaveLength(2)
  })

  it('of a symbol that is not listed, or of an interval there is not, is refused', async () => {
    const { call } = edgeFixture()
    for (const path of read) {
      expect((await call('GET', `/api/v1/markets/NOPEUSDT/${path}`)).json['code']).toBe('UNKNOWN_SYMBOL')
    }
    expect((await call('GET', '/api/v1/markets/MXUSDT/klines?interval=7m')).json['code']).toBe('BAD_REQUEST')
  })

  it('is reported unreachable when the exchange does not answer', async () => {
    const { call, desk } = edgeFixture()
    desk.unavailable = { kind: 'unavailable' }
    for (const path of read) {
      const { status, json } = await call('GET', `/api/v1/markets/MXUSDT/${path}`)
      expect([status, json['code']]).toEqual([502, 'EXCHANGE_UNAVAILABLE'])
    }
  })
})

describe('the market of a guest', () => {
  it('is refused for a while when guests ask for too much', async () => {
    const { call, desk, viewer } = edgeFixture()
    desk.unavailable = { kind: 'limited', retryAfter: 2 }
    const { status, json, answer } = await call('GET', '/api/v1/markets/MXUSDT/book', { token: viewer })
    expect([status, json['code'], answer.headers['retry-after']]).toEqual([429, 'RATE_LIMITED', '2'])
  })
})

describe('the exchange’s public stream', () => {
  it('is described to its owner alone: address, public channels and a schema, and no key', async () => {
    const { call, access, viewer, public: everybody } = edgeFixture({ publicStreamUrl: 'ws://127.0.0.1:9090/ws' })
    access.changeSettings({ directMarket: true })
    const { json } = await call('GET', '/api/v1/markets/schema')
    const told = marketStreamSchema.parse(json)
    expect(told).toMatchObject({ url: 'ws://127.0.0.1:9090/ws', message: 'PushDataV3ApiWrapper', maxChannels: 30 })
    expect(told.channels).toEqual({
      ticker: 'spot@public.miniTicker.v3.api.pb@{symbol}@24H',
      book: 'spot@public.limit.depth.v3.api.pb@{symbol}@20',
      trades: 'spot@public.aggre.deals.v3.api.pb@100ms@{symbol}',
      klines: 'spot@public.kline.v3.api.pb@{symbol}@{interval}',
    })
    expect(told.intervals).toMatchObject({ '1m': 'Min1', '60m': 'Min60', '1M': 'Month1' })
    expect(JSON.stringify(told.channels)).not.toMatch(/private|listenKey/)
    for (const token of [viewer, everybody])
      expect((await call('GET', '/api/v1/markets/schema', { token })).json['code']).toBe('AUDIENCE_FORBIDDEN')
  })

  it('has no address where a page cannot reach it', async () => {
    const { call } = edgeFixture()
    expect((await call('GET', '/api/v1/markets/schema')).json['url']).toBeNull()
  })
})

describe('settings', () => {
  it('are stored by name, merged, removed by null, and visible to the owner alone', async () => {
    const { call, viewer } = edgeFixture()
    const change = (body: unknown) => call('POST', '/api/v1/settings', { body })
    expect((await change({ theme: 'dark', 'table.rows': 50 })).json).toEqual({ theme: 'dark', 'table.rows': 50 })
    expect((await change({ theme: null, compact: true })).json).toEqual({ compact: true, 'table.rows': 50 })
    expect((await call('GET', '/api/v1/settings')).json).toEqual({ compact: true, 'table.rows': 50 })
    expect((await call('GET', '/api/v1/settings', { token: viewer })).status).toBe(403)
    for (const bad of [[], { 'a b': 1 }, { a: { b: 1 } }, { a: 'x'.repeat(2_001) }])
      expect((await change(bad)).status).toBe(400)
  })

  it('are refused beyond what is kept, and then nothing is changed', async () => {
    const { call } = edgeFixture()
    const much = (count: number) => Object.fromEntries(range(count).map((n) => [`key${n}`, 'x'.repeat(1_900)]))
    await call('POST', '/api/v1/settings', { body: much(8) })
    const { status, json } = await call('POST', '/api/v1/settings', { body: { ...much(9), theme: 'dark' } })
    expect([status, json['code']]).toEqual([413, 'TOO_LARGE'])
    expect(Object.keys((await call('GET', '/api/v1/settings')).json)).toHaveLength(8)
  })
})

describe('a flood of one credential', () => {
  it('is told to wait, and served again afterwards', async () => {
    const { call, time } = edgeFixture()
    const statuses = new Set<number>()
    for (let n = 0; n < 2_001; n++) statuses.add((await call('GET', '/api/v1/session')).status)
    expect([...statuses]).toEqual([200, 429])
    const refused = await call('GET', '/api/v1/session')
    expect(refused.answer.headers['retry-after']).toBe('1')
    await time.advance(1_000)
    expect((await call('GET', '/api/v1/session')).status).toBe(200)
  })
})

describe('a flood from one address', () => {
  it('of wrong login codes is slowed down long before, and a valid code still signs in', async () => {
    const { call, access } = edgeFixture()
    const post = (code: string) => call('POST', '/api/v1/session', { token: '', body: { code } })
    for (let n = 0; n < 10; n++) expect((await post(`wrong-${n}`)).json['code']).toBe('LOGIN_CODE_INVALID')
    for (let n = 0; n < 20; n++) expect((await post(`late-${n}`)).json['code']).toBe('RATE_LIMITED')
    expect((await post(access.newLoginCode())).status).toBe(200)
  })
})
