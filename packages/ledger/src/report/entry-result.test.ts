import { sum, zero } from '@spotdeck/exact'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OPENINGS, history } from '../testing/history.ts'
import { bookResults, closeResults, openResultBook } from './entry-result.ts'
import { bookLots, closeLots, openLotBook } from './lot-book.ts'

/** `SPOTDECK_PROPERTY_RUNS=2` runs twice as many. */
const RUNS = Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1)

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
          const isTrade =
            entry.kind === 'deal' &&
            entry.deal.side === 'SELL' &&
            own.some(({ kind, gain }) => kind === 'sale' && gain !== undefined)
          expect(trade?.gain).toBe(isTrade ? gained : undefined)
        }
        expect(sum(results.map(({ gained }) => gained))).toBe(lots.lots.book.realized)
      }),
      { numRuns: Math.ceil(300 * RUNS) },
    )
  },
)
