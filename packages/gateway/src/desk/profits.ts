/**
 * Realized profit over time, kept by average cost in the order of (time, trade): a deal learnt late sends the book back to the
 * store, from which it is computed anew.
 */

import { type CostBook, type CostEntry, type Flow, type LedgerEvent, type LedgerState, type Opening, type PriceOf, type Value, bookEntry, compareKeys, costKey, follows, openCostBook, reasonKind, unrealized } from '@spotdeck/ledger' // prettier-ignore
import { add, as, subtract, zero } from '@spotdeck/exact'
import type { LedgerStore } from '../store/port.ts'

const STEP = 1_000

export class Profits {
  readonly #store: LedgerStore
  #book: CostBook = openCostBook([])
  /** Cumulative realized profit after each entry, ascending by time. */
  #times: number[] = []
  #realized: Value[] = []
  #stale = true
  /** Counts what was taken, so that a computation notices what came while it ran. */
  #taken = 0

  constructor(store: LedgerStore) {
    this.#store = store
  }

  get realized(): Value {
    return this.#book.realized
  }

  unrealized(priceOf: PriceOf): Value {
    return unrealized(this.#book, priceOf)
  }

  /** Realized profit of what happened in `from <= time < to`. */
  realizedBetween(from: number, to: number): Value {
    return subtract(this.#before(to), this.#before(from))
  }

  /** Whether the book must be computed anew before it may be read. */
  get stale(): boolean {
    return this.#stale
  }

  /** Books what a commit brought, or notes that it came late. */
  take(events: readonly LedgerEvent[], state: LedgerState): void {
    for (const event of events) {
      if (event.type === 'opening.priced') this.#stale = true
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
    this.#times = building.times
    this.#realized = building.realized
    this.#stale = false
  }

  #begin(state: LedgerState): Building {
    const openings = [...state.books].map(([asset, book]): Opening => {
      const unitPrice = state.openingPrices.get(asset)
      return { asset, quantity: book.opening, ...(unitPrice === undefined ? {} : { unitPrice }) }
    })
    return { book: openCostBook(openings), times: [], realized: [] }
  }

  #add(entry: CostEntry): void {
    this.#book = bookEntry(this.#book, entry)
    this.#times.push(costKey(entry).time)
    this.#realized.push(this.#book.realized)
  }

  /** Realized before `time`: the last entry whose time is less. */
  #before(time: number): Value {
    let low = 0
    let high = this.#times.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#times[middle] ?? Infinity) < time) low = middle + 1
      else high = middle
    }
    return this.#realized[low - 1] ?? zero()
  }
}

type Building = { book: CostBook; readonly times: number[]; readonly realized: Value[] }

function build(building: Building, entry: CostEntry | undefined): void {
  if (entry === undefined) return
  building.book = bookEntry(building.book, entry)
  building.times.push(costKey(entry).time)
  building.realized.push(building.book.realized)
}

function entryOf(event: LedgerEvent): CostEntry | undefined {
  if (event.type === 'deal.added') return { kind: 'deal', deal: event.deal }
  if (event.type !== 'asset.changed' || reasonKind(event.change.reason) !== 'flow') return undefined
  const { asset, time, freeChange, lockedChange } = event.change
  const flow: Flow = { id: `flow ${event.n}`, time, asset, change: as<'asset'>(add(freeChange, lockedChange)), ...(event.unitPrice === undefined ? {} : { unitPrice: event.unitPrice }) } // prettier-ignore
  return { kind: 'flow', flow }
}

/** Later than any deal. */
const FOREVER_MS = Number.MAX_SAFE_INTEGER
