/** A live host as a market: records as they come, in place of those of a file. */

import type { Clock } from '@spotdeck/ports'
import type { FeedEvent, FeedReader, MarketFeed } from '../market/data/feed.ts'
import { SandboxStartError } from '../start-error.ts'
import { Beginning } from './beginning.ts'
import { RecordDecoder } from './decoder.ts'
import type { MarketRecord } from './record.ts'

/** Events that wait for the exchange to open; beyond them the oldest prints are gone. */
const MAX_WAITING = 100_000

/** Takes the records of a live host, and is its market once they say that it begins. */
export class LiveMarket {
  readonly #beginning: Beginning
  readonly #decoder: RecordDecoder
  #reader: LiveReader | undefined
  /** Prints that no reader has taken. */
  #waiting: FeedEvent[] = []

  constructor(symbols: readonly string[]) {
    this.#beginning = new Beginning(symbols)
    this.#decoder = new RecordDecoder(symbols)
  }

  /** Takes a record. */
  take(record: MarketRecord): void {
    this.#beginning.apply(record)
    const events = this.#decoder.decode(record)
    if (this.#reader !== undefined) return this.#reader.arrived(events)
    this.#waiting.push(...events.filter(({ type }) => type === 'print'))
    if (this.#waiting.length > MAX_WAITING) this.#waiting = this.#waiting.slice(-MAX_WAITING / 2)
  }

  /**
   * The market, after a `start` record.
   * @param clock the host's time
   * @throws {SandboxStartError} `SANDBOX_UNKNOWN_SYMBOL` where the host lists no rules of a symbol
   */
  feed(source: string, clock: Clock): MarketFeed {
    const { missing, symbols, past, startAt = clock.now() } = this.#beginning
    if (missing.length > 0)
      throw new SandboxStartError(
        'SANDBOX_UNKNOWN_SYMBOL',
        `${source} lists no rules of ${missing.join(', ')}: name symbols that it has.`,
      )
    return {
      kind: 'mirror',
      source,
      symbols,
      startAt,
      past,
      now: () => clock.now(),
      open: (from) => {
        this.#reader = new LiveReader(
          [...this.#decoder.state(from), ...this.#waiting.filter(({ at }) => at >= startAt)],
          () => (this.#reader = undefined),
        )
        this.#waiting = []
        return this.#reader
      },
    }
  }
}

class LiveReader implements FeedReader {
  readonly next = 'unknown'
  readonly #closed: () => void
  #events: FeedEvent[]
  #wake: () => void = () => undefined

  constructor(events: readonly FeedEvent[], closed: () => void) {
    this.#events = [...events]
    this.#closed = closed
  }

  arrived(events: readonly FeedEvent[]): void {
    if (events.length === 0) return
    this.#events.push(...events)
    this.#wake()
  }

  take(): readonly FeedEvent[] {
    const events = this.#events
    this.#events = []
    return events
  }

  onArrival(wake: () => void): void {
    this.#wake = wake
  }

  close(): void {
    this.#wake = () => undefined
    this.#closed()
  }
}
