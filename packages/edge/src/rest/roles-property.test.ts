import type { GrantedRole, RoleGrant } from '@spotdeck/api'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Principal } from '@spotdeck/desk'
import { assetDraft, dealDraft, orderDraft } from '../testing/drafts.ts'
import { type EdgeFixture, edgeFixture } from '../testing/edge-fixture.ts'
import { grantsOf } from '../testing/grants.ts'
import type { EdgeRequest } from '../answer/answer.ts'
import { routes } from './routes/all-routes.ts'

const ACCOUNTS = ['alpha', 'bravo', 'charlie'] as const
const ROLES = ['owner', 'trader', 'auditor', 'viewer', 'public'] as const
const PARTS: Readonly<Record<string, string>> = { asset: 'USDT', orderId: 'C02__1', tradeId: 'X', importId: 'x' }

/** A role on each account, or none. */
type Mixed = Readonly<Record<(typeof ACCOUNTS)[number], GrantedRole | undefined>>
const role = fc.option(fc.constantFrom(...ROLES), { nil: undefined })
const mixed: fc.Arbitrary<Mixed> = fc.record({ alpha: role, bravo: role, charlie: role })
const grantsIn = (given: Mixed): readonly RoleGrant[] =>
  ACCOUNTS.flatMap((account) => (given[account] === undefined ? [] : grantsOf(given[account], [account])))

const tokenOf = (name: string): string => `sdt_${name.padEnd(43, '0')}`

/** A desk whose callers have the grants that their tokens name; all of them share its hub and caches. */
function deskFor(callers: ReadonlyMap<string, readonly RoleGrant[]>): EdgeFixture {
  const fixture = edgeFixture({ accounts: [...ACCOUNTS] })
  for (const account of ACCOUNTS) fixture.desk.commit([orderDraft(1), dealDraft(1), assetDraft(1)], account)
  const principals = new Map(
    [...callers].map(([id, grants]): [string, Principal] => [
      tokenOf(id),
      { id, kind: 'token', grants, expiresAt: Infinity },
    ]),
  )
  Reflect.set(fixture.access, 'byToken', (token: string) => principals.get(token))
  Reflect.set(fixture.access, 'stillHolds', () => true)
  return fixture
}

const uniform = (): Map<string, readonly RoleGrant[]> =>
  new Map(ROLES.map((one) => [one, grantsOf(one, [...ACCOUNTS])]))

const request = (path: string, query: string, caller: string): EdgeRequest => ({
  method: 'GET',
  path,
  query,
  ip: '127.0.0.1',
  headers: { host: '127.0.0.1:8787', authorization: `Bearer ${tokenOf(caller)}` },
})

async function answerTo({ rules }: EdgeFixture, url: string, caller: string): Promise<string> {
  const [path = '', query = ''] = url.split('?')
  const { status, body } = await rules.handle(request(path, query, caller))
  // A cursor is sealed with chance.
  if (typeof body === 'string') return `${status} ${body.replace(/"nextCursor":"[^"]*"/, '"nextCursor":"…"')}`
  let text = `${status} `
  if (typeof body === 'object') for await (const chunk of body) text += chunk
  return text
}

const READS = routes
  .filter(({ method, path }) => method === 'GET' && path.includes(':account') && !path.endsWith('/events'))
  .map(({ path }) => path)

const urlOf = (path: string, account: string): string =>
  `${path.replace(':account', account).replace(/:(\w+)\*?/g, (_, name: string) => PARTS[name] ?? 'x')}${path.endsWith('/state') ? '?at=seq:1' : ''}`

/** A socket of a caller that subscribes to every account; what it got, by account. */
function socketOf(fixture: EdgeFixture, caller: string): () => ReadonlyMap<string, readonly string[]> {
  const upgrade = fixture.rules.upgrade(request('/api/v1/ws', '', caller))
  if (upgrade.kind === 'refused') throw new Error('The upgrade was refused.')
  const got = new Map<string, string[]>()
  const send = (text: string): void => {
    for (const frame of [JSON.parse(text) as { account?: string; op?: string }].flat())
      if (frame.account !== undefined)
        got.set(frame.account, [...(got.get(frame.account) ?? []), JSON.stringify(frame)])
  }
  const share = ({ text }: { text: string }): boolean => send(text) === undefined
  const { connection } = upgrade.connect({ send, share, close() {}, bufferedBytes: 0 })
  for (const [id, account] of ACCOUNTS.entries())
    connection.receive(
      JSON.stringify({ op: 'subscribe', id, account, topics: ['assets', 'orders', 'deals'], intervalMs: 0 }),
    )
  return () => got
}

/** An event stream of a caller on one account; what it wrote. */
async function eventsOf(fixture: EdgeFixture, caller: string, account: string): Promise<() => string> {
  const asked = request(`/api/v1/accounts/${account}/events`, '', caller)
  const { status, body } = await fixture.rules.handle(asked)
  if (typeof body !== 'function') return () => String(status)
  let text = ''
  const write = (more: string): boolean => (text += more) !== ''
  fixture.rules.stream(asked, body, {
    write,
    share: ({ text: more }: { text: string }) => write(more),
    end() {},
    bufferedBytes: 0,
  })
  // A position is told at the pace of the stream.
  return () =>
    text
      .split('\n')
      .filter((line) => line.includes('"topic"'))
      .join('\n')
}

