import { sum, zero } from '@spotdeck/exact'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OPENINGS, history } from '../testing/history.ts'
import { bookResults, closeResults, openResultBook } from './entry-result.ts'
import { type LotRow, bookLots, closeLots, openLotBook } from './lot-book.ts'

/** `SPOTDECK_PROPERTY_RUNS=2` runs twice as many. */
const RUNS = Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1)

/** Mean holding time of what was sold, by the quantities of its lot rows; of all times of purchase known. */
function heldMs(sold: readonly LotRow[]): number | undefined {
  const times = sold.map(({ time, acquired }) => (acquired?.time === undefined ? NaN : time - acquired.time))
  const quantities = sold.map(({ quantity }) => Number(quantity))
  const whole = quantities.reduce((all, one) => all + one, 0)
  const mean = times.reduce((all, time, at) => all + time * ((quantities[at] ?? 0) / whole), 0)
  return sold.length === 0 || Number.isNaN(mean) ? undefined : mean
}

test.each(['fifo', 'average', 'hifo'] as const)(
  'a result is what the lot rows of its entry gained, by %s',
  (method) => {
    fc.assert(
      fc.property(history, (entries) => {
        const lots = bookLots(openLotBook(OPENINGS, method), entries)
        const rows = [...lots.rows, ...closeLots(lots.lots)]
        const booked = bookResults(openResultBook(OPENINGS, method), entries)
        const results = [...booked.results, ...closeResults(booked.book)]
        expect(results.map(({ entry }) => entry)).toEqual(entries)
        for (const { entry, gained, trade } of results) {
          const own = rows.filter((row) => row.entry === entry)
          expect(gained).toBe(sum(own.map(({ gain }) => gain ?? zero<'USDT'>())))
          const isSale = entry.kind === 'deal' && entry.deal.side === 'SELL'
          const sold = own.filter(({ kind, gain }) => isSale && kind === 'sale' && gain !== undefined)
          expect(trade?.gain).toBe(sold.length > 0 ? gained : undefined)
          const held = heldMs(sold)
          expect(trade?.heldMs === undefined).toBe(held === undefined)
          if (held !== undefined) expect(Math.abs(held - Number(trade?.heldMs))).toBeLessThan(1)
        }
        expect(sum(results.map(({ gained }) => gained))).toBe(lots.lots.book.realized)
      }),
      { numRuns: Math.ceil(120 * RUNS) },
    )
  },
)
