import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Movement, dealData, mask, movement, orderData } from '@spotdeck/api'
import { COLUMNS, csvLine, movementCsvLine } from './csv.ts'

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

it('a line of a balance change is the same with the mask of the owner as without one', () => {
  const change: Movement = {
    seq: 7,
    time: 8,
    asset: 'MX',
    reason: '=1+1',
    kind: 'trade',
    source: 'stream',
    free: '1',
    locked: '0',
    freeChange: '-1',
    lockedChange: '0',
    sentAt: 9,
    orderId: 'C02__1',
    tradeId: 'T1',
    symbol: 'MXUSDT',
    side: 'SELL',
    price: '2',
    fee: '0.1',
    feeAsset: 'USDT',
    flowId: '3',
    flowState: 'completed',
    network: 'a,b',
  }
  const masked = mask('movement', change, { audience: 'owner', maskId: (id) => `masked ${id}` })
  const line = movementCsvLine(change)
  expect(line).toBe(csvLine(COLUMNS.ledger.map((column) => masked?.[column])))
  expect(parse(line)[0]).toHaveLength(Object.keys(change).length)
})
