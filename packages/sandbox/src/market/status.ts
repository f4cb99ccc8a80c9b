/** State of a market that follows another exchange, for the panel. */

/** `ended`: the recording is over and its market stands still. */
export type FeedStatus = {
  readonly kind: 'replay' | 'mirror'
  /** File or address. */
  readonly source: string
  /** Time at which its market begins, ms since the epoch. */
  readonly startAt: number
  /** Time of a recording's end, ms since the epoch; absent: a mirror has none. */
  readonly endsAt?: number | undefined
  readonly ended: boolean
  /** Halted symbols, and why. */
  readonly halted: Readonly<Record<string, string>>
}
