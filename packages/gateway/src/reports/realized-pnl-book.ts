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
import type { LineSource } from './sliding.ts'
import { valueInUsdt } from './valuation.ts'
import { type LedgerStore, listed } from '@spotdeck/follow'

/** Result of one deal or flow. */
export type ProfitLine = {
  readonly time: number
  /** Of deals; absent for flows. */
  readonly symbol?: string
  /** The coin whose result it is: the base asset of a deal's symbol, or the asset of a flow. */
  readonly asset: string
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
  readonly worth?: Value | undefined
  readonly feeWorth?: Value | undefined
}

/** Deals that are read, and at most twice as many entries that are booked, before others may run: some milliseconds. */
const STEP = 100
/** Flows that are put in order before others may run. */
const FLOWS_STEP = 2_000
/** Restarts of a computation that late entries interrupt, at most. */
const TRIES = 3
/** Entries between two places from which the book can be taken up again. */
const BETWEEN_MARKS = 2_000

/** Options of a profit book. */
export type BookOptions = {
  readonly method?: CostMethodName
  /** False: only where the book stands now is kept, not how it came there; lines, sums and sources are empty then. */
  readonly keepsLines?: boolean
}

/** Realized profit of one account by one cost method, recomputed from the ledger when late entries arrive. */
export class RealizedPnlBook {
  readonly #store: Pick<LedgerStore, 'flows' | 'dealsAscending'>
  readonly #method: CostMethodName
  readonly #keepsLines: boolean
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

