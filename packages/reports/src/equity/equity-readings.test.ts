import { decimal } from '@spotdeck/exact'
import { PerformanceReader } from '@spotdeck/ledger'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { daysOf } from '../base/days.ts'
import { performanceReport } from './performance.ts'
import type { EquityRow, ListedFlow, Resolution } from '@spotdeck/store'
import { type SampleStore, indexOf, samplesOf, seriesOf } from './equity-readings.ts'

/** `SPOTDECK_PROPERTY_RUNS=2` runs twice as many. */
const RUNS = Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1)

const SECOND = 1_000
const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 24 * HOUR
const MIDNIGHT = Date.UTC(2025, 9, 23)
/** Off every whole hour and minute, as starts are. */
const BIRTH = MIDNIGHT + 2 * HOUR + 40 * MINUTE + 42 * SECOND
const NOW = BIRTH + 4 * DAY

const worth = (time: number): string =>
  String(60_000 + Math.round(900 * Math.sin(time / 3e6) + 300 * Math.sin(time / 4e5)))
const PAID = [BIRTH + DAY + 17 * MINUTE, BIRTH + 2 * DAY + 41 * MINUTE + 30 * SECOND]
const paidAt = (time: number): number => 10_000 * PAID.filter((at) => at <= time).length
const row = (time: number): EquityRow => ({
  time,
  total: String(Number(worth(time)) + paidAt(time)),
  free: '0',
  locked: '0',
  netDeposits: String(paidAt(time)),
})

/** As a gateway keeps them: each density begins with the first sample of all; before it, hours worked out. */
function kept(): SampleStore {
  const past = [1, 2].map((hour): EquityRow => ({
    ...row(MIDNIGHT + hour * HOUR),
    free: null,
    locked: null,
    netDeposits: null,
    backfilled: true,
  }))
  const every = (stepMs: number, from: number): EquityRow[] => {
    const rows = from <= BIRTH ? [row(BIRTH)] : []
    for (let time = Math.ceil((from + 1) / stepMs) * stepMs; time < NOW; time += stepMs) rows.push(row(time + 700))
    return rows
  }
  const lists: { readonly [R in Resolution]: readonly EquityRow[] } = {
    second: every(SECOND, NOW - HOUR),
    minute: every(MINUTE, BIRTH),
    hour: [...past, ...every(HOUR, BIRTH)],
  }
  return {
    equity: async (resolution, from, to) => lists[resolution].filter(({ time }) => time >= from && time < to),
    flows: async () => [],
    notes: () => [],
    valuations: () => [],
    isPastWhole: () => false,
  }
}

const store = kept()
const points = fc.integer({ min: 2, max: 2_000 })
const isKnown = ({ total }: { readonly total: string | null }) => total !== null
const from = NOW - 30 * DAY

describe('a reduced curve', () => {
  it('begins and ends with the first and last known point, for any number of points and any end', async () => {
    const until = fc.integer({ min: BIRTH + HOUR, max: NOW })
    const since = fc.integer({ min: from, max: BIRTH + 3 * DAY })
    await fc.assert(
      fc.asyncProperty(since, until, points, async (begin, to, count) => {
        fc.pre(begin < to - MINUTE)
        const samples = await samplesOf(store, { from: begin, to })
        const known = (await seriesOf(store, { from: begin, to, points: count }, {})).points.filter(isKnown)
        const { time, total } = known[0] ?? {}
        expect({ time, total }).toEqual({ time: samples[0]?.time, total: samples[0]?.total })
        expect(known.at(-1)).toMatchObject({ time: samples.at(-1)?.time, total: samples.at(-1)?.total })
      }),
      { numRuns: 15 * RUNS },
    )
  })

  it('contains stored samples only, at their own times', async () => {
    const known = (await seriesOf(store, { from, to: NOW, points: 360 }, {})).points.filter(isKnown)
    const taken = new Set(['second', 'minute', 'hour'] as const)
    const times = new Set<number>()
    for (const resolution of taken) for (const { time } of await store.equity(resolution, 0, NOW)) times.add(time)
    expect(known.filter(({ time }) => !times.has(time))).toEqual([])
    expect(known[0]?.time).toBe(MIDNIGHT + HOUR)
  })
})

describe('the samples of an account that had nothing before its first flow', () => {
  const paid = MIDNIGHT + 20 * MINUTE
  const flow = (asset: string, change: string, time = paid): ListedFlow => ({
    id: asset,
    asset,
    change: decimal(change),
    reason: 'DEPOSIT',
    time,
  })
  const priced = { unitPrice: decimal<'USDT per unit'>('2'), pricedAt: NOW }
  const first = async (flows: readonly ListedFlow[], isPastWhole = true) => {
    const whole = { ...store, flows: async () => flows, isPastWhole: () => isPastWhole }
    const [one] = await samplesOf(whole, { from, to: NOW })
    return one === undefined ? undefined : [one.time, one.total]
  }
  const unknown = [MIDNIGHT + HOUR, String(Number(worth(MIDNIGHT + HOUR)) + paidAt(MIDNIGHT + HOUR))]

  it('begin with what came first, and with the next sample where that is not known or follows a gap', async () => {
    expect(await first([flow('USDT', '5'), { ...flow('MX', '7'), ...priced }, flow('BTC', '1', BIRTH)])).toEqual([
      paid,
      '19',
    ])
    expect(await first([flow('USDT', '5'), flow('MX', '7')])).toEqual(unknown)
    expect(await first([flow('USDT', '5', MIDNIGHT - 2 * HOUR - 1)])).toEqual(unknown)
    expect(await first([flow('USDT', '5')], false)).toEqual(unknown)
    expect(await first([])).toEqual(unknown)
  })
})

describe('the index and the curve of a span', () => {
  it('begin at nothing and end at the return and drawdown of the span, for any number of points', async () => {
    const ends = fc.integer({ min: BIRTH + HOUR, max: NOW })
    await fc.assert(
      fc.asyncProperty(ends, points, async (to, count) => {
        const known = (await indexOf(store, { from, to, points: count })).points.filter(({ index }) => index !== null)
        const report = performanceReport(
          await samplesOf(store, { from, to }),
          { wins: 0, losses: 0 },
          { from, to, now: NOW },
          new PerformanceReader(daysOf('UTC')),
        )
        expect(known[0]).toEqual({ time: report.since, index: '100' })
        const curve = (await seriesOf(store, { from, to, points: count }, {})).points.filter(isKnown)
        expect(curve[0]).toMatchObject({ return: '0', drawdown: '0' })
        expect(curve.at(-1)?.return).toBe(report.timeWeightedReturn)
        // A drawdown of 0 is told as not known while a part of the span is not known.
        expect(curve.at(-1)?.drawdown).toBe(report.drawdown ?? '0')
        const grown = Number(known.at(-1)?.index) / 100 - 1
        expect(Math.abs(grown - Number(report.timeWeightedReturn))).toBeLessThan(0.000_051)
      }),
      { numRuns: 10 * RUNS },
    )
  })
})
