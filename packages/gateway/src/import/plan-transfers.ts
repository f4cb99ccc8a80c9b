/**
 * Deposits and withdrawals of an export against those the ledger has. An import never changes a balance, so none is added: the
 * file shows which of them the ledger knows, and which lie in what it does not.
 */

import type { RejectedRow } from '@spotdeck/api'
import { type AssetAmount, absolute, compare, isNegative } from '@spotdeck/exact'
import type { Flow } from '@spotdeck/ledger'
import { stateAt } from './coverage.ts'
import type { Ledger, Plan } from './plan.ts'
import type { TransferRow } from './rows.ts'

/** How far the time of a transfer on the chain and that of its booking lie apart at most. */
const APART_MS = 24 * 3_600_000

export async function planTransfers(
  rows: readonly TransferRow[],
  outgoing: boolean,
  { state, store }: Ledger,
): Promise<Plan> {
  // prettier-ignore
  const left = (await store.flows()).filter((flow) => isNegative(flow.change) === outgoing)
  const conflicts: RejectedRow[] = []
  let known = 0
  let ignored = 0
  for (const row of [...rows].sort((a, b) => a.time - b.time || a.row - b.row)) {
    if (!row.isDone) {
      ignored += 1
      continue
    }
    const at = nearest(left, row)
    if (at >= 0) {
      left.splice(at, 1)
      known += 1
      continue
    }
    const claimed = stateAt(state.coverage, 'flows', row.time)
    if (claimed === 'complete' || claimed === 'repaired')
      conflicts.push({ row: row.row, code: 'MISSING_IN_LEDGER', params: {} }) // prettier-ignore
    else ignored += 1
  }
  return { added: 0, known, ignored, conflicts, orders: [], deals: [], absent: true }
}

function nearest(flows: readonly Flow[], { asset, amount, time }: TransferRow): number {
  let best = -1
  let apart = APART_MS
  for (const [index, flow] of flows.entries()) {
    const distance = Math.abs(flow.time - time)
    if (flow.asset !== asset || !sameAmount(flow.change, amount) || distance > apart) continue
    best = index
    apart = distance
  }
  return best
}

const sameAmount = (change: AssetAmount, amount: AssetAmount): boolean => compare(absolute(change), amount) === 0
