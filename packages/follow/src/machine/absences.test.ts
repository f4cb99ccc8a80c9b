import { describe, expect, it } from 'vitest'
import { withReach } from '../testing/answers.ts'
import { Rig } from '../testing/rig.ts'
import { coverageAt, falseClaims, orderAndDealCoverageAt, startedRig } from '../testing/truth.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A rig with an order of 10 open whose process is killed; `meanwhile` happens an hour later, and it is back after `days`. */
async function away(days: number, meanwhile: (rig: Rig, orderId: string) => void, symbol = 'MXUSDT'): Promise<Rig> {
  const rig = await startedRig(withReach(new Rig()))
  const id = rig.venue.place(symbol, 'BUY', '2', '10') ?? ''
  await rig.time.advance(5_000)
  await rig.crash()
  await rig.time.advance(HOUR)
  meanwhile(rig, id)
  await rig.time.advance(days * DAY)
  await rig.start()
  rig.up()
  await rig.live()
  await rig.time.advance(30 * MINUTE)
  return rig
}

const orderIn = async (rig: Rig) => (await rig.store.orders({ limit: 9 })).at(-1)

describe('an order that was open when the process died and ended while it was down', () => {
  it('is canceled after 8 days, while its deals are still available: there are none', async () => {
    const rig = await away(8, ({ venue }, id) => venue.cancel(id))
    expect(await orderIn(rig)).toMatchObject({ status: 'CANCELED', executedQuantity: '0' })
    expect(rig.state.orders.size).toBe(0)
  })

  it('is partially canceled after 8 days, by its deals', async () => {
    const rig = await away(8, ({ venue }, id) => (venue.fill(id, '4'), venue.cancel(id)))
    expect(await orderIn(rig)).toMatchObject({
      status: 'PARTIALLY_CANCELED',
      executedQuantity: '4',
      executedQuoteQuantity: '8',
    })
    expect(rig.state.dealCount).toBe(1)
  })

  it('is filled after 8 days, with its deal', async () => {
    const rig = await away(8, ({ venue }, id) => venue.fill(id, '10'))
    expect(await orderIn(rig)).toMatchObject({ status: 'FILLED', executedQuantity: '10' })
    expect({ deals: rig.state.dealCount, claims: await falseClaims(rig, 0) }).toEqual({ deals: 1, claims: [] })
  })

  it('is closed after 40 days, when nothing shows how it ended, without claiming how', async () => {
    const rig = await away(40, ({ venue }, id) => venue.fill(id, '10'))
    expect(await orderIn(rig)).toMatchObject({ status: 'UNKNOWN', rawStatus: 'BEYOND_REACH' })
    expect({ open: rig.state.orders.size, claims: await falseClaims(rig, 0) }).toEqual({ open: 0, claims: [] })
  })

  it('stays open where it is', async () => {
    const rig = await away(40, () => undefined)
    expect(await orderIn(rig)).toMatchObject({ status: 'NEW' })
  })
})

describe('after 8 days of absence', () => {
  it('the time within the exchange’s history limit is repaired, and earlier is unknown', async () => {
    const rig = await away(8, () => undefined)
    const now = rig.time.now()
    expect([7.5, 6, 1].map((days) => coverageAt(rig, 'orders', now - days * DAY))).toEqual([
      'unknown',
      'repaired',
      'repaired',
    ])
    expect([7.5, 6, 1].map((days) => coverageAt(rig, 'deals', now - days * DAY))).toEqual([
      'repaired',
      'repaired',
      'repaired',
    ])
  })

  it('a round trip over two orders is found by its deals alone', async () => {
    const roundTrip = ({ venue }: Rig, id: string): void => {
      venue.fill(id, '10')
      venue.fill(venue.place('ETHUSDT', 'SELL', '3', '10') ?? '', '10')
    }
    const rig = await away(8, roundTrip, 'ETHUSDT')
    expect({ deals: rig.state.dealCount, claims: await falseClaims(rig, 0) }).toEqual({ deals: 2, claims: [] })
  })

  it('a search that is cut off and taken up beyond the reach of orders leaves nothing as being repaired', async () => {
    const rig = await startedRig(withReach(new Rig()))
    rig.down()
    const at = rig.time.now()
    await rig.time.advance(HOUR)
    rig.venue.onSymbol = () => {
      throw Object.assign(new Error('No answer in time.'), { code: 'NETWORK_TIMEOUT' })
    }
    rig.up()
    await rig.time.advance(MINUTE)
    rig.venue.onSymbol = () => undefined
    await rig.crash()
    await rig.time.advance(8 * DAY)
    await rig.start()
    rig.up()
    await rig.live()
    await rig.time.advance(30 * MINUTE)
    expect(orderAndDealCoverageAt(rig, at)).toEqual({
      orders: 'unknown',
      deals: 'repaired',
    })
    expect(rig.state.coverage.some(({ state }) => state === 'repairing')).toBe(false)
  })
})
