/**
 * Port between the edge and the service that follows accounts and keeps ledgers, in the API's terms. The edge depends
 * on nothing else of the exchange, the ledger or the database.
 */

import type {
  AccountInfo,
  Audience,
  AccountNotice,
  BookData,
  DealData,
  DurableEnvelope,
  KlineInterval,
  KlineSeries,
  Market,
  MarketEnvelope,
  Message,
  NoticeData,
  NewPlanRequest,
  OrderData,
  Page,
  PlanChange,
  PlanData,
  PlanList,
  ProblemCode,
  Params,
  SampledEnvelope,
  Side,
  Snapshot,
  TradeList,
} from '@spotdeck/api'
import type { Imports } from '@spotdeck/imports'
import type {
  Position,
  Hides,
  OrdersQuery,
  DealsQuery,
  PastQuestion,
  PastState,
  Span,
  Reports,
} from '@spotdeck/reports'

import type { AccountVitals, Vitals } from './metrics/vitals.ts'

/** The end of an account's ledger: everything up to `seq` of `epoch` is durable. */
export type Head = Position & { readonly hash: string }

/** Events of one commit, ascending by `seq`, or some sampled or market values. Durable events are already stored. */
export type DeskBatch =
  | {
      readonly kind: 'durable'
      readonly account: string
      readonly head: Head
      readonly events: readonly DurableEnvelope[]
    }
  /** The stored ledger lacks events that were given before, of the same epoch: everybody begins anew from its head. */
  | { readonly kind: 'replaced'; readonly account: string; readonly head: Head }
  | { readonly kind: 'sampled'; readonly account: string; readonly event: SampledEnvelope }
  | { readonly kind: 'market'; readonly events: readonly MarketEnvelope[] }

/** One market channel that a subscriber watches. */
export type MarketChannel =
  | { readonly topic: 'ticker' | 'book' | 'trades'; readonly symbol: string }
  | { readonly topic: 'klines'; readonly symbol: string; readonly interval: KlineInterval }

/** Caller of market data. Guests, all but the owner, have quotas of their own, counted by credential. */
export type MarketCaller = {
  /** Of the credential; all sessions of a link have that of the link. */
  readonly key: string
  readonly audience: Audience
  /** Aborts when the caller leaves: what only it waits for is then not asked. */
  readonly signal?: AbortSignal | undefined
}

/** Quota of market channels that is used up, and whose it is. */
export type ChannelLimit = { readonly scope: 'credential' | 'audience'; readonly limit: number }

/** Market channels watched by one subscriber. */
export type MarketWatch = {
  /** Channels that its quotas did not admit: they do not flow. */
  readonly refused: readonly (ChannelLimit & { readonly channel: MarketChannel })[]
  /** Ends all of them. Idempotent. */
  readonly stop: () => void
}

/**
 * `unavailable`: the exchange did not answer in time, or refused. `limited`: guests ask for too much, again after `retryAfter`
 * seconds.
 */
export type MarketAnswer<T> =
  | { readonly kind: 'found'; readonly value: T }
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'limited'; readonly retryAfter: number }

/** An order to place, in exact decimal text. */
export type NewOrder = {
  readonly symbol: string
  readonly side: Side
  readonly type: 'LIMIT' | 'LIMIT_MAKER' | 'IMMEDIATE_OR_CANCEL' | 'FILL_OR_KILL' | 'MARKET'
  readonly price?: string | undefined
  readonly quantity?: string | undefined
  readonly quoteQuantity?: string | undefined
  /** Made from the caller's Idempotency-Key, so that a repeat finds the first. */
  readonly clientOrderId: string
}

/** `unknown`: the exchange may or may not have it; it is being looked up by client id. */
export type OrderOutcome =
  | { readonly outcome: 'placed'; readonly orderId: string; readonly clientOrderId: string }
  /** By this desk's own limits, or a rule of the market: nothing was sent. */
  | {
      readonly outcome: 'refused'
      readonly code: 'NOTIONAL_LIMIT' | 'DAILY_LIMIT' | 'NOTIONAL_UNKNOWN' | 'ORDER_RULE_BROKEN'
      readonly params: Params
      /** In English. */
      readonly detail?: string
    }
  | { readonly outcome: 'rejected'; readonly exchangeCode: number | string; readonly detail: string }
  | { readonly outcome: 'unknown'; readonly clientOrderId: string }

/** Outcome of a cancel. `canceled`: the exchange accepted it; the order's final status comes as an event. */
export type CancelOutcome =
  | { readonly outcome: 'canceled'; readonly orderId: string }
  | Extract<OrderOutcome, { readonly outcome: 'rejected' | 'unknown' }>

/** Market data, the same for every account. */
export interface MarketData {
  /**
   * Makes what is wished for flow on the bus (kind `market`) until it is stopped, instead of `before`, which this stops; wishes for
   * the same are shared. Tickers always flow, without a quota.
   */
  watch(wishes: readonly MarketChannel[], by: MarketCaller, before?: MarketWatch): MarketWatch
  /** False for a listed symbol whose name no channel of the exchange can carry: REST alone has its book, prints and klines. */
  hasChannels(symbol: string): boolean
  /**
   * The newest `limit` klines of the span, oldest first. `symbol` is one of `markets`, here and in the next two calls.
   */
  klines(
    symbol: string,
    interval: KlineInterval,
    query: Partial<Span> & { readonly limit: number; readonly by: MarketCaller },
  ): Promise<MarketAnswer<KlineSeries>>
  /** The top 20 levels of each side: of the live book if it is subscribed, else of one read. */
  book(symbol: string, by: MarketCaller): Promise<MarketAnswer<BookData>>
  /** Newest first. */
  trades(symbol: string, query: { readonly limit: number; readonly by: MarketCaller }): Promise<MarketAnswer<TradeList>>
}

