/** Status of an account that another process follows, as far as that is known here. Rules, without I/O. Times are exchange times, in ms. */

import type { Status } from '@spotdeck/ledger'

/** Knowledge of a reader about who follows the account. */
export type ReaderWatch = {
  readonly begun: { readonly at: number; readonly why: 'start' | 'lease-lost' | 'went-back' | 'missing' }
  /** Time of the last answer of the database. */
  readonly seenAt?: number | undefined
  /** Time since which nobody follows; `undefined` while somebody does, or before the first answer. */
  readonly unfollowedSince?: number | undefined
  /** True once somebody was seen to follow. */
  readonly wasFollowed: boolean
  /** Error because of which this process cannot open the ledger, and does not try again. */
  readonly refused?: { readonly at: number; readonly code: string } | undefined
}

/** An answer of the database: the time for which the lease is still valid, in ms. */
export type LeaseSeen = { readonly at: number; readonly leaseMs: number }

/** A holder renews its lease long before: with less than this left it has missed a renewal. */
export const MIN_LEASE_MS = 2_500
/** Silence of the database after which it counts as unreachable. */
export const MAX_SILENCE_MS = 5_000
/** Time for which the status tells that the database went back to an older state, in ms. */
const TOLD_MS = 60_000

/** The state of a new reader. */
export const watchFrom = (begun: ReaderWatch['begun']): ReaderWatch => ({ begun, wasFollowed: false })

/** The state after an answer of the database. */
export function watched(watch: ReaderWatch, { at, leaseMs }: LeaseSeen): ReaderWatch {
  const isFollowed = leaseMs >= MIN_LEASE_MS
  return {
    ...watch,
    seenAt: at,
    unfollowedSince: isFollowed ? undefined : (watch.unfollowedSince ?? at),
    wasFollowed: watch.wasFollowed || isFollowed,
  }
}

/**
 * The status to show: the stored one only while somebody follows, so that an old `live` is never shown as a present one.
 * @param view.silentMs time since the database has answered, by the machine's clock
 * @param view.busSilentSince time since which the bus between gateways brings nothing, where there is one
 */
export function readerStatus(
  watch: ReaderWatch,
  {
    stored,
    at,
    silentMs,
    busSilentSince,
  }: {
    readonly stored: Status
    readonly at: number
    readonly silentMs: number
    readonly busSilentSince?: number | undefined
  },
): Status {
  const { begun, seenAt, unfollowedSince, wasFollowed, refused } = watch
  if (refused !== undefined)
    return { state: 'offline', code: 'LEDGER_NOT_OPENED', params: { what: refused.code }, since: refused.at }
  if (begun.why === 'lease-lost' && !wasFollowed) return stale('LEASE_LOST', begun.at)
  if (silentMs > MAX_SILENCE_MS) return stale('STORE_UNREACHABLE', seenAt ?? begun.at)
  if (begun.why === 'missing') return { state: 'offline', code: 'NEVER_FOLLOWED', params: {}, since: begun.at }
  if (seenAt === undefined || unfollowedSince !== undefined) return stale('NOT_FOLLOWED', unfollowedSince ?? begun.at)
  // Its figures come from the database, which was just asked: they are proven, and later than they would be.
  if (stored.state === 'live' && busSilentSince !== undefined)
    return { state: 'degraded', code: 'BUS_SILENT', params: {}, since: busSilentSince }
  if (stored.state === 'live' && begun.why === 'went-back' && at - begun.at < TOLD_MS)
    return { state: 'degraded', code: 'LEDGER_WENT_BACK', params: {}, since: begun.at }
  return stored
}

const stale = (code: 'LEASE_LOST' | 'STORE_UNREACHABLE' | 'NOT_FOLLOWED', since: number): Status => ({
  state: 'stale',
  code,
  params: {},
  since,
})
