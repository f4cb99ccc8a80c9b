import { type LotMethod, breakdownGroups, breakdownMeasures } from '@spotdeck/api'
import { periodGroups } from '@spotdeck/ledger'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STEPS, ZONES, entriesOf, ledgerOf, spanOf } from '../testing/random-ledger.ts'

const RUNS = Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1)
const QUERIES = fc.record({
  // A boundary of a period is wrong in few cases: most of them are of periods.
  group: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...periodGroups) },
    { weight: 1, arbitrary: fc.constantFrom(...breakdownGroups) },
  ),
  method: fc.constantFrom<LotMethod>('average', 'fifo', 'fifo'),
  symbols: fc.constantFrom(undefined, undefined, ['MXUSDT'], ['MXUSDT', 'MXBTC']),
  asset: fc.constantFrom(undefined, undefined, 'MX', 'USDT'),
  side: fc.constantFrom<'BUY' | 'SELL' | undefined>(undefined, undefined, 'BUY', 'SELL'),
  role: fc.constantFrom<'maker' | 'taker' | undefined>(undefined, undefined, 'maker', 'taker'),
})

describe('the breakdown of stored sums', () => {
  it('is that of a walk through every deal, for any history, filter, zone and span, with deals that come late', () =>
    fc.assert(
      fc.asyncProperty(
        STEPS,
        fc.array(fc.tuple(QUERIES, fc.nat(10_000), fc.nat(10_000), fc.constantFrom(...ZONES)), {
          minLength: 6,
          maxLength: 6,
        }),
        fc.constantFrom(1, 5, 40),
        fc.constantFrom(0, 2, 9),
        async (steps, questions, markEvery, late) => {
          const entries = entriesOf(steps)
          const times = entries.map((entry) => (entry.kind === 'deal' ? entry.deal.time : entry.flow.time))
          const { reports, naive, learnRest } = await ledgerOf(entries, { markEvery, late })
          await learnRest()
          for (const [query, a, b, zone] of questions) {
            const span = { ...spanOf(times, a, b), zone }
            const asked = { ...query, measures: breakdownMeasures }
            expect(await reports.breakdown({ ...asked, ...span })).toEqual(await naive(asked, span))
          }
        },
      ),
      { numRuns: 30 * RUNS },
    ))
})

describe('the breakdown by highest cost first', () => {
  it('from a mark of an earlier walk is that from the first entry, also after deals that come late', () =>
    fc.assert(
      fc.asyncProperty(
        STEPS,
        fc.array(fc.tuple(fc.constantFrom(...breakdownGroups), fc.nat(10_000), fc.nat(10_000)), {
          minLength: 8,
          maxLength: 8,
        }),
        fc.constantFrom(1, 5, 40),
        fc.constantFrom(0, 2, 9),
        async (steps, questions, markEvery, late) => {
          const entries = entriesOf(steps)
          const times = entries.map((entry) => (entry.kind === 'deal' ? entry.deal.time : entry.flow.time))
          const { reports, naive, learnRest, marks } = await ledgerOf(entries, { markEvery, late })
          for (const [n, [group, a, b]] of questions.entries()) {
            if (n === 4) await learnRest()
            const query = { group, method: 'hifo' as const, measures: breakdownMeasures }
            const span = { ...spanOf(times, a, b), zone: 'UTC' }
            expect(await reports.breakdown({ ...query, ...span })).toEqual(await naive(query, span))
          }
          expect(marks.size).toBeLessThanOrEqual(32)
        },
      ),
      { numRuns: 30 * RUNS },
    ))
})
