/**
 * Pushed balance changes in their order: each must start where the one before ended. One that does not chain waits for its
 * predecessor; when none comes in time, REST decides. Pure: the shell brings time and asks REST.
 */

import { type Balance, type BalanceChange, NO_BALANCE, before, isContiguous, sameBalance } from '@spotdeck/ledger'
import { CLOCK_MARGIN_MS, type Pushed, type ReadSpan } from './balance-read.ts'

/** How long a change that does not chain waits for its predecessor. */
export const CHAIN_WAIT_MS = 250

export type PendingChange = Pushed & {
  readonly receivedAt: number
  /** Equal in all to a change taken or waiting before it: sent again, or the same happened again. */
  readonly isEcho?: boolean
}

export type Sequence = {
  /** Changes that do not chain yet, by asset, in arrival order. */
  readonly waiting: ReadonlyMap<string, readonly PendingChange[]>
  /** Changes taken lately, pushed or read, to know a repeat and an answer that is older: newest last. */
  readonly taken: ReadonlyMap<string, readonly BalanceChange[]>
  /** When what only REST can tell came, by asset: an echo that fits, or a change that fits and should be in the read. */
  readonly doubts: ReadonlyMap<string, number>
  /** When the exchange made the newest change taken, by asset: what was made before it is in the balance already. */
  readonly newest: ReadonlyMap<string, number>
  /** The last read that was folded in: what was made before it is in it. */
  readonly read?: ReadSpan
}

export const EMPTY_SEQUENCE: Sequence = { waiting: new Map(), taken: new Map(), doubts: new Map(), newest: new Map() }

/** After this a read surely contains what was in doubt. */
const DOUBT_MS = CLOCK_MARGIN_MS + CHAIN_WAIT_MS
/** REST lags behind the stream by no more than this. */
export const LAG_MS = 5_000
/** An echo comes within an overlap of two sockets; no more changes of one asset than this fall into it. */
const TAKEN_PER_ASSET = 64
/** Waiting changes of one asset beyond this are a broken chain whatever their age. */
export const WAITING_PER_ASSET = 64

export type Sequenced = {
  readonly sequence: Sequence
  readonly accepted: readonly BalanceChange[]
  /** The change itself where the balance holds it already, from a read, and it was not taken before. */
  readonly contained?: BalanceChange
}

/**
 * Takes one pushed change: answers those that are in order now, it and any that waited for it. What chains is news, an echo
 * too: the same can happen twice in one millisecond. As it may be a mere repeat, REST is asked once a read can tell.
 */
