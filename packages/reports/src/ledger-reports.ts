/**
 * Scanning reports over one stored ledger. They follow the ledger by its events, so that they work in a worker as well as beside
 * the writer, and they let others run between steps.
 */

import {
  type AssetHistory,
  type BreakdownReport,
  type DealsSummary,
  type EquityIndex,
  type EquitySeries,
  type FeesReport,
  type FlowItem,
  type FlowsSummary,
  type Grouping,
  type Page,
  type Performance,
  type PnlReport,
  type VolumeReport,
  flowKinds,
} from '@spotdeck/api'
import { add, decimal, isPositive, isZero, negate, zero } from '@spotdeck/exact'
import {
  type CostBook,
  type LedgerEvent,
  type LedgerState,
  type PriceOf,
  type Value,
  assetsWithoutPrice,
  estimatedBook,
  isPastWhole,
  unclassified,
  unvaluedAt,
} from '@spotdeck/ledger'
import { type Timers, defined, withDeadline } from '@spotdeck/ports'
import type {
  BreakdownQuery,
  Estimating,
  LinesPage,
  ListName,
  LotsQuery,
  PnlQuery,
  Range,
  RowsQuery,
  Span,
  VolumeQuery,
  ZonedSpan,
} from './port.ts'
import type { EquityRow, EquityStretch, HistoryKey } from '@spotdeck/store'
import { balancePoints } from './balance-points.ts'
import { pastBalances } from './past-balances.ts'
import { breakdownBy, breakdownOf, isStored, walkedBreakdown } from './breakdown.ts'
import { type SpanEnd, coinResults, differencesOf } from './coin-results.ts'
import { daysOf } from './days.ts'
import { type SampleStore, indexOf, samplesOf, seriesOf } from './equity-readings.ts'
import { type FlowFacts, isFlowFee, toFlow } from './history.ts'
import { movementCsvLine } from './csv.ts'
import { dealsPage, movementsPage, ordersPage } from './list-pages.ts'
import { beginLotWalk, lotCsvLine, stepLotWalk } from './lot-walk.ts'
import { type Counting, bookBefore, realizedAt, sumsOver } from './pnl-sums.ts'
import type { PnlTail } from './realized-pnl-book.ts'
import { ReportLedger, type Turn } from './report-ledger.ts'
import { CLOSINGS, SUMMARY, performanceReport, pnlBy, pnlReport } from './results.ts'
import { type Present, ReportError, type ReportReaders, type ScanReports } from './scans.ts'
import { feesBy, feesReport, volumeBy, volumeReport } from './turnover.ts'
import { shown } from './valuation.ts'
import { withdrawalsWithin } from './withdrawals.ts'

const STEP = 1_000
/** Readings that a computation of profit interrupts, at most. */
const TRIES = 3
/** Time that a curve waits for its PnL, in ms; after it the stored figures are returned. */
const PROFIT_WAIT_MS = 1_000

/** Scanning reports over one ledger. Several may share one `ReportLedger`. */
export class LedgerReports implements ScanReports {
  readonly #ledger: ReportLedger
  readonly #turn: Turn

  /** @param turn called between the steps of a report; one that rejects ends the report */
  constructor(ledger: ReportLedger, turn: Turn = () => ledger.turn()) {
    this.#ledger = ledger
    this.#turn = turn
  }

  async assetHistory(asset: string, span: Span, points: number): Promise<AssetHistory> {
    return this.#marked(span, async () => {
      const { store } = this.#ledger
      const asked = { asset, ...span, points }
      const past = await pastBalances({ store, state: await this.#ledger.known(), turn: this.#turn }, asked)
      return { asset, ...span, points: [...past, ...(await balancePoints(store, asked))] }
    })
  }

  flowsSummary(span: Span): Promise<FlowsSummary> {
    return this.#marked(span, () => this.#flowsSummary(span))
  }

