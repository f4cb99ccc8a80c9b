/** Stored past states, every 2,048 sealed events: a past state is folded from the newest of them that is part of the question. */

import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import type { LedgerEvent } from '@spotdeck/ledger'
import { PastFold, type PastQuestion, type PastState } from '../past-state.ts'
import { type EventLog, PACKING, SEGMENT_EVENTS } from './event-log.ts'
import type { SqliteFile } from './file.ts'

const EVERY = 2_048
const ALL: PastQuestion = { seq: Infinity }
/** Segments between two of which others run. */
const SEGMENTS_AT_ONCE = 16
const ROWS_AT_ONCE = 1_000

/** Stores the next mark if its events are sealed, inside a transaction; false where none is due. */
export function markState(file: SqliteFile, log: EventLog): boolean {
  const [newest] = file.all('SELECT n, max_time, body FROM state_marks ORDER BY n DESC LIMIT 1')
  const before = Number(newest?.['n'] ?? 0)
  const n = before + EVERY
  if (log.sealed < n) return false
  const fold = new PastFold(ALL, newest === undefined ? undefined : stateOf(newest['body']))
  let seq = 0
  for (let first = before + 1; first <= n; first += SEGMENT_EVENTS) {
    for (const event of log.segmentEvents(first)) {
      fold.take(event)
      seq = event.seq
    }
  }
  const state = fold.read()
  file.run(
    'INSERT INTO state_marks (n, seq, max_time, body) VALUES (?, ?, ?, ?)',
    n,
    seq,
    state.seen.reduce((latest, { time }) => Math.max(latest, time), 0),
    brotliCompressSync(JSON.stringify(state), PACKING),
  )
  return true
}

/** The state after the events of a question. @param turn lets other work run */
export async function readPastState(
  file: Pick<SqliteFile, 'all'>,
  log: EventLog,
  until: PastQuestion,
  turn: () => Promise<void>,
): Promise<PastState> {
  const time = until.time ?? Number.MAX_SAFE_INTEGER
  const sql = 'SELECT n, body FROM state_marks WHERE seq <= ? AND max_time <= ? ORDER BY n DESC LIMIT 1'
  const [mark] = file.all(sql, until.seq, time)
  const fold = new PastFold(until, mark === undefined ? undefined : stateOf(mark['body']))
  const start = Number(mark?.['n'] ?? 0)
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
    if (event.n % EVERY !== 0) return true
    const [mark] = this.#file.all('SELECT body FROM state_marks WHERE n = ?', event.n)
    return mark === undefined || JSON.stringify(stateOf(mark['body'])) === JSON.stringify(this.#fold.read())
  }
}

function stateOf(body: unknown): PastState {
  return JSON.parse(brotliDecompressSync(body as Uint8Array).toString('utf8')) as PastState
}
