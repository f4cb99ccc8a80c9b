/** Age of what is shown: rules over the page's own clock, read once a second, so that all parts of the page agree. */

import type { HealthData, Snapshot, StreamState } from '@spotdeck/api'

/** Age of some data in whole seconds, as ms; absent while it is too young to be mentioned. */
export type Freshness = { readonly ageMs: number | undefined; readonly isOld: boolean }

/** Age of the account's data, and how long it has been on its way to live. */
export type AccountFreshness = Freshness & {
  /** Time for which the account has been connecting or reconciling, in ms; present once that is long. */
  readonly busyMs: number | undefined
  /** Of balances, orders and fills. */
  readonly records: Freshness
  /** Of the prices that values follow. */
  readonly prices: Freshness
}

/** Ages of a market: of its order book, and of the newest data of any kind; and whether the first book is overdue. */
export type MarketFreshness = { readonly book: Freshness; readonly market: Freshness; readonly isBookMissing: boolean }

/** An age is shown from this long on. */
export const SHOWN_FROM_MS = 3_000
/** Data older than this is dimmed. */
export const OLD_FROM_MS = 5_000
/** Connecting or reconciling for longer than this is no longer calm. */
export const LONG_FROM_MS = 10_000
/** The exchange repeats all prices every 3 s: a quiet account is as old as that without any fault. */
const PRICES_EVERY_MS = 3_000
const MARGIN_MS = 500
/** Samples come every second: for this long the newest one is the present. */
const SAMPLE_WITHIN_MS = 1_500
/** The gateway doubts a book this long after its last sign of life. */
const DOUBT_AFTER_MS = 2_500

const FRESH: Freshness = { ageMs: undefined, isOld: false }
/** Freshness of an account whose data was received just now. */
export const FRESH_ACCOUNT: AccountFreshness = { ...FRESH, busyMs: undefined, records: FRESH, prices: FRESH }
/** Freshness of a market whose data was received just now. */
export const FRESH_MARKET: MarketFreshness = { book: FRESH, market: FRESH, isBookMissing: false }

/** Moments by the page's clock from which ages follow; absent ones did not happen yet. */
export type Received = {
  /** Moment at which the newest data was true. */
  readonly dataAt?: number | undefined
  /** Moment to which balances and orders, and prices, are good. */
  readonly recordsAt?: number | undefined
  readonly pricesAt?: number | undefined
  /** Moment of the last frame of the gateway. */
  readonly lineAt?: number | undefined
  /** Moment since which the account is connecting or reconciling, whatever it says in between. */
  readonly busyAt?: number | undefined
  /** The gateway's word for the newest push, and when the page learned of it. */
  readonly lastPushAt?: number | undefined
  readonly pushedAt?: number | undefined
}

/** Moments before anything was received. */
export const NOT_RECEIVED: Received = {}

/** A status stands for data only while the account is followed. */
function isFollowed(state: StreamState | undefined): boolean {
  return state === 'live' || state === 'degraded'
}

/** Applies a snapshot read at `now`: what it says of an account that is not followed was true until that began. */
export function applySnapshot(received: Received, snapshot: Snapshot, now: number): Received {
  const { status, time, assets, openOrders, currentAt = status.since } = snapshot
  const dataAt = isFollowed(status.state) ? now : (received.dataAt ?? now - Math.max(0, time - currentAt))
  const busyAt = isBusy(status.state) ? now - Math.max(0, time - status.since) : undefined
  const busySince = isFollowed(status.state) ? undefined : (received.busyAt ?? busyAt)
  const newestRow = Math.max(...assets.map((one) => one.time), ...openOrders.map((order) => order.updatedAt))
  const rowsAt = newestRow === -Infinity ? undefined : now - Math.max(0, time - newestRow)
  return { ...received, dataAt, recordsAt: newest(dataAt, rowsAt), lineAt: now, busyAt: busySince }
}

/** Applies a change of the account's state: what becomes live is proven now. A `live` ends the wait, a `stale` not. */
export function applyState(received: Received, state: StreamState, now: number): Received {
  if (isBusy(state)) return { ...received, busyAt: received.busyAt ?? now }
  return isFollowed(state) ? { ...received, busyAt: undefined, dataAt: now, recordsAt: now } : received
}

