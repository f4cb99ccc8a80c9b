/** Looks for masked and excluded values in everything that an audience receives over any transport. */

import type { Audience } from '@spotdeck/api'
import type { Log } from '@spotdeck/ports'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FakeRedis } from './redis/testing/fake-redis.ts'
import type { EdgeRequest } from './answer/answer.ts'
import { routes } from './rest/routes/all-routes.ts'
import { assetDraft, dealDraft, droppedDraft, equityOf, orderDraft, statusDraft } from './testing/drafts.ts'
import { type EdgeFixture, edgeFixture } from './testing/edge-fixture.ts'
import { SAID } from './testing/fake-reports.ts'
import type { EventDraft } from './testing/fake-desk.ts'

/** Values that no viewer sees: ids of orders and deals, ids of programs, the exchange's words. */
const IDS = new RegExp(`C02__|client-\\d|\\dX1|${SAID}`)
/** Excluded asset of these tests; every symbol with it is excluded too. */
const LEFT_OUT = /"MX"|MXUSDT|\bMX\b/
const HIDDEN = { withoutAssets: ['MX'], withoutSymbols: ['SECRETUSDC'] }
const TOPICS = ['assets', 'orders', 'deals', 'status', 'equity', 'health']
const target = {
  url: 'redis://127.0.0.1',
  host: '127.0.0.1:6379',
  prefix: 'v',
  audience: 'viewer',
  maxLength: 1_000,
} as const
const PARTS: Readonly<Record<string, string>> = { account: 'main', asset: 'USDT' }

const draft: fc.Arbitrary<EventDraft> = fc.oneof(
  fc.tuple(fc.nat(40), fc.constantFrom('MXUSDT', 'BTCUSDT', 'SECRETUSDC')).map(([n, symbol]) => orderDraft(n, symbol)),
  fc.tuple(fc.nat(40), fc.constantFrom('MXUSDT', 'BTCUSDT', 'SECRETUSDC')).map(([n, symbol]) => dealDraft(n, symbol)),
  fc
    .tuple(fc.nat(40), fc.constantFrom('MXUSDT', 'BTCUSDT', 'SECRETUSDC'))
    .map(([n, symbol]) => droppedDraft(n, symbol)),
  fc.tuple(fc.nat(40), fc.constantFrom('MX', 'USDT')).map(([n, asset]) => assetDraft(n, asset)),
  fc.nat(40).map(statusDraft),
)

type Opened = { readonly fixture: EdgeFixture; readonly redis: FakeRedis; readonly logged: string[] }

function open(isLimited: boolean): Opened {
  const logged: string[] = []
  const say = (fields: object, message: string): void => void logged.push(JSON.stringify(fields) + message)
  const log: Log = { debug: say, info: say, warn: say, error: say }
  const redis = new FakeRedis()
  const audiences = isLimited ? { audiences: { viewer: HIDDEN, public: HIDDEN } } : {}
  return { fixture: edgeFixture({ log, redis: { targets: [target], to: redis }, ...audiences }), redis, logged }
}

const tokenOf = (fixture: EdgeFixture, audience: Audience): string => fixture[audience]

/** All that one audience is given, by all doors, while and after the events happen. */
async function everythingFor(audience: Audience, { fixture, redis, logged }: Opened, events: readonly EventDraft[]) {
  const { desk, rules, time } = fixture
  const given: string[] = []
  const headers = { host: '127.0.0.1:8787', authorization: `Bearer ${tokenOf(fixture, audience)}` }
  const ask = (path: string, query = ''): EdgeRequest => ({ method: 'GET', path, query, headers, ip: '127.0.0.1' })
  const carrier = {
    send: (text: string) => void given.push(text),
    write: (text: string) => void given.push(text),
    share: ({ text }: { text: string }) => given.push(text) > 0,
    close() {},
    end() {},
    bufferedBytes: 0,
  }
  const upgrade = rules.upgrade(ask('/api/v1/ws'))
  if (upgrade.kind === 'taken') {
    const { connection } = upgrade.connect(carrier)
    connection.receive(
      JSON.stringify({
        op: 'subscribe',
        id: 1,
        account: 'main',
        topics: TOPICS,
        since: { ...desk.account('main')?.head(), seq: 0 },
        intervalMs: 0,
      }),
    )
    connection.receive('{"op":"subscribe","id":2,"account":"main"}')
  }
  const stream = ask('/api/v1/accounts/main/events', `topics=${TOPICS.join(',')}&intervalMs=0`)
  const answer = await rules.handle(stream)
  if (typeof answer.body === 'function') rules.stream(stream, answer.body, carrier)
  desk.commit(events)
  desk.sample({
    account: 'main',
    topic: 'equity',
    type: 'equity.sampled',
    time: time.now(),
    data: {
      ...equityOf(time.now(), '100'),
      unpriced: ['MX'],
      byAsset: [{ asset: 'MX', total: '1', price: '2', value: '2' }],
    },
  })
  await time.advance(1_000)
  const anOrder = events.flatMap((event) => (event.topic === 'orders' ? [event.data.orderId] : []))[0] ?? 'none'
  const orderId = audience === 'owner' ? anOrder : fixture.access.maskIdOf('main')(anOrder)
  for (const { method, path } of routes) {
    if (method !== 'GET' || !path.includes(':account') || path.endsWith('/events')) continue
    const query = path.endsWith('/state') ? `at=seq:${events.length}` : ''
    const {
      status,
      headers: answered,
      body,
    } = await rules.handle(
      ask(
        path.replace(/:(\w+)/g, (_, name: string) => PARTS[name] ?? orderId),
        query,
      ),
    )
    given.push(`${path} ${status} ${JSON.stringify(answered)}`)
    if (typeof body === 'string') given.push(body)
    else if (typeof body === 'object') for await (const chunk of body) given.push(chunk)
  }
  const { body: metrics } = await rules.handle(ask('/metrics'))
  given.push(typeof metrics === 'string' ? metrics : '', ...logged)
  if (audience === 'viewer')
    given.push(
      ...redis.published,
      ...[...redis.streams.values()].flatMap(({ entries }) => entries.map(({ text }) => text)),
    )
  rules.close()
  return given
}

