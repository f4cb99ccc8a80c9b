import { inspect } from 'node:util'
import type { HttpAnswer } from '@spotdeck/ports'
import { NetworkFault } from '@spotdeck/ports'
import { accountInformation, closeListenKey, createListenKey, extendListenKey, placeOrder } from '@spotdeck/wire'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRestClient } from '../rest/create-rest-client.ts'
import { json, page, refusal, type Reply, ScriptedRest, type SeenCall } from '../testing/scripted-rest.ts'
import { settled } from '../testing/settled.ts'
import { virtualWorld } from '../testing/virtual-world.ts'

const HOST = 'mexc.example'
const CREDENTIALS = { apiKey: 'mx0verysecretkey', secret: 'the(secret)/of+this=account' }
const LISTEN_KEY = 'a1b2c3d4'.repeat(8)
const order = {
  symbol: 'MXUSDT',
  side: 'BUY',
  type: 'LIMIT',
  quantity: '1',
  price: '2',
  newClientOrderId: 'x',
} as const

/** A host that says everything it was told, as firewalls and error pages do. */
function echo(seen: SeenCall): string {
  const { query, headers } = seen
  return `https://${HOST}/x?${query} key ${headers['X-MEXC-APIKEY']} ${decodeURIComponent(query)} ${CREDENTIALS.secret}`
}

const REPLIES: readonly (readonly [string, Reply])[] = [
  ['a page that repeats the URL', (seen) => page(403, `<html><a href="${echo(seen)}">${echo(seen)}</a></html>`)],
  ['a page cut by tags', (seen) => page(500, `${'<br>'.repeat(4_990)}${echo(seen)}`)],
  ['a refusal that repeats the call', (seen) => refusal(700002, echo(seen))],
  ['a refusal of an unknown kind', (seen) => refusal(123, echo(seen))],
  ['a limit that repeats the call', (seen) => json({ code: 429, msg: echo(seen) }, 429, { 'retry-after': '9999' })],
  ['a failure that repeats the call', (seen) => refusal(504, echo(seen), 504)],
  ['a cut answer', (seen) => page(200, `{"listenKey":"${LISTEN_KEY}","signature":"${seen.query}`)],
  ['an answer of the wrong shape', page(200, `["${LISTEN_KEY}", {"secretKey":"${CREDENTIALS.secret}"`)],
  ['a broken connection', () => Promise.reject(new Error('broken'))],
]

const CALLS = {
  account: accountInformation,
  create: createListenKey,
  extend: extendListenKey,
  close: closeListenKey,
  order: placeOrder,
} as const
const QUERIES = {
  account: {},
  create: {},
  extend: { listenKey: LISTEN_KEY },
  close: { listenKey: LISTEN_KEY },
  order,
} as const

/** Every way in which a program may come to print an error. */
function everythingSaid(error: unknown): string {
  const parts: string[] = []
  for (let at = error, depth = 0; at !== undefined && depth < 10; depth++) {
    parts.push(inspect(at, { depth: 10, showHidden: true }), JSON.stringify(at))
    if (!(at instanceof Error)) break
    parts.push(String(at), at.message, at.stack ?? '', JSON.stringify(Object.getOwnPropertyDescriptors(at)))
    at = at.cause
  }
  return parts.join('\n')
}

describe('an error', () => {
  const kinds = Object.keys(CALLS) as (keyof typeof CALLS)[]
  const rows = REPLIES.flatMap(([what, reply]) => kinds.map((kind) => [what, kind, reply] as const))

  it.each(rows)(
    'after %s (%s) holds no key, secret, signature or listen key, and neither does the log',
    async (_what, kind, reply) => {
      const logged: unknown[] = []
      const keep = (fields: unknown, message: string): void => void logged.push([fields, message])
      const world = virtualWorld(1, { debug: keep, info: keep, warn: keep, error: keep })
      const host = new ScriptedRest(() => world.time.now())
      const { method, path } = CALLS[kind]
      host.on(`${method} ${path}`, reply)
      world.network.serve(HOST, { http: host.http })
      const rest = createRestClient({ baseUrl: `https://${HOST}`, credentials: CREDENTIALS, world })
      const end = settled<unknown>(rest.call<never, unknown>(CALLS[kind] as never, QUERIES[kind] as never))
      await world.time.until(() => end.isDone)
      expect(end.result.error).toBeInstanceOf(Error)
      const said = everythingSaid(end.result.error) + everythingSaid(logged)
      const signatures = host.seen().map(({ parameters }) => parameters.get('signature') ?? '')
      expect(signatures.every((signature) => signature.length === 64)).toBe(true)
      const { apiKey, secret } = CREDENTIALS
      for (const hidden of [apiKey, secret, encodeURIComponent(secret), LISTEN_KEY, ...signatures]) {
        expect(said).not.toContain(hidden)
      }
      expect(said).not.toContain(LISTEN_KEY.slice(0, 24))
    },
  )

  it('of the network keeps its cause without the URL', async () => {
    const world = virtualWorld()
    const fetch = (): Promise<HttpAnswer> => Promise.reject(new NetworkFault('HTTP_BROKEN', 'The connection broke.'))
    const rest = createRestClient({ baseUrl: `https://${HOST}`, credentials: CREDENTIALS, world: { ...world, fetch } })
    const end = settled(rest.call(placeOrder, order))
    await world.time.until(() => end.isDone)
    expect(everythingSaid(end.result.error)).not.toMatch(/signature|mx0/)
  })

  it('holds none of them wherever the exchange repeats them, whatever they look like', async () => {
    const text = fc
      .string({ minLength: 12, maxLength: 40, unit: 'grapheme-ascii' })
      .filter((value) => value.trim() === value)
    const shown = fc.constantFrom<(words: string) => HttpAnswer>(
      (words) => page(403, `<p>${words}</p>`),
      (words) => page(502, words),
      (words) => json({ code: 700002, msg: words }, 400),
      (words) => json({ code: 30002, message: words }, 400),
      (words) => json({ code: 26, data: words }, 200),
      (words) => json({ code: 429, msg: words }, 429, { 'retry-after': '900' }),
    )
    await fc.assert(
      fc.asyncProperty(fc.record({ apiKey: text, secret: text }), shown, text, async (credentials, answer, noise) => {
        fc.pre(credentials.secret !== credentials.apiKey && !noise.includes(credentials.secret))
        const logged: unknown[] = []
        const spans: unknown[] = []
        const keep = (fields: unknown, message: string): void => void logged.push([fields, message])
        const world = {
          ...virtualWorld(1, { debug: keep, info: keep, warn: keep, error: keep }),
          hooks: { operation: (start: unknown) => (end: unknown) => void spans.push(start, end) },
        }
        const host = new ScriptedRest(() => world.time.now())
        host.on('POST /api/v3/order', ({ query, headers }) =>
          answer(
            `${noise} ${query}${noise}${headers['X-MEXC-APIKEY']} ${credentials.secret} ${decodeURIComponent(query)}`,
          ),
        )
        world.network.serve(HOST, { http: host.http })
        const rest = createRestClient({ baseUrl: `https://${HOST}`, credentials, world })
        const end = settled(rest.call(placeOrder, order))
        await world.time.until(() => end.isDone)
        const said = everythingSaid(end.result.error) + everythingSaid(logged) + everythingSaid(spans)
        const signature = host.seen()[0]?.parameters.get('signature') ?? 'none'
        for (const hidden of [credentials.apiKey, credentials.secret, signature]) expect(said).not.toContain(hidden)
      }),
      { numRuns: 60 },
    )
  })
})
