/**
 * What may be hidden is searched: in a gap, before the first start, and where a balance moved without a known reason every symbol is
 * asked, then the lists of flows. The one place where coverage becomes better.
 */

import type { CoverageWindow, EventSource, EventDraft } from '@spotdeck/ledger'
import type { Log, Random } from '@spotdeck/ports'
import { type Explained, coverageSwept, coverageTold, explainedBy, repairingCoverage } from './coverage-marks.ts'
import { describeError } from './errors.ts'
import { type FlowListsOptions, bookListedFlows } from './flow-lists.ts'
import { FlowListRetry } from './flow-list-retry.ts'
import type { SymbolUniverse } from './symbol-universe.ts'
import { sleep } from './sleep.ts'
import { type Reading, readSymbol } from './reconcile.ts'
import { type FlowListOutcome, type Searched, type Span, SymbolBackfill } from './symbol-backfill.ts'
import { EXPLAIN_MS, SearchedAmounts, stillUnexplained, unexplainedAmounts } from './unexplained.ts'

export type SearchOptions = FlowListsOptions & {
  readonly intake: { readonly isReading: boolean }
  readonly random: Random
  readonly log: Log
}

/** How the account is followed while it is searched. */
export type Following = {
  readonly isUp: () => boolean
  readonly isLive: () => boolean
  /** Whether something is in doubt that is still to be read. */
  readonly hasGap: () => boolean
  /** Another one after each break of the stream. */
  readonly generation: () => number
  /** A reading that lasts until the account is closed. */
  readonly reading: () => Reading
}

/** REST is read from this much before the last time all was known. */
export const MARGIN_MS = 5 * 60_000

export class HistorySearch {
  readonly #options: SearchOptions
  readonly #following: Following
  readonly #searched = new SearchedAmounts()
  readonly #sweep: SymbolBackfill
  readonly #later: FlowListRetry
  /** The generation in which flows were told last. */
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

  /** Whether deals and flows explain every balance, or every symbol was asked for what they do not. */
  get isExplained(): boolean {
    return this.#unsearched().size === 0
  }

  /** Looks twice, as a deal may be on its way, for what deals and flows do not explain: all symbols are asked for it. */
  async unexplained(): Promise<void> {
    const { writer, timers, log, exchange } = this.#options
    if (this.#looking || this.isExplained) return
    this.#looking = true
    const before = this.#unsearched()
    await sleep(timers, EXPLAIN_MS)
    // A search that seems to end in the future would claim what has not happened yet.
    const isTold = await exchange.relearnClock().then(
      () => true,
      () => false,
    )
    this.#looking = false
    if (!isTold || !this.#following.isLive()) return
    const amounts = new Map([...this.#unsearched()].filter(([asset]) => before.has(asset)))
    if (amounts.size === 0 || this.#closed || this.#sweep.isExplaining) return
    log.warn({ assets: [...amounts.keys()] }, 'Balances moved without a known reason; asking all symbols.')
    const to = exchange.now()
    const from = Math.min(to, writer.state.checkedAt ?? to)
    await markWindows(this.#options, repairingCoverage(from, to, writer.state.birth ?? to), 'inferred')
    const since = from - MARGIN_MS
    this.#sweep.ask({ since: { orders: since, deals: since }, to, amounts })
  }

  #unsearched(): ReadonlyMap<string, string> {
    return this.#searched.without(unexplainedAmounts(this.#options.writer.state))
  }

  /** As long as one stream is heard without a break. */
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
    // What moved while nothing was heard again is among what is left, and not told.
    const span: Searched = this.#isHeard ? searched : { ...searched, flowsTold: 'interrupted' }
    await this.#improve((windows) => coverageSwept(windows, span, explained))
    if (span.flowsTold === 'unanswered') this.#later.ask(span.to)
    this.#searched.add(span)
    void this.unexplained()
  }

  /** What the lists told after a search that they did not answer in time. */
  async #told(to: number, flowsTold: FlowListOutcome): Promise<void> {
    const explained = await this.#explained()
    if (explained === undefined || !this.#isHeard) return
    await this.#improve((windows) => coverageTold(windows, to, { flowsTold, explained }))
  }

  /** What is left when everything on its way has come; `undefined` where the account is closed. */
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

/** Stores what may be claimed of the windows; where it cannot be stored it is logged. */
export async function markWindows(
  { writer, log, exchange }: Pick<SearchOptions, 'writer' | 'log' | 'exchange'>,
  windows: readonly CoverageWindow[],
  source: EventSource,
): Promise<void> {
  const marks = windows.map((window): EventDraft => ({ type: 'coverage.marked', window, time: exchange.now(), source }))
  await writer
    .serial(() => writer.write(marks))
    .catch((error: unknown) => log.error(describeError(error), 'Coverage could not be stored.'))
}
