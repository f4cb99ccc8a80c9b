/**
 * Reads a span in pages, oldest first, without I/O: MEXC's lists have no cursor, and a full page does not say what it
 * left out.
 */

import { SECOND_MS } from '@spotdeck/ports'
import type { HistoryGap, HistoryList, Span } from './history-list.ts'

/** Rows aim at this share of a page, so that a busier stretch seldom overflows it. */
const FILL = 0.5
/** A span grows by no more than this from one page to the next. */
const MAX_GROWTH = 8
/**
 * A row may become visible this long after its time, in ms: what is younger is read again when a reading is resumed.
 */
export const SETTLED_AFTER_MS = 5 * SECOND_MS

/** Place in a history: plain data, to be kept as JSON. */
export type HistoryPosition = {
  /** ms since the epoch: every older row was read. */
  readonly time: number
  /** Names of the rows at or after `time` that were read. */
  readonly seen: readonly string[]
}

/** A row with its name and time. */
export type NamedRow<Row> = { readonly row: Row; readonly key: string; readonly time: number }

/** State of a reading. */
export type PageCursor = {
  /** Start of the next span. */
  readonly at: number
  readonly to: number
  /** Width of the next span, in ms. */
  readonly widthMs: number
  readonly gaps: readonly HistoryGap[]
}

/** Rules by which a list is cut and its rows are named. */
export type PageRules<Row> = Pick<
  HistoryList<Row>,
  'widestMs' | 'grainMs' | 'pageSize' | 'isFull' | 'timeOf' | 'keyOf' | 'repeats' | 'gapsIn'
>

/** The cursor before the first page. */
export function startCursor<Row>(rules: PageRules<Row>, span: Span, resume: HistoryPosition | undefined): PageCursor {
  const from = Math.max(span.from, resume?.time ?? span.from)
  const at = Math.floor(from / rules.grainMs) * rules.grainMs
  return { at, to: span.to, widthMs: rules.widestMs, gaps: [] }
}

/** The next span to read; undefined at the end. */
export function nextSpan<Row>({ at, to, widthMs }: PageCursor, { grainMs }: PageRules<Row>): Span | undefined {
  if (at >= to) return undefined
  const end = Math.floor((at + widthMs) / grainMs) * grainMs
  return { from: at, to: Math.min(to, Math.max(end, at + grainMs)) }
}

/** An answer to the span that was asked for. `unreadable`: rows that could not be read. */
export type Page<Row> = { readonly span: Span; readonly rows: readonly Row[]; readonly unreadable: number }

/** Takes a page: its rows, oldest first, or none where it overflowed and its span is read in parts. */
export function onPage<Row>(
  cursor: PageCursor,
  rules: PageRules<Row>,
  { span, rows, unreadable }: Page<Row>,
): { readonly cursor: PageCursor; readonly rows: readonly NamedRow<Row>[] } {
  const length = rows.length + unreadable
  const width = span.to - span.from
  const isFull = rules.isFull(length)
  if (isFull && width > rules.grainMs) return { cursor: { ...cursor, widthMs: width / 2 }, rows: [] }
  const gaps: HistoryGap[] = [...cursor.gaps, ...(rules.gapsIn?.(span, rows) ?? [])]
  if (isFull) gaps.push({ ...span, reason: 'CROWDED' })
  if (unreadable > 0) gaps.push({ ...span, reason: 'UNREADABLE' })
  const growth = Math.min(MAX_GROWTH, (rules.pageSize * FILL) / Math.max(1, length))
  const widthMs = Math.min(rules.widestMs, width * growth)
  return { cursor: { ...cursor, at: span.to, widthMs, gaps }, rows: nameRows(rules, span, rows) }
}

/** Rows of the span, oldest first, each with its name; a row that an answer repeats is kept once. */
function nameRows<Row>(rules: PageRules<Row>, span: Span, rows: readonly Row[]): readonly NamedRow<Row>[] {
  const counts = new Map<string, number>()
  const named: NamedRow<Row>[] = []
  for (const row of oldestFirst(rules, rows)) {
    const time = rules.timeOf(row)
    if (time < span.from || time >= span.to) continue
    const name = rules.keyOf(row)
    const count = counts.get(name) ?? 0
    counts.set(name, count + 1)
    if (count > 0 && rules.repeats !== true) continue
    named.push({ row, time, key: count === 0 ? name : `${name} #${count}` })
  }
  return named
}

/** MEXC: most lists are newest first, rows of the same time too. */
function oldestFirst<Row>({ timeOf }: PageRules<Row>, rows: readonly Row[]): readonly Row[] {
  const [first, last] = [rows[0], rows.at(-1)]
  const isAscending = first !== undefined && last !== undefined && timeOf(first) < timeOf(last)
  return (isAscending ? [...rows] : rows.toReversed()).sort((a, b) => timeOf(a) - timeOf(b))
}

/** Keeps the place behind the rows that a loop took; never past what may still become visible. */
export class PositionKeeper {
  readonly #grainMs: number
  readonly #before: ReadonlySet<string>
  #time: number
  /** Time by name. */
  readonly #recent: Map<string, number>

  constructor({ time, seen }: HistoryPosition, grainMs: number) {
    this.#grainMs = grainMs
    this.#before = new Set(seen)
    this.#time = this.#floor(time)
    // Their own times are not known: each is kept until its page is read again.
    this.#recent = new Map(seen.map((key) => [key, Infinity]))
  }

  get position(): HistoryPosition {
    return { time: this.#time, seen: [...this.#recent.keys()] }
  }

  /** Moves behind a row of a page that was asked for at `askedAt`, exchange time. False: an earlier reading had it. */
  took({ key, time }: { readonly key: string; readonly time: number }, askedAt: number): boolean {
    this.#recent.set(key, time)
    this.reached(time, askedAt)
    if (time < this.#time) this.#recent.delete(key)
    return !this.#before.has(key)
  }

  /** Moves to a time up to which every row was taken. */
  reached(time: number, askedAt: number): void {
    const settled = this.#floor(Math.min(time, askedAt - SETTLED_AFTER_MS))
    if (settled <= this.#time) return
    this.#time = settled
    for (const [key, rowTime] of this.#recent) if (rowTime < settled) this.#recent.delete(key)
  }

  #floor(time: number): number {
    return Math.floor(time / this.#grainMs) * this.#grainMs
  }
}
