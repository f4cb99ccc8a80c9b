/** Results by market, time, holding time or role, from the first entry of a ledger on, in steps of bounded size. */

import type { BreakdownMeasure, BreakdownReport } from '@spotdeck/api'
import {
  type Breakdown,
  type EntryResult,
  type Figures,
  type LedgerState,
  BreakdownSums,
  bookResults,
  closeResults,
  openResultBook,
  openingsOf,
} from '@spotdeck/ledger'
import type { BreakdownQuery, ZonedSpan } from '../desk.ts'
import { periodsOf } from './days.ts'
import { type EntryStore, type EntryWalk, beginEntryWalk, stepEntryWalk } from './entry-walk.ts'
import type { Turn } from './report-ledger.ts'
import { shown } from './valuation.ts'

/** Ledger of a breakdown. */
export type BreakdownSource = {
  readonly store: EntryStore
  readonly state: LedgerState
  /** Called between two steps. */
  readonly turn: Turn
}

/** Computes a breakdown over the deals and flows of a span. */
export async function breakdownReport(
  { store, state, turn }: BreakdownSource,
  query: BreakdownQuery,
  { zone, ...span }: ZonedSpan,
): Promise<BreakdownReport> {
  const { group, measures, method, ...filter } = query
  const sums = new BreakdownSums({ group, filter, ...span, periodsOf: periodsOf(zone) })
  const count = (results: readonly EntryResult[]): void => results.forEach((result) => sums.add(result))
  let book = openResultBook(openingsOf(state), method)
  let walk: EntryWalk | undefined = await beginEntryWalk(store, span.to)
  while (walk !== undefined) {
    const { entries, next }: Awaited<ReturnType<typeof stepEntryWalk>> = await stepEntryWalk(store, walk)
    for (const entry of entries) {
      const booked = bookResults(book, entry)
      book = booked.book
      count(booked.results)
    }
    walk = next
    if (walk !== undefined) await turn()
  }
  count(closeResults(book))
  return { ...span, zone, unit: 'USDT', method, group, ...answerOf(sums.read(), measures) }
}

function answerOf({ total, realizedByFlows, items, unpriced }: Breakdown, measures: readonly BreakdownMeasure[]) {
  return {
    realizedByFlows: shown(realizedByFlows),
    total: figuresOf(total, measures),
    items: items.map(({ key, figures }) => ({ key, ...figuresOf(figures, measures) })),
    unpriced: [...unpriced],
  }
}

/** The figures that were asked for: sums rounded for display, `null` for those that are not defined. */
function figuresOf(figures: Figures, measures: readonly BreakdownMeasure[]): BreakdownReport['total'] {
  const all: Required<BreakdownReport['total']> = {
    ...figures,
    realized: shown(figures.realized),
    fees: shown(figures.fees),
    feesSavedByMx: shown(figures.feesSavedByMx),
    volume: shown(figures.volume),
    bought: shown(figures.bought),
    sold: shown(figures.sold),
    makerShare: figures.makerShare ?? null,
    winRate: figures.winRate ?? null,
    expectancy: figures.expectancy ?? null,
    profitFactor: figures.profitFactor ?? null,
    averageWin: figures.averageWin ?? null,
    averageLoss: figures.averageLoss ?? null,
    averageHoldingMs: figures.averageHoldingMs ?? null,
  }
  return Object.fromEntries(measures.map((measure) => [measure, all[measure]]))
}