  constructor(
    store: Pick<LedgerStore, 'flows' | 'dealsAscending'>,
    timers: Timers,
    { method = 'average', keepsLines = true }: BookOptions = {},
  ) {
    this.#store = store
    this.#timers = timers
    this.#method = method
    this.#keepsLines = keepsLines
    this.#work = begun(openCostBook([], method), keepsLines)
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
      if (event.type === 'deal.priced' || event.type === 'flow.priced') this.#takePrice(event.time, state)
      if (event.type === 'status.changed' && event.status.since === state.birth) this.#doubt('all')
      const entry = entryOf(event)
      if (entry === undefined) continue
      this.#taken += 1
      // An entry from before the first start changes the opening balance and so every cost.
      if (state.birth === undefined || costKey(entry).time < state.birth) this.#doubt('all')
      else this.#takeEntry(entry)
    }
  }

  /** A price of an entry changes everything from that entry on. */
  #takePrice(time: number, { birth }: LedgerState): void {
    this.#taken += 1
    this.#doubt(birth === undefined || time < birth ? 'all' : { time, id: '' })
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

  /**
   * Brings the book up to date from the opening balances and the history; concurrent callers share one computation.
   * Idempotent.
   */
  async settle(state: () => LedgerState): Promise<void> {
    for (let tries = 0; this.stale && tries < TRIES; tries++) {
      this.#settling ??= this.#rebuild(state).finally(() => (this.#settling = undefined))
      await this.#settling
    }
  }

  /** Resolves when no computation is running; `undefined` if none is. */
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
    for (const [index, flow] of (await this.#store.flows()).entries()) {
      const entry: CostEntry = { kind: 'flow', flow }
      if (last === undefined || compareKeys(costKey(entry), last) > 0) insert(work.flows, entry)
      if (index % FLOWS_STEP === FLOWS_STEP - 1) await sleep({ timers: this.#timers, ms: 0 })
    }
    for (;;) {
      const taken = this.#taken
      const page = await this.#store.dealsAscending({ from: 0, to: FOREVER_MS }, STEP, work.deal)
      const isBuilt = buildStep(work, page)
      if (!isBuilt || page.length === STEP) await sleep({ timers: this.#timers, ms: 0 })
      else if (this.#taken === taken) return
    }
  }

  #begin(state: LedgerState): Work {
    return begun(openCostBook(openingsOf(state), this.#method), this.#keepsLines)
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
  return [...state.books].map(([asset, book]) => ({
    asset,
    quantity: book.opening,
    unitPrice: state.openingPrices.get(asset),
  }))
}

/** A book with its lines, the places from which it can be taken up, and how far the walk through the deals has come. */
type Work = {
  book: CostBook
  /** Ascending by time; empty where they are not kept. */
  readonly lines: ProfitLine[]
  readonly keepsLines: boolean
  /** Entries that are booked. */
  count: number
  readonly marks: Mark[]
  deal: CostKey | undefined
  /** Flows that are still to be booked, ascending. */
  readonly flows: CostEntry[]
}
/** The book after so many entries. */
type Mark = { readonly book: CostBook; readonly count: number; readonly deal: CostKey | undefined }

const begun = (book: CostBook, keepsLines: boolean): Work => ({
  book,
  lines: [],
  keepsLines,
  count: 0,
  marks: [{ book, count: 0, deal: undefined }],
  deal: undefined,
  flows: [],
})

/** The computation as it was before `key`. */
function takenUpBefore({ lines, keepsLines, marks }: Work, key: CostKey): Work {
  const before = marks.filter(({ book }) => book.last === undefined || compareKeys(book.last, key) < 0)
  const mark = before.at(-1)
  if (mark === undefined) throw new RangeError('A book begins before all its entries.')
  const { book, count, deal } = mark
  return { book, lines: lines.slice(0, count), keepsLines, count, marks: before, deal, flows: [] }
}

function build(work: Work, entry: CostEntry): void {
  const before = work.book.realized
  work.book = bookEntry(work.book, entry)
  const total = work.book.realized
  if (work.keepsLines) work.lines.push({ ...lineOf(entry), realized: subtract(total, before), total })
  if (entry.kind === 'deal') work.deal = work.book.last
  work.count += 1
  if (work.count % BETWEEN_MARKS === 0) work.marks.push({ book: work.book, count: work.count, deal: work.deal })
}

/**
 * Books a page of deals and the flows between them; after the last page, all flows. False where one step is too short
 * for that: the rest of the page must be read again.
 */
function buildStep(work: Work, page: readonly Deal[]): boolean {
  let left = 2 * STEP
  for (const deal of page) {
    const entry: CostEntry = { kind: 'deal', deal }
    left -= buildFlows(work, left, costKey(entry))
    if (left <= 0) return false
    build(work, entry)
    left -= 1
  }
  if (page.length < STEP) left -= buildFlows(work, left)
  return left > 0
}

/** Books the flows that are earlier than `until`, or all that wait, but no more than `limit`. Returns their number. */
function buildFlows(work: Work, limit: number, until?: CostKey): number {
  let due = 0
  for (let flow = work.flows[0]; flow !== undefined && due < limit; flow = work.flows[due]) {
    if (until !== undefined && compareKeys(costKey(flow), until) >= 0) break
    due += 1
  }
  for (const flow of work.flows.splice(0, due)) build(work, flow)
  return due
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
  if (entry.kind === 'flow') return { time, asset: entry.flow.asset, fee: zero(), sells: false }
  const {
    symbol,
    baseAsset: asset,
    side,
    fee,
    feeAsset,
    feeUnitPrice,
    quoteQuantity,
    quoteAsset,
    quoteUnitPrice,
    isMaker,
  } = entry.deal
  const worth = valueInUsdt(quoteQuantity, quoteAsset, quoteUnitPrice)
  const feeWorth = valueInUsdt(fee, feeAsset, feeUnitPrice)
  const trade = { quoteAsset, fee, feeAsset, isMaker, worth, feeWorth }
  return { time, symbol, asset, fee: feeWorth ?? zero(), sells: side === 'SELL', trade }
}

function entryOf(event: LedgerEvent): CostEntry | undefined {
  if (event.type === 'deal.added') return { kind: 'deal', deal: event.deal }
  const entry = listed(event)
  return entry?.kind === 'flow' ? entry : undefined
}

/** Later than any deal. */
const FOREVER_MS = Number.MAX_SAFE_INTEGER
