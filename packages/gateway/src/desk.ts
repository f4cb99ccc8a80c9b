/**
 * What the edge may ask of the half that follows accounts and keeps ledgers, in the API's own words. The edge knows
 * nothing of the exchange, the reducer or the database; this interface is the whole of what passes between them.
 */

import type {
  AccountInfo,
  DealData,
  DealsSummary,
  DurableEnvelope,
  EquitySeries,
  Market,
  MarketEnvelope,
  OrderData,
  OrderStatus,
  Page,
  SampledEnvelope,
  Side,
  Snapshot,
} from '@spotdeck/api'

/** The end of an account's ledger: everything up to `seq` of `epoch` is durable. */
export type Head = { readonly epoch: string; readonly seq: number }

/** What was committed together, ascending by `seq`, or a handful of sampled or market values. Already durable. */
export type DeskBatch =
  | {
      readonly kind: 'durable'
      readonly account: string
      readonly head: Head
      readonly events: readonly DurableEnvelope[]
    }
  | { readonly kind: 'sampled'; readonly account: string; readonly event: SampledEnvelope }
  | { readonly kind: 'market'; readonly events: readonly MarketEnvelope[] }

export type ListQuery = {
  readonly cursor?: string
  /** 1 to 1,000 */
  readonly limit: number
  readonly symbol?: string
  readonly side?: Side
  readonly from?: number
  readonly to?: number
}
export type OrdersQuery = ListQuery & { readonly statuses?: readonly OrderStatus[] }
export type DealsQuery = ListQuery & { readonly orderId?: string }

export type NewOrder = {
  readonly symbol: string
  readonly side: Side
  readonly type: 'LIMIT' | 'LIMIT_MAKER' | 'IMMEDIATE_OR_CANCEL' | 'FILL_OR_KILL' | 'MARKET'
  readonly price?: string
  readonly quantity?: string
  readonly quoteQuantity?: string
  /** Made from the caller's Idempotency-Key, so that a repeat finds the first. */
  readonly clientOrderId: string
}

/** `unknown`: the exchange may or may not have it; it is being looked up by client id. */
export type OrderOutcome =
  | { readonly outcome: 'placed'; readonly orderId: string; readonly clientOrderId: string }
  | { readonly outcome: 'rejected'; readonly exchangeCode: number | string; readonly detail: string }
  | { readonly outcome: 'unknown'; readonly clientOrderId: string }

export interface Desk {
  accounts(): readonly AccountInfo[]
  /** `undefined` for an account that is not served here; so for every call below that names one. */
  head(account: string): Head | undefined
  snapshot(account: string): Promise<Snapshot | undefined>
  /**
   * Durable events with `seq` greater than `after`, ascending, at most `limit`.
   * `gone` when that position is of another epoch, beyond the head, or no longer kept: the reader starts anew.
   */
  eventsAfter(
    account: string,
    after: Head,
    limit: number,
  ): Promise<
    | { readonly kind: 'events'; readonly events: readonly DurableEnvelope[] }
    | { readonly kind: 'gone'; readonly head: Head }
  >
  /** Calls `listener` with each batch, in order, after it is durable. Answers the way to stop. */
  subscribe(listener: (batch: DeskBatch) => void): () => void

  orders(account: string, query: OrdersQuery): Promise<Page<OrderData>>
  deals(account: string, query: DealsQuery): Promise<Page<DealData>>
  dealsSummary(account: string, from: number, to: number): Promise<DealsSummary>
  equity(account: string, from: number, to: number, points: number): Promise<EquitySeries>
  markets(): readonly Market[]

  /** `undefined` where trading is off for the account. */
  place(account: string, order: NewOrder): Promise<OrderOutcome> | undefined
  cancel(account: string, symbol: string, orderId: string): Promise<OrderOutcome> | undefined
}
