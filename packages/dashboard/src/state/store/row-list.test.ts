import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type RowRules, mergeRows, sortedRows } from './row-list.ts'

type Row = { readonly id: number; readonly at: number; readonly version: number; readonly shown: boolean }

const rules: RowRules<Row> = {
  key: (row) => String(row.id),
  before: (a, b) => b.at - a.at || b.id - a.id,
  matches: (row) => row.shown,
  replaces: (live, shown) => live.version >= shown.version,
}

/** Ten ids, each with its own place for good. */
const row = fc
  .record({ id: fc.integer({ min: 0, max: 9 }), version: fc.integer({ min: 0, max: 20 }), shown: fc.boolean() })
  .map((made): Row => ({ ...made, at: (made.id * 7) % 4 }))

test('rows merged in batches are the rows sorted anew', () => {
  fc.assert(
    fc.property(fc.array(row), fc.array(fc.array(row)), (start, batches) => {
      const first = start.map((one) => ({ ...one, shown: true }))
      let rows = sortedRows(first, rules)
      const expected = new Map(rows.map((one) => [one.id, one]))
      for (const batch of batches) {
        rows = mergeRows(rows, batch, rules)
        for (const one of batch) {
          const shown = expected.get(one.id)
          if (shown !== undefined && one.version < shown.version) continue
          if (one.shown) expected.set(one.id, one)
          else expected.delete(one.id)
        }
        expect(rows).toEqual([...expected.values()].sort(rules.before))
      }
    }),
  )
})

test('merging leaves the rows before as they were, and returns them where nothing changes', () => {
  const before: readonly Row[] = [{ id: 1, at: 1, version: 1, shown: true }]
  const live = [{ id: 2, at: 2, version: 1, shown: true }]
  const after = mergeRows(before, live, rules)
  expect(before.map(({ id }) => id)).toEqual([1])
  expect(after.map(({ id }) => id)).toEqual([2, 1])
  expect(mergeRows(after, live, rules)).toBe(after)
})
