/**
 * Scanning reports over one stored ledger. They follow the ledger by its events, so that they work in a worker as well as beside
 * the writer, and they let others run between steps.
 */

import {
  type AssetHistory,
  type DealsSummary,
  type EquityIndex,
  type EquitySeries,
  type FeesReport,
  type FlowItem,
  type FlowsSummary,
  type Grouping,
  type LotLine,
  type Page,
  type Performance,
  type PnlReport,
  type VolumeReport,
  flowKinds,
} from '@spotdeck/api'
import { add, decimal, isPositive, isZero, negate, zero } from '@spotdeck/exact'
import {
  type LedgerEvent,
  type LedgerState,
  type PriceOf,
  type Value,
  assetsWithoutPrice,
  unclassified,
  unvaluedAt,
} from '@spotdeck/ledger'
import { type Timers, defined, withDeadline } from '@spotdeck/ports'
import type { LotsQuery, PnlQuery, Range, Span, VolumeQuery, ZonedSpan } from '../desk.ts'
import type { HistoryKey } from '@spotdeck/follow'
import { balancePoints } from './balance-points.ts'
import { coinResults, differencesOf } from './coin-results.ts'
import { daysOf } from './days.ts'
import { type SampleStore, indexOf, samplesOf, seriesOf } from './equity-readings.ts'
import { type FlowFacts, isFlowFee, toFlow } from './history.ts'
import { beginLotWalk, stepLotWalk } from './lot-walk.ts'
import type { ProfitLine, RealizedPnlBook } from './realized-pnl-book.ts'
import { type Method, ReportLedger, type Turn } from './report-ledger.ts'
import { CLOSINGS, performanceReport, pnlBy, pnlReport } from './results.ts'
import { type Present, ReportError, type ReportReaders, type ScanReports } from './scans.ts'
import type { Counting } from './sliding.ts'
import { feesBy, feesReport, volumeBy, volumeReport } from './turnover.ts'
import { shown } from './valuation.ts'
import { withdrawalsWithin } from './withdrawals.ts'

const STEP = 1_000
/** Lines that are counted before others may run: some milliseconds. */
const LINES = 5_000
/** Time that a curve waits for its PnL, in ms; after it the stored figures are returned. */
const PROFIT_WAIT_MS = 1_000

