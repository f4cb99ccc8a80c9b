/** Records of a recording: frames and answers of public market data as they came, and notes of the recorder about them. */

/** One record; `at` is the recorder's time when it came, in ms since the epoch. */
export type MarketRecord = { readonly at: number } &
  /** A binary frame of a public channel. */
  (
    | { readonly kind: 'frame'; readonly bytes: Uint8Array }
    /** The body of a public GET that was answered with 200. */
    | { readonly kind: 'answer'; readonly path: string; readonly query: string; readonly body: string }
    /** From here on something of the symbol may be missing. */
    | { readonly kind: 'lost'; readonly symbol: string; readonly why: string; readonly book: LostBook }
    /** From here on nothing of the symbol is missing. */
    | { readonly kind: 'live'; readonly symbol: string }
    /** Rules, past and books are known: the market begins at `startAt`, ms since the epoch. */
    | { readonly kind: 'start'; readonly startAt: number }
  )

/**
 * State of a lost symbol's book: `whole`, where prints alone are missing; `gap`, where it needs a snapshot; `ended`, where its
 * versions may count from anywhere afterwards.
 */
export type LostBook = 'whole' | 'gap' | 'ended'

/** First line of a recording. */
export type RecordingHeader = {
  /** Host of REST, without credentials. */
  readonly host: string
  /** ms since the epoch; the times of records count from here. */
  readonly startedAt: number
  readonly symbols: readonly string[]
  /** Channels as the exchange spells them. */
  readonly channels: readonly string[]
}
