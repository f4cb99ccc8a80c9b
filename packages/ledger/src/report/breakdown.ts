/**
 * An account's results of a span, by market, time, holding time or role: profit, costs, turnover and the usual figures of trades. Sums
 * are exact. Quotients are rounded once, half to even: amounts in USDT at 8 digits, fractions and the profit factor at 4.
 */

import { add, compare, isZero, zero } from '@spotdeck/exact'
import type { Deal } from '../deal/deal.ts'
import type { Side, Value } from '../words.ts'
import { quoteValue, valueInUsdt } from './cost-book.ts'
import type { EntryResult } from './entry-result.ts'
import { FigureSums, type Figures } from './figures.ts'
import { type PnlMethodName, type PnlSum, type SumGrain, roleOf } from './pnl-sum.ts'
import { type TradeCell, type TradeRun, readRun } from './trade-run.ts'
import { HOLDINGS, holdingOf, outcomeOf } from './trade-sum.ts'

/** Groups of which each key is a period of time in a zone. */
export const periodGroups = ['hour', 'weekday', 'day', 'week', 'month'] as const
/** A group that is a period of time. */
export type PeriodGroup = (typeof periodGroups)[number]

/** True for a group of which each key is a period. */
export const isPeriod = (group: BreakdownGroup): group is PeriodGroup => periodGroups.some((one) => one === group)

/**
 * A grouping of results. `asset`: the base asset of a deal's market. `holdingTime`: the bucket of a trade's holding time. `none`:
 * everything together.
 */
export type BreakdownGroup = 'symbol' | 'asset' | 'side' | 'role' | 'holdingTime' | 'none' | PeriodGroup

/** Keys of a time in a zone: hour `00` to `23`, weekday `1` (Monday) to `7`, day `2026-01-31`, week by its Monday, month `2026-01`. */
export type PeriodsOf = (time: number) => { readonly [Group in PeriodGroup]: string }

/** Results that count. `role`: of deals; flows have neither symbol, side nor role. */
export type BreakdownFilter = {
  readonly symbols?: readonly string[] | undefined
  readonly asset?: string | undefined
  readonly side?: Side | undefined
  readonly role?: 'maker' | 'taker' | undefined
}

/** Figures of a span. */
export type Breakdown = {
  /** Of everything that counts, flows included. The items' `realized` and `realizedByFlows` add up to its `realized`. */
  readonly total: Figures
  /** In USDT, of assets that left the account at another price than their cost. */
  readonly realizedByFlows: Value
  /**
   * One for each key with a deal. Periods and holding times in their order, the rest by `realized`, the largest first; none for the
   * group `none`.
   */
  readonly items: readonly { readonly key: string; readonly figures: Figures }[]
  /** Assets whose price lacks: their turnover or fees are left out. */
  readonly unpriced: readonly string[]
}

/** The question of a breakdown. `from <= time < to`, in ms since the epoch. */
export type BreakdownQuestion = {
  readonly group: BreakdownGroup
  readonly filter: BreakdownFilter
  readonly from: number
  readonly to: number
  readonly periodsOf: PeriodsOf
}

/** Facts of a deal that groups and filters read, or of deals that agree in them. A field that nothing reads may be empty. */
type Traits = {
  readonly time: number
  readonly symbol: string
  readonly baseAsset: string
  readonly side: string
  readonly role: string
  readonly holding: string
}

/** The grain of stored sums that a breakdown needs. */
export function grainOf({ group, filter }: Pick<BreakdownQuestion, 'group' | 'filter'>): SumGrain {
  const { symbols, asset, side, role } = filter
  const isOfMarkets = symbols !== undefined || asset !== undefined || group === 'symbol' || group === 'asset'
  if (isOfMarkets || group === 'holdingTime') return 'cell'
  return side !== undefined || role !== undefined || group === 'side' || group === 'role' ? 'role' : 'all'
}

/** Adds results up, in their order, to a breakdown; or stored sums, and the trades of the same span in their order. */
export class BreakdownSums {
  readonly #question: BreakdownQuestion
  /** Sums of no group, and the order of all trades. */
  readonly #total = new FigureSums()
  readonly #groups = new Map<string, FigureSums>()
  readonly #unpriced = new Set<string>()
  readonly #cells = new WeakMap<TradeCell, { readonly group: FigureSums | 'period' | undefined }>()
  #byFlows: Value = zero()

  constructor(question: BreakdownQuestion) {
    this.#question = question
  }

