import { HOUR_MS } from '@spotdeck/ports'
import { describe, expect, it } from 'vitest'
import { accountIn } from '@spotdeck/gateway/testing'
import { edgeFixture } from '../testing/edge-fixture.ts'

const MAIN = '/api/v1/accounts/main'

/** Returns the span that a report was asked for, as `from` and `to` before now. */
async function asked(query: string) {
  const { desk, call, public: everyone } = edgeFixture()
  const { reports } = accountIn(desk)
  const found: { from: number; to: number; estimate?: boolean | undefined }[] = []
  const read = reports.performance.bind(reports)
  reports.performance = (span) => {
    found.push(span)
    return read(span)
  }
  const owner = await call('GET', `${MAIN}/performance?${query}`)
  const guest = await call('GET', `${MAIN}/performance?${query}`, { token: everyone })
  return { span: found[0], now: desk.now(), status: owner.status, guest: guest.status, json: owner.json }
}

describe('the span of a report', () => {
  it('is that of a named range up to now, in the zone', async () => {
    const today = await asked('range=today&zone=Asia/Taipei')
    const week = await asked('range=7D&zone=Asia/Taipei')
    expect(week.span).toMatchObject({ from: (today.span?.from ?? 0) - 6 * 24 * HOUR_MS, to: week.now + 1 })
    expect(((today.span?.from ?? 0) + 8 * HOUR_MS) % (24 * HOUR_MS)).toBe(0)
    const month = new Date((await asked('range=MTD')).span?.from ?? 0).toISOString()
    expect(month).toMatch(/-01T00:00:00.000Z$/)
    expect(new Date((await asked('range=YTD')).span?.from ?? 0).toISOString()).toMatch(/-01-01T00:00:00.000Z$/)
  })

  it('is that of `from` and `to`, which do not stand beside a range', async () => {
    expect((await asked('from=1000&to=2000')).span).toMatchObject({ from: 1_000, to: 2_000 })
    expect(await asked('range=7D&from=1000')).toMatchObject({ status: 400, json: { params: { field: 'range' } } })
    expect((await asked('range=8D')).status).toBe(400)
  })

  it('is that of dates of the zone, the last one included, and of times', async () => {
    const november = await asked('from=2026-11-01&to=2026-11-30&zone=Asia/Taipei')
    expect(november.span).toMatchObject({ from: Date.UTC(2026, 9, 31, 16), to: Date.UTC(2026, 10, 30, 16) })
    const noon = await asked('from=2026-11-01T12:00:00Z&to=2026-11-02T12:00:00%2B08:00')
    expect(noon.span).toMatchObject({ from: Date.UTC(2026, 10, 1, 12), to: Date.UTC(2026, 10, 2, 4) })
    expect(await asked('from=2026-13-01')).toMatchObject({ status: 400, json: { params: { field: 'from' } } })
    expect((await asked('from=2026-11-01T12:00:00')).status).toBe(400)
  })

  it('includes an estimate for who asks, and never for the public', async () => {
    expect((await asked('range=7D')).span?.estimate).toBe(false)
    expect(await asked('range=7D&estimate=true')).toMatchObject({ span: { estimate: true }, status: 200, guest: 403 })
  })
})
