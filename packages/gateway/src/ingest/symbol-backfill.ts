/**
 * Backfills a time span symbol by symbol, after REST's lag: the likely symbols first, the others at a share of the rate
 * limit. A span is complete only when every symbol was read after its end: a symbol that cannot be read is retried with
 * growing waits, and never dropped.
 */

import type { CoverageReason } from '@spotdeck/ledger'
import { type Log, type Random, type Timers, sleep } from '@spotdeck/ports'
import { describeError } from './errors.ts'
import type { Complete, Since } from './exchange.ts'
import { LAG_MS } from './sequence.ts'

/** Everything from `since` (per kind) up to `to`, in ms since the epoch. */
export type Span = {
  readonly since: Since
  readonly to: number
  /** Unexplained amounts by asset that this search should explain. */
  readonly amounts: ReadonlyMap<string, string>
}

/**
 * Reasons why the lists of flows do not cover a span; empty: they do. `unanswered`: to be read later; `interrupted`:
 * the stream broke, and the search of that gap reads them.
 */
export type FlowListOutcome = readonly CoverageReason[] | 'unanswered' | 'interrupted'

/** Symbols of a search in order, each with its time of delisting; `complete`: there are no others. */
export type Listing = { readonly symbols: ReadonlyMap<string, number | undefined>; readonly complete: boolean }

/**
 * A span of which every symbol was read. `complete` is false where the exchange refused a symbol or did not return all.
 * A symbol that was delisted and is no longer returned has no later records: then only the time before `knownFrom` is
 * uncertain.
 */
export type Searched = Span & {
  readonly complete: Complete
  readonly knownFrom: Since
  readonly flowsTold: FlowListOutcome
}

/** Dependencies of the backfill. */
export type SweepOptions = {
  readonly timers: Timers
  readonly random: Random
  readonly log: Log
  /** Returns the symbols that can have been traded in the span. Rejects where there was no answer. */
  readonly listing: (span: Span) => Promise<Listing>
  /** Reads one symbol up to now. Rejects where there was no answer. */
  readonly read: (symbol: string, since: Since) => Promise<Complete>
  /** Books the flows of the span once every symbol was read. Rejects where there was no answer. */
  readonly tellFlows: (span: Span) => Promise<FlowListOutcome>
  readonly searched: (span: Searched) => Promise<void>
}

/** One search. `listing` and `left` are absent until the exchange returned its symbols. */
type Task = {
  listing?: Listing
  left: Set<string>
  span: Span
  complete: Complete
  knownFrom: Since
  asked: number
  untold: number
}

/** Likely symbols of a search that are read without a pause; the others follow at an interval. */
export const AT_ONCE = 60
/**
 * MEXC: a symbol costs 20 weights (its orders, its trades); the SDK spends 300 in 10 s, and this is less than half of
 * them.
 */
const PACE_MS = 1_400
/**
 * Maximal number of spans searched at the same time; a further one widens the last of them, which then starts again.
 */
const MAX_TASKS = 8
const RETRY_MS = 1_000
const MAX_RETRY_MS = 60_000
/** Tries of lists of flows within a search; other searches wait for this one. */
const MAX_UNTOLD = 5

/** Searches spans of all symbols, one read at a time. */
export class SymbolBackfill {
  readonly #options: SweepOptions
  #tasks: readonly Task[] = []
  #running = false
  #closed = false

  constructor(options: SweepOptions) {
    this.#options = options
  }

  /** True while a search for unexplained amounts is under way. */
  get isExplaining(): boolean {
    return this.#tasks.some(({ span }) => span.amounts.size > 0)
  }

