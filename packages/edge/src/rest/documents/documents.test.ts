import type { MarketEnvelope } from '@spotdeck/api'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { OrderOutcome } from '../../desk.ts'
import { assetDraft, dealDraft, droppedDraft, equityOf, orderDraft, statusDraft } from '../../testing/drafts.ts'
import { type EdgeFixture, edgeFixture } from '../../testing/edge-fixture.ts'
import { accountIn } from '@spotdeck/gateway/testing'

type Schema = Parameters<typeof z.fromJSONSchema>[0]
type Json = Record<string, unknown>
type Messages = Readonly<Record<string, { readonly payload: Schema }>>
type Operation = {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Json }>> }>
  >
}

const HOST = { host: '127.0.0.1:8787' }
const ACCOUNT_TOPICS = ['assets', 'orders', 'deals', 'status', 'equity', 'health']
const kline = {
  symbol: 'MXUSDT',
  interval: '1m',
  openTime: 0,
  closeTime: 60_000,
  open: '1',
  high: '1',
  low: '1',
  close: '1',
  volume: '1',
  quoteVolume: '1',
  closed: true,
}
const MARKET: readonly MarketEnvelope[] = [
  {
    time: 1,
    topic: 'ticker',
    type: 'ticker.updated',
    data: { symbol: 'MXUSDT', lastPrice: '1', high: '1', low: '1', volume: '1', quoteVolume: '1', change: '-0.5' },
  },
  {
    time: 1,
    topic: 'book',
    type: 'book.updated',
    data: { symbol: 'MXUSDT', version: '1', bids: [['1', '2']], asks: [], stale: true },
  },
  {
    time: 1,
    topic: 'trades',
    type: 'trades.added',
    data: { symbol: 'MXUSDT', dropped: 0, trades: [{ price: '1', quantity: '1', side: 'BUY', time: 1 }] },
  },
  { time: 1, topic: 'klines', type: 'kline.updated', data: kline },
  {
    time: 1,
    topic: 'notices',
    type: 'notice.added',
    data: { id: 'n', kind: 'other', symbols: [], code: 'ANNOUNCED', params: { title: 'x' } },
  },
]

/** Publishes every kind of event, alone and several at once. */
async function happen({ desk, time }: EdgeFixture): Promise<void> {
  const drafts = [assetDraft(1), orderDraft(1), dealDraft(1), droppedDraft(1), statusDraft(1)]
  await time.advance(100)
  for (const draft of drafts) {
    desk.commit([draft])
    await time.advance(100)
  }
  desk.commit([...drafts, assetDraft(2), statusDraft(2)])
  const status = { state: 'live', code: 'LIVE', params: {}, since: 1 } as const
  desk.sample({
    account: 'main',
    topic: 'equity',
    type: 'equity.sampled',
    time: 1,
    data: { ...equityOf(1, '5'), byAsset: [{ asset: 'MX', total: '1' }], unpriced: ['MX'], stale: true },
  })
  desk.sample({
    account: 'main',
    topic: 'health',
    type: 'health.sampled',
    time: 1,
    data: { drift: 0, latencyMs: 3.5, listenKeyExpiresAt: 1, status },
  })
  desk.sample({
    account: 'main',
    topic: 'warnings',
    type: 'warnings.changed',
    time: 1,
    data: { items: [...accountIn(desk).notices()], key: [...accountIn(desk).keyWarnings] },
  })
  for (const event of MARKET) desk.market([event])
  await time.advance(1_000)
  desk.market(MARKET)
  await time.advance(1_000)
  desk.startEpoch('bbbbbbbbbbbbbbbb')
  desk.commit([orderDraft(3)])
  await time.advance(20_000)
}

/** The messages of a channel, each with what checks it; and that each was seen by the end. */
function checked(messages: Messages) {
  const seen = new Set<string>()
  const schemas = Object.entries(messages).map(([name, { payload }]) => [name, z.fromJSONSchema(payload)] as const)
  return {
    seen,
    unknown: (value: unknown, of: (name: string) => boolean): unknown => {
      const name = schemas.find(([candidate, schema]) => of(candidate) && schema.safeParse(value).success)?.[0]
      if (name !== undefined) seen.add(name)
      return name === undefined ? value : undefined
    },
  }
}

