/**
 * A desk in memory for tests: commits are durable at once, are published when told to, and may be read back late, so
 * that every order of those three that a real desk can show can be played.
 */

import {
  type AccountInfo,
  type AccountNotice,
  type BookData,
  type DealData,
  type DealsSummary,
  type DurableEnvelope,
  type EquityData,
  type EquityIndex,
  type EquityPoint,
  type EquitySeries,
  type KlineInterval,
  type KlineSeries,
  type Market,
  type MarketEnvelope,
  type Message,
  type NoticeData,
  type OrderData,
  type Page,
  type SampledEnvelope,
  type Snapshot,
  type StatusData,
  type TradeList,
  toEquityIndex,
} from '@spotdeck/api'
import { type Amount, decimal, sum } from '@spotdeck/exact'
import type {
  DealsQuery,
  Desk,
  DeskBatch,
  Head,
  Hides,
  MarketAnswer,
  MarketChannel,
  NewOrder,
  OrderOutcome,
  OrdersQuery,
} from '../../desk.ts'
import { matches, pageOf } from './fake-pages.ts'
import type { Vitals } from '../../metrics/vitals.ts'
import { FakeImports } from './fake-imports.ts'

type Draft<Event> = Event extends unknown ? Omit<Event, 'account' | 'epoch' | 'seq'> : never
/** An event before the desk has numbered it. */
export type EventDraft = Draft<DurableEnvelope>

export type FakeDeskOptions = {
  readonly accounts?: readonly string[]
  readonly epoch?: string
  readonly trading?: boolean
  readonly markets?: readonly Market[]
  /** Exchange time. */
  readonly now?: () => number
  /** Called before every read of the log: what it waits for is how late the store answers. */
  readonly late?: () => Promise<void>
}

type Book = { epoch: string; kept: number; events: DurableEnvelope[]; equity: EquityPoint[]; last?: EquityData }

export const fakeMarket: Market = {
  symbol: 'MXUSDT',
  baseAsset: 'MX',
  quoteAsset: 'USDT',
  priceDigits: 4,
  quantityDigits: 2,
  minQuantity: '0.01',
  minNotional: '1',
  status: 'online',
  apiTrading: true,
}

const fakeNotice: NoticeData = {
  id: 'API_TRADING_OFF MXUSDT',
  kind: 'api-disabled',
  symbols: ['MXUSDT'],
  code: 'API_TRADING_OFF',
  params: { symbols: 'MXUSDT' },
}

export class FakeDesk extends FakeImports implements Desk {
  /** What `place` and `cancel` were asked, in order. */
  readonly placed: { readonly account: string; readonly order: NewOrder }[] = []
  readonly canceled: { readonly account: string; readonly symbol: string; readonly orderId: string }[] = []
  /** What `place` and `cancel` answer from now on. */
  outcome: (clientOrderId: string) => OrderOutcome | Promise<OrderOutcome>
  trading: boolean
  /** What is watched of the market now. */
  readonly watched: MarketChannel[] = []
  /** Answers every question about the market while it is set. */
  unavailable: { readonly kind: 'unavailable' } | undefined
  readonly #books = new Map<string, Book>()
  readonly #listeners = new Set<(batch: DeskBatch) => void>()
  readonly #markets: readonly Market[]
  readonly #late: () => Promise<void>
  readonly now: () => number
  #held: DeskBatch[] | undefined

  constructor(options: FakeDeskOptions = {}) {
    super()
    const epoch = options.epoch ?? 'aaaaaaaaaaaaaaaa'
    for (const account of options.accounts ?? ['main']) {
      this.#books.set(account, { epoch, kept: 0, events: [], equity: [] })
    }
    this.#markets = options.markets ?? [fakeMarket]
    this.#late = options.late ?? (() => Promise.resolve())
    this.trading = options.trading ?? true
    this.now = options.now ?? (() => Date.UTC(2026, 0, 1))
    this.outcome = (clientOrderId) => ({ outcome: 'placed', orderId: `C02__${this.placed.length}`, clientOrderId })
  }

  /** Everything ever committed to the ledger in use. */
  log(account = 'main'): readonly DurableEnvelope[] {
    return this.#book(account).events
  }

