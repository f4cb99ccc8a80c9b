/** Waits of the plan under way, its end without an answer, and the status that is said of it. */

import { withoutRead } from '../balances/balances-job.ts'
import { enqueue, forget, setWork } from '../base/draft.ts'
import type { StatusText } from '../base/work.ts'
import type { Plan, Step } from '../phase/plan.ts'
import { isSameStatus } from '../phase/status.ts'
import { type Draft, setPlan } from './draft.ts'

/** Says a status in place of one that still waits for its turn, unless it is said already. */
export function say(draft: Draft, state: StatusText['state'], code: string, params: StatusText['params'] = {}): void {
  const last = draft.work.works.findLast(({ kind }) => kind === 'status')
  if (last?.kind === 'status' && isSameStatus(last, { state, code, params })) return
  setWork(draft, { works: draft.work.works.filter(({ kind }) => kind !== 'status') })
  enqueue(draft, { kind: 'status', state, code, params })
}

/** Forgets the plan under way: its calls, and the balances that it reads. */
export function dropPlan(draft: Draft): void {
  forget(draft, (purpose) => purpose.for === 'plan')
  setWork(draft, { works: draft.work.works.filter(({ kind }) => kind !== 'balances') })
  abandonRead(draft)
}

/** Ends a balance read without an answer: waiting changes are applied as they came. */
export function abandonRead(draft: Draft): void {
  const { balances, arrivals } = withoutRead(draft.balances)
  draft.balances = balances
  if (arrivals.length > 0) setWork(draft, { pushes: [...arrivals, ...draft.work.pushes] })
}

/** Waits, then does `step`, or goes on to the next one. */
export function wait(
  draft: Draft,
  plan: Plan,
  step: Step | undefined,
  { attempt, ms }: { readonly attempt: number; readonly ms: number },
): void {
  setPlan(draft, { ...plan, doing: { kind: 'waiting', step, attempt, until: draft.now + ms } })
}

/** Waits before the steps of the plan, which prove a gap closed. */
export function waitThen(draft: Draft, plan: Plan, ms: number): void {
  wait(draft, plan, undefined, { attempt: 1, ms })
}
