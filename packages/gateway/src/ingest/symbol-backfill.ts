/**
 * Asks symbol after symbol for what a span of time may hide, once REST must show it, the likely ones first and the rest at a share
 * of the rate limit. A span is searched only when every symbol was read after its end: a symbol that cannot be read now is asked
 * again, later and later, and never forgotten.
 */

import type { CoverageReason } from '@spotdeck/ledger'
import type { Log, Random, Timers } from '@spotdeck/ports'
import { describeError } from './errors.ts'
import type { Complete, Since } from './exchange.ts'
import { sleep } from './sleep.ts'
import { LAG_MS } from './sequence.ts'

/** What is asked: everything from `since` (per kind) up to `to`, ms since the epoch. */
export type Span = {
  readonly since: Since
  readonly to: number
  /** What this search wants to explain: unexplained amounts by asset. */
  readonly amounts: ReadonlyMap<string, string>
}

/**
 * Why the lists of flows did not tell all of a span; no reason: they did. `unanswered`: they are to be asked later; `interrupted`: the
 * stream broke, and the search of that gap asks them.
 */
export type FlowListOutcome = readonly CoverageReason[] | 'unanswered' | 'interrupted'

/** What a search must ask: its symbols, in order, with when each was taken off where it was; `complete`: there are no others. */
export type Listing = { readonly symbols: ReadonlyMap<string, number | undefined>; readonly complete: boolean }

/**
 * A span of which every symbol was read. `complete` is false where the exchange refused a symbol or did not give all. Of a symbol
 * that was taken off and is not told of any more nothing is hidden after that: then only what lies before `knownFrom` is in doubt.
 */
export type Searched = Span & {
  readonly complete: Complete
  readonly knownFrom: Since
  readonly flowsTold: FlowListOutcome
}

export type SweepOptions = {
  readonly timers: Timers
  readonly random: Random
  readonly log: Log
  /** The symbols that can have been touched in the span. Throws where there was no answer. */
  readonly listing: (span: Span) => Promise<Listing>
  /** Reads one symbol up to now. Throws where there was no answer. */
  readonly read: (symbol: string, since: Since) => Promise<Complete>
  /** Once every symbol was read: tells what came and went in the span. Throws where there was no answer. */
  readonly tellFlows: (span: Span) => Promise<FlowListOutcome>
  readonly searched: (span: Searched) => Promise<void>
}

/** `listing` and what is left of it are absent until the exchange has told its symbols. */
type Task = {
  listing?: Listing
  left: Set<string>
  span: Span
  complete: Complete
  knownFrom: Since
  asked: number
  untold: number
}

/** The most likely symbols of a search are asked one right after the other, the others at this distance. */
export const AT_ONCE = 60
/** MEXC: a symbol costs 20 weights (its orders, its trades); the SDK spends 300 in 10 s, and this is less than half of them. */
const PACE_MS = 1_400
/** Spans searched side by side; what is asked beyond it widens the last of them, which then begins anew. */
const MAX_TASKS = 8
const RETRY_MS = 1_000
const MAX_RETRY_MS = 60_000
/** Lists of flows that give no answer are asked for this often, then left for later: other searches wait for this one. */
const MAX_UNTOLD = 5

export class SymbolBackfill {
  readonly #options: SweepOptions
  #tasks: readonly Task[] = []
  #running = false
  #closed = false

  constructor(options: SweepOptions) {
    this.#options = options
  }

  /** Whether a search that wants to explain something is under way. */
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
      await sleep(this.#options.timers, longest * (0.5 + this.#options.random.next() / 2))
    }
    this.#running = false
  }

  /** Lists the task's symbols, reads the next of them, or ends it once all are read. Answers whether the exchange answered. */
  async #stepOf(task: Task): Promise<boolean> {
    if (task.listing === undefined) return this.#list(task)
    const [symbol] = task.left
    if (symbol === undefined) return this.#finish(task)
    const isRead = await this.#readFor(symbol)
    if (!isRead) putLast(task.left, symbol)
    else if (++task.asked > AT_ONCE) await sleep(this.#options.timers, PACE_MS)
    return isRead
  }

  async #list(task: Task): Promise<boolean> {
    await sleep(this.#options.timers, LAG_MS)
    try {
      const listing = await this.#options.listing(task.span)
      const known = listing.complete && listing.symbols.size > 0
      Object.assign(task, { listing, left: new Set(listing.symbols.keys()), complete: { orders: known, deals: known } })
      return true
    } catch (error) {
      if (!this.#closed)
        this.#options.log.warn(
          describeError(error),
          'The list of symbols to search could not be read; it is asked for again later.',
        )
      return false
    }
  }

  /** One read serves every task that was there before it began. */
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
        this.#options.log.warn(
          { symbol, ...describeError(error) },
          'A symbol could not be searched; it is asked again later.',
        )
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
      if (!this.#closed) this.#options.log.error(describeError(error), 'What was searched could not be stored.')
    }
    return true
  }

  async #tell(task: Task): Promise<FlowListOutcome | 'again'> {
    try {
      return await this.#options.tellFlows(task.span)
    } catch (error) {
      if (!this.#closed)
        this.#options.log.warn(
          describeError(error),
          'Deposits, withdrawals and transfers could not be read; they are asked for again later.',
        )
      return ++task.untold < MAX_UNTOLD ? 'again' : 'unanswered'
    }
  }
}

/** What was not given of a symbol that was taken off at `goneAt` is in doubt up to then; of any other for the whole span. */
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