  /** Searches a span in all symbols. */
  ask(span: Span): void {
    const last = this.#tasks.length >= MAX_TASKS ? this.#tasks.at(-1) : undefined
    const task: Task = {
      left: new Set(),
      span: last === undefined ? span : joined(last.span, span),
      complete: { orders: true, deals: true },
      knownFrom: { orders: 0, deals: 0 },
      asked: 0,
      untold: 0,
    }
    this.#tasks = [...this.#tasks.filter((other) => other !== last), task]
    if (!this.#running) void this.#run()
  }

  close(): void {
    this.#closed = true
    this.#tasks = []
  }

  async #run(): Promise<void> {
    this.#running = true
    let failures = 0
    for (let task = this.#tasks[0]; task !== undefined && !this.#closed; task = this.#tasks[0]) {
      const isAnswered = await this.#stepOf(task)
      failures = isAnswered ? 0 : failures + 1
      if (isAnswered) continue
      const longest = Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** failures)
      await sleep({ timers: this.#options.timers, ms: longest * (0.5 + this.#options.random.next() / 2) })
    }
    this.#running = false
  }

  /**
   * Lists the task's symbols, reads the next of them, or ends it once all are read. Returns whether the exchange
   * answered.
   */
  async #stepOf(task: Task): Promise<boolean> {
    if (task.listing === undefined) return this.#list(task)
    const [symbol] = task.left
    if (symbol === undefined) return this.#finish(task)
    const isRead = await this.#readFor(symbol)
    if (!isRead) putLast(task.left, symbol)
    else if (++task.asked > AT_ONCE) await sleep({ timers: this.#options.timers, ms: PACE_MS })
    return isRead
  }

  async #list(task: Task): Promise<boolean> {
    await sleep({ timers: this.#options.timers, ms: LAG_MS })
    try {
      const listing = await this.#options.listing(task.span)
      const known = listing.complete && listing.symbols.size > 0
      Object.assign(task, { listing, left: new Set(listing.symbols.keys()), complete: { orders: known, deals: known } })
      return true
    } catch (error) {
      if (!this.#closed) this.#options.log.warn(describeError(error), 'symbol list not readable, retrying later')
      return false
    }
  }

  /** Reads one symbol for every task that existed before the read began. */
  async #readFor(symbol: string): Promise<boolean> {
    const served = this.#tasks.filter(({ left }) => left.has(symbol))
    const since = served.map(({ span }) => span.since).reduce(earlier)
    try {
      const given = await this.#options.read(symbol, since)
      for (const task of served) {
        task.left.delete(symbol)
        note(task, given, task.listing?.symbols.get(symbol))
      }
      return true
    } catch (error) {
      if (!this.#closed)
        this.#options.log.warn({ symbol, ...describeError(error) }, 'symbol not readable, retrying later')
      return false
    }
  }

  async #finish(task: Task): Promise<boolean> {
    const flowsTold = await this.#tell(task)
    if (flowsTold === 'again') return false
    this.#tasks = this.#tasks.filter((other) => other !== task)
    try {
      await this.#options.searched({
        ...task.span,
        complete: task.complete,
        knownFrom: task.knownFrom,
        flowsTold,
      })
    } catch (error) {
      if (!this.#closed) this.#options.log.error(describeError(error), 'backfill result not stored')
    }
    return true
  }

  async #tell(task: Task): Promise<FlowListOutcome | 'again'> {
    try {
      return await this.#options.tellFlows(task.span)
    } catch (error) {
      if (!this.#closed) this.#options.log.warn(describeError(error), 'flow lists not readable, retrying later')
      return ++task.untold < MAX_UNTOLD ? 'again' : 'unanswered'
    }
  }
}

/** Records incomplete answers of a symbol: uncertain up to `goneAt` if it was delisted, else for the whole span. */
function note(task: Task, given: Complete, goneAt: number | undefined): void {
  const { complete, knownFrom } = task
  const of = (kind: keyof Complete): { readonly isComplete: boolean; readonly from: number } => {
    if (given[kind]) return { isComplete: complete[kind], from: knownFrom[kind] }
    if (goneAt === undefined) return { isComplete: false, from: knownFrom[kind] }
    return { isComplete: complete[kind], from: Math.max(knownFrom[kind], goneAt) }
  }
  const [orders, deals] = [of('orders'), of('deals')]
  task.complete = { orders: orders.isComplete, deals: deals.isComplete }
  task.knownFrom = { orders: orders.from, deals: deals.from }
}

function putLast(symbols: Set<string>, symbol: string): void {
  symbols.delete(symbol)
  symbols.add(symbol)
}

function earlier(a: Since, b: Since): Since {
  return { orders: Math.min(a.orders, b.orders), deals: Math.min(a.deals, b.deals) }
}

function joined(a: Span, b: Span): Span {
  return { since: earlier(a.since, b.since), to: Math.max(a.to, b.to), amounts: new Map([...a.amounts, ...b.amounts]) }
}