  /** Makes events durable and publishes them, unless publishing is held back. */
  commit(drafts: readonly EventDraft[], account = 'main'): void {
    const book = this.#book(account)
    const events = drafts.map((draft, i): DurableEnvelope => {
      return { ...draft, account, epoch: book.epoch, seq: book.events.length + i + 1 }
    })
    book.events.push(...events)
    this.publish({ kind: 'durable', account, head: this.#headOf(book), events })
  }

  sample(event: SampledEnvelope): void {
    if (event.topic === 'equity') {
      const { time, total, free, locked, netDeposits, netUnexplained, realizedPnl, unrealizedPnl } = event.data
      const book = this.#book(event.account)
      book.equity.push({ time, total, free, locked, netDeposits, netUnexplained, realizedPnl, unrealizedPnl })
      book.last = event.data
    }
    this.publish({ kind: 'sampled', account: event.account, event })
  }

  market(events: readonly MarketEnvelope[]): void {
    this.publish({ kind: 'market', events })
  }

  publish(batch: DeskBatch): void {
    if (this.#held !== undefined) this.#held.push(batch)
    else for (const listener of [...this.#listeners]) listener(batch)
  }

  /** From now on batches are durable but not yet published. */
  hold(): void {
    this.#held ??= []
  }

  /** What is held back is never published: only the store tells of it. */
  lose(): void {
    this.#held = undefined
  }

  /** The last `count` events are published once more, as a bus that gives at least once may do. */
  repeat(count: number, account = 'main'): void {
    const book = this.#book(account)
    const events = book.events.slice(-count)
    if (events.length > 0) this.publish({ kind: 'durable', account, head: this.#headOf(book), events })
  }

  release(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const batch of held) this.publish(batch)
  }

  /** The ledger is made anew: its log is empty and counts from 1 again. */
  startEpoch(epoch: string, account = 'main'): void {
    Object.assign(this.#book(account), { epoch, kept: 0, events: [], equity: [] })
  }

  /** Events up to `seq` are no longer kept. */
  forget(seq: number, account = 'main'): void {
    this.#book(account).kept = seq
  }

  addHole(time: number, account = 'main'): void {
    this.#book(account).equity.push({
      time,
      total: null,
      free: null,
      locked: null,
      netDeposits: null,
      netUnexplained: null,
      realizedPnl: null,
      unrealizedPnl: null,
    })
  }

  accounts(): readonly AccountInfo[] {
    return [...this.#books.keys()].map((id) => ({ id, label: id, status: this.#status(id), trading: this.trading }))
  }

  head(account: string): Head | undefined {
    const book = this.#books.get(account)
    return book === undefined ? undefined : this.#headOf(book)
  }

  async snapshot(account: string): Promise<Snapshot | undefined> {
    const book = this.#books.get(account)
    if (book === undefined) return undefined
    const assets = new Map(
      book.events.flatMap((event) => (event.topic === 'assets' ? [[event.data.asset, event.data]] : [])),
    )
    const openOrders = this.#orders(account).filter(({ status }) => status === 'NEW' || status === 'PARTIALLY_FILLED')
    return {
      account,
      ...this.#headOf(book),
      time: book.events.at(-1)?.time ?? 0,
      assets: [...assets.values()],
      openOrders,
      status: this.#status(account),
      equity: book.last ?? null,
      coverage: [],
    }
  }

  async eventsAfter(
    account: string,
    after: Head,
    limit: number,
  ): Promise<{ kind: 'events'; events: readonly DurableEnvelope[] } | { kind: 'gone'; head: Head }> {
    await this.#late()
    const book = this.#book(account)
    const head = this.#headOf(book)
    if (after.epoch !== head.epoch || after.seq > head.seq || after.seq < book.kept) return { kind: 'gone', head }
    return { kind: 'events', events: book.events.slice(after.seq, after.seq + limit) }
  }

  subscribe(listener: (batch: DeskBatch) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  async orders(account: string, query: OrdersQuery): Promise<Page<OrderData>> {
    const wanted = this.#orders(account).filter(
      (order) =>
        matches(order, order.createdAt, query) &&
        (query.statuses?.includes(order.status) ?? true) &&
        (query.types?.includes(order.type) ?? true),
    )
    return pageOf(wanted, query)
  }

  async order(account: string, orderId: string): Promise<OrderData | undefined> {
    return this.#orders(account).find((order) => order.orderId === orderId)
  }

  async deals(account: string, query: DealsQuery): Promise<Page<DealData>> {
    const wanted = this.#deals(account).filter(
      (deal) => matches(deal, deal.time, query) && (query.orderId === undefined || query.orderId === deal.orderId),
    )
    return pageOf(wanted, query)
  }

  async dealsSummary(account: string, from: number, to: number): Promise<DealsSummary> {
    const deals = this.#deals(account).filter(({ time }) => time >= from && time < to)
    const total = (values: readonly string[]): string => sum(values.map((value): Amount => decimal(value)))
    return {
      from,
      to,
      count: deals.length,
      volume: total(deals.map(({ quoteQuantity }) => quoteQuantity)),
      fees: total(deals.map(({ fee }) => fee)),
      realizedPnl: '0',
      unpriced: [],
    }
  }

  async equity(account: string, from: number, to: number, points: number): Promise<EquitySeries> {
    const within = this.#book(account).equity.filter(({ time }) => time >= from && time <= to)
    return { unit: 'USDT', points: within.slice(-points) }
  }

  async equityIndex(account: string, from: number, to: number, points: number): Promise<EquityIndex> {
    return toEquityIndex((await this.equity(account, from, to, points)).points)
  }

  markets(): readonly Market[] {
    return this.#markets
  }

  watch(wishes: readonly MarketChannel[]): () => void {
    const mine = [...wishes]
    for (const wish of mine) this.watched.push(wish)
    return () => {
      for (const wish of mine.splice(0)) this.watched.splice(this.watched.indexOf(wish), 1)
    }
  }

  async klines(symbol: string, interval: KlineInterval): Promise<MarketAnswer<KlineSeries>> {
    return this.unavailable ?? { kind: 'found', value: { symbol, interval, items: [] } }
  }

  async book(symbol: string): Promise<MarketAnswer<BookData>> {
    return this.unavailable ?? { kind: 'found', value: { symbol, version: '1', bids: [['2.4', '1']], asks: [] } }
  }

  async trades(symbol: string, limit: number): Promise<MarketAnswer<TradeList>> {
    const trade = { price: '2.4', quantity: '1', side: 'BUY' as const, time: 0 }
    return this.unavailable ?? { kind: 'found', value: { symbol, items: Array.from({ length: limit }, () => trade) } }
  }

  notices(): readonly NoticeData[] {
    return [fakeNotice]
  }

  async accountNotices(_account: string, hides?: Hides): Promise<readonly AccountNotice[]> {
    return hides?.('asset', 'MX') === true ? [] : [{ ...fakeNotice, held: ['MX'], openOrders: 0 }]
  }

  vitals(): Vitals {
    const account = {
      state: 'live',
      latencyMs: 40,
      lastPushAt: this.now() - 2_000,
      reconnects: 3,
      drift: 1,
      healed: 2,
      pushesWaiting: 5,
    } as const
    return { accounts: [account, { ...account, state: 'stale', latencyMs: 1_500 }], callsWaiting: 4 }
  }

  keyWarnings(): readonly Message[] {
    return [{ code: 'KEY_CAN_WITHDRAW', params: {} }]
  }

  place(account: string, order: NewOrder): Promise<OrderOutcome> | undefined {
    if (!this.trading) return undefined
    this.placed.push({ account, order })
    return Promise.resolve(this.outcome(order.clientOrderId))
  }

  cancel(account: string, symbol: string, orderId: string): Promise<OrderOutcome> | undefined {
    if (!this.trading) return undefined
    this.canceled.push({ account, symbol, orderId })
    return Promise.resolve(this.outcome(''))
  }

  #book(account: string): Book {
    const book = this.#books.get(account)
    if (book === undefined) throw new Error(`The fake desk has no account ${account}: name it in its options.`)
    return book
  }

  #headOf({ epoch, events }: Book): Head {
    return { epoch, seq: events.length }
  }

  #status(account: string): StatusData {
    const last = this.#book(account).events.findLast((event) => event.topic === 'status')
    return last?.topic === 'status' ? last.data : { state: 'live', code: 'LIVE', params: {}, since: 0 }
  }

  #orders(account: string): OrderData[] {
    const orders = new Map<string, OrderData>()
    for (const event of this.#book(account).events)
      if (event.topic === 'orders') orders.set(event.data.orderId, event.data)
    return [...orders.values()].reverse().sort((a, b) => b.createdAt - a.createdAt)
  }

  #deals(account: string): DealData[] {
    const { events } = this.#book(account)
    const dropped = new Set(events.flatMap((event) => (event.type === 'deal.dropped' ? [event.data.tradeId] : [])))
    const deals = events.flatMap((event) => (event.type === 'deal.added' ? [event.data] : []))
    return deals.filter(({ tradeId }) => !dropped.has(tradeId)).reverse()
  }
}
