/**
 * Events of a ledger file. The newest are rows of their own; older ones are sealed, 128 at a time, in compressed segments. The hash
 * chain covers the bytes of each event, which a segment keeps: sealing changes no hash.
 */

import { brotliDecompressSync } from 'node:zlib'
import { type LedgerEvent, isPublic } from '@spotdeck/ledger'
import { BoundedMap } from '@spotdeck/ports'
import { type Link, chained, hashOf } from '../chain.ts'
import { DataFolderError } from '../data-folder-error.ts'
import type { ArchivedEnd, ChainedEvent } from '../port.ts'
import type { StoredLink } from '../verify.ts'
import { KeptEvents, archivedEnd } from './archived.ts'
import type { Row, SqliteFile } from './file.ts'
import { insertAll, insertionInto } from './insertion.ts'

/** Events of one segment. A power of two: segment k begins with event 128 k + 1. */
export const SEGMENT_EVENTS = 128
/** Newest events that stay rows: subscribers that resume read these. */
const KEPT = 256
/** Unpacked segments that are kept. */
const MAX_UNPACKED = 16

/** Range of segments: `after` and `to` are numbers of events. */
export type SegmentRange = {
  readonly after: number
  readonly to: number
  readonly seq: number
  readonly time: number
}
const EVENTS = insertionInto('events', ['n', 'seq', 'public', 'body', 'before'])

/** Events that follow each other, to be stored as one segment. */
export type Unsealed = {
  /** Number of the first event. */
  readonly first: number
  /** The last `seq` of them. */
  readonly seq: number
  /** Earliest exchange time of the public ones, ms since the epoch. */
  readonly minTime: number
  /** Chain hash before the first event. */
  readonly before: string
  /** Content of the segment before compression: the events' texts, one a line. */
  readonly text: string
}

type Segment = { readonly first: number; readonly before: string; readonly bodies: readonly string[] }

/** Events of one open file. */
export class EventLog {
  readonly #file: SqliteFile
  readonly #unpacked = new BoundedMap<number, Segment>({ maxSize: MAX_UNPACKED, order: 'use' })

  readonly #kept: KeptEvents

  constructor(file: SqliteFile) {
    this.#file = file
    this.#kept = new KeptEvents(file)
  }

