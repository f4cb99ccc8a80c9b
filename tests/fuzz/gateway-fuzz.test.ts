/**
 * The gateway's REST and WebSocket rules, asked anything by everybody: no 5xx, nothing that holds the event loop, no secret, and
 * nothing that tells a viewer of what is left out. `SPOTDECK_PROPERTY_RUNS` multiplies the runs.
 */

import { clientMessage, problem } from '@spotdeck/api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../../packages/edge/src/rest/routes/all-routes.ts'
import type { Simulation } from '../simulation/support/simulation.ts'
import {
  type Asked,
  type Caller,
  HIDDEN,
  HOSTILE,
  callers,
  gatewayUnderFuzz,
  tradedSimulation,
} from './support/gateway-under-fuzz.ts'

const RUNS = Math.max(1, Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1))
const SEED = Number(process.env['SPOTDECK_SEED'])
const PATIENCE_MS = 60_000 + RUNS * 60_000

let simulation: Simulation
beforeAll(async () => {
  simulation = await tradedSimulation(SEED)
})
afterAll(() => simulation.kill())

const rough = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('', '0', '-1', '9'.repeat(400), '%00', '../..', '__proto__', 'constructor', 'null', 'NaN', '1e999'),
)
/** Valid and nearly valid values of a route: a call that is understood goes deeper. */
const plausible = fc.constantFrom(
  'main',
  'MXUSDT',
  HIDDEN.symbol,
  HIDDEN.asset,
  ...HOSTILE,
  'USDT',
  'day',
  'symbol',
  'asset',
  'fifo',
  'average',
  'UTC',
  'Asia/Taipei',
  '1m',
  'seq:1',
  'seq:999999999999',
  'viewer',
  'public',
  'LIMIT',
  'orders,deals',
  '1',
  '500',
  '1790300000000',
  '0',
)
const NAMES =
  'account asset symbol symbols assets limit cursor from to at by method zone points topics since interval intervalMs orderId kind type side status audience reason'.split(
    ' ',
  )
const text = fc.oneof({ weight: 3, arbitrary: plausible }, { weight: 1, arbitrary: rough })
const order = fc.record({
  symbol: text,
  side: fc.constantFrom('BUY', 'SELL', 'buy'),
  type: fc.constantFrom('LIMIT', 'MARKET', 'STOP'),
  price: fc.constantFrom('2.5', '-1', '0', '1e9', '9'.repeat(60)),
  quantity: fc.constantFrom('5', '0.0000000001', '', '9'.repeat(60)),
})
const call = fc.record({
  route: fc.constantFrom(...routes.map(({ method, path }) => `${method} ${path}`)),
  parts: fc.array(text, { minLength: 3, maxLength: 3 }),
  query: fc.dictionary(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...NAMES) }, rough), text, { maxKeys: 4 }),
  body: fc.option(
    fc.oneof(
      order.map((value) => JSON.stringify(value)),
      fc.json(),
      rough,
    ),
    { nil: undefined },
  ),
  headers: fc.dictionary(
    fc.constantFrom('idempotency-key', 'last-event-id', 'content-type', 'cookie', 'accept', 'origin', 'sec-fetch-site'),
    fc.oneof(text, fc.constantFrom('text/event-stream', 'cross-site', 'https://evil.example')),
    { maxKeys: 2 },
  ),
})
const caller = fc.constantFrom(...callers)

/** Lone surrogates cannot be put into a URL. */
const safe = (given: string): string => given.replace(/[\uD800-\uDFFF]/g, '?')

function askedOf({ route, parts, query, body, headers }: typeof call extends fc.Arbitrary<infer T> ? T : never): Asked {
  let n = 0
  const [method = '', pattern = ''] = route.split(' ')
  const path = pattern.replace(/:\w+\*?/g, (name) =>
    name === ':account' ? 'main' : encodeURIComponent(safe(parts[n++] ?? '')),
  )
  const pairs = Object.entries(query).map(([name, value]): [string, string] => [safe(name), safe(value)])
  return {
    method,
    path,
    query: new URLSearchParams(pairs).toString(),
    headers,
    ...(body === undefined ? {} : { body }),
  }
}

/** Fails with what was asked, as it came: the ledger goes on meanwhile, so that less would prove nothing. */
async function holds<T>(property: fc.IAsyncProperty<T>, numRuns: number): Promise<void> {
  await fc.assert(property, { numRuns: numRuns * RUNS, endOnFailure: true })
}

describe('the gateway under random calls of every audience', () => {
  it(
    'answers every call as meant or by a typed problem, within bounds and without a secret',
    { timeout: PATIENCE_MS },
    () =>
      holds(
        fc.asyncProperty(caller, fc.array(call, { minLength: 1, maxLength: 12 }), async (who, calls) => {
          const gateway = gatewayUnderFuzz(simulation)
          for (const one of calls) {
            const { status, headers, text: body } = await gateway.call(who, askedOf(one))
            // 502: the exchange does not know the hostile names that this desk lists.
            expect(status === 502 ? 499 : status).toBeLessThan(500)
            for (const secret of gateway.secrets) expect(body + JSON.stringify(headers)).not.toContain(secret)
            if (status < 400) continue
            const { code, status: told } = problem.parse(JSON.parse(body))
            expect([code === 'INTERNAL', told]).toEqual([false, status])
          }
          gateway.close()
        }),
        60,
      ),
  )

  it('answers every WebSocket message, without secrets', { timeout: PATIENCE_MS }, () =>
    holds(
      fc.asyncProperty(caller, fc.array(message, { minLength: 1, maxLength: 30 }), async (who, messages) => {
        const gateway = gatewayUnderFuzz(simulation)
        const came = await gateway.talk(who, messages)
        if (who === 'anonymous') expect(came).toBeUndefined()
        for (const one of came ?? []) {
          for (const secret of gateway.secrets) expect(one).not.toContain(secret)
          const items = [JSON.parse(one) as unknown].flat()
          for (const item of items)
            expect(item).toEqual(expect.objectContaining(isAnswer(item) ? {} : { topic: expect.any(String) as string }))
        }
        const understood = messages.filter((given) => isClientMessage(given)).length
        if (came !== undefined && understood > 0) expect(came.length).toBeGreaterThan(0)
        gateway.close()
      }),
      45,
    ),
  )
})

