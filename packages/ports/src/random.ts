/** Chance as it is passed in: the seeded twin makes a run repeatable, the node twin is cryptographic. */

export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** `count` random bytes. From the node twin they are fit for tokens and keys. */
  bytes(count: number): Uint8Array
}
