/** Following an account as one pure machine: a state and an input lead to the next state and to effects. */

import { withBalances } from '../balances/state.ts'
import { withStream } from '../stream/state.ts'
import { CLOCK_MARGIN_MS } from '../base/margins.ts'
import { checkInvariants, forgetExplained, keepAccepted, violatedAssets } from '../balances/checks.ts'
import { type Draft, draftOf, partsOf } from './draft.ts'
import { enqueue, noteDrift, setWork } from '../base/draft.ts'
import { apply, applyLists } from './apply.ts'
import { isLive, isUp, planOf, withProofRestarted } from '../phase/state.ts'
import { searchedBefore } from '../balances/explain.ts'
import { explainingTick, listsAnswered, listsTick, refuseLists, retryTick } from '../flows/flow-telling.ts'
import type { Plan } from '../phase/plan.ts'
import { beginPlan, planAnswered, planRefused, planTick } from './plan-steps.ts'
import { AUDIT_MS, withLiveness } from '../liveness/state.ts'
import { doubt, missed, openGap, readingStatus } from '../phase/recover.ts'
import { abandonRead, dropPlan, say } from './plan-queue.ts'
import { owedTick, pushed, streamDown, streamUp } from './stream-steps.ts'
import { noteDemand, noteMute, noteUnproven } from './proof-steps.ts'
import { afterBeat, aliveTo } from '../stream/frames.ts'
import { rereadAnswered, rereadRefused, rereadTick } from '../orders/reread.ts'
import { publicTradesAnswered, searchAnswered, searchAt, searchRefused, searchTick } from '../search/search.ts'
import { areListsRead, suspicionTick, suspicionTold } from '../search/spans.ts'
import { overdue, withoutOldEchoes } from '../balances/sequence.ts'
import { REST_LAG_MS } from '../exchange.ts'
import { firstAuditAfter } from '../base/shares.ts'
import type { FollowState } from './state.ts'
import type { Purpose } from '../base/state.ts'
import type { Input } from './input.ts'
import type { Effect } from '../base/effect.ts'
import { onCommitRefused, onCommitted, onFound, onTurn, wantTurn } from './turn.ts'
import { withKnown, withListed } from '../base/universe.ts'
import { sayChanged, sayUnreadable } from './live-status.ts'
import { keepUnlisted, unlistedTick } from '../orders/unlisted.ts'
import { lackingTick, repairAnswered, upkeepTick } from '../orders/upkeep.ts'
import { demandNow, unprovenAt, watchAt } from '../liveness/watch.ts'
import { SLOW_MS, isBehind, notePushes, queuedSince } from '../base/write-queue.ts'
import { searchUnreadable } from '../search/unreadable-times.ts'

/** Time between two inputs from which the machine slept or its clock was set, in ms. */
const JUMP_MS = 10_000
/** Intervals of ticks, in ms: while something waits for a moment, after a push, and else. */
const TICK_MS = { fast: 50, busy: 250, idle: 1_000 } as const
const BUSY_MS = 10_000

/** Returns the next state and the effects that the shell runs. */
export function step(
  state: FollowState,
  input: Input,
): { readonly state: FollowState; readonly effects: readonly Effect[] } {
  const draft = draftOf(state, input)
  const isOver = state.phase.kind === 'closed'
  if (!isOver) passTime(draft, isClock(input))
  if (!isOver || input.type === 'turn') take(draft, input)
  sayUnreadable(draft, state)
  notePushes(draft)
  // What is left once it has closed is written by nobody.
  if (draft.phase.kind !== 'closed') {
    proceed(draft)
    wantTurn(draft)
    wakeInTime(draft, input)
  }
  return { state: partsOf(draft), effects: draft.effects }
}

/**
 * Counts the time that passed. A jump means that the machine slept or its clock was set: frames that arrive now may be
 * old, so what happened since the last input is a gap.
 */
