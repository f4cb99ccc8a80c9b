/**
 * Orders pushed balance changes: each must start where the previous one ended. One that does not chain waits for its
 * predecessor; when none comes in time, REST decides. Pure: the shell passes the time and reads REST.
 */

import {
  type Balance,
  type BalanceChange,
  NO_BALANCE,
  RECONCILED,
  before,
  isContiguous,
  sameBalance,
} from '@spotdeck/ledger'
import type { Pushed } from './balance-read.ts'
import { CLOCK_MARGIN_MS, LAG_MS, type ReadSpan } from '../base/margins.ts'

/** Wait of a change that does not chain for its predecessor, in ms. */
export const CHAIN_WAIT_MS = 250

/** A change that waits for its predecessor. */
export type PendingChange = Pushed & {
  readonly receivedAt: number
  /** True if it equals an applied or waiting change in every field: sent again, or happened again. */
  readonly isEcho?: boolean
}

/**
 * An applied change and when it was received, or made if that is later. MEXC: the settlement time of a transfer may be
 * minutes older than its push, so it does not tell how old a read is.
 */
export type TakenChange = { readonly change: BalanceChange; readonly at: number }

/** Applied and waiting changes of all assets. */
export type Sequence = {
  /** Changes that do not chain yet, by asset, in arrival order. */
  readonly waiting: ReadonlyMap<string, readonly PendingChange[]>
  /** Recently applied changes, pushed or read, newest last: to detect repeats and reads that are older. */
  readonly taken: ReadonlyMap<string, readonly TakenChange[]>
  /** Receive time, by asset, of changes that only REST can decide: a duplicate that fits, or one it should have. */
  readonly doubts: ReadonlyMap<string, number>
  /** Exchange time of the newest applied change, by asset: earlier changes are in the balance already. */
  readonly newest: ReadonlyMap<string, number>
  /** The last folded read: earlier changes are in it. */
  readonly read?: ReadSpan | undefined
}

/** A sequence before the first change. */
export const EMPTY_SEQUENCE: Sequence = { waiting: new Map(), taken: new Map(), doubts: new Map(), newest: new Map() }

/** Age in ms from which a read surely contains an uncertain change. */
const DOUBT_MS = CLOCK_MARGIN_MS + CHAIN_WAIT_MS
/** Applied changes kept per asset: fewer fall into the overlap of two sockets, in which duplicates come. */
const TAKEN_PER_ASSET = 64
/** Maximal number of waiting changes of one asset; more are a broken chain at any age. */
export const WAITING_PER_ASSET = 64

/** Result of applying one change: the new sequence, and the changes that are in order now. */
export type Sequenced = {
  readonly sequence: Sequence
  readonly accepted: readonly BalanceChange[]
  /** The change itself where the balance contains it already from a read, and it was not applied before. */
  readonly contained?: BalanceChange
}

/**
 * Applies one pushed change. Returns the changes that are in order now: it and any that waited for it. A change that
 * chains is applied even if it is a duplicate: the same can happen twice in one millisecond. As it may be a repeat,
 * REST is read later to decide.
 */
export function applyChange(sequence: Sequence, balance: Balance | undefined, push: PendingChange): Sequenced {
  const { asset } = push.change
  if (push.madeAt > push.receivedAt + CLOCK_MARGIN_MS) return { sequence: withWaiting(sequence, push), accepted: [] }
  const at = balance ?? NO_BALANCE
  const isDuplicate = isRepeat(sequence, push.change)
  const isOld = isOlder(sequence, at, push, isDuplicate)
  if (isOld || isContained(sequence, at, push)) {
    const isSure =
      isDuplicate ||
      (!isOld && !isContiguous(at, push.change) && push.madeAt < (sequence.read?.t0 ?? Infinity) - CLOCK_MARGIN_MS)
    const next = isSure ? sequence : markUncertain(sequence, asset, push.receivedAt)
    if (isDuplicate) return { sequence: next, accepted: [] }
    return { sequence: withTaken(next, [takenOf(push)]), accepted: [], contained: push.change }
  }
  const queue = [...(sequence.waiting.get(asset) ?? []), isDuplicate ? { ...push, isEcho: isDuplicate } : push]
  const accepted: PendingChange[] = []
  let current: Balance = at
  let newest = sequence.newest.get(asset) ?? -Infinity
  for (let found = takeNext(queue, current, newest); found !== undefined; found = takeNext(queue, current, newest)) {
    accepted.push(found)
    current = found.change
    newest = Math.max(newest, found.madeAt)
  }
  const changes = accepted.map(({ change }) => change)
  const next = remembered(sequence, asset, queue, accepted)
  const sure = accepted.every((taken) => taken.isEcho !== true)
  return { sequence: sure ? next : markUncertain(next, asset, push.receivedAt), accepted: changes }
}