type Question<Sums> = {
  readonly method: Method
  readonly name: string
  readonly counting: Counting<ProfitLine, Sums>
}

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
    return { asset, ...span, points: await balancePoints(this.#ledger.store, { asset, ...span, points }) }
  }

  async flowsSummary({ from, to }: Span): Promise<FlowsSummary> {
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
    const question = { method: 'average', name: `fees ${by} ${zone}`, counting: feesBy(by, daysOf(zone)) } as const
    return this.#ask(question, span, (sums) => feesReport(sums, by, span))
  }

  /** Of all deals in a span together. */
  async dealsSummary(span: Span): Promise<DealsSummary> {
    const dayOf = daysOf('UTC')
    const volumes = { method: 'average', name: 'summary volume', counting: volumeBy('symbol', dayOf) } as const
    const fees = { method: 'average', name: 'summary fees', counting: feesBy('asset', dayOf) } as const
    const paid = await this.#ask(fees, span, ({ total, unpriced }) => ({
      fees: shown(total),
      unpriced: [...unpriced.keys()],
    }))
    return this.#ask(volumes, span, ({ count, total, unpriced }, book) => ({
      ...span,
      count,
      volume: shown(total),
      fees: paid.fees,
      realizedPnl: shown(book.realizedBetween(span.from, span.to)),
      unpriced: [...new Set([...unpriced.keys(), ...paid.unpriced])].sort(),
    }))
  }

  async volume({ by, symbol }: VolumeQuery, { zone, ...span }: ZonedSpan): Promise<VolumeReport> {
    const name = `volume ${by} ${zone} ${symbol ?? ''}`
    const question = { method: 'average', name, counting: volumeBy(by, daysOf(zone), symbol) } as const
    return this.#ask(question, span, (sums) => volumeReport(sums, by, span))
  }

  async pnl(how: PnlQuery, { zone, ...span }: ZonedSpan, { prices }: Present): Promise<PnlReport> {
    const { method, by } = how
    const question = { method, name: `pnl ${by} ${zone}`, counting: pnlBy(by, daysOf(zone)) }
    const priceOf: PriceOf = (asset) => prices.get(asset)
    return this.#ask(question, span, (sums, book) => {
      const { positions, ...report } = pnlReport(sums, book, { ...how, ...span }, priceOf)
      const { assets: held } = this.#ledger.state ?? {}
      const assets = coinResults(sums, book.positions, positions)
      return { ...report, positions, assets, ...defined({ differences: held && differencesOf(held, book.positions) }) }
    })
  }

  async performance({ zone, ...span }: ZonedSpan, { now }: Present): Promise<Performance> {
    const samples = await samplesOf(this.#samples(await this.#ledger.known()), span.from, span.to)
    const question = { method: 'average', name: 'closings', counting: CLOSINGS } as const
    const reader = this.#ledger.performanceIn(zone)
    const awaitingPrice = await this.#awaitingPrice()
    return this.#ask(question, span, (closings) => ({
      ...performanceReport(samples, closings, { ...span, now }, reader),
      ...defined({ awaitingPrice: awaitingPrice.length === 0 ? undefined : awaitingPrice }),
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

  async equity(range: Range, { now, last }: Present): Promise<EquitySeries> {
    const state = await this.#ledger.known()
    const late = (): Error => new ReportError('REPORT_TOO_LONG', 'The profit book is still being computed.')
    const settled = this.#ledger.settledBook('average')
    const book = await withDeadline(settled, { timers: this.#ledger.timers, ms: PROFIT_WAIT_MS, late }).catch(
      (error: unknown) => {
        if (!(error instanceof ReportError)) throw error
        return undefined
      },
    )
    return seriesOf(this.#samples(state), range, { now, last, book: book?.stale === true ? undefined : book })
  }

  async equityIndex(range: Range): Promise<EquityIndex> {
    return indexOf(this.#samples(await this.#ledger.known()), range)
  }

  async lots(query: LotsQuery, cursor: string | undefined): Promise<Page<LotLine>> {
    const { store } = this.#ledger
    const walk =
      cursor === undefined
        ? await beginLotWalk(store, await this.#ledger.known(), query)
        : this.#ledger.takeWalk(cursor)
    if (walk === undefined)
      throw new ReportError('REPORTS_BUSY', 'Too many exports are being read: begin this one again.')
    const { lines, next } = await stepLotWalk(store, walk)
    return { items: [...lines], nextCursor: next === undefined ? null : this.#ledger.keepWalk(next) }
  }

  /** Sums over a span; only what is new since the question was last asked is counted. */
  async #ask<Sums, Report>(
    { method, name, counting }: Question<Sums>,
    { from, to }: Span,
    read: (sums: Sums, book: RealizedPnlBook) => Report,
  ): Promise<Report> {
    const book = await this.#ledger.settledBook(method)
    return this.#ledger.kept.inTurn(`${method} ${name}`, counting, async (sums) => {
      while (!sums.nearer(book.source, ...book.linesBetween(from, to), LINES)) await this.#turn()
      return read(sums.over(book.source, ...book.linesBetween(from, to)), book)
    })
  }

  #samples(state: LedgerState): SampleStore {
    return {
      equity: (...asked) => this.#ledger.store.equity(...asked),
      flows: () => this.#ledger.store.flows(),
      notes: () => state.notes.values(),
      valuations: () => state.valuations.values(),
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

function unclassifiedOf(state: LedgerState): FlowsSummary['unclassified'] {
  const assets = [...new Set([...state.assets.keys(), ...state.books.keys()])].sort()
  return assets.flatMap((asset) => {
    const amount = unclassified(state, asset)
    return isZero(amount) ? [] : [{ asset, amount }]
  })
}
