/** Folds balance changes: pushes in their order, and reads of all balances with the pushes around them. */

import { absolute, add, compare, subtract } from '@spotdeck/exact'
import {
  type Balance,
  type BalanceChange,
  type EventDraft,
  type EventSource,
  NO_BALANCE,
  reasonKind,
  reconciledChange,
  record,
  unexplained,
} from '@spotdeck/ledger'
import { type BalanceReadResult, type Step, arrange, isLaidOnTop, leftOf, resolveBalanceRead } from './balance-read.ts'
import { CLOCK_MARGIN_MS, type ReadSpan } from '../base/margins.ts'
import { type BalancesDraft, setBalances } from './state.ts'
import {
  type PendingChange,
  afterRead,
  applyChange,
  chains,
  changesOf,
  echoesIn,
  markUncertain,
  mayLag,
  sameChange,
  isReverted,
} from './sequence.ts'
import type { ReceivedChange } from '../base/question.ts'
import { noteUnreadable, withLastValues } from './unreadable.ts'
import type { BalancesOutcome, Work } from '../base/work.ts'
import { setWork } from '../base/draft.ts'

/** Orders pushed changes; those that chain become events (`isHeard`: some do). `repeats` are booked already: REST checks the balance. */
export function sequenceChanges(
  draft: BalancesDraft,
  arrivals: readonly ReceivedChange[],
  repeats: readonly BalanceChange[],
): {
  readonly happenings: readonly EventDraft[]
  readonly contained: readonly BalanceChange[]
  readonly isHeard: boolean
} {
  let isHeard = false
  const happenings: EventDraft[] = []
  const contained: BalanceChange[] = []
  const current = new Map<string, Balance>()
  for (const { change: pushed, receivedAt } of arrivals) {
    if (pushed.kind !== 'asset') continue
    const push: PendingChange = { change: pushed.change, madeAt: pushed.madeAt, receivedAt }
    const { asset } = pushed.change
    if (repeats.some((repeat) => sameChange(repeat, push.change))) {
      setBalances(draft, { sequence: markUncertain(draft.balances.sequence, asset, receivedAt) })
      continue
    }
    if (draft.balances.buffer !== undefined) {
      setBalances(draft, { buffer: [...draft.balances.buffer, push] })
      continue
    }
    const balance = current.get(asset) ?? draft.ledger.assets.get(asset)
    const taken = applyChange(draft.balances.sequence, balance, push)
    setBalances(draft, { sequence: taken.sequence })
    if (taken.contained !== undefined) contained.push(taken.contained)
    for (const change of taken.accepted) {
      current.set(asset, change)
      happenings.push(assetEvent({ change, learnt: 'push' }, 'stream'))
    }
    isHeard ||= taken.accepted.length > 0
  }
  return { happenings, contained, isHeard }
}

/** Starts a balance read: changes wait for it, together with those that already wait for a predecessor. */
export function beginRead(draft: BalancesDraft): void {
  setBalances(draft, {
    buffer: draft.balances.buffer ?? [...draft.balances.sequence.waiting.values()].flat(),
    sequence: { ...draft.balances.sequence, waiting: new Map() },
  })
}

/** Ends a balance read without an answer: waiting changes are applied as they came. */
export function abandonRead(draft: BalancesDraft): void {
  const { buffer } = draft.balances
  if (buffer === undefined) return
  setBalances(draft, { buffer: undefined })
  const arrivals = buffer.map(({ change, madeAt, receivedAt }): ReceivedChange => ({
    change: { kind: 'asset', change, madeAt },
    receivedAt,
  }))
  setWork(draft, { pushes: [...arrivals, ...draft.work.pushes] })
}

/**
 * Folds a read of all balances and the changes around it. Where the changes of an asset do not fit it, `whenUnclear`
 * decides; an asset that is left or overridden is `doubtful`, and the changes that its balance need not contain keep
 * waiting.
 */
