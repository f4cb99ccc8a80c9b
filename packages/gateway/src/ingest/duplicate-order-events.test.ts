import { unexplained } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { Rig } from './testing/rig.ts'
import { differences, startedRig } from './testing/truth.ts'

const MINUTE = 60_000
const dealEvents = (rig: Rig): readonly string[] =>
  rig.published.flatMap((e) => (e.type === 'deal.added' ? [`${e.deal.orderId} ${e.deal.tradeId} ${e.deal.side}`] : []))
const twice = (all: readonly string[]): readonly string[] => all.filter((one, i) => all.indexOf(one) !== i)

describe('many finished orders in one gap', () => {
  it('bring no event twice, and the ledger is right', async () => {
    const rig = await startedRig(new Rig())
    rig.venue.deposit('USDT', '100000')
    const first = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
    rig.venue.fill(first, '4')
    await rig.time.advance(5_000)
    await rig.crash()
    rig.venue.fill(first, '6')
    for (let i = 0; i < 1_100; i++) {
      rig.venue.fill(rig.venue.place('MXUSDT', 'BUY', '1', '1') ?? '', '1')
      await rig.time.advance(10)
    }
    await rig.start()
    rig.up()
    await rig.live()
    await rig.time.advance(30 * MINUTE)
    const orders = rig.published.flatMap((e) =>
      e.type === 'order.updated' ? [JSON.stringify({ ...e.order, updatedAt: 0 })] : [],
    )
    expect({
      deals: twice(dealEvents(rig)).length,
      orders: twice(orders).length,
      stray: rig.state.orders.size,
      count: rig.state.dealCount,
      mx: unexplained(rig.state, 'MX'),
      diff: (await differences(rig)).slice(0, 5),
    }).toEqual({ deals: 0, orders: 0, stray: 0, count: 1_102, mx: '0', diff: [] })
  }, 120_000)
})
