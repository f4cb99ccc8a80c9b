/** Queue of what waits to be written: the age of its head tells how far the ledger is behind what was received. */

import { type WorkDraft, setWork } from './draft.ts'

/** Age of the head from which the status says so, in ms. */
export const SLOW_MS = 2_000
/** Age of the head from which the ledger proves nothing of the stream, in ms: what it lacks may be waiting. */
const BEHIND_MS = 250

/** Time of the machine since which the head waits; `Infinity` where nothing does. */
export function queuedSince({ work: { turn, pushesSince = Infinity } }: Pick<WorkDraft, 'work'>): number {
  return turn.kind === 'idle' ? pushesSince : Math.min(turn.since, pushesSince)
}

/** True while the ledger is behind what was received. */
export function isBehind(state: Pick<WorkDraft, 'work' | 'now'>): boolean {
  return state.now - queuedSince(state) >= BEHIND_MS
}

/** Notes since when pushes wait. */
export function notePushes(draft: WorkDraft): void {
  const { pushesSince, pushes } = draft.work
  const since = pushes.length === 0 ? undefined : (pushesSince ?? draft.now)
  if (since !== pushesSince) setWork(draft, { pushesSince: since })
}
