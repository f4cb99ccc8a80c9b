/** Port for storing the audit log. A record is opened before the change that it is of, and settled once with the outcome. */

import type { AuditAction, AuditRecord } from '@spotdeck/api'
import type { Awaitable } from '../awaitable.ts'

/**
 * Lanes of the log, each with records of its own, so that none pushes out another's. `management`: changes of access, settings and
 * data. `orders`: orders and cancels. `refusals`: refused for lack of a right, and calls of guests.
 */
export const auditLanes = ['management', 'orders', 'refusals'] as const
/** A lane of the log. */
export type AuditLane = (typeof auditLanes)[number]
/** The most records that each lane keeps; the oldest go. */
export const auditLimits: Readonly<Record<AuditLane, number>> = {
  management: 100_000,
  orders: 100_000,
  refusals: 10_000,
}
/** The most records of a lane that one credential keeps: a quarter. Its own oldest go then, never another's. */
export const auditShareOf = (lane: AuditLane): number => auditLimits[lane] / 4
/** Records are deleted whenever so many were added: that many more than the most are kept at times. */
export const AUDIT_TRIM_EVERY = 256

const REDUCING: ReadonlySet<AuditAction> = new Set([
  ...(['order-canceled', 'link-revoked', 'session-ended', 'other-sessions-ended'] as const),
  ...(['signed-out', 'passkey-removed', 'token-revoked', 'user-removed', 'import-ended'] as const),
])

const ORDERS: ReadonlySet<AuditAction> = new Set(['order-placed', 'order-canceled'])

/** Lane of a change by somebody who may make it. */
export const laneOf = (action: AuditAction): AuditLane => (ORDERS.has(action) ? 'orders' : 'management')

/** True for an action that only takes risk or access away: it is done even where its record cannot be written. */
export const reducesRisk = (action: AuditAction): boolean => REDUCING.has(action)

/** Outcome of a call: `ok` or a problem's code, the HTTP status, and the id of what the call made. */
export type AuditResult = {
  readonly outcome: string
  readonly status?: number | undefined
  readonly target?: string | undefined
}
/** A record as it is opened. */
export type AuditEntry = Omit<AuditRecord, 'n' | 'outcome' | 'status'>
/** Choice of records. Times are ms since the epoch, `from <= time < to`. */
export type AuditQuery = {
  readonly account?: string | undefined
  readonly action?: AuditAction | undefined
  /** Id of a credential or a person, or the name of a link or token. */
  readonly who?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** Records older than this one. */
  readonly before?: number | undefined
  readonly limit: number
}

/** Times of the oldest records that full lanes keep. */
export type AuditReach = Readonly<Partial<Record<AuditLane, number>>>

/** Store of the audit log. One suite of tests holds every twin. */
export interface AuditStore {
  /** Adds a record, settled already where its result is known. Returns its number. */
  open(entry: AuditEntry, lane: AuditLane, result?: AuditResult): Awaitable<number>
  /** Writes the outcome of an open record; one that is settled stays as it is. */
  settle(n: number, result: AuditResult): Awaitable<void>
  /** Newest first. */
  list(query: AuditQuery): Awaitable<readonly AuditRecord[]>
  /** Time of the oldest record that a full lane keeps, in ms since the epoch; absent while a lane has room. */
  reach(): Awaitable<AuditReach>
}
