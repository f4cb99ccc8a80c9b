import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dealOf } from '../live/testing/events.ts'
import { dealRules } from './merge.ts'
import { RowList } from './row-list.ts'
import { GrowingList } from './use-rows.ts'

const rules = dealRules()
const deals = (count: number) => Array.from({ length: count }, (_, at) => dealOf(`t${at}`, { time: 1_000_000 - at }))

test('a list read page by page holds what a list read at once holds, whatever came live in between', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 }), fc.nat(5), (pages, news) => {
      const all = deals(pages.reduce((sum, size) => sum + size, 0))
      const live = Array.from({ length: news }, (_, at) => dealOf(`n${at}`, { time: 2_000_000 - at }))
      const list = new GrowingList<(typeof all)[number]>()
      let length = 0
      for (const size of pages) {
        length += size
        list.of(all.slice(0, length), rules)?.rows.take(live)
      }
      const shown = list.of(all, rules)?.rows.rows
      expect(shown).toEqual(new RowList([...live, ...all], rules).rows)
    }),
    { numRuns: 60 },
  )
})

test('another reading or other rules begin anew', () => {
  const list = new GrowingList<ReturnType<typeof dealOf>>()
  const first = list.of(deals(5), rules)?.rows
  expect(list.of([...deals(6)], rules)?.rows).not.toBe(first)
  expect(list.of(undefined, rules)).toBeUndefined()
})

test('an earlier answer stays as it was when more is read', () => {
  const all = deals(30)
  const list = new GrowingList<(typeof all)[number]>()
  const before = list.of(all.slice(0, 10), rules)?.rows.rows
  list.of(all, rules)
  expect(before?.length).toBe(10)
})
