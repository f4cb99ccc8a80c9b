/** Turns of the accounts that share the limits of one address. */

/** An account that has asked for nothing for so long goes to the end of the line, in ms. */
const REST_MS = 3_000

type Turn = { place: number; used: number; at: number }

/**
 * Serves one account after the other: the first in line is served until it has used its share, then it goes to the end. No
 * account waits for ever, and none is half served while another one begins.
 */
export class Turns {
  readonly #share: number
  readonly #turns = new Map<string, Turn>()
  #last = 0

  /** `share`: weight of one turn. */
  constructor(share: number) {
    this.#share = share
  }

  /** Enters the line where the account is not in it. Times in ms by one clock. */
  ask(account: string, now: number): void {
    const turn = this.#turns.get(account)
    if (turn !== undefined && Math.abs(now - turn.at) <= REST_MS) turn.at = now
    else this.#turns.set(account, { place: ++this.#last, used: 0, at: now })
  }

  /** Position in the line: the lowest is served first. */
  placeOf(account: string): number {
    return this.#turns.get(account)?.place ?? Infinity
  }

  /** Counts what was served; true if the account's turn is over. */
  served(account: string, weight: number, now: number): boolean {
    const turn = this.#turns.get(account)
    if (turn === undefined) return false
    turn.at = now
    turn.used += weight
    if (turn.used < this.#share) return false
    turn.place = ++this.#last
    turn.used = 0
    return true
  }
}
