/** Listen keys: 60 minutes of life that PUT extends, a quota per user, and a notice when one ends. */

import { type Clock, MINUTE_MS, type Random, type Timer, type Timers } from '@spotdeck/ports'
import type { AccountId } from './exchange.ts'
import type { ListenKeyDirectory } from './listen-keys.ts'

/** Lifetime of a listen key after its creation or extension, in ms. */
export const LISTEN_KEY_LIFE_MS = 60 * MINUTE_MS
const KEY_BYTES = 32

/** A listen key with its account and its expiry, ms since the epoch. */
export type ListenKeyRecord = { readonly listenKey: string; readonly account: AccountId; readonly expiresAt: number }

/** Parts and settings of the listen keys. */
export type ListenKeyOptions = {
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

/** Listen keys of all users. */
export interface ListenKeyRing extends ListenKeyDirectory {
  /** Number of valid keys that a user may have. */
  readonly quota: number
  /** `undefined` when the user has as many valid keys already. */
  create(account: AccountId): string | undefined
  /** Valid keys of the user, oldest first. */
  list(account: AccountId): readonly string[]
  /** Valid for 60 minutes from now; false when the key is not the user's or has expired. */
  extend(account: AccountId, listenKey: string): boolean
  remove(account: AccountId, listenKey: string): boolean
  /** Ends the keys of an account, or of all accounts, as if their time were over. */
  expire(account?: AccountId): void
  /** Stops all timers. */
  close(): void
}

type Entry = { readonly account: AccountId; expiresAt: number; timer: Timer }

/** Opens the listen keys with those that the store holds, and their timers. */
export function openListenKeys(options: ListenKeyOptions): ListenKeyRing {
  const { clock, timers, random } = options
  const entries = new Map<string, Entry>()
  const listeners = new Set<(listenKey: string, why: 'expired' | 'deleted') => void>()

  const valid = (listenKey: string, now: number): Entry | undefined => stillValid(entries.get(listenKey), now)
  const drop = (listenKey: string, why: 'expired' | 'deleted'): void => {
    const entry = entries.get(listenKey)
    if (entry === undefined) return
    entry.timer.cancel()
    entries.delete(listenKey)
    options.onChange?.(listenKey, undefined)
    for (const listener of [...listeners]) listener(listenKey, why)
  }
  const wake = (listenKey: string): void => {
    const entry = entries.get(listenKey)
    if (entry === undefined) return
    const left = entry.expiresAt - clock.now()
    if (left <= 0) drop(listenKey, 'expired')
    else entry.timer = timers.after(left, () => wake(listenKey))
  }
  const store = (listenKey: string, account: AccountId, expiresAt: number): void => {
    entries.get(listenKey)?.timer.cancel()
    const timer = timers.after(Math.max(0, expiresAt - clock.now()), () => wake(listenKey))
    entries.set(listenKey, { account, expiresAt, timer })
  }
  const list = (account: AccountId): readonly string[] => {
    const now = clock.now()
    return [...entries].flatMap(([key, entry]) => (stillValid(entry, now)?.account === account ? [key] : []))
  }
  const renew = (listenKey: string, account: AccountId): void => {
    const expiresAt = clock.now() + LISTEN_KEY_LIFE_MS
    store(listenKey, account, expiresAt)
    options.onChange?.(listenKey, { listenKey, account, expiresAt })
  }

  for (const record of options.restored ?? []) store(record.listenKey, record.account, record.expiresAt)

  return {
    get quota() {
      return options.quota()
    },
    create(account) {
      const known = list(account)
      if (options.reuse?.() === true && known[0] !== undefined) return known[0]
      if (known.length >= options.quota()) return undefined
      const listenKey = hex(random.bytes(KEY_BYTES))
      renew(listenKey, account)
      return listenKey
    },
    list,
    extend(account, listenKey) {
      if (valid(listenKey, clock.now())?.account !== account) return false
      renew(listenKey, account)
      return true
    },
    remove(account, listenKey) {
      if (valid(listenKey, clock.now())?.account !== account) return false
      drop(listenKey, 'deleted')
      return true
    },
    expire(account) {
      for (const [listenKey, entry] of [...entries]) {
        if (account === undefined || entry.account === account) drop(listenKey, 'expired')
      }
    },
    accountOf: (listenKey, now) => valid(listenKey, now)?.account,
    onClosed(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: () => entries.forEach((entry) => entry.timer.cancel()),
  }
}

function stillValid(entry: Entry | undefined, now: number): Entry | undefined {
  return entry !== undefined && entry.expiresAt > now ? entry : undefined
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
