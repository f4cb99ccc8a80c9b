/** Stored past states, every 2,048 sealed events: a past state is folded from the newest of them that is part of the question. */

import { brotliDecompressSync } from 'node:zlib'
import type { LedgerEvent } from '@spotdeck/ledger'
import { PastFold, type PastQuestion, type PastState } from '../past-state.ts'
import { ArchivedSpans } from '../archive/archived-spans.ts'
import { SPAN_EVENTS } from '../archive/file.ts'
import type { ArchiveFolder } from '../archive/folder.ts'
import { archivedFiles, archivedSpansWithin } from './archived.ts'
import { type EventLog, SEGMENT_EVENTS } from './event-log.ts'
import type { SqliteFile } from './file.ts'

const ALL: PastQuestion = { seq: Infinity }
/** Segments between two of which others run. */
const SEGMENTS_AT_ONCE = 16
const ROWS_AT_ONCE = 1_000

/** A mark that is to be stored. */
export type DueMark = {
  /** Number of its last event. */
  readonly n: number
  readonly seq: number
  /** Latest exchange time of its events, ms since the epoch. */
  readonly maxTime: number
  /** Content of the mark before compression. */
  readonly text: string
}

/** The mark after the newest one, folded from its events as far as they are sealed. */
export class NextMark {
  readonly #file: SqliteFile
  readonly #log: EventLog
  readonly #fold: PastFold
  #stored: number
  #taken: number
  #seq = 0

  constructor(file: SqliteFile, log: EventLog) {
    const [newest] = file.all('SELECT n, body FROM state_marks ORDER BY n DESC LIMIT 1')
    this.#file = file
    this.#log = log
    this.#fold = new PastFold(ALL, newest === undefined ? undefined : stateOf(newest['body']))
    this.#stored = Number(newest?.['n'] ?? 0)
    this.#taken = this.#stored
  }

  /** Takes the next segment; false where none is sealed, or where the mark is to be stored first. */
  take(): boolean {
    if (this.#isDue || this.#log.sealed < this.#taken + SEGMENT_EVENTS) return false
    for (const event of this.#log.segmentEvents(this.#taken + 1)) {
      this.#fold.take(event)
      this.#seq = event.seq
    }
    this.#taken += SEGMENT_EVENTS
    return true
  }

  get #isDue(): boolean {
    return this.#taken === this.#stored + SPAN_EVENTS
  }

