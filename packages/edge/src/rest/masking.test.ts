import { audiences } from '@spotdeck/api'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assetDraft, dealDraft, equityOf, orderDraft, statusDraft } from '../testing/drafts.ts'
import { type EdgeFixture, edgeFixture } from '../testing/edge-fixture.ts'
import { AMOUNT, SAID } from '../testing/fake-reports.ts'
import { routes } from './routes/all-routes.ts'

/** Every call that reads an account, whichever there are. */
const reads = routes.filter(
  ({ method, path }) => method === 'GET' && path.includes(':account') && !path.endsWith('/events'),
)
/** Fields of an account that the public may read. */
const FOR_ALL = ['equity', 'allocation', 'performance']
const PARTS: Readonly<Record<string, string>> = { account: 'main', asset: 'USDT' }

function filled(kinds: readonly number[]): EdgeFixture {
  const fixture = edgeFixture()
  const { desk, time } = fixture
  desk.commit([orderDraft(1)])
  desk.commit(kinds.map((kind, n) => [orderDraft, dealDraft, statusDraft, assetDraft][kind]?.(n) ?? orderDraft(n)))
  for (const [i, total] of [AMOUNT, '31400'].entries()) {
    const at = time.now() - 1_000 + i
    desk.sample({ account: 'main', topic: 'equity', type: 'equity.sampled', time: at, data: equityOf(at, total) })
  }
  return fixture
}

async function textOf({ call, access, owner }: EdgeFixture, path: string, token: string) {
  const orderId = token === owner ? 'C02__1' : access.maskIdOf('main')('C02__1')
  const url = path.replace(/:(\w+)/g, (_, name: string) => PARTS[name] ?? orderId)
  const { status, answer } = await call('GET', `${url}${url.endsWith('/state') ? '?at=seq:0' : ''}`, { token })
  let text = JSON.stringify(answer.headers)
  if (typeof answer.body === 'string') text += answer.body
  else if (typeof answer.body === 'object') for await (const chunk of answer.body) text += chunk
  return { status, text }
}

describe('every call that reads an account', () => {
  it('gives a viewer no id, no client id and no text of the exchange, whatever the events', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3), { maxLength: 12 }),
        fc.constantFrom(...reads),
        async (kinds, { path, audiences: allowed }) => {
          const fixture = filled(kinds)
          const { status, text } = await textOf(fixture, path, fixture.viewer)
          const granted = allowed.includes('viewer') ? 200 : 403
          expect([path, status]).toEqual([path, path.endsWith('/state') ? status : granted])
          expect(text).not.toMatch(new RegExp(`C02__|client-|X1"|${SAID}`))
        },
      ),
      { numRuns: 150 },
    )
  })

  it('gives the public shares, fractions and an index, and refuses all else', async () => {
    const fixture = filled([0, 1, 2, 3])
    for (const { path } of reads) {
      const name = path.split('/').at(-1) ?? ''
      const { status, text } = await textOf(fixture, path, fixture.public)
      expect([path, status]).toEqual([path, FOR_ALL.includes(name) ? 200 : 403])
      expect(text).not.toContain('Pnl')
      expect(text).not.toMatch(new RegExp(`${AMOUNT.replace('.', '\\.')}|31400|7777|C02__|${SAID}|GONE`))
    }
    expect((await textOf(fixture, '/api/v1/accounts/main/performance', fixture.public)).text).toContain(
      '"timeWeightedReturn":"0.05"',
    )
    expect((await textOf(fixture, '/api/v1/accounts/main/allocation', fixture.public)).text).toContain(
      '{"asset":"USDT","share":"0.75"}',
    )
  })

  it('gives the owner every field that the schema requires', async () => {
    const fixture = filled([0, 1, 2, 3])
    for (const kind of ['orders', 'deals'])
      await fixture.call('PUT', `/api/v1/accounts/main/journal/${kind}/C02__1`, {
        body: { text: 'a note', tags: ['a'] },
      })
    for (const { path, answers, audiences: allowed } of reads) {
      const schema = answers[200]
      if (typeof schema !== 'object' || path.endsWith('/state') || !allowed.includes('owner')) continue
      const { text } = await textOf(fixture, path, fixture.owner)
      const json = JSON.parse(text.slice(text.indexOf('}') + 1)) as unknown
      expect([path, schema.safeParse(json).error?.issues]).toEqual([path, undefined])
    }
    expect(audiences).toContain('public')
    for (const token of [fixture.owner, fixture.viewer]) {
      const { text } = await textOf(fixture, '/api/v1/accounts/main/equity', token)
      expect(text).toMatch(/"realizedPnl":"[^"]+","unrealizedPnl":"/)
    }
  })
})

it('warns the owner once about problems of the key, and nobody else', async () => {
  const fixture = filled([])
  const told = async (token: string) => {
    const { text } = await textOf(fixture, '/api/v1/accounts/:account/notices', token)
    return text.match(/"code":"KEY_CAN_WITHDRAW"/g)?.length ?? 0
  }
  expect([await told(fixture.owner), await told(fixture.viewer)]).toEqual([1, 0])
})

it('tells the owner alone which sentences of announcements were not understood', async () => {
  const fixture = filled([])
  const [known] = fixture.desk.notices()
  if (known === undefined) throw new Error('no notice')
  const open = {
    ...known,
    id: 'open',
    kind: 'other' as const,
    code: 'NOT_UNDERSTOOD',
    params: { title: 'T', text: 'X' },
  }
  fixture.desk.notices = () => [known, open]
  const told = async (token: string) => {
    const { text } = await textOf(fixture, '/api/v1/notices', token)
    return text.match(/"code":"(\w+)"/g)
  }
  expect(await told(fixture.owner)).toEqual(['"code":"API_TRADING_OFF"', '"code":"NOT_UNDERSTOOD"'])
  expect(await told(fixture.viewer)).toEqual(['"code":"API_TRADING_OFF"'])
})
