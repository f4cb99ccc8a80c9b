import { type Decimal, add, decimal, subtract, sum, zero } from '@spotdeck/exact'
import type { Value } from '@spotdeck/ledger'
import type { EquityRow, ListedFlow } from '@spotdeck/store'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spliced } from './equity-curve.ts'
import { withinSpan } from './equity-span.ts'
import { type SampleStore, seriesOf } from './equity-readings.ts'
import type { Move } from './restate.ts'

const HOUR = 3_600_000
const row = (time: number, total: string, netDeposits: string | null = null): EquityRow => {
  return { time, total, free: null, locked: null, netDeposits }
}
const hourly = (...rows: readonly EquityRow[]) => spliced([{ everyMs: HOUR, rows }])
const paid = (time: number, value: string): Move => ({ sum: 'netDeposits', time, value: decimal(value) })

describe('the bounds of a span', () => {
  const rows = hourly(row(HOUR, '100'), row(2 * HOUR, '200'), row(3 * HOUR, '300'))
  const within = (from: number, to: number) =>
    withinSpan(rows, { from, to }, []).map(({ time, total }) => [time, total])

  it('are interpolated between the neighboring samples', () => {
    expect(within(1.25 * HOUR, 2.5 * HOUR)).toEqual([
      [1.25 * HOUR, '125'],
      [2 * HOUR, '200'],
      [2.5 * HOUR - 1, '250'],
    ])
    expect(within(1.25 * HOUR, 1.5 * HOUR)).toEqual([
      [1.25 * HOUR, '125'],
      [1.5 * HOUR - 1, '150'],
    ])
  })

  it('are samples where one was taken, and where the samples begin and end', () => {
    expect(within(2 * HOUR, 3 * HOUR)).toEqual([
      [2 * HOUR, '200'],
      [3 * HOUR - 1, '300'],
    ])
    expect(within(0, 9 * HOUR).map(([time]) => time)).toEqual([HOUR, 2 * HOUR, 3 * HOUR])
  })

  it('are not guessed within a gap', () => {
    const hole = hourly(row(HOUR, '100'), row(9 * HOUR, '200'))
    expect(withinSpan(hole, { from: 0, to: 5 * HOUR }, []).map(({ time }) => time)).toEqual([HOUR])
    expect(withinSpan(hole, { from: 5 * HOUR, to: 10 * HOUR }, []).map(({ time }) => time)).toEqual([9 * HOUR])
  })

  it('count what came in the same step from its own time on, and of unknown time from the later sample on', () => {
    const told = hourly(row(HOUR, '100', '0'), row(2 * HOUR, '1110', '1000'))
    const startAt = (time: number, moves: readonly Move[]) =>
      withinSpan(told, { from: time, to: 9 * HOUR }, moves)[0] as EquityRow
    const early = [paid(1.25 * HOUR, '1000')]
    expect(startAt(1.5 * HOUR, early)).toMatchObject({ total: '1105', netDeposits: '1000' })
    expect(startAt(1.2 * HOUR, early)).toMatchObject({ total: '102', netDeposits: '0' })
    expect(startAt(1.25 * HOUR, early)).toMatchObject({ total: '102.5', netDeposits: '0' })
    const both = [paid(1.75 * HOUR, '400'), paid(1.25 * HOUR, '600')]
    expect(startAt(1.5 * HOUR, both)).toMatchObject({ total: '705', netDeposits: '600' })
    expect(startAt(1.5 * HOUR, [])).toMatchObject({ total: '100', netDeposits: '0' })
  })

  it('of an empty span are none', () => {
    const rows = hourly(row(HOUR, '100'), row(2 * HOUR, '200'))
    for (const at of [HOUR, 1.5 * HOUR]) expect(withinSpan(rows, { from: at, to: at }, [])).toEqual([])
  })

  it('divide what is free and in orders as the equity', () => {
    const held = (time: number, free: string, locked: string) => ({ ...row(time, '100'), free, locked })
    const rows = hourly(held(HOUR, '100', '0'), held(2 * HOUR, '60', '40'))
    expect(withinSpan(rows, { from: 1.5 * HOUR, to: 9 * HOUR }, [])[0]).toMatchObject({ free: '80', locked: '20' })
  })
})

