/** Listen keys: 60 minutes of life that PUT extends, a quota per user, and a notice when one ends. */

import { type Clock, MINUTE_MS, type Random, type Timer, type Timers, defined } from '@spotdeck/ports'
import type { AccountId } from '../contract/exchange.ts'

/** Lifetime of a listen key after its creation or extension, in ms. */
const LISTEN_KEY_LIFE_MS = 60 * MINUTE_MS
const KEY_BYTES = 32

/** A listen key with its account and its expiry, ms since the epoch. */
export type ListenKeyRecord = {
  readonly listenKey: string
  readonly account: AccountId
  readonly expiresAt: number
  /** API key that made it; absent: not known. */
  readonly apiKey?: string | undefined
}

type ListenKeyOptions = {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  /** Returns how many valid keys a user may have; read at each call. */
  readonly quota: () => number
  /** MEXC: whether POST answers the key in use. Default: a new key each time. */
  readonly reuse?: () => boolean
  /** Keys that were valid before a restart. */
  readonly restored?: readonly ListenKeyRecord[]
  /** Receives each change before the call returns; `undefined`: the key ended. */
  readonly onChange?: (listenKey: string, record: ListenKeyRecord | undefined) => void
}

type Entry = { readonly account: AccountId; readonly apiKey: string | undefined; expiresAt: number; timer: Timer }

/** Listen keys of all users. */
export class ListenKeyRing {
  readonly #options: ListenKeyOptions
  readonly #entries = new Map<string, Entry>()
  readonly #listeners = new Set<(listenKey: string, why: 'expired' | 'deleted') => void>()

  constructor(options: ListenKeyOptions) {
    this.#options = options
    for (const record of options.restored ?? []) this.#store(record)
  }

  /** Number of valid keys that a user may have. */
  get quota(): number {
    return this.#options.quota()
  }

  /** `undefined` when the user has as many valid keys already. `apiKey` is the key of the call that makes it. */
  create(account: AccountId, apiKey?: string): string | undefined {
    const known = this.list(account)
    if (this.#options.reuse?.() === true && known[0] !== undefined) return known[0]
    if (known.length >= this.#options.quota()) return undefined
    const listenKey = hex(this.#options.random.bytes(KEY_BYTES))
    this.#renew({ listenKey, account, apiKey })
    return listenKey
  }

  /** Valid keys of the user, oldest first. */
  list(account: AccountId): readonly string[] {
    const now = this.#options.clock.now()
    return [...this.#entries].flatMap(([key, entry]) => (stillValid(entry, now)?.account === account ? [key] : []))
  }

  /** Valid for 60 minutes from now; false when the key is not the user's or has expired. */
  extend(account: AccountId, listenKey: string): boolean {
    if (this.accountOf(listenKey, this.#options.clock.now()) !== account) return false
    this.#renew({ listenKey, account, apiKey: this.#entries.get(listenKey)?.apiKey })
    return true
  }

  remove(account: AccountId, listenKey: string): boolean {
    if (this.accountOf(listenKey, this.#options.clock.now()) !== account) return false
    this.#drop(listenKey, 'deleted')
    return true
  }

  /** Ends the keys of an account, or of all accounts, as if their time were over. */
  expire(account?: AccountId): void {
    for (const [listenKey, entry] of [...this.#entries]) {
      if (account === undefined || entry.account === account) this.#drop(listenKey, 'expired')
    }
  }

  /** Ends the listen keys that an API key made. */
  endOf(apiKey: string): void {
    for (const [listenKey, entry] of [...this.#entries]) if (entry.apiKey === apiKey) this.#drop(listenKey, 'deleted')
  }

  /** The account of a key that is valid at `now`, else `undefined`. */
  accountOf(listenKey: string, now: number): AccountId | undefined {
    return stillValid(this.#entries.get(listenKey), now)?.account
  }

  /** Calls the listener when a key expires or is deleted: its sockets are to be closed. Answers the way to stop. */
  onClosed(listener: (listenKey: string, why: 'expired' | 'deleted') => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Stops all timers. */
  close(): void {
    for (const { timer } of this.#entries.values()) timer.cancel()
  }

  #drop(listenKey: string, why: 'expired' | 'deleted'): void {
    const entry = this.#entries.get(listenKey)
    if (entry === undefined) return
    entry.timer.cancel()
    this.#entries.delete(listenKey)
    this.#options.onChange?.(listenKey, undefined)
    for (const listener of [...this.#listeners]) listener(listenKey, why)
  }

  #wake(listenKey: string): void {
    const entry = this.#entries.get(listenKey)
    if (entry === undefined) return
    const left = entry.expiresAt - this.#options.clock.now()
    if (left <= 0) this.#drop(listenKey, 'expired')
    else entry.timer = this.#options.timers.after(left, () => this.#wake(listenKey))
  }

  #store({ listenKey, account, apiKey, expiresAt }: ListenKeyRecord): void {
    const { clock, timers } = this.#options
    this.#entries.get(listenKey)?.timer.cancel()
    const timer = timers.after(Math.max(0, expiresAt - clock.now()), () => this.#wake(listenKey))
    this.#entries.set(listenKey, { account, apiKey, expiresAt, timer })
  }

  #renew(key: Omit<ListenKeyRecord, 'expiresAt'>): void {
    const record = defined({ ...key, expiresAt: this.#options.clock.now() + LISTEN_KEY_LIFE_MS })
    this.#store(record)
    this.#options.onChange?.(key.listenKey, record)
  }
}

function stillValid(entry: Entry | undefined, now: number): Entry | undefined {
  return entry !== undefined && entry.expiresAt > now ? entry : undefined
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
