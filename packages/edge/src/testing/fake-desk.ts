/**
 * A desk in memory for tests: commits are durable at once, are published when told to, and may be read back late, so
 * that every order of those three that a real desk can show can be played.
 */

import { createHash } from 'node:crypto'
import type {
  AccountInfo,
  BookData,
  DurableEnvelope,
  KlineInterval,
  KlineSeries,
  Market,
  MarketEnvelope,
  NoticeData,
  SampledEnvelope,
  TradeList,
} from '@spotdeck/api'
import type {
  Desk,
  DeskBatch,
  MarketAnswer,
  MarketChannel,
  MarketCaller,
  MarketWatch,
  NewOrder,
  OrderOutcome,
} from '../desk.ts'
import type { Imports } from '@spotdeck/imports'
import { type MovementsQuery, UNKNOWN_FIGURES } from '@spotdeck/reports/testing'
import type { Vitals } from '../metrics/vitals.ts'
import { FakeAccount, fakeNotice } from './fake-account.ts'

type Draft<Event> = Event extends unknown ? Omit<Event, 'account' | 'epoch' | 'seq' | 'hash'> : never
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

export class FakeDesk implements Desk {
  /** Queries to `movements`, in order. */
  readonly asked: MovementsQuery[] = []
  /** Importer of the desk; import tests set it. */
  importer: Imports | undefined
  /** Requests to `place` and `cancel`, in order. */
  readonly placed: { readonly account: string; readonly order: NewOrder }[] = []
  readonly canceled: { readonly account: string; readonly symbol: string; readonly orderId: string }[] = []
  /** Answer of `place` and `cancel` from now on. */
  outcome: (clientOrderId: string) => OrderOutcome | Promise<OrderOutcome>
  trading: boolean
  isFollowedHere = true
  /** Market channels that are watched now. */
  readonly watched: MarketChannel[] = []
  /** Callers of `watch`, in order. */
  readonly watchers: MarketCaller[] = []
  /** Channels that are refused. */
  isFull = (_wish: MarketChannel): boolean => false
  /** Answers every question about the market while it is set. */
  unavailable: Exclude<MarketAnswer<never>, { kind: 'found' }> | undefined
  readonly #accounts = new Map<string, FakeAccount>()
  readonly #listeners = new Set<(batch: DeskBatch) => void>()
  #markets: readonly Market[]
  /** Called before every read of the log. */
  readonly late: () => Promise<void>
  readonly now: () => number
  #held: DeskBatch[] | undefined

  constructor(options: FakeDeskOptions = {}) {
    const epoch = options.epoch ?? 'aaaaaaaaaaaaaaaa'
    for (const id of options.accounts ?? ['main']) this.#accounts.set(id, new FakeAccount(id, epoch, this))
    this.#markets = options.markets ?? [fakeMarket]
    this.late = options.late ?? (() => Promise.resolve())
    this.trading = options.trading ?? true
    this.now = options.now ?? (() => Date.UTC(2026, 0, 1))
    this.outcome = (clientOrderId) => ({ outcome: 'placed', orderId: `C02__${this.placed.length}`, clientOrderId })
  }

  /** Everything ever committed to the ledger in use. */
  log(account = 'main'): readonly DurableEnvelope[] {
    return this.#need(account).events
  }

  /** Makes events durable and publishes them, unless publishing is held back. */
  commit(drafts: readonly EventDraft[], account = 'main'): void {
    const ledger = this.#need(account)
    const before = ledger.events.length
    for (const draft of drafts) {
      const { epoch, seq, hash } = ledger.head()
      const chained = createHash('sha256')
        .update(`${hash}\n${JSON.stringify(draft)}`)
        .digest('hex')
      ledger.events.push({ ...draft, account, epoch, seq: seq + 1, hash: chained.slice(0, 8) })
    }
    const events = ledger.events.slice(before)
    this.publish({ kind: 'durable', account, head: ledger.head(), events })
  }

  sample(event: SampledEnvelope): void {
    if (event.topic === 'equity') this.#need(event.account).sample(event.data)
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

  /** Keeps events from being published: only the store returns them. */
  lose(): void {
    this.#held = undefined
  }

  /** The last `count` events are published once more, as a bus that gives at least once may do. */
  repeat(count: number, account = 'main'): void {
    const ledger = this.#need(account)
    const events = ledger.events.slice(-count)
    if (events.length > 0) this.publish({ kind: 'durable', account, head: ledger.head(), events })
  }

  release(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const batch of held) this.publish(batch)
  }

  /** The ledger is made anew: its log is empty and counts from 1 again. */
  startEpoch(epoch: string, account = 'main'): void {
    this.#need(account).begin(epoch)
  }

  /** Events up to `seq` are no longer kept. */
  forget(seq: number, account = 'main'): void {
    this.#need(account).kept = seq
  }

  addHole(time: number, account = 'main'): void {
    this.#need(account).points.push({ time, ...UNKNOWN_FIGURES })
  }

  accounts(): readonly AccountInfo[] {
    return [...this.#accounts.values()].map((account) => account.info())
  }

  account(id: string): FakeAccount | undefined {
    return this.#accounts.get(id)
  }

  subscribe(listener: (batch: DeskBatch) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Lists one more market per name. */
  list(names: readonly string[]): void {
    this.#markets = [...this.#markets, ...names.map((symbol) => ({ ...fakeMarket, symbol }))]
  }

  markets(): readonly Market[] {
    return this.#markets
  }

  watch(wishes: readonly MarketChannel[], by: MarketCaller, before?: MarketWatch): MarketWatch {
    this.watchers.push(by)
    before?.stop()
    const mine = wishes.filter((wish) => !this.isFull(wish))
    for (const wish of mine) this.watched.push(wish)
    const stop = (): void => {
      for (const wish of mine.splice(0)) this.watched.splice(this.watched.indexOf(wish), 1)
    }
    const refused = wishes.filter(this.isFull).map((channel) => ({ channel, scope: 'credential', limit: 60 }) as const)
    return { refused, stop }
  }

  hasChannels(symbol: string): boolean {
    return /^[^a-z@,[\]\s]+$/.test(symbol)
  }

  async klines(symbol: string, interval: KlineInterval): Promise<MarketAnswer<KlineSeries>> {
    return this.unavailable ?? { kind: 'found', value: { symbol, interval, items: [] } }
  }

  async book(symbol: string, _by: MarketCaller): Promise<MarketAnswer<BookData>> {
    return this.unavailable ?? { kind: 'found', value: { symbol, version: '1', bids: [['2.4', '1']], asks: [] } }
  }

  async trades(symbol: string, { limit }: { readonly limit: number }): Promise<MarketAnswer<TradeList>> {
    const trade = { price: '2.4', quantity: '1', side: 'BUY' as const, time: 0 }
    return this.unavailable ?? { kind: 'found', value: { symbol, items: Array.from({ length: limit }, () => trade) } }
  }

  notices(): readonly NoticeData[] {
    return [fakeNotice]
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

  #need(id: string): FakeAccount {
    const account = this.#accounts.get(id)
    if (account === undefined) throw new Error(`The fake desk has no account ${id}: name it in its options.`)
    return account
  }
}
