/** Port for storing the audit log. A record is opened before the change that it is of, and settled once with the outcome. */

import type { AuditAction, AuditRecord } from '@spotdeck/api'
import type { Awaitable } from '../awaitable.ts'

/** The most records of changes by owners, traders and commands that are kept; the oldest go. */
export const MAX_AUDIT_RECORDS = 100_000
/** The same of refusals and of calls by viewers and the public, which are counted apart: nobody pushes out the others with them. */
export const MAX_AUDIT_REFUSALS = 10_000
/** Records are deleted whenever so many were added: that many more than the most are kept at times. */
export const AUDIT_TRIM_EVERY = 256

/** `changes`: by callers with the owner's fields, and by commands. `refusals`: refused for lack of a right, and guests' calls. */
export type AuditLane = 'changes' | 'refusals'
/** Limits of both lanes. */
export const auditLimits: Readonly<Record<AuditLane, number>> = {
  changes: MAX_AUDIT_RECORDS,
  refusals: MAX_AUDIT_REFUSALS,
}

const REDUCING: ReadonlySet<AuditAction> = new Set([
  ...(['order-canceled', 'link-revoked', 'session-ended', 'other-sessions-ended'] as const),
  ...(['signed-out', 'passkey-removed', 'token-revoked', 'user-removed', 'import-ended'] as const),
])

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

/** Store of the audit log. One suite of tests holds every twin. */
export interface AuditStore {
  /** Adds a record, settled already where its result is known. Returns its number. */
  open(entry: AuditEntry, lane: AuditLane, result?: AuditResult): Awaitable<number>
  /** Writes the outcome of an open record; one that is settled stays as it is. */
  settle(n: number, result: AuditResult): Awaitable<void>
  /** Newest first. */
  list(query: AuditQuery): Awaitable<readonly AuditRecord[]>
}