export function applyChange(sequence: Sequence, balance: Balance | undefined, push: PendingChange): Sequenced {
  const { asset } = push.change
  if (push.madeAt > push.receivedAt + CLOCK_MARGIN_MS) return { sequence: withWaiting(sequence, push), accepted: [] }
  const at = balance ?? NO_BALANCE
  const isDuplicate = isRepeat(sequence, push.change)
  const isOld = push.madeAt < (sequence.newest.get(asset) ?? -Infinity)
  if (isOld || isContained(sequence, at, push)) {
    const isSure =
      isDuplicate ||
      (!isOld && !isContiguous(at, push.change) && push.madeAt < (sequence.read?.t0 ?? Infinity) - CLOCK_MARGIN_MS)
    const next = isSure ? sequence : markUncertain(sequence, asset, push.receivedAt)
    if (isDuplicate) return { sequence: next, accepted: [] }
    return { sequence: withTaken(next, [push.change]), accepted: [], contained: push.change }
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

/** From the future: the learnt time is wrong or the push is, and a read by a time that was asked anew tells which. */
function withWaiting(sequence: Sequence, push: PendingChange): Sequence {
  const { asset } = push.change
  return { ...sequence, waiting: new Map(sequence.waiting).set(asset, [...(sequence.waiting.get(asset) ?? []), push]) }
}

/** Takes out what chains, an echo only where nothing else does and nothing newer was taken. */
function takeNext(queue: PendingChange[], at: Balance, newest: number): PendingChange | undefined {
  const fits = ({ change, madeAt, receivedAt }: PendingChange): boolean =>
    madeAt <= receivedAt + CLOCK_MARGIN_MS && isContiguous(at, change)
  const first = queue.findIndex((push) => push.isEcho !== true && fits(push))
  const index = first >= 0 ? first : queue.findIndex((push) => fits(push) && push.madeAt >= newest)
  return index < 0 ? undefined : queue.splice(index, 1)[0]
}

/** An echo that nothing led up to within the time a change waits was sent twice: it waits no longer. */
export function withoutOldEchoes(sequence: Sequence, now: number): Sequence {
  const waiting = new Map<string, readonly PendingChange[]>()
  for (const [asset, queue] of sequence.waiting) {
    const kept = queue.filter(({ isEcho, receivedAt }) => isEcho !== true || receivedAt + CHAIN_WAIT_MS > now)
    if (kept.length > 0) waiting.set(asset, kept)
  }
  return { ...sequence, waiting }
}

/** Says of an asset that only a later read can tell its balance. */
export function markUncertain(sequence: Sequence, asset: string, at: number): Sequence {
  return { ...sequence, doubts: new Map(sequence.doubts).set(asset, at) }
}

/** Assets whose waiting changes have waited too long, or are too many, or that are in doubt and can be read. */
export function overdue(sequence: Sequence, now: number): readonly string[] {
  const isLate = ({ isEcho, receivedAt }: PendingChange): boolean =>
    isEcho !== true && hasPassed(receivedAt, CHAIN_WAIT_MS, now)
  const late = [...sequence.waiting].filter(([, queue]) => queue.length > WAITING_PER_ASSET || queue.some(isLate))
  const doubtful = [...sequence.doubts].filter(([, at]) => hasPassed(at, DOUBT_MS, now))
  return [...new Set([...late, ...doubtful].map(([asset]) => asset))]
}

/** What seems to have come in the future came while the learnt time was wrong. */
function hasPassed(at: number, ms: number, now: number): boolean {
  return at + ms <= now || at > now + CLOCK_MARGIN_MS
}

/**
 * After a read was folded in: what was made before it is known to be in it. `left` are the changes that fit nowhere: they wait.
 * `contained` are those without a step of their own, and the steps that only the read told.
 */
export function afterRead(
  sequence: Sequence,
  read: ReadSpan,
  accepted: readonly Pushed[],
  left: readonly PendingChange[],
  contained: readonly BalanceChange[] = [],
): Sequence {
  const { taken } = withTaken(sequence, [...contained, ...accepted.map(({ change }) => change)])
  const newest = accepted.reduce(withNewest, sequence.newest)
  const waiting = new Map<string, readonly PendingChange[]>()
  for (const push of left) waiting.set(push.change.asset, [...(waiting.get(push.change.asset) ?? []), push])
  const doubts = new Map([...sequence.doubts].filter(([, at]) => at > read.t0 - DOUBT_MS))
  return { waiting, taken, doubts, newest, read }
}

/**
 * Whether a read gives what the balance was before a change pushed or read lately, and so may lag behind it. MEXC: what REST answers can be
 * a second or more old.
 */
export function mayLag(sequence: Sequence, asset: string, read: Balance, now: number): boolean {
  const taken = sequence.taken.get(asset) ?? []
  return taken.some((change) => change.time > now - LAG_MS && sameBalance(before(change), read))
}

/** Whether two pushes say the same in every field. */
export function sameChange(a: BalanceChange, b: BalanceChange): boolean {
  return (
    a.asset === b.asset &&
    sameBalance(a, b) &&
    a.freeChange === b.freeChange &&
    a.lockedChange === b.lockedChange &&
    a.reason === b.reason &&
    a.time === b.time
  )
}

/** Pushes that equal one that was taken, or one that came before them, in all. */
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
  const same = (other: BalanceChange): boolean => sameChange(other, change)
  const queue = sequence.waiting.get(change.asset) ?? []
  return (sequence.taken.get(change.asset) ?? []).some(same) || queue.some((waiting) => same(waiting.change))
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
  accepted: readonly Pushed[],
): Sequence {
  const waiting = new Map(sequence.waiting)
  if (queue.length === 0) waiting.delete(asset)
  else waiting.set(asset, queue)
  if (accepted.length === 0) return { ...sequence, waiting }
  const taken = new Map(sequence.taken)
  taken.set(
    asset,
    appended(
      taken.get(asset),
      accepted.map(({ change }) => change),
    ),
  )
  return { ...sequence, waiting, taken, newest: accepted.reduce(withNewest, sequence.newest) }
}

function withTaken(sequence: Sequence, changes: readonly BalanceChange[]): Sequence {
  const taken = new Map(sequence.taken)
  for (const change of changes) taken.set(change.asset, appended(taken.get(change.asset), [change]))
  return { ...sequence, taken }
}

function withNewest(newest: ReadonlyMap<string, number>, { change, madeAt }: Pushed): ReadonlyMap<string, number> {
  return new Map(newest).set(change.asset, Math.max(madeAt, newest.get(change.asset) ?? -Infinity))
}

function appended(
  list: readonly BalanceChange[] | undefined,
  more: readonly BalanceChange[],
): readonly BalanceChange[] {
  return [...(list ?? []), ...more].slice(-TAKEN_PER_ASSET)
}
