/**
 * Plans deposits and withdrawals of an export against the ledger: known ones, and new ones that explain an unexplained
 * amount.
 */

import type { RejectedRow } from '@spotdeck/api'
import { negate } from '@spotdeck/exact'
import type { ReportedFlow } from '@spotdeck/ledger'
import { type Slices, inSlices, matchManyFlows, stateAt } from '@spotdeck/follow'
import { type Pace, UNPACED, uncounted } from './pace.ts'
import type { Ledger, Plan } from './plan.ts'
import type { TransferRow } from '../rows/rows.ts'

/**
 * Plans transfers.
 * @param outgoing true for withdrawals
 */
export async function planTransfers(
  { rows, outgoing }: { readonly rows: readonly TransferRow[]; readonly outgoing: boolean },
  ledger: Ledger,
  pace: Pace = UNPACED,
): Promise<Plan> {
  const aside = uncounted(pace)
  const done = rows.filter(({ isDone }) => isDone).sort((a, b) => a.time - b.time || a.row - b.row)
  const told = await toldFlows(done, outgoing, aside)
  const { matches, drafts } = await matchManyFlows(told, { ...ledger, source: 'import' }, aside)
  const conflicts: RejectedRow[] = []
  const counts = { added: 0, known: 0, ignored: rows.length - done.length }
  await inSlices(matches, pace, ({ verdict, flow }, index) => {
    if (verdict === 'added') counts.added += 1
    else if (verdict !== 'awaited') counts.known += 1
    else if (!isClaimed(ledger, flow)) counts.ignored += 1
    else conflicts.push({ row: done[index]?.row ?? 0, code: 'MISSING_IN_LEDGER', params: {} })
  })
  return { head: ledger.state.n, ...counts, conflicts, orders: [], deals: [], flows: drafts, absent: true }
}

function isClaimed({ state }: Ledger, { time }: ReportedFlow): boolean {
  const claimed = stateAt(state.coverage, 'flows', time)
  return claimed === 'complete' || claimed === 'repaired'
}

/**
 * Flows of the rows, with ids from their content and their position among equal rows: the same row has the same id in
 * every file.
 */
async function toldFlows(
  rows: readonly TransferRow[],
  outgoing: boolean,
  slices: Slices,
): Promise<readonly ReportedFlow[]> {
  const alike = new Map<string, number>()
  const flows: ReportedFlow[] = []
  await inSlices(rows, slices, ({ row: _row, isDone: _isDone, amount, ...said }) => {
    const reason = outgoing ? 'WITHDRAW' : 'DEPOSIT'
    const says = [reason, said.asset, amount, Math.floor(said.time / 1_000), said.txId ?? ''].join(' ')
    const place = (alike.get(says) ?? 0) + 1
    alike.set(says, place)
    flows.push({ ...said, id: `import ${says} ${place}`, change: outgoing ? negate(amount) : amount, reason })
  })
  return flows
}