const message = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.json({ maxDepth: 3 }),
  fc
    .record(
      {
        op: fc.constantFrom('subscribe', 'unsubscribe', 'ping', 'x'),
        id: fc.oneof(fc.nat(), fc.string()),
        account: fc.constantFrom('main', 'other', '__proto__'),
        topics: fc.array(
          fc.constantFrom(
            'assets',
            'orders',
            'deals',
            'status',
            'equity',
            'health',
            'warnings',
            'ticker',
            'book',
            'trades',
            'klines',
            'x',
          ),
          { minLength: 1, maxLength: 4 },
        ),
        symbols: fc.array(text, { minLength: 1, maxLength: 3 }),
        since: fc.oneof(fc.record({ epoch: fc.string(), seq: fc.nat() }), fc.anything()),
        intervalMs: fc.oneof(fc.nat(70_000), fc.double()),
        kline: fc.constantFrom('1m', '1d', 'x'),
      },
      { requiredKeys: ['op'] },
    )
    .map((json) => JSON.stringify(json)),
)

const isAnswer = (item: unknown): boolean => typeof item === 'object' && item !== null && 'op' in item
function isClientMessage(given: string): boolean {
  try {
    return clientMessage.safeParse(JSON.parse(given)).success
  } catch {
    return false
  }
}

describe('a hidden asset', () => {
  // An exchange of its own: what the calls above have placed is not in it.
  let untouched: Simulation
  beforeAll(async () => {
    untouched = await tradedSimulation(SEED)
  })
  afterAll(() => untouched.kill())
  const NEVER_HELD = { asset: 'QQQ', symbol: 'QQQUSDT' }
  const URLS: readonly (readonly [path: string, query: string])[] = [
    ['/api/v1/accounts/main/orders', ''],
    ['/api/v1/accounts/main/deals', ''],
    ['/api/v1/accounts/main/movements', ''],
    ['/api/v1/accounts/main/orders', 'symbol={symbol}'],
    ['/api/v1/accounts/main/deals', 'symbol={symbol}'],
    ['/api/v1/accounts/main/movements', 'asset={asset}'],
    ['/api/v1/accounts/main/flows', 'asset={asset}'],
    ['/api/v1/accounts/main/export/orders.csv', 'symbol={symbol}'],
    ['/api/v1/accounts/main/export/deals.csv', 'symbol={symbol}'],
    ['/api/v1/accounts/main/assets', ''],
    ['/api/v1/accounts/main/fees', 'by=symbol'],
  ]
  /** Lists with a cursor, which are read once more a row at a time: a hidden row must not make a page shorter. */
  const LISTS = new Set(['orders', 'deals', 'movements', 'flows'].map((name) => `/api/v1/accounts/main/${name}`))
  const filled = (given: string, { asset, symbol }: typeof HIDDEN): string =>
    given.replace('{asset}', asset).replace('{symbol}', symbol)
  /** Pages that a cursor is followed over, at most. */
  const MAX_PAGES = 500
  /** The same list page by page: an answer for each page, until no cursor is given. Cursors are sealed anew for each answer. */
  const pagesOf = async (ask: (query: string) => Promise<{ status: number; text: string }>, query: string) => {
    const told: unknown[] = []
    let cursor: string | null = null
    do {
      const at: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const { status, text: body } = await ask(`${query}&limit=1${at}`)
      const { nextCursor = null, ...rest } = JSON.parse(body) as { nextCursor?: string | null }
      told.push([status, rest, nextCursor === null ? 'end' : 'more'])
      cursor = nextCursor
    } while (cursor !== null && told.length < MAX_PAGES)
    return told
  }
  /** The answer with the names that were asked for taken out of it. */
  const answers = async (who: Caller, names: typeof HIDDEN): Promise<unknown> => {
    const gateway = gatewayUnderFuzz(untouched)
    const nameless = (text: string): string => text.replaceAll(names.symbol, 'SYMBOL').replaceAll(names.asset, 'ASSET')
    const told: unknown[] = []
    for (const [path, query] of URLS) {
      const ask = (given: string) => gateway.call(who, { method: 'GET', path, query: filled(given, names) })
      const { status, text: body } = await ask(query)
      told.push([path, status, nameless(body)])
      if (LISTS.has(path)) told.push([path, nameless(JSON.stringify(await pagesOf(ask, query)))])
    }
    gateway.close()
    return told
  }

  it.each(['viewer', 'public'] as const)('is answered to %s like an asset that was never held', async (who) => {
    expect(await answers(who, HIDDEN)).toEqual(await answers(who, NEVER_HELD))
  })

  it('is held, and visible to the owner, so that the comparison means something', async () => {
    expect(JSON.stringify(await answers('owner', HIDDEN))).toContain('ASSET')
  })
})
