import { describe, expect, it } from 'vitest'
import { dealDraft, orderDraft } from '../testing/drafts.ts'
import { edgeFixture } from '../testing/edge-fixture.ts'
import { UNKNOWN_FIGURES } from '@spotdeck/reports/testing'
import { accountIn } from '@spotdeck/gateway/testing'

describe('expensive reports, cached', () => {
  it('are computed once for the owner and once for all guests, and masked for each audience', async () => {
    const { desk, call, viewer, public: everyone, time } = edgeFixture()
    let times = 0
    const { reports } = accountIn(desk)
    const reckon = reports.performance.bind(reports)
    reports.performance = (span) => {
      times += 1
      return reckon(span)
    }
    const path = '/api/v1/accounts/main/performance?zone=UTC'
    const [owner, masked] = await Promise.all([
      call('GET', path),
      call('GET', path, { token: everyone }),
      call('GET', path, { token: viewer }),
      call('GET', `${path}&audience=public`),
    ])
    expect(times).toBe(2)
    expect(owner.json).toHaveProperty('wins')
    expect(masked.json).not.toHaveProperty('wins')
    desk.commit([orderDraft(1)])
    await call('GET', path)
    expect(times).toBe(2)
    desk.commit([dealDraft(2)])
    await call('GET', path)
    expect(times).toBe(3)
    await time.advance(2_001)
    await call('GET', path)
    await call('GET', `${path}&to=1`)
    expect(times).toBe(5)
  })

  it('of a span that is over stay while the account trades on, and change with a late deal', async () => {
    const now = Date.UTC(2026, 0, 1)
    const { desk, call, time } = edgeFixture()
    const { reports } = accountIn(desk)
    const times = new Map<string, number>()
    const counted = <Args extends unknown[], Report>(name: string, reckon: (...args: Args) => Promise<Report>) => {
      return (...args: Args): Promise<Report> => {
        times.set(name, (times.get(name) ?? 0) + 1)
        return reckon(...args)
      }
    }
    reports.performance = counted('performance', reports.performance.bind(reports))
    reports.breakdown = counted('report', reports.breakdown.bind(reports))
    reports.fees = counted('fees', reports.fees.bind(reports))
    reports.pnl = counted('pnl', reports.pnl.bind(reports))
    const ask = async (): Promise<readonly (number | undefined)[]> => {
      const names = ['performance', 'report', 'fees', 'pnl']
      for (const name of names) await call('GET', `/api/v1/accounts/main/${name}?from=1&to=${now - 86_400_000}`)
      return names.map((name) => times.get(name))
    }
    expect(await ask()).toEqual([1, 1, 1, 1])
    for (let n = 1; n <= 10; n++) {
      await time.advance(4_000)
      desk.commit([dealDraft(n), orderDraft(n)])
      await ask()
    }
    expect(await ask()).toEqual([1, 1, 1, 11])
    const late = dealDraft(11)
    if (late.type !== 'deal.added') throw new Error('A draft of a deal.')
    desk.commit([{ ...late, data: { ...late.data, time: now - 2 * 86_400_000 } }])
    expect(await ask()).toEqual([2, 2, 2, 12])
  })

  it('end when all who wait for them have left', async () => {
    const { desk, rules, owner } = edgeFixture()
    const { reports } = accountIn(desk)
    let ended: AbortSignal | undefined
    reports.until = (signal) => {
      ended = signal
      return { ...reports, performance: () => new Promise(() => undefined) }
    }
    const headers = { host: '127.0.0.1:8787', authorization: `Bearer ${owner}` }
    const callers = [new AbortController(), new AbortController()]
    for (const { signal } of callers) {
      const path = '/api/v1/accounts/main/performance'
      void rules.handle({ method: 'GET', path, query: '', headers, ip: '127.0.0.1', left: () => signal })
    }
    await Promise.resolve()
    callers[0]?.abort()
    expect(ended?.aborted).toBe(false)
    callers[1]?.abort()
    expect(ended?.aborted).toBe(true)
  })

  it('of the public are its own, whoever asked the same before', async () => {
    const { desk, call, viewer, public: everyone } = edgeFixture()
    const total = '12345.6'
    const point = { ...UNKNOWN_FIGURES, time: desk.now() - 1_000, total, free: total, locked: '0' }
    Object.assign(accountIn(desk), { points: [point] })
    for (const token of [viewer, everyone, viewer]) {
      const { json } = await call('GET', '/api/v1/accounts/main/equity', { token })
      expect([JSON.stringify(json).includes(total), 'unit' in json]).toEqual([token === viewer, token === viewer])
    }
  })

  it('of viewers and the public use the guests’ worker; the owner’s previews use the owner’s', async () => {
    const { desk, call, viewer, public: everyone } = edgeFixture()
    const account = accountIn(desk)
    const { reports } = account
    const asked: string[] = []
    const named = (name: string): typeof reports =>
      new Proxy(reports, {
        get(target, key, proxy: typeof reports) {
          if (key === 'until') return () => proxy
          asked.push(`${name} ${String(key)}`)
          const value: unknown = Reflect.get(target, key)
          return typeof value === 'function' ? (value.bind(target) as unknown) : value
        },
      })
    Object.defineProperty(account, 'guestReports', { value: named('guests') })
    Object.defineProperty(account, 'reports', { value: named('owner') })
    const ask = (path: string, token?: string) =>
      call('GET', `/api/v1/accounts/main/${path}`, token === undefined ? {} : { token })
    for (const path of ['pnl', 'report', 'fees', 'volume', 'flows/summary', 'deals/summary', 'equity'])
      await ask(path, viewer)
    for (const path of ['performance', 'equity']) await ask(path, everyone)
    expect(asked.filter((one) => !one.startsWith('guests '))).toEqual([])
    expect(asked).toHaveLength(9)
    await ask('performance?audience=public')
    await ask('equity')
    expect(asked.slice(9)).toEqual(['owner performance', 'owner equity'])
  })
})
