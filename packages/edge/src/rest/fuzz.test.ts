import { problem } from '@spotdeck/api'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderDraft } from '../testing/drafts.ts'
import { type EdgeFixture, edgeFixture } from '../testing/edge-fixture.ts'
import { routes } from './routes/all-routes.ts'

const rough = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '0', '-1', '9'.repeat(400), '%00', '../..', '__proto__', 'null', 'NaN'),
)

const request = fc.record({
  route: fc.constantFrom(...routes),
  parts: fc.array(rough, { minLength: 3, maxLength: 3 }),
  query: fc.dictionary(
    fc.oneof(fc.constantFrom('limit', 'cursor', 'from', 'to', 'at', 'topics', 'since', 'orderId', 'audience'), rough),
    rough,
  ),
  body: fc.oneof(fc.json(), rough),
  headers: fc.dictionary(fc.constantFrom('idempotency-key', 'last-event-id', 'content-type', 'cookie'), rough),
})

describe('bad input over REST', () => {
  it('always gets an answer or a typed problem, never INTERNAL', async () => {
    const fixture = edgeFixture()
    await fc.assert(
      fc.asyncProperty(request, async ({ route, parts, query, body, headers }) => {
        let n = 0
        const path = route.path.replace(/:\w+/g, () => (n++ === 0 ? 'main' : encodeURIComponent(safe(parts[n] ?? ''))))
        const text = new URLSearchParams(Object.entries(query).map(([k, v]) => [safe(k), safe(v)])).toString()
        const { status, json } = await fixture.call(route.method, `${path}?${text}`, { rawBody: body, headers })
        await fixture.time.advance(1_000)
        if (status >= 400) expect(problem.parse(json).code).not.toBe('INTERNAL')
        expect(status).toBeLessThan(500)
      }),
      { numRuns: 500 },
    )
  })
})

describe('bad input on every transport', () => {
  it('disturbs no other reader: each event comes once and in order, whatever others say meanwhile', async () => {
    const say = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record(
          {
            op: fc.constantFrom('subscribe', 'unsubscribe', 'ping', 'x'),
            id: fc.oneof(fc.nat(), fc.string()),
            account: fc.constantFrom('main', 'other', 'x'),
            topics: fc.oneof(fc.constant(['orders']), fc.array(rough)),
            since: fc.oneof(fc.constant({ epoch: 'aaaaaaaaaaaaaaaa', seq: 0 }), fc.anything()),
            intervalMs: fc.oneof(fc.nat(), fc.double()),
          },
          { requiredKeys: ['op'] },
        )
        .map((json) => JSON.stringify(json)),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(say, request), { maxLength: 30 }), async (noise) => {
        const fixture = edgeFixture()
        const given: unknown[] = []
        const listener = connect(fixture, (text) => void given.push(...[JSON.parse(text) as unknown].flat()))
        listener.receive('{"op":"subscribe","id":1,"account":"main","topics":["orders"],"intervalMs":0}')
        const loud = connect(fixture, (text) => void JSON.parse(text))
        for (const [n, one] of noise.entries()) {
          if (typeof one === 'string') loud.receive(one)
          else
            await fixture.call(one.route.method, one.route.path.replace(':account', 'main'), {
              rawBody: one.body,
              headers: one.headers,
            })
          fixture.desk.commit([orderDraft(n)])
          await fixture.time.advance(50)
        }
        const seqs = given.flatMap((item) =>
          typeof item === 'object' && item !== null && 'topic' in item && 'seq' in item ? [item.seq] : [],
        )
        expect(seqs).toEqual(noise.map((_, n) => n + 1))
        fixture.rules.close()
      }),
      { numRuns: 60 },
    )
  })
})

function connect({ rules, owner }: EdgeFixture, send: (text: string) => undefined) {
  const headers = { host: '127.0.0.1:8787', authorization: `Bearer ${owner}` }
  const upgrade = rules.upgrade({ method: 'GET', path: '/api/v1/ws', query: '', headers, ip: '10.0.0.9' })
  if (upgrade.kind === 'refused') throw new Error('The upgrade was refused.')
  return upgrade.connect({ send, share: ({ text }) => send(text) === undefined, close() {}, bufferedBytes: 0 })
    .connection
}

/** Lone surrogates cannot be put into a URL. */
const safe = (text: string): string => text.replace(/[\uD800-\uDFFF]/g, '?')
