/** Changes that pushes report, and questions to REST with their answers, in the ledger's terms. */

import type { Balance, CoverageReason, Deal, EventSource, Order, ReportedFlow, BalanceChange } from '@spotdeck/ledger'
import type { OfflineSymbol, SymbolAnswer } from '@spotdeck/wire'
import type { RawRow, Since, Window } from '../exchange.ts'
import type { Pair } from '../symbols.ts'

/** Names one question; an answer to a call that the state does not wait for is ignored. */
export type CallId = number

/** A private channel of an account. */
export type Channel = 'account' | 'orders' | 'deals'

/** Ends of what is left to read of a symbol, in exchange time, per kind. */
export type Rest = { readonly orders?: number | undefined; readonly deals?: number | undefined }

/** A stretch of exchange time, in ms. */
export type Stretch = { readonly from: number; readonly to: number }

/** The rows of all lists since a time. */
export type FlowLists = {
  readonly since: number
  /** Flows without repeats. */
  readonly rows: readonly FlowRow[]
  /** Times at which the first list was requested and the last answered, by a clock read before and after. */
  readonly askedAt: number
  readonly answeredAt: number
  /** Reasons why they are incomplete. */
  readonly lacks: readonly CoverageReason[]
}

/** A question to REST. `background`: it is asked with what all others leave of the rate limits. */
export type Question = { readonly background?: true } & (
  | { readonly kind: 'clock' | 'balances' }
  /** `volumes`: with what each symbol traded. */
  | { readonly kind: 'listing'; readonly volumes?: boolean }
  | { readonly kind: 'open-orders'; readonly symbols: readonly string[] }
  /** One order with all its deals. */
  | { readonly kind: 'order'; readonly symbol: string; readonly orderId: string }
  /** Orders and deals of one symbol since a time; a kind since Infinity is left out. */
  | {
      readonly kind: 'symbol'
      readonly symbol: string
      readonly since: Since
      /** Ends of what is left to read, per kind; a kind without one was read. Absent: up to now. */
      readonly to?: Rest
    }
  | { readonly kind: 'flow-lists'; readonly since: number }
  /** Trades of everybody in these symbols. */
  | { readonly kind: 'public-trades'; readonly symbols: readonly string[]; readonly within: Stretch }
)

/** A question that is answered by orders and deals. */
export type ListQuestion = Extract<Question, { readonly kind: 'open-orders' | 'order' | 'symbol' }>

/** A balance row that cannot be read, with its text as it came: its asset keeps its last value. */
export type UnreadableRow = { readonly asset: string; readonly raw: string }

/** A row of a list of orders or deals that cannot be read. */
export type RawRecord = RawRow & { readonly kind: 'orders' | 'deals' }

/** The answer to a question, in the ledger's terms, without `unreadable` rows and deals of `unlisted` symbols. */
export type Answer =
  | { readonly kind: 'clock' }
  | {
      readonly kind: 'balances'
      readonly read: ReadonlyMap<string, Balance>
      readonly unreadable: readonly UnreadableRow[]
    }
  | { readonly kind: 'open-orders'; readonly orders: readonly Order[]; readonly unreadable: readonly RawRecord[] }
  /** `refused`: the exchange rejects the symbol. */
  | {
      readonly kind: 'order'
      readonly order?: Order | undefined
      readonly deals: readonly Deal[]
      readonly unlisted?: readonly UnlistedDeal[] | undefined
      readonly refused: boolean
      readonly unreadable: readonly RawRecord[]
    }
  | {
      readonly kind: 'symbol'
      readonly orders: Window<Order>
      readonly deals: Window<Deal>
      readonly unlisted?: readonly UnlistedDeal[] | undefined
      readonly unreadable: readonly RawRecord[]
    }
  | {
      readonly kind: 'listing'
      readonly listed: readonly SymbolAnswer[]
      readonly gone: readonly OfflineSymbol[] | undefined
      /** Volume of the last 24 h in the quote asset, by symbol. */
      readonly volumes?: ReadonlyMap<string, number> | undefined
    }
  | { readonly kind: 'flow-lists'; readonly lists: FlowLists }
  /** `rooms`: the most of its quote asset that a round trip can have moved, by symbol; Infinity where unknown. */
  | { readonly kind: 'public-trades'; readonly rooms: ReadonlyMap<string, number> }

/** An answer of balances. */
export type BalancesAnswer = Extract<Answer, { kind: 'balances' }>

/** Reason of a refused call: the SDK's stable code, and fields for the log. */
export type Refusal = { readonly code: string; readonly fields: Readonly<Record<string, unknown>> }

/** A change of a push and its receive time, in ms of exchange time. */
export type ReceivedChange = { readonly change: Change; readonly receivedAt: number }

/** Sources of what a plan finds. */
export type PlanSource = Extract<EventSource, 'rest' | 'audit'>

/** Name of the asset or symbol of a row that names none. */
export const UNNAMED = '?'

/**
 * Progress of a listed flow. `done`: the balance contains it. `open`: pending or failed; a balance may have changed,
 * and then a push reported it. `none`: it never changed a balance.
 */
export type Standing = 'done' | 'open' | 'none'

/** One row of a list as a flow. */
export type FlowRow = {
  readonly flow: ReportedFlow
  readonly standing: Standing
  /** Time span in which amounts may move that the list does not report; without an end: until now. Absent: none. */
  readonly unsettled?: TimeSpan
}
/** A time span in ms since the epoch; without an end it reaches to now. */
export type TimeSpan = readonly [from: number, to?: number]

/** Bound of the booking delay, in ms: everything but a deposit is booked when it is made. */
export const BOOKED_AT_ONCE_MS = 60_000

/** A push in the ledger's terms. `madeAt`: the exchange's time of the change, in ms since the epoch. */
export type Change =
  | { readonly kind: 'asset'; readonly change: BalanceChange; readonly madeAt: number }
  | { readonly kind: 'order'; readonly order: Order }
  | { readonly kind: 'deal'; readonly deal: Deal }
  | { readonly kind: 'unlisted'; readonly deal: UnlistedDeal }

/** A deal whose symbol is in no list: its assets are unknown. Without `feeAsset` its fee is in the quote asset. */
export type UnlistedDeal = Omit<Deal, 'baseAsset' | 'quoteAsset' | 'feeAsset'> & { readonly feeAsset?: string }

/** The deal with its assets. */
export function withPair(deal: UnlistedDeal, { baseAsset, quoteAsset }: Pair): Deal {
  return { ...deal, baseAsset, quoteAsset, feeAsset: deal.feeAsset ?? quoteAsset }
}
