/**
 * Balances of a view: pushes that chain, held against reads that may lag. Pure. A value never wins only because it came
 * last: a push must start where the balance ends, and a read that equals an earlier balance of the last seconds is
 * late, not news.
 */

import { type AssetAmount, zero } from '@spotdeck/exact'
import type { PrivateAccount } from '@spotdeck/wire'
import { after, before, follows, type PushedBalance, same } from '../user-stream/balance-chain.ts'
import { valued, type ViewBalance } from './view-rows.ts'

/** A read of REST may show the account as it was this long ago, in ms. */
export const LAG_MS = 5_000
/** A read that lags no longer than this, in ms, contradicts nothing: pushes lead from it to the balance. */
const DEFAULT_LAG_MS = 1_200
/** A push that does not chain waits this long for its predecessor, in ms. */
export const CHAIN_WAIT_MS = 250
const REMEMBERED = 32
/** Pushes of one asset that wait, the first and the newest: while REST does not answer, nothing ends their waiting. */
const MAX_WAITING = 64

/** A balance with what decides about the next push and the next read. */
export type KnownBalance = ViewBalance & {
  /** Earlier values, and the time until which each was the newest. */
  readonly past: readonly { readonly free: AssetAmount; readonly locked: AssetAmount; readonly until: number }[]
  /** The last pushes that were applied, to tell a repeat from a change. */
  readonly applied: readonly PrivateAccount[]
  /** Pushes that do not chain yet. */
  readonly waiting: readonly { readonly push: PrivateAccount; readonly at: number }[]
  /** Reads in a row that no known value explains. */
  readonly strikes: number
  /** Since when reads show an earlier value and no push has shown that it is one, ms since the epoch. */
  readonly lateSince?: number | undefined
}

/** Balances by asset. */
export type Balances = ReadonlyMap<string, KnownBalance>

/** Applies a push: the balances after it. */
export function withPush(balances: Balances, push: PrivateAccount, at: number): Balances {
  const asset = push.vcoinName
  const start = before(push)
  const known = balances.get(asset) ?? unread(asset, start)
  if (known === undefined) return balances
  // What does not chain was applied before, is in a read already, or waits for its predecessor.
  const isContained = known.applied.some((other) => same(other, push)) || equals(after(push), known)
  if (isContained && !follows(known, push)) return balances
  const moving = { ...known, waiting: bounded([...known.waiting, { push, at }]) }
  return new Map(balances).set(asset, settled(moving, { at, since: at - CHAIN_WAIT_MS }))
}

/** The first stays: it says since when something is missing. */
function bounded<T>(waiting: readonly T[]): readonly T[] {
  return waiting.length <= MAX_WAITING ? waiting : [...waiting.slice(0, 1), ...waiting.slice(1 - MAX_WAITING)]
}

/** The balance before the first push of an asset that was not read. */
function unread(asset: string, { free, locked }: PushedBalance): KnownBalance | undefined {
  if (free === undefined || locked === undefined) return undefined
  return { ...valued(asset, free, locked), past: [], applied: [], waiting: [], strikes: 0 }
}

type SettleSpan = { readonly at: number; readonly since?: number }

/** Applies the pushes that have waited `since` and chain, one after the other; of older ones a read decides. */
function settled(balance: KnownBalance, { at, since = -Infinity }: SettleSpan): KnownBalance {
  let known = balance
  for (;;) {
    const current = known
    const next = current.waiting.find((one) => one.at >= since && follows(current, one.push))
    if (next === undefined) return known
    const { free = known.free, locked = known.locked } = after(next.push)
    const waiting = known.waiting.filter((one) => one !== next)
    known = {
      ...moved(known, { free, locked }, at),
      waiting,
      applied: [...known.applied, next.push].slice(-REMEMBERED),
    }
  }
}

type Value = { readonly free: AssetAmount; readonly locked: AssetAmount }

function moved(known: KnownBalance, { free, locked }: Value, at: number): KnownBalance {
  const past = [...known.past, { free: known.free, locked: known.locked, until: at }].slice(-REMEMBERED)
  return { ...known, ...valued(known.asset, free, locked), past, strikes: 0, lateSince: undefined }
}

