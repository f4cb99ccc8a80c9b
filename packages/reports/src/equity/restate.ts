/**
 * Restates the net flows of an equity sample with what was learned later. A flow that balances included before the
 * ledger knew it or its price counts since then: else it would look like profit, later like a loss. Adjustments and
 * valuation changes are kept apart, from their own time on. Without a value, the next sample breaks the chain.
 */

import { add, decimal, negate } from '@spotdeck/exact'
import {
  type UnexplainedAdjustment,
  type ValuationChange,
  type Value,
  adjustmentValue,
  lacksFlowPrice,
  unvaluedAt,
  valuationValue,
} from '@spotdeck/ledger'
import { shown, valueInUsdt } from '../base/valuation.ts'
import type { EquityRow, ListedFlow } from '@spotdeck/store'

/** Flows, unexplained adjustments and valuation changes, as they are known today. */
export type Learned = {
  readonly flows: readonly ListedFlow[]
  readonly notes: Iterable<UnexplainedAdjustment>
  readonly valuations: Iterable<ValuationChange>
}

/** A row with what changed equity until then and was no profit; absent: nothing. */
export type Restated<Row> = Row & {
  readonly netUnexplained?: string
  readonly netRevalued?: string
  /** True if something of unknown value lies between the row and the one before. */
  readonly breaks?: true
}

type Step = { readonly time: number; readonly value: Value }

/**
 * Rows from before the first start hold what is known to have come and gone until then, from 0: coverage of flows says
 * from when on that is all there was.
 * @param rows ascending by time
 */
export function restate<Row extends Pick<EquityRow, 'time' | 'netDeposits'>>(
  rows: readonly Row[],
  { flows, notes, valuations }: Learned,
): readonly Restated<Row>[] {
  const [adjustments, changes] = [[...notes], [...valuations]]
  const isUnvalued = unvaluedAt(changes)
  const lacking = new Steps(flows.flatMap(stepsOf))
  const moves = movesOf({ flows: [], notes: adjustments, valuations: changes })
  const unexplained = new Steps(moves.filter(({ sum }) => sum === 'netUnexplained'))
  const revalued = new Steps(moves.filter(({ sum }) => sum === 'netRevalued'))
  const breaks = new Times([
    ...flows.filter((flow) => lacksFlowPrice(flow) && !isUnvalued(flow.asset, sinceOf(flow))).map(sinceOf),
    ...adjustments
      .filter((note) => adjustmentValue(note) === undefined && !isUnvalued(note.asset, note.since))
      .map(({ since }) => since),
    ...changes.filter((change) => valuationValue(change) === undefined).map(({ time }) => time),
  ])
  return rows.map((row, index) => {
    const [told, open, other] = [lacking.until(row.time), unexplained.until(row.time), revalued.until(row.time)]
    const isBroken = breaks.passed(row.time) && index > 0
    const isAsKept = row.netDeposits !== null && told === '0'
    if (isAsKept && open === '0' && other === '0' && !isBroken) return row
    const netDeposits = isAsKept ? row.netDeposits : shown(add(decimal<'USDT'>(row.netDeposits ?? '0'), told))
    return {
      ...row,
      netDeposits,
      ...(open === '0' ? {} : { netUnexplained: shown(open) }),
      ...(other === '0' ? {} : { netRevalued: shown(other) }),
      ...(isBroken ? { breaks: true as const } : {}),
    }
  })
}

/** Times at which restated samples change otherwise than the stored ones do, in any order. */
export function restatedAt({ flows, notes, valuations }: Learned): readonly number[] {
  return [
    ...flows.filter(lacksFlowPrice).map(sinceOf),
    ...flows.flatMap(stepsOf).map(({ time }) => time),
    ...[...notes].map(({ since }) => since),
    ...[...valuations].map(({ time }) => time),
  ]
}

/** A change of equity at a time, in ms, that is no profit, and the sum of a sample that counts it. */
export type Move = {
  readonly time: number
  readonly value: Value
  readonly sum: 'netDeposits' | 'netUnexplained' | 'netRevalued'
}

/** Changes of known value, in any order, as restated samples count them. */
export function movesOf({ flows, notes, valuations }: Learned): readonly Move[] {
  const move = (sum: Move['sum'], time: number, value: Value | undefined): readonly Move[] =>
    value === undefined ? [] : [{ sum, time, value }]
  return [
    ...flows.flatMap((flow) =>
      move('netDeposits', sinceOf(flow), valueInUsdt(flow.change, flow.asset, flow.unitPrice)),
    ),
    ...[...notes].flatMap((note) => move('netUnexplained', note.since, adjustmentValue(note))),
    ...[...valuations].flatMap((change) => move('netRevalued', change.time, valuationValue(change))),
  ]
}

/** A sum that changes over time, read forwards. */
class Steps {
  readonly #steps: readonly Step[]
  #next = 0
  #sum: Value = decimal('0')

  constructor(steps: readonly Step[]) {
    this.#steps = [...steps].sort((a, b) => a.time - b.time)
  }

  until(time: number): Value {
    for (
      let step = this.#steps[this.#next];
      step !== undefined && step.time <= time;
      step = this.#steps[++this.#next]
    ) {
      this.#sum = add(this.#sum, step.value)
    }
    return this.#sum
  }
}

/** Times, read forwards. */
class Times {
  readonly #times: readonly number[]
  #next = 0

  constructor(times: readonly number[]) {
    this.#times = [...times].sort((a, b) => a - b)
  }

  /** True if one of the times was passed since the last call. */
  passed(time: number): boolean {
    const from = this.#next
    while ((this.#times[this.#next] ?? Infinity) <= time) this.#next += 1
    return this.#next > from
  }
}

/** Time since when balances hold a flow, in ms since the epoch. */
export const sinceOf = ({ time, held }: ListedFlow): number => held?.since ?? time

/** Lacking from when balances held it until the ledger knew both the flow and its price. */
function stepsOf(flow: ListedFlow): readonly Step[] {
  const { asset, change, unitPrice, held, pricedAt } = flow
  const value = valueInUsdt(change, asset, unitPrice)
  const until = pricedAt ?? held?.learntAt
  if (until === undefined || value === undefined) return []
  return [
    { time: sinceOf(flow), value },
    { time: until, value: negate(value) },
  ]
}