/** Places and cancels orders of one account, within its limits. */
export interface Trading {
  place(order: NewOrder): Promise<OrderOutcome>
  /** Cancels an order. */
  cancel(symbol: string, orderId: string): Promise<CancelOutcome>
}

/** A plan after a call, or why the call changed nothing. */
export type PlanOutcome =
  | { readonly kind: 'plan'; readonly plan: PlanData }
  | { readonly kind: 'refused'; readonly code: ProblemCode; readonly params: Params }

/** Plans of one account: orders that the gateway keeps. What they answer is durable. */
export interface Plans {
  list(): PlanList
  /** Creates a plan; one with the same id is answered as it is. @param planId at most 28 of `[A-Za-z0-9_-]` */
  create(planId: string, plan: NewPlanRequest): Promise<PlanOutcome>
  change(planId: string, change: PlanChange): Promise<PlanOutcome>
  /** Ends a plan and cancels the orders that it has placed. */
  cancel(planId: string): Promise<PlanOutcome>
  /** The owner is there: what a `cancel-after` waits for. */
  heartbeat(): void
}

/** Events after a position, or the head where that position cannot be resumed. */
export type EventsAnswer =
  | { readonly kind: 'events'; readonly events: readonly DurableEnvelope[] }
  | { readonly kind: 'gone'; readonly head: Head }

/** One account that is served here: its state, its lists, and the narrow parts for reports, imports and trading. */
export interface FollowedAccount {
  readonly id: string
  /** The owner's reports. */
  readonly reports: Reports
  /** The same for viewers and the public, who never hold up the owner's. */
  readonly guestReports: Reports
  /**
   * True while this process writes the ledger. Otherwise another one may: its events are read from the store, and nothing that writes
   * is answered here.
   */
  readonly isFollowedHere: boolean
  /** `undefined` while the account is not followed here. */
  readonly imports: Imports | undefined
  /** `undefined` where trading is off, and while the account is not followed here. */
  readonly trading: Trading | undefined
  /** `undefined` where plans or trading are off, and while the account is not followed here. */
  readonly plans: Plans | undefined
  /** Warnings about the API key, for the owner alone; constant while the gateway runs. */
  readonly keyWarnings: readonly Message[]
  /**
   * Begins a new epoch where `epoch` is still the current one: somebody was given events of it that this ledger does not
   * have. Subscribers are told. Only while the account is followed here.
   */
  leaveEpoch(epoch: string): Promise<void>
  info(): AccountInfo
  /** Time since when some record is known, in ms since the epoch; `undefined` before the first reading. */
  readonly knownSince: number | undefined
  head(): Head
  /**
   * Number of the newest event since the start that changes reports over spans that end before `time`, in ms since the epoch: as long
   * as it stays, such a report stays the same, but for present prices and new samples of equity.
   */
  reportRevision(time: number): number
  snapshot(): Snapshot
  /**
   * Durable events with `seq` greater than `after`, ascending, at most `limit`.
   * `gone` when that position is of another epoch, beyond the head, or no longer kept: the reader starts anew.
   * @throws {StoreError} when it is beyond what this process knows, and the store cannot be asked
   */
  eventsAfter(after: Position, limit: number): Promise<EventsAnswer>
  /** Reads what another process has committed by now; `undefined` where this process is the one that commits. @throws {StoreError} */
  refresh(): Promise<void> | undefined
  /** `seq` of the last event that is archived: later ones can be read. 0 where none is. */
  readonly archivedSeq: number
  /**
   * The state after the events of a question, of the current epoch. @param turn lets other requests run
   * @throws {EventsArchived} where it follows from archived events whose file cannot be read
   */
  pastState(until: PastQuestion, turn: () => Promise<void>): Promise<PastState>
  orders(query: OrdersQuery): Promise<Page<OrderData>>
  /** `undefined` for an order that the ledger has never heard of. */
  order(orderId: string): Promise<OrderData | undefined>
  deals(query: DealsQuery): Promise<Page<DealData>>
  /** Notices that affect what the account holds or has open, as far as `hides` leaves it. */
  notices(hides?: Hides): readonly AccountNotice[]
}

/** An account as the desk serves it, with its measurements. */
export type DeskAccount = FollowedAccount & { vitals(): AccountVitals }

/** The edge's port to the accounts and the market. */
export interface Desk extends MarketData {
  /** Exchange time, ms since the epoch: what a span ends at unless it says otherwise. */
  now(): number
  accounts(): readonly AccountInfo[]
  /** `undefined` for an account that is not served here. */
  account(id: string): FollowedAccount | undefined
  /** Measurements of the followed accounts. */
  vitals(): Vitals
  /** Calls `listener` with each batch, in order, after it is durable. Answers the way to stop. */
  subscribe(listener: (batch: DeskBatch) => void): () => void
  markets(): readonly Market[]
  /** Announcements of the exchange, and notices that follow from its lists of symbols, newest first. */
  notices(): readonly NoticeData[]
}
