import { problem } from '@spotdeck/api'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { edgeFixture } from '../testing/edge-fixture.ts'
import { routes } from './handle.ts'

const rough = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('', '0', '-1', '9'.repeat(400), '%00', '../..', '__proto__', 'null', 'NaN')) // prettier-ignore

const request = fc.record({
  route: fc.constantFrom(...routes),
  parts: fc.array(rough, { minLength: 3, maxLength: 3 }),
  query: fc.dictionary(fc.oneof(fc.constantFrom('limit', 'cursor', 'from', 'to', 'at', 'topics', 'since', 'orderId', 'audience'), rough), rough), // prettier-ignore
  body: fc.oneof(fc.json(), rough),
  headers: fc.dictionary(fc.constantFrom('idempotency-key', 'last-event-id', 'content-type', 'cookie'), rough),
})

describe('bad input at the REST door', () => {
  it('is always answered, by what was asked for or by a typed problem, and never by INTERNAL', async () => {
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

/** Lone surrogates cannot be put into a URL. */
const safe = (text: string): string => text.replace(/[\uD800-\uDFFF]/g, '?')
