/** A connection to one Redis, as much of it as publishing needs: one call that appends, all or from where it stands. */

export type StreamEntry = { readonly seq: number; readonly topic: string; readonly text: string }

/** One append of events to an account's stream, all or nothing. */
export type Append = {
  readonly stream: string
  readonly epochKey: string
  readonly channel: string
  readonly epoch: string
  /** The last id the stream must have for anything to be added; `0-0` when there is none. */
  readonly expected: string
  /** Ascending; none: only look, and trim. */
  readonly entries: readonly StreamEntry[]
  /** Entries up to this `seq` were published before: they are added in silence. */
  readonly publishedTo: number
  /** About how many entries the stream keeps. */
  readonly maxLength: number
  /** Point `epochKey` here even when it points elsewhere; a missing one is always set. */
  readonly claim: boolean
}

/** Result of an append. */
export type Appended = {
  /** The stream's last id now: that of the last entry when it was added, else the one found instead of `expected`. */
  readonly lastId: string
  readonly added: boolean
  /** Text of the stream's last entry, where nothing was added; absent where that entry was trimmed. */
  readonly lastText?: string | undefined
  /** Epoch that `epochKey` names now. */
  readonly pointer: string
}

/** Connection to one Redis. */
export interface RedisLink {
  /**
   * @throws {RedisRefusal} Redis answered that it will not
   * @throws anything else: the connection is of no more use, and whether the call was carried out is unknown
   */
  append(append: Append): Promise<Appended>
  /** Idempotent; waits for nothing. */
  close(): void
}

/** Opens a connection to the Redis at `url`. */
export type OpenLink = (url: string) => Promise<RedisLink>

/** Redis answered with an error, such as WRONGTYPE, OOM, READONLY or NOPERM; the connection is as good as before. */
export class RedisRefusal extends Error {
  override readonly name = 'RedisRefusal'
  /** The first word of Redis' answer. */
  readonly code: string
  constructor(message: string) {
    super(message)
    this.code = /^[A-Z]{2,20}(?= |$)/.exec(message)?.[0] ?? 'ERR'
  }
}
