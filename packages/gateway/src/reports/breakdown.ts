/** Results by market, time, holding time or role, walked in steps of bounded size from the newest mark before the span on. */

import type { BreakdownMeasure, BreakdownReport, LotMethod } from '@spotdeck/api'
import {
  type Breakdown,
  type EntryResult,
  type Figures,
  type LedgerState,
  BreakdownSums,
  MAX_RATE_AGE_MS,
  bookResults,
  closeResults,
  costKey,
  openResultBook,
  openingsOf,
  pnlBasis,
  resumeResultBook,
} from '@spotdeck/ledger'
import type { BreakdownQuery, ZonedSpan } from '../desk.ts'
import { periodsOf } from './days.ts'
import { type PnlSource, entriesAfter, resumeMark } from './pnl-entries.ts'
import type { Turn } from './report-ledger.ts'
import { shown } from './valuation.ts'

/** Ledger of a breakdown. */
export type BreakdownSource = {
  readonly store: PnlSource
  readonly state: LedgerState
  /** Called between two steps. */
  readonly turn: Turn
}

/** Computes a breakdown over the deals and flows of a span. */
export async function breakdownReport(
  source: BreakdownSource,
  query: BreakdownQuery,
  { zone, ...span }: ZonedSpan,
): Promise<BreakdownReport> {
  const { group, measures, method, ...filter } = query
  const sums = new BreakdownSums({ group, filter, ...span, periodsOf: periodsOf(zone) })
  const count = (results: readonly EntryResult[]): void => results.forEach((result) => sums.add(result))
  let book = await bookBefore(source, method, span.from - MAX_RATE_AGE_MS)
  for (let isOver = false; !isOver;) {
    const { entries, isLast } = await entriesAfter(source.store, book.lots.book.last)
    for (const entry of entries) {
      isOver = costKey(entry).time >= span.to
      if (isOver) break
      const booked = bookResults(book, entry)
      book = booked.book
      count(booked.results)
    }
    isOver ||= isLast
    if (!isOver) await source.turn()
  }
  count(closeResults(book))
  return { ...span, zone, unit: 'USDT', method, group, ...answerOf(sums.read(), measures) }
}

/** The book at the newest stored mark before `time`; before the first entry where there is none, and for a method without marks. */
async function bookBefore({ store, state, turn }: BreakdownSource, method: LotMethod, time: number) {
  const openings = openingsOf(state)
  const mark = method === 'hifo' ? undefined : await store.pnlMark(pnlBasis(openings), time)
  const resumed = mark === undefined ? undefined : await resumeMark(store, mark, turn)
  if (method === 'hifo' || resumed === undefined) return openResultBook(openings, method)
  return resumeResultBook(resumed.books[method])
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
