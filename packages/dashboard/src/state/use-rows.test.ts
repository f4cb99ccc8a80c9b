import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dealOf } from '../live/testing/events.ts'
import { dealRules } from './merge.ts'
import { RowList } from './row-list.ts'
import { RowStore } from './use-rows.ts'

const rules = dealRules()
const deals = (count: number) => Array.from({ length: count }, (_, at) => dealOf(`t${at}`, { time: 1_000_000 - at }))
type Deal = ReturnType<typeof dealOf>
const NO_DEALS: readonly Deal[] = []

test('a list read page by page has the rows of a list read at once, with any live rows in between', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 }), fc.nat(5), (pages, news) => {
      const all = deals(pages.reduce((sum, size) => sum + size, 0))
      const live = Array.from({ length: news }, (_, at) => dealOf(`n${at}`, { time: 2_000_000 - at }))
      const store = new RowStore<Deal>()
      let length = 0
      let shown: readonly Deal[] | undefined
      for (const size of pages) {
        length += size
        shown = store.rowsOf({ read: all.slice(0, length), rules, live })
      }
      expect(shown).toEqual(new RowList([...live, ...all], rules).rows)
    }),
    { numRuns: 60 },
  )
})

test('another reading or other rules replace the rows', () => {
  const store = new RowStore<Deal>()
  store.rowsOf({ read: deals(5), rules, live: [dealOf('old', { time: 2_000_000 })] })
  const other = deals(6)
  expect(store.rowsOf({ read: other, rules, live: NO_DEALS })).toEqual(other)
  const none = { ...dealRules(), matches: () => false }
  expect(store.rowsOf({ read: other, rules: none, live: [dealOf('new', { time: 2_000_000 })] })).toEqual(other)
  expect(store.rowsOf({ read: undefined, rules, live: NO_DEALS })).toBeUndefined()
})

test('the same sources give the same array, also after a render with others was discarded', () => {
  const store = new RowStore<Deal>()
  const sources = { read: deals(5), rules, live: [dealOf('new', { time: 2_000_000 })] }
  const shown = store.rowsOf(sources)
  expect(store.rowsOf({ ...sources })).toBe(shown)
  store.rowsOf({ ...sources, read: deals(3) })
  expect(store.rowsOf(sources)).toEqual(shown)
})

test('an earlier answer does not change when more is read', () => {
  const all = deals(30)
  const store = new RowStore<Deal>()
  const before = store.rowsOf({ read: all.slice(0, 10), rules, live: NO_DEALS })
  store.rowsOf({ read: all, rules, live: NO_DEALS })
  expect(before?.length).toBe(10)
})
