import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RowList, type RowRules } from './row-list.ts'

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
      const list = new RowList(
        start.map((one) => ({ ...one, shown: true })),
        rules,
      )
      const expected = new Map(list.rows.map((one) => [one.id, one]))
      let live: readonly Row[] = []
      for (const batch of batches) {
        live = [...batch, ...live]
        list.take(live)
        for (const one of batch) {
          const shown = expected.get(one.id)
          if (shown !== undefined && one.version < shown.version) continue
          if (one.shown) expected.set(one.id, one)
          else expected.delete(one.id)
        }
        expect(list.rows).toEqual([...expected.values()].sort(rules.before))
      }
    }),
  )
})

test('what was answered before stays as it was, and nothing new is the same answer', () => {
  const first: Row = { id: 1, at: 1, version: 1, shown: true }
  const list = new RowList([first], rules)
  const before = list.rows
  const live = [{ id: 2, at: 2, version: 1, shown: true }]
  const after = list.take(live)
  expect(before).toEqual([first])
  expect(after.map(({ id }) => id)).toEqual([2, 1])
  expect(list.take(live)).toBe(after)
})
