/** One symbol's book out of snapshots and versioned changes: whole as long as no version is missing. */

import { type AnyDecimal, isZero, tryDecimal } from '@spotdeck/exact'
import type { DepthAnswer, Level, PublicAggreDepths } from '@spotdeck/wire'
import type { FeedLevel } from '../market/data/feed.ts'

/** Changes kept for a snapshot that comes later than they do. */
const MAX_RECENT = 1_000

type Update = {
  readonly from: number
  readonly to: number
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
}

type BookChange = 'none' | 'changed' | 'joined' | 'gap'

/** A book that is put together; bids and asks by canonical price. */
export class AssembledBook {
  readonly #bids = new Map<string, string>()
  readonly #asks = new Map<string, string>()
  #recent: Update[] = []
  #version: number | undefined

  /** True while no change is missing. */
  get isWhole(): boolean {
    return this.#version !== undefined
  }

  /** All levels, in no order. */
  get levels(): { readonly bids: readonly FeedLevel[]; readonly asks: readonly FeedLevel[] } {
    return { bids: levelsOf(this.#bids), asks: levelsOf(this.#asks) }
  }

  /** Takes a push: `gap` when a change before it is missing; it then waits for a snapshot. */
  update(push: PublicAggreDepths): BookChange {
    const update = { from: Number(push.fromVersion), to: Number(push.toVersion), bids: push.bids, asks: push.asks }
    if (!Number.isSafeInteger(update.from) || !Number.isSafeInteger(update.to)) return this.drop() ? 'gap' : 'none'
    this.#recent.push(update)
    if (this.#recent.length > MAX_RECENT) this.#recent = this.#recent.slice(MAX_RECENT / 2)
    if (this.#version === undefined || update.to <= this.#version) return 'none'
    if (update.from > this.#version + 1) return this.drop() ? 'gap' : 'none'
    this.#apply(update)
    return 'changed'
  }

  /** Takes a snapshot; `joined` when the book is whole by it. */
  snapshot({ lastUpdateId, bids, asks }: DepthAnswer): BookChange {
    if (!Number.isSafeInteger(lastUpdateId)) return 'none'
    if (this.#version !== undefined && lastUpdateId <= this.#version) return 'none'
    const later = this.#recent.filter(({ to }) => to > lastUpdateId)
    let version = lastUpdateId
    for (const { from, to } of later) {
      if (from > version + 1) return 'none'
      version = Math.max(version, to)
    }
    this.#bids.clear()
    this.#asks.clear()
    put(
      this.#bids,
      bids.map(([price, quantity]) => ({ price, quantity })),
    )
    put(
      this.#asks,
      asks.map(([price, quantity]) => ({ price, quantity })),
    )
    this.#version = lastUpdateId
    for (const update of later) this.#apply(update)
    return 'joined'
  }

  /** Trusts the book no more until a snapshot; false when it was not whole. */
  drop(): boolean {
    const was = this.#version !== undefined
    this.#version = undefined
    return was
  }

  /** Forgets earlier changes too: versions may count from anywhere now. */
  restart(): void {
    this.drop()
    this.#recent = []
  }

  #apply(update: Update): void {
    put(this.#bids, update.bids)
    put(this.#asks, update.asks)
    this.#version = update.to
  }
}

function put(side: Map<string, string>, levels: readonly FeedLevel[]): void {
  for (const level of levels) {
    const price = tryDecimal<'price'>(level.price)
    const quantity: AnyDecimal | undefined = tryDecimal<'quantity'>(level.quantity)
    if (price === undefined || quantity === undefined) continue
    if (isZero(quantity)) side.delete(price)
    else side.set(price, quantity)
  }
}

function levelsOf(side: ReadonlyMap<string, string>): readonly FeedLevel[] {
  return [...side].map(([price, quantity]) => ({ price, quantity }))
}
