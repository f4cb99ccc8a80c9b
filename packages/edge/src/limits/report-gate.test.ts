import { VirtualTime } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import type { ZonedSpan } from '@spotdeck/reports'
import type { Principal } from '@spotdeck/desk'
import { edgeFixture } from '../testing/edge-fixture.ts'
import { MAX_REPORT_WAIT_MS, PLACES } from './budgets.ts'
import { type AfterPause, ReportGate } from './report-gate.ts'
import { accountIn } from '@spotdeck/gateway/testing'
import { grantsOf } from '../testing/grants.ts'

const who = (id: string, given: Partial<Principal> = {}): Principal => ({
  id,
  kind: 'token',
  grants: grantsOf('public'),
  expiresAt: Infinity,
  ...given,
})

/** A gate, and reports that end when they are told to. */
function gate(afterPause: AfterPause = (_ms, run) => run()) {
  const time = new VirtualTime()
  const reports = new ReportGate(time, afterPause)
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const refused: string[] = []
  const settled = async (): Promise<void> => {
    for (let n = 0; n < 10; n++) await Promise.resolve()
  }
  const ask = (name: string, principal: Principal): void => {
    const report = () => {
      begun.push(name)
      return new Promise<void>((resolve) => ends.set(name, resolve))
    }
    void reports.run(principal, report).catch((error: unknown) => refused.push(`${name} ${String(error)}`))
  }
  const end = (name: string): Promise<void> => {
    ends.get(name)?.()
    return settled()
  }
  return { time, begun, refused, ask, end, settled }
}

describe('expensive reports', () => {
  it('run one after the other for one public credential, and the owner’s begins at once', async () => {
    const { ask, begun, end } = gate()
    for (const name of ['a1', 'a2', 'a3']) ask(name, who('a'))
    expect(begun).toEqual(['a1'])
    ask('owner', who('o', { grants: grantsOf('owner') }))
    expect(begun).toEqual(['a1', 'owner'])
    await end('a1')
    expect(begun).toEqual(['a1', 'owner', 'a2'])
  })

  it('of guests never use the owner’s slot, with any number of guests', async () => {
    const { ask, begun, refused, settled } = gate()
    const most = PLACES.waitingReports.viewer.together + 10
    for (let n = 0; n < most; n++) ask(`v${n}`, who(`v${n}`, { grants: grantsOf('viewer') }))
    for (let n = 0; n < most; n++) ask(`p${n}`, who(`p${n}`))
    expect(begun).toHaveLength(PLACES.reports.viewer.together + PLACES.reports.public.together)
    await settled()
    expect(refused.length).toBeGreaterThan(0)
    begun.length = refused.length = 0
    const { perCredential: atOnce, together } = PLACES.reports.owner
    for (let n = 0; n <= together; n++) ask(`o${n}`, who(`o${Math.floor(n / atOnce)}`, { grants: grantsOf('owner') }))
    await settled()
    expect([begun.length, refused]).toEqual([together, []])
  })

  it('of guests yield to other pending work between two of them; the owner’s report does not wait', async () => {
    const turns: (() => void)[] = []
    const pauses: number[] = []
    const { ask, begun, end, settled } = gate((ms, run) => {
      pauses.push(ms)
      turns.push(run)
    })
    ask('a1', who('a'))
    ask('a2', who('a'))
    await end('a1')
    ask('b1', who('b'))
    expect(begun).toEqual(['a1'])
    ask('owner', who('o', { grants: grantsOf('owner') }))
    expect(begun).toEqual(['a1', 'owner'])
    turns.shift()?.()
    await settled()
    expect(begun).toEqual(['a1', 'owner', 'a2'])
    expect(pauses).toEqual([8])
  })

  it('of all sessions of one link count as the link', () => {
    const { ask, begun } = gate()
    ask('first', who('s1', { parent: 'link' }))
    ask('second', who('s2', { parent: 'link' }))
    expect(begun).toEqual(['first'])
  })

  it('of an owner who previews another audience count as the owner’s', () => {
    const { ask, begun } = gate()
    for (let n = 0; n < 3; n++) ask(`${n}`, who('o', { grants: grantsOf('owner'), as: 'public' }))
    expect(begun).toHaveLength(3)
  })

  it('are refused when too many of one credential wait, and those of others are not', async () => {
    const { ask, begun, refused, settled } = gate()
    const { perCredential: waiting } = PLACES.waitingReports.public
    for (let n = 0; n <= waiting + 1; n++) ask(`a${n}`, who('a'))
    ask('b', who('b'))
    await settled()
    expect(refused).toHaveLength(1)
    expect(begun).toEqual(['a0', 'b'])
  })

  it('are rejected when they wait too long, and then are not computed', async () => {
    const { ask, begun, refused, time, end, settled } = gate()
    ask('a1', who('a'))
    ask('a2', who('a'))
    await time.advance(MAX_REPORT_WAIT_MS)
    await settled()
    expect(refused).toEqual([expect.stringContaining('a2')])
    await end('a1')
    ask('a3', who('a'))
    expect(begun).toEqual(['a1', 'a3'])
  })
})

