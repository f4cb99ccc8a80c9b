/** Plans in the ledger: the newest form of each, and a limited number of those that have ended. */

import type { Draft } from './draft.ts'
import type { KeptPlan } from './state.ts'

/** Plans that have ended and are kept, at most; the oldest are dropped from the state. */
const MAX_ENDED = 200

/** Puts a plan in the place of its earlier form. */
export function keepPlan(draft: Draft, plan: KeptPlan): void {
  draft.set('plans', plan.id, plan)
  if (plan.status !== 'ended') return
  const ended = [...draft.map('plans').values()].filter(({ status }) => status === 'ended')
  if (ended.length <= MAX_ENDED) return
  ended.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
  for (const { id } of ended.slice(0, ended.length - MAX_ENDED)) draft.delete('plans', id)
}
