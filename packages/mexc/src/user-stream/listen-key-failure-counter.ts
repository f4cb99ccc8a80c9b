/** Detects a listen key whose sockets are closed, without a reason, before they are acknowledged. */

/** Closed sockets in a row until the key is suspected; a server that restarts closes one or two. */
const CLOSURES_TO_DOUBT = 3
/** A key that did no better than the one before it speaks for the keys: the next is given so many times the tries. */
const PATIENCE_GROWS = 2

/** Counts sockets of one listen key that were closed before they were acknowledged. */
export class ListenKeyFailureCounter {
  #closures = 0
  #patience = CLOSURES_TO_DOUBT

  /** A socket was closed before it was acknowledged; true when another key should be asked for. */
  closed(): boolean {
    if (++this.#closures < this.#patience) return false
    this.#closures = 0
    this.#patience *= PATIENCE_GROWS
    return true
  }

  /** A socket was acknowledged. */
  cleared(): void {
    this.#closures = 0
    this.#patience = CLOSURES_TO_DOUBT
  }
}
