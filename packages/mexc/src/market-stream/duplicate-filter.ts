/**
 * Pushes that one socket has delivered already, so that its successor does not repeat them. Two sockets may be served by two machines that
 * batch the same trades differently: prints are told apart one by one, depth by its versions, everything else as a whole.
 */

import type { DecodedPush } from '@spotdeck/wire'

/** Beyond that nothing more is remembered: a repeat is harmless, a lost push is not. */
const MOST = 50_000

/** Removes from a new socket's pushes those that the socket before it has delivered. */
export class DuplicateFilter {
  /** Number of times that each was delivered and not yet repeated. */
  readonly #told = new Map<string, number>()
  readonly #versions = new Map<string, number>()

  /** The old socket tells this. */
  note({ channel, body }: DecodedPush): void {
    if (body.kind === 'none' || body.kind === 'unknown') return
    if (body.kind === 'publicAggreDepths') {
      this.#versions.set(channel, Math.max(this.#versions.get(channel) ?? 0, Number(body.value.toVersion)))
    } else if (body.kind === 'publicAggreDeals') {
      for (const deal of body.value.deals) this.#count(keyOf(channel, deal))
    } else this.#count(keyOf(channel, body.value))
  }

  /** The new part of the successor's push: all of it, some of its prints, or `undefined` for nothing. */
  newOf(push: DecodedPush): DecodedPush | undefined {
    const { channel, body } = push
    if (body.kind === 'none' || body.kind === 'unknown') return push
    if (body.kind === 'publicAggreDepths') {
      return Number(body.value.toVersion) <= (this.#versions.get(channel) ?? 0) ? undefined : push
    }
    if (body.kind !== 'publicAggreDeals') return this.#repeated(keyOf(channel, body.value)) ? undefined : push
    const deals = body.value.deals.filter((deal) => !this.#repeated(keyOf(channel, deal)))
    if (deals.length === body.value.deals.length) return push
    return deals.length === 0 ? undefined : { ...push, body: { ...body, value: { ...body.value, deals } } }
  }

  #count(key: string): void {
    const count = this.#told.get(key) ?? 0
    if (count > 0 || this.#told.size < MOST) this.#told.set(key, count + 1)
  }

  #repeated(key: string): boolean {
    const count = this.#told.get(key) ?? 0
    if (count === 0) return false
    if (count === 1) this.#told.delete(key)
    else this.#told.set(key, count - 1)
    return true
  }
}

function keyOf(channel: string, what: unknown): string {
  return JSON.stringify([channel, what])
}
