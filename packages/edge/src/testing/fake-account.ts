/** One account of the fake desk: its committed events, and answers computed from them. */

import { FakePlans } from './fake-plans.ts'
import {
  type AccountInfo,
  type AccountNotice,
  type DealData,
  type DurableEnvelope,
  type EquityData,
  type EquityPoint,
  type Message,
  type NoticeData,
  type OrderData,
  type Page,
  type Snapshot,
  type StatusData,
  openStatuses,
} from '@spotdeck/api'
import { defined } from '@spotdeck/ports'
import { NO_EVENTS } from '../stream/resume.ts'
import type { DealsQuery, Hides, OrdersQuery, PastQuestion, PastState, Position } from '@spotdeck/reports'
import type { DeskBatch, EventsAnswer, FollowedAccount, Head, NewOrder, OrderOutcome, Trading } from '../desk.ts'
import type { Imports } from '@spotdeck/imports'
import type { MovementsQuery } from '@spotdeck/reports/testing'
import { idleImports } from './fake-imports.ts'
import { matches, pageOf } from './fake-pages.ts'
import { FakeReports } from './fake-reports.ts'

export const fakeNotice: NoticeData = {
  id: 'API_TRADING_OFF MXUSDT',
  kind: 'api-disabled',
  symbols: ['MXUSDT'],
  code: 'API_TRADING_OFF',
  params: { symbols: 'MXUSDT' },
}

/** State of the desk that tests set, and its record of the calls to its accounts. */
export type FakeSettings = {
  readonly placed: { readonly account: string; readonly order: NewOrder }[]
  readonly canceled: { readonly account: string; readonly symbol: string; readonly orderId: string }[]
  readonly asked: MovementsQuery[]
  readonly outcome: (clientOrderId: string) => OrderOutcome | Promise<OrderOutcome>
  readonly trading: boolean
  readonly isFollowedHere: boolean
  readonly importer: Imports | undefined
  readonly late: () => Promise<void>
  readonly publish: (batch: DeskBatch) => void
}

export class FakeAccount implements FollowedAccount {
  readonly id: string
  readonly reports: FakeReports
  readonly keyWarnings: readonly Message[] = [{ code: 'KEY_CAN_WITHDRAW', params: {} }]
  epoch: string
  /** Events up to here are no longer kept. */
  kept = 0
  events: DurableEnvelope[] = []
  points: EquityPoint[] = []
  #last: EquityData | undefined
  readonly #settings: FakeSettings

  constructor(id: string, epoch: string, settings: FakeSettings) {
    this.id = id
    this.epoch = epoch
    this.#settings = settings
    this.reports = new FakeReports({
      asked: settings.asked,
      rows: (list, query) => this[list](query),
      deals: () => this.#deals(),
      points: () => this.points,
    })
  }

  /** Guests ask the same fake: tests replace one report for everybody. */
  get guestReports(): FakeReports {
    return this.reports
  }

  /** Starts a new ledger: its log is empty and counts from 1 again. */
  begin(epoch: string): void {
    Object.assign(this, { epoch, kept: 0, events: [], points: [] })
  }

  sample(data: EquityData): void {
    const { time, total, free, locked, netDeposits, netUnexplained, realizedPnl, unrealizedPnl } = data
    this.points.push({ time, total, free, locked, netDeposits, netUnexplained, realizedPnl, unrealizedPnl })
    this.#last = data
  }

  get isFollowedHere(): boolean {
    return this.#settings.isFollowedHere
  }

  get imports(): Imports {
    return this.#settings.importer ?? idleImports
  }

  readonly plans = new FakePlans()

  get trading(): Trading | undefined {
    const { trading, placed, canceled, outcome } = this.#settings
    if (!trading) return undefined
    const account = this.id
    return {
      place(order) {
        placed.push({ account, order })
        return Promise.resolve(outcome(order.clientOrderId))
      },
      async cancel(symbol, orderId) {
        canceled.push({ account, symbol, orderId })
        const answer = await outcome('')
        return answer.outcome === 'rejected' || answer.outcome === 'unknown' ? answer : { outcome: 'canceled', orderId }
      },
    }
  }

  get knownSince(): number | undefined {
    return this.points[0]?.time
  }

