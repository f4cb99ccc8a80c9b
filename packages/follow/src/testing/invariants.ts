/** Rules that hold after every step of the machine, whatever its inputs. */

import type { Input } from '../machine/input.ts'
import type { FollowState } from '../machine/state.ts'
import { planOf } from '../phase/state.ts'
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
  if (isOpen) for (const call of awaited(after)) if (!work.calls.has(call)) yield `call ${call} is awaited and known`
  const doing = planOf(after)?.doing
  if (balances.buffer !== undefined && (doing === undefined || !('step' in doing) || doing.step !== 'balances'))
    yield 'pushes wait for a read of balances alone'
}

/** Calls that some room waits for. */
function* awaited({ flows, search, phase }: FollowState): Iterable<number> {
  const doing = planOf({ phase })?.doing
  if (doing?.kind === 'asking') yield doing.call
  if (doing?.kind === 'lanes') yield* doing.running.keys()
  if (flows.booking?.stage.kind === 'asking') yield flows.booking.stage.call
  if ('call' in search.searching) yield search.searching.call
}