export function foldBalances(
  draft: BalancesDraft,
  { read: told, unreadable, span, whenUnclear, source }: Extract<Work, { kind: 'balances' }>,
): { readonly drafts: readonly EventDraft[]; readonly balances: BalancesOutcome; readonly isHeard: boolean } {
  noteUnreadable(draft, unreadable)
  const read = withLastValues(draft, told, unreadable)
  const buffer = (draft.balances.buffer ?? []).map((push) => ({
    ...push,
    madeAt: Math.min(push.madeAt, span.t1 + CLOCK_MARGIN_MS),
  }))
  const { assets: held } = draft.ledger
  const assets = [...new Set([...held.keys(), ...read.keys(), ...buffer.map(({ change }) => change.asset)])]
  const settled = assets.map((asset) => ({ asset, result: current(draft, { asset, read, span, buffer }) }))
  const unclear = settled.filter(({ result }) => result.kind === 'unclear').map(({ asset }) => asset)
  if (unclear.length > 0 && whenUnclear === 'read-again')
    return { drafts: [], balances: { unclear, doubtful: [], changed: [], reverted: [] }, isHeard: false }
  const steps = settled.flatMap(({ asset, result }) =>
    result.kind === 'settled'
      ? result.steps
      : whenUnclear === 'leave' ||
          mayLag(draft.balances.sequence, { asset, balance: read.get(asset) ?? NO_BALANCE }, span.t0)
        ? []
        : forced(draft, { asset, read, span, buffer: [] }),
  )
  setBalances(draft, { buffer: undefined })
  const contained = settled.flatMap(({ result }) => (result.kind === 'settled' ? result.contained : []))
  const pushed = steps.filter(({ learnt }) => learnt === 'push')
  const sentTwice = (change: BalanceChange): boolean => pushed.some((step) => sameChange(step.change, change))
  const found = notTaken(
    draft,
    contained.map(({ change }) => change).filter((change) => !sentTwice(change)),
  )
  const jumps = steps.filter(({ learnt }) => learnt === 'read').map(({ change }) => change)
  const drafts = steps.map((step) => assetEvent(step, source))
  const explained = explainContained(draft, drafts, found)
  const changed = [...new Set(jumps.map(({ asset }) => asset))]
  const known = (asset: string): readonly BalanceChange[] => [
    ...changesOf(draft.balances.sequence, asset),
    ...found.filter((change) => change.asset === asset),
  ]
  const reverted = changed.filter((asset) => isReverted(known(asset), read.get(asset) ?? NO_BALANCE))
  const left = leftOf(buffer, unclear, whenUnclear === 'leave' ? -Infinity : span.t0)
  setBalances(draft, { sequence: afterRead(draft.balances.sequence, span, pushed, left, [...found, ...jumps]) })
  for (const { asset, result } of settled)
    if (isLaidOnTop(asset, result, read, span, buffer))
      setBalances(draft, { sequence: markUncertain(draft.balances.sequence, asset, span.t1) })
  return {
    drafts: [...drafts, ...explained],
    balances: { unclear: [], doubtful: unclear, changed, reverted },
    isHeard: pushed.length > 0,
  }
}

type OneRead = {
  readonly asset: string
  readonly read: ReadonlyMap<string, Balance>
  readonly span: ReadSpan
  readonly buffer: readonly PendingChange[]
}

/** Marks a read that would revert a recent push as unclear. */
function current(draft: BalancesDraft, one: OneRead): BalanceReadResult {
  const result = resolve(draft, one)
  const jumps = result.kind === 'settled' && result.steps.some(({ learnt }) => learnt === 'read')
  const told = one.read.get(one.asset) ?? NO_BALANCE
  if (!jumps || !mayLag(draft.balances.sequence, { asset: one.asset, balance: told }, one.span.t0)) return result
  return lagging(draft, one, told)
}

