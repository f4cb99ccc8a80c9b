/** The lists of flows on their way into the ledger: asked, compared once pushes have come, booked, and asked again. */

import { isZero } from '@spotdeck/exact'
import { unexplained } from '@spotdeck/ledger'
import type { FlowListBooking, FlowsState, FlowsStep, FlowsView } from './state.ts'
import { retryAt } from '../base/draft.ts'
import { nextCall } from '../base/effect.ts'
import { isLive } from '../phase/state.ts'
import { listsSince } from './flow-lists.ts'
import { EXPLAIN_MS, amountsInQuestion, unexplainedAmounts, searchedTo } from '../balances/explain.ts'
import type { FlowListOutcome, Searched, LeftAmount } from '../base/searched.ts'
import type { Answer, Question, Refusal } from '../base/question.ts'
import type { Outcome, Work } from '../base/work.ts'

/** Bound of the wait for pushed changes that wait for REST, in ms. */
const SETTLE_MS = 60_000
/** Bounds of the waits before lists are asked for again, in ms. */
const RETRY = { baseMs: 60_000, capMs: 600_000 }
/** About an hour, with growing waits. */
const MAX_TRIES = 8

/** Requests the lists of flows before `to`. */
export function askLists(view: FlowsView, by: FlowListBooking['by'], to: number): FlowsStep {
  const { upAt, gapFrom } = view.recovery
  const flows = { ...view.flows, listedIn: upAt }
  const since = listsSince(view.ledger, to, gapFrom)
  if (since === undefined) return told({ ...view, flows }, by, { to, outcome: [] })
  if (upAt === undefined) return told({ ...view, flows }, by, { to, outcome: 'interrupted' })
  const isUrgent = !isLive(view) || amountsInQuestion(view).size > 0
  const question: Question = { kind: 'flow-lists', since, ...(isUrgent ? {} : { background: true }) }
  const booking = { by, to, heard: upAt, stage: { kind: 'asking', call: nextCall(view) } } as const
  return { flows: { ...flows, booking }, effects: [{ type: 'ask', question, purpose: { for: 'flow-lists' } }] }
}

/** Requests the lists once a stream while a gap is unexplained: they are booked as soon as the account is live. */
export function tellEarly(view: FlowsView): FlowsStep {
  const { flows, recovery, at } = view
  return isTelling(view) || flows.listedIn === recovery.upAt ? unchanged(view) : askLists(view, 'retry', at)
}

const unchanged = ({ flows }: FlowsView): FlowsStep => ({ flows, effects: [] })

/** True while lists are on their way into the ledger, or what they leave is being looked at. */
export const isTelling = ({ flows: { booking, explaining } }: { readonly flows: FlowsState }): boolean =>
  booking !== undefined || explaining !== undefined

/** Takes the lists: they are booked once every push of earlier changes has arrived or is lost. */
export function listsAnswered(view: FlowsView, answer: Answer): FlowsStep {
  const { now, at, flows } = view
  const { booking } = flows
  if (booking?.stage.kind !== 'asking' || answer.kind !== 'flow-lists') return unchanged(view)
  const until = Math.max(now, Math.min(now, now + booking.to - at) + EXPLAIN_MS)
  const stage = { kind: 'settling', lists: answer.lists, until, limit: now + SETTLE_MS } as const
  return { flows: { ...flows, booking: { ...booking, stage } }, effects: [] }
}

/** Takes a refusal. */
export function refuseLists(view: FlowsView, error: Refusal): FlowsStep {
  const { booking } = view.flows
  return booking?.stage.kind === 'asking' ? unanswered(view, booking, error.fields) : unchanged(view)
}

/** Goes on once pushes have come; ends where the stream broke. */
export function listsTick(view: FlowsView): FlowsStep {
  const { now, flows, recovery } = view
  const { booking } = flows
  if (booking === undefined || booking.stage.kind === 'booking') return unchanged(view)
  const { by, to, heard, stage } = booking
  if (recovery.upAt !== heard) return told(withoutBooking(view), by, { to, outcome: 'interrupted' })
  if (stage.kind !== 'settling' || stage.until > now) return unchanged(view)
  const { lists } = stage
  if (isLive(view) && view.balances.buffer === undefined)
    return {
      flows: { ...flows, booking: { ...booking, stage: { kind: 'booking', lists } } },
      effects: [{ type: 'enqueue', work: { kind: 'flow-lists', lists } }],
    }
  return now < stage.limit ? unchanged(view) : unanswered(view, booking, { code: 'UNSETTLED' })
}

/** Takes what came of the booking. */
export function bookLists(view: FlowsView, { flowsTold, refused }: Outcome): FlowsStep {
  const { booking } = view.flows
  if (booking?.stage.kind !== 'booking') return unchanged(view)
  if (refused || flowsTold === 'again' || flowsTold === undefined) return unanswered(view, booking, { code: 'CHANGED' })
  return told(withoutBooking(view), booking.by, { to: booking.to, outcome: flowsTold })
}

const withoutBooking = (view: FlowsView): FlowsView => ({ ...view, flows: { ...view.flows, booking: undefined } })

