/** The reports of one account: each question is read out of the ledger, the profit book or the equity curve. */

import type {
  Allocation,
  AssetHistory,
  AuditsPage,
  CoverageReport,
  DealsSummary,
  FeesReport,
  FlowItem,
  FlowsSummary,
  Grouping,
  Movement,
  Page,
  Performance,
  PnlReport,
  StatusChange,
  VolumeReport,
} from '@spotdeck/api'
import { coverageKinds, flowKinds } from '@spotdeck/api'
import { add, decimal, isPositive, isZero, negate, zero } from '@spotdeck/exact'
import { type LedgerEvent, type LedgerState, type Value, trustedFrom, unclassified } from '@spotdeck/ledger'
import { type Timers, sleep } from '@spotdeck/ports'
import type { FlowsQuery, HistoryQuery, MovementsQuery, Reports, Span, VolumeQuery, ZonedSpan } from '../desk.ts'
import { decodeCursor, encodeCursor } from '../desk/cursor.ts'
import type { EquitySampler } from '../desk/equity-sampler.ts'
import type { ProfitLine, RealizedPnlBook } from '../desk/realized-pnl-book.ts'
import { toCoverage } from '../envelope.ts'
import type { Prices } from '../ingest/prices.ts'
import type { HistoryKey, HistoryList, HistoryPageQuery, LedgerStore } from '../store/port.ts'
import { balancePoints } from './balance-points.ts'
import { daysOf } from './days.ts'
import {
  isFlowFee,
  reasonsOfFlows,
  reasonsOfMovements,
  toFinding,
  toFlow,
  toMovement,
  toStatusChange,
} from './history.ts'
import { CLOSINGS, allocationOf, performanceReport, pnlBy, pnlReport } from './results.ts'
import { type Counting, SlidingCache } from './sliding.ts'
import { feesBy, feesReport, volumeBy, volumeReport } from './turnover.ts'
import { shown } from './valuation.ts'

/** Parts of an account's reports. */
export type AccountReportsOptions = {
  readonly store: LedgerStore
  readonly state: () => LedgerState
  readonly prices: Pick<Prices, 'priceOf'>
  readonly equity: EquitySampler
  /** Exchange time. */
  readonly now: () => number
  readonly timers: Timers
  /** The profit book of a method, up to date. */
  readonly profits: (method: 'average' | 'fifo') => Promise<RealizedPnlBook>
}

/** `Reports` of one account: the same calls without naming it. */
export type ReportsOfOne = {
  readonly [Name in keyof Reports]: Reports[Name] extends (account: string, ...rest: infer Rest) => infer Answer
    ? (...rest: Rest) => Answer
    : never
}

const STEP = 1_000
/** Lines that are counted before others may run: some milliseconds. */
const LINES = 5_000

type Question<Sums> = {
  readonly method: 'average' | 'fifo'
  readonly name: string
  readonly counting: Counting<ProfitLine, Sums>
}

/** Reports over one account's ledger. */
export class AccountReports implements ReportsOfOne {
  readonly #options: AccountReportsOptions
  readonly #kept = new SlidingCache<ProfitLine>()

  constructor(options: AccountReportsOptions) {
    this.#options = options
  }

  async movements({ kind, reason, ...query }: MovementsQuery): Promise<Page<Movement>> {
    const reasons =
      reason !== undefined ? { only: [reason] } : kind === undefined ? undefined : reasonsOfMovements(kind)
    const filter = reasons === undefined ? {} : { reasons }
    return this.#page('movements', { ...query, ...filter }, toMovement)
  }

