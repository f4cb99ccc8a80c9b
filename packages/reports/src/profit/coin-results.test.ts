import { pnlReport } from '@spotdeck/api'
import { type Decimal, decimal, roundHalfEven, subtract, sum } from '@spotdeck/exact'
import { type CostEntry, type UnitPrice, costBookOf, unrealized } from '@spotdeck/ledger'
import { DAY_MS, MINUTE_MS } from '@spotdeck/ports'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accountIn, deskOnVenue, explained, traded } from '@spotdeck/gateway/testing'
import { STEPS, entriesOf, ledgerOf, spanOf } from '../testing/random-ledger.ts'
import { coinResults } from './coin-results.ts'

type Rig = ReturnType<typeof deskOnVenue>
const read = async ({ time }: Rig, running: Awaited<ReturnType<Rig['open']>>, from = time.now() - DAY_MS) => {
  const span = { from, to: time.now() + 1, zone: 'UTC' }
  return pnlReport.parse(await accountIn(running.desk).reports.pnl({ method: 'average', by: 'symbol', ...span }))
}

describe('the result of a coin', () => {
  it('is what its trades and flows realized after fees, and what is unrealized', async () => {
    const rig = await traded()
    await explained(rig.desk, rig.time, rig.span.from + MINUTE_MS)
    const { assets = [], ...pnl } = await read(rig, rig.running, rig.span.from)
    const [mx] = assets
    expect(assets.map(({ asset }) => asset)).toEqual(['MX'])
    expect(mx).toMatchObject({ count: 3, realized: pnl.items[0]?.realized, fees: pnl.fees, unrealized: pnl.unrealized })
    expect(mx?.total).toBe(pnl.total)
    expect(pnl.total).toBe(sum([value(pnl.realized), value(pnl.unrealized)]))
    await rig.close(rig.running)
  })

  it('counts what its unrealized profit changed in the span, and not what it is', async () => {
    const rig = await traded()
    await explained(rig.desk, rig.time, rig.span.from + MINUTE_MS)
    const { unrealized } = await read(rig, rig.running, rig.span.from)
    const from = rig.time.now()
    rig.sdk.candles.set('MXUSDT', '5')
    rig.sdk.prices.set('MXUSDT', '6')
    await rig.time.advance(2 * MINUTE_MS)
    // 55 MX, and each gained 1 USDT.
    const late = await read(rig, rig.running, from)
    expect(late).toMatchObject({ realized: '0', unrealized: '55', total: '55' })
    expect(late.unassigned).toBeUndefined()
    expect(late.assets).toMatchObject([{ asset: 'MX', unrealized: '55', total: '55', priceEffect: '55' }])
    expect(Number((await read(rig, rig.running, rig.span.from)).unrealized)).toBeCloseTo(Number(unrealized) + 55, 6)
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

const RUNS = Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1)
const value = (text = '0') => decimal<'USDT'>(text)
const timeOf = (entry: CostEntry): number => (entry.kind === 'deal' ? entry.deal.time : entry.flow.time)
/** MX has no price at some ends: its part of a total is then known to nobody. */
const PRICES = fc
  .record({ MX: fc.integer({ min: 0, max: 9 }), BTC: fc.integer({ min: 1, max: 9 }) })
  .map(
    ({ MX, BTC }) =>
      new Map<string, UnitPrice>([
        ...(MX === 0 ? [] : [['MX', decimal<'USDT per unit'>(`${MX}.37`)] as const]),
        ['BTC', decimal<'USDT per unit'>(`${BTC}.123456789`)],
      ]),
  )
/** Profit by equity: nothing, nearly what the prices say, or something else. */
const PROFITS = fc.option(fc.double({ min: -50, max: 50, noNaN: true }))

describe('the results of all coins', () => {
  it('give no coin a part of what prices and deals do not explain', () => {
    const held = { quantity: decimal<'asset'>('0.1'), cost: value('10000') }
    const book = { ...costBookOf([], []), positions: new Map([['BTC', held]]) }
    const end = { book, priceOf: () => decimal<'USDT per unit'>('100000') }
    const report = coinResults(new Map(), { opening: end, closing: end, profit: value('150') })
    expect(report).toMatchObject({ total: '150', unassigned: '150', assets: [{ asset: 'BTC', unrealized: '0' }] })
  })

  it('are apart what prices made of holdings and of a deposit, and what a purchase made', () => {
    const bookOf = (quantity: string, cost: string) => {
      const position = { quantity: decimal<'asset'>(quantity), cost: value(cost) }
      return { ...costBookOf([], []), positions: new Map([['BTC', position]]) }
    }
    const at = (price: string) => () => decimal<'USDT per unit'>(price)
    // 0.1 is held, 0.1 deposited at 110,000, 0.1 bought at 105,000; the price rises from 100,000 to 120,000.
    const deposit = { id: '1', time: 1, asset: 'BTC', change: decimal<'asset'>('0.1'), unitPrice: at('110000')() }
    const report = coinResults(new Map(), {
      opening: { book: bookOf('0.1', '10000'), priceOf: at('100000') },
      closing: { book: bookOf('0.3', '31500'), priceOf: at('120000') },
      flows: [deposit, { ...deposit, asset: 'MX' }],
    })
    expect(report.assets).toMatchObject([{ asset: 'BTC', total: '4500', priceEffect: '3000' }])
  })

  it('add up to the total of the account, to the last digit, for any history, span, prices and equity', () =>
    fc.assert(
      fc.asyncProperty(
        STEPS,
        fc.array(fc.tuple(fc.nat(10_000), fc.nat(10_000), PRICES, PRICES, PROFITS), { minLength: 4, maxLength: 4 }),
        fc.constantFrom(1, 40),
        fc.constantFrom(0, 3),
        async (steps, spans, markEvery, late) => {
          const entries = entriesOf(steps)
          const { reports, learnRest } = await ledgerOf(entries, { markEvery, late })
          await learnRest()
          for (const [a, b, opening, closing, drawn] of spans) {
            const span = spanOf(entries.map(timeOf), a, b)
            const profit = drawn === null ? undefined : drawn.toFixed(8)
            const ends = { since: span.from, opening, closing, profit }
            const present = { now: span.to, prices: closing, ends }
            const how = { method: a % 2 === 0 ? 'average' : 'fifo', by: 'symbol' } as const
            const report = await reports.pnl({ ...how, ...span, zone: 'UTC' }, present)
            const column = (report.assets ?? []).flatMap(({ realized, realizedByFlows, unrealized }) => [
              value(realized),
              value(realizedByFlows),
              value(unrealized),
            ])
            expect(sum([...column, value(report.unassigned)])).toBe(report.total)
            expect(sum([value(report.realized), value(report.unrealized)])).toBe(report.total)
            if (profit !== undefined) expect(report.total).toBe(value(profit))
            for (const { total, ...coin } of report.assets ?? [])
              if (total !== undefined)
                expect(total).toBe(sum([value(coin.realized), value(coin.realizedByFlows), value(coin.unrealized)]))
          }
        },
      ),
      { numRuns: 60 * RUNS },
    ))

  it('are what was realized and what the unrealized profit changed, by books of their own', () =>
    fc.assert(
      fc.asyncProperty(STEPS, fc.nat(10_000), fc.nat(10_000), PRICES, PRICES, async (steps, a, b, opening, closing) => {
        const entries = entriesOf(steps)
        const { reports, learnRest } = await ledgerOf(entries, { markEvery: 5, late: 0 })
        await learnRest()
        const span = spanOf(entries.map(timeOf), a, b)
        const ends = { since: span.from, opening, closing }
        const how = { method: 'average', by: 'symbol' } as const
        const report = await reports.pnl({ ...how, ...span, zone: 'UTC' }, { now: span.to, prices: closing, ends })
        const bookAt = (time: number) =>
          costBookOf(
            [],
            entries.filter((entry) => timeOf(entry) < time),
          )
        for (const { asset, total, unrealized: change } of report.assets ?? []) {
          if (total === undefined || change === undefined) continue
          const at = (time: number, prices: typeof opening): Decimal<'USDT'> =>
            unrealized(bookAt(time), (one) => (one === asset ? prices.get(one) : undefined))
          const uncosted = [span.from, span.to].some(
            (time) => bookAt(time).positions.get(asset)?.uncosted !== undefined,
          )
          if (uncosted) continue
          const exact = subtract(at(span.to, closing), at(span.from, opening))
          const off = Number(subtract(value(change), roundHalfEven(exact, 8)))
          expect(Math.abs(off)).toBeLessThanOrEqual(1e-8)
        }
      }),
      { numRuns: 60 * RUNS },
    ))
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
