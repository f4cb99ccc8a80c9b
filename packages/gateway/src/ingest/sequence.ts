/**
 * Pushed balance changes in their order: each must start where the one before ended. One that does not chain waits for its
 * predecessor; when none comes in time, REST decides. Pure: the shell brings time and asks REST.
 */

import { type Balance, type BalanceChange, NO_BALANCE, chains, sameBalance } from '@spotdeck/ledger'
import { CLOCK_MARGIN_MS, type Pushed, type ReadSpan } from './settle.ts'

/** How long a change that does not chain waits for its predecessor. */
export const CHAIN_PATIENCE_MS = 250

export type Waiting = Pushed & { readonly receivedAt: number }

export type Sequence = {
  /** Changes that do not chain yet, by asset, in arrival order. */
  readonly waiting: ReadonlyMap<string, readonly Waiting[]>
  /** Changes taken lately, to know a repeat: newest last. */
  readonly taken: ReadonlyMap<string, readonly BalanceChange[]>
  /** The last read that was folded in: what was made before it is in it. */
  readonly read?: ReadSpan
}

export const EMPTY_SEQUENCE: Sequence = { waiting: new Map(), taken: new Map() }

/** A repeat comes within an overlap of two sockets; no more changes of one asset than this fall into it. */
const TAKEN_PER_ASSET = 64
/** Waiting changes of one asset beyond this are a broken chain whatever their age. */
export const WAITING_PER_ASSET = 64

export type Sequenced = { readonly sequence: Sequence; readonly accepted: readonly BalanceChange[] }

/** Takes one pushed change: answers those that are in order now, it and any that waited for it. */
export function takeChange(sequence: Sequence, balance: Balance | undefined, push: Waiting): Sequenced {
  const { asset } = push.change
  const at = balance ?? NO_BALANCE
  if (isRepeat(sequence, push) || isContained(sequence, at, push)) return { sequence, accepted: [] }
  const queue = [...(sequence.waiting.get(asset) ?? []), push]
  const accepted: BalanceChange[] = []
  let current: Balance = at
  for (let next = queue.findIndex(({ change }) => chains(current, change)); next >= 0;) {
    const [found] = queue.splice(next, 1)
    if (found === undefined) break
    accepted.push(found.change)
    current = found.change
    next = queue.findIndex(({ change }) => chains(current, change))
  }
  return { sequence: remembered(sequence, asset, queue, accepted), accepted }
}

/** Assets whose waiting changes have waited too long, or are too many. */
export function overdue(sequence: Sequence, now: number): readonly string[] {
  return [...sequence.waiting]
    .filter(
      ([, queue]) =>
        queue.length > WAITING_PER_ASSET || queue.some(({ receivedAt }) => receivedAt + CHAIN_PATIENCE_MS <= now),
    ) // prettier-ignore
    .map(([asset]) => asset)
}

/** After a read was folded in: nothing waits any more, and what was made before it is known to be in it. */
export function afterRead(sequence: Sequence, read: ReadSpan, accepted: readonly BalanceChange[]): Sequence {
  const taken = new Map(sequence.taken)
  for (const change of accepted) taken.set(change.asset, appended(taken.get(change.asset), [change]))
  return { waiting: new Map(), taken, read }
}

function isRepeat(sequence: Sequence, { change }: Waiting): boolean {
  const same = (other: BalanceChange): boolean =>
    sameBalance(other, change) &&
    other.freeChange === change.freeChange &&
    other.lockedChange === change.lockedChange &&
    other.reason === change.reason &&
    other.time === change.time
  const queue = sequence.waiting.get(change.asset) ?? []
  return (sequence.taken.get(change.asset) ?? []).some(same) || queue.some((waiting) => same(waiting.change))
}

function isContained({ read }: Sequence, at: Balance, { change, madeAt }: Waiting): boolean {
  if (read === undefined) return false
  if (madeAt < read.t0 - CLOCK_MARGIN_MS) return true
  return madeAt <= read.t1 + CLOCK_MARGIN_MS && sameBalance(at, change) && !chains(at, change)
}

function remembered(
  sequence: Sequence,
  asset: string,
  queue: readonly Waiting[],
  accepted: readonly BalanceChange[],
): Sequence {
  // prettier-ignore
  const waiting = new Map(sequence.waiting)
  if (queue.length === 0) waiting.delete(asset)
  else waiting.set(asset, queue)
  if (accepted.length === 0) return { ...sequence, waiting }
  const taken = new Map(sequence.taken)
  taken.set(asset, appended(taken.get(asset), accepted))
  return { ...sequence, waiting, taken }
}

function appended(
  list: readonly BalanceChange[] | undefined,
  more: readonly BalanceChange[],
): readonly BalanceChange[] {
  return [...(list ?? []), ...more].slice(-TAKEN_PER_ASSET)
}
