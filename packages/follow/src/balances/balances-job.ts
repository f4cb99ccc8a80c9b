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
import { type BalancesState, type BalancesView, withBalances } from './state.ts'
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
import { withLastValues } from './unreadable.ts'
import type { BalancesOutcome, Work } from '../base/work.ts'

/** Orders pushed changes; those that chain become events. `repeats` are booked already: REST checks their balance. */
export function sequenceChanges(
  { balances, ledger }: Pick<BalancesView, 'balances' | 'ledger'>,
  arrivals: readonly ReceivedChange[],
  repeats: readonly BalanceChange[],
): {
  readonly balances: BalancesState
  readonly happenings: readonly EventDraft[]
  readonly contained: readonly BalanceChange[]
  readonly isHeard: boolean
} {
  let { sequence } = balances
  const held: PendingChange[] = []
  const happenings: EventDraft[] = []
  const contained: BalanceChange[] = []
  const current = new Map<string, Balance>()
  for (const { change: pushed, receivedAt } of arrivals) {
    if (pushed.kind !== 'asset') continue
    const push: PendingChange = { change: pushed.change, madeAt: pushed.madeAt, receivedAt }
    const { asset } = pushed.change
    if (repeats.some((repeat) => sameChange(repeat, push.change))) {
      sequence = markUncertain(sequence, asset, receivedAt)
      continue
    }
    if (balances.buffer !== undefined) {
      held.push(push)
      continue
    }
    const taken = applyChange(sequence, current.get(asset) ?? ledger.assets.get(asset), push)
    sequence = taken.sequence
    if (taken.contained !== undefined) contained.push(taken.contained)
    for (const change of taken.accepted) {
      current.set(asset, change)
      happenings.push(assetEvent({ change, learnt: 'push' }, 'stream'))
    }
  }
  const buffer = balances.buffer && [...balances.buffer, ...held]
  return { balances: withBalances(balances, { sequence, buffer }), happenings, contained, isHeard: current.size > 0 }
}

/** Starts a balance read: changes wait for it, together with those that already wait for a predecessor. */
export function beginRead(balances: BalancesState): BalancesState {
  const { buffer, sequence } = balances
  return withBalances(balances, {
    buffer: buffer ?? [...sequence.waiting.values()].flat(),
    sequence: { ...sequence, waiting: new Map() },
  })
}

/** Ends a balance read without an answer: `arrivals` are the changes that waited for it, to be applied as they came. */
export function withoutRead(balances: BalancesState): {
  readonly balances: BalancesState
  readonly arrivals: readonly ReceivedChange[]
} {
  const { buffer } = balances
  if (buffer === undefined) return { balances, arrivals: [] }
  const arrivals = buffer.map(({ change, madeAt, receivedAt }): ReceivedChange => ({
    change: { kind: 'asset', change, madeAt },
    receivedAt,
  }))
  return { balances: withBalances(balances, { buffer: undefined }), arrivals }
}

/**
 * Folds a read of all balances and the changes around it. Where the changes of an asset do not fit it, `whenUnclear`
 * decides; an asset that is left or overridden is `doubtful`, and the changes that its balance need not contain keep
 * waiting.
 */
