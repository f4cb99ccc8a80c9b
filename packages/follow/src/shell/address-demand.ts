/** Demand for comparisons of the accounts that share the exchange's limits. */

/** Weights a second that accounts behind one address would spend on comparisons, each as if it were alone. */
export class AddressDemand {
  readonly #demands = new Map<object, number>()

  /** Notes what an account would spend; returns what all of them would. */
  note(account: object, weights: number): number {
    this.#demands.set(account, weights)
    return [...this.#demands.values()].reduce((sum, one) => sum + one, 0)
  }

  /** Forgets an account that is followed no more. */
  leave(account: object): void {
    this.#demands.delete(account)
  }
}