describe('by every door: REST, CSV, SSE, WebSocket, Redis, errors, metrics and the log', () => {
  it('gives a viewer no id, no client id and no text of the exchange, whatever the events', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(draft, { maxLength: 12 }), async (events) => {
        const given = await everythingFor('viewer', open(false), events)
        expect(given.find((text) => IDS.test(text))).toBeUndefined()
        expect(given.some((text) => text.includes('"topic":"equity"'))).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  it('gives viewers and the public nothing that names a hidden symbol or asset', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(draft, { maxLength: 12 }),
        fc.constantFrom('viewer', 'public'),
        async (events, audience) => {
          const given = await everythingFor(audience, open(true), events)
          expect(
            given.find((text) => LEFT_OUT.test(text) || text.includes('SECRETUSDC') || IDS.test(text)),
          ).toBeUndefined()
          expect(given.find((text) => text.includes('"topic":"equity"'))).toBeUndefined()
        },
      ),
      { numRuns: 60 },
    )
  })

  it('gives the owner everything, also what is hidden from others', async () => {
    const opened = open(true)
    const given = (
      await everythingFor('owner', opened, [orderDraft(1), dealDraft(2, 'SECRETUSDC'), assetDraft(3, 'MX')])
    ).join('\n')
    for (const seen of ['C02__1', 'client-2', '2X1', 'SECRETUSDC', '"asset":"MX"']) expect(given).toContain(seen)
    // Redis is masked for its target's audience, whoever else reads by another door.
    expect(opened.redis.published.join()).not.toMatch(/C02__|SECRETUSDC|"MX"/)
  })

  it('computes shares of visible assets: they add up to 1 and reveal nothing hidden', async () => {
    const { fixture } = open(true)
    const told = await fixture.call('GET', '/api/v1/accounts/main/allocation', { token: fixture.viewer })
    const all = await fixture.call('GET', '/api/v1/accounts/main/allocation')
    expect(all.json['items']).toHaveLength(2)
    expect(told.json).toMatchObject({ items: [{ asset: 'USDT', share: '1' }] })
    expect(told.json['total']).toBe((told.json['items'] as { value: string }[])[0]?.value)
    fixture.rules.close()
  })

  it('returns no sum that would include hidden assets, under any name of the request', async () => {
    const { fixture } = open(true)
    fixture.desk.commit([dealDraft(1, 'MXUSDT'), dealDraft(2, 'BTCUSDT')])
    const status = async (path: string) =>
      (await fixture.call('GET', `/api/v1/accounts/main/${path}`, { token: fixture.viewer })).status
    for (const path of ['deals/summary', 'fees', 'volume', 'pnl', 'report', 'flows/summary', 'equity', 'performance'])
      expect([path, await status(path)]).toEqual([path, 403])
    fixture.desk.sample({ account: 'main', topic: 'equity', type: 'equity.sampled', time: 1, data: equityOf(1, '100') })
    expect(
      (await fixture.call('GET', '/api/v1/accounts/main/snapshot', { token: fixture.viewer })).json['equity'],
    ).toBeNull()
    expect((await fixture.call('GET', '/api/v1/accounts/main/equity', { token: fixture.public })).status).toBe(403)
    expect(
      (await fixture.call('GET', '/api/v1/accounts/main/state?at=seq:2', { token: fixture.viewer })).json['deals'],
    ).toBe(1)
    const history = await fixture.call('GET', '/api/v1/accounts/main/assets/MX/history', { token: fixture.viewer })
    expect([history.status, history.json]).toMatchObject([200, { asset: 'MX', points: [] }])
    expect(
      (await fixture.call('GET', '/api/v1/accounts/main/deals?symbol=MXUSDT', { token: fixture.viewer })).json,
    ).toEqual({ items: [], nextCursor: null })
    expect((await fixture.call('GET', '/api/v1/accounts/main/deals?audience=viewer')).json['items']).toHaveLength(1)
    fixture.rules.close()
  })
})
