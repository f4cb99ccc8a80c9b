/** The lists of flows of a search: the first one waits for them, and goes on with what came of them. */

import { type SearchDraft, setSearch } from './state.ts'
import type { FlowListBooking, FlowsStep } from '../flows/state.ts'
import { askLists, listsTick, bookLists, refuseLists, startExplaining, isTelling } from '../flows/flow-telling.ts'
import { apply } from '../phase/apply.ts'
import type { Outcome } from '../base/work.ts'
import type { Refusal } from '../base/question.ts'
import { change, retryLater } from './search-list.ts'
import type { Searched } from '../base/searched.ts'

/** Tries of lists of flows within a search; other searches wait for this one. */
const MAX_UNTOLD = 5

/** Requests the lists of flows before `to`. */
export function startTelling(draft: SearchDraft, by: FlowListBooking['by'], to: number): void {
  goOn(draft, askLists(draft, by, to))
}

/** Goes on once pushes have come; ends where the stream broke. */
export const tellingTick = (draft: SearchDraft): void => goOn(draft, listsTick(draft))

/** Uses what came of the booking. */
export const listsBooked = (draft: SearchDraft, outcome: Outcome): void => goOn(draft, bookLists(draft, outcome))

/** Uses a refusal. */
export const listsRefused = (draft: SearchDraft, error: Refusal): void => goOn(draft, refuseLists(draft, error))

function goOn(draft: SearchDraft, { told, ...step }: FlowsStep): void {
  apply(draft, step)
  if (told === undefined) return
  if (told !== 'again') return searchTold(draft, told)
  const [search] = draft.search.searches
  if (search === undefined) return setSearch(draft, { searching: { kind: 'idle' } })
  if (search.untold + 1 >= MAX_UNTOLD) return searchTold(draft, 'unanswered')
  change(draft, search.id, { untold: search.untold + 1 })
  retryLater(draft, search.id)
}

/** Every symbol of the first search was read, and the lists were told: what stays unexplained is classified. */
export function searchTold(draft: SearchDraft, flowsTold: Searched['flowsTold']): void {
  const [search] = draft.search.searches
  if (search === undefined) return setSearch(draft, { searching: { kind: 'idle' } })
  const { span, certainty } = search
  setSearch(draft, { searching: { kind: 'explaining' } })
  apply(draft, startExplaining(draft, 'search', { ...span, ...certainty, flowsTold }))
}

/** Asks again when it is time and nothing else reads the lists. */
export function retryTick(draft: SearchDraft): void {
  const { now } = draft
  const { retry: flowRetry } = draft.flows
  if (flowRetry === undefined || flowRetry.nextAt > now || isTelling(draft)) return
  if (draft.search.searching.kind === 'telling' || draft.search.searching.kind === 'explaining') return
  startTelling(draft, 'retry', flowRetry.to)
}
