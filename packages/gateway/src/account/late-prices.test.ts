import { DAY_MS, HOUR_MS, MINUTE_MS } from '@spotdeck/ports'
import type { VirtualTime } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import { deskOnVenue } from '../testing/desk-on-venue.ts'
import { applied, explained } from '../testing/traded-desk.ts'

type Rig = ReturnType<typeof deskOnVenue>
type Running = Awaited<ReturnType<Rig['open']>>

const PNL = { method: 'average', by: 'symbol' } as const

/** The account's figures of its last day. */
async function figures({ time }: { readonly time: VirtualTime }, { desk }: Running) {
  const span = { from: time.now() - DAY_MS, to: time.now() + 1 }
  const reports = desk.account('main')?.reports
  if (reports === undefined) throw new Error('No account.')
  const { timeWeightedReturn, maxDrawdown } = await applied(time, reports.performance({ ...span, zone: 'UTC' }))
  const index = (await applied(time, reports.equityIndex({ ...span, points: 500 }))).points.at(-1)?.index
  const equity = (await applied(time, reports.equity({ ...span, points: 500 }))).points.at(-1)
  const pnl = await applied(time, reports.pnl({ ...PNL, ...span, zone: 'UTC' }))
  return { timeWeightedReturn, maxDrawdown, index, equity, pnl }
}

/** Live for a minute, then away for 20 minutes in which `meanwhile` happens, and live again for two. */
async function afterGap(meanwhile: (rig: Rig) => void | Promise<void>, prepare: (rig: Rig) => void = () => undefined) {
  const rig = deskOnVenue()
  prepare(rig)
  const first = await rig.open()
  await rig.live(first)
  await rig.time.advance(2 * MINUTE_MS)
  await rig.close(first)
  await rig.time.advance(10 * MINUTE_MS)
  await meanwhile(rig)
  await rig.time.advance(10 * MINUTE_MS)
  const running = await rig.open()
  await rig.live(running)
  await rig.time.advance(2 * MINUTE_MS)
  return { ...rig, running }
}

describe('a deposit that came while nothing was followed', () => {
  it('is worth what it was then: no growth, in the net deposits', async () => {
    const rig = await afterGap(({ venue }) => venue.deposit('BTC', '1'))
    const { timeWeightedReturn, index, equity } = await figures(rig, rig.running)
    expect({ timeWeightedReturn, index }).toEqual({ timeWeightedReturn: '0', index: '100' })
    expect(equity).toMatchObject({ netDeposits: '50000' })
    await rig.close(rig.running)
  })

  it('is a gap in performance until the exchange tells its price, and keeps it afterwards', async () => {
    const rig = await afterGap(({ venue, sdk }) => {
      for (const symbol of ['BTCUSDT', 'MXBTC']) sdk.withoutCandles.add(symbol)
      venue.deposit('BTC', '1')
    })
    const before = await figures(rig, rig.running)
    expect(before).toMatchObject({ timeWeightedReturn: '0', index: '100', equity: { netDeposits: '0' } })
    rig.sdk.withoutCandles.clear()
    await rig.time.advance(HOUR_MS + MINUTE_MS)
    const after = await figures(rig, rig.running)
    expect(after).toMatchObject({ timeWeightedReturn: '0', index: '100', equity: { netDeposits: '50000' } })
    await rig.close(rig.running)
    const again = await rig.open()
    await rig.live(again)
    await rig.time.advance(MINUTE_MS)
    expect((await figures(rig, again)).equity).toMatchObject({ netDeposits: '50000' })
    await rig.close(again)
  })
})

