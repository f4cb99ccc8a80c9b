/**
 * What had been paid in when a sample of equity was taken, as it is known today. Money that balances held before the ledger
 * learnt what it was is paid in since they held it: in between it would look like profit, and afterwards like a loss.
 */

import { add, decimal, negate } from '@spotdeck/exact'
import type { Value } from '@spotdeck/ledger'
import { shown, worthOf } from '../reports/worth.ts'
import type { EquityRow, ListedFlow } from '../store/port.ts'

type Step = { readonly time: number; readonly value: Value }

/**
 * Rows from before the first start hold what is known to have come and gone until then, from 0: coverage of flows says from when
 * on that is all there was.
 * @param rows ascending by time
 */
export function withToldDeposits<Row extends Pick<EquityRow, 'time' | 'netDeposits'>>(
  rows: readonly Row[],
  flows: readonly ListedFlow[],
): readonly Row[] {
  const steps = flows.flatMap(stepsOf).sort((a, b) => a.time - b.time)
  let at = 0
  let lacking: Value = decimal('0')
  return rows.map((row) => {
    for (let step = steps[at]; step !== undefined && step.time <= row.time; step = steps[++at]) {
      lacking = add(lacking, step.value)
    }
    if (row.netDeposits !== null && lacking === '0') return row
    return { ...row, netDeposits: shown(add(decimal<'USDT'>(row.netDeposits ?? '0'), lacking)) }
  })
}

/** Lacking from when balances held it until the ledger knew. */
function stepsOf({ asset, change, unitPrice, held }: ListedFlow): readonly Step[] {
  const value = held === undefined ? undefined : worthOf(change, asset, unitPrice)
  if (held === undefined || value === undefined) return []
  return [{ time: held.since, value }, { time: held.learntAt, value: negate(value) }] // prettier-ignore
}