/** Time at which a push has waited too long for its predecessor; `Infinity` for never. */
export function overdueAt(balances: Balances): number {
  let first = Infinity
  for (const { waiting } of balances.values()) for (const { at } of waiting) first = Math.min(first, at + CHAIN_WAIT_MS)
  return first
}

/** An answer about balances: asked for at `t0`, answered at `t1`, ms since the epoch. */
export type BalanceRead = {
  readonly rows: readonly ViewBalance[]
  readonly t0: number
  readonly t1: number
  /** True where the balances are believed: a read that contradicts them alone is read once more. */
  readonly proven: boolean
}

/** Result of a read: the balances after it, and the assets by what it said of them. */
export type ReadBalances = {
  readonly balances: Balances
  /** Seen as they were a moment ago. */
  readonly late: readonly string[]
  /** To be read once more. */
  readonly doubtful: readonly string[]
  /** Since when reads have contradicted one of the doubtful, ms since the epoch; `Infinity` for none. */
  readonly doubtSince: number
  /** With a value that only the read had. */
  readonly corrected: readonly string[]
}

/** Holds the balances against a read. MEXC: an asset that is not in the answer has nothing. */
export function withRead(balances: Balances, { rows, ...span }: BalanceRead): ReadBalances {
  const read = new Map(rows.map((row) => [row.asset, row]))
  for (const asset of balances.keys()) if (!read.has(asset)) read.set(asset, valued(asset, zero(), zero()))
  const next = new Map(balances)
  const late: string[] = []
  const doubtful: string[] = []
  const corrected: string[] = []
  let doubtSince = Infinity
  for (const [asset, row] of read) {
    const known = balances.get(asset)
    if (known === undefined) {
      next.set(asset, { ...row, past: [], applied: [], waiting: [], strikes: 0 })
      if (row.free !== '0' || row.locked !== '0') corrected.push(asset)
      continue
    }
    const verdict = judge(known, row, span)
    next.set(asset, verdict.balance)
    if (verdict.kind === 'late') late.push(asset)
    if (verdict.kind === 'doubtful') {
      doubtful.push(asset)
      doubtSince = Math.min(doubtSince, verdict.balance.lateSince ?? span.t0)
    }
    if (verdict.kind === 'adopted') corrected.push(asset)
  }
  return { balances: next, late, doubtful, doubtSince, corrected }
}

type Verdict = { readonly kind: 'agrees' | 'late' | 'doubtful' | 'adopted'; readonly balance: KnownBalance }

function judge(known: KnownBalance, row: ViewBalance, span: Omit<BalanceRead, 'rows'>): Verdict {
  const { t0, t1, proven } = span
  const later = known.waiting.filter(({ at }) => at > t0)
  if (equals(known, row)) {
    // What waits from before the read is in it, or never chains.
    return {
      kind: later.length > 0 ? 'doubtful' : 'agrees',
      balance: { ...known, waiting: later, strikes: 0, lateSince: undefined },
    }
  }
  const contained = known.waiting.findLast(({ push }) => equals(after(push), row))
  const shown = known.past.findLast((value) => value.until >= t0 - LAG_MS && equals(value, row))
  if (shown !== undefined && (contained === undefined || contained.at <= shown.until)) {
    // A lost push that undid the one before it looks the same: if this goes on, the doubt began here.
    const balance = { ...known, lateSince: known.lateSince ?? t0 }
    const isUsual = shown.until >= t0 - DEFAULT_LAG_MS && later.length === known.waiting.length
    return { kind: isUsual ? 'late' : 'doubtful', balance }
  }
  const isMoving = proven || known.past.some(({ until }) => until >= t0 - LAG_MS)
  if (contained === undefined && isMoving && known.strikes === 0) {
    return { kind: 'doubtful', balance: { ...known, strikes: 1 } }
  }
  const waiting = later.filter((one) => one !== contained)
  return { kind: 'adopted', balance: settled({ ...moved(known, row, t1), waiting }, { at: t1 }) }
}

function equals(one: Readonly<PushedBalance>, other: Value): boolean {
  return one.free === other.free && one.locked === other.locked
}