function unanswered(view: FlowsView, { by, to }: FlowListBooking, fields: Refusal['fields']): FlowsStep {
  const next = withoutBooking(view)
  const { flows } = next
  // Those of a reconciliation: the search that follows asks for them.
  if (by === 'retry' && flows.retry === undefined && !isLive(view)) return unchanged(next)
  const isLast = by === 'retry' && (flows.retry?.tries ?? 0) >= MAX_TRIES
  const message = `flow lists not readable, ${isLast ? 'flows of the gap stay unknown' : 'retrying later'}`
  const step: FlowsStep =
    by === 'retry'
      ? told(next, by, { to, outcome: isLast ? ['NO_ANSWER'] : 'unanswered' })
      : { ...unchanged(next), told: 'again' }
  return { ...step, effects: [{ type: 'log', level: 'warn', message, fields }, ...step.effects] }
}

function told(
  view: FlowsView,
  by: FlowListBooking['by'],
  { to, outcome }: { readonly to: number; readonly outcome: FlowListOutcome },
): FlowsStep {
  const { flows } = view
  if (by === 'search') return { flows, effects: [], told: outcome }
  if (outcome === 'unanswered') return askAgain(view, to)
  return startExplaining({ ...view, flows: { ...flows, retry: undefined } }, by, { ...NOWHERE, to, flowsTold: outcome })
}

const NOWHERE = {
  since: { orders: Infinity, deals: Infinity },
  amounts: new Map<string, string>(),
  complete: { orders: false, deals: false },
  knownFrom: { orders: 0, deals: 0 },
  lacks: { orders: undefined, deals: undefined },
}

/** Asks for the lists again later, with growing waits. */
export function askAgain(view: FlowsView, to: number): FlowsStep {
  const { to: before = to, tries = 0 } = view.flows.retry ?? {}
  const retry = { to: Math.max(to, before), tries: tries + 1, nextAt: retryAt(view, tries, RETRY) }
  return { flows: { ...view.flows, retry }, effects: [] }
}

/** Asks again when it is time and nothing else reads the lists. `isRead`: a search reads them, or waits for them. */
export function retryTick(view: FlowsView, isRead: boolean): FlowsStep {
  const { retry } = view.flows
  if (retry === undefined || retry.nextAt > view.now || isRead || isTelling(view)) return unchanged(view)
  return askLists(view, 'retry', retry.to)
}

/** The flows with lists that are to be asked for soon, unless they are already. */
export function retrySoon({ flows, now }: FlowsView, to: number): FlowsState {
  return { ...flows, retry: flows.retry ?? { to, tries: 0, nextAt: now } }
}

/** Waits until amounts are explained whose deals or balances are only on their way, or for long enough. */
export function startExplaining(view: FlowsView, by: FlowListBooking['by'], searched: Searched): FlowsStep {
  const { ledger, balances, now, flows } = view
  const open = unexplainedAmounts(ledger)
  const isConfirmed = [...open.keys()].every((asset) => balances.accepted.has(`b ${asset}`))
  const explaining = { by, open, until: now + (isConfirmed ? 0 : EXPLAIN_MS), searched }
  return explainingTick({ ...view, flows: { ...flows, explaining } })
}

/** An amount that is explained at one moment has no missing record. */
export function explainingTick(view: FlowsView): FlowsStep {
  const { ledger, now, flows } = view
  const { explaining } = flows
  if (explaining === undefined) return unchanged(view)
  const open = new Map([...explaining.open].filter(([asset]) => !isZero(unexplained(ledger, asset))))
  const { until, by, searched } = explaining
  const isOver = open.size === 0 || until === undefined || until <= now
  const next = { ...flows, explaining: { ...explaining, open, until: isOver ? undefined : until } }
  if (!isOver || until === undefined) return { flows: next, effects: [] }
  // Flows of a new gap are among the unexplained amounts and are not booked.
  const span: Searched = isHeard(view) ? searched : { ...searched, flowsTold: 'interrupted' }
  const work: Work =
    by === 'retry'
      ? { kind: 'told', to: searched.to, flowsTold: searched.flowsTold }
      : { kind: 'swept', searched: span }
  return { flows: next, effects: [{ type: 'enqueue', work }] }
}

/** The flows after what was left unexplained is in the ledger. */
export const explained = ({ flows }: FlowsView): FlowsState => ({ ...flows, explaining: undefined })

/** Amounts that stayed unexplained after a search, each with the time up to which it was searched. */
export function leftAmounts(view: FlowsView): readonly LeftAmount[] {
  return [...(view.flows.explaining?.open.keys() ?? [])].flatMap((asset): LeftAmount[] => {
    const amount = unexplained(view.ledger, asset)
    return isZero(amount) ? [] : [{ amount, searchedTo: searchedTo(view, asset, amount) }]
  })
}

/** True while the stream that the lists were compared with continues. */
export function isHeard({ recovery: { upAt, gapFrom }, flows }: FlowsView): boolean {
  return upAt !== undefined && gapFrom === undefined && flows.listedIn === upAt
}
