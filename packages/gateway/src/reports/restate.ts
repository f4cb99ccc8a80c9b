/**
 * Restates the net flows of an equity sample with what was learned later. A flow that balances included before the ledger knew it
 * counts since they included it: otherwise it would look like profit, and afterwards like a loss. Unexplained adjustments are
 * kept apart, from the same time on.
 */

import { add, decimal, negate } from '@spotdeck/exact'
import { type UnexplainedAdjustment, type Value, adjustmentValue } from '@spotdeck/ledger'
import { shown, valueInUsdt } from './valuation.ts'
import type { EquityRow, ListedFlow } from '@spotdeck/follow'

/** Flows learned later, and unexplained adjustments. */
export type EventDraft = { readonly flows: readonly ListedFlow[]; readonly notes: Iterable<UnexplainedAdjustment> }

/** A row with what nobody explained until then; absent: nothing. */
export type Restated<Row> = Row & { readonly netUnexplained?: string }

type Step = { readonly time: number; readonly value: Value }

/**
 * Rows from before the first start hold what is known to have come and gone until then, from 0: coverage of flows says from when
 * on that is all there was.
 * @param rows ascending by time
 */
export function restate<Row extends Pick<EquityRow, 'time' | 'netDeposits'>>(
  rows: readonly Row[],
  { flows, notes }: EventDraft,
): readonly Restated<Row>[] {
  const lacking = new Steps(flows.flatMap(stepsOf))
  const unexplained = new Steps([...notes].flatMap(stepOf))
  return rows.map((row) => {
    const [told, open] = [lacking.until(row.time), unexplained.until(row.time)]
    const isAsKept = row.netDeposits !== null && told === '0'
    if (isAsKept && open === '0') return row
    const netDeposits = isAsKept ? row.netDeposits : shown(add(decimal<'USDT'>(row.netDeposits ?? '0'), told))
    return { ...row, netDeposits, ...(open === '0' ? {} : { netUnexplained: shown(open) }) }
  })
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

/** Lacking from when balances held it until the ledger knew. */
function stepsOf({ asset, change, unitPrice, held }: ListedFlow): readonly Step[] {
  const value = held === undefined ? undefined : valueInUsdt(change, asset, unitPrice)
  if (held === undefined || value === undefined) return []
  return [
    { time: held.since, value },
    { time: held.learntAt, value: negate(value) },
  ]
}

function stepOf(note: UnexplainedAdjustment): readonly Step[] {
  const value = adjustmentValue(note)
  return value === undefined ? [] : [{ time: note.since, value }]
}
