/** Reads that one of several accounts behind the same address may make: they share the exchange's limits. */

import { REST_LAG_MS } from '../exchange.ts'
import type { Sharing } from './state.ts'

type Shared = { readonly work: { readonly sharing: Pick<Sharing, 'sharers'> } }
type Read = { readonly first: boolean; readonly moved: readonly string[]; readonly news: number }
type Compared = { readonly work: { readonly sharing: Pick<Sharing, 'sharers' | 'demand'> } }

/** Weight of a comparison of balances. */
const COMPARE_WEIGHT = 10
/** Weights a second that comparisons of all accounts with pushes may cost: half of what the SDK spends. */
const COMPARE_BUDGET = 15
/** The same of accounts to which nothing has happened for long: a tenth. */
const IDLE_BUDGET = 3
const MAX_IDLE_MS = 175_000
/** Number of accounts from which two reads of the balances of each take longer than the wait for one proof. */
const MANY = 20
/** Weight of the reads of one poll, of balances and open orders. */
const POLL_WEIGHT = 13
/** Symbols that all accounts together read before they are live. */
const MAX_SHARED = 60
/** Interval of the reads that prove a gap closed, per account, in ms. */
const PROVE_SHARE_MS = 500

/**
 * Maximal number of symbols that an account reads before it is live; its backfill reads the others. One alone reads
 * what `symbolsToAsk` names first; of several, one that starts for the first time or finds nothing changed reads none.
 */
export function symbolsFirst({ work }: Shared, { first, moved, news }: Read): number {
  const { sharers } = work.sharing
  if (sharers === 1) return Infinity
  return first || moved.length + news === 0 ? 0 : Math.floor(MAX_SHARED / sharers)
}

/** Number of symbols that an audit of an account reads, of those that one alone may: at least one. */
export function symbolsAudited({ work }: Shared, alone: number): number {
  const { sharers } = work.sharing
  return sharers === 1 ? alone : Math.max(1, Math.floor(alone / (2 * sharers)))
}

/** Interval of comparing balances, in ms, at least `alone`. `isIdle`: nothing has happened for long. */
export function compareEvery({ work }: Compared, alone: number, isIdle: boolean): number {
  const { sharers, demand } = work.sharing
  if (!isIdle) return Math.round(alone * Math.max(1, demand / COMPARE_BUDGET))
  return Math.max(alone, Math.min(MAX_IDLE_MS, Math.round((sharers * COMPARE_WEIGHT * 1_000) / IDLE_BUDGET)))
}

/** Interval of polling without a stream, in ms: accounts that lost it together leave room for what brings it back. */
export function pollEvery({ work }: Shared, alone: number): number {
  const { sharers } = work.sharing
  return Math.max(alone, Math.round((sharers * POLL_WEIGHT * 1_000) / COMPARE_BUDGET))
}

/** Weights a second that comparing every `alone` ms costs. */
export function demandOf(alone: number): number {
  return (COMPARE_WEIGHT * 1_000) / alone
}

/** Interval of the reads that prove a gap closed, in ms, from `alone` to `whole`, which is when the last one is due. */
export function proveEvery({ work }: Shared, alone: number, whole: number): number {
  const { sharers } = work.sharing
  return Math.min(whole, Math.max(alone, PROVE_SHARE_MS * sharers))
}

/** Least part of the interval after which the first audit of one of several accounts is due. */
const FIRST_AUDIT_SHARE = 0.2

/** Wait before the first audit, in ms, at most their interval: those of several accounts are spread over it. */
export function firstAuditAfter({ work, random }: Shared & { readonly random: number }, everyMs: number): number {
  const { sharers } = work.sharing
  if (sharers === 1) return everyMs
  return Math.round(everyMs * (FIRST_AUDIT_SHARE + (1 - FIRST_AUDIT_SHARE) * random))
}

/** Wait of a new stream's first reading, in ms: one of many accounts reads once, when its answer is a proof. */
export function firstReadAfter({ work }: Shared): number {
  return work.sharing.sharers >= MANY ? REST_LAG_MS : 0
}
