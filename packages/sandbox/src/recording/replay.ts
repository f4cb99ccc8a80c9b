/** A recording as a market: the same file gives the same events at the same times, whatever the speed. */

import type { FeedEvent, FeedReader, MarketFeed } from '../market/data/feed.ts'
import { Beginning } from './beginning.ts'
import { pushOf } from './push.ts'
import { RecordDecoder } from './decoder.ts'
import { RecordingReader, badRecording } from './reader.ts'
import type { MarketRecord } from './record.ts'

/**
 * A print is known by the push that carries it, which a slow host makes late: events are read ahead by so much of the recording, in ms.
 * A host that was silent for longer is marked lost.
 */
const AHEAD_MS = 60_000
/** Taken events that are kept before they are dropped. */
const MAX_TAKEN = 4_096

/** A recording that can be played. */
export type Replay = MarketFeed & {
  /** Time of the last push at the recorded host, ms since the epoch. */
  readonly endsAt: number
  /** True where the file's last block was cut off, as by a kill. */
  readonly cutOff: boolean
}

/**
 * Reads the whole file once, so that nothing is found wrong later.
 * @throws {SandboxStartError} `SANDBOX_BAD_RECORDING`
 */
export function openReplay(path: string): Replay {
  const reader = new RecordingReader(path)
  const { symbols } = reader.header
  const beginning = new Beginning(symbols)
  let last: Uint8Array | undefined
  for (let records = reader.next(); records !== undefined; records = reader.next()) {
    for (const record of records) {
      beginning.apply(record)
      if (record.kind === 'frame') last = record.bytes
    }
  }
  const { startAt, missing } = beginning
  if (startAt === undefined) throw badRecording(path, 'it ends before its market begins')
  if (missing.length > 0 || symbols.length === 0)
    throw badRecording(path, symbols.length === 0 ? 'it names no symbol' : `it has no rules of ${missing.join(', ')}`)
  return {
    kind: 'replay',
    source: path,
    symbols: beginning.symbols,
    startAt,
    past: beginning.past,
    // Records have the recorder's time, pushes the host's.
    endsAt: Math.max(startAt, last === undefined ? 0 : (pushOf(last)?.sendTime ?? 0)),
    cutOff: reader.cutOff,
    open: (from) => new ReplayReader(path, symbols, from),
  }
}

class ReplayReader implements FeedReader {
  readonly #from: number
  readonly #reader: RecordingReader
  readonly #decoder: RecordDecoder
  #records: readonly MarketRecord[] = []
  #nextRecord = 0
  /** By time, then by order of arrival; those before `#taken` are taken. */
  #events: FeedEvent[] = []
  #taken = 0
  #readTo = Number.NEGATIVE_INFINITY

  constructor(path: string, symbols: readonly string[], from: number) {
    this.#from = from
    this.#reader = new RecordingReader(path)
    this.#decoder = new RecordDecoder(symbols)
  }

  get next(): number | 'ended' {
    if (this.#events[this.#taken] === undefined) this.#read(this.#readTo)
    const first = this.#events[this.#taken]
    if (first === undefined) return 'ended'
    this.#read(first.at)
    return this.#events[this.#taken]?.at ?? 'ended'
  }

  *take(until: number): Generator<FeedEvent> {
    this.#read(until)
    for (let event = this.#events[this.#taken]; event !== undefined; event = this.#events[this.#taken]) {
      if (event.at > until) return
      this.#taken++
      // Prints before the beginning are in the charts already.
      if (event.type !== 'print' || event.at >= this.#from) yield event
      if (this.#taken < MAX_TAKEN) continue
      this.#events = this.#events.slice(this.#taken)
      this.#taken = 0
    }
  }

  onArrival(): void {}

  close(): void {
    this.#reader.close()
  }

  /** Reads until no later record can bring an event of `until` or before. */
  #read(until: number): void {
    while (this.#readTo <= until + AHEAD_MS) {
      const record = this.#records[this.#nextRecord++]
      if (record === undefined) {
        const records = this.#reader.next()
        if (records === undefined) {
          this.#readTo = Infinity
          return
        }
        this.#records = records
        this.#nextRecord = 0
        continue
      }
      for (const event of this.#decoder.decode(record)) {
        this.#insert(event)
        this.#readTo = Math.max(this.#readTo, event.at)
      }
    }
  }

  #insert(event: FeedEvent): void {
    let place = this.#events.length
    while (place > this.#taken && (this.#events[place - 1]?.at ?? 0) > event.at) place--
    this.#events.splice(place, 0, event)
  }
}
