/** Lets one go on per turn of the event loop, in the order of their coming. */

/** A queue of which each turn of the event loop serves one. */
export class Turns {
  readonly #turn: () => Promise<void>
  #last: Promise<void> = Promise.resolve()

  /** `turn` resolves when other requests have been served. */
  constructor(turn: () => Promise<void>) {
    this.#turn = turn
  }

  /** Resolves in a turn of its own, after all that asked before. */
  next(): Promise<void> {
    return (this.#last = this.#last.then(this.#turn))
  }
}
