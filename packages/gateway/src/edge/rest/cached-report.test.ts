import { describe, expect, it } from 'vitest'
import { orderDraft } from '../testing/drafts.ts'
import { edgeFixture } from '../testing/edge-fixture.ts'
import { accountIn } from '../../testing/account-in.ts'

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
    expect(times).toBe(3)
    await time.advance(2_001)
    await call('GET', path)
    await call('GET', `${path}&to=1`)
    expect(times).toBe(5)
  })

  it('of viewers and the public use the guests’ worker; the owner’s previews use the owner’s', async () => {
    const { desk, call, viewer, public: everyone } = edgeFixture()
    const account = accountIn(desk)
    const { reports } = account
    const asked: string[] = []
    const named = (name: string) =>
      new Proxy(reports, {
        get(target, key) {
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