/** Times of changes that chain may be out of order by this much, in ms: servers of the exchange differ. */
const DISORDER_MS = 1_000

/** True for a change made before the newest applied one; one that chains and is no repeat only seems to be. */
function isOlder({ newest }: Sequence, at: Balance, { change, madeAt }: PendingChange, isDuplicate: boolean): boolean {
  const last = newest.get(change.asset) ?? -Infinity
  if (madeAt >= last) return false
  return isDuplicate || madeAt < last - DISORDER_MS || !isContiguous(at, change)
}

const takenOf = ({ change, madeAt, receivedAt }: PendingChange): TakenChange => ({
  change,
  at: Math.max(madeAt, receivedAt),
})

/** Recently applied changes of an asset, newest last. */
export function changesOf({ taken }: Sequence, asset: string): readonly BalanceChange[] {
  return (taken.get(asset) ?? []).map(({ change }) => change)
}

/** Adds a waiting change. One from the future means a wrong clock or push: a read by a new clock decides. */
function withWaiting(sequence: Sequence, push: PendingChange): Sequence {
  const { asset } = push.change
  return { ...sequence, waiting: new Map(sequence.waiting).set(asset, [...(sequence.waiting.get(asset) ?? []), push]) }
}

/** Removes the next change that chains; a duplicate only where nothing else does and nothing newer was applied. */
function takeNext(queue: PendingChange[], at: Balance, newest: number): PendingChange | undefined {
  const fits = ({ change, madeAt, receivedAt }: PendingChange): boolean =>
    madeAt <= receivedAt + CLOCK_MARGIN_MS && isContiguous(at, change)
  const first = queue.findIndex((push) => push.isEcho !== true && fits(push))
  const index = first >= 0 ? first : queue.findIndex((push) => fits(push) && push.madeAt >= newest)
  return index < 0 ? undefined : queue.splice(index, 1)[0]
}

/** Removes duplicates without a predecessor within the wait: they were sent twice. */
export function withoutOldEchoes(sequence: Sequence, now: number): Sequence {
  const waiting = new Map<string, readonly PendingChange[]>()
  for (const [asset, queue] of sequence.waiting) {
    const kept = queue.filter(({ isEcho, receivedAt }) => isEcho !== true || receivedAt + CHAIN_WAIT_MS > now)
    if (kept.length > 0) waiting.set(asset, kept)
  }
  return { ...sequence, waiting }
}

/** Marks an asset whose balance only a later read can decide. */
export function markUncertain(sequence: Sequence, asset: string, at: number): Sequence {
  return { ...sequence, doubts: new Map(sequence.doubts).set(asset, at) }
}

/** Assets whose waiting changes are too old or too many, or that are uncertain and can be read now. */
export function overdue(sequence: Sequence, now: number): readonly string[] {
  const isLate = ({ isEcho, receivedAt }: PendingChange): boolean =>
    isEcho !== true && hasPassed(receivedAt, CHAIN_WAIT_MS, now)
  const late = [...sequence.waiting].filter(([, queue]) => queue.length > WAITING_PER_ASSET || queue.some(isLate))
  const doubtful = [...sequence.doubts].filter(([, at]) => hasPassed(at, DOUBT_MS, now))
  return [...new Set([...late, ...doubtful].map(([asset]) => asset))]
}

/** True if the time has passed; a time in the future came from a wrong clock and counts as passed. */
function hasPassed(at: number, ms: number, now: number): boolean {
  return at + ms <= now || at > now + CLOCK_MARGIN_MS
}

/**
 * Returns the sequence after a folded read: earlier changes are in it. `left` are the changes that fit nowhere: they
 * wait. `contained` are those without a step of their own, and the steps that only the read showed.
 */
export function afterRead(
  sequence: Sequence,
  read: ReadSpan,
  accepted: readonly Pushed[],
  left: readonly PendingChange[],
  contained: readonly BalanceChange[] = [],
): Sequence {
  const { taken } = withTaken(
    sequence,
    [...contained, ...accepted.map(({ change }) => change)].map((change) => ({
      change,
      at: Math.max(change.time, read.t1),
    })),
  )
  const newest = accepted.reduce(withNewest, sequence.newest)
  const waiting = new Map<string, readonly PendingChange[]>()
  for (const push of left) waiting.set(push.change.asset, [...(waiting.get(push.change.asset) ?? []), push])
  const doubts = new Map([...sequence.doubts].filter(([, at]) => at > read.t0 - DOUBT_MS))
  return { ...sequence, waiting, taken, doubts, newest, read }
}

