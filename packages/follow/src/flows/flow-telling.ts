/** The lists of flows on their way into the ledger: asked, compared once pushes have come, booked, and asked again. */

import { isZero } from '@spotdeck/exact'
import { unexplained } from '@spotdeck/ledger'
import { type FlowsDraft, type FlowListBooking, setFlows } from './state.ts'
import { ask, enqueue, log, retryAt } from '../base/draft.ts'
import { isLive, isUp } from '../phase/state.ts'
import { listsSince } from './flow-lists.ts'
import { EXPLAIN_MS, amountsInQuestion, unexplainedAmounts, searchedTo } from '../balances/explain.ts'
import type { FlowListOutcome, Searched, LeftAmount } from '../base/searched.ts'
import type { Answer, Question, Refusal } from '../base/question.ts'
import type { Outcome } from '../base/work.ts'

/** Bound of the wait for pushed changes that wait for REST, in ms. */
const SETTLE_MS = 60_000
/** Bounds of the waits before lists are asked for again, in ms. */
const RETRY = { baseMs: 60_000, capMs: 600_000 }
/** About an hour, with growing waits. */
const MAX_TRIES = 8

/** Outcome for the search that waits for the lists; `again`: it asks once more. Absent: none yet, or none waits. */
export type ForSearch = FlowListOutcome | 'again' | undefined

/** Requests the lists of flows before `to`. */
export function askLists(draft: FlowsDraft, by: FlowListBooking['by'], to: number): ForSearch {
  setFlows(draft, { listedIn: draft.recovery.upAt })
  const since = listsSince(draft.ledger, to, draft.recovery.gapFrom)
  if (since === undefined) return told(draft, by, { to, outcome: [] })
  if (draft.recovery.upAt === undefined) return told(draft, by, { to, outcome: 'interrupted' })
  const question: Question = { kind: 'flow-lists', since }
  const isUrgent = !isLive(draft) || amountsInQuestion(draft).size > 0
  const call = ask(draft, isUrgent ? question : { ...question, background: true }, { for: 'flow-lists' })
  setFlows(draft, { booking: { by, to, heard: draft.recovery.upAt, stage: { kind: 'asking', call } } })
}

/** Requests the lists once a stream while a gap is unexplained: they are booked as soon as the account is live. */
export function tellEarly(draft: FlowsDraft): void {
  if (!isTelling(draft) && draft.flows.listedIn !== draft.recovery.upAt) askLists(draft, 'retry', draft.at)
}

/** True while lists are on their way into the ledger, or what they leave is being looked at. */
export const isTelling = ({ flows: { booking: telling, explaining } }: FlowsDraft): boolean =>
  telling !== undefined || explaining !== undefined

/** Takes the lists: they are booked once every push of earlier changes has arrived or is lost. */
export function listsAnswered(draft: FlowsDraft, answer: Answer): void {
  const { now, at } = draft
  const { booking: telling } = draft.flows
  if (telling?.stage.kind !== 'asking' || answer.kind !== 'flow-lists') return
  const { lists } = answer
  const until = Math.max(now, Math.min(now, now + telling.to - at) + EXPLAIN_MS)
  setFlows(draft, { booking: { ...telling, stage: { kind: 'settling', lists, until, limit: now + SETTLE_MS } } })
}

/** Takes a refusal. */
export function refuseLists(draft: FlowsDraft, error: Refusal): ForSearch {
  return draft.flows.booking?.stage.kind === 'asking' ? unanswered(draft, error) : undefined
}

/** Goes on once pushes have come; ends where the stream broke. */
export function listsTick(draft: FlowsDraft): ForSearch {
  const { now } = draft
  const { booking: telling } = draft.flows
  if (telling === undefined || telling.stage.kind === 'booking') return
  if (!isUp(draft) || draft.recovery.upAt !== telling.heard) {
    setFlows(draft, { booking: undefined })
    return told(draft, telling.by, { to: telling.to, outcome: 'interrupted' })
  }
  const { stage } = telling
  if (stage.kind !== 'settling' || stage.until > now) return
  if (isLive(draft) && draft.balances.buffer === undefined) {
    setFlows(draft, { booking: { ...telling, stage: { kind: 'booking', lists: stage.lists } } })
    enqueue(draft, { kind: 'flow-lists', lists: stage.lists })
    return undefined
  }
  return now < stage.limit ? undefined : unanswered(draft, { code: 'UNSETTLED', fields: { code: 'UNSETTLED' } })
}

