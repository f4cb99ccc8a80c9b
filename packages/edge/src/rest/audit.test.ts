import { type AuditRecord, type Role, auditRecord, page } from '@spotdeck/api'
import { describe, expect, it } from 'vitest'
import { type EdgeFixture, edgeFixture } from '../testing/edge-fixture.ts'
import { routes } from './routes/all-routes.ts'
import { clientOrderIdOf } from './idempotency.ts'

const ORDERS = '/api/v1/accounts/main/orders'
const order = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', price: '2.4', quantity: '10' }
const placing = { body: order, headers: { 'idempotency-key': 'k', 'x-request-id': 'desk-1' } }
const newLink = { audience: 'viewer', accounts: ['main'], label: 'my accountant' }

async function recordsOf({ call }: EdgeFixture, query = ''): Promise<readonly AuditRecord[]> {
  const { json } = await call('GET', `/api/v1/audit?limit=100${query}`)
  return page(auditRecord).parse(json).items
}
const lineOf = ({ action, outcome, status, target }: AuditRecord): string =>
  [action, outcome, status, target].filter((part) => part !== undefined).join(' ')

/** The owner's token becomes that of a person with a role on all accounts. */
function asRole(fixture: EdgeFixture, role: Role): void {
  const byToken = fixture.access.byToken.bind(fixture.access)
  Reflect.set(fixture.access, 'byToken', (token: string) => {
    const found = byToken(token)
    return found && { ...found, grants: [{ role, accounts: 'all' }], user: { id: 'u1', name: 'Ann' } }
  })
}

describe('the audit log', () => {
  it('holds each change once with who, what, where and the outcome, newest first, without secrets or amounts', async () => {
    const fixture = edgeFixture()
    const { call, access, owner } = fixture
    await call('POST', ORDERS, placing)
    await call('DELETE', `${ORDERS}/C02__404`)
    const link = await call('POST', '/api/v1/links', { body: newLink })
    await call('DELETE', `/api/v1/links/${String(link.json['id'])}`)
    await call('POST', '/api/v1/settings', { body: { theme: 'dark' } })
    await call('GET', '/api/v1/accounts')
    await call('POST', '/api/v1/links', { body: {} })
    const records = await recordsOf(fixture)
    const client = clientOrderIdOf('main', 'k')
    expect(records.filter(({ door }) => door === 'rest').map(lineOf)).toEqual([
      'settings-changed ok 200',
      `link-revoked ok 200 ${String(link.json['id'])}`,
      `link-made ok 201 ${String(link.json['id'])}`,
      'order-canceled UNKNOWN_ORDER 404 C02__404',
      `order-placed ok 201 ${client}`,
    ])
    const placed = records.find(({ action }) => action === 'order-placed')
    expect(placed).toMatchObject({
      ...{ credential: access.byToken(owner)?.id, kind: 'token', audience: 'owner', role: 'owner', account: 'main' },
      ...{ symbol: 'MXUSDT', side: 'BUY', from: '127.0.0.1', requestId: 'desk-1' },
    })
    expect(JSON.stringify(records)).not.toMatch(/sd[cstl]_|2\.4|my accountant|dark/)
    expect(records.filter(({ door }) => door === 'command').map(({ action }) => action)).toContain('token-made')
    expect((await recordsOf(fixture, '&account=main&action=order-placed')).map(lineOf)).toEqual([
      `order-placed ok 201 ${client}`,
    ])
  })

  it('holds refusals for lack of a right, with the person and the role, and is itself for owners and auditors', async () => {
    const fixture = edgeFixture()
    const { call, viewer } = fixture
    await call('POST', ORDERS, { ...placing, token: viewer })
    asRole(fixture, 'auditor')
    expect((await call('POST', '/api/v1/links', { body: newLink })).json['code']).toBe('ROLE_FORBIDDEN')
    const [refused, before] = await recordsOf(fixture)
    expect(refused).toMatchObject({ action: 'link-made', outcome: 'ROLE_FORBIDDEN', role: 'auditor', status: 403 })
    expect(refused?.user).toEqual({ id: 'u1', name: 'Ann' })
    expect(before).toMatchObject({ action: 'order-placed', outcome: 'AUDIENCE_FORBIDDEN', account: 'main' })
    expect(await recordsOf(fixture, '&who=u1')).toEqual([refused])
    asRole(fixture, 'trader')
    expect((await call('GET', '/api/v1/audit')).json['code']).toBe('ROLE_FORBIDDEN')
  })

  it('is opened before the change: an order that is under way is there, as unknown', async () => {
    const fixture = edgeFixture()
    const seen: string[] = []
    fixture.desk.outcome = (clientOrderId) => {
      seen.push(...fixture.access.audit.list({ limit: 1 }).map(lineOf))
      return { outcome: 'unknown', clientOrderId }
    }
    await fixture.call('POST', ORDERS, placing)
    expect(seen).toEqual([`order-placed unknown ${clientOrderIdOf('main', 'k')}`])
    const [settled] = await recordsOf(fixture)
    expect([settled?.outcome, settled?.status]).toEqual(['ORDER_OUTCOME_UNKNOWN', 202])
  })

  it('is paged through to the last', async () => {
    const fixture = edgeFixture()
    for (let n = 0; n < 3; n++) await fixture.call('POST', '/api/v1/settings', { body: { theme: 'dark' } })
    const all = await recordsOf(fixture)
    const seen: unknown[] = []
    let cursor = ''
    do {
      const { json } = await fixture.call('GET', `/api/v1/audit?limit=2${cursor}`)
      seen.push(...(json['items'] as unknown[]))
      cursor = typeof json['nextCursor'] === 'string' ? `&cursor=${json['nextCursor']}` : ''
    } while (cursor !== '')
    expect(seen).toEqual(all)
  })
})