/** Applies a change of a balance or an order: what the list shows is as young as its newest row. */
export function applyRecord(received: Received, now: number): Received {
  return { ...received, recordsAt: now }
}

/** Applies a health sample taken at exchange time `time`. Without a time of the prices, only the line is judged. */
export function applySample(
  received: Received,
  sample: { readonly time: number; readonly data: HealthData; readonly state: StreamState | undefined },
  now: number,
): Received {
  const { pricesAt, lastPushAt } = sample.data
  const isPushed = lastPushAt !== undefined && received.lastPushAt !== undefined && lastPushAt > received.lastPushAt
  const pushedAt = isPushed ? now : received.pushedAt
  const pricedAt = pricesAt === undefined ? now : now - Math.max(0, sample.time - pricesAt)
  const next = { ...received, lineAt: now, lastPushAt: lastPushAt ?? received.lastPushAt, pushedAt, pricesAt: pricedAt }
  if (!isFollowed(sample.state)) return isPushed ? { ...next, dataAt: now, recordsAt: now } : next
  return { ...next, dataAt: newest(pricedAt, pushedAt), recordsAt: now }
}

/** Returns the freshness of the account at `now`. */
export function accountFreshness(received: Received, now: number): AccountFreshness {
  const { dataAt, lineAt, busyAt, recordsAt, pricesAt } = received
  const isLong = busyAt !== undefined && now - busyAt >= LONG_FROM_MS
  const busyMs = isLong ? wholeSeconds(now - busyAt) : undefined
  const present = lineAt !== undefined && now - lineAt <= SAMPLE_WITHIN_MS ? lineAt : now
  const of = (at: number | undefined): Freshness => {
    const age = at === undefined ? 0 : present - at
    return freshnessOf(age <= PRICES_EVERY_MS + MARGIN_MS ? 0 : age)
  }
  return { ...of(dataAt), busyMs, records: of(recordsAt), prices: of(pricesAt) }
}

/** Moments of a market by the page's clock. */
export type MarketReceived = {
  /** Moment at which the page began to look at it. */
  readonly shownSince: number
  readonly bookAt?: number | undefined
  readonly eventAt?: number | undefined
  readonly isBookStale: boolean
}

/**
 * Returns the freshness of a market at `now`. A quiet market sends nothing for long: while the gateway does not call
 * the book stale, the book is as young as the gateway's last frame, at `lineAt`.
 */
export function marketFreshness(received: MarketReceived, lineAt: number | undefined, now: number): MarketFreshness {
  const { bookAt, eventAt, isBookStale, shownSince } = received
  const isBookMissing = bookAt === undefined && now - shownSince >= LONG_FROM_MS
  if (eventAt === undefined) return { ...FRESH_MARKET, isBookMissing }
  const vouched = isBookStale ? bookAt : newest(bookAt, bookAt === undefined ? undefined : lineAt)
  const present = lineAt !== undefined && now - lineAt <= SAMPLE_WITHIN_MS && !isBookStale ? lineAt : now
  const ageOf = (at: number | undefined) => (at === undefined ? FRESH : freshnessOf(present - at))
  return { book: ageOf(vouched), market: ageOf(newest(vouched, eventAt)), isBookMissing }
}

/** The moment to which a book is good that is called stale at `now`. */
export function doubtedSince(bookAt: number | undefined, now: number): number {
  return Math.max(bookAt ?? -Infinity, now - DOUBT_AFTER_MS)
}

function isBusy(state: StreamState): boolean {
  return state === 'connecting' || state === 'reconciling'
}

function freshnessOf(ageMs: number): Freshness {
  if (ageMs < SHOWN_FROM_MS) return FRESH
  return { ageMs: wholeSeconds(ageMs), isOld: ageMs > OLD_FROM_MS }
}

function wholeSeconds(ms: number): number {
  return ms - (ms % 1_000)
}

function newest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other)
}