/** A read from before the newest applied changes, which chain from it without a doubt: the pushes go on top of them. */
function lagging(
  { balances: { sequence }, ledger }: BalancesDraft,
  { asset, buffer }: OneRead,
  told: Balance,
): BalanceReadResult {
  const known = ledger.assets.get(asset) ?? NO_BALANCE
  const pushes = buffer.filter(({ change }) => change.asset === asset)
  const after = arrange(known, pushes)
  const isSure = !sequence.doubts.has(asset) && chains(told, changesOf(sequence, asset), known)
  if (!isSure || after === undefined) return { kind: 'unclear' }
  return { kind: 'settled', steps: after.map((push) => ({ ...push, learnt: 'push' })), contained: [] }
}

function resolve(
  { balances: { sequence }, ledger }: BalancesDraft,
  { asset, read, span, buffer }: OneRead,
): BalanceReadResult {
  const pushes = buffer.filter(({ change }) => change.asset === asset)
  const echoes = echoesIn(changesOf(sequence, asset), pushes)
  return resolveBalanceRead({
    asset,
    newest: sequence.newest.get(asset),
    known: ledger.assets.get(asset) ?? NO_BALANCE,
    read: read.get(asset) ?? NO_BALANCE,
    span,
    pushes,
    isDuplicate: (push) => echoes.has(push),
  })
}

function forced({ ledger }: BalancesDraft, { asset, read, span }: OneRead): readonly Step[] {
  const known = ledger.assets.get(asset) ?? NO_BALANCE
  const result = resolveBalanceRead({ asset, known, read: read.get(asset) ?? NO_BALANCE, span, pushes: [] })
  return result.kind === 'settled' ? result.steps : []
}

/** Changes without repeats and without those that were applied before. */
function notTaken(
  { balances: { sequence } }: BalancesDraft,
  changes: readonly BalanceChange[],
): readonly BalanceChange[] {
  const fresh: BalanceChange[] = []
  for (const change of changes) {
    const taken = changesOf(sequence, change.asset)
    if (![...taken, ...fresh].some((other) => sameChange(other, change))) fresh.push(change)
  }
  return fresh
}

/**
 * Replaces a RECONCILED change with the flow that caused it when its push arrives late. A flow from before
 * `trackedSince` is part of the opening balance: of flows near that time, only those that reduce an unexplained
 * amount are booked.
 */
export function explainContained(
  draft: BalancesDraft,
  earlier: readonly EventDraft[],
  contained: readonly BalanceChange[],
): readonly EventDraft[] {
  const flows = contained.filter(({ reason }) => reasonKind(reason) === 'flow' || reasonKind(reason) === 'unknown')
  if (flows.length === 0) return []
  let { state } = record(draft.ledger, earlier, draft.at)
  const drafts: EventDraft[] = []
  for (const change of flows) {
    const held = state.assets.get(change.asset)
    if (held === undefined) continue
    const open = unexplained(state, change.asset)
    const step = add(change.freeChange, change.lockedChange)
    const mayBeOpening = change.time <= (state.birth ?? Infinity) + CLOCK_MARGIN_MS
    if (mayBeOpening && compare(absolute(subtract(open, step)), absolute(open)) >= 0) continue
    const without = {
      free: subtract(held.free, change.freeChange),
      locked: subtract(held.locked, change.lockedChange),
    }
    const back = reconciledChange(change.asset, held, without, draft.at)
    const booked = { ...change, free: held.free, locked: held.locked }
    const pair = [
      assetEvent({ change: back, learnt: 'read' }, 'rest'),
      assetEvent({ change: booked, learnt: 'push' }, 'stream'),
    ]
    drafts.push(...pair)
    state = record(state, pair, draft.at).state
  }
  return drafts
}

/** Event of one step; the price of a flow is added when it is committed. */
function assetEvent({ change, learnt }: Pick<Step, 'change' | 'learnt'>, source: EventSource): EventDraft {
  return { type: 'asset.changed', change, time: change.time, source: learnt === 'push' ? 'stream' : source }
}