describe('the document of the streams', () => {
  it('holds every frame of a socket, of every audience, and every message in it is sent', async () => {
    const fixture = edgeFixture()
    const { json } = await fixture.call('GET', '/api/v1/asyncapi.json')
    const { messages } = (json['channels'] as Record<string, { messages: Messages }>)['socket'] ?? { messages: {} }
    const { seen, unknown } = checked(messages)
    const strangers: unknown[] = []
    for (const audience of ['owner', 'viewer', 'public'] as const) {
      const hear = (text: string) =>
        strangers.push(...[unknown(JSON.parse(text), (name) => name !== 'client')].flatMap((one) => one ?? []))
      const upgrade = fixture.rules.upgrade({
        method: 'GET',
        path: '/api/v1/ws',
        query: '',
        ip: '10.0.0.1',
        headers: { ...HOST, authorization: `Bearer ${fixture[audience]}` },
      })
      if (upgrade.kind === 'refused') throw new Error('The upgrade was refused.')
      const { connection } = upgrade.connect({
        send: hear,
        share: ({ text }) => hear(text) > -1,
        close: () => {},
        bufferedBytes: 0,
      })
      const topics = audience === 'owner' ? [...ACCOUNT_TOPICS, 'warnings'] : ACCOUNT_TOPICS
      const said = [
        { op: 'subscribe', id: 1, account: 'main', topics, intervalMs: audience === 'owner' ? 0 : 50 },
        {
          op: 'subscribe',
          id: 2,
          topics: ['ticker', 'book', 'trades', 'klines', 'notices'],
          symbols: ['MXUSDT'],
          intervalMs: 0,
        },
        { op: 'ping', id: 3 },
        { op: 'unsubscribe', id: 4, account: 'other' },
      ]
      for (const message of said) {
        expect(unknown(message, (name) => name === 'client')).toBeUndefined()
        connection.receive(JSON.stringify(message))
      }
      for (const wrong of [
        '',
        '{"op":"subscribe","id":5,"account":"none","topics":["orders"]}',
        '{"op":"subscribe","id":6,"account":"main","topics":["x"]}',
      ])
        connection.receive(wrong)
    }
    await happen(fixture)
    fixture.rules.close()
    expect(strangers).toEqual([])
    expect([...seen].sort()).toEqual(Object.keys(messages).sort())
  })

  it('holds every block of an event stream, and every message in it is sent', async () => {
    const fixture = edgeFixture()
    const { json } = await fixture.call('GET', '/api/v1/asyncapi.json')
    const { messages } = (json['channels'] as Record<string, { messages: Messages }>)['events'] ?? { messages: {} }
    const { seen, unknown } = checked(messages)
    const strangers: unknown[] = []
    const hear = (text: string): void => {
      for (const block of text.split('\n\n').filter((one) => one.includes('data: '))) {
        const named = /^event: (.+)$/m.exec(block)?.[1]
        const data: unknown = JSON.parse(/^data: (.+)$/m.exec(block)?.[1] ?? 'null')
        const left = unknown(data, (name) =>
          named === undefined ? name === 'durable' || name === 'sampled' : name === named,
        )
        if (left !== undefined) strangers.push(block)
      }
    }
    for (const audience of ['owner', 'viewer'] as const) {
      const asked = {
        method: 'GET',
        path: '/api/v1/accounts/main/events',
        query: `topics=${ACCOUNT_TOPICS.join()}`,
        headers: { ...HOST, authorization: `Bearer ${fixture[audience]}` },
        ip: '10.0.0.1',
      }
      const { body } = await fixture.rules.handle(asked)
      if (typeof body !== 'function') throw new Error('The stream was refused.')
      const share = ({ text }: { text: string }): boolean => (hear(text), true)
      fixture.rules.stream(asked, body, { write: hear, share, end: () => {}, bufferedBytes: 0 })
    }
    await happen(fixture)
    fixture.rules.close()
    expect(strangers).toEqual([])
    expect([...seen].sort()).toEqual(Object.keys(messages).sort())
  })
})

