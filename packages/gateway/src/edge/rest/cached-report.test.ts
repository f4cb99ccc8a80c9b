import { describe, expect, it } from 'vitest'
import { orderDraft } from '../testing/drafts.ts'
import { edgeFixture } from '../testing/edge-fixture.ts'
import { accountIn } from '../../testing/account-in.ts'

describe('reports that take reckoning', () => {
  it('are reckoned once for all who ask the same of the same ledger, each masked for its own reader', async () => {
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
    expect(times).toBe(1)
    expect(owner.json).toHaveProperty('wins')
    expect(masked.json).not.toHaveProperty('wins')
    desk.commit([orderDraft(1)])
    await call('GET', path)
    expect(times).toBe(2)
    await time.advance(2_001)
    await call('GET', path)
    await call('GET', `${path}&to=1`)
    expect(times).toBe(4)
  })
})