function passTime(draft: Draft, isSet: boolean): void {
  const { at } = draft
  const { lastAt } = draft.work
  const passed = lastAt === -Infinity ? 0 : at - lastAt
  setWork(draft, { lastAt: at })
  const counted = Math.min(Math.max(passed, 0), isSet ? TICK_MS.idle : JUMP_MS)
  draft.now += counted
  if (isBehind(draft)) setWork(draft, { behindAt: draft.now })
  // A machine that was busy with something else could not ask for its next proof.
  if (counted > TICK_MS.idle)
    draft.liveness = withLiveness(draft.liveness, { liveUntil: draft.liveness.liveUntil + counted - TICK_MS.idle })
  if (passed <= JUMP_MS || isSet || !isUp(draft) || draft.phase.kind === 'closing') return
  draft.recovery = withProofRestarted(draft.recovery, draft.now)
  apply(draft, missed(draft, 'NOTHING_HEARD', Math.min(lastAt, draft.stream.aliveAt)))
}

/** True for an answer that set the estimated time of the exchange. */
function isClock(input: Input): boolean {
  return input.type === 'answer' && (input.answer.kind === 'clock' || input.answer.kind === 'flow-lists')
}

function take(draft: Draft, input: Input): void {
  switch (input.type) {
    case 'open':
      return open(draft, input)
    case 'push':
      return pushed(draft, input)
    case 'drift':
      noteDrift(draft, input.code, input.raw)
      if (input.cause !== undefined && draft.phase.kind !== 'closing') apply(draft, missed(draft, input.cause))
      return
    case 'stream-up':
      return streamUp(draft, input.continuous)
    case 'stream-down':
      return streamDown(draft, input.trouble)
    case 'answer':
      return answered(draft, input)
    case 'refused':
      return refused(draft, input)
    case 'turn':
      return onTurn(draft, input.ledger)
    case 'found':
      return onFound(draft, input.found)
    case 'committed':
      return onCommitted(draft, input.ledger)
    case 'commit-refused':
      draft.ledger = input.ledger
      return onCommitRefused(draft, input.code, input.isContradiction)
    case 'tick':
      return tick(draft, input)
    case 'close':
      return close(draft)
  }
}

/** Starts following the account again: everything since the time up to which all was known is a gap. */
function open(draft: Draft, input: Extract<Input, { type: 'open' }>): void {
  const { ledger, listed, known = [], sharers = 1, lagMs = REST_LAG_MS } = input
  draft.ledger = ledger
  draft.balances = withBalances(draft.balances, { searched: searchedBefore(ledger) })
  setWork(draft, { sharing: { ...draft.work.sharing, lagMs, sharers } })
  draft.universe = withListed(withKnown(draft.universe, known), listed, draft.at)
  draft.stream = withStream(draft.stream, { aliveAt: draft.at })
  draft.liveness = withLiveness(draft.liveness, { nextAuditAt: draft.now + firstAuditAfter(draft, AUDIT_MS) })
  if (ledger.checkedAt !== undefined) draft.recovery = openGap(draft, believed(ledger.checkedAt, draft))
  apply(draft, { effects: doubt(draft) })
  say(draft, 'connecting', 'CONNECTING')
}

/** A stored time, or the newest time of a record where the stored one is beyond the exchange's own. */
function believed(time: number, { ledger, at }: Draft): number {
  if (time <= at) return time
  const known = [...[...ledger.assets.values()].map((asset) => asset.time), ...ledger.symbols.values()]
  return known.filter((one) => one <= at).reduce((newest, one) => Math.max(newest, one), ledger.birth ?? 0)
}

function purposeOf(draft: Draft, call: number): Purpose | undefined {
  const purpose = draft.work.calls.get(call)
  if (purpose === undefined) return undefined
  const calls = new Map(draft.work.calls)
  calls.delete(call)
  setWork(draft, { calls })
  return purpose
}