  info(): AccountInfo {
    return { id: this.id, label: this.id, status: this.#status(), trading: this.#settings.trading }
  }

  head(): Head {
    return { epoch: this.epoch, seq: this.events.length, hash: this.events.at(-1)?.hash ?? NO_EVENTS }
  }

  reportRevision(time: number): number {
    return this.events.findLast((event) => event.type === 'deal.added' && event.data.time < time)?.seq ?? 0
  }

  /** Epochs left, in order; each new one is named by their count. */
  readonly left: string[] = []

  async leaveEpoch(epoch: string): Promise<void> {
    if (epoch !== this.epoch) return
    this.left.push(epoch)
    this.epoch = `e${String(this.left.length).padStart(15, '0')}`
    this.events = this.events.map((event) => ({ ...event, epoch: this.epoch }))
    this.#settings.publish({ kind: 'durable', account: this.id, head: this.head(), events: [] })
  }

  snapshot(): Snapshot {
    const assets = new Map(
      this.events.flatMap((event) => (event.topic === 'assets' ? [[event.data.asset, event.data]] : [])),
    )
    const openOrders = this.#orders().filter(({ status }) => status === 'NEW' || status === 'PARTIALLY_FILLED')
    return {
      account: this.id,
      ...this.head(),
      time: this.events.at(-1)?.time ?? 0,
      assets: [...assets.values()],
      openOrders,
      status: this.#status(),
      equity: this.#last ?? null,
      coverage: [],
    }
  }

  async eventsAfter(after: Position, limit: number): Promise<EventsAnswer> {
    await this.#settings.late()
    const head = this.head()
    if (after.epoch !== head.epoch || after.seq > head.seq || after.seq < this.kept) return { kind: 'gone', head }
    return { kind: 'events', events: this.events.slice(after.seq, after.seq + limit) }
  }

  refresh(): undefined {
    return undefined
  }

  get archivedSeq(): number {
    return this.kept
  }

  async pastState({ seq, time = Infinity }: PastQuestion): Promise<PastState> {
    const events = this.events.filter((event) => event.seq <= seq && event.time <= time)
    const seen = events.map((event) => ({ ...nameOf(event), seq: event.seq, time: event.time, deals: dealsOf(event) }))
    const assets = new Map(
      events.flatMap((event) => (event.topic === 'assets' ? [[event.data.asset, event.data]] : [])),
    )
    const orders = new Map(
      events.flatMap((event) => (event.topic === 'orders' ? [[event.data.orderId, event.data]] : [])),
    )
    const open: ReadonlySet<string> = new Set(openStatuses)
    const status = events.findLast(({ topic }) => topic === 'status')?.data as StatusData | undefined
    return defined({
      assets: [...assets.values()].map(({ freeChange: _free, lockedChange: _locked, ...asset }) => asset),
      openOrders: [...orders.values()].filter((order) => open.has(order.status)),
      status,
      seen,
    })
  }

  async orders(query: OrdersQuery): Promise<Page<OrderData>> {
    const wanted = this.#orders().filter(
      (order) =>
        matches(order, order.createdAt, query) &&
        (query.statuses?.includes(order.status) ?? true) &&
        (query.types?.includes(order.type) ?? true),
    )
    return pageOf(wanted, query)
  }

  async order(orderId: string): Promise<OrderData | undefined> {
    return this.#orders().find((order) => order.orderId === orderId)
  }

  async deals(query: DealsQuery): Promise<Page<DealData>> {
    const wanted = this.#deals().filter(
      (deal) => matches(deal, deal.time, query) && (query.orderId === undefined || query.orderId === deal.orderId),
    )
    return pageOf(wanted, query)
  }

  notices(hides?: Hides): readonly AccountNotice[] {
    return hides?.('asset', 'MX') === true ? [] : [{ ...fakeNotice, held: ['MX'], openOrders: 0 }]
  }

  #status(): StatusData {
    const last = this.events.findLast((event) => event.topic === 'status')
    return last?.topic === 'status' ? last.data : { state: 'live', code: 'LIVE', params: {}, since: 0 }
  }

  #orders(): OrderData[] {
    const orders = new Map<string, OrderData>()
    for (const event of this.events) if (event.topic === 'orders') orders.set(event.data.orderId, event.data)
    return [...orders.values()].reverse().sort((a, b) => b.createdAt - a.createdAt)
  }

  #deals(): DealData[] {
    const dropped = new Set(this.events.flatMap((event) => (event.type === 'deal.dropped' ? [event.data.tradeId] : [])))
    const deals = this.events.flatMap((event) => (event.type === 'deal.added' ? [event.data] : []))
    return deals.filter(({ tradeId }) => !dropped.has(tradeId)).reverse()
  }
}

function nameOf(event: DurableEnvelope): { readonly asset?: string; readonly symbol?: string } {
  switch (event.topic) {
    case 'assets':
      return { asset: event.data.asset }
    case 'orders':
      return { symbol: event.data.symbol }
    case 'deals':
      return { symbol: event.data.symbol, ...defined({ asset: event.data.feeAsset }) }
    case 'status':
      return {}
  }
}

const dealsOf = ({ type }: DurableEnvelope): number => (type === 'deal.added' ? 1 : type === 'deal.dropped' ? -1 : 0)
