/**
 * Filter against duplicate pushes while two sockets of one account are open. The n-th copy of a push on one
 * socket repeats the n-th on another; a copy beyond that is a push of its own and is never dropped.
 */

import type { DecodedPush } from '@spotdeck/wire'

/** Beyond this many different pushes nothing is dropped any more: a repeat is harmless, a lost push is not. */
const MAX_PUSHES = 20_000

/** Drops a push that another socket of the account has delivered. */
export class OverlapFilter {
  readonly #counts = new Map<string, Map<number, number>>()

  /** Notes the push of a socket; true when another socket has brought this very push already. */
  repeats(socket: number, push: DecodedPush): boolean {
    const identity = identityOf(push)
    if (identity === undefined || this.#counts.size >= MAX_PUSHES) return false
    const counts = this.#counts.get(identity) ?? new Map<number, number>()
    this.#counts.set(identity, counts)
    const mine = (counts.get(socket) ?? 0) + 1
    counts.set(socket, mine)
    for (const [other, theirs] of counts) {
      if (other !== socket && theirs >= mine) return true
    }
    return false
  }
}

/** Content of a push without its sending time, since two machines may serve the two sockets; none for unknown bodies. */
function identityOf(push: DecodedPush): string | undefined {
  if (push.body.kind === 'unknown' || push.body.kind === 'none') return undefined
  return JSON.stringify([push.channel, push.symbol, push.body.value])
}
