/** Bounds how many leases one process holds: accounts beyond its capacity are left to other processes. */

import type { Leases } from './keeper.ts'

/** Places of one process for leases. An account keeps its place while its lease is held, or may be held. */
export class LeaseRoom {
  readonly #capacity: number
  readonly #taken = new Set<string>()

  /** @param capacity leases at most */
  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** Accounts that have a place. */
  get size(): number {
    return this.#taken.size
  }

  /** The same lease, which is not asked for while there is no place; `left` is to be called when it is lost. */
  admit(account: string, leases: Leases): { readonly leases: Leases; readonly left: () => void } {
    const left = (): void => void this.#taken.delete(account)
    const admitted: Leases = {
      acquire: async (ttlMs) => {
        if (!this.#taken.has(account) && this.#taken.size >= this.#capacity) return undefined
        this.#taken.add(account)
        // Without an answer it may have been granted: its place is kept until the next try is answered.
        const token = await leases.acquire(ttlMs)
        if (token === undefined) left()
        return token
      },
      renew: (...asked) => leases.renew(...asked),
      release: (token) => leases.release(token).finally(left),
    }
    return { leases: admitted, left }
  }
}
