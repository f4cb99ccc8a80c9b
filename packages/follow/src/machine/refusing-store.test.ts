import { describe, expect, it } from 'vitest'
import type { Commit } from '@spotdeck/store'
import { Rig } from '../testing/rig.ts'
import { differences, falseClaims, startedRig } from '../testing/truth.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const bringsDeal = ({ events }: Commit, symbol: string): boolean =>
  events.some((event) => event.type === 'deal.added' && event.deal.symbol === symbol)

describe('a store that cannot commit', () => {
  it('claims no coverage for events that are not stored, before and after a crash', async () => {
    const rig = await startedRig(new Rig())
    rig.diskFull = true
    rig.venue.deposit('USDT', '5')
    rig.venue.cancel(rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? '')
    rig.venue.fill(rig.venue.place('ETHUSDT', 'BUY', '2', '10') ?? '', '10')
    await rig.time.advance(20 * MINUTE)
    const before = await falseClaims(rig, 0)
    await rig.crash()
    rig.diskFull = false
    await rig.time.advance(HOUR)
    await rig.start()
    rig.up()
    await rig.live()
    await rig.time.advance(30 * MINUTE)
    expect({ before, after: await falseClaims(rig, 0), rows: await differences(rig) }).toEqual({
      before: [],
      after: [],
      rows: [],
    })
  })
})

describe('a store that rejects a commit as a contradiction', () => {
  it('once: the account is reconciled and continues with the exchange’s truth', async () => {
    const rig = await startedRig(new Rig())
    let refused = 0
    rig.contradicts = (commit) => bringsDeal(commit, 'MXUSDT') && refused++ === 0
    rig.venue.fill(rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? '', '10')
    await rig.time.advance(100)
    rig.venue.fill(rig.venue.place('ETHUSDT', 'BUY', '2', '10') ?? '', '10')
    await rig.time.advance(MINUTE)
    expect({ refused, status: rig.follower?.status.state, drift: rig.follower?.health.drift }).toEqual({
      refused: 2,
      status: 'live',
      drift: 1,
    })
    expect({ claims: await falseClaims(rig, 0), rows: await differences(rig) }).toEqual({ claims: [], rows: [] })
  })

  it('of every kind: the account is never shown as live, and is again once the store takes commits', async () => {
    const rig = await startedRig(new Rig())
    rig.contradicts = () => true
    rig.venue.deposit('USDT', '5')
    await rig.time.advance(2_000)
    for (let minutes = 0; minutes < 20; minutes++) {
      expect(rig.follower?.status).toMatchObject({ state: 'degraded', code: 'STORE_FAILED' })
      await rig.time.advance(MINUTE)
    }
    rig.contradicts = () => false
    await rig.live()
    await rig.time.advance(MINUTE)
    expect({ status: rig.follower?.status.code, rows: await differences(rig) }).toEqual({ status: 'LIVE', rows: [] })
  })

  it('each time: everything else continues, and coverage excludes what is missing', async () => {
    const rig = await startedRig(new Rig())
    rig.contradicts = (commit) => bringsDeal(commit, 'MXUSDT')
    rig.venue.fill(rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? '', '10')
    await rig.time.advance(MINUTE)
    rig.venue.fill(rig.venue.place('ETHUSDT', 'BUY', '2', '10') ?? '', '10')
    await rig.time.advance(20 * MINUTE)
    expect(rig.follower?.status.state).toBe('live')
    expect(await falseClaims(rig, 0)).toEqual([])
    expect((await differences(rig)).filter((row) => !row.includes('000000000000000000001'))).toEqual([])
  })
})