describe('a flood of reports by one public token', () => {
  it('does not delay the owner’s report, and is rejected with a code and `Retry-After`', async () => {
    const { call, desk, public: guest } = edgeFixture()
    let release: () => void = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const { reports } = accountIn(desk)
    const answer = reports.performance.bind(reports)
    Object.assign(reports, {
      async performance({ from, to, zone }: ZonedSpan) {
        if (from < 1_000) await held
        return answer({ from, to, zone })
      },
    })
    const ask = (from: number, token: string) =>
      call('GET', `/api/v1/accounts/main/performance?from=${from}&to=1767225600000`, { token })
    const flood = Array.from({ length: PLACES.waitingReports.public.perCredential + 5 }, (_, n) => ask(n, guest))
    const own = await call('GET', '/api/v1/accounts/main/performance?from=1000000&to=1767225600000')
    expect(own.status).toBe(200)
    release()
    const refused = (await Promise.all(flood)).filter(({ status }) => status === 429)
    expect(refused.map(({ json }) => [json['code'], json['params']])).toEqual(
      Array.from({ length: 4 }, () => ['RATE_LIMITED', { retryAfter: 2 }]),
    )
  })
})

describe('exports', () => {
  const most = PLACES.exports.viewer.perCredential

  /** As many exports of a viewer as it may have, of which no row has been read. */
  async function open() {
    const { call, viewer, desk } = edgeFixture()
    const ask = async (method = 'GET', query = '') =>
      (await call(method, `/api/v1/accounts/main/export/orders.csv${query}`, { token: viewer })).answer
    const opened = await Promise.all(Array.from({ length: most }, () => ask()))
    const rows = opened.map(({ body }) => (body as AsyncIterable<string>)[Symbol.asyncIterator]())
    return { ask, rows, desk }
  }

  it('of one credential are limited in number, also before their first row is read', async () => {
    const { ask } = await open()
    expect((await ask()).status).toBe(429)
  })

  it('free their slot when they end, fail, or their client disconnects before or after the first row', async () => {
    const { ask, rows, desk } = await open()
    const [unread, begun] = rows
    await unread?.return?.()
    await unread?.return?.()
    const read = await ask()
    expect([read.status, (await ask()).status]).toEqual([200, 429])
    await begun?.next()
    await begun?.return?.()
    expect((await ask()).status).toBe(200)
    for await (const _ of read.body as AsyncIterable<string>) expect((await ask()).status).toBe(429)
    const failing = await ask()
    Object.assign(accountIn(desk), { orders: () => Promise.reject(new Error('disk')) })
    expect((await ask()).status).toBe(429)
    await expect(async () => {
      for await (const _ of failing.body as AsyncIterable<string>);
    }).rejects.toThrow('disk')
    expect((await ask()).status).toBe(200)
  })

  it('use no slot when they are rejected or requested by HEAD', async () => {
    const { ask, rows } = await open()
    await rows[0]?.return?.()
    for (let n = 0; n < most; n++) expect((await ask('GET', '?from=2&to=1')).status).toBe(400)
    for (let n = 0; n < most; n++) expect((await ask('HEAD')).status).toBe(200)
    expect((await ask()).status).toBe(200)
  })
})
