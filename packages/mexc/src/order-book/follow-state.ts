/** State of a followed book, what can happen to it, and what it asks for. The rules are in `follow-step.ts`. */

import type { PublicAggreBookTicker, PublicLimitDepths } from '@spotdeck/wire'
import { type Retry, startRetry } from '../socket/retry.ts'
import type { DepthSnapshot, DepthUpdate } from './depth.ts'
import type { OrderBook } from './order-book.ts'
import { type BookSync, notSynced } from './sync.ts'

/** Why a book that was live is not any more; it is being made anew unless it was refused. */
export type StaleReason = 'LOST' | 'SILENT' | 'GAP' | 'CROSSED' | 'DIFFERS' | 'UNREADABLE' | 'REFUSED'

/** Channels without which no book is live: `depth` brings the changes, `ticker` proves that none is missing. */
export type NeededChannel = 'depth' | 'ticker'

/** Names a snapshot that was asked for; an answer to another call is ignored. */
export type SnapshotCall = number

/** Stage of a followed book. */
export type FollowPhase =
  /** Not subscribed to updates. `book`: as they left it; it goes on where the next ones show that none is missing. */
  | { readonly kind: 'waiting'; readonly book?: OrderBook | undefined }
  /** A snapshot will be fetched. */
  | { readonly kind: 'pausing'; readonly until: number }
  | { readonly kind: 'asking'; readonly call: SnapshotCall; readonly until: number }
  /** The book has all updates so far, and no ticker has shown yet that the exchange is at its version. */
  | { readonly kind: 'proving'; readonly book: OrderBook; readonly since: number; readonly kept?: KeptBook }
  | { readonly kind: 'live'; readonly book: OrderBook }
  /** Refused or closed: nothing follows. */
  | { readonly kind: 'ended' }

/** A book that goes on without a snapshot, if a ticker since `at` is not before `version`, at which it was left. */
export type KeptBook = { readonly at: number; readonly version: number }

/** The newest ticker of the symbol. `since`: when its version was first seen. */
export type SeenTicker = { readonly version: number; readonly at: number; readonly since: number }

/** Everything that is known of a followed book. An open book is changed in place: a state before is used up by `followStep`. */
export type FollowState = {
  readonly phase: FollowPhase
  readonly sync: BookSync
  readonly ticker: SeenTicker | undefined
  /** The oldest version that the exchange has shown elsewhere and the book has not reached. */
  readonly behind: { readonly version: number; readonly since: number } | undefined
  /** An update has arrived since the channel was subscribed. */
  readonly updated: boolean
  /** The updates stopped while the exchange went on: a snapshot alone is not believed until nothing has moved for a while. */
  readonly wasSilent: boolean
  /** Snapshots in a row that did not fit the updates. */
  readonly misfits: number
  readonly calls: SnapshotCall
  readonly retry: Retry
  readonly snapshots: number
  readonly gaps: number
  readonly checks: number
}

/** An event of a followed book; `at` in ms since the epoch. */
export type FollowInput = { readonly at: number } &
  /** `undefined`: an update whose versions are no numbers. */
  (
    | { readonly type: 'depth'; readonly update: DepthUpdate | undefined }
    | { readonly type: 'ticker'; readonly ticker: PublicAggreBookTicker }
    | { readonly type: 'top'; readonly top: PublicLimitDepths }
    | { readonly type: 'subscribed' }
    | { readonly type: 'lost' | 'refused'; readonly channel: NeededChannel; readonly reason: string }
    /** `undefined`: it could not be fetched, or is none. */
    | { readonly type: 'snapshot'; readonly call: SnapshotCall; readonly snapshot: DepthSnapshot | undefined }
    | { readonly type: 'wake' | 'close' }
    | { readonly type: 'streams-closed' }
  )

/** An action that a followed book requests from its shell. */
export type FollowEffect =
  | { readonly type: 'ask'; readonly call: SnapshotCall }
  /** The answer of the pending call is no longer needed. */
  | { readonly type: 'abort' }
  /** Ends the subscriptions: nothing follows. */
  | { readonly type: 'leave' }
  /** Subscribes the channel again, on another socket. */
  | { readonly type: 'renew'; readonly channel: NeededChannel; readonly why: string }
  | { readonly type: 'changed'; readonly book: OrderBook }
  | { readonly type: 'stale'; readonly reason: StaleReason; readonly detail: string }

/** The state before anything has happened; `seed` in [0, 1) of the jitter of its retries. */
export function followStart(seed: number): FollowState {
  return {
    phase: { kind: 'waiting' },
    sync: notSynced,
    ticker: undefined,
    behind: undefined,
    updated: false,
    wasSilent: false,
    misfits: 0,
    calls: 0,
    retry: startRetry(seed),
    snapshots: 0,
    gaps: 0,
    checks: 0,
  }
}