  async #flowsSummary({ from, to }: Span): Promise<FlowsSummary> {
    const rows = new Map(flowKinds.map((kind) => [kind, { count: 0, in: zero<'USDT'>(), out: zero<'USDT'>() }]))
    const unpriced = new Set<string>()
    let net = zero<'USDT'>()
    const state = await this.#ledger.known()
    for await (const flow of this.#allFlows(from, to)) {
      const row = rows.get(flow.kind)
      if (row === undefined) continue
      if (!isFlowFee(flow.reason) && flow.state !== 'returned') row.count += 1
      if (flow.value === undefined) {
        unpriced.add(flow.asset)
        continue
      }
      const value: Value = decimal(flow.value)
      net = add(net, value)
      if (isPositive(value)) row.in = add(row.in, value)
      else row.out = add(row.out, negate(value))
    }
    return {
      from,
      to,
      unit: 'USDT',
      net: shown(net),
      byKind: [...rows].map(([kind, row]) => ({ kind, count: row.count, in: shown(row.in), out: shown(row.out) })),
      unclassified: unclassifiedOf(state),
      unpriced: [...unpriced].sort(),
    }
  }

  async fees(by: Grouping, { zone, ...span }: ZonedSpan): Promise<FeesReport> {
    return this.#ask(feesBy(by, daysOf(zone)), span, (sums) => feesReport(sums, by, span))
  }

  /** Of all deals in a span together. */
  async dealsSummary(span: Span): Promise<DealsSummary> {
    return this.#ask(SUMMARY, span, ({ volume, fees, realized }) => ({
      ...span,
      count: volume.count,
      volume: shown(volume.total),
      fees: shown(fees.total),
      realizedPnl: shown(realized),
      unpriced: [...new Set([...volume.unpriced.keys(), ...fees.unpriced.keys()])].sort(),
    }))
  }

  async volume({ by, symbol }: VolumeQuery, { zone, ...span }: ZonedSpan): Promise<VolumeReport> {
    return this.#ask(volumeBy(by, daysOf(zone), symbol), span, (sums) => volumeReport(sums, by, span))
  }

  async pnl(how: PnlQuery, { zone, ...span }: ZonedSpan, present: Present): Promise<PnlReport> {
    const { prices, firstPrices, ends } = present
    const priceOf: PriceOf = (asset) => prices.get(asset)
    const estimated = (book: CostBook) => estimatedBook(book, (asset) => firstPrices?.get(asset))
    return this.#ask(pnlBy(how, daysOf(zone)), span, async (sums, tail) => {
      const reading = { store: this.#ledger.store, tail, turn: this.#turn }
      const endAt = async (time: number, known: Present['prices']): Promise<SpanEnd> => ({
        book: estimated(await bookBefore(reading, time, how.method)).book,
        priceOf: (asset) => known.get(asset),
      })
      const { book, assets } = estimated(tail.walk.books[how.method])
      const { since = span.from, opening = prices, closing = prices, profit } = ends ?? {}
      const { assets: held } = this.#ledger.state ?? {}
      const begin = await endAt(since, opening)
      // What equity gained later is not what the span gained where something was booked in between.
      const isWhole = (begin.book.last?.time ?? -Infinity) < span.from
      return {
        ...pnlReport(sums, book, { ...how, ...span, estimated: assets }, priceOf),
        ...coinResults(sums.coins, {
          opening: begin,
          closing: await endAt(span.to, closing),
          profit: profit === undefined || !isWhole ? undefined : decimal(profit),
        }),
        ...defined({ differences: held && differencesOf(held, book.positions) }),
      }
    })
  }

  async breakdown(query: BreakdownQuery, span: ZonedSpan): Promise<BreakdownReport> {
    if (!isStored(query)) {
      const { store, walkMarks: marks } = this.#ledger
      const source = { store, state: await this.#ledger.known(), marks, turn: this.#turn }
      return this.#marked(span, () => walkedBreakdown(source, query, span))
    }
    return this.#ask(breakdownBy(query, span), span, (sums) => breakdownOf(sums, query, span))
  }

  async performance({ zone, estimate, ...span }: ZonedSpan & Estimating, { now }: Present): Promise<Performance> {
    const dayOf = daysOf(zone)
    const isOneDay = ({ first, last }: EquityStretch): boolean => dayOf(first).day === dayOf(last.time).day
    const state = await this.#ledger.known()
    const samples = await samplesOf(this.#samples(state, estimate), span, isOneDay)
    const reader = this.#ledger.performanceIn(zone)
    const awaitingPrice = await this.#awaitingPrice()
    return this.#ask(CLOSINGS, span, (closings) => ({
      ...performanceReport(samples, closings, { ...span, now }, reader),
      ...defined({
        awaitingPrice: awaitingPrice.length === 0 ? undefined : awaitingPrice,
      }),
    }))
  }

  /** Assets whose price is still to be recorded; what came while equity excluded its asset gets none. */
  async #awaitingPrice(): Promise<string[]> {
    const { valuations } = await this.#ledger.known()
    const isUnvalued = unvaluedAt(valuations.values())
    const assets = (await this.#ledger.store.unpriced(STEP)).flatMap((one) => {
      if (one.kind === 'deal') return assetsWithoutPrice(one.deal)
      return isUnvalued(one.flow.asset, one.flow.held?.since ?? one.flow.time) ? [] : [one.flow.asset]
    })
    return [...new Set(assets)].sort()
  }

  equity(range: Range & Estimating, present: Present): Promise<EquitySeries> {
    return this.#marked(range, () => this.#equity(range, present))
  }

  async #equity(range: Range & Estimating, { last }: Present): Promise<EquitySeries> {
    const state = await this.#ledger.known()
    const late = (): Error => new ReportError('REPORT_TOO_LONG', 'The profit book is still being computed.')
    const settled = this.#ledger.settledBook()
    const book = await withDeadline(settled, { timers: this.#ledger.timers, ms: PROFIT_WAIT_MS, late }).catch(
      (error: unknown) => {
        if (!(error instanceof ReportError)) throw error
        return undefined
      },
    )
    if (book === undefined || book.stale) return seriesOf(this.#samples(state, range.estimate), range, { last })
    const { opening, tail } = book
    const totalsAt = (times: readonly number[]) => realizedAt(this.#ledger.store, tail, times)
    return seriesOf(this.#samples(state, range.estimate), range, { last, book: { opening, totalsAt } })
  }

  async equityIndex(range: Range): Promise<EquityIndex> {
    return this.#marked(range, async () => indexOf(this.#samples(await this.#ledger.known()), range))
  }

  async lotLines(query: LotsQuery, cursor: string | undefined): Promise<LinesPage> {
    const { store } = this.#ledger
    const walk = cursor === undefined ? beginLotWalk(await this.#ledger.known(), query) : this.#ledger.takeWalk(cursor)
    if (walk === undefined)
      throw new ReportError('REPORTS_BUSY', 'Too many exports are being read: begin this one again.')
    const { lines, next } = await stepLotWalk(store, walk)
    return { text: lines.map(lotCsvLine).join(''), nextCursor: next === undefined ? null : this.#ledger.keepWalk(next) }
  }

  async movementLines(query: RowsQuery): Promise<LinesPage> {
    const { items, nextCursor } = await movementsPage({ store: this.#ledger.store, turn: this.#turn }, query)
    return { text: items.map(movementCsvLine).join(''), nextCursor }
  }

  rows(list: ListName, query: RowsQuery): Promise<Page<object>> {
    const { store } = this.#ledger
    switch (list) {
      case 'orders':
        return ordersPage(store, query)
      case 'deals':
        return dealsPage(store, query)
      case 'movements':
        return movementsPage({ store, turn: this.#turn }, query)
    }
  }

  /** A report of a span; it says so while records of the span are being read, also where that ended meanwhile. */
  async #marked<Report extends object>(span: Span, read: () => Promise<Report>): Promise<Report & Repairing> {
    const { coverage, birth } = await this.#ledger.known()
    const isBegun = birth !== undefined || coverage.length > 0
    const report = await read()
    return isBegun && !coverage.some((window) => isRepairing(window, span)) ? report : { ...report, repairing: true }
  }

  /** Sums over a span, at one state of the profit. */
  #ask<Sums, Report extends object>(
    counting: Counting<Sums>,
    span: Span,
    read: (sums: Sums, tail: PnlTail) => Report | Promise<Report>,
  ): Promise<Report & Repairing> {
    return this.#marked(span, () => this.#sums(counting, span, read))
  }

  async #sums<Sums, Report>(
    counting: Counting<Sums>,
    span: Span,
    read: (sums: Sums, tail: PnlTail) => Report | Promise<Report>,
  ): Promise<Report> {
    const { store } = this.#ledger
    for (let tries = 0; tries < TRIES; tries++) {
      const book = await this.#ledger.settledBook()
      if (book.stale) continue
      const { tail } = book
      const sums = await sumsOver({ store, tail, turn: this.#turn }, span, counting)
      const report = await read(sums, tail)
      // What was stored is read in several steps: it may have been computed again in between.
      if (tail.base === undefined || (await store.holdsPnl(tail.base))) return report
    }
    throw new ReportError('PNL_COMPUTING', 'Profit is being computed: ask again.')
  }

  /** Samples of equity; those reconstructed for the time before the first record only for an estimate. */
  #samples(state: LedgerState, estimate = false): SampleStore {
    const { store } = this.#ledger
    const wanted = (rows: readonly EquityRow[]): readonly EquityRow[] =>
      estimate ? rows : rows.filter(({ backfilled }) => backfilled !== true)
    return {
      equity: async (...asked) => wanted(await store.equity(...asked)),
      equityWithin: async (...asked) => wanted(await store.equityWithin(...asked)),
      stretches: (...asked) => store.stretches(...asked),
      flows: () => store.flows(),
      notes: () => state.notes.values(),
      valuations: () => state.valuations.values(),
      isPastWhole: () => isPastWhole(state),
    }
  }

  async *#allFlows(from: number, to: number): AsyncGenerator<FlowItem> {
    const withdrawals = await withdrawalsWithin({ from, to }, this.#ledger.store)
    let before: HistoryKey | undefined
    do {
      const query = { from, to, limit: STEP, before }
      const events: readonly LedgerEvent[] = await this.#ledger.store.history('flows', query)
      const prices = await this.#ledger.store.flowPrices(events.map(({ n }) => n))
      const facts = (n: number): FlowFacts => ({ unitPrice: prices.get(n), withdrawal: withdrawals.get(n) })
      yield* events.flatMap((event) => toFlow(event, facts(event.n)))
      before = events.length < STEP ? undefined : events.at(-1)
      if (before !== undefined) await this.#turn()
    } while (before !== undefined)
  }
}

/** Reads reports in this thread: for simulations and tests. Owner and guests share no sums, and so no turns. */
export const inProcessReports = (timers: Timers): ReportReaders => ({
  of: (_account, store) => new LedgerReports(new ReportLedger({ store, timers })),
  close: () => Promise.resolve(),
})

type Repairing = { readonly repairing?: true }

/** True if records of a part of the span are still being read. */
const isRepairing = ({ state, from, to = Infinity }: LedgerState['coverage'][number], span: Span): boolean =>
  state === 'repairing' && from < span.to && to > span.from

function unclassifiedOf(state: LedgerState): FlowsSummary['unclassified'] {
  const assets = [...new Set([...state.assets.keys(), ...state.books.keys()])].sort()
  return assets.flatMap((asset) => {
    const amount = unclassified(state, asset)
    return isZero(amount) ? [] : [{ asset, amount }]
  })
}