/** A history of one asset: hourly samples, deposits and realized profit at any time. */
const history = fc.record({
  worth: fc.array(fc.integer({ min: 1_000, max: 2_000 }), { minLength: 12, maxLength: 12 }),
  deposits: fc.array(
    fc.record({ time: fc.integer({ min: 1, max: 11 * HOUR }), amount: fc.integer({ min: 1, max: 500 }) }),
    {
      maxLength: 6,
    },
  ),
  profits: fc.array(
    fc.record({ time: fc.integer({ min: 1, max: 11 * HOUR }), amount: fc.integer({ min: -50, max: 50 }) }),
    {
      maxLength: 8,
    },
  ),
})
type History = typeof history extends fc.Arbitrary<infer T> ? T : never

const totalUntil = (list: History['deposits'], time: number): Value =>
  sum(list.filter((one) => one.time <= time).map(({ amount }) => decimal<'USDT'>(String(amount))))

function storeOf({ worth, deposits }: History): SampleStore {
  const rows = worth.map((value, hour) => {
    const paidIn = totalUntil(deposits, hour * HOUR)
    return row(hour * HOUR, add(decimal<'USDT'>(String(value)), paidIn), paidIn)
  })
  const flows = deposits.map(({ time, amount }, n): ListedFlow => ({
    id: String(n),
    asset: 'USDT',
    change: decimal(String(amount)),
    reason: 'DEPOSIT',
    time,
  }))
  return {
    equity: async (resolution, from, to) =>
      resolution === 'hour' ? rows.filter(({ time }) => time >= from && time < to) : [],
    flows: async () => flows,
    notes: () => [],
    valuations: () => [],
    isPastWhole: () => false,
  }
}

const bounds = fc
  .uniqueArray(fc.integer({ min: 0, max: 11 * HOUR }), { minLength: 3, maxLength: 3 })
  .map((times) => times.toSorted((a, b) => a - b) as [number, number, number])

describe('figures of consecutive spans', () => {
  it('add up, and the curve of each ends with what its deals realized', async () => {
    await fc.assert(
      fc.asyncProperty(history, bounds, async (lived, [a, b, c]) => {
        // A span of a millisecond begins and ends at one time.
        fc.pre(b - a > 1 && c - b > 1)
        const store = storeOf(lived)
        const book = {
          opening: zero<'USDT'>(),
          totalsAt: async (times: readonly number[]) =>
            new Map(times.map((time) => [time, totalUntil(lived.profits, time)] as const)),
        }
        const pnl = { opening: '0', realized: '0', unrealized: '0' }
        const last = { ...row(11 * HOUR, '0'), total: '0', netDeposits: '0', pnl }
        const read = async (from: number, to: number) => {
          const { points } = await seriesOf(store, { from, to, points: 500 }, { last, book })
          const [first, end] = [points[0], points.at(-1)]
          const change = (key: 'total' | 'netDeposits' | 'realizedPnl'): Decimal<'USDT'> =>
            subtract(decimal<'USDT'>(end?.[key] ?? 'x'), decimal<'USDT'>(first?.[key] ?? 'x'))
          const deals = lived.profits.filter(({ time }) => time >= from && time < to)
          expect(change('realizedPnl')).toBe(String(deals.reduce((all, { amount }) => all + amount, 0)))
          const paidIn = lived.deposits.filter(({ time }) => time >= from && time < to)
          expect(change('netDeposits')).toBe(String(paidIn.reduce((all, { amount }) => all + amount, 0)))
          return change('total')
        }
        const [one, two, whole] = [await read(a, b), await read(b, c), await read(a, c)]
        expect(add(one, two)).toBe(whole)
      }),
    )
  })
})
