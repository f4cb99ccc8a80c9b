/**
 * Realized profit over time, kept by one cost method in the order of (time, trade): a deal learnt late sends the book back to the
 * store, from which it is computed anew.
 */

import { type CostBook, type CostEntry, type CostMethodName, type Deal, type LedgerEvent, type LedgerState, type Opening, type Position, type PriceOf, type Value, bookEntry, compareKeys, costKey, follows, openCostBook, unrealized } from '@spotdeck/ledger' // prettier-ignore
import { subtract, zero } from '@spotdeck/exact'
import type { LineSource } from '../reports/sliding.ts'
import { worthOf } from '../reports/worth.ts'
import type { LedgerStore } from '../store/port.ts'
import { listed } from '../store/projection.ts'

/** What one deal or flow realized. */
export type ProfitLine = {
  readonly time: number
  /** Of deals; absent for flows. */
  readonly symbol?: string
  /** After fees. */
  readonly realized: Value
  /** What the fee was worth; zero where that is not known. */
  readonly fee: Value
  /** Whether it sold what the symbol is about. */
  readonly sells: boolean
  /** What else reports add up of a deal; absent for flows. */
  readonly trade?: LineTrade
  /** Realized by everything up to and including this line. */
  readonly total: Value
}

/** Worths are absent where no price is known. */
export type LineTrade = Pick<Deal, 'quoteAsset' | 'fee' | 'feeAsset' | 'isMaker'> & {
  readonly worth?: Value
  readonly feeWorth?: Value
}

const STEP = 1_000

export class Profits {
  readonly #store: LedgerStore
  readonly #method: CostMethodName
  #book: CostBook
  /** Ascending by time. */
  #lines: ProfitLine[] = []
  #stale = true
  #version = 0
  /** Counts what was taken, so that a computation notices what came while it ran. */
  #taken = 0

  constructor(store: LedgerStore, method: CostMethodName = 'average') {
    this.#store = store
    this.#method = method
    this.#book = openCostBook([], method)
  }

  /** What is held and what it cost, by asset. */
  get positions(): ReadonlyMap<string, Position> {
    return this.#book.positions
  }

  get realized(): Value {
    return this.#book.realized
  }

  unrealized(priceOf: PriceOf): Value {
    return unrealized(this.#book, priceOf)
  }

  /** Realized profit of what happened in `from <= time < to`. */
  realizedBetween(from: number, to: number): Value {
    const realized = (until: number): Value => this.#lines[this.#countBefore(until) - 1]?.total ?? zero()
    return subtract(realized(to), realized(from))
  }

  /** All that happened, in order. */
  get source(): LineSource<ProfitLine> {
    return { version: this.#version, lines: this.#lines }
  }

  /** Which lines happened in `from <= time < to`: the first, and the one after the last. */
  linesBetween(from: number, to: number): readonly [from: number, to: number] {
    const first = this.#countBefore(from)
    return [first, Math.max(first, this.#countBefore(to))]
  }

  /** Whether the book must be computed anew before it may be read. */
  get stale(): boolean {
    return this.#stale
  }

  /** Books what a commit brought, or notes that it came late. */
  take(events: readonly LedgerEvent[], state: LedgerState): void {
    for (const event of events) {
      if (event.type === 'opening.priced') this.#stale = true
      if (event.type === 'deal.dropped') {
        this.#stale = true
        this.#taken += 1
      }
      if (event.type === 'status.changed' && event.status.since === state.birth) this.#stale = true
      const entry = entryOf(event)
      if (entry === undefined) continue
      this.#taken += 1
      if (this.#stale) continue
      const past = state.birth === undefined || costKey(entry).time < state.birth
      if (past || !follows(this.#book, entry)) this.#stale = true
      else this.#add(entry)
    }
  }

  /** Computes the book anew from the openings and the whole history; stays stale when more came meanwhile. */
  async rebuild(state: () => LedgerState): Promise<void> {
    const taken = this.#taken
    const building = this.#begin(state())
    const flows = (await this.#store.flows()).map((flow): CostEntry => ({ kind: 'flow', flow }))
    let page = await this.#store.dealsAscending(0, FOREVER_MS, STEP)
    while (page.length > 0) {
      const entries = page.map((deal): CostEntry => ({ kind: 'deal', deal }))
      for (const entry of entries) {
        while (flows[0] !== undefined && compareKeys(costKey(flows[0]), costKey(entry)) < 0)
          build(building, flows.shift())
        build(building, entry)
      }
      const last = entries.at(-1)
      page = last === undefined ? [] : await this.#store.dealsAscending(0, FOREVER_MS, STEP, costKey(last))
    }
    for (const flow of flows) build(building, flow)
    if (taken !== this.#taken) return
    this.#book = building.book
    this.#lines = building.lines
    this.#version += 1
    this.#stale = false
  }

  #begin(state: LedgerState): Building {
    const openings = [...state.books].map(([asset, book]): Opening => {
      const unitPrice = state.openingPrices.get(asset)
      return { asset, quantity: book.opening, ...(unitPrice === undefined ? {} : { unitPrice }) }
    })
    return { book: openCostBook(openings, this.#method), lines: [] }
  }

  #add(entry: CostEntry): void {
    const building = { book: this.#book, lines: this.#lines }
    build(building, entry)
    this.#book = building.book
  }

  /** How many lines are earlier than `time`. */
  #countBefore(time: number): number {
    let low = 0
    let high = this.#lines.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#lines[middle]?.time ?? Infinity) < time) low = middle + 1
      else high = middle
    }
    return low
  }
}

type Building = { book: CostBook; readonly lines: ProfitLine[] }

function build(building: Building, entry: CostEntry | undefined): void {
  if (entry === undefined) return
  const before = building.book.realized
  building.book = bookEntry(building.book, entry)
  const total = building.book.realized
  building.lines.push({ ...lineOf(entry), realized: subtract(total, before), total })
}

function lineOf(entry: CostEntry): Omit<ProfitLine, 'realized' | 'total'> {
  const { time } = costKey(entry)
  if (entry.kind === 'flow') return { time, fee: zero(), sells: false }
  const { symbol, side, fee, feeAsset, feeUnitPrice, quoteQuantity, quoteAsset, quoteUnitPrice, isMaker } = entry.deal
  const worth = worthOf(quoteQuantity, quoteAsset, quoteUnitPrice)
  const feeWorth = worthOf(fee, feeAsset, feeUnitPrice)
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
