/**
 * Rules, without I/O, of one reader of the bus. It believes an entry only if it continues the reader's own hash chain; everything else is a
 * reason to read the store.
 */

import { unreachable } from '@spotdeck/ports'
import { hashOf } from '@spotdeck/store'
import type { LedgerEvent } from '@spotdeck/ledger'
import type { BusEntry, BusPosition } from './shared-bus.ts'

/** State of a reader. Times are ms of one clock. */
export type BusReading = {
  readonly epoch: string
  /** Last event that was given on. */
  readonly n: number
  /** Its chain hash; `undefined` until the store has told it. */
  readonly hash?: string | undefined
  /** True while the store is being read: entries are held, because the store may give them too. */
  readonly isReading: boolean
  /** True if the store is to be read once more after that. */
  readonly isOwed: boolean
  /** True after a read that failed: the next one is that of the reader's own interval. */
  readonly hasFailed: boolean
  readonly held: readonly BusEntry[]
  /** Time of the last beat of this ledger; at first, that of the beginning. */
  readonly heardAt: number
  /** True from a beat on, until the connection is lost. */
  readonly isUp: boolean
  /** Last event that the store contradicted: up to it, the store alone is believed. */
  readonly contradictedTo: number
}

/** An event whose place in the chain was verified. */
export type VerifiedEvent = { readonly event: LedgerEvent; readonly hash: string }

/** Input of `step`. */
export type BusInput =
  | { readonly type: 'entries'; readonly entries: readonly BusEntry[] }
  | { readonly type: 'beat'; readonly at: number; readonly beat: BusPosition }
  | { readonly type: 'lost' }
  /** The store is about to be read. */
  | { readonly type: 'reading' }
  /** The read has ended, and everything up to `n` was given on. `hash`: where the store told that of event `n`. */
  | { readonly type: 'read'; readonly n: number; readonly hash?: string | undefined; readonly ok: boolean }

/** Effect that the shell runs. */
export type BusEffect =
  /** Gives these events on: they follow the last one. */
  | { readonly type: 'apply'; readonly events: readonly VerifiedEvent[] }
  /** Reads the store now, instead of at the reader's interval. */
  | { readonly type: 'read' }

type Stepped = { readonly state: BusReading; readonly effects: readonly BusEffect[] }

/** Entries that are held during a read; with more, the store is read once more instead. */
const MAX_HELD = 10_000
/** Silence of the bus about a ledger after which it counts as silent, in ms: two beats are missing. */
export const MAX_BUS_SILENCE_MS = 2_500

/** The state of a reader that begins after event `n`. */
export const busReadingFrom = (
  { epoch, n, contradictedTo = 0 }: { readonly epoch: string; readonly n: number; readonly contradictedTo?: number },
  at: number,
): BusReading => ({
  epoch,
  n,
  contradictedTo,
  isReading: false,
  isOwed: false,
  hasFailed: false,
  held: [],
  heardAt: at,
  isUp: false,
})

/** True while beats of this ledger arrive. */
export const isHeard = ({ isUp, heardAt }: BusReading, at: number): boolean =>
  isUp && at - heardAt <= MAX_BUS_SILENCE_MS

/** Time since which the bus is silent; `undefined` while it is not, and at first. */
export function silentSince({ heardAt }: BusReading, at: number): number | undefined {
  return at - heardAt > MAX_BUS_SILENCE_MS ? heardAt : undefined
}

/** The state after an input, and what is to be done. */
export function step(state: BusReading, input: BusInput): Stepped {
  switch (input.type) {
    case 'entries':
      return state.isReading ? held(state, input.entries) : taken(state, input.entries)
    case 'beat':
      return beaten(state, input.beat, input.at)
    case 'lost':
      return { state: { ...state, isUp: false }, effects: [] }
    case 'reading':
      return { state: { ...state, isReading: true, isOwed: false }, effects: [] }
    case 'read':
      return wasRead(state, input)
    default:
      return unreachable(input)
  }
}

function held(state: BusReading, entries: readonly BusEntry[]): Stepped {
  if (state.held.length + entries.length > MAX_HELD) return { state: { ...state, held: [], isOwed: true }, effects: [] }
  return { state: { ...state, held: [...state.held, ...entries] }, effects: [] }
}

/** Gives on what continues the chain; the first entry that does not is a reason to read the store, which has all of them. */
function taken(state: BusReading, entries: readonly BusEntry[]): Stepped {
  const events: VerifiedEvent[] = []
  let { n, hash } = state
  let isContradicted = false
  for (const entry of entries) {
    if (entry.n <= n) {
      isContradicted ||= entry.n === n && hash !== undefined && entry.hash !== hash
      continue
    }
    const isNext = entry.n === n + 1 && entry.n > state.contradictedTo
    const event = hash === undefined || !isNext ? undefined : verified(hash, entry)
    isContradicted ||= event === undefined
    if (event === undefined) break
    events.push(event)
    n = entry.n
    hash = entry.hash
  }
  const next = { ...state, n, hash }
  const applied: readonly BusEffect[] = events.length === 0 ? [] : [{ type: 'apply', events }]
  if (!isContradicted) return { state: next, effects: applied }
  const { state: asked, effects } = asking(next)
  return { state: asked, effects: [...applied, ...effects] }
}

/** The event of an entry; `undefined` where it is no event of this number, or not the one after `before`. */
function verified(before: string, { n, hash, body }: BusEntry): VerifiedEvent | undefined {
  if (hashOf(before, body) !== hash) return undefined
  try {
    const event = JSON.parse(body) as LedgerEvent
    return event.n === n ? { event, hash } : undefined
  } catch {
    return undefined
  }
}

function beaten(state: BusReading, beat: BusPosition, at: number): Stepped {
  // Another ledger of this name: another epoch, or another installation on the same Redis.
  if (beat.epoch !== state.epoch) return asking(state)
  const heard = { ...state, heardAt: at, isUp: true }
  const isOther = beat.n === state.n && beat.hash !== undefined && state.hash !== undefined && beat.hash !== state.hash
  return beat.n > state.n || isOther ? asking(heard) : { state: heard, effects: [] }
}

function wasRead(state: BusReading, { n, hash, ok }: Extract<BusInput, { type: 'read' }>): Stepped {
  const known = hash ?? (n === state.n ? state.hash : undefined)
  const read = { ...state, n, hash: known, isReading: false, hasFailed: !ok, held: [], isOwed: false }
  const { state: next, effects } = taken(read, state.held)
  if (!state.isOwed || next.isReading) return { state: next, effects }
  const { state: asked, effects: more } = asking(next)
  return { state: asked, effects: [...effects, ...more] }
}

/** One read at a time; after one that failed, none before that of the interval: a store that is away is not asked by each entry. */
function asking(state: BusReading): Stepped {
  if (state.isReading) return { state: { ...state, isOwed: true }, effects: [] }
  if (state.hasFailed) return { state, effects: [] }
  return { state: { ...state, isReading: true }, effects: [{ type: 'read' }] }
}
