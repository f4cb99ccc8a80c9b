import { pnlReport } from '@spotdeck/api'
import { decimal, sum } from '@spotdeck/exact'
import { DAY_MS, MINUTE_MS } from '@spotdeck/ports'
import { describe, expect, it } from 'vitest'
import { accountIn } from '../testing/account-in.ts'
import { deskOnVenue } from '../testing/desk-on-venue.ts'
import { explained, traded } from '../testing/traded-desk.ts'

type Rig = ReturnType<typeof deskOnVenue>
const read = async ({ time }: Rig, running: Awaited<ReturnType<Rig['open']>>) => {
  const span = { from: time.now() - DAY_MS, to: time.now() + 1, zone: 'UTC' }
  return pnlReport.parse(await accountIn(running.desk).reports.pnl({ method: 'average', by: 'symbol' }, span))
}

describe('the result of a coin', () => {
  it('is what its trades and flows realized after fees, and what is unrealized', async () => {
    const rig = await traded()
    await explained(rig.desk, rig.time, rig.span.from + MINUTE_MS)
    const { assets = [], ...pnl } = await read(rig, rig.running)
    const [mx] = assets
    expect(assets.map(({ asset }) => asset)).toEqual(['MX'])
    expect(mx).toMatchObject({ count: 3, realized: pnl.items[0]?.realized, fees: pnl.fees, unrealized: pnl.unrealized })
    expect(mx?.total).toBe(sum([decimal<'x'>(pnl.realized), decimal<'x'>(pnl.unrealized)]))
    await rig.close(rig.running)
  })

  it('has no total where the price of what is held is not known', async () => {
    const rig = deskOnVenue()
    const running = await rig.open()
    await rig.live(running)
    rig.venue.deposit('DUST', '7')
    await rig.time.advance(2 * MINUTE_MS)
    const { assets = [] } = await read(rig, running)
    expect(assets.find(({ asset }) => asset === 'DUST')).toEqual({
      asset: 'DUST',
      count: 0,
      realized: '0',
      realizedByFlows: '0',
      fees: '0',
    })
    await rig.close(running)
  })
})

describe('a position', () => {
  it('that is the balance is no difference', async () => {
    const rig = await traded()
    expect((await read(rig, rig.running)).differences).toEqual([])
    await rig.close(rig.running)
  })

  it('shows units whose purchase is not known, and those that were acquired and are not held', async () => {
    const rig = deskOnVenue()
    rig.sdk.withoutCandles.add('MXUSDT')
    const running = await rig.open()
    await rig.live(running)
    await rig.time.advance(2 * MINUTE_MS)
    // A change type that nobody knows is neither a purchase nor a flow.
    rig.venue.move('MX', '3', '0', 'BRAND_NEW')
    await rig.time.advance(2 * MINUTE_MS)
    expect((await read(rig, running)).differences).toMatchObject([{ asset: 'MX', difference: '3' }])
    rig.venue.move('MX', '-5', '0', 'BRAND_NEW')
    await rig.time.advance(2 * MINUTE_MS)
    const [difference] = (await read(rig, running)).differences ?? []
    expect(difference).toEqual({ asset: 'MX', held: '48', position: '50', difference: '-2' })
    await rig.close(running)
  })
})
