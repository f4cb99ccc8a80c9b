import { decimal, fromScaled } from '@spotdeck/exact'
import { type EquityRow, type LedgerStore, type ListedFlow } from '@spotdeck/store'
import { MemoryDisk, openMemoryStore } from '@spotdeck/store/testing'
import { PerformanceReader, type UnexplainedAdjustment, type ValuationChange } from '@spotdeck/ledger'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Span } from '../base/port.ts'
import { daysOf } from '../base/days.ts'
import { type SampleStore, indexOf, samplesOf, seriesOf } from './equity-readings.ts'
import { performanceReport } from './performance.ts'
import { StretchMaker } from './stretch-maker.ts'

/** `SPOTDECK_PROPERTY_RUNS=2` runs twice as many. */
const RUNS = 10 * Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1)

const SECOND = 1_000
const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 24 * HOUR
const BEGIN = Date.UTC(2026, 2, 27)
const END = BEGIN + 4 * DAY
const MINUTES_FROM = END - 1.5 * DAY
const ZONES = ['UTC', 'Asia/Taipei', 'Asia/Kathmandu', 'Europe/Berlin', 'America/New_York'] as const

/** A course of equity that nothing repeats in: no figure is half way between two that are shown. */
function rowsOf(from: number, step: number, { seed, pauses }: Pick<Lived, 'seed' | 'pauses'>): EquityRow[] {
  const rows: EquityRow[] = []
  for (let time = from + 137; time < END; time += step) {
    if (pauses.some((pause) => time >= pause.at && time < pause.at + pause.ms)) continue
    const n = BigInt((Math.imul(time / 1_000 + seed, 2_654_435_761) >>> 0) % 4_000_037)
    const paidIn = time >= BEGIN + DAY ? '5000' : '0'
    rows.push({ time, total: fromScaled(100_000_000_017n + 31n * n, 6), free: '1', locked: '1', netDeposits: paidIn })
  }
  return rows
}

const moment = fc.integer({ min: BEGIN, max: END })
const lived = fc.record({
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  pauses: fc.array(fc.record({ at: moment, ms: fc.integer({ min: 2 * MINUTE, max: 9 * HOUR }) }), { maxLength: 4 }),
  /** Flows that were learned, or priced, later than balances held them; some never were. */
  flows: fc.array(fc.record({ since: moment, late: fc.integer({ min: 1, max: 5 * HOUR }), isPriced: fc.boolean() }), {
    maxLength: 4,
  }),
  notes: fc.array(moment, { maxLength: 3 }),
  valuations: fc.array(moment, { maxLength: 2 }),
  estimates: fc.integer({ min: 0, max: 30 }),
})
type Lived = typeof lived extends fc.Arbitrary<infer T> ? T : never

const flowOf = ({ since, late, isPriced }: Lived['flows'][number], n: number): ListedFlow => ({
  id: String(n),
  asset: 'MX',
  change: decimal('12.5'),
  reason: 'DEPOSIT',
  time: since + late,
  held: { since, learntAt: since + late },
  ...(isPriced ? { unitPrice: decimal('2.13'), pricedAt: since + 2 * late } : {}),
})
const noteOf = (since: number): UnexplainedAdjustment => ({
  asset: 'MX',
  change: decimal('3.7'),
  since,
  unitPrice: decimal('2.11'),
})
const valuationOf = (time: number): ValuationChange => ({
  asset: 'MX',
  time,
  quantity: decimal('7'),
  unitPrice: decimal('2.09'),
  isPriced: false,
})

/** The account's samples with their stretches; as another process would find them. */
async function stored(one: Lived): Promise<{ readonly store: LedgerStore; readonly samples: SampleStore }> {
  const disk = new MemoryDisk({ account: 'main', host: 'h', user: 'u' }, 'abcdef01')
  const store = openMemoryStore(disk)
  const estimates = Array.from({ length: one.estimates }, (_, n): EquityRow => {
    const time = BEGIN - n * HOUR
    return { time, total: '9000.5', free: null, locked: null, netDeposits: null, backfilled: true }
  })
  await store.saveEquity('hour', [...estimates, ...rowsOf(BEGIN, HOUR, one)])
  await store.saveEquity('minute', rowsOf(MINUTES_FROM, MINUTE, one))
  await store.saveEquity('second', rowsOf(END - HOUR / 4, SECOND, one))
  await made(store)
  return {
    store,
    samples: {
      equity: (...asked) => store.equity(...asked),
      equityWithin: (...asked) => store.equityWithin(...asked),
      stretches: (...asked) => store.stretches(...asked),
      flows: async () => one.flows.map(flowOf),
      notes: () => one.notes.map(noteOf),
      valuations: () => one.valuations.map(valuationOf),
      isPastWhole: () => false,
    },
  }
}

