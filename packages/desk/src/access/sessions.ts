/** Sessions of browsers: opened, found by their cookie, kept alive while they are used, listed and ended. */

import { type Clock, DAY_MS, MINUTE_MS } from '@spotdeck/ports'
import { deviceOf } from './device.ts'
import { type Awaitable, after, attempt } from './awaitable.ts'
import type { AccessStore, Credential } from './store.ts'
/** Maximum lifetime of a session, in ms. */
export const SESSION_LASTS_MS = 30 * DAY_MS
/** Default time after which an unused session ends, in ms. */
export const DEFAULT_SESSION_IDLE_MS = 7 * DAY_MS
/** Use is written this often at most, so that a busy page does not keep the disk busy. */
const TOUCH_EVERY_MS = MINUTE_MS
const MAX_FROM_LENGTH = 64

/** Browser and address of a sign-in. */
export type SignIn = { readonly userAgent?: string | undefined; readonly from: string }

/** Sessions of browsers: their use and their end. */
export class Sessions {
  readonly #store: AccessStore
  readonly #clock: Clock
  readonly #idleMs: number

  constructor(store: AccessStore, clock: Clock, idleMs: number) {
    this.#store = store
    this.#clock = clock
    this.#idleMs = idleMs
  }

  /** Fields of a session besides the credential's own. */
  opened({ userAgent, from }: SignIn): Pick<Credential, 'device' | 'createdFrom' | 'lastUsedAt' | 'lastUsedFrom'> {
    const address = from.slice(0, MAX_FROM_LENGTH)
    return {
      device: deviceOf(userAgent),
      createdFrom: address,
      lastUsedAt: this.#clock.now(),
      lastUsedFrom: address,
    }
  }

  /** The session where it still holds, recorded as used; one that was idle for too long is ended. */
  used(session: Credential | undefined, from?: string): Credential | undefined {
    if (session === undefined || session.kind !== 'session') return session
    const now = this.#clock.now()
    if (this.#isIdle(session, now)) {
      // A disk that is full must not keep out whoever may come in.
      attempt(() => this.#store.end('session', session.id))
      return undefined
    }
    if (now - (session.lastUsedAt ?? Number.NEGATIVE_INFINITY) < TOUCH_EVERY_MS) return session
    const address = from?.slice(0, MAX_FROM_LENGTH) ?? session.lastUsedFrom ?? ''
    attempt(() => this.#store.touch(session.id, now, address))
    return session
  }

  /** Those in use, newest first. */
  list(): Awaitable<readonly Credential[]> {
    const now = this.#clock.now()
    return after(this.#store.list('session', now), (all) => all.filter((session) => !this.#isIdle(session, now)))
  }

  /** Time at which a session ends unless it is used before, ms since the epoch. */
  idleEndsAt({ lastUsedAt, createdAt, expiresAt }: Credential): number {
    return Math.min(expiresAt, (lastUsedAt ?? createdAt) + this.#idleMs)
  }

  #isIdle({ lastUsedAt }: Credential, now: number): boolean {
    return lastUsedAt !== undefined && now - lastUsedAt >= this.#idleMs
  }
}