export function foldBalances(
  view: BalancesView,
  { read: told, unreadable, span, whenUnclear, source }: Extract<Work, { kind: 'balances' }>,
): {
  readonly balances: BalancesState
  readonly drafts: readonly EventDraft[]
  readonly outcome: BalancesOutcome
  readonly isHeard: boolean
} {
  const { balances } = view
  const read = withLastValues(view, told, unreadable)
  const buffer = (balances.buffer ?? []).map((push) => ({
    ...push,
    madeAt: Math.min(push.madeAt, span.t1 + CLOCK_MARGIN_MS),
  }))
  const { assets: held } = view.ledger
  const assets = [...new Set([...held.keys(), ...read.keys(), ...buffer.map(({ change }) => change.asset)])]
  const settled = assets.map((asset) => ({ asset, result: current(view, { asset, read, span, buffer }) }))
  const unclear = settled.filter(({ result }) => result.kind === 'unclear').map(({ asset }) => asset)
  if (unclear.length > 0 && whenUnclear === 'read-again')
    return { balances, drafts: [], outcome: { unclear, doubtful: [], changed: [], reverted: [] }, isHeard: false }
  const steps = settled.flatMap(({ asset, result }) =>
    result.kind === 'settled'
      ? result.steps
      : whenUnclear === 'leave' || mayLag(balances.sequence, { asset, balance: read.get(asset) ?? NO_BALANCE }, span.t0)
        ? []
        : forced(view, { asset, read, span, buffer: [] }),
  )
  const contained = settled.flatMap(({ result }) => (result.kind === 'settled' ? result.contained : []))
  const pushed = steps.filter(({ learnt }) => learnt === 'push')
  const sentTwice = (change: BalanceChange): boolean => pushed.some((step) => sameChange(step.change, change))
  const found = notTaken(
    view,
    contained.map(({ change }) => change).filter((change) => !sentTwice(change)),
  )
  const jumps = steps.filter(({ learnt }) => learnt === 'read').map(({ change }) => change)
  const drafts = steps.map((step) => assetEvent(step, source))
  const explained = explainContained(view, drafts, found)
  const changed = [...new Set(jumps.map(({ asset }) => asset))]
  const known = (asset: string): readonly BalanceChange[] => [
    ...changesOf(balances.sequence, asset),
    ...found.filter((change) => change.asset === asset),
  ]
  const reverted = changed.filter((asset) => isReverted(known(asset), read.get(asset) ?? NO_BALANCE))
  const left = leftOf(buffer, unclear, whenUnclear === 'leave' ? -Infinity : span.t0)
  let sequence = afterRead(balances.sequence, span, pushed, left, [...found, ...jumps])
  for (const { asset, result } of settled)
    if (isLaidOnTop(asset, result, read, span, buffer)) sequence = markUncertain(sequence, asset, span.t1)
  return {
    balances: withBalances(balances, { sequence, buffer: undefined }),
    drafts: [...drafts, ...explained],
    outcome: { unclear: [], doubtful: unclear, changed, reverted },
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
function current(view: BalancesView, one: OneRead): BalanceReadResult {
  const result = resolve(view, one)
  const jumps = result.kind === 'settled' && result.steps.some(({ learnt }) => learnt === 'read')
  const told = one.read.get(one.asset) ?? NO_BALANCE
  if (!jumps || !mayLag(view.balances.sequence, { asset: one.asset, balance: told }, one.span.t0)) return result
  return lagging(view, one, told)
}

/** A read from before the newest applied changes, which chain from it without a doubt: the pushes go on top of them. */
function lagging(
  { balances: { sequence }, ledger }: BalancesView,
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
  { balances: { sequence }, ledger }: BalancesView,
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

function forced({ ledger }: BalancesView, { asset, read, span }: OneRead): readonly Step[] {
  const known = ledger.assets.get(asset) ?? NO_BALANCE
  const result = resolveBalanceRead({ asset, known, read: read.get(asset) ?? NO_BALANCE, span, pushes: [] })
  return result.kind === 'settled' ? result.steps : []
}

/** Changes without repeats and without those that were applied before. */
function notTaken(
  { balances: { sequence } }: BalancesView,
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
  { ledger, at }: Pick<BalancesView, 'ledger' | 'at'>,
  earlier: readonly EventDraft[],
  contained: readonly BalanceChange[],
): readonly EventDraft[] {
  const flows = contained.filter(({ reason }) => reasonKind(reason) === 'flow' || reasonKind(reason) === 'unknown')
  if (flows.length === 0) return []
  let { state } = record(ledger, earlier, at)
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
    const back = reconciledChange(change.asset, held, without, at)
    const booked = { ...change, free: held.free, locked: held.locked }
    const pair = [
      assetEvent({ change: back, learnt: 'read' }, 'rest'),
      assetEvent({ change: booked, learnt: 'push' }, 'stream'),
    ]
    drafts.push(...pair)
    state = record(state, pair, at).state
  }
  return drafts
}

/** Event of one step; the price of a flow is added when it is committed. */
function assetEvent({ change, learnt }: Pick<Step, 'change' | 'learnt'>, source: EventSource): EventDraft {
  return { type: 'asset.changed', change, time: change.time, source: learnt === 'push' ? 'stream' : source }
}
