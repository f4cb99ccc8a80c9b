import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assetDraft, orderDraft } from '../testing/drafts.ts'
import { type EdgeFixture, edgeFixture } from '../testing/edge-fixture.ts'
import type { EdgeRequest } from '../answer/answer.ts'
import type { Route } from './call.ts'
import { routes } from './routes/all-routes.ts'

const ACCOUNTS = ['alpha', 'bravo', 'charlie']
const TOPICS = ['assets', 'orders', 'deals', 'status']

type Given = { readonly audience: 'owner' | 'viewer' | 'public'; readonly accounts: 'all' | string[] }
const principal: fc.Arbitrary<Given> = fc.record({
  audience: fc.constantFrom('owner', 'viewer', 'public'),
  accounts: fc.oneof(fc.constant('all' as const), fc.subarray(ACCOUNTS)),
})
const isWithin = ({ accounts }: Given, account: string): boolean => accounts === 'all' || accounts.includes(account)
const outside = (given: Given): readonly string[] => ACCOUNTS.filter((account) => !isWithin(given, account))

/** A desk of three accounts with something in each; `touched` are those that a question was asked about. */
function deskOfThree(given: Given) {
  const fixture = edgeFixture({ accounts: ACCOUNTS })
  const { desk, access } = fixture
  for (const account of ACCOUNTS) desk.commit([assetDraft(1), orderDraft(1)], account)
  const wholeLinks = [...ACCOUNTS.map((account) => [account]), ['alpha', 'bravo'], ACCOUNTS].map(
    (accounts) => access.createLink({ audience: 'viewer', accounts, label: `to ${accounts.join(' ')}` }).credential,
  )
  access.logIn(access.newLoginCode())
  const token = access.createToken(given)
  const touched = new Set<string>()
  for (const name of questionsOf(desk)) {
    const ask = Reflect.get(desk, name) as (...args: unknown[]) => unknown
    Reflect.set(desk, name, (...args: unknown[]) => {
      if (typeof args[0] === 'string' && ACCOUNTS.includes(args[0])) touched.add(args[0])
      return ask.apply(desk, args)
    })
  }
  return { fixture, token, touched, wholeLinks }
}

/** Methods of the desk; what tests do to it is not asked by a route. */
function questionsOf(desk: object): readonly string[] {
  const names = new Set<string>()
  for (
    let of = Object.getPrototypeOf(desk) as object;
    of !== Object.prototype;
    of = Object.getPrototypeOf(of) as object
  )
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(of)))
      if (typeof value === 'function' && !['constructor', 'commit', 'sample', 'publish'].includes(name)) names.add(name)
  return [...names]
}

