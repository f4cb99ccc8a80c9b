import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dealData, movement, orderData } from '@spotdeck/api'
import { COLUMNS, csvLine } from './csv.ts'

/** As another library reads it. */
const readBack = (values: readonly unknown[]): string[] => parse(csvLine(values), { relax_column_count: true })[0] ?? []

describe('a line of CSV', () => {
  it('has no formula in any cell, and reads back unchanged but for the mark before such text', () => {
    const rough = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc
        .tuple(
          fc.constantFrom('=', '+', '-', '@', ';', '\t', '\r', '\n', '＝', '＋', '－', '＠', '；', "'"),
          fc.string(),
        )
        .map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(fc.array(rough, { minLength: 1, maxLength: 6 }), (values) => {
        const cells = readBack(['first', ...values]).slice(1)
        expect(cells).toHaveLength(values.length)
        for (const [n, cell] of cells.entries()) {
          const value = Buffer.from(values[n] ?? '', 'utf8').toString('utf8')
          expect([value, `'${value}`]).toContain(cell)
          if (!/^-\d+(?:\.\d+)?$/.test(cell)) expect(cell).not.toMatch(/^[=+\-@;\t\r\n＝＋－＠；]/)
        }
      }),
    )
  })

  it('leaves signed numbers unmarked, and no other text that begins like one', () => {
    expect(csvLine(['-1.5', '-0.00000001', '0', 12, true, undefined, null])).toBe('-1.5,-0.00000001,0,12,true,,\r\n')
    expect(csvLine(['-1+1', '-', '+5', '-1e5', '-1\n'])).toBe("'-1+1,'-,'+5,'-1e5,\"'-1\n\"\r\n")
  })
})

it('an export leaves out no field of what it lists', () => {
  for (const [table, schema] of [
    ['orders', orderData],
    ['deals', dealData],
    ['ledger', movement],
  ] as const)
    expect([table, [...COLUMNS[table]].sort()]).toEqual([table, Object.keys(schema.shape).sort()])
})