function answered(draft: Draft, { call, answer, span }: Extract<Input, { type: 'answer' }>): void {
  const purpose = purposeOf(draft, call)
  if (purpose === undefined) return
  if (answer.kind === 'symbol' || answer.kind === 'order') apply(draft, keepUnlisted(draft, answer))
  if (answer.kind === 'clock')
    draft.stream = withStream(draft.stream, { exchangeAt: Math.max(draft.stream.exchangeAt, draft.at) })
  switch (purpose.for) {
    case 'plan':
      return planAnswered(draft, call, answer, span)
    case 'repair':
      return apply(draft, repairAnswered(draft, purpose, answer))
    case 'unreadable-list':
      return apply(draft, rereadAnswered(draft, purpose, answer))
    case 'search':
      if (answer.kind === 'listing') draft.universe = withListed(draft.universe, answer.listed, draft.at)
      return apply(draft, searchAnswered(draft, call, answer))
    case 'public-trades':
      return apply(draft, publicTradesAnswered(draft, purpose.id, answer))
    case 'flow-lists':
      return apply(draft, listsAnswered(draft, answer))
    case 'suspicion':
      return apply(draft, suspicionTold(draft))
    case 'unlisted':
      if (answer.kind === 'listing') draft.universe = withListed(draft.universe, answer.listed, draft.at)
      return apply(draft, unlistedTick(draft))
    case 'clock':
      if (draft.at - purpose.sendTime < purpose.late - CLOCK_MARGIN_MS) apply(draft, missed(draft, 'CLOCK_OFF'))
  }
}

function refused(draft: Draft, { call, error }: Extract<Input, { type: 'refused' }>): void {
  const purpose = purposeOf(draft, call)
  switch (purpose?.for) {
    case 'unreadable-list':
      return apply(draft, rereadRefused(draft, purpose))
    case 'plan':
      return planRefused(draft, call, error)
    case 'search':
      return apply(draft, searchRefused(draft, call, error))
    case 'flow-lists':
      return applyLists(draft, refuseLists(draft, error))
    default:
      return
  }
}

function tick(draft: Draft, input: Extract<Input, { type: 'tick' }>): void {
  const { ledger, listed, provenTo, demand = demandNow(draft) } = input
  if (draft.work.turn.kind === 'idle' && ledger !== draft.ledger) {
    const before = draft.ledger
    draft.ledger = ledger
    draft.balances = keepAccepted(draft, before)
  }
  draft.universe = withListed(draft.universe, listed, draft.at)
  draft.stream = afterBeat(draft.stream, input, draft.now)
  if (provenTo !== undefined) draft.stream = aliveTo(draft.stream, provenTo, draft.at)
  noteMute(draft)
  noteDemand(draft, demand)
  if (draft.phase.kind !== 'closing') {
    lookForGaps(draft)
    planTick(draft)
    apply(draft, upkeepTick(draft))
    apply(draft, lackingTick(draft))
    apply(draft, unlistedTick(draft))
    owedTick(draft)
    applyLists(draft, listsTick(draft))
    apply(draft, explainingTick(draft))
    apply(draft, searchTick(draft))
    apply(draft, retryTick(draft, areListsRead(draft)))
    apply(draft, suspicionTick(draft))
    apply(draft, rereadTick(draft))
    apply(draft, searchUnreadable(draft))
    draft.balances = forgetExplained(draft, draft.now - draft.stream.pushedAt)
    draft.balances = checkInvariants(draft)
    sayChanged(draft)
  }
}

/** Asks for the next tick: after each tick, and earlier where an input led to something that is due before. */
function wakeInTime(draft: Draft, { type }: Input): void {
  const { phase, now } = draft
  const { wakeAt } = draft.work
  if (phase.kind === 'closing' || phase.kind === 'closed') return
  const inMs = tickMs(draft)
  if (type !== 'tick' && wakeAt <= now + inMs) return
  setWork(draft, { wakeAt: now + inMs })
  draft.effects.push({ type: 'wake', inMs })
}

