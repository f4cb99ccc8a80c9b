/**
 * Port: the bus between gateways that share ledgers. It brings events sooner than the store is asked for them, and may lose, repeat and
 * reorder them: the store is the truth.
 */

/** A stored event as it travels: its number, its chain hash, and its stored text. */
export type BusEntry = { readonly n: number; readonly hash: string; readonly body: string }

/** Last event of a ledger that a gateway has given to the bus; `hash` is its chain hash, where it is known. */
export type BusPosition = { readonly epoch: string; readonly n: number; readonly hash?: string | undefined }

/** A gateway's word, once a second, that it follows an account and how far the bus has been given its events. */
export type BusBeat = BusPosition & { readonly account: string }

/** A reader of one account's entries. None of its calls may throw. */
export interface BusReader {
  readonly account: string
  /** Last event that the reader has. */
  position(): BusPosition
  /** Entries of the reader's epoch, ascending. */
  entries(entries: readonly BusEntry[]): void
  beat(beat: BusPosition): void
  /** The connection is lost; what follows may begin anywhere. */
  lost(): void
}

/** The bus. No call waits, and none throws. */
export interface SharedBus {
  /** Gives the bus what was committed, in order, after it is durable. */
  publish(account: string, epoch: string, entries: readonly BusEntry[]): void
  /**
   * Says once a second that the account is followed here. Returns the way to stop.
   * @param end answers the last event of the ledger as it is now
   */
  follow(account: string, end: () => BusPosition): () => void
  /** Reads what other gateways publish. Returns the way to stop. */
  read(reader: BusReader): () => void
  /** Idempotent. */
  close(): void
}
