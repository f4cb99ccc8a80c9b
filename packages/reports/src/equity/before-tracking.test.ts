import { decimal, sum } from '@spotdeck/exact'
import { HOUR_MS, MINUTE_MS } from '@spotdeck/ports'
import { describe, expect, it } from 'vitest'
import { accountIn, deskOnVenue, explained, imported } from '@spotdeck/gateway/testing'

const WEEK_MS = 7 * 24 * HOUR_MS

/** An account that held 1,000 USDT and 50 MX before it was first followed, a minute ago. */
async function followedForAMinute() {
  const rig = deskOnVenue()
  const running = await rig.open()
  await rig.live(running)
  const birth = rig.time.now()
  await rig.time.advance(MINUTE_MS)
  const read = async (estimate?: boolean) => {
    const { reports } = accountIn(running.desk)
    const span = { from: rig.time.now() - WEEK_MS, to: rig.time.now() + 1, zone: 'UTC', estimate }
    const { points } = await reports.equity({ ...span, points: 500 })
    const pnl = await reports.pnl({ method: 'average', by: 'day', ...span })
    return {
      past: points.filter(({ time, total }) => total !== null && time < birth - MINUTE_MS),
      performance: await reports.performance(span),
      pnl,
      mx: pnl.positions.find(({ asset }) => asset === 'MX'),
    }
  }
  return { ...rig, running, birth, read }
}

describe('an account followed for a minute', () => {
  it('has no change, return, best day, average cost or unrealized profit from before', async () => {
    const { read, running, close, birth } = await followedForAMinute()
    const { past, performance, pnl, mx } = await read()
    expect(past).toEqual([])
    expect(performance.since).toBeGreaterThan(birth - MINUTE_MS)
    expect(performance.unknownMs).toBeGreaterThan(WEEK_MS - 2 * MINUTE_MS)
    expect(performance).toMatchObject({ maxDrawdown: null, drawdown: null, bestDay: null, worstDay: null })
    expect(performance).not.toHaveProperty('estimate')
    expect(pnl.unrealized).toBe('0')
    expect(mx).toMatchObject({ quantity: '50', cost: null, averageCost: null })
    await close(running)
  })

  it('has an estimate of the time before, named so, for who asks for it', async () => {
    const { read, running, close, birth } = await followedForAMinute()
    const { past, performance, pnl, mx } = await read(true)
    expect(past.length).toBeGreaterThan(100)
    expect(past.every(({ estimate }) => estimate === true)).toBe(true)
    expect(past.every(({ realizedPnl }) => realizedPnl === null)).toBe(true)
    expect(performance).toMatchObject({ estimate: true })
    expect(performance.since).toBeLessThan(birth - WEEK_MS + 2 * HOUR_MS)
    // What was held from before counts at the price of the first record, and says so.
    expect(pnl.estimate).toBe(true)
    expect(mx).toMatchObject({ averageCost: '2.5', cost: '125', estimate: true })
    await close(running)
  })

  it('has its past as facts once deposits explain everything that it held', async () => {
    const { read, running, close, birth, time } = await followedForAMinute()
    // An export has whole seconds.
    const paid = Math.floor((birth - WEEK_MS) / 1_000) * 1_000 + 6 * HOUR_MS
    await explained(running.desk, time, paid)
    const { past, performance, mx } = await read()
    expect(past.length).toBeGreaterThan(100)
    expect(past.some(({ estimate }) => estimate)).toBe(false)
    expect(performance).not.toHaveProperty('estimate')
    // Nothing before the deposits: the account had nothing to gain or lose.
    expect(performance.since).toBeGreaterThanOrEqual(paid)
    expect(performance.unknownMs).toBeLessThan(8 * HOUR_MS)
    expect(mx?.averageCost).not.toBeNull()
    await close(running)
  })

  it('has the balance of an asset from its first deposit on once deals and deposits explain it', async () => {
    const { running, close, birth, time } = await followedForAMinute()
    const paid = Math.floor((birth - WEEK_MS) / HOUR_MS) * HOUR_MS
    const history = async (asset: string) => {
      const { reports } = accountIn(running.desk)
      const { points } = await reports.assetHistory({ asset, from: paid - HOUR_MS, to: time.now() + 1, points: 300 })
      return points.map((point) => [point.time < birth - MINUTE_MS ? point.time - paid : 'now', point.total])
    }
    await imported(running.desk, time, [paid, 'MX', '60'], [paid + HOUR_MS, 'USDT', '400'])
    // Another 10 MX and 600 USDT are not explained.
    expect([await history('MX'), await history('USDT')]).toEqual([[['now', '50']], [['now', '1000']]])
    await imported(running.desk, time, [paid + 2 * HOUR_MS, 'USDT', '600'])
    expect(await history('USDT')).toEqual([
      [HOUR_MS, '400'],
      [2 * HOUR_MS, '1000'],
      ['now', '1000'],
    ])
    await close(running)
  })

  it('begins with its first deposits, at what they were worth then', async () => {
    const { read, running, close, birth, time } = await followedForAMinute()
    // 20 minutes after a full hour.
    const paid = Math.floor((birth - WEEK_MS) / HOUR_MS) * HOUR_MS + 6 * HOUR_MS + 20 * MINUTE_MS
    await explained(running.desk, time, paid)
    const { past, performance, pnl } = await read()
    expect(performance.since).toBe(paid)
    const [first] = past
    expect(first).toMatchObject({ time: paid, return: '0', realizedPnl: '0', unrealizedPnl: '0' })
    expect(first?.netDeposits).toBe(first?.total)
    // Nothing between the deposits and the first full hour is lost: what was gained is the result of the coins.
    const gained = (pnl.assets ?? []).map(({ total }) => decimal<'USDT'>(total ?? '0'))
    expect(performance.profit).toBe(sum(gained))
    await close(running)
  })

  it('knows its deposits since the first once they explain everything, and not before', async () => {
    const { running, close, birth, time } = await followedForAMinute()
    const knownSince = async () => {
      const { completeSince } = await accountIn(running.desk).reports.coverage()
      return completeSince.find(({ kind }) => kind === 'flows')?.since
    }
    // An export has whole seconds.
    const paid = Math.floor((birth - WEEK_MS) / 1_000) * 1_000
    await imported(running.desk, time, [paid, 'USDT', '1000'])
    // The MX came from somewhere.
    expect(await knownSince()).toBeGreaterThan(birth - MINUTE_MS)
    await imported(running.desk, time, [paid + HOUR_MS, 'MX', '50'])
    expect(await knownSince()).toBe(paid)
    // Another deposit of which nothing is left: something else is missing.
    await imported(running.desk, time, [paid, 'USDT', '1000'], [paid + 2 * HOUR_MS, 'MX', '7'])
    expect(await knownSince()).toBeGreaterThan(birth - MINUTE_MS)
    await close(running)
  })
})
