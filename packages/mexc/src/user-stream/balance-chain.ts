/**
 * Holds every balance push against the one before it: previous + change = new, free and locked alike. A push that does
 * not follow gives its predecessor a moment to arrive: two sockets and two servers may swap them. A loss that the
 * pushes after it undo leaves a complete chain: it is not seen here.
 */

import type { Timer, Timers } from '@spotdeck/ports'
import { add, type AssetAmount, subtract, tryDecimal } from '@spotdeck/exact'
import type { PrivateAccount } from '@spotdeck/wire'

/** A predecessor that has not come by then was lost. */
const LATE_MS = 250
/** Pushes of one asset that wait for their predecessor; one more, and what is missing is not waited for. */
const MAX_WAITING = 64
/** Pushes of one asset that are remembered, to tell a repeat from a loss. */
const REMEMBERED = 16
/** MEXC lists some 3,000 assets; a server that names more has no chain beyond that. */
const MAX_ASSETS = 10_000

/** A balance as a push tells it; undefined: the text is no number. */
export type PushedBalance = { free: AssetAmount | undefined; locked: AssetAmount | undefined }

/** With the balance after the last push that followed. */
type Asset = PushedBalance & {
  readonly seen: PrivateAccount[]
  waiting: PrivateAccount[]
  timer: Timer | undefined
}

/** Checks that each balance push follows from the one before, and reports the asset of a missing push. */
export class BalanceChain {
  readonly #timers: Timers
  readonly #missed: (asset: string) => void
  readonly #assets = new Map<string, Asset>()

  /** `missed` is called when something is missing before a push of this asset. */
  constructor(timers: Timers, missed: (asset: string) => void) {
    this.#timers = timers
    this.#missed = missed
  }

  note(push: PrivateAccount): void {
    const name = push.vcoinName
    const asset = this.#assets.get(name)
    if (asset === undefined) {
      if (this.#assets.size >= MAX_ASSETS) return
      const { free, locked } = after(push)
      this.#assets.set(name, { free, locked, seen: [push], waiting: [], timer: undefined })
    } else if (follows(asset, push)) {
      take(asset, push)
      if (asset.waiting.length > 0) settle(asset)
    } else if (!asset.seen.some((other) => same(other, push))) this.#wait(name, asset, push)
  }

  /** Forgets the last balances: after a gap, the next push need not follow the one before. */
  restart(): void {
    for (const { timer } of this.#assets.values()) timer?.cancel()
    this.#assets.clear()
  }

  #wait(name: string, asset: Asset, push: PrivateAccount): void {
    asset.waiting.push(push)
    if (asset.waiting.length > MAX_WAITING) return this.#give(name, asset)
    asset.timer ??= this.#timers.after(LATE_MS, () => this.#give(name, asset))
  }

  /** Gives up a missing predecessor: the chain continues at the newest waiting change. */
  #give(name: string, asset: Asset): void {
    asset.timer?.cancel()
    asset.timer = undefined
    for (const push of asset.waiting.splice(0)) take(asset, push)
    this.#missed(name)
  }
}

/** True if a push starts where this balance ends. */
export function follows({ free, locked }: Readonly<PushedBalance>, push: PrivateAccount): boolean {
  return (
    plus(free, push.balanceAmountChange) === amount(push.balanceAmount) &&
    plus(locked, push.frozenAmountChange) === amount(push.frozenAmount)
  )
}

function take(asset: Asset, push: PrivateAccount): void {
  const { free, locked } = after(push)
  asset.free = free
  asset.locked = locked
  asset.seen.push(push)
  if (asset.seen.length > REMEMBERED) asset.seen.shift()
}

/** Takes what has waited and follows now. */
function settle(asset: Asset): void {
  for (;;) {
    const next = asset.waiting.find((push) => follows(asset, push))
    if (next === undefined) break
    asset.waiting = asset.waiting.filter((push) => push !== next)
    take(asset, next)
  }
  if (asset.waiting.length > 0) return
  asset.timer?.cancel()
  asset.timer = undefined
}

/** The balance that a push leads to. */
export function after(push: PrivateAccount): PushedBalance {
  return { free: amount(push.balanceAmount), locked: amount(push.frozenAmount) }
}

/** The balance that a push starts from. */
export function before(push: PrivateAccount): PushedBalance {
  const { free, locked } = after(push)
  const [freeBy, lockedBy] = [amount(push.balanceAmountChange), amount(push.frozenAmountChange)]
  return {
    free: free === undefined || freeBy === undefined ? undefined : subtract(free, freeBy),
    locked: locked === undefined || lockedBy === undefined ? undefined : subtract(locked, lockedBy),
  }
}

/** `undefined` where either is no number: such a push follows nothing that is one. */
function plus(before: AssetAmount | undefined, change: string): AssetAmount | undefined {
  const by = amount(change)
  return before === undefined || by === undefined ? undefined : add(before, by)
}

/** MEXC: a field that is not there is zero. */
function amount(text: string): AssetAmount | undefined {
  return tryDecimal<'asset'>(text === '' ? '0' : text)
}

/** True if two pushes are equal in every field that tells them apart: one was sent again. */
export function same(one: PrivateAccount, other: PrivateAccount): boolean {
  return (
    one.time === other.time &&
    one.type === other.type &&
    one.balanceAmount === other.balanceAmount &&
    one.balanceAmountChange === other.balanceAmountChange &&
    one.frozenAmount === other.frozenAmount &&
    one.frozenAmountChange === other.frozenAmountChange
  )
}
