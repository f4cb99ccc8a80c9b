/**
 * Events of a ledger file. The newest are rows of their own; older ones are sealed, 128 at a time, in compressed segments. The hash
 * chain covers the bytes of each event, which a segment keeps: sealing changes no hash.
 */

import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import { type LedgerEvent, isPublic } from '@spotdeck/ledger'
import { BoundedMap } from '@spotdeck/ports'
import { type Link, chained, hashOf } from '../chain.ts'
import { DataFolderError } from '../data-folder-error.ts'
import type { ChainedEvent } from '../port.ts'
import type { StoredLink } from '../verify.ts'
import type { Row, SqliteFile } from './file.ts'
import { insertAll, insertionInto } from './insertion.ts'

/** Events of one segment. A power of two: segment k begins with event 128 k + 1. */
export const SEGMENT_EVENTS = 128
/** Newest events that stay rows: subscribers that resume read these. */
const KEPT = 256
/** Unpacked segments that are kept. */
const MAX_UNPACKED = 16
/** Packing of segments and past states. The best quality takes 350 times as long for a past state, and nothing else runs meanwhile. */
export const PACKING = { params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 18 } }

/** Range of segments: `after` and `to` are numbers of events. */
export type SegmentRange = {
  readonly after: number
  readonly to: number
  readonly seq: number
  readonly time: number
}
const EVENTS = insertionInto('events', ['n', 'seq', 'public', 'body', 'before'])

type Segment = { readonly first: number; readonly before: string; readonly bodies: readonly string[] }

/** Events of one open file. */
export class EventLog {
  readonly #file: SqliteFile
  readonly #unpacked = new BoundedMap<number, Segment>({ maxSize: MAX_UNPACKED, order: 'use' })

  constructor(file: SqliteFile) {
    this.#file = file
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
    const [link] = this.after(n - 1, 1)
    return link === undefined ? undefined : hashOf(link.before, link.body)
  }

  /**
   * Events after `n`, ascending. Rows are read first: they are sealed meanwhile, perhaps, and never the other way.
   * @throws {DataFolderError} `LEDGER_CORRUPT` where a segment cannot be read
   */
  after(n: number, limit: number): readonly StoredLink[] {
    const links: StoredLink[] = []
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

  /** Events after `n`, ascending, unpacked. */
  eventsAfter(n: number, limit: number): readonly LedgerEvent[] {
    return this.after(n, limit).map(({ body }) => JSON.parse(body) as LedgerEvent)
  }

  /** Events of the segment that begins with event `first`, ascending; none where it is not stored. */
  segmentEvents(first: number): readonly LedgerEvent[] {
    return (this.#segment(first)?.bodies ?? []).map((body) => JSON.parse(body) as LedgerEvent)
  }

  /** Number of the last sealed event; 0 where there is none. */
  get sealed(): number {
    const [last] = this.#file.all('SELECT first FROM segments ORDER BY first DESC LIMIT 1')
    return last === undefined ? 0 : Number(last['first']) + SEGMENT_EVENTS - 1
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

  /** Public events after `seq`, ascending. */
  publicAfter(seq: number, limit: number): readonly ChainedEvent[] {
    const found: ChainedEvent[] = []
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
    const bodies = new Map(rows.map(({ n, body }) => [Number(n), String(body)]))
    return ns.flatMap((n) => {
      const segment = bodies.has(n) ? undefined : this.#segment(n)
      const body = bodies.get(n) ?? segment?.bodies[n - segment.first]
      return body === undefined ? [] : [JSON.parse(body) as LedgerEvent]
    })
  }

  /**
   * Seals the oldest rows where there are more than are kept, at most `segments` times 128; returns the number of segments. A row
   * that does not follow from the one before it is left as it is, so that `verify` finds it. Call it inside a transaction.
   */
  seal(segments: number): number {
    const [ends] = this.#file.all('SELECT min(n) AS first, max(n) AS last FROM events')
    const first = Number(ends?.['first'])
    const due = Math.floor((Number(ends?.['last']) + 1 - first - KEPT) / SEGMENT_EVENTS)
    let sealed = 0
    while (sealed < Math.min(due, segments) && this.#sealOne(first + sealed * SEGMENT_EVENTS)) sealed += 1
    return sealed
  }

  #sealOne(first: number): boolean {
    const end = first + SEGMENT_EVENTS
    const rows = this.#file.all('SELECT n, body, before FROM events WHERE n >= ? AND n < ? ORDER BY n', first, end)
    const links = rows.map(linkOf)
    const isWhole = links.every(
      ({ before }, i) => i === 0 || before === hashOf(links[i - 1]?.before ?? '', links[i - 1]?.body ?? ''),
    )
    if (links.length < SEGMENT_EVENTS || !isWhole) return false
    const events = links.map(({ body }) => JSON.parse(body) as LedgerEvent)
    const times = events.filter(isPublic).map(({ time }) => time)
    this.#file.run(
      'INSERT INTO segments (first, seq, min_time, before, body) VALUES (?, ?, ?, ?, ?)',
      first,
      events.at(-1)?.seq ?? 0,
      Math.min(Number.MAX_SAFE_INTEGER, ...times),
      links[0]?.before ?? '',
      brotliCompressSync(links.map(({ body }) => body).join('\n'), PACKING),
    )
    this.#file.run('DELETE FROM events WHERE n >= ? AND n < ?', first, end)
    return true
  }

  /** The segment that has event `n`. */
  #segment(n: number): Segment | undefined {
    const first = n - ((n - 1) % SEGMENT_EVENTS)
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