/** True if a read may lag: it equals the balance before a recent change. MEXC: answers may be seconds old. */
export function mayLag(sequence: Sequence, read: AssetRead, now: number): boolean {
  const taken = sequence.taken.get(read.asset) ?? []
  return taken.some(({ change, at }) => at > now - LAG_MS && sameBalance(before(change), read.balance))
}

/** True if the newest of these changes, all of them pushed, lead from one balance to the other without a break. */
export function chains(from: Balance, changes: readonly BalanceChange[], to: Balance): boolean {
  let at = to
  for (const change of changes.toReversed()) {
    if (change.reason === RECONCILED || !sameBalance(change, at)) return false
    at = before(change)
    if (sameBalance(at, from)) return true
  }
  return false
}

/** True if a balance is the one before a known change, in arrival order, and not the newest. */
export function isReverted(known: readonly BalanceChange[], balance: Balance): boolean {
  const newest = known.at(-1)
  if (newest === undefined || sameBalance(newest, balance)) return false
  return known.some((change) => sameBalance(before(change), balance))
}

/** One asset's balance as REST reports it. */
export type AssetRead = { readonly asset: string; readonly balance: Balance }

/** True if two changes are equal in every field. */
export function sameChange(a: BalanceChange, b: BalanceChange): boolean {
  return (
    a.time === b.time &&
    a.asset === b.asset &&
    sameBalance(a, b) &&
    a.freeChange === b.freeChange &&
    a.lockedChange === b.lockedChange &&
    a.reason === b.reason
  )
}

/** Pushes that equal an applied change, or an earlier one of them, in every field. */
export function echoesIn(taken: readonly BalanceChange[], pushes: readonly Pushed[]): ReadonlySet<Pushed> {
  const earlier = new Map<number, BalanceChange[]>()
  const seen = (change: BalanceChange): boolean =>
    (earlier.get(change.time) ?? []).some((other) => sameChange(other, change))
  const note = (change: BalanceChange): unknown =>
    earlier.set(change.time, [...(earlier.get(change.time) ?? []), change])
  for (const change of taken) note(change)
  const echoes = new Set<Pushed>()
  for (const push of pushes) {
    if (seen(push.change)) echoes.add(push)
    else note(push.change)
  }
  return echoes
}

function isRepeat(sequence: Sequence, change: BalanceChange): boolean {
  const { taken, waiting } = sequence
  const isSame = (other: { readonly change: BalanceChange }): boolean => sameChange(other.change, change)
  return taken.get(change.asset)?.some(isSame) === true || waiting.get(change.asset)?.some(isSame) === true
}

function isContained({ read }: Sequence, at: Balance, { change, madeAt }: PendingChange): boolean {
  if (read === undefined) return false
  if (madeAt < read.t0 - CLOCK_MARGIN_MS) return true
  return madeAt <= read.t1 + CLOCK_MARGIN_MS && sameBalance(at, change) && !isContiguous(at, change)
}

function remembered(
  sequence: Sequence,
  asset: string,
  queue: readonly PendingChange[],
  accepted: readonly PendingChange[],
): Sequence {
  const waiting = withQueue(sequence.waiting, asset, queue)
  if (accepted.length === 0) return { ...sequence, waiting }
  const taken = new Map(sequence.taken)
  taken.set(asset, appended(taken.get(asset), accepted.map(takenOf)))
  const newest = accepted.reduce(withNewest, sequence.newest)
  // Member by member: a spread takes many times as long, at every push.
  return { waiting, taken, newest, doubts: sequence.doubts, read: sequence.read }
}

function withQueue(waiting: Sequence['waiting'], asset: string, queue: readonly PendingChange[]): Sequence['waiting'] {
  if (queue.length === 0 && !waiting.has(asset)) return waiting
  const next = new Map(waiting)
  if (queue.length === 0) next.delete(asset)
  else next.set(asset, queue)
  return next
}

function withTaken(sequence: Sequence, changes: readonly TakenChange[]): Sequence {
  const taken = new Map(sequence.taken)
  for (const one of changes) taken.set(one.change.asset, appended(taken.get(one.change.asset), [one]))
  return { ...sequence, taken }
}

function withNewest(newest: ReadonlyMap<string, number>, { change, madeAt }: Pushed): ReadonlyMap<string, number> {
  return new Map(newest).set(change.asset, Math.max(madeAt, newest.get(change.asset) ?? -Infinity))
}

function appended(list: readonly TakenChange[] | undefined, more: readonly TakenChange[]): readonly TakenChange[] {
  return [...(list ?? []), ...more].slice(-TAKEN_PER_ASSET)
}
