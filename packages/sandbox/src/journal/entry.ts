/** Entries of the journal: calls, connections and frames of clients, without secrets, signatures and listen keys. */

import type { DecodedPush } from '@spotdeck/wire'
import type { AccountId } from '../venue/contract/exchange.ts'

/** Fields of every entry. */
type Common = {
  /** Number of the entry: it rises by one and is never used again. */
  readonly n: number
  /** The exchange's time, ms since the epoch. */
  readonly at: number
  /** Account of the key; absent: none, or an unknown key. */
  readonly account?: AccountId
}

/** One REST call with its answer. */
export type JournalCall = Common & {
  readonly kind: 'call'
  /** As the client named it, known or not. */
  readonly apiKey?: string
  readonly method: string
  readonly path: string
  /** Of query and body, decoded; without `signature`. */
  readonly parameters: Readonly<Record<string, string>>
  /** `unanswered`: the call was accepted and nothing came; `broken`: the connection broke. */
  readonly outcome: 'answered' | 'unanswered' | 'broken'
  readonly status?: number
  /** The exchange's code of a refusal. */
  readonly code?: number
  /** The answer's body, cut after 4,000 characters. */
  readonly answer?: string
  /** Time by which a fault held the answer back, in ms. */
  readonly delayMs: number
}

type OfConnection = Common & {
  /** Number of the connection, from 1. */
  readonly connection: number
}

/** A stream connection that was opened. */
export type JournalConnected = OfConnection & { readonly kind: 'connected'; readonly withListenKey: boolean }
/** A text that a client sent, or that the exchange answered on the connection, cut after 4,000 characters. */
export type JournalText = OfConnection & { readonly kind: 'sent' | 'got'; readonly text: string }
/** A push as it left, after faults. */
type JournalPush = OfConnection & {
  readonly kind: 'push'
  /** Absent for bytes that are no push. */
  readonly push?: DecodedPush
}
/** The end of a connection. */
export type JournalClosed = OfConnection & {
  readonly kind: 'closed'
  readonly by: 'client' | 'exchange'
  readonly code?: number
}

/** One entry of the journal. */
export type JournalEntry = JournalCall | JournalConnected | JournalText | JournalPush | JournalClosed

/** Selects entries; an absent part matches everything. */
export type JournalFilter = {
  readonly kind?: JournalEntry['kind'] | undefined
  readonly account?: AccountId | undefined
  readonly apiKey?: string | undefined
  readonly connection?: number | undefined
  readonly method?: string | undefined
  /** Whole, or without `/api/v3/`. */
  readonly path?: string | undefined
  /** Channel of a push, or a part of it, such as `private.orders`. */
  readonly channel?: string | undefined
  /** Entries with a larger number. */
  readonly after?: number | undefined
  /** Times, both inclusive, ms since the epoch. */
  readonly from?: number | undefined
  readonly to?: number | undefined
}

/** Returns whether an entry is selected. */
export function matches(entry: JournalEntry, filter: JournalFilter): boolean {
  if (filter.kind !== undefined && entry.kind !== filter.kind) return false
  if (filter.account !== undefined && entry.account !== filter.account) return false
  if (filter.connection !== undefined && !('connection' in entry && entry.connection === filter.connection))
    return false
  if (entry.n <= (filter.after ?? 0)) return false
  if (entry.at < (filter.from ?? Number.NEGATIVE_INFINITY) || entry.at > (filter.to ?? Infinity)) return false
  return matchesCall(entry, filter) && matchesChannel(entry, filter.channel)
}

function matchesCall(entry: JournalEntry, { apiKey, method, path }: JournalFilter): boolean {
  if (apiKey === undefined && method === undefined && path === undefined) return true
  if (entry.kind !== 'call') return false
  if (apiKey !== undefined && entry.apiKey !== apiKey) return false
  if (method !== undefined && entry.method !== method.toUpperCase()) return false
  return path === undefined || entry.path === (path.startsWith('/') ? path : `/api/v3/${path}`)
}

function matchesChannel(entry: JournalEntry, channel: string | undefined): boolean {
  if (channel === undefined) return true
  return entry.kind === 'push' && entry.push !== undefined && entry.push.channel.includes(channel)
}
