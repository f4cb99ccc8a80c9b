/** A list of the exchange as data: how far back it goes, how it is cut into calls, and what names a row. */

import type { CallOptions } from '../rest/rest-client.ts'

/** A span of time, ms since the epoch: `from` inclusive, `to` exclusive. */
export type Span = { readonly from: number; readonly to: number }

/** Why a part of a history is not there. */
export type HistoryGap = Span & {
  /**
   * `BEYOND_REACH`: older than what MEXC answers. `CROWDED`: one second holds more rows than a page. `UNREADABLE`: rows
   * that lack a field. `MISSING`: candles that were not answered, or trades of `orderId` that do not add up to what it
   * executed.
   */
  readonly reason: 'BEYOND_REACH' | 'CROWDED' | 'UNREADABLE' | 'MISSING'
  readonly orderId?: string
}

/** Result of the check after the last page. */
export type Proof<Row> = {
  /** Rows of the range that no page had. */
  readonly rows: readonly Row[]
  readonly gaps: readonly HistoryGap[]
  /** From here on the rows are proven to be all, ms since the epoch. */
  readonly provenFrom: number
}

/** One list of the exchange. */
export type HistoryList<Row> = {
  /** Age of the oldest row that MEXC answers, in ms. */
  readonly reachMs: number
  /** Widest span of one call, in ms. */
  readonly widestMs: number
  /** Spans begin and end on multiples of this, in ms. */
  readonly grainMs: number
  /** Rows of a span. One that answers more is no harm: they are left out. */
  read(span: Span, options: CallOptions): Promise<readonly Row[]>
  /** Rows of a full page. */
  readonly pageSize: number
  /** True if an answer of so many rows may lack some. */
  isFull(length: number): boolean
  timeOf(row: Row): number
  /** Name of a row. MEXC: public trades have no id; equal ones of one second are then told apart by their count. */
  keyOf(row: Row): string
  /** True where equal names are different rows. */
  readonly repeats?: boolean
  /** End of what can be read at `now`, where that is not `now` itself. */
  endAt?(now: number): number
  /** Parts of a span that its rows do not cover. */
  gapsIn?(span: Span, rows: readonly Row[]): readonly HistoryGap[]
  /** Told of each row of the span. */
  taken?(row: Row): void
  /** Holds all rows of the span against another list, once they are read. Absent: the pages are proof enough. */
  prove?(span: Span, options: CallOptions): Promise<Proof<Row>>
}
