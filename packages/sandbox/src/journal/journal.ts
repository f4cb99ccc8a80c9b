/** The journal: everything that clients sent and got, newest entries only, in memory. */

import type { Clock } from '@spotdeck/ports'
import { pushOf } from '../recording/push.ts'
import {
  type JournalCall,
  type JournalClosed,
  type JournalConnected,
  type JournalEntry,
  type JournalFilter,
  type JournalText,
  matches,
} from './entry.ts'

/** Entries kept; the oldest go first. */
const MAX_ENTRIES = 10_000
/** Pushes of public channels kept besides them: a busy market does not push out what accounts did. */
const MAX_PUBLIC_PUSHES = 2_000
/** Longest push that is kept, in bytes; of longer ones the journal only says that they were sent. */
const MAX_PUSH_BYTES = 16 * 1024

type Unnumbered<Entry> = Entry extends JournalEntry ? Omit<Entry, 'n' | 'at'> : never
/** An entry that is not a push, before it has a number and a time. */
type NewEntry = Unnumbered<JournalCall | JournalConnected | JournalText | JournalClosed>

/** A push as it is kept: decoded when it is read. */
type KeptPush = {
  readonly n: number
  readonly at: number
  readonly kind: 'push'
  readonly account?: string
  readonly connection: number
  readonly bytes: Uint8Array | undefined
}
type Kept = Exclude<JournalEntry, { readonly kind: 'push' }> | KeptPush

/** Reads what clients did. */
export interface Journal {
  /** Selected entries, oldest first; with a limit the newest ones. */
  read(filter?: JournalFilter, limit?: number): readonly JournalEntry[]
  /** Forgets all entries; numbers go on. */
  clear(): void
}

/** The journal as the exchange writes it. */
export class JournalWriter implements Journal {
  readonly #clock: Clock
  readonly #kept: Ring<Kept>
  readonly #public = new Ring<KeptPush>(MAX_PUBLIC_PUSHES)
  #last = 0

  constructor(clock: Clock, most = MAX_ENTRIES) {
    this.#clock = clock
    this.#kept = new Ring(most)
  }

  add(entry: NewEntry): void {
    this.#kept.add({ ...entry, n: ++this.#last, at: this.#clock.now() })
  }

  /** Adds a push; the bytes are never written to. */
  addPush(connection: number, account: string | undefined, bytes: Uint8Array): void {
    const kept = bytes.length > MAX_PUSH_BYTES ? undefined : bytes
    const common = { n: ++this.#last, at: this.#clock.now(), kind: 'push' as const, connection, bytes: kept }
    const ring: Ring<Kept> | Ring<KeptPush> = isPrivate(bytes) ? this.#kept : this.#public
    ring.add(account === undefined ? common : { ...common, account })
  }

  read(filter: JournalFilter = {}, limit = Infinity): readonly JournalEntry[] {
    const all = [...this.#kept.values(), ...this.#public.values()].sort((a, b) => a.n - b.n)
    const found: JournalEntry[] = []
    for (let at = all.length - 1; at >= 0 && found.length < limit; at--) {
      const kept = all[at]
      if (kept === undefined || (filter.kind !== undefined && kept.kind !== filter.kind)) continue
      const entry = kept.kind === 'push' ? shown(kept) : kept
      if (matches(entry, filter)) found.push(entry)
    }
    return found.reverse()
  }

  clear(): void {
    this.#kept.clear()
    this.#public.clear()
  }
}

function shown({ bytes, ...common }: KeptPush): JournalEntry {
  const push = bytes === undefined ? undefined : pushOf(bytes)
  return push === undefined ? common : { ...common, push }
}

/** `r` of `spot@private` behind the tag and the length of a push's first field, its channel. */
const PRIVATE_AT = 8
const LETTER_R = 0x72

function isPrivate(bytes: Uint8Array): boolean {
  return bytes[PRIVATE_AT] === LETTER_R
}

/** The last so many values. */
class Ring<T> {
  readonly #most: number
  readonly #values: T[] = []
  #next = 0

  constructor(most: number) {
    this.#most = most
  }

  add(value: T): void {
    if (this.#most === 0) return
    this.#values[this.#next] = value
    this.#next = (this.#next + 1) % this.#most
  }

  values(): readonly T[] {
    return this.#values
  }

  clear(): void {
    this.#values.length = 0
    this.#next = 0
  }
}
