/** The plan of the current phase. */

import type { PhaseDraft } from './state.ts'
import type { Plan, Step } from './plan.ts'

/** The plan under way. */
export function planOf({ phase }: Pick<PhaseDraft, 'phase'>): Plan | undefined {
  return phase.kind === 'reconciling' || phase.kind === 'live' || phase.kind === 'polling' ? phase.plan : undefined
}

/** Replaces the plan of the phase. */
export function setPlan(draft: PhaseDraft, plan: Plan | undefined): void {
  const { phase } = draft
  if (phase.kind === 'reconciling' || phase.kind === 'live' || phase.kind === 'polling')
    draft.phase = { ...phase, plan }
}

/** Waits, then does `step`, or goes on to the next one. */
export function wait(
  draft: PhaseDraft,
  plan: Plan,
  step: Step | undefined,
  { attempt, ms }: { readonly attempt: number; readonly ms: number },
): void {
  setPlan(draft, { ...plan, doing: { kind: 'waiting', step, attempt, until: draft.now + ms } })
}

/** Waits before the steps of the plan, which prove a gap closed. */
export function waitThen(draft: PhaseDraft, plan: Plan, ms: number): void {
  wait(draft, plan, undefined, { attempt: 1, ms })
}