/** Takes what came of the booking. */
export function bookLists(draft: FlowsDraft, { flowsTold, refused }: Outcome): ForSearch {
  const { booking: telling } = draft.flows
  if (telling?.stage.kind !== 'booking') return
  if (refused || flowsTold === 'again' || flowsTold === undefined)
    return unanswered(draft, { code: 'CHANGED', fields: { code: 'CHANGED' } })
  setFlows(draft, { booking: undefined })
  return told(draft, telling.by, { to: telling.to, outcome: flowsTold })
}

function unanswered(draft: FlowsDraft, error: Refusal): ForSearch {
  const { booking: telling } = draft.flows
  if (telling === undefined) return
  setFlows(draft, { booking: undefined })
  const { by, to } = telling
  // Those of a reconciliation: the search that follows asks for them.
  if (by === 'retry' && draft.flows.retry === undefined && !isLive(draft)) return
  if (by === 'retry') {
    const isLast = (draft.flows.retry?.tries ?? 0) >= MAX_TRIES
    log(draft, 'warn', isLast ? 'flow lists not readable, flows of the gap stay unknown' : LATER, error.fields)
    return told(draft, by, { to, outcome: isLast ? ['NO_ANSWER'] : 'unanswered' })
  }
  log(draft, 'warn', LATER, error.fields)
  return 'again'
}

const LATER = 'flow lists not readable, retrying later'

function told(
  draft: FlowsDraft,
  by: FlowListBooking['by'],
  { to, outcome }: { readonly to: number; readonly outcome: FlowListOutcome },
): ForSearch {
  if (by === 'search') return outcome
  if (outcome === 'unanswered') return askAgain(draft, to)
  setFlows(draft, { retry: undefined })
  startExplaining(draft, 'retry', { ...NOWHERE, to, flowsTold: outcome })
}

const NOWHERE = {
  since: { orders: Infinity, deals: Infinity },
  amounts: new Map<string, string>(),
  complete: { orders: false, deals: false },
  knownFrom: { orders: 0, deals: 0 },
  lacks: { orders: undefined, deals: undefined },
}

/** Asks for the lists again later, with growing waits. */
export function askAgain(draft: FlowsDraft, to: number): undefined {
  const { to: before = to, tries = 0 } = draft.flows.retry ?? {}
  const nextAt = retryAt(draft, tries, RETRY)
  setFlows(draft, { retry: { to: Math.max(to, before), tries: tries + 1, nextAt } })
}

/** Waits until amounts are explained whose deals or balances are only on their way, or for long enough. */
export function startExplaining(draft: FlowsDraft, by: FlowListBooking['by'], searched: Searched): void {
  const open = unexplainedAmounts(draft.ledger)
  const isConfirmed = [...open.keys()].every((asset) => draft.balances.accepted.has(`b ${asset}`))
  setFlows(draft, { explaining: { by, open, until: draft.now + (isConfirmed ? 0 : EXPLAIN_MS), searched } })
  explainingTick(draft)
}

/** An amount that is explained at one moment has no missing record. */
export function explainingTick(draft: FlowsDraft): void {
  const { ledger, now } = draft
  const { explaining } = draft.flows
  if (explaining === undefined) return
  const open = new Map([...explaining.open].filter(([asset]) => !isZero(unexplained(ledger, asset))))
  const { until } = explaining
  const isOver = open.size === 0 || until === undefined || until <= now
  setFlows(draft, { explaining: { ...explaining, open, until: isOver ? undefined : until } })
  if (!isOver || until === undefined) return
  const { by, searched } = explaining
  if (by === 'retry') return enqueue(draft, { kind: 'told', to: searched.to, flowsTold: searched.flowsTold })
  // Flows of a new gap are among the unexplained amounts and are not booked.
  const span: Searched = isHeard(draft) ? searched : { ...searched, flowsTold: 'interrupted' }
  enqueue(draft, { kind: 'swept', searched: span })
}

/** Amounts that stayed unexplained after a search, each with the time up to which it was searched. */
export function leftAmounts(draft: FlowsDraft): readonly LeftAmount[] {
  return [...(draft.flows.explaining?.open.keys() ?? [])].flatMap((asset): LeftAmount[] => {
    const amount = unexplained(draft.ledger, asset)
    return isZero(amount) ? [] : [{ amount, searchedTo: searchedTo(draft, asset, amount) }]
  })
}

/** True while the stream that the lists were compared with continues. */
export function isHeard(draft: FlowsDraft): boolean {
  return isUp(draft) && draft.recovery.gapFrom === undefined && draft.flows.listedIn === draft.recovery.upAt
}