describe('a caller with different roles on several accounts', () => {
  it('gets on each account what a caller with that role alone gets, whoever asked before', async () => {
    await fc.assert(
      fc.asyncProperty(mixed, fc.boolean(), fc.constantFrom(...READS), async (given, isFirst, path) => {
        const fixture = deskFor(uniform().set('mixed', grantsIn(given)))
        for (const account of ACCOUNTS) {
          const url = urlOf(path, account)
          const callers = [...ROLES, 'mixed']
          const answers = new Map<string, string>()
          for (const caller of isFirst ? callers.toReversed() : callers)
            answers.set(caller, await answerTo(fixture, url, caller))
          const of = given[account]
          if (of === undefined) expect(answers.get('mixed')).toMatch(/^40[34] /)
          else expect([url, of, answers.get('mixed')]).toEqual([url, of, answers.get(of)])
        }
        fixture.rules.close()
      }),
      { numRuns: 60 },
    )
  })

  it('gets the same over sockets and event streams, beside others in the same broadcast groups', async () => {
    await fc.assert(
      fc.asyncProperty(mixed, async (given) => {
        const fixture = deskFor(uniform().set('mixed', grantsIn(given)))
        const sockets = new Map([...ROLES, 'mixed'].map((caller) => [caller, socketOf(fixture, caller)]))
        const streams = new Map<string, () => string>()
        for (const caller of [...ROLES, 'mixed'])
          for (const account of ACCOUNTS) streams.set(`${caller} ${account}`, await eventsOf(fixture, caller, account))
        for (const account of ACCOUNTS) fixture.desk.commit([orderDraft(2), dealDraft(2), assetDraft(2)], account)
        await fixture.time.advance(1_000)
        for (const account of ACCOUNTS) {
          const of = given[account]
          const got = sockets.get('mixed')?.().get(account) ?? []
          if (of === undefined) expect(got.filter((frame) => frame.includes('"topic"'))).toEqual([])
          else {
            expect([account, of, got]).toEqual([account, of, sockets.get(of)?.().get(account) ?? []])
            expect(streams.get(`mixed ${account}`)?.()).toEqual(streams.get(`${of} ${account}`)?.())
          }
          // and the masks differ, so that being the same says something
          const [owner, viewer] = ['owner', 'viewer'].map((one) => JSON.stringify(sockets.get(one)?.().get(account)))
          expect([owner?.includes('C02__2'), viewer?.includes('C02__2'), viewer?.includes('orderId')]).toEqual([
            true,
            false,
            true,
          ])
        }
        fixture.rules.close()
      }),
      { numRuns: 25 },
    )
  })

  it('places and cancels orders only where the role may trade, and manages only what it owns', async () => {
    const given: Mixed = { alpha: 'trader', bravo: 'viewer', charlie: 'auditor' }
    const fixture = deskFor(
      new Map([
        ['mixed', grantsIn(given)],
        ['manager', grantsOf('owner', ['alpha'])],
      ]),
    )
    const token = tokenOf('mixed')
    const body = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', price: '2', quantity: '1' }
    const codes: unknown[] = []
    for (const account of ACCOUNTS) {
      const url = `/api/v1/accounts/${account}/orders`
      const placed = await fixture.call('POST', url, { token, body, headers: { 'idempotency-key': account } })
      const canceled = await fixture.call('DELETE', `${url}/C02__1?symbol=MXUSDT`, { token })
      codes.push([placed.status, placed.json['code'], canceled.status, canceled.json['code']])
    }
    expect(codes).toEqual([
      [201, undefined, 200, undefined],
      [403, 'AUDIENCE_FORBIDDEN', 403, 'AUDIENCE_FORBIDDEN'],
      [403, 'ROLE_FORBIDDEN', 403, 'ROLE_FORBIDDEN'],
    ])
    expect(fixture.desk.placed.map(({ account }) => account)).toEqual(['alpha'])
    const link = { audience: 'viewer', accounts: ['alpha'], label: 'a link' }
    expect((await fixture.call('POST', '/api/v1/links', { token, body: link })).json['code']).toBe('ROLE_FORBIDDEN')
    const note = { body: { text: 'a note', tags: [] }, token }
    expect((await fixture.call('PUT', '/api/v1/accounts/alpha/journal/orders/C02__1', note)).status).toBe(403)
    expect((await fixture.call('POST', '/api/v1/links', { token: tokenOf('manager'), body: link })).status).toBe(201)
    const { json } = await fixture.call('GET', '/api/v1/accounts', { token })
    expect((json['items'] as { id: string; trading: boolean }[]).map(({ id, trading }) => [id, trading])).toEqual([
      ['alpha', true],
      ['bravo', false],
      ['charlie', false],
    ])
    fixture.rules.close()
  })

  it('needs more than reading for every call that changes something', () => {
    const changing = routes.filter(({ method, scope }) => method !== 'GET' && !['none', 'self'].includes(scope))
    for (const { method, path, right = 'read' } of changing)
      expect([`${method} ${path}`, right]).toEqual([
        `${method} ${path}`,
        expect.stringMatching(/^(?:trade|import|manage)$/),
      ])
  })
})
