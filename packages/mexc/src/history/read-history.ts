/** A history as a loop: pages in the background, a position to go on from, and a statement of what is complete. */

import type { RestClient } from '../rest/rest-client.ts'
import type { HistoryGap, HistoryList, Proof, Span } from './history-list.ts'
import {
  type HistoryPosition,
  nextSpan,
  onPage,
  type Page,
  type PageCursor,
  PositionKeeper,
  SETTLED_AFTER_MS,
  startCursor,
} from './page-cursor.ts'

/** Range of a history, in ms since the epoch. */
export type HistoryRange = {
  /** Inclusive; taken down to a whole second, since MEXC cuts times to seconds. */
  readonly from: number
  /** Exclusive; the exchange's time of the call by default. */
  readonly to?: number | undefined
  /** Goes on behind the rows that an earlier reading of the same list had. */
  readonly resume?: HistoryPosition | undefined
  /** Ends the loop with `CallAborted`. */
  readonly signal?: AbortSignal | undefined
}

/** The part of a range that has been read. */
export type HistoryCoverage = Span & {
  /**
   * `reading`: not at the end yet. `complete`: nothing between `from` and `to` is missing. `unproven`: nothing is known
   * to be missing, and before `provenFrom` there is no list to hold the rows against. `incomplete`: see `gaps`.
   */
  readonly state: 'reading' | 'complete' | 'unproven' | 'incomplete'
  /** Own trades: every order that was placed since then has all its trades. ms since the epoch. */
  readonly provenFrom?: number | undefined
  readonly gaps: readonly HistoryGap[]
}

/** A history as a loop, oldest row first; each reading serves one loop. */
export interface HistoryReading<Row> extends AsyncIterable<Row> {
  /** Place behind the row that the loop took last; as JSON it survives a restart. */
  readonly position: HistoryPosition
  /** The part that has been read. Its `to` is some seconds before now at most: MEXC's lists lag behind. */
  readonly coverage: HistoryCoverage
  /** Reads everything at once. Keep the range small enough for memory. */
  all(): Promise<readonly Row[]>
}

/**
 * Reads a list of the exchange. The loop rejects with the `MexcError` of a call that failed after its retries;
 * `position` is then where to go on.
 */
export function readHistory<Row>(rest: RestClient, list: HistoryList<Row>, range: HistoryRange): HistoryReading<Row> {
  return new PagedReading(rest, list, range)
}

class PagedReading<Row> implements HistoryReading<Row> {
  readonly #rest: RestClient
  readonly #list: HistoryList<Row>
  readonly #range: HistoryRange
  readonly #rows: AsyncGenerator<Row, undefined>
  readonly #keeper: PositionKeeper
  #from: number
  #cursor: PageCursor
  #proof: Proof<Row> | 'none' | undefined

  constructor(rest: RestClient, list: HistoryList<Row>, range: HistoryRange) {
    const { from, resume } = range
    this.#rest = rest
    this.#list = list
    this.#range = range
    this.#from = resume?.time ?? from
    this.#keeper = new PositionKeeper(resume ?? { time: from, seen: [] }, list.grainMs)
    this.#cursor = startCursor(list, { from, to: from }, resume)
    this.#rows = this.#read()
  }

  [Symbol.asyncIterator](): AsyncGenerator<Row, undefined> {
    return this.#rows
  }

  get position(): HistoryPosition {
    return this.#keeper.position
  }

  get coverage(): HistoryCoverage {
    const { at, to } = this.#cursor
    const span = { from: this.#from, to: Math.min(at, to, this.#rest.exchangeNow() - SETTLED_AFTER_MS) }
    const proof = this.#proof
    if (proof === undefined) return { ...span, state: 'reading', gaps: this.#cursor.gaps }
    const { gaps: found, provenFrom } = proof === 'none' ? { gaps: [], provenFrom: undefined } : proof
    const gaps = [...this.#cursor.gaps, ...found]
    const isProven = provenFrom === undefined || provenFrom <= this.#from
    const state = gaps.length > 0 ? 'incomplete' : isProven ? 'complete' : 'unproven'
    return { ...span, state, provenFrom, gaps }
  }

  async all(): Promise<readonly Row[]> {
    const rows: Row[] = []
    for await (const row of this) rows.push(row)
    return rows
  }

  async *#read(): AsyncGenerator<Row, undefined> {
    const list = this.#list
    await this.#start()
    for (let span = nextSpan(this.#cursor, list); span !== undefined; span = nextSpan(this.#cursor, list)) {
      const askedAt = this.#rest.exchangeNow()
      const { cursor, rows } = onPage(this.#cursor, list, await this.#page(span))
      for (const named of rows) {
        list.taken?.(named.row)
        if (this.#keeper.took(named, askedAt)) yield named.row
      }
      this.#cursor = cursor
      this.#keeper.reached(Math.min(cursor.at, cursor.to), askedAt)
    }
    const span = { from: this.#from, to: this.#cursor.to }
    const options = { priority: 'background', signal: this.#range.signal } as const
    const askedAt = this.#rest.exchangeNow()
    const proof = await list.prove?.(span, options)
    this.#proof = proof ?? 'none'
    for (const row of proof?.rows ?? []) {
      if (this.#keeper.took({ key: list.keyOf(row), time: list.timeOf(row) }, askedAt)) yield row
    }
    return undefined
  }

  /** Cuts the range to what MEXC answers. The exchange's clock is read first: by it, rows are settled or not. */
  async #start(): Promise<void> {
    const { from, to, resume } = this.#range
    await this.#rest.syncClock()
    const now = this.#rest.exchangeNow()
    const oldest = now - this.#list.reachMs
    const end = Math.min(to ?? now, this.#list.endAt?.(now) ?? now)
    const wanted = Math.max(from, this.#from)
    const cursor = startCursor(this.#list, { from: Math.max(from, oldest), to: end }, resume)
    const isCut = wanted < oldest - SETTLED_AFTER_MS
    this.#cursor = isCut ? { ...cursor, gaps: [{ from: wanted, to: cursor.at, reason: 'BEYOND_REACH' }] } : cursor
    this.#from = cursor.at
  }

  async #page(span: Span): Promise<Page<Row>> {
    let unreadable = 0
    const unreadableRow = (): void => void unreadable++
    const { signal } = this.#range
    const rows = await this.#list.read(span, { priority: 'background', signal, unreadableRow })
    return { span, rows, unreadable }
  }
}
