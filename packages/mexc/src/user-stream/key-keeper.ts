/** Keeps one listen key alive by extending it, and says in time when that is not going to work. */

import type { Timer } from '@spotdeck/ports'
import { STREAM_LIMITS } from '@spotdeck/wire'
import type { MexcWorld } from '../world.ts'
import { type HeldKey, isListenKeyExpired, type ListenKeys } from './listen-keys.ts'

/** Events of a listen key's lifetime. */
export type KeyKeeperEvents = {
  /** Get another key while this one may still work. `dead`: MEXC does not know it any more, pushes may be missing. */
  replace(why: string, dead: boolean): void
  /** Its hour is over: nothing is pushed on it any more. */
  expired(): void
}

const EXTEND_EVERY_MS = 30 * 60_000
/** Extensions come up to this share earlier, so that many accounts do not extend at once. */
const JITTER = 0.1
const RETRY_MS = 60_000
const MAX_FAILURES = 2
/** Without a good extension for this long the key is replaced, whatever the reason: a call that hangs, a machine that slept. */
const OLD_MS = 50 * 60_000
const LIFE_MS = STREAM_LIMITS.listenKeyLifeMs

/** Extends one listen key while it is used, and asks for its replacement in time. */
export class KeyKeeper {
  readonly key: HeldKey
  readonly #world: MexcWorld
  readonly #keys: ListenKeys
  readonly #events: KeyKeeperEvents
  readonly #signal: AbortSignal
  #stopped = false
  #failures = 0
  #watchedUntil: number | undefined
  #extension: Timer | undefined
  #age: Timer | undefined
  #end: Timer | undefined

  constructor(key: HeldKey, world: MexcWorld, keys: ListenKeys, signal: AbortSignal, events: KeyKeeperEvents) {
    this.key = key
    this.#world = world
    this.#keys = keys
    this.#events = events
    this.#signal = signal
    this.renewed()
  }

  /** The key may have been extended, by whomever; nothing changes when it was not. */
  renewed(): void {
    if (this.key.goodUntil === this.#watchedUntil) return
    this.#watchedUntil = this.key.goodUntil
    this.#failures = 0
    this.#watchAge()
    this.#extendIn(this.#leftMs() - (LIFE_MS - EXTEND_EVERY_MS))
  }

  stop(): void {
    this.#stopped = true
    for (const timer of [this.#extension, this.#age, this.#end]) timer?.cancel()
  }

  #extendIn(ms: number): void {
    this.#extension?.cancel()
    const early = this.#world.random.next() * JITTER * ms
    this.#extension = this.#world.timers.after(ms - early, () => void this.#extend())
  }

  async #extend(): Promise<void> {
    try {
      await this.#keys.extend(this.key, this.#signal)
      if (!this.#stopped) this.renewed()
    } catch (error) {
      if (!this.#stopped) this.#failed(error)
    }
  }

  #failed(error: unknown): void {
    this.#failures++
    const dead = isListenKeyExpired(error)
    this.#world.log.warn({ failures: this.#failures, dead }, 'listen key not extended')
    // A replacement may fail too: the key is tried on, and a later extension is as good as a new key.
    if (!dead) this.#extendIn(RETRY_MS)
    if (dead) this.#events.replace('MEXC does not know the listen key any more', true)
    else if (this.#failures >= MAX_FAILURES) this.#events.replace('the listen key could not be extended', false)
  }

  #leftMs(): number {
    return this.key.goodUntil - this.#world.clock.now()
  }

  #watchAge(): void {
    const { timers } = this.#world
    this.#age?.cancel()
    this.#end?.cancel()
    const leftMs = this.#leftMs()
    this.#age = timers.after(leftMs - (LIFE_MS - OLD_MS), () =>
      this.#events.replace('the listen key was not extended for too long', false),
    )
    this.#end = timers.after(leftMs, () => {
      this.#extension?.cancel()
      this.#events.expired()
    })
  }
}
