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

/** The state after the events of a question. @param turn lets other work run @throws {EventsArchived} */
export async function readPastState(
  { file, log, folder }: PastSource,
  until: PastQuestion,
  turn: () => Promise<void>,
): Promise<PastState> {
  const time = until.time ?? Number.MAX_SAFE_INTEGER
  const sql = 'SELECT n, seq, body FROM state_marks WHERE seq <= ? AND max_time <= ? ORDER BY n DESC LIMIT 1'
  const [mark] = file.all(sql, until.seq, time)
  const fold = new PastFold(until, mark === undefined ? undefined : stateOf(mark['body']))
  const start = Number(mark?.['n'] ?? 0)
  const spans = new ArchivedSpans(folder, archivedFiles(file))
  for (const n of start < log.archived.n ? archivedSpansWithin(file, { after: start, seq: until.seq, time }) : []) {
    for (const event of spans.eventsAfter(n)) fold.take(event)
    await turn()
  }
  // What is sealed after this line is read as rows or as segments, once.
  const { sealed } = log
  const segments = log.segmentsWithin({ after: start, to: sealed, seq: until.seq, time })
  for (const [i, first] of segments.entries()) {
    for (const event of log.segmentEvents(first)) fold.take(event)
    if (i % SEGMENTS_AT_ONCE === SEGMENTS_AT_ONCE - 1) await turn()
  }
  for (let n = Math.max(start, sealed), isMore = true; isMore; n += ROWS_AT_ONCE) {
    const rows = log.eventsAfter(n, ROWS_AT_ONCE)
    for (const event of rows) fold.take(event)
    isMore = rows.length === ROWS_AT_ONCE && (rows.at(-1)?.seq ?? 0) < until.seq
    if (isMore) await turn()
  }
  return fold.read()
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