it('leaves the net deposits as they were where a withdrawal is given back at another price', async () => {
  const rig = deskOnVenue()
  const running = await rig.open()
  await rig.live(running)
  // The cost of what the account holds is known: all of its equity is in its profit.
  await explained(running.desk, rig.time, rig.time.now() - 24 * HOUR_MS)
  rig.sdk.prices.set('MXUSDT', '2')
  await rig.time.advance(2 * MINUTE_MS)
  const before = await figures(rig, running)
  const paid = Number(before.equity?.netDeposits)
  rig.venue.move('MX', '-20', '0', 'WITHDRAW')
  await rig.time.advance(2 * MINUTE_MS)
  expect((await figures(rig, running)).equity).toMatchObject({ netDeposits: String(paid - 40) })
  rig.sdk.prices.set('MXUSDT', '3')
  await rig.time.advance(2 * MINUTE_MS)
  rig.venue.move('MX', '20', '0', 'WITHDRAW')
  await rig.time.advance(2 * MINUTE_MS)
  const after = await figures(rig, running)
  expect(after.equity?.netDeposits).toBe(String(paid))
  const profit = (of: typeof after) => Number(of.equity?.realizedPnl) + Number(of.equity?.unrealizedPnl)
  expect(profit(after) - profit(before)).toBe(Number(after.equity?.total) - Number(before.equity?.total))
  await rig.close(running)
})

it('realizes what a round trip in a gap earned, though it was paid in an asset other than USDT', async () => {
  const trade = ({ venue }: Rig, side: 'BUY' | 'SELL', price: string) =>
    venue.fill(venue.place('MXBTC', side, price, '1000') ?? '', '1000', '0')
  const rig = await afterGap(
    async (one) => {
      trade(one, 'BUY', '0.00005')
      await one.time.advance(MINUTE_MS)
      trade(one, 'SELL', '0.00007')
    },
    ({ venue }) => venue.deposit('BTC', '1'),
  )
  // 0.02 BTC at 50,000 USDT; the cost of 50 of the 1,050 MX in the pool is not known.
  expect((await figures(rig, rig.running)).pnl).toMatchObject({ realized: '952.38095238' })
  expect(rig.sdk.candleCalls).toBeLessThan(20)
  await rig.close(rig.running)
})

describe('a change of what has a price', () => {
  it('is a flow and no growth where a deposited token is listed later, and again where it is delisted', async () => {
    const rig = deskOnVenue()
    rig.venue.symbols = [...rig.venue.symbols, 'NEWUSDT']
    const running = await rig.open()
    await rig.live(running)
    await rig.time.advance(MINUTE_MS)
    rig.venue.deposit('NEW', '1000')
    await rig.time.advance(MINUTE_MS)
    rig.sdk.prices.set('NEWUSDT', '2')
    await rig.time.advance(6 * MINUTE_MS)
    expect(await figures(rig, running)).toMatchObject({
      timeWeightedReturn: '0',
      index: '100',
      equity: { total: '3125', netRevalued: '2000' },
    })
    rig.sdk.prices.delete('NEWUSDT')
    await rig.time.advance(10 * MINUTE_MS)
    const stale = running.desk
      .account('main')
      ?.snapshot()
      .equity?.byAsset.find(({ asset }) => asset === 'NEW')
    expect(stale).toMatchObject({ price: '2' })
    expect(stale?.staleSince).toBeGreaterThan(0)
    await rig.time.advance(HOUR_MS)
    const gone = await figures(rig, running)
    expect(gone).toMatchObject({
      timeWeightedReturn: '0',
      index: '100',
      equity: { total: '1125' },
    })
    expect(gone.equity?.netRevalued ?? '0').toBe('0')
    await rig.close(running)
    const again = await rig.open()
    await rig.live(again)
    await rig.time.advance(MINUTE_MS)
    expect(await figures(rig, again)).toMatchObject({ timeWeightedReturn: '0', index: '100' })
    await rig.close(again)
  })

  it('that came about while nothing was followed is a gap, and no loss', async () => {
    const rig = await afterGap(
      ({ sdk }) => void sdk.prices.delete('MXUSDT'),
      ({ sdk }) => void sdk.prices.delete('MXBTC'),
    )
    const { timeWeightedReturn, index, equity } = await figures(rig, rig.running)
    expect({ timeWeightedReturn, index, total: equity?.total }).toEqual({
      timeWeightedReturn: '0',
      index: '100',
      total: '1000',
    })
    await rig.close(rig.running)
  })
})