async function made(store: LedgerStore): Promise<void> {
  const maker = new StretchMaker(store)
  while (await maker.step({ minute: MINUTES_FROM, hour: BEGIN }, END));
}

/** The slow way: every sample is read. */
const eachOf = ({ equityWithin: _, stretches: __, ...rest }: SampleStore): SampleStore => rest

async function reportsOf(samples: SampleStore, span: Span, { zone, points }: { zone: string; points: number }) {
  const dayOf = daysOf(zone)
  const rows = await samplesOf(samples, span, ({ first, last }) => dayOf(first).day === dayOf(last.time).day)
  const closings = { wins: 0, losses: 0 }
  return {
    performance: performanceReport(rows, closings, { ...span, now: END + HOUR }, new PerformanceReader(dayOf)),
    series: await seriesOf(samples, { ...span, points }, {}),
    index: await indexOf(samples, { ...span, points }),
  }
}

const asked = fc.record({
  from: fc.integer({ min: BEGIN - 10 * HOUR, max: END }),
  length: fc.oneof(fc.integer({ min: 1, max: 6 * HOUR }), fc.integer({ min: HOUR, max: 5 * DAY })),
  points: fc.integer({ min: 1, max: 2_000 }),
  zone: fc.constantFrom(...ZONES),
})

describe('stretches of equity', () => {
  it('give the same performance, curve and index as every sample', async () => {
    await fc.assert(
      fc.asyncProperty(lived, fc.array(asked, { minLength: 1, maxLength: 4 }), async (one, questions) => {
        const { samples } = await stored(one)
        for (const { from, length, ...how } of questions) {
          const span = { from, to: from + length }
          expect(await reportsOf(samples, span, how)).toEqual(await reportsOf(eachOf(samples), span, how))
        }
      }),
      { numRuns: RUNS },
    )
  }, 240_000)

  it('are removed with the samples that change, and made again by the next process', async () => {
    await fc.assert(
      fc.asyncProperty(lived, fc.array(moment, { maxLength: 6 }), moment, async (one, changed, before) => {
        const { store, samples } = await stored(one)
        const rows = changed.map((time): EquityRow => {
          return { time, total: '99000.25', free: '1', locked: '1', netDeposits: '5000' }
        })
        await store.saveEquity('minute', rows)
        await store.saveEquity('hour', rows.slice(0, 2))
        await store.pruneEquity('minute', before)
        const span = { from: BEGIN, to: END }
        const how = { zone: 'Asia/Taipei', points: 200 }
        const expected = await reportsOf(eachOf(samples), span, how)
        expect(await reportsOf(samples, span, how)).toEqual(expected)
        await made(store)
        expect(await reportsOf(samples, span, how)).toEqual(expected)
      }),
      { numRuns: RUNS / 2 },
    )
  }, 240_000)

  it('are read in place of nearly all samples of a long span', async () => {
    const { samples } = await stored({ seed: 7, pauses: [], flows: [], notes: [], valuations: [], estimates: 0 })
    let read = 0
    const counting: SampleStore = {
      ...samples,
      equity: async (...of) => counted(await samples.equity(...of)),
      equityWithin: async (...of) => counted((await samples.equityWithin?.(...of)) ?? []),
    }
    const counted = (rows: readonly EquityRow[]) => {
      read += rows.length
      return rows
    }
    const dayOf = daysOf('Asia/Taipei')
    const all = await samplesOf(eachOf(samples), { from: BEGIN, to: END - DAY / 2 })
    const few = await samplesOf(counting, { from: BEGIN, to: END - DAY / 2 }, (one) => {
      return dayOf(one.first).day === dayOf(one.last.time).day
    })
    expect(all.length).toBeGreaterThan(1_400)
    expect(few.length).toBeLessThan(200)
    expect(read).toBeLessThan(150)
  })

  it('are not made over a pause, an estimate or unknown deposits, nor before they are over', async () => {
    const store = openMemoryStore(new MemoryDisk({ account: 'main', host: 'h', user: 'u' }, 'abcdef01'))
    const rows = rowsOf(BEGIN, HOUR, { seed: 1, pauses: [{ at: BEGIN + 10 * HOUR, ms: 4 * HOUR }] })
    await store.saveEquity('hour', rows.slice(0, 40))
    const maker = new StretchMaker(store)
    await maker.step({ minute: BEGIN, hour: BEGIN }, BEGIN + 23.9 * HOUR)
    const begins = async () => (await store.stretches('hour', 0, END)).map(({ begin }) => (begin - BEGIN) / HOUR)
    // The first has no sample before it, the second has the pause, and the third is not over.
    expect(await begins()).toEqual([])
    await maker.step({ minute: BEGIN, hour: BEGIN }, BEGIN + 33 * HOUR)
    expect(await begins()).toEqual([16, 24])
  })
})
