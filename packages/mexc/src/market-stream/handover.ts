/** The pushes of two sockets while one succeeds the other: what the new one hears is held back, and what the old one told is not repeated. */

import type { DecodedPush } from '@spotdeck/wire'
import { DuplicateFilter } from './duplicate-filter.ts'

/** Pushes that are kept while the old socket still speaks; that takes some seconds. */
const MAX_KEPT = 20_000

/** Receives a push, with its arrival time in ms since the epoch. */
export type PushReceiver = (push: DecodedPush, receivedAt: number) => void

/** Hands the pushes of a shard over from one socket to the next, each once. */
export class Handover {
  readonly #filter = new DuplicateFilter()
  #kept: { readonly push: DecodedPush; readonly receivedAt: number }[] | undefined = []

  /** A push of the old socket. */
  old(push: DecodedPush): void {
    if (this.#kept !== undefined) this.#filter.note(push)
  }

  /** A push of the new socket; false where too many are held back. */
  next(push: DecodedPush, receivedAt: number, receive: PushReceiver): boolean {
    if (this.#kept !== undefined) return this.#kept.push({ push, receivedAt }) <= MAX_KEPT
    const fresh = this.#filter.newOf(push)
    if (fresh !== undefined) receive(fresh, receivedAt)
    return true
  }

  /** From now on the new socket speaks, first with what was held back. */
  takeOver(receive: PushReceiver): void {
    const kept = this.#kept ?? []
    this.#kept = undefined
    for (const { push, receivedAt } of kept) this.next(push, receivedAt, receive)
  }
}
