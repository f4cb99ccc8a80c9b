/** Tells the owner of a job that it is done. */

import { noteSilent } from './stream-steps.ts'
import { checkInvariants } from '../balances/checks.ts'
import { type Draft, setRecovery } from './draft.ts'
import { askAgain, bookLists, explained, explainingTick } from '../flows/flow-telling.ts'
import { noteSeen, planFolded } from './plan-steps.ts'
import { heal, reconcileAt } from '../phase/recover.ts'
import { searchFolded, searchTick } from '../search/search.ts'
import { searchLater, withSearched, withoutFirst } from '../search/spans.ts'
import { sayChanged } from './live-status.ts'
import { comparedSooner } from '../liveness/watch.ts'
import { noteAgreed } from './proof-steps.ts'
import type { Job, LiveJob, Outcome, Tag } from '../base/work.ts'
import { apply, applyLists } from './apply.ts'

const RETRY_MS = 1_000

/** Goes on after a job: with what it led to, or without it where the store refused it. */
export function onWorkDone(draft: Draft, job: Job, outcome: Outcome): void {
  noteSeen(draft)
  apply(draft, explainingTick(draft))
  sayChanged(draft)
  switch (job.kind) {
    case 'pushes':
      draft.balances = checkInvariants(draft, 'known')
      return
    case 'reports':
    case 'order':
    case 'balances':
      return tagged(draft, job.tag, outcome)
    case 'live':
      return becameLive(draft, job, outcome)
    case 'flow-lists':
      return applyLists(draft, bookLists(draft, outcome))
    case 'swept':
      draft.flows = explained(draft)
      draft.search = withoutFirst(draft)
      draft.balances = withSearched(draft, job.searched)
      apply(draft, searchTick(draft))
      sayChanged(draft)
      if (job.searched.flowsTold === 'unanswered') apply(draft, askAgain(draft, job.searched.to))
      return
    case 'told':
      draft.flows = explained(draft)
      return
    case 'status':
      draft.liveness = comparedSooner(draft)
      return
    case 'mark':
    case 'checked':
      return
    case 'stop':
      draft.phase = { kind: 'closed' }
      draft.effects.push({ type: 'closed' })
  }
}

function tagged(draft: Draft, tag: Tag, outcome: Outcome): void {
  noteOwed(draft, outcome)
  if (tag.for === 'plan') planFolded(draft, tag.plan, outcome)
  if (tag.for === 'search') apply(draft, searchFolded(draft, outcome))
}

/** Replaces a stream that left something out, at once: reading it again would find the next push missing. */
function noteOwed(draft: Draft, { owed = [], refused }: Outcome): void {
  if (refused || owed.length === 0) return
  for (const channel of owed) noteSilent(draft, channel)
  apply(draft, heal(draft, 'STREAM_SILENT'))
}

/** The account is live unless something happened since the last read; what is not explained now was read twice. */
function becameLive(draft: Draft, job: LiveJob, outcome: Outcome): void {
  const { phase } = draft
  const isNext = phase.kind === 'going-live' && phase.job === job
  if (outcome.refused) return isNext ? apply(draft, reconcileAt(draft, phase.cause, draft.now + RETRY_MS)) : undefined
  if (isNext) {
    draft.phase = { kind: 'live', plan: undefined }
    setRecovery(draft, { proof: undefined })
    noteAgreed(draft, draft.now)
  }
  apply(draft, searchLater(draft, job))
}
