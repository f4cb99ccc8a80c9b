/** State of orders and deals that wait. */

import type { EventSource } from '@spotdeck/ledger'
import type { RoomStep } from '../base/effect.ts'
import type { DealReport } from './fold.ts'
import type { UnlistedDeal, RawRecord, ListQuestion } from '../base/question.ts'
import type { PhaseView } from '../phase/state.ts'

/** A deal that its order does not account for yet. */
export type PendingDeal = { readonly report: DealReport; readonly since: number }

/**
 * A deal whose symbol is in no list. `source`: that of its answer, where REST returned it. `since`: time of the
 * machine. `isUnknown`: nothing told its assets in time.
 */
export type WaitingDeal = {
  readonly deal: UnlistedDeal
  readonly source?: EventSource | undefined
  readonly receivedAt: number
  readonly since: number
  readonly isUnknown?: true
}

/** Repair of one order whose deals do not add up. */
export type Repair = { readonly count: number; readonly nextAt: number }

/** A row that cannot be read, and the span of exchange time that its record may belong to. */
export type UnreadableRecord = RawRecord & { readonly from: number; readonly to: number }

/** A list with rows that cannot be read, which is asked for again at `nextAt`, a time of the machine. */
export type UnreadableList = {
  readonly question: ListQuestion
  readonly rows: readonly UnreadableRecord[]
  readonly tries: number
  readonly nextAt: number
}

/** Orders and deals that wait for another record, or to be read again. */
export type OrdersState = {
  readonly pending: readonly PendingDeal[]
  /** Number of deals pushed so far of the millisecond of each of the newest ones, oldest first. */
  readonly ranks: readonly { readonly time: number; readonly count: number }[]
  /** Deals of unlisted symbols, and the time at which the list was asked for because of them. */
  readonly unlisted: readonly WaitingDeal[]
  readonly listAskedAt: number | undefined
  readonly repairs: ReadonlyMap<string, Repair>
  /** Next look for repairs; next question for an order that was set aside, and those asked for in this round. */
  readonly upkeep: { readonly nextAt: number; readonly lackingAt: number; readonly lackingAsked: ReadonlySet<string> }
  /** Lists of orders and deals with rows that cannot be read, by name. */
  readonly unreadableLists: ReadonlyMap<string, UnreadableList>
}

/** The first of its states. */
export const NO_ORDERS: OrdersState = {
  pending: [],
  ranks: [],
  unlisted: [],
  listAskedAt: undefined,
  repairs: new Map(),
  upkeep: { nextAt: 0, lackingAt: 0, lackingAsked: new Set() },
  unreadableLists: new Map(),
}

/** The orders with the state of lower rooms that they depend on. */
export type OrdersView = PhaseView & { readonly orders: OrdersState }

/** The orders after a step. */
export type OrdersStep = RoomStep & { readonly orders: OrdersState }
