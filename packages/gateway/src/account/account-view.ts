/** Answers about an account that follow from its ledger's state and its store, whichever process writes them. */

import type { EquityData, OrderData, Snapshot, StatusData } from '@spotdeck/api'
import { isZero } from '@spotdeck/exact'
import { type LedgerState, isOver, totalOf } from '@spotdeck/ledger'
import type { LedgerStore } from '@spotdeck/store'
import { defined } from '@spotdeck/ports'
import type { EventsAnswer, Head } from '@spotdeck/edge'
import { type Hides, type Position, toAssetData, toCoverage, toEnvelope, toOrderData } from '@spotdeck/reports'
import type { Touchable } from '../notices/notice-board.ts'
import type { LedgerSource } from './ledger-source.ts'

/** State of an account at one moment, and what the ledger does not contain. */
export type Viewed = {
  readonly id: string
  readonly head: Head
  /** Exchange time. */
  readonly time: number
  readonly state: LedgerState
  readonly status: StatusData
  /** Exchange time at which it was last current. */
  readonly currentAt: number | undefined
  /** The newest sample; `undefined` while nothing can be valued. */
  readonly equity: EquityData | undefined
}

/** True while figures are those of now: what is missing is named in the status. */
export const isCurrent = ({ state }: Pick<StatusData, 'state'>): boolean => state === 'live' || state === 'degraded'

/** The snapshot of an account. */
export function snapshotOf({ id, head, time, state, status, currentAt, equity }: Viewed): Snapshot {
  return {
    account: id,
    ...head,
    time,
    assets: [...state.assets.values()].map(toAssetData),
    openOrders: openOrders(state)
      .sort((a, b) => b.createdAt - a.createdAt)
      .map(toOrderData),
    status,
    ...defined({ currentAt: isCurrent(status) ? time : currentAt }),
    equity: equity ?? null,
    coverage: toCoverage(state.coverage),
  }
}

/** Time since when some record is known, in ms since the epoch; `undefined` before the first reading. */
export function knownSinceOf({ coverage }: LedgerState): number | undefined {
  const known = coverage.filter(({ state }) => state !== 'unknown').map(({ from }) => from)
  return known.length === 0 ? undefined : Math.min(...known)
}

/** Assets held, and the symbol of each open order, for matching notices; without the names that `hides` hides. */
export function touchableOf(state: LedgerState, hides: Hides = () => false): Touchable {
  const held = [...state.assets].filter(([, balance]) => !isZero(totalOf(balance))).map(([asset]) => asset)
  const openSymbols = openOrders(state).map(({ symbol }) => symbol)
  return {
    held: held.filter((asset) => !hides('asset', asset)),
    openSymbols: openSymbols.filter((symbol) => !hides('symbol', symbol)),
    isHidden: (symbol) => hides('symbol', symbol),
  }
}

/** A stored order; `undefined` for one that the ledger has never heard of. */
export async function storedOrder(store: LedgerStore, orderId: string): Promise<OrderData | undefined> {
  const order = (await store.histories([orderId])).get(orderId)?.order
  return order === undefined ? undefined : toOrderData(order)
}

/** Ledger whose events are read. */
type ReadEvents = {
  readonly id: string
  readonly store: Pick<LedgerStore, 'archived' | 'publicAfter'>
  readonly source: Pick<LedgerSource, 'head' | 'refresh'>
}

/** Durable events after a position; `gone`: of another epoch, beyond the head, or the next event is archived. */
export async function eventsAfter(
  { id: account, store, source }: ReadEvents,
  after: Position,
  limit: number,
): Promise<EventsAnswer> {
  const known = source.head()
  // Another gateway may have given the caller what this one has not read yet.
  if (after.epoch === known.epoch && after.seq > known.seq) await source.refresh?.()
  const head = source.head()
  const isKept = after.seq >= store.archived.seq && after.seq <= head.seq
  if (after.epoch !== head.epoch || !isKept) return { kind: 'gone', head }
  const found = await store.publicAfter(after.seq, Math.min(limit, head.seq - after.seq))
  return { kind: 'events', events: found.map((one) => toEnvelope(one, { ...head, account })) }
}

function openOrders({ orders }: LedgerState) {
  return [...orders.values()].flatMap(({ order }) => (order === undefined || isOver(order) ? [] : [order]))
}
