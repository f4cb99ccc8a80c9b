/**
 * Addresses that are banned for a while, by whichever front. MEXC: bans are counted by address and grow with repetition, from
 * 2 minutes to 3 days.
 */

import { BoundedMap, type Clock } from '@spotdeck/ports'

/** One moment, by each of the clocks. */
export type Moment = readonly number[]

type Ban = { readonly since: Moment; readonly lengthMs: number }

/** Length of the first ban and the longest one, in ms. */
type BanRules = { readonly firstBanMs: number; readonly longestBanMs: number }

/** Addresses that are remembered; the one banned longest ago is forgotten first. */
const MAX_ADDRESSES = 5_000

/** Bans of one exchange. Each ban of an address lasts twice as long as the one before. */
export class AddressBans {
  readonly #clocks: readonly Clock[]
  readonly #rules: BanRules
  readonly #bans = new BoundedMap<string, Ban>({ maxSize: MAX_ADDRESSES })

  /** @param clocks the exchange's own and, where that can be moved, the machine's: a ban is over when either says so */
  constructor(clocks: readonly Clock[], rules: BanRules) {
    this.#clocks = clocks
    this.#rules = rules
  }

  /** Returns how long the address is still banned, in ms; 0 when it is not. */
  leftMs(address: string): number {
    const ban = this.#bans.get(address)
    return ban === undefined ? 0 : Math.max(0, leftOf(ban.since, ban.lengthMs, this.#now()))
  }

  /** Bans the address from now on and returns for how long, in ms. */
  ban(address: string): number {
    const before = this.#bans.get(address)?.lengthMs
    const lengthMs = before === undefined ? this.#rules.firstBanMs : Math.min(this.#rules.longestBanMs, before * 2)
    this.#bans.set(address, { since: this.#now(), lengthMs })
    return lengthMs
  }

  #now(): Moment {
    return this.#clocks.map((clock) => clock.now())
  }
}

/** Returns how much is left of a time that began at `since`: none when a clock was turned back. */
export function leftOf(since: Moment, lengthMs: number, now: Moment): number {
  let left = lengthMs
  for (const [n, at] of now.entries()) {
    const passed = at - (since[n] ?? at)
    left = Math.min(left, passed < 0 ? 0 : lengthMs - passed)
  }
  return left
}
