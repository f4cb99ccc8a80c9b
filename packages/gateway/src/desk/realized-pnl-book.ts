/**
 * Realized profit over time, kept by one cost method in the order of (time, trade): a deal learnt late sends the book back to where
 * it stood before that deal, and from there through the store again. A long history is read in steps between which others run.
 */

import {
  type CostBook,
  type CostEntry,
  type CostKey,
  type CostMethodName,
  type Deal,
  type LedgerEvent,
  type LedgerState,
  type Opening,
  type Position,
  type PriceOf,
  type Value,
  bookEntry,
  compareKeys,
  costKey,
  follows,
  openCostBook,
  unrealized,
} from '@spotdeck/ledger'
import { subtract, zero } from '@spotdeck/exact'
import { type Timers, sleep } from '@spotdeck/ports'
import type { LineSource } from '../reports/sliding.ts'
import { valueInUsdt } from '../reports/valuation.ts'
import type { LedgerStore } from '../store/port.ts'
import { listed } from '../store/projection.ts'

/** Result of one deal or flow. */
export type ProfitLine = {
  readonly time: number
  /** Of deals; absent for flows. */
  readonly symbol?: string
  /** After fees. */
  readonly realized: Value
  /** Value of the fee in USDT; zero where it is not known. */
  readonly fee: Value
  /** True if the deal sold the symbol's base asset. */
  readonly sells: boolean
  /** The deal's other figures that reports sum; absent for flows. */
  readonly trade?: LineTrade
  /** Realized by everything up to and including this line. */
  readonly total: Value
}

/** Worths are absent where no price is known. */
export type LineTrade = Pick<Deal, 'quoteAsset' | 'fee' | 'feeAsset' | 'isMaker'> & {
  readonly worth?: Value
  readonly feeWorth?: Value
}

/** Deals that are booked before others may run: some milliseconds. */
const STEP = 250
/** Restarts of a computation that late entries interrupt, at most. */
const TRIES = 3
/** Entries between two places from which the book can be taken up again. */
const BETWEEN_MARKS = 2_000

/** Realized profit of one account by one cost method, recomputed from the ledger when late entries arrive. */
export class RealizedPnlBook {
  readonly #store: LedgerStore
  readonly #method: CostMethodName
  readonly #timers: Timers
  #work: Work
  /** Computation under way, until it replaces `#work`. */
  #building: Work | undefined
  #settling: Promise<void> | undefined
  /** From where on the book does not hold: a key, or all of it. */
  #wrongFrom: CostKey | 'all' | undefined = 'all'
  #version = 0
  /** Counts what was taken, so that a computation notices what came while it ran. */
  #taken = 0

  constructor(store: LedgerStore, timers: Timers, method: CostMethodName = 'average') {
    this.#store = store
    this.#timers = timers
    this.#method = method
    this.#work = begun(openCostBook([], method))
  }

  /** Positions held with their cost, by asset. */
  get positions(): ReadonlyMap<string, Position> {
    return this.#work.book.positions
  }

  get realized(): Value {
    return this.#work.book.realized
  }

  /** The value that the book began with: another one means that profit is counted from another beginning. */
  get opening(): Value {
    return this.#work.marks[0]?.book.opening ?? zero()
  }

  /** Realized by everything up to and including `time`. */
  realizedUntil(time: number): Value {
    return this.#work.lines[this.#countBefore(time + 1) - 1]?.total ?? zero()
  }

