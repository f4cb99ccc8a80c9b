/**
 * Books of walks that no store keeps, held at intervals: a report of a late span goes on from the mark before it
 * instead of from the first entry. They live as long as the process, and an entry that comes late drops those after it.
 */

import { pnlChange } from '@spotdeck/store'
import {
  type CostKey,
  type CostMethodName,
  type LedgerEvent,
  type LedgerState,
  type ResultBook,
  compareKeys,
  openResultBook,
  openingsOf,
  pnlBasis,
} from '@spotdeck/ledger'

/** Entries between two marks, at first. */
const MARK_EVERY = 10_000
/** Marks of one method, at most: beyond them every second goes, and the interval doubles. */
const MAX_MARKS = 32

/** Changes that are remembered for walks under way: one that began before them keeps no mark. */
const MAX_RECENT = 1_000

/** A book after so many entries. */
type Mark = { readonly book: ResultBook; readonly last: CostKey; readonly count: number }
type Marks = { every: number; list: readonly Mark[] }

/** A walk under way. */
export type MarkedWalk = {
  readonly method: CostMethodName
  readonly book: ResultBook
  /** Entries that its book has booked. */
  readonly count: number
  /** Changes that were known when it began. */
  readonly taken: number
}

/** Marks of one ledger's walks. */
export class WalkMarks {
  readonly #marks = new Map<CostMethodName, Marks>()
  readonly #markEvery: number
  #basis = ''
  /** Number of changes, and the places of the last ones, the newest last. */
  #taken = 0
  #recent: CostKey[] = []

  /** @param markEvery entries between two marks, at first */
  constructor(markEvery = MARK_EVERY) {
    this.#markEvery = markEvery
  }

  /** Number of kept marks. */
  get size(): number {
    return [...this.#marks.values()].reduce((all, { list }) => all + list.length, 0)
  }

  /** Begins a walk whose results count from a time on: at the newest mark before it, or at the first entry. */
  begin(state: Pick<LedgerState, 'books'>, method: CostMethodName, from: number): MarkedWalk {
    const openings = openingsOf(state)
    const basis = pnlBasis(openings)
    if (basis !== this.#basis) this.#forget()
    this.#basis = basis
    const mark = this.#of(method).list.findLast(({ last }) => last.time < from)
    const { book, count } = mark ?? { book: openResultBook(openings, method), count: 0 }
    return { method, book, count, taken: this.#taken }
  }

  /** The walk after more entries; keeps a mark of it where one is due. */
  next(walk: MarkedWalk, book: ResultBook, entries: number): MarkedWalk {
    const next = { ...walk, book, count: walk.count + entries }
    const { last } = book.lots.book
    const marks = this.#of(walk.method)
    if (last === undefined || next.count < (marks.list.at(-1)?.count ?? 0) + marks.every) return next
    if (!this.#isSound(walk, last)) return next
    marks.list = [...marks.list, { book, last, count: next.count }]
    if (marks.list.length <= MAX_MARKS) return next
    marks.list = marks.list.filter((_, n) => n % 2 === 1)
    marks.every *= 2
    return next
  }

  /** Drops the marks that what was committed makes wrong. */
  take(events: readonly LedgerEvent[], { birth }: Pick<LedgerState, 'birth'>): void {
    for (const event of events) {
      const change = pnlChange(event)
      if (change === undefined) {
        if (event.type === 'status.changed' && event.status.since === birth) this.#forget()
        continue
      }
      this.#taken += 1
      this.#recent.push(change)
      if (this.#recent.length > 2 * MAX_RECENT) this.#recent = this.#recent.slice(-MAX_RECENT)
      for (const marks of this.#marks.values())
        marks.list = marks.list.filter(({ last }) => compareKeys(last, change) < 0)
    }
  }

  /** False where something came since the walk began that it may have read past before it was there. */
  #isSound({ taken }: MarkedWalk, last: CostKey): boolean {
    const since = this.#taken - taken
    if (since > this.#recent.length) return false
    return since === 0 || this.#recent.slice(-since).every((change) => compareKeys(last, change) < 0)
  }

  #forget(): void {
    // Walks under way are of another beginning.
    this.#taken += 1
    this.#recent = []
    this.#marks.clear()
  }

  #of(method: CostMethodName): Marks {
    const known = this.#marks.get(method)
    if (known !== undefined) return known
    const none: Marks = { every: this.#markEvery, list: [] }
    this.#marks.set(method, none)
    return none
  }
}