  /** Beginning of the log. */
  get archived(): ArchivedEnd {
    return archivedEnd(this.#file)
  }

  /** Forgets unpacked segments after some were archived. */
  forget(): void {
    this.#unpacked.clear()
  }

  /** Appends inside the transaction of a commit. */
  append(links: readonly Link[]): void {
    const rows = links.map(({ event, body, before }) => [event.n, event.seq, isPublic(event) ? 1 : 0, body, before])
    insertAll(this.#file, EVENTS, rows)
  }

  /** Number of the last event; 0 where there is none. */
  get last(): number {
    return Number(this.#file.all('SELECT coalesce(max(n), 0) AS n FROM events')[0]?.['n'])
  }

  /** Chain hash of event `n`; `undefined` where it is not stored. */
  hashAt(n: number): string | undefined {
    const { archived } = this
    if (n === archived.n) return archived.hash
    const [link] = this.after(n - 1, 1)
    return link === undefined ? undefined : hashOf(link.before, link.body)
  }

  /**
   * Events after `n`, ascending; none where the next one is archived. Rows are read first: they are sealed meanwhile, perhaps, and never the other way.
   * @throws {DataFolderError} `LEDGER_CORRUPT` where a segment cannot be read
   */
  after(n: number, limit: number): readonly StoredLink[] {
    const links: StoredLink[] = []
    if (n < this.archived.n) return links
    while (links.length < limit) {
      const next = n + links.length + 1
      const rows = this.#file.all('SELECT n, body, before FROM events WHERE n >= ? ORDER BY n LIMIT ?', next, limit)
      const segment = rows[0]?.['n'] === next ? undefined : this.#segment(next)
      const found = segment === undefined ? rows.map(linkOf) : linksOf(segment).slice(next - segment.first)
      links.push(...found.slice(0, limit - links.length))
      if (segment === undefined || found.length === 0) break
    }
    return links
  }

  /** Events after `n`, ascending, unpacked; of archived ones, those that are kept. */
  eventsAfter(n: number, limit: number): readonly LedgerEvent[] {
    const { n: end } = this.archived
    const kept = n < end ? this.#kept.after(n, limit) : []
    const rest = this.after(Math.max(n, end), limit - kept.length)
    return [...kept, ...rest.map(({ body }) => JSON.parse(body) as LedgerEvent)]
  }

  /** Events of the segment that begins with event `first`, ascending; none where it is not stored. */
  segmentEvents(first: number): readonly LedgerEvent[] {
    return (this.#segment(first)?.bodies ?? []).map((body) => JSON.parse(body) as LedgerEvent)
  }

  /** Links of the segment that begins with event `first`; none where it is not stored. */
  segmentLinks(first: number): readonly StoredLink[] {
    const segment = this.#segment(first)
    return segment === undefined ? [] : linksOf(segment)
  }

  /** Number of the last event that is sealed or archived; 0 where there is none. */
  get sealed(): number {
    const [last] = this.#file.all('SELECT first FROM segments ORDER BY first DESC LIMIT 1')
    return last === undefined ? this.archived.n : Number(last['first']) + SEGMENT_EVENTS - 1
  }

  /**
   * First numbers of the segments in `after < n <= to` that may have public events up to `seq` and up to `time`, ascending.
   * The index has their times, so that no other segment is read.
   */
  segmentsWithin({ after, to, seq, time }: SegmentRange): readonly number[] {
    const [end] = this.#file.all('SELECT first FROM segments WHERE seq >= ? ORDER BY seq, first LIMIT 1', seq)
    const sql =
      'SELECT first FROM segments INDEXED BY segments_by_time WHERE first > ? AND first <= ? AND min_time <= ?'
    const last = Math.min(to, Number(end?.['first'] ?? to))
    return this.#file.all(`${sql} ORDER BY first`, after, last, time).map(({ first }) => Number(first))
  }

  /** Public events after `seq`, ascending; none where the first of them is archived. */
  publicAfter(seq: number, limit: number): readonly ChainedEvent[] {
    const found: ChainedEvent[] = []
    if (seq < this.archived.seq) return found
    let after = seq
    while (found.length < limit) {
      const sql = 'SELECT seq, body, before FROM events WHERE public = 1 AND seq > ? ORDER BY seq LIMIT ?'
      const rows = this.#file.all(sql, after, limit - found.length)
      const segment = rows[0]?.['seq'] === after + 1 ? undefined : this.#segmentWithSeq(after + 1)
      const links = segment === undefined ? rows.map(linkOf) : linksOf(segment)
      const events = links
        .flatMap(({ body, before }) => chained(body, hashOf(before, body)))
        .filter(({ event }) => event.seq > after)
      found.push(...events.slice(0, limit - found.length))
      after = found.at(-1)?.event.seq ?? after
      if (segment === undefined || events.length === 0) break
    }
    return found
  }

  /** Events by their numbers, in the order of the numbers. */
  at(ns: readonly number[]): readonly LedgerEvent[] {
    const rows = this.#file.all(
      'SELECT n, body FROM events WHERE n IN (SELECT value FROM json_each(?))',
      JSON.stringify(ns),
    )
    const stored = new Map(rows.map(({ n, body }) => [Number(n), String(body)]))
    const bodies: string[] = []
    let segment: Segment | undefined
    for (const n of ns) {
      const row = stored.get(n)
      // Most follow each other in a segment.
      if (row === undefined && segment?.first !== firstOf(n)) segment = this.#segment(n)
      const body = row ?? segment?.bodies[n - segment.first] ?? this.#kept.bodyOf(n)
      if (body !== undefined) bodies.push(body)
    }
    // One text is parsed in less time than its parts.
    return JSON.parse(`[${bodies.join(',')}]`) as readonly LedgerEvent[]
  }

  /**
   * The oldest rows where there are more than are kept, as the segments that they will be, at most `limit`. None from a row on that
   * does not follow from the one before it: it stays a row, so that `verify` finds it.
   */
  unsealed(limit: number): readonly Unsealed[] {
    // SQLite: two aggregates in one query read every row.
    const [ends] = this.#file.all('SELECT (SELECT min(n) FROM events) AS first, (SELECT max(n) FROM events) AS last')
    const first = Number(ends?.['first'])
    const due = Math.floor((Number(ends?.['last']) + 1 - first - KEPT) / SEGMENT_EVENTS)
    const found: Unsealed[] = []
    while (found.length < Math.min(due, limit)) {
      const next = first + found.length * SEGMENT_EVENTS
      const sql = 'SELECT n, body, before FROM events WHERE n >= ? AND n < ? ORDER BY n'
      const links = this.#file.all(sql, next, next + SEGMENT_EVENTS).map(linkOf)
      if (links.length < SEGMENT_EVENTS || !isChained(links)) break
      found.push(unsealedOf(next, links))
    }
    return found
  }

  /** Stores a segment in place of its rows, inside a transaction. @param body its packed text */
  seal({ first, seq, minTime, before }: Unsealed, body: Uint8Array): void {
    const sql = 'INSERT INTO segments (first, seq, min_time, before, body) VALUES (?, ?, ?, ?, ?)'
    this.#file.run(sql, first, seq, minTime, before, body)
    this.#file.run('DELETE FROM events WHERE n >= ? AND n < ?', first, first + SEGMENT_EVENTS)
  }

  /** The segment that has event `n`. */
  #segment(n: number): Segment | undefined {
    const first = firstOf(n)
    const known = this.#unpacked.get(first)
    if (known !== undefined) return known
    const [row] = this.#file.all('SELECT before, body FROM segments WHERE first = ?', first)
    if (row === undefined) return undefined
    const segment = { first, before: String(row['before']), bodies: bodiesOf(row, first) }
    this.#unpacked.set(first, segment)
    return segment
  }

  /** The first segment that has this `seq` or a later one. */
  #segmentWithSeq(seq: number): Segment | undefined {
    const [row] = this.#file.all('SELECT first FROM segments WHERE seq >= ? ORDER BY seq, first LIMIT 1', seq)
    return row === undefined ? undefined : this.#segment(Number(row['first']))
  }
}

/** The segment of events that follow each other. @param first number of the first of them */
export function unsealedOf(first: number, links: readonly StoredLink[]): Unsealed {
  const events = links.map(({ body }) => JSON.parse(body) as LedgerEvent)
  const times = events.filter(isPublic).map(({ time }) => time)
  return {
    first,
    seq: events.at(-1)?.seq ?? 0,
    minTime: Math.min(Number.MAX_SAFE_INTEGER, ...times),
    before: links[0]?.before ?? '',
    text: links.map(({ body }) => body).join('\n'),
  }
}

/** True if each event follows from the one before it. */
function isChained(links: readonly StoredLink[]): boolean {
  return links.every(({ before }, i) => {
    const last = links[i - 1]
    return last === undefined || before === hashOf(last.before, last.body)
  })
}

/** Number of the first event of the segment that has event `n`. */
const firstOf = (n: number): number => n - ((n - 1) % SEGMENT_EVENTS)

function bodiesOf({ body }: Row, first: number): readonly string[] {
  try {
    return brotliDecompressSync(body as Uint8Array)
      .toString('utf8')
      .split('\n')
  } catch (cause) {
    const message = `The events from ${first} to ${first + SEGMENT_EVENTS - 1} cannot be read: restore a backup.`
    throw new DataFolderError('LEDGER_CORRUPT', message, { cause })
  }
}

const linkOf = ({ body, before }: Row): StoredLink => ({ body: String(body), before: String(before) })

function linksOf({ before, bodies }: Segment): readonly StoredLink[] {
  let hash = before
  return bodies.map((body) => {
    const link = { body, before: hash }
    hash = hashOf(hash, body)
    return link
  })
}