  /** Counts a result, where span and filter include it. */
  add(result: EntryResult): void {
    const { entry, gained } = result
    const { from, to, filter } = this.#question
    const { time } = entry.kind === 'deal' ? entry.deal : entry.flow
    if (time < from || time >= to) return
    if (entry.kind === 'flow') return this.#addFlow(entry.flow.asset, gained)
    const { deal } = entry
    const { symbol, baseAsset, side } = deal
    const traits = { time, symbol, baseAsset, side, role: roleOf(deal), holding: holdingOf(result.trade) }
    if (!includes(filter, traits)) return
    for (const asset of missingPrices(deal)) this.#unpriced.add(asset)
    const group = this.#groupOf(traits)
    group.add(deal, result)
    if (group !== this.#total) this.#total.addOutcome(outcomeOf(result.trade))
  }

  /** Counts a sum of the span, of the grain that `grainOf` names, where the filter includes it. */
  addSum(sum: PnlSum, method: PnlMethodName): void {
    if (sum.symbol === '') return this.#addFlow(sum.feeAsset, sum.gained[method])
    const { time, symbol, side, role, holding } = sum
    const traits = { time, symbol, baseAsset: baseOf(sum), side, role, holding }
    if (!includes(this.#question.filter, traits)) return
    if (sum.unpriced > 0) this.#unpriced.add(sum.quoteAsset)
    if (sum.unpricedFees > 0) this.#unpriced.add(sum.feeAsset)
    this.#groupOf(traits).addSum(sum, method)
  }

  /** Counts the outcomes of the next trades of the span, in the order of (time, id), where the filter includes them. */
  addRun(run: TradeRun, method: PnlMethodName): void {
    const { group, filter } = this.#question
    if (isOfAll(filter) && (group === 'none' || isPeriod(group))) return this.#addWholeRun(run, method)
    let ofRun: FigureSums | undefined
    const groups = run.cells.map((cell) => {
      const known = this.#groupOfCell(cell, run.time)
      return known === 'period' ? (ofRun ??= this.#groupOf(traitsOf(cell, run.time))) : known
    })
    readRun(run, method, (place, outcome) => {
      const group = groups[place]
      if (group === undefined) return
      this.#total.addOutcome(outcome)
      if (group !== this.#total) group.addOutcome(outcome)
    })
  }

  /** Counts all trades of a run, which are of one group, without a look at their cells. */
  #addWholeRun(run: TradeRun, method: PnlMethodName): void {
    if (run.codes === '') return
    const { group } = this.#question
    const sums =
      group !== 'none' && isPeriod(group) ? this.#groupAt(this.#question.periodsOf(run.time)[group]) : undefined
    readRun(run, method, (_, outcome) => {
      this.#total.addOutcome(outcome)
      sums?.addOutcome(outcome)
    })
  }

  /** Sums of the group of a cell, or `period` where it is one of time; `undefined` if it is excluded. Runs of a day share cells. */
  #groupOfCell(cell: TradeCell, time: number): FigureSums | 'period' | undefined {
    const known = this.#cells.get(cell)
    if (known !== undefined) return known.group
    const { filter, group } = this.#question
    const traits = traitsOf(cell, time)
    const found = !includes(filter, traits) ? undefined : isPeriod(group) ? 'period' : this.#groupOf(traits)
    this.#cells.set(cell, { group: found })
    return found
  }

  /** The breakdown of what was counted. */
  read(): Breakdown {
    const items = [...this.#groups].map(([key, sums]) => ({ key, figures: sums.figures() }))
    return {
      total: this.#total.figures([...this.#groups.values()]),
      realizedByFlows: this.#byFlows,
      items: items.sort(orderOf(this.#question.group)),
      unpriced: [...this.#unpriced].sort(),
    }
  }

  #addFlow(asset: string, realized: Value): void {
    if (!hasFlow(this.#question.filter, asset)) return
    this.#byFlows = add(this.#byFlows, realized)
    this.#total.realize(realized)
  }

  /** Sums of the group; those of everything for the group `none`. */
  #groupOf(traits: Traits): FigureSums {
    const { group } = this.#question
    if (group === 'none') return this.#total
    return this.#groupAt(this.#keyOf(group, traits))
  }

  #groupAt(key: string): FigureSums {
    const known = this.#groups.get(key)
    if (known !== undefined) return known
    const sums = new FigureSums()
    this.#groups.set(key, sums)
    return sums
  }

  #keyOf(group: Exclude<BreakdownGroup, 'none'>, traits: Traits): string {
    switch (group) {
      case 'symbol':
      case 'side':
      case 'role':
        return traits[group]
      case 'asset':
        return traits.baseAsset
      case 'holdingTime':
        return traits.holding
      default:
        return this.#question.periodsOf(traits.time)[group]
    }
  }
}

/** MEXC: a symbol is its base asset and its quote asset. */
const baseOf = ({ symbol, quoteAsset }: Pick<PnlSum, 'symbol' | 'quoteAsset'>): string =>
  symbol.slice(0, symbol.length - quoteAsset.length)

function traitsOf([symbol, quoteAsset, role, holding]: TradeCell, time: number): Traits {
  return { time, side: 'SELL', symbol, baseAsset: baseOf({ symbol, quoteAsset }), role, holding }
}

/** True if everything counts. */
const isOfAll = ({ symbols, asset, side, role }: BreakdownFilter): boolean =>
  symbols === undefined && asset === undefined && side === undefined && role === undefined

function includes({ symbols, asset, side, role }: BreakdownFilter, traits: Traits): boolean {
  return (
    (symbols === undefined || symbols.includes(traits.symbol)) &&
    (asset === undefined || asset === traits.baseAsset) &&
    (side === undefined || side === traits.side) &&
    (role === undefined || role === traits.role)
  )
}

function hasFlow({ symbols, asset, side, role }: BreakdownFilter, flowAsset: string): boolean {
  const isOfDeals = symbols !== undefined || side !== undefined || role !== undefined
  return !isOfDeals && (asset === undefined || asset === flowAsset)
}

function missingPrices(deal: Deal): readonly string[] {
  const { quoteAsset, fee, feeAsset, feeUnitPrice } = deal
  const lacksFee = !isZero(fee) && valueInUsdt(feeAsset, fee, feeUnitPrice) === undefined
  return [...(quoteValue(deal) === undefined ? [quoteAsset] : []), ...(lacksFee ? [feeAsset] : [])]
}

type Item = Breakdown['items'][number]

function orderOf(group: BreakdownGroup): (a: Item, b: Item) => number {
  if (isPeriod(group)) return byKey
  if (group === 'holdingTime') return (a, b) => placeOf(a.key) - placeOf(b.key)
  return (a, b) => compare(b.figures.realized, a.figures.realized) || byKey(a, b)
}

const byKey = (a: Item, b: Item): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
const placeOf = (key: string): number => HOLDINGS.indexOf(key)
