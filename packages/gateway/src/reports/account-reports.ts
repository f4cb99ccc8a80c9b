/** The reports of one account: each question is read out of the ledger, the profit book or the equity curve. */

import type { Allocation, AssetHistory, AuditsPage, CoverageReport, FeesReport, FlowItem, FlowsSummary, Grouping, Movement, Page, Performance, PnlReport, StatusChange, VolumeReport } from '@spotdeck/api' // prettier-ignore
import { coverageKinds, flowKinds } from '@spotdeck/api'
import { add, decimal, isPositive, isZero, negate, zero } from '@spotdeck/exact'
import { type Deal, type LedgerEvent, type LedgerState, type Value, totalOf, trustedFrom, unclassified } from '@spotdeck/ledger' // prettier-ignore
import type { FlowsQuery, HistoryQuery, MovementsQuery, Reports, Span, ZonedSpan } from '../desk.ts'
import { decodeCursor, encodeCursor } from '../desk/cursor.ts'
import type { EquityKeeper } from '../desk/equity-keeper.ts'
import type { Profits } from '../desk/profits.ts'
import { toCoverage } from '../envelope.ts'
import type { Prices } from '../ingest/prices.ts'
import type { HistoryKey, HistoryList, HistoryPageQuery, LedgerStore } from '../store/port.ts'
import { daysOf } from './days.ts'
import { reasonsOfFlows, reasonsOfMovements, toFinding, toFlow, toMovement, toStatusChange } from './history.ts'
import { allocationOf, closingsOf, performanceReport, pnlOf } from './results.ts'
import { feesOf, volumeOf } from './turnover.ts'
import { shown } from './worth.ts'

export type AccountReportsOptions = {
  readonly store: LedgerStore
  readonly state: () => LedgerState
  readonly prices: Pick<Prices, 'priceOf'>
  readonly equity: EquityKeeper
  /** Deals with `from <= time < to`, ascending. */
  readonly deals: (from: number, to: number) => AsyncIterable<Deal>
  /** The profit book of a method, up to date. */
  readonly profits: (method: 'average' | 'fifo') => Promise<Profits>
}

/** `Reports` of one account: the same calls without naming it. */
export type ReportsOfOne = {
  readonly [Name in keyof Reports]: Reports[Name] extends (account: string, ...rest: infer Rest) => infer Answer
    ? (...rest: Rest) => Answer
    : never
}

const STEP = 1_000

export class AccountReports implements ReportsOfOne {
  readonly #options: AccountReportsOptions

  constructor(options: AccountReportsOptions) {
    this.#options = options
  }

  async movements({ kind, reason, ...query }: MovementsQuery): Promise<Page<Movement>> {
    const reasons =
      reason !== undefined ? { only: [reason] } : kind === undefined ? undefined : reasonsOfMovements(kind)
    const filter = reasons === undefined ? {} : { reasons }
    return this.#page('movements', { ...query, ...filter }, toMovement)
  }

  async assetHistory(asset: string, { from, to }: Span, points: number): Promise<AssetHistory> {
    const stepMs = Math.max(1, Math.ceil((to - from) / points))
    const events = await this.#options.store.balances({ asset, from, to, stepMs })
    return {
      asset, from, to,
      points: events.flatMap((event) => {
        if (event.type !== 'asset.changed') return []
        const { free, locked } = event.change
        return [{ time: Math.max(from, event.time), free, locked, total: totalOf(event.change) }]
      }),
    } // prettier-ignore
  }

  async flows({ kind, ...query }: FlowsQuery): Promise<Page<FlowItem>> {
    return this.#page('movements', { ...query, reasons: reasonsOfFlows(kind) }, toFlow)
  }

  async flowsSummary({ from, to }: Span): Promise<FlowsSummary> {
    const rows = new Map(flowKinds.map((kind) => [kind, { count: 0, in: zero<'USDT'>(), out: zero<'USDT'>() }]))
    const unpriced = new Set<string>()
    let net = zero<'USDT'>()
    for await (const flow of this.#allFlows(from, to)) {
      const row = rows.get(flow.kind)
      if (row === undefined) continue
      row.count += 1
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
      from, to, unit: 'USDT',
      net: shown(net),
      byKind: [...rows].map(([kind, row]) => ({ kind, count: row.count, in: shown(row.in), out: shown(row.out) })),
      unclassified: this.#unclassified(),
      unpriced: [...unpriced].sort(),
    } // prettier-ignore
  }

  fees(by: Grouping, { zone, ...span }: ZonedSpan): Promise<FeesReport> {
    return feesOf(this.#options.deals(span.from, span.to), by, span, daysOf(zone))
  }

  volume(by: 'symbol' | 'day', { zone, ...span }: ZonedSpan): Promise<VolumeReport> {
    return volumeOf(this.#options.deals(span.from, span.to), by, span, daysOf(zone))
  }

  async allocation(): Promise<Allocation | undefined> {
    const { last } = this.#options.equity
    return last === undefined ? undefined : allocationOf(last)
  }

  async pnl(
    how: { readonly method: 'average' | 'fifo'; readonly by: 'day' | 'symbol' },
    { zone, ...span }: ZonedSpan,
  ): Promise<PnlReport> {
    const { profits, prices } = this.#options
    return pnlOf(await profits(how.method), { ...how, dayOf: daysOf(zone) }, span, prices.priceOf)
  }

  async performance({ zone, ...span }: ZonedSpan): Promise<Performance> {
    const { profits, equity } = this.#options
    const lines = (await profits('average')).linesBetween(span.from, span.to)
    const samples = await equity.samples(span.from, span.to)
    return performanceReport(samples, closingsOf(lines), span, daysOf(zone))
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
        reasons: reasonsOfFlows(undefined),
        ...(before === undefined ? {} : { before }),
      }
      const events: readonly LedgerEvent[] = await this.#options.store.history('movements', query)
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