describe('an audit log that cannot be written', () => {
  for (const failure of ['at once', 'later'] as const)
    it(`refuses what adds risk or access and lets go on what takes it away, when it fails ${failure}`, async () => {
      const logged: string[] = []
      const write = (level: string) => (_fields: object, message: string) => void logged.push(`${level} ${message}`)
      const log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
      const fixture = edgeFixture({ log })
      const { call, access, desk, rules } = fixture
      const made = await call('POST', '/api/v1/links', { body: newLink })
      const open = access.audit.open.bind(access.audit)
      Reflect.set(access.audit, 'open', () => {
        if (failure === 'later') return Promise.reject(new Error('disk full'))
        throw new Error('disk full')
      })
      const { status, json } = await call('POST', ORDERS, placing)
      expect([status, json['code'], desk.placed.length]).toEqual([503, 'AUDIT_UNAVAILABLE', 0])
      expect((await call('POST', '/api/v1/links', { body: newLink })).status).toBe(503)
      expect((await call('POST', '/api/v1/settings', { body: { theme: 'dark' } })).status).toBe(503)
      expect((await call('DELETE', `${ORDERS}/C02__1?symbol=MXUSDT`)).status).toBe(200)
      expect((await call('DELETE', `/api/v1/links/${String(made.json['id'])}`)).status).toBe(200)
      expect(logged.filter((line) => line === 'error audit record not written')).toHaveLength(5)
      const failed = (await rules.metrics()).find(({ name }) => name === 'spotdeck_audit_records_failed_total')
      expect(failed?.points).toMatchObject([{ labels: { step: 'open' }, value: 5 }])
      Reflect.set(access.audit, 'open', open)
      expect((await call('POST', ORDERS, placing)).status).toBe(201)
    })
})

it('a cancel waits a second at most for its record, which is settled once it is there', async () => {
  const { call, access, time } = edgeFixture()
  const open = access.audit.open.bind(access.audit)
  let write = (): void => {}
  const writable = new Promise<void>((resolve) => (write = resolve))
  Reflect.set(access.audit, 'open', (...given: Parameters<typeof open>) => writable.then(() => open(...given)))
  const canceled = call('DELETE', `${ORDERS}/C02__1?symbol=MXUSDT`)
  await time.advance(1_000)
  expect((await canceled).status).toBe(200)
  write()
  await expect
    .poll(() => access.audit.list({ action: 'order-canceled', limit: 9 }).map(lineOf))
    .toEqual(['order-canceled ok 200 C02__1'])
})

it('every route that may change something names its action, or stands here', () => {
  const changing = routes.filter(({ method }) => method !== 'GET')
  expect(changing.filter(({ action }) => action === undefined)).toEqual([])
  const unrecorded = changing.filter(({ action }) => action === 'none')
  // Sign-ins and confirmations are in the access log; the others write nothing that lasts.
  expect(unrecorded.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
    'POST /api/v1/accounts/:account/import',
    'POST /api/v1/accounts/:account/plans/heartbeat',
    'POST /api/v1/passkeys/options',
    'POST /api/v1/proof',
    'POST /api/v1/session',
    'POST /api/v1/session/confirmation',
    'POST /api/v1/session/passkey',
  ])
})

it('is exported as CSV, whole and newest first, for those who may read it', async () => {
  const { call } = edgeFixture()
  for (let n = 0; n < 401; n++) await call('POST', '/api/v1/settings', { body: { theme: 'dark' } })
  await call('POST', ORDERS, placing)
  const { answer } = await call('GET', '/api/v1/audit.csv')
  const { status, headers, body } = answer
  let text = ''
  for await (const part of body as AsyncIterable<string>) text += part
  const [columns, newest, ...others] = text.trimEnd().split('\r\n')
  expect([status, headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8'])
  expect(columns).toMatch(/^n,time,action,outcome/)
  expect(newest).toContain(',order-placed,ok,201,main,')
  expect(others.filter((line) => line.includes(',settings-changed,'))).toHaveLength(401)
})
