/** Compares the exchange's lists of flows with the ledger. */

import type { LedgerState, ReportedFlow } from '@spotdeck/ledger'
import { CLOCK_MARGIN_MS } from '../base/margins.ts'
import { unheardTimes } from '../flows/flow-lists.ts'
import type { ListedFlows } from '../base/needs.ts'
import type { FlowLists } from '../base/question.ts'
import type { LedgerStore } from '@spotdeck/store'
import { matchFlows } from './match.ts'

/** Compares the lists with the ledger. */
export async function matchLists(
  lists: FlowLists,
  { state, store }: { readonly state: LedgerState; readonly store: LedgerStore },
): Promise<ListedFlows> {
  const { askedAt, answeredAt } = lists
  const isMeanwhile = (time: number): boolean => Math.abs(time - askedAt) <= answeredAt - askedAt + CLOCK_MARGIN_MS
  if ((await store.flows()).some(({ time }) => isMeanwhile(time))) return { verdicts: [], isStale: true }
  const done = lists.rows.filter(({ standing }) => standing === 'done').map(({ flow }) => flow)
  const open = lists.rows.filter(({ standing }) => standing === 'open').map(({ flow }) => flow)
  const isDone = new Set(done)
  const unheard = unheardTimes(state, answeredAt)
  const mayBeNews = (flow: ReportedFlow): boolean => isDone.has(flow) && unheard.mayHold(flow)
  const list = { answeredAt, mayBeNews }
  return {
    verdicts: await matchFlows([...done, ...open], { state, store, source: 'rest', list }),
    isStale: false,
  }
}