  async assetHistory(asset: string, span: Span, points: number): Promise<AssetHistory> {
    return { asset, ...span, points: await balancePoints(this.#options.store, { asset, ...span, points }) }
  }

  async flows({ kind, ...query }: FlowsQuery): Promise<Page<FlowItem>> {
    return this.#page('flows', { ...query, ...(kind === undefined ? {} : { reasons: reasonsOfFlows(kind) }) }, toFlow)
  }

  async flowsSummary({ from, to }: Span): Promise<FlowsSummary> {
    const rows = new Map(flowKinds.map((kind) => [kind, { count: 0, in: zero<'USDT'>(), out: zero<'USDT'>() }]))
    const unpriced = new Set<string>()
    let net = zero<'USDT'>()
    for await (const flow of this.#allFlows(from, to)) {
      const row = rows.get(flow.kind)
      if (row === undefined) continue
      if (!isFlowFee(flow.reason)) row.count += 1
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
      unclassified: this.#unclassified(),
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

  async allocation(): Promise<Allocation | undefined> {
    const { last } = this.#options.equity
    return last === undefined ? undefined : allocationOf(last)
  }

  async pnl(
    how: { readonly method: 'average' | 'fifo'; readonly by: 'day' | 'symbol' },
    { zone, ...span }: ZonedSpan,
  ): Promise<PnlReport> {
    const { method, by } = how
    const question = { method, name: `pnl ${by} ${zone}`, counting: pnlBy(by, daysOf(zone)) }
    return this.#ask(question, span, (sums, book) =>
      pnlReport(sums, book, { ...how, ...span }, this.#options.prices.priceOf),
    )
  }

  async performance({ zone, ...span }: ZonedSpan): Promise<Performance> {
    const samples = await this.#options.equity.samples(span.from, span.to)
    const question = { method: 'average', name: 'closings', counting: CLOSINGS } as const
    return this.#ask(question, span, (closings) =>
      performanceReport(samples, closings, { ...span, now: this.#options.now() }, daysOf(zone)),
    )
  }

  /** Sums over a span; only what is new since the question was last asked is counted. They are read at once: others ask too. */
  async #ask<Sums, Report>(
    { method, name, counting }: Question<Sums>,
    { from, to }: Span,
    read: (sums: Sums, book: RealizedPnlBook) => Report,
  ): Promise<Report> {
    const book = await this.#options.profits(method)
    const sums = this.#kept.sums(`${method} ${name}`, counting)
    while (!sums.nearer(book.source, ...book.linesBetween(from, to), LINES))
      await sleep({ timers: this.#options.timers, ms: 0 })
    return read(sums.over(book.source, ...book.linesBetween(from, to)), book)
  }

  async coverage(): Promise<CoverageReport> {
    const { coverage } = this.#options.state()
    return {
      items: toCoverage(coverage),
      completeSince: coverageKinds.map((kind) => ({ kind, since: trustedFrom(coverage, kind) ?? null })),
    }
  }

  async statusHistory(query: HistoryQuery): Promise<Page<StatusChange>> {
    return this.#page('statuses', query, toStatusChange)
  }

  async audits(query: HistoryQuery): Promise<AuditsPage> {
    const page = await this.#page('audits', query, toFinding)
    return { items: [...page.items], nextCursor: page.nextCursor, checkedAt: this.#options.state().checkedAt ?? null }
  }

  #unclassified(): FlowsSummary['unclassified'] {
    const state = this.#options.state()
    const assets = [...new Set([...state.assets.keys(), ...state.books.keys()])].sort()
    return assets.flatMap((asset) => {
      const amount = unclassified(state, asset)
      return isZero(amount) ? [] : [{ asset, amount }]
    })
  }

  async *#allFlows(from: number, to: number): AsyncGenerator<FlowItem> {
    let before: HistoryKey | undefined
    do {
      const query = {
        from,
        to,
        limit: STEP,
        ...(before === undefined ? {} : { before }),
      }
      const events: readonly LedgerEvent[] = await this.#options.store.history('flows', query)
      yield* events.flatMap(toFlow)
      before = events.length < STEP ? undefined : events.at(-1)
    } while (before !== undefined)
  }

  async #page<Item>(
    list: HistoryList,
    { cursor, ...query }: Omit<HistoryPageQuery, 'before'> & { readonly cursor?: string },
    read: (event: LedgerEvent) => readonly Item[],
  ): Promise<Page<Item>> {
    const key = cursor === undefined ? undefined : decodeCursor(cursor)
    const before = key === undefined ? {} : { before: { time: key.time, n: Number(key.id) } }
    const events = await this.#options.store.history(list, { ...query, ...before })
    const last = events.length === query.limit ? events.at(-1) : undefined
    const nextCursor = last === undefined ? null : encodeCursor({ time: last.time, id: String(last.n) })
    return { items: events.flatMap(read), nextCursor }
  }
}
