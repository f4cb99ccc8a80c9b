/** Connections that were cut off for sending too much, counted by address: too many of them get the address banned. */

import { BoundedMap, MINUTE_MS } from '@spotdeck/ports'

/** MEXC: addresses that are cut off repeatedly may be banned; neither the number nor the time is documented. */
const WINDOW_MS = 10 * MINUTE_MS
/** Addresses that are counted; the one counted longest ago is forgotten first. */
const MAX_ADDRESSES = 5_000

/** Counts the cut-offs of each address within the last ten minutes. */
export class CutOffs {
  readonly #times = new BoundedMap<string, readonly number[]>({ maxSize: MAX_ADDRESSES })

  /** Adds one and returns whether the address has reached `limit`; its count then restarts. */
  add(address: string, now: number, limit: number): boolean {
    const recent = [...(this.#times.get(address) ?? []).filter((time) => now - time < WINDOW_MS), now]
    this.#times.delete(address)
    if (recent.length >= limit) return true
    this.#times.set(address, recent)
    return false
  }
}
