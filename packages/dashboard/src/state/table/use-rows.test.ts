import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dealOf } from '../../live/testing/events.ts'
import { dealRules, mergeDeals } from '../store/merge.ts'
import { type MergedRows, type RowSources, mergeSources } from './use-rows.ts'

const rules = dealRules()
const deals = (count: number) => Array.from({ length: count }, (_, at) => dealOf(`t${at}`, { time: 1_000_000 - at }))
type Deal = ReturnType<typeof dealOf>
const NO_DEALS: readonly Deal[] = []
const sourcesOf = (over: Partial<RowSources<Deal>>): RowSources<Deal> => ({
  ...{ read: undefined, rules, live: NO_DEALS, base: NO_DEALS },
  ...over,
})

test('a list read page by page has the rows of a list read at once, with any live rows in between', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ size: fc.integer({ min: 1, max: 40 }), news: fc.nat(3) }), { minLength: 1, maxLength: 6 }),
      (pages) => {
        const all = deals(pages.reduce((sum, { size }) => sum + size, 0))
        let live: readonly Deal[] = []
        let length = 0
        let merged: MergedRows<Deal> | undefined
        for (const { size, news } of pages) {
          length += size
          const from = live.length
          const fresh = Array.from({ length: news }, (_, at) =>
            dealOf(`n${from + at}`, { time: 2_000_000 + from + at }),
          )
          live = [...fresh.reverse(), ...live]
          merged = mergeSources(merged, sourcesOf({ read: all.slice(0, length), live }))
        }
        expect(merged?.rows).toEqual(mergeDeals(live, all))
      },
    ),
    { numRuns: 60 },
  )
})

test('another reading or other rules replace the rows', () => {
  const first = mergeSources(undefined, sourcesOf({ read: deals(5), live: [dealOf('old', { time: 2_000_000 })] }))
  const other = deals(6)
  const second = mergeSources(first, sourcesOf({ read: other }))
  expect(second.rows).toEqual(other)
  const none = { ...dealRules(), matches: () => false }
  const live = [dealOf('new', { time: 2_000_000 })]
  const third = mergeSources(second, sourcesOf({ read: other, rules: none, live }))
  expect(third.rows).toEqual(other)
  expect(mergeSources(third, sourcesOf({})).rows).toBeUndefined()
})

test('the same sources give the same result, which a render with others that is discarded does not change', () => {
  const sources = sourcesOf({ read: deals(5), live: [dealOf('new', { time: 2_000_000 })] })
  const shown = mergeSources(undefined, sources)
  const rows = [...(shown.rows ?? [])]
  expect(mergeSources(shown, { ...sources })).toBe(shown)
  mergeSources(shown, { ...sources, read: [...(sources.read ?? []), dealOf('more', { time: 1 })] })
  expect(shown.rows).toEqual(rows)
  expect(mergeSources(shown, { ...sources })).toBe(shown)
})
