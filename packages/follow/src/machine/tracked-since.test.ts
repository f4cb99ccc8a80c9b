import { unexplained } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { Rig } from '../testing/rig.ts'
import { coverageAt, wrongAssets } from '../testing/truth.ts'

const MINUTE = 60_000

/** An account that is followed for the first time while an order of it is filled; each kind of push comes so late. */
async function bornWhileTrading(
  late: { readonly deals: number; readonly account: number },
  fillAt: number,
): Promise<Rig> {
  const rig = new Rig()
  rig.venue.deposit('USDT', '1000')
  await rig.start()
  rig.up()
  const id = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
  rig.fate = ({ body }) => [
    body.kind === 'privateDeals' ? late.deals : body.kind === 'privateAccount' ? late.account : 0,
  ]
  rig.time.after(fillAt, () => rig.venue.fill(id, '10'))
  await rig.live()
  await rig.time.advance(20 * MINUTE)
  rig.fate = () => [0]
  return rig
}

/** Asserts that MX was bought after the start and that nothing is unexplained. */
function expectOpeningOfNothing({ state }: Rig): void {
  const opening = state.books.get('MX')?.opening ?? '0'
  expect({ opening, mx: unexplained(state, 'MX'), usdt: unexplained(state, 'USDT') }).toEqual({
    opening: '0',
    mx: '0',
    usdt: '0',
  })
}

describe('an account that trades while it is followed for the first time', () => {
  it.each([100, 150, 200, 250, 300, 350])(
    'has the right opening balance although a fill %s ms after the start is pushed late',
    async (fillAt) => {
      const rig = await bornWhileTrading({ deals: 400, account: 0 }, fillAt)
      expectOpeningOfNothing(rig)
    },
  )

  it.each([200, 250, 300, 350])(
    'has the right opening balance although the balances of a fill %s ms after the start come late',
    async (fillAt) => {
      const rig = await bornWhileTrading({ deals: 300, account: 350 }, fillAt)
      expectOpeningOfNothing(rig)
    },
  )

  it.each([9_900, 10_000, 10_100, 10_200, 10_300])(
    'has the right opening balance although a fill %s ms after the start, about when it is live, is pushed late',
    async (fillAt) => {
      expectOpeningOfNothing(await bornWhileTrading({ deals: 400, account: 0 }, fillAt))
      expectOpeningOfNothing(await bornWhileTrading({ deals: 300, account: 350 }, fillAt))
    },
  )

  it('shows its balances and orders within a second, and is live within 12 s though each push comes late', async () => {
    const rig = new Rig()
    rig.venue.deposit('USDT', '1000')
    const id = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
    rig.fate = ({ body }) => [body.kind === 'privateAccount' ? 350 : 100]
    await rig.start()
    rig.up()
    await rig.time.advance(900)
    expect({ state: rig.state.status.state, wrong: wrongAssets(rig) }).toEqual({ state: 'reconciling', wrong: [] })
    expect([...rig.state.orders.keys()]).toEqual([id])
    let turn = 0
    const trade = (): void => {
      const side = turn++ % 2 === 0 ? 'BUY' : 'SELL'
      rig.venue.fill(rig.venue.place('MXUSDT', side, '2', '3') ?? '', '3')
      rig.time.after(700, trade)
    }
    trade()
    await rig.live(12_000)
  })

  it('does not count a deal of the moment after it into the opening, though the deal comes before its balances', async () => {
    const rig = new Rig()
    rig.venue.deposit('USDT', '1000')
    rig.venue.deposit('MX', '20')
    await rig.start()
    rig.up()
    await rig.live()
    await rig.time.advance(20)
    rig.venue.fill(rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? '', '10')
    await rig.time.advance(5)
    rig.fate = ({ body }) => [body.kind === 'privateAccount' ? 60 : 0]
    rig.venue.fill(rig.venue.place('MXUSDT', 'SELL', '2', '10') ?? '', '10')
    await rig.time.advance(5_000)
    expect({
      opening: rig.state.books.get('MX')?.opening,
      mx: unexplained(rig.state, 'MX'),
      usdt: unexplained(rig.state, 'USDT'),
    }).toEqual({ opening: '20', mx: '0', usdt: '0' })
  })

  it('has later gaps repaired', async () => {
    const rig = await bornWhileTrading({ deals: 400, account: 0 }, 200)
    rig.down()
    const at = rig.time.now()
    await rig.time.advance(2_000)
    rig.up()
    await rig.live()
    await rig.time.advance(60 * MINUTE)
    expect(coverageAt(rig, 'deals', at)).toBe('repaired')
  })
})
