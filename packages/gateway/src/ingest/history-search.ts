/**
 * Searches for missing records: in a gap, before the first start, and where a balance changed without a known reason
 * every symbol is read, then the lists of flows. The only place that improves coverage.
 */

import type { CoverageWindow, EventSource, EventDraft } from '@spotdeck/ledger'
import { type Log, type Random, sleep } from '@spotdeck/ports'
import { type Explained, coverageSwept, coverageTold, explainedBy, repairingCoverage } from './coverage-marks.ts'
import { describeError } from './errors.ts'
import { type FlowListsOptions, bookListedFlows } from './flow-lists.ts'
import { FlowListRetry } from './flow-list-retry.ts'
import type { SymbolUniverse } from './symbol-universe.ts'
import { type Reading, readSymbol } from './reconcile.ts'
import { type FlowListOutcome, type Searched, type Span, SymbolBackfill } from './symbol-backfill.ts'
import { EXPLAIN_MS, SearchedAmounts, stillUnexplained, unexplainedAmounts } from './unexplained.ts'

/** Dependencies of the history search. */
export type SearchOptions = FlowListsOptions & {
  readonly intake: { readonly isReading: boolean }
  readonly random: Random
  readonly log: Log
}

/** State of following the account while its history is searched. */
export type Following = {
  readonly isUp: () => boolean
  readonly isLive: () => boolean
  /** True while a gap is still to be reconciled. */
  readonly hasGap: () => boolean
  /** Number of the stream; increases with each break. */
  readonly generation: () => number
  /** A reconcile context that lasts until the account is closed. */
  readonly reading: () => Reading
}

/** Overlap of a REST read with the time up to which all was known, in ms. */
export const MARGIN_MS = 5 * 60_000

/** Searches spans for missing records and updates their coverage. */
export class HistorySearch {
  readonly #options: SearchOptions
  readonly #following: Following
  readonly #searched = new SearchedAmounts()
  readonly #sweep: SymbolBackfill
  readonly #later: FlowListRetry
  /** Generation in which flow lists were booked last. */
  #toldIn = 0
  #looking = false
  #closed = false

  constructor(options: SearchOptions, following: Following, listings: SymbolUniverse) {
    this.#options = options
    this.#following = following
    this.#sweep = new SymbolBackfill({
      ...options,
      listing: (span) => listings.of(span),
      read: (symbol, since) => readSymbol(following.reading(), symbol, since),
      tellFlows: ({ to }) => this.#tellFlows(to),
      searched: (span) => this.#swept(span),
    })
    this.#later = new FlowListRetry({
      ...options,
      tell: (to) => this.#tellFlows(to),
      told: (to, told) => this.#told(to, told),
    })
  }

  /** Searches a span in all symbols. */
  ask(span: Span): void {
    this.#sweep.ask(span)
  }

  close(): void {
    this.#closed = true
    this.#sweep.close()
    this.#later.close()
  }

  /** True if deals and flows explain every balance, or every symbol was read for the unexplained amounts. */
  get isExplained(): boolean {
    return this.#unsearched().size === 0
  }

  /** Searches all symbols for unexplained amounts. Checks twice first, because a deal may be on its way. */
  async unexplained(): Promise<void> {
    const { writer, timers, log, exchange } = this.#options
    if (this.#looking || this.isExplained) return
    this.#looking = true
    const before = this.#unsearched()
    await sleep({ timers, ms: EXPLAIN_MS })
    // A search up to a future time would mark coverage of records that do not exist yet.
    const isTold = await exchange.relearnClock().then(
      () => true,
      () => false,
    )
    this.#looking = false
    if (!isTold || !this.#following.isLive()) return
    const amounts = new Map([...this.#unsearched()].filter(([asset]) => before.has(asset)))
    if (amounts.size === 0 || this.#closed || this.#sweep.isExplaining) return
    log.warn({ assets: [...amounts.keys()] }, 'balances changed without a known reason, searching all symbols')
    const to = exchange.now()
    const from = Math.min(to, writer.state.checkedAt ?? to)
    await markWindows(this.#options, repairingCoverage(from, to, writer.state.birth ?? to), 'inferred')
    const since = from - MARGIN_MS
    this.#sweep.ask({ since: { orders: since, deals: since }, to, amounts })
  }

  #unsearched(): ReadonlyMap<string, string> {
    return this.#searched.without(unexplainedAmounts(this.#options.writer.state))
  }

  /** Books the lists of flows while one stream continues without a break. */
  #tellFlows(to: number): Promise<FlowListOutcome> {
    const { isUp, isLive, generation } = this.#following
    const begun = generation()
    this.#toldIn = begun
    const isOver = (): boolean => this.#closed || !isUp() || begun !== generation()
    return bookListedFlows(this.#options, to, { isOver, isSettled: () => isLive() && !this.#options.intake.isReading })
  }

  async #swept(searched: Searched): Promise<void> {
    const explained = await this.#explained()
    if (explained === undefined) return
    // Flows of a new gap are among the unexplained amounts and are not booked.
    const span: Searched = this.#isHeard ? searched : { ...searched, flowsTold: 'interrupted' }
    await this.#improve((windows) => coverageSwept(windows, span, explained))
    if (span.flowsTold === 'unanswered') this.#later.ask(span.to)
    this.#searched.add(span)
    void this.unexplained()
  }

  /** Stores the coverage of lists that answered after their search. */
  async #told(to: number, flowsTold: FlowListOutcome): Promise<void> {
    const explained = await this.#explained()
    if (explained === undefined || !this.#isHeard) return
    await this.#improve((windows) => coverageTold(windows, to, { flowsTold, explained }))
  }

  /**
   * Classifies the remaining unexplained amounts once pending pushes arrived; `undefined` where the account is closed.
   */
  async #explained(): Promise<Explained | undefined> {
    const left = this.#searched.among(await stillUnexplained(this.#options, () => this.#closed))
    return this.#closed ? undefined : explainedBy(left)
  }

  get #isHeard(): boolean {
    return this.#following.isUp() && !this.#following.hasGap() && this.#toldIn === this.#following.generation()
  }

  async #improve(marksOf: (windows: readonly CoverageWindow[]) => readonly CoverageWindow[]): Promise<void> {
    const { writer, exchange } = this.#options
    await writer.serial(() => {
      const marks = marksOf(writer.state.coverage)
      return writer.write(
        marks.map((window): EventDraft => ({ type: 'coverage.marked', window, time: exchange.now(), source: 'rest' })),
      )
    })
  }
}

/** Stores the coverage of the windows; logs where it cannot be stored. */
export async function markWindows(
  { writer, log, exchange }: Pick<SearchOptions, 'writer' | 'log' | 'exchange'>,
  windows: readonly CoverageWindow[],
  source: EventSource,
): Promise<void> {
  const marks = windows.map((window): EventDraft => ({ type: 'coverage.marked', window, time: exchange.now(), source }))
  await writer
    .serial(() => writer.write(marks))
    .catch((error: unknown) => log.error(describeError(error), 'coverage not stored'))
}
