/** Results by market, time, holding time or role: from stored sums, or walked in steps where the method has none. */

import type { BreakdownMeasure, BreakdownReport } from '@spotdeck/api'
import {
  type Breakdown,
  type BreakdownQuestion,
  type EntryResult,
  type Figures,
  type LedgerState,
  type PeriodGroup,
  BreakdownSums,
  bookResults,
  closeResults,
  costKey,
  grainOf,
  isPeriod,
} from '@spotdeck/ledger'
import { HOUR_MS } from '@spotdeck/ports'
import type { BreakdownQuery, ZonedSpan } from '../base/port.ts'
import { dayPeriod, periodsOf } from '../base/days.ts'
import { type EntrySource, entriesAfter } from '../profit/pnl-entries.ts'
import type { Counting } from '../profit/pnl-sums.ts'
import type { Turn } from '../scan/report-ledger.ts'
import type { Scan } from '../scan/scan.ts'
import type { Period } from '../base/stretches.ts'
import { shown } from '../base/valuation.ts'
import type { WalkMarks } from '../profit/walk-marks.ts'

/** Computes results by group. */
export async function computeBreakdown(scan: Scan, question: BreakdownQuery & ZonedSpan): Promise<BreakdownReport> {
  const { from, to, zone, ...query } = question
  const span = { from, to, zone }
  if (isStored(query)) return scan.sums(breakdownBy(query, span), span, (sums) => breakdownOf(sums, query, span))
  const { store, turn } = scan
  const source = { store, state: await scan.known(), marks: scan.ledger.walkMarks, turn }
  return scan.marked(span, () => walkedBreakdown(source, query, span))
}

/** True if stored sums answer the query: sums are kept by two methods, and holding times by one of them. */
function isStored({ group, method }: BreakdownQuery): boolean {
  return method === 'fifo' || (method === 'average' && group !== 'holdingTime')
}

/** Sums of a query that `isStored`. */
function breakdownBy(query: BreakdownQuery, span: ZonedSpan): Counting<BreakdownSums> {
  const { group, measures, method } = query
  if (method === 'hifo') throw new RangeError('There are no stored sums by highest cost first.')
  const question = questionOf(query, span)
  const isOrdered = measures.includes('longestLosingStreak') || measures.includes('longestWinningStreak')
  return {
    none: () => new BreakdownSums(question),
    passes: [
      {
        grain: grainOf(question),
        only: question.filter,
        period: isPeriod(group) ? periodIn(question, group) : undefined,
        count: (sums, one) => sums.addSum(one, method),
      },
    ],
    trades: isOrdered ? (sums, run) => sums.addRun(run, method) : undefined,
  }
}

function periodIn({ periodsOf }: BreakdownQuestion, group: PeriodGroup): Period {
  const keyOf = (time: number): string => periodsOf(time)[group]
  return group === 'hour' ? { keyOf, longestMs: HOUR_MS } : dayPeriod(keyOf)
}

function questionOf({ group, measures: _, method: __, ...filter }: BreakdownQuery, { zone, ...span }: ZonedSpan) {
  return { group, filter, ...span, periodsOf: periodsOf(zone) } satisfies BreakdownQuestion
}

/** The report of sums. */
function breakdownOf(
  sums: BreakdownSums,
  { group, measures, method }: BreakdownQuery,
  { zone, from, to }: ZonedSpan,
): BreakdownReport {
  return { from, to, zone, unit: 'USDT', method, group, ...answerOf(sums.read(), measures) }
}

/** Ledger of a breakdown. */
export type BreakdownSource = {
  readonly store: EntrySource
  readonly state: LedgerState
  /** Books at which a walk may begin. */
  readonly marks: WalkMarks
  /** Called between two steps. */
  readonly turn: Turn
}

/** Computes a breakdown over the deals and flows of a span, from the newest mark before it or from the first of all. */
export async function walkedBreakdown(
  source: BreakdownSource,
  query: BreakdownQuery,
  span: ZonedSpan,
): Promise<BreakdownReport> {
  const sums = new BreakdownSums(questionOf(query, span))
  const count = (results: readonly EntryResult[]): void => results.forEach((result) => sums.add(result))
  let walk = source.marks.begin(source.state, query.method, span.from)
  for (let isOver = false; !isOver;) {
    const { entries, isLast } = await entriesAfter(source.store, walk.book.lots.book.last)
    const due = entries.filter((entry) => costKey(entry).time < span.to)
    const booked = bookResults(walk.book, due)
    walk = source.marks.next(walk, booked.book, due.length)
    count(booked.results)
    isOver = isLast || due.length < entries.length
    if (!isOver) await source.turn()
  }
  count(closeResults(walk.book))
  return breakdownOf(sums, query, span)
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
