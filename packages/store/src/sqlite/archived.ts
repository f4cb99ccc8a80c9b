/** Archived events of a ledger file: the files that it records, and the events of them that it keeps. */

import type { LedgerEvent } from '@spotdeck/ledger'
import { BoundedMap } from '@spotdeck/ports'
import { SPAN_EVENTS } from '../archive/file.ts'
import { KEPT_EVENTS, type KeptEvent, isKept, unpackKept } from '../archive/kept.ts'
import { FIRST_HASH } from '../chain.ts'
import type { ArchivedEnd, ArchivedFile } from '../port.ts'
import { type SqliteFile, bodyOf } from './file.ts'

type Reader = Pick<SqliteFile, 'all'>

/** Unpacked blocks that are kept in memory. */
const MAX_UNPACKED = 16

/** Files that the ledger records, ascending. */
export const archivedFiles = (file: Reader): readonly ArchivedFile[] =>
  file.all('SELECT body FROM archives ORDER BY last').map((row) => bodyOf<ArchivedFile>(row))

/** Beginning of the log. */
export function archivedEnd(file: Reader): ArchivedEnd {
  const [row] = file.all('SELECT body FROM archives ORDER BY last DESC LIMIT 1')
  if (row === undefined) return { n: 0, seq: 0, hash: FIRST_HASH }
  const { last, lastSeq, after } = bodyOf<ArchivedFile>(row)
  return { n: last, seq: lastSeq, hash: after }
}

/** Archived events that lists and names read. */
export class KeptEvents {
  readonly #file: Reader
  readonly #unpacked = new BoundedMap<number, readonly KeptEvent[]>({ maxSize: MAX_UNPACKED, order: 'use' })

  constructor(file: Reader) {
    this.#file = file
  }

  /** Stored text of event `n`; `undefined` where it is not kept. */
  bodyOf(n: number): string | undefined {
    return this.#block(n - ((n - 1) % KEPT_EVENTS)).find((event) => event.n === n)?.body
  }

  /** Kept events after `n`, ascending. */
  after(n: number, limit: number): readonly LedgerEvent[] {
    const found: LedgerEvent[] = []
    const sql = 'SELECT first FROM kept WHERE first > ? ORDER BY first'
    for (const { first } of this.#file.all(sql, n - KEPT_EVENTS)) {
      const events = this.#block(Number(first)).filter((event) => event.n > n)
      found.push(...events.slice(0, limit - found.length).map(({ body }) => JSON.parse(body) as LedgerEvent))
      if (found.length === limit) break
    }
    return found
  }

  #block(first: number): readonly KeptEvent[] {
    const known = this.#unpacked.get(first)
    if (known !== undefined) return known
    const [row] = this.#file.all('SELECT body FROM kept WHERE first = ?', first)
    if (row === undefined) return []
    const events = unpackKept(first, row['body'] as Uint8Array)
    this.#unpacked.set(first, events)
    return events
  }
}

/** The archived spans that may have events of a question, by the number of the event before each; ascending. */
export function archivedSpansWithin(
  file: Reader,
  { after, seq, time }: { readonly after: number; readonly seq: number; readonly time: number },
): readonly number[] {
  // Integers as literals: bound numbers are not, and would not be divided to one.
  const spans = `SELECT DISTINCT (first - 1) / ${SPAN_EVENTS} * ${SPAN_EVENTS} AS n FROM kept WHERE first > ? AND min_time <= ?`
  const mark = 'SELECT seq FROM state_marks WHERE state_marks.n = span.n'
  const sql = `SELECT n FROM (${spans}) AS span WHERE coalesce((${mark}), 0) < ? ORDER BY n`
  return file.all(sql, after, time, seq).map(({ n }) => Number(n))
}

/** Compares archived events with those that the ledger keeps of them. */
export class KeptAnew {
  readonly #kept: KeptEvents
  readonly #end: number

  constructor(file: Reader) {
    this.#kept = new KeptEvents(file)
    this.#end = archivedEnd(file).n
  }

  /** Takes the next event; false where it is to be kept and another one is. */
  follow(event: LedgerEvent): boolean {
    return event.n > this.#end || !isKept(event) || this.#kept.bodyOf(event.n) === JSON.stringify(event)
  }
}
