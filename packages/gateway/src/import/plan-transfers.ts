/**
 * Plans deposits and withdrawals of an export against the ledger: known ones, and new ones that explain an unexplained
 * amount.
 */

import type { RejectedRow } from '@spotdeck/api'
import { negate } from '@spotdeck/exact'
import type { ReportedFlow } from '@spotdeck/ledger'
import { matchFlows } from '../flows/match.ts'
import type { PriceAt } from '../ingest/unit-prices.ts'
import { stateAt } from './coverage.ts'
import type { Ledger, Plan } from './plan.ts'
import type { TransferRow } from './rows.ts'

/**
 * Plans transfers.
 * @param priceAt USDT for one unit of an asset at the transfer's time
 */
export async function planTransfers(
  rows: readonly TransferRow[],
  outgoing: boolean,
  ledger: Ledger & { readonly priceAt: PriceAt },
): Promise<Plan> {
  const done = rows.filter(({ isDone }) => isDone).sort((a, b) => a.time - b.time || a.row - b.row)
  const verdicts = await matchFlows(toldFlows(done, outgoing), { ...ledger, source: 'import' })
  const conflicts: RejectedRow[] = []
  const counts = { added: 0, known: 0, ignored: rows.length - done.length }
  for (const [index, { verdict, flow }] of verdicts.entries()) {
    if (verdict === 'added') counts.added += 1
    else if (verdict !== 'awaited') counts.known += 1
    else if (!isClaimed(ledger, flow)) counts.ignored += 1
    else conflicts.push({ row: done[index]?.row ?? 0, code: 'MISSING_IN_LEDGER', params: {} })
  }
  return {
    ...counts,
    conflicts,
    orders: [],
    deals: [],
    flows: verdicts.flatMap(({ happenings }) => happenings),
    absent: true,
  }
}

function isClaimed({ state }: Ledger, { time }: ReportedFlow): boolean {
  const claimed = stateAt(state.coverage, 'flows', time)
  return claimed === 'complete' || claimed === 'repaired'
}

/**
 * Flows of the rows, with ids from their content and their position among equal rows: the same row has the same id in
 * every file.
 */
function toldFlows(rows: readonly TransferRow[], outgoing: boolean): readonly ReportedFlow[] {
  const alike = new Map<string, number>()
  return rows.map(({ row: _row, isDone: _isDone, amount, ...said }) => {
    const reason = outgoing ? 'WITHDRAW' : 'DEPOSIT'
    const says = [reason, said.asset, amount, Math.floor(said.time / 1_000), said.txId ?? ''].join(' ')
    const place = (alike.get(says) ?? 0) + 1
    alike.set(says, place)
    return { ...said, id: `import ${says} ${place}`, change: outgoing ? negate(amount) : amount, reason }
  })
}
