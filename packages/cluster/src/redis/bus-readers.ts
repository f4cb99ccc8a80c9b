/** Reads the bus for all accounts of this gateway over one connection, by one call that waits for what comes next. */

import type { BusBeat, BusReader } from '../bus/shared-bus.ts'
import type { SecretMac } from '../secret-mac.ts'
import {
  BEATS,
  type BusBeats,
  type StreamAnswer,
  beatsOf,
  busStream,
  entryOf,
  numberOf,
  parseStreams,
} from './bus-script.ts'
import { type BusHalf, busLoop } from './bus-loop.ts'
import { type LoopWorld, type RedisConnection, type RedisLoop, inTime } from '@spotdeck/edge'

/** Time that a call waits for entries, in ms: a reader that joins, or moves to another epoch, is in the next one. */
const BLOCK_MS = 250
/** Time that a call may take beyond that, in ms. */
const SLACK_MS = 2_500
/** Events of one stream and call. */
const PAGE = 500
const IDLE_MS = 1_000
/** Silence after which any next beat is waited for, in ms. */
const BEAT_SILENCE_MS = 2_000
/** Age from which a beat is of the past, whoever repeats it; clocks of gateways may differ by as much. */
const BEAT_LASTS_MS = 30_000
/** Time between two words in the log about entries that nobody with the secret has written. */
const TOLD_MS = 60_000

/** The reading half of the bus. */
export class BusReaders {
  readonly #loop: RedisLoop<RedisConnection>
  readonly #world: LoopWorld
  readonly #readers = new Set<BusReader>()
  /** Id of the last entry of each stream that was handed on, as Redis wrote it: what a reader does not believe is not read again. */
  readonly #handed = new Map<string, string>()
  readonly #mac: SecretMac
  /** Times of the last beats of gateways, by which a beat that is repeated is known. */
  readonly #told = new Map<string, number>()
  #lastBeat = '$'
  #beatAt = 0
  #refusedAt = Number.NEGATIVE_INFINITY

  constructor(options: BusHalf) {
    this.#world = options.world
    this.#mac = options.mac
    this.#loop = busLoop(options, 'reads', {
      round: (connection) => this.#round(connection),
      lost: () => {
        this.#lastBeat = '$'
        for (const reader of this.#readers) reader.lost()
      },
    })
  }

  read(reader: BusReader): () => void {
    this.#readers.add(reader)
    this.#loop.start()
    this.#loop.wake()
    return () => void this.#readers.delete(reader)
  }

  close(): void {
    this.#loop.close()
  }

  async #round(connection: RedisConnection): Promise<number> {
    if (this.#readers.size === 0) return IDLE_MS
    const from = this.#positions()
    const options = ['COUNT', String(PAGE), 'BLOCK', String(BLOCK_MS)]
    const now = this.#world.clock.now()
    // Ids of beats are times of Redis: after a flush its clock may be behind the last one.
    const afterBeat = Math.abs(now - this.#beatAt) > BEAT_SILENCE_MS ? '$' : this.#lastBeat
    const command = ['XREAD', ...options, 'STREAMS', BEATS, ...from.keys(), afterBeat, ...from.values()]
    const reply = await inTime(connection.call(BEATS, command), this.#world.timers, BLOCK_MS + SLACK_MS)
    const answers = parseStreams(reply)
    for (const answer of answers) if (answer.key !== BEATS) this.#hand(answer)
    // After the entries: a beat tells how far they should have come.
    const beats = answers.find(({ key }) => key === BEATS)
    if (beats === undefined) return 0
    this.#lastBeat = beats.lastId
    this.#beatAt = now
    // A stream with more than one page is not read to its end yet, of which the beat tells.
    const cut = new Set(answers.flatMap(({ key, entries }) => (entries.length < PAGE ? [] : [key])))
    for (const beat of beats.entries.flatMap((entry) => this.#newBeats(beatsOf(entry, this.#mac))))
      if (!cut.has(busStream(beat.account, beat.epoch))) this.#tell(beat)
    return 0
  }

  /** Streams that are read, and the id after which each is. */
  #positions(): ReadonlyMap<string, string> {
    const from = new Map<string, number>()
    for (const reader of this.#readers) {
      const { epoch, n } = reader.position()
      const stream = busStream(reader.account, epoch)
      from.set(stream, Math.min(from.get(stream) ?? n, n))
    }
    for (const stream of this.#handed.keys()) if (!from.has(stream)) this.#handed.delete(stream)
    // Ids that are no event's are larger than any number that can be written back exactly.
    return new Map(
      [...from].map(([stream, n]) => [stream, this.#handedTo(stream) < n ? `${n}-0` : this.#lastOf(stream)]),
    )
  }

  #lastOf(stream: string): string {
    return this.#handed.get(stream) ?? '0-0'
  }

  #handedTo(stream: string): number {
    return numberOf(this.#lastOf(stream))
  }

  #hand({ key, lastId, entries }: StreamAnswer): void {
    this.#handed.set(key, lastId)
    const events = entries.flatMap((entry) => entryOf(key, entry, this.#mac) ?? [])
    if (events.length < entries.length) this.#refused()
    for (const reader of this.#readers) if (streamOf(reader) === key) reader.entries(events)
  }

  /** Beats that nobody has repeated. */
  #newBeats(found: BusBeats | undefined): readonly BusBeat[] {
    if (found === undefined) {
      this.#refused()
      return []
    }
    const { by, at, beats } = found
    const now = this.#world.clock.now()
    if (Math.abs(now - at) > BEAT_LASTS_MS || at <= (this.#told.get(by) ?? Number.NEGATIVE_INFINITY)) return []
    for (const [one, last] of this.#told) if (now - last > BEAT_LASTS_MS) this.#told.delete(one)
    this.#told.set(by, at)
    return beats
  }

  #refused(): void {
    const { clock, log } = this.#world
    if (Math.abs(clock.now() - this.#refusedAt) < TOLD_MS) return
    this.#refusedAt = clock.now()
    log.warn({}, 'bus entries refused, no gateway with this secret has written them')
  }

  #tell({ account, ...beat }: BusBeat): void {
    for (const reader of this.#readers) {
      if (reader.account !== account) continue
      // The writer is behind what was read: the stream began anew, and its numbers come again.
      const stream = streamOf(reader)
      if (busStream(account, beat.epoch) === stream && beat.n < this.#handedTo(stream)) this.#handed.delete(stream)
      reader.beat(beat)
    }
  }
}

const streamOf = (reader: BusReader): string => busStream(reader.account, reader.position().epoch)