  unrealized(priceOf: PriceOf): Value {
    return unrealized(this.#work.book, priceOf)
  }

  /** Realized profit of what happened in `from <= time < to`. */
  realizedBetween(from: number, to: number): Value {
    const realized = (until: number): Value => this.#work.lines[this.#countBefore(until) - 1]?.total ?? zero()
    return subtract(realized(to), realized(from))
  }

  /** All that happened, in order. */
  get source(): LineSource<ProfitLine> {
    return { version: this.#version, lines: this.#work.lines }
  }

  /** Range of lines with `from <= time < to`: the first index, and the one after the last. */
  linesBetween(from: number, to: number): readonly [from: number, to: number] {
    const first = this.#countBefore(from)
    return [first, Math.max(first, this.#countBefore(to))]
  }

  /** True if the book must be recomputed before it may be read. */
  get stale(): boolean {
    return this.#wrongFrom !== undefined || this.#building !== undefined
  }

  /** Books what a commit brought, or notes that it came late. */
  take(events: readonly LedgerEvent[], state: LedgerState): void {
    for (const event of events) {
      if (event.type === 'opening.priced' || event.type === 'deal.dropped') this.#doubt('all')
      if (event.type === 'status.changed' && event.status.since === state.birth) this.#doubt('all')
      const entry = entryOf(event)
      if (entry === undefined) continue
      this.#taken += 1
      // What is from before the first start changes the opening, and with it every cost.
      if (state.birth === undefined || costKey(entry).time < state.birth) this.#doubt('all')
      else this.#takeEntry(entry)
    }
  }

  #takeEntry(entry: CostEntry): void {
    const key = costKey(entry)
    if (this.#building !== undefined) {
      const { last } = this.#building.book
      if (last !== undefined && compareKeys(last, key) >= 0) this.#doubt(key)
      else if (entry.kind === 'flow') insert(this.#building.flows, entry)
      return
    }
    if (this.stale || !follows(this.#work.book, entry)) this.#doubt(key)
    else build(this.#work, entry)
  }

  #doubt(from: CostKey | 'all'): void {
    const known = this.#wrongFrom
    const isEarlier = known === undefined || from === 'all' || (known !== 'all' && compareKeys(from, known) < 0)
    if (isEarlier) this.#wrongFrom = from
  }

  /** Brings the book up to date from the openings and the history; who asks meanwhile waits for the same. Idempotent. */
  async settle(state: () => LedgerState): Promise<void> {
    for (let tries = 0; this.stale && tries < TRIES; tries++) {
      this.#settling ??= this.#rebuild(state).finally(() => (this.#settling = undefined))
      await this.#settling
    }
  }

  /** Ends when nothing is being computed. */
  get settled(): Promise<void> | undefined {
    return this.#settling
  }

  /** Stays stale when something came late meanwhile. */
  async #rebuild(state: () => LedgerState): Promise<void> {
    const from = this.#wrongFrom
    if (from === undefined) return
    this.#wrongFrom = undefined
    const work = (this.#building = from === 'all' ? this.#begin(state()) : takenUpBefore(this.#work, from))
    try {
      await this.#walk(work)
      this.#work = work
      this.#version += 1
    } catch (error) {
      this.#doubt(from)
      throw error
    } finally {
      this.#building = undefined
    }
  }

  async #walk(work: Work): Promise<void> {
    const { last } = work.book
    for (const flow of await this.#store.flows()) {
      const entry: CostEntry = { kind: 'flow', flow }
      if (last === undefined || compareKeys(costKey(entry), last) > 0) insert(work.flows, entry)
    }
    let cursor = work.deal
    for (;;) {
      const taken = this.#taken
      const page = await this.#store.dealsAscending(0, FOREVER_MS, STEP, cursor)
      for (const deal of page) {
        const entry: CostEntry = { kind: 'deal', deal }
        buildFlows(work, costKey(entry))
        build(work, entry)
      }
      cursor = work.deal
      if (page.length === STEP) await sleep({ timers: this.#timers, ms: 0 })
      else if (this.#taken === taken) break
    }
    buildFlows(work)
  }

  #begin(state: LedgerState): Work {
    return begun(openCostBook(openingsOf(state), this.#method))
  }

  /** Count of lines earlier than `time`. */
  #countBefore(time: number): number {
    let low = 0
    let high = this.#work.lines.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#work.lines[middle]?.time ?? Infinity) < time) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Opening positions: assets held before the ledger's first record, with their value then. */
export function openingsOf(state: LedgerState): readonly Opening[] {
  return [...state.books].map(([asset, book]): Opening => {
    const unitPrice = state.openingPrices.get(asset)
    return { asset, quantity: book.opening, ...(unitPrice === undefined ? {} : { unitPrice }) }
  })
}

/** A book with its lines, the places from which it can be taken up, and how far the walk through the deals has come. */
type Work = {
  book: CostBook
  /** Ascending by time. */
  readonly lines: ProfitLine[]
  readonly marks: Mark[]
  deal: CostKey | undefined
  /** Flows that are still to be booked, ascending. */
  readonly flows: CostEntry[]
}
/** The book after so many lines. */
type Mark = { readonly book: CostBook; readonly lines: number; readonly deal: CostKey | undefined }

const begun = (book: CostBook): Work => ({
  book,
  lines: [],
  marks: [{ book, lines: 0, deal: undefined }],
  deal: undefined,
  flows: [],
})

/** The same work, as it was before `key`. */
function takenUpBefore({ lines, marks }: Work, key: CostKey): Work {
  const before = marks.filter(({ book }) => book.last === undefined || compareKeys(book.last, key) < 0)
  const mark = before.at(-1)
  if (mark === undefined) throw new RangeError('A book begins before all its entries.')
  return { book: mark.book, lines: lines.slice(0, mark.lines), marks: before, deal: mark.deal, flows: [] }
}

function build(work: Work, entry: CostEntry): void {
  const before = work.book.realized
  work.book = bookEntry(work.book, entry)
  const total = work.book.realized
  work.lines.push({ ...lineOf(entry), realized: subtract(total, before), total })
  if (entry.kind === 'deal') work.deal = work.book.last
  const { length } = work.lines
  if (length % BETWEEN_MARKS === 0) work.marks.push({ book: work.book, lines: length, deal: work.deal })
}

/** Books the flows that are earlier than `until`; all that wait without it. */
function buildFlows(work: Work, until?: CostKey): void {
  const due =
    until === undefined ? work.flows.length : work.flows.findIndex((flow) => compareKeys(costKey(flow), until) >= 0)
  for (const flow of work.flows.splice(0, due < 0 ? work.flows.length : due)) build(work, flow)
}

/** Keeps `flows` in order; a flow that is there already is not put in again. */
function insert(flows: CostEntry[], entry: CostEntry): void {
  const key = costKey(entry)
  const at = flows.findLastIndex((flow) => compareKeys(costKey(flow), key) <= 0)
  const before = flows[at]
  if (before === undefined || compareKeys(costKey(before), key) !== 0) flows.splice(at + 1, 0, entry)
}

function lineOf(entry: CostEntry): Omit<ProfitLine, 'realized' | 'total'> {
  const { time } = costKey(entry)
  if (entry.kind === 'flow') return { time, fee: zero(), sells: false }
  const { symbol, side, fee, feeAsset, feeUnitPrice, quoteQuantity, quoteAsset, quoteUnitPrice, isMaker } = entry.deal
  const worth = valueInUsdt(quoteQuantity, quoteAsset, quoteUnitPrice)
  const feeWorth = valueInUsdt(fee, feeAsset, feeUnitPrice)
  const known = { ...(worth === undefined ? {} : { worth }), ...(feeWorth === undefined ? {} : { feeWorth }) }
  const trade = { quoteAsset, fee, feeAsset, isMaker, ...known }
  return { time, symbol, fee: feeWorth ?? zero(), sells: side === 'SELL', trade }
}

function entryOf(event: LedgerEvent): CostEntry | undefined {
  if (event.type === 'deal.added') return { kind: 'deal', deal: event.deal }
  const entry = listed(event)
  return entry?.kind === 'flow' ? entry : undefined
}

/** Later than any deal. */
const FOREVER_MS = Number.MAX_SAFE_INTEGER