  /** The mark, once all of its events are taken. */
  get due(): DueMark | undefined {
    if (!this.#isDue) return undefined
    const state = this.#fold.read()
    const maxTime = state.seen.reduce((latest, { time }) => Math.max(latest, time), 0)
    return { n: this.#taken, seq: this.#seq, maxTime, text: JSON.stringify(state) }
  }

  /** Stores the mark, inside a transaction, and goes on to the next one. @param body its packed text */
  put({ n, seq, maxTime }: DueMark, body: Uint8Array): void {
    this.#file.run('INSERT INTO state_marks (n, seq, max_time, body) VALUES (?, ?, ?, ?)', n, seq, maxTime, body)
    this.#stored = n
  }
}

/** A ledger file with its archive files. */
export type PastSource = {
  readonly file: Pick<SqliteFile, 'all'>
  readonly log: EventLog
  readonly folder: ArchiveFolder
}

/**
 * The state after the events of a question. Events may be archived and sealed between two steps of it.
 * @param turn lets other work run
 * @throws {EventsArchived}
 */
export async function readPastState(
  source: PastSource,
  until: PastQuestion,
  turn: () => Promise<void>,
): Promise<PastState> {
  const time = until.time ?? Number.MAX_SAFE_INTEGER
  const sql = 'SELECT n, seq, body FROM state_marks WHERE seq <= ? AND max_time <= ? ORDER BY n DESC LIMIT 1'
  const [mark] = source.file.all(sql, until.seq, time)
  const fold = new PastFold(until, mark === undefined ? undefined : stateOf(mark['body']))
  const events = new PastEvents(source, { after: Number(mark?.['n'] ?? 0), seq: until.seq, time })
  for (let part = events.next(); part !== undefined; part = events.next()) {
    for (const event of part) fold.take(event)
    if (events.isAtTurn) await turn()
  }
  return fold.read()
}

/** Events after a number that a question may ask for. */
type PastRange = { readonly after: number; readonly seq: number; readonly time: number }
/** Places of the events of a range while the log begins and is sealed where it was. */
type Places = {
  readonly archived: number
  readonly sealed: number
  readonly files: ArchivedSpans
  /** Numbers of the events before the archived spans, and first numbers of the segments; those that are still to be read. */
  readonly spans: number[]
  readonly segments: number[]
}

/** Reads the events of a range in their order, once each, wherever they are when it is their turn. */
class PastEvents {
  readonly #source: PastSource
  #range: PastRange
  #places: Places
  #segmentsRead = 0
  #isRead = false
  /** True if others run before the next part. */
  isAtTurn = false

  constructor(source: PastSource, range: PastRange) {
    this.#source = source
    this.#range = range
    this.#places = this.#locate()
  }

  /** The next events, ascending; `undefined` after the last ones. */
  next(): readonly LedgerEvent[] | undefined {
    if (this.#isRead) return undefined
    if (this.#source.log.archived.n !== this.#places.archived) this.#places = this.#locate()
    const { spans, segments, files } = this.#places
    const span = spans.shift()
    if (span !== undefined) return this.#taken(files.eventsAfter(span), span + SPAN_EVENTS, true)
    const first = segments.shift()
    if (first === undefined) return this.#nextRows()
    const events = this.#source.log.segmentEvents(first)
    if (events.length === 0) {
      // Another process has archived it since the beginning of the log was read.
      this.#places = this.#locate()
      return this.next()
    }
    return this.#taken(events, first + SEGMENT_EVENTS - 1, ++this.#segmentsRead % SEGMENTS_AT_ONCE === 0)
  }

  #nextRows(): readonly LedgerEvent[] {
    const { after, seq } = this.#range
    const rows = this.#source.log.eventsAfter(Math.max(after, this.#places.sealed), ROWS_AT_ONCE)
    const last = rows.at(-1)
    this.#isRead = last === undefined || rows.length < ROWS_AT_ONCE || last.seq >= seq
    return this.#taken(rows, last?.n ?? after, !this.#isRead)
  }

  /** Goes on behind `end`; of a span that was read in part before it was archived, only the rest is new. */
  #taken(events: readonly LedgerEvent[], end: number, isAtTurn: boolean): readonly LedgerEvent[] {
    const { after } = this.#range
    this.#range = { ...this.#range, after: Math.max(after, end) }
    this.isAtTurn = isAtTurn
    return events[0] !== undefined && events[0].n > after ? events : events.filter(({ n }) => n > after)
  }

  /** Places of what is still to be read. What is sealed after this is read as rows or as segments, once. */
  #locate(): Places {
    const { file, log, folder } = this.#source
    const [archived, sealed] = [log.archived.n, log.sealed]
    // A place that was read in part is read again, for the rest of it.
    const from = (length: number): PastRange => ({
      ...this.#range,
      after: this.#range.after - (this.#range.after % length),
    })
    return {
      archived,
      sealed,
      files: new ArchivedSpans(folder, archivedFiles(file)),
      spans: this.#range.after < archived ? [...archivedSpansWithin(file, from(SPAN_EVENTS))] : [],
      segments: [...log.segmentsWithin({ ...from(SEGMENT_EVENTS), to: sealed })],
    }
  }
}

/** Folds events from the first on, and compares with the stored marks. */
export class MarksAnew {
  readonly #file: Pick<SqliteFile, 'all'>
  readonly #fold = new PastFold(ALL)

  constructor(file: Pick<SqliteFile, 'all'>) {
    this.#file = file
  }

  /** Takes the next event; false where the mark after it is another state. */
  follow(event: LedgerEvent): boolean {
    this.#fold.take(event)
    if (event.n % SPAN_EVENTS !== 0) return true
    const [mark] = this.#file.all('SELECT body FROM state_marks WHERE n = ?', event.n)
    return mark === undefined || JSON.stringify(stateOf(mark['body'])) === JSON.stringify(this.#fold.read())
  }
}

function stateOf(body: unknown): PastState {
  return JSON.parse(brotliDecompressSync(body as Uint8Array).toString('utf8')) as PastState
}
