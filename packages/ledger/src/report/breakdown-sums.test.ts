/** A breakdown of stored sums and runs is that of the results that they were added up of. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OPENINGS, history } from '../testing/history.ts'
import { type Breakdown, type BreakdownQuestion, BreakdownSums, grainOf, isPeriod } from './breakdown.ts'
import type { CostEntry } from './cost-entry.ts'
import { bookResults, closeResults, openResultBook } from './entry-result.ts'
import { type PnlMethodName, combined } from './pnl-sum.ts'
import { beginPnl, bookPnl, closePnl } from './pnl-walk.ts'

/** `SPOTDECK_PROPERTY_RUNS=2` runs twice as many. */
const RUNS = Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1)

/** Keys by a clock that runs on UTC. */
function periodsOf(time: number) {
  const text = new Date(time).toISOString()
  return {
    hour: text.slice(11, 13),
    weekday: '1',
    day: text.slice(0, 10),
    week: text.slice(0, 10),
    month: text.slice(0, 7),
  }
}

function ofResults(entries: readonly CostEntry[], question: BreakdownQuestion, method: PnlMethodName): Breakdown {
  const sums = new BreakdownSums(question)
  const { book, results } = bookResults(openResultBook(OPENINGS, method), entries)
  for (const result of [...results, ...closeResults(book)]) sums.add(result)
  return sums.read()
}

function ofSums(entries: readonly CostEntry[], question: BreakdownQuestion, method: PnlMethodName): Breakdown {
  const { walk, closed } = bookPnl(beginPnl(OPENINGS), entries)
  const sums = new BreakdownSums(question)
  for (const quarter of [...closed, closePnl(walk)]) {
    if (quarter === undefined) continue
    for (const sum of combined(quarter.sums, grainOf(question), quarter.time)) sums.addSum(sum, method)
    for (const run of quarter.trades) sums.addRun(run, method)
  }
  return sums.read()
}

const group = fc.constantFrom('symbol', 'asset', 'side', 'role', 'holdingTime', 'none', 'hour', 'day' as const)
const filter = fc.constantFrom(
  {},
  { symbols: ['BTCUSDT'] },
  { asset: 'MX' },
  { side: 'SELL' as const },
  { side: 'BUY' as const },
  { role: 'maker' as const },
  { role: 'taker' as const, asset: 'BTC' },
)

describe('a breakdown of stored sums', () => {
  it('is that of their results, whatever is grouped and filtered', () =>
    fc.assert(
      fc.property(history, group, filter, fc.constantFrom('average', 'fifo' as const), (entries, by, only, method) => {
        // Sums know the holding time by first in first out alone.
        const question = { group: by, filter: only, from: 0, to: Infinity, periodsOf }
        const ways = method === 'average' && by === 'holdingTime' ? (['fifo'] as const) : [method]
        for (const way of ways) expect(ofSums(entries, question, way)).toEqual(ofResults(entries, question, way))
      }),
      { numRuns: Math.ceil(100 * RUNS) },
    ))

  it('needs the coarsest sums that tell what is asked', () => {
    const grain = (over: Partial<BreakdownQuestion>) => grainOf({ group: 'none', filter: {}, ...over })
    expect([grain({}), grain({ group: 'hour' }), grain({ group: 'side' }), grain({ group: 'role' })]).toEqual([
      'all',
      'all',
      'role',
      'role',
    ])
    expect([grain({ filter: { side: 'BUY' } }), grain({ filter: { role: 'maker' } })]).toEqual(['role', 'role'])
    const markets = [{ group: 'symbol' }, { group: 'asset' }, { group: 'holdingTime' }] as const
    expect(markets.map(grain)).toEqual(['cell', 'cell', 'cell'])
    expect([grain({ filter: { symbols: [] } }), grain({ filter: { asset: 'MX' } })]).toEqual(['cell', 'cell'])
    expect([isPeriod('week'), isPeriod('side')]).toEqual([true, false])
  })
})