const bodyOf = ({ path }: Route, accounts: readonly string[]): object => {
  if (path.endsWith('/links')) return { audience: 'viewer', accounts, label: 'made' }
  if (path.endsWith('/orders')) return { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', price: '2', quantity: '1' }
  return {}
}

const request = (path: string, query: string, secret: string): EdgeRequest => ({
  method: 'GET',
  path,
  query,
  ip: '127.0.0.1',
  headers: { host: '127.0.0.1:8787', authorization: `Bearer ${secret}` },
})

async function textOf(fixture: EdgeFixture, asked: EdgeRequest, body: unknown): Promise<string> {
  if (typeof body === 'string') return body
  if (typeof body !== 'function') {
    let text = ''
    for await (const chunk of body as AsyncIterable<string>) text += chunk
    return text
  }
  let text = ''
  const write = (more: string): boolean => (text += more) !== ''
  const sink = { write, share: ({ text: more }: { text: string }) => write(more), end() {}, bufferedBytes: 0 }
  const gone = fixture.rules.stream(asked, body as Parameters<EdgeFixture['rules']['stream']>[1], sink)
  for (const account of ACCOUNTS) fixture.desk.commit([orderDraft(2)], account)
  await fixture.time.advance(1_000)
  gone()
  return text
}

describe('any credential', () => {
  it('reaches nothing outside its accounts by any route', async () => {
    const wish = fc.record({
      given: principal,
      account: fc.constantFrom(...ACCOUNTS),
      named: fc.subarray(ACCOUNTS, { minLength: 1 }),
      link: fc.nat({ max: 4 }),
    })
    await fc.assert(
      fc.asyncProperty(wish, async ({ given, account, named, link }) => {
        const { fixture, token, touched, wholeLinks } = deskOfThree(given)
        const hidden = outside(given)
        for (const route of routes.filter(({ audiences }) => audiences !== 'anyone')) {
          touched.clear()
          const path = route.path
            .replace(':account', account)
            .replace(':link', wholeLinks[link]?.id ?? '')
            .replace(':symbol', 'MXUSDT')
            .replace(/:\w+\*?/g, 'x')
          const query = path.endsWith('/state') ? 'at=seq:1' : ''
          const asked = request(path, query, token.secret)
          const what = `${route.method} ${path} as ${JSON.stringify(given)}`
          const told = await fixture.call(route.method, `${path}?${query}`, {
            token: token.secret,
            headers: { 'idempotency-key': path },
            ...(route.body === undefined ? {} : { body: bodyOf(route, named) }),
          })
          const text = await textOf(fixture, asked, told.answer.body)
          expect([what, [...touched].filter((one) => hidden.includes(one))]).toEqual([what, []])
          // a refusal names the account that was asked for, and nothing else
          if (told.json['code'] !== 'UNKNOWN_ACCOUNT')
            expect([what, hidden.filter((one) => text.includes(one))]).toEqual([what, []])
          if (route.scope === 'account' && !isWithin(given, account))
            expect([what, told.status >= 400]).toEqual([what, true])
          if (route.scope === 'all' && given.accounts !== 'all') expect([what, told.status]).toEqual([what, 403])
        }
        const left = fixture.access.links()
        for (const { id, accounts } of wholeLinks)
          if (accounts !== 'all' && accounts.some((one) => hidden.includes(one)))
            expect(left.map((one) => one.id)).toContain(id)
        for (const { accounts, label, expiresAt } of left.filter((one) => one.label === 'made')) {
          expect([label, given.audience, accounts === 'all']).toEqual(['made', 'owner', false])
          expect([...accounts].filter((one) => hidden.includes(one))).toEqual([])
          expect(expiresAt).toBeLessThanOrEqual(token.credential.expiresAt)
        }
        fixture.rules.close()
      }),
      { numRuns: 60 },
    )
  })

  it('gets nothing outside its accounts over a WebSocket, whatever it subscribes to', async () => {
    const wish = fc.record({ given: principal, wishes: fc.array(fc.constantFrom(...ACCOUNTS), { maxLength: 5 }) })
    await fc.assert(
      fc.asyncProperty(wish, async ({ given, wishes }) => {
        const { fixture, token } = deskOfThree(given)
        const upgrade = fixture.rules.upgrade(request('/api/v1/ws', '', token.secret))
        if (upgrade.kind === 'refused') throw new Error('The upgrade was refused.')
        const frames: unknown[] = []
        const send = (text: string): void => void frames.push(...[JSON.parse(text) as unknown].flat())
        const share = ({ text }: { text: string }): boolean => send(text) === undefined
        const { connection } = upgrade.connect({ send, share, close() {}, bufferedBytes: 0 })
        for (const [id, account] of wishes.entries())
          connection.receive(JSON.stringify({ op: 'subscribe', id, account, topics: TOPICS, intervalMs: 0 }))
        for (const account of ACCOUNTS) fixture.desk.commit([orderDraft(2)], account)
        await fixture.time.advance(20_000)
        const told = frames.filter((frame) => (frame as { op?: string }).op !== 'error')
        expect(outside(given).filter((account) => JSON.stringify(told).includes(account))).toEqual([])
        // and the rest is told, so that silence is no proof
        const heard = given.audience === 'public' ? [] : wishes.filter((account) => isWithin(given, account))
        for (const account of heard) expect(JSON.stringify(told)).toContain(`"account":"${account}"`)
        fixture.rules.close()
      }),
      { numRuns: 100 },
    )
  })
})