/** Wait for the next tick: at most the usual one, and up to what is due before. */
function tickMs(draft: Draft): number {
  const { now, phase } = draft
  const { sequence } = draft.balances
  const { pushedAt: heardAt } = draft.stream
  const doing = planOf(draft)?.doing
  const isNear =
    doing?.kind === 'waiting' || doing?.kind === 'comparing' || (doing?.kind === 'lanes' && doing.queue.length > 0)
  if (sequence.waiting.size > 0 || isNear) return TICK_MS.fast
  const isReading = phase.kind === 'reconciling' || phase.kind === 'going-live'
  const usual = now - heardAt < BUSY_MS || isReading ? TICK_MS.busy : TICK_MS.idle
  if (phase.kind !== 'live') return Math.max(1, Math.min(usual, searchAt(draft) - now))
  const dueAt = phase.plan === undefined ? watchAt(draft, draft.at) : Infinity
  const slowAt = queuedSince(draft) + SLOW_MS
  const next = Math.min(searchAt(draft), dueAt, unprovenAt(draft, draft.at), slowAt > now ? slowAt : Infinity)
  return Math.max(1, Math.min(usual, next - now))
}

/** Changes that do not chain and have waited long enough are read over REST; while balances are read they wait. */
function lookForGaps(draft: Draft): void {
  if (
    isBehind(draft) ||
    draft.balances.buffer !== undefined ||
    (draft.balances.sequence.waiting.size === 0 && draft.balances.sequence.doubts.size === 0)
  )
    return
  const sequence = withoutOldEchoes(draft.balances.sequence, draft.at)
  draft.balances = withBalances(draft.balances, { sequence })
  const { phase } = draft
  const isToBeRead = phase.kind === 'going-live' || (phase.kind === 'reconciling' && phase.plan === undefined)
  if (!isToBeRead && overdue(draft.balances.sequence, draft.at).length > 0) apply(draft, missed(draft, 'CHAIN_BROKEN'))
}

/** Begins the plan that is due. */
function proceed(draft: Draft): void {
  noteUnproven(draft)
  const { phase, now } = draft
  if (phase.kind === 'reconciling' && phase.plan === undefined && phase.nextAt <= now)
    return beginPlan(draft, 'reconcile', phase.cause)
  if (phase.kind === 'polling' && phase.plan === undefined && phase.nextAt <= now)
    return beginPlan(draft, 'poll', phase.trouble.code)
  if (phase.kind !== 'live') return
  if (!isBehind(draft) && violatedAssets(draft).length > 0) return check(draft)
  const isDue = watchAt(draft, draft.at) <= now
  if (phase.plan !== undefined) {
    if (!isDue || !mayPause(phase.plan)) return
    draft.phase = { kind: 'live', plan: undefined, paused: phase.plan }
    return beginPlan(draft, 'watch', 'WATCH')
  }
  if (draft.liveness.nextAuditAt <= now) return beginPlan(draft, 'audit', 'AUDIT')
  if (isDue) beginPlan(draft, 'watch', 'WATCH')
}

/** True while an audit waits for its next symbol: balances are compared between two of them. */
function mayPause({ goal, doing }: Plan): boolean {
  return goal === 'audit' && doing.kind === 'lanes' && doing.running.size === 0 && doing.folding === 0
}

/** Reads what a violated invariant may miss; the account is not live meanwhile. */
function check(draft: Draft): void {
  dropPlan(draft)
  const cause = 'CHAIN_BROKEN'
  draft.phase = { kind: 'reconciling', cause, plan: undefined, nextAt: draft.now, again: undefined }
  apply(draft, { effects: [readingStatus(draft.recovery, cause)] })
  beginPlan(draft, 'check', cause)
}

/** Folds what was received, then stops. */
function close(draft: Draft): void {
  if (draft.phase.kind === 'closing') return
  const live = isLive(draft)
  dropPlan(draft)
  abandonRead(draft)
  setWork(draft, { calls: new Map() })
  draft.phase = { kind: 'closing' }
  enqueue(draft, { kind: 'stop', isLive: live })
}
