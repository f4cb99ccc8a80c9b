/** Rules that hold after every step of the machine, whatever its inputs. */

import type { Input } from '../machine/input.ts'
import type { FollowState } from '../machine/state.ts'
import type { CallId } from '../base/question.ts'
import type { Purpose } from '../base/state.ts'
import type { Goal } from '../phase/plan.ts'
import { type Phase, planOf } from '../phase/state.ts'
import { printed } from './state-text.ts'

/** Fails where a step breaks a rule, with the state before it and its input, which can be read back. */
export function assertStep(before: FollowState, input: Input, after: FollowState): void {
  const broken = [...brokenRules(before, after)]
  if (broken.length === 0) return
  const error = new Error(`A step broke: ${broken.join('; ')}\n${printed({ before, input })}`)
  // Outside of every promise: none of the machine's own answers may swallow it.
  queueMicrotask(() => {
    throw error
  })
}

function* brokenRules(before: FollowState, after: FollowState): Iterable<string> {
  const { phase, work, recovery, balances } = after
  const isOpen = phase.kind !== 'closing' && phase.kind !== 'closed'
  if (after.now < before.now || work.lastCall < before.work.lastCall) yield 'time and calls only grow'
  if (phase.kind === 'live' && recovery.upAt === undefined) yield 'no account is live without a stream'
  if (phase.kind === 'live' && recovery.gapFrom !== undefined) yield 'no account is live with a gap'
  if (phase.kind !== 'closed' && work.turn.kind === 'idle' && work.pushes.length + work.works.length > 0)
    yield 'what waits asks for the turn'
  if (work.pushes.length === 0 && work.pushesSince !== undefined) yield 'no age of pushes without a push'
  if (work.works.filter(({ kind }) => kind === 'status').length > 1) yield 'one status waits at most'
  if (isOpen)
    for (const [call, room] of awaited(after))
      if (work.calls.get(call)?.for !== room) yield `call ${call} is awaited and known as one for ${room}`
  const doing = planOf(after)?.doing
  if (balances.buffer !== undefined && (doing === undefined || !('step' in doing) || doing.step !== 'balances'))
    yield 'pushes wait for a read of balances alone'
  yield* brokenOfPhase(after)
  yield* brokenOfOrders(after)
  if (isOpen) yield* brokenOfSearch(after)
}

/** Goals of the plans that a phase may have. */
const GOALS: Partial<Readonly<Record<Phase['kind'], readonly Goal[]>>> = {
  reconciling: ['reconcile', 'check'],
  live: ['watch', 'audit'],
  polling: ['poll'],
}

function* brokenOfPhase({ phase, recovery }: FollowState): Iterable<string> {
  const plan = planOf({ phase })
  if (plan !== undefined && GOALS[phase.kind]?.includes(plan.goal) !== true) yield `no ${plan.goal} while ${phase.kind}`
  if (phase.kind === 'live' && (phase.paused?.goal ?? 'audit') !== 'audit') yield 'an audit alone is paused'
  if (phase.kind === 'polling' && recovery.upAt !== undefined) yield 'no account is polled that has a stream'
  if (phase.kind === 'going-live' && recovery.gapFrom !== undefined) yield 'no account goes live with a gap'
  if (recovery.upAt === undefined && recovery.proof !== undefined) yield 'no proof without a stream'
}

function* brokenOfOrders({ orders }: FollowState): Iterable<string> {
  const { pending, ranks, unlisted, unreadableLists } = orders
  if (pending.length > 10_000 || unlisted.length > 1_000 || ranks.length > 64 || unreadableLists.size > 100)
    yield 'what waits is bounded'
  for (const [name, { rows, tries }] of unreadableLists)
    if (rows.length === 0 || tries === 0) yield `${name} has a row that cannot be read, and was tried`
}

/** One search at a time waits for the lists of flows, and for what they explain. */
function* brokenOfSearch({ search: { searches, searching }, flows }: FollowState): Iterable<string> {
  if (searches.length > 8 || new Set(searches.map(({ id }) => id)).size < searches.length)
    yield 'searches are few, each with its name'
  if (searching.kind === 'folding' && searching.left === 0) yield 'a symbol without work is read'
  if ((searching.kind === 'telling') !== (flows.booking?.by === 'search'))
    yield 'lists are read for the search that waits for them'
  if (searching.kind === 'explaining' && flows.explaining?.by !== 'search')
    yield 'what a search left is waited for until it is in the ledger'
}

/** Calls that some room waits for, each with its purpose. */
function* awaited({ flows, search, phase }: FollowState): Iterable<readonly [CallId, Purpose['for']]> {
  const doing = planOf({ phase })?.doing
  if (doing?.kind === 'asking') yield [doing.call, 'plan']
  if (doing?.kind === 'lanes') for (const call of doing.running.keys()) yield [call, 'plan']
  if (flows.booking?.stage.kind === 'asking') yield [flows.booking.stage.call, 'flow-lists']
  if ('call' in search.searching) yield [search.searching.call, 'search']
}