const NEW_ORDER = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', price: '1', quantity: '2' }
const OUTCOMES: readonly OrderOutcome[] = [
  { outcome: 'placed', orderId: '1', clientOrderId: 'c' },
  { outcome: 'rejected', exchangeCode: 30_004, detail: 'x' },
  { outcome: 'refused', code: 'DAILY_LIMIT', params: {} },
  { outcome: 'unknown', clientOrderId: 'c' },
]
/** Calls besides plain reads: what is sent, and with which headers. */
const BODIES: Readonly<Record<string, readonly object[]>> = {
  'POST /api/v1/session': [{ code: 'none' }],
  'POST /api/v1/links': [{ audience: 'viewer', accounts: ['main'], label: 'x' }, {}],
  'POST /api/v1/settings': [
    { theme: 'dark' },
    { theme: {} },
    Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`k${n}`, 'x'.repeat(1_000)])),
  ],
  'POST /api/v1/accounts/{account}/orders': [
    NEW_ORDER,
    { ...NEW_ORDER, symbol: 'NONE' },
    { ...NEW_ORDER, price: '-1' },
  ],
  'POST /api/v1/accounts/{account}/import': [{ fileName: 'a.csv', content: 'eA==' }],
  'POST /api/v1/accounts/{account}/import/{importId}/apply': [{}],
}
const PARTS: Readonly<Record<string, string>> = { account: 'main', asset: 'USDT', orderId: 'C02__1', symbol: 'MXUSDT' }

describe('the document of the calls', () => {
  it('holds every answer of every call: its status, its type and its form, for whoever asks', async () => {
    const fixture = edgeFixture({ trading: true })
    const { json } = await fixture.call('GET', '/api/v1/openapi.json')
    await happen(fixture)
    const problem = (json['components'] as { schemas: Record<string, Json> }).schemas['Problem']
    const wrong: unknown[] = []
    for (const { method, path, responses, ...asked } of questions(fixture, json)) {
      fixture.desk.outcome = () => asked.outcome
      const { status, answer, json: told } = await fixture.call(method, path, asked)
      await fixture.time.advance(100)
      const type = (answer.headers['content-type'] ?? '').split(';')[0] ?? ''
      const response = responses[status] ?? (status >= 400 ? responses['default'] : undefined)
      const schema = response?.content?.[type]?.schema
      const form = schema?.['$ref'] === undefined ? schema : problem
      const isEmpty = form === undefined && status === 204 && response !== undefined
      const fits = form !== undefined && (!type.endsWith('json') || z.fromJSONSchema(form).safeParse(told).success)
      if (!isEmpty && !fits) wrong.push([method, path, status, type, JSON.stringify(told).slice(0, 200)])
    }
    expect(wrong).toEqual([])
  })
})

/** Every call of the document, by everybody, well and badly put. */
function* questions(fixture: EdgeFixture, document: Json) {
  let n = 0
  const paths = document['paths'] as Record<string, Record<string, Operation>>
  const calls = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([name, operation]) => ({ path, method: name.toUpperCase(), ...operation })),
  )
  for (const { path, method, responses } of calls) {
    const url = path.replace(/\{(\w+)\}/g, (_, part: string) => PARTS[part] ?? 'none')
    const outcomes = path.includes('orders') ? OUTCOMES : OUTCOMES.slice(0, 1)
    const bodies = BODIES[`${method} ${path}`] ?? [undefined]
    for (const token of [fixture.owner, fixture.viewer, fixture.public, ''])
      for (const query of ['', '?at=seq:0', '?nonsense=1', '?audience=public'])
        for (const outcome of outcomes)
          for (const body of bodies)
            yield {
              method,
              path: url + query,
              responses,
              token,
              body,
              outcome,
              headers: { 'idempotency-key': String(n++) },
            }
  }
}

describe('the page of the API', () => {
  it('shows each call of the document and lets the browser run and load nothing', async () => {
    const { call } = edgeFixture()
    const { json } = await call('GET', '/api/v1/openapi.json')
    const { paths } = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) }).parse(json)
    const { headers, body } = (await call('GET', '/api/v1/docs')).answer
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^ ]+'; img-src data:; base-uri/,
    )
    for (const [path, methods] of Object.entries(paths))
      for (const method of Object.keys(methods))
        expect(body).toContain(`<h2><code>${method.toUpperCase()} ${path}</code></h2>`)
    expect(body).not.toMatch(
      /<script|<iframe| on\w+=|<(?!\/?(?:a|body|code|details|h[1-3]|head|html|li|link|main|meta|nav|p|pre|section|style|summary|table|t[dhr]|title|ul)\b|!doctype)/,
    )
  })
})
