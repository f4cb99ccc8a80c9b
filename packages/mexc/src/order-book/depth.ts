/** Depth as the book takes it: versions as numbers, levels as MEXC wrote them. */

import type { DepthAnswer, PublicAggreDepths } from '@spotdeck/wire'

/** `[price, quantity]`, plain decimal text; quantity zero removes the level. */
export type PriceLevel = readonly [price: string, quantity: string]

/** Everything up to and including `version`; best first on both sides. */
export type DepthSnapshot = {
  readonly version: number
  readonly bids: readonly PriceLevel[]
  readonly asks: readonly PriceLevel[]
}

/** All changes from `fromVersion` to `toVersion`, both included; quantities are absolute. */
export type DepthUpdate = {
  readonly fromVersion: number
  readonly toVersion: number
  readonly bids: readonly PriceLevel[]
  readonly asks: readonly PriceLevel[]
}

/** REST's answer; `undefined` when it is none. */
export function snapshotOf(answer: DepthAnswer): DepthSnapshot | undefined {
  const { lastUpdateId, bids, asks } = answer
  const complete = Array.isArray(bids) && Array.isArray(asks)
  return complete && Number.isSafeInteger(lastUpdateId) ? { version: lastUpdateId, bids, asks } : undefined
}

/** A push of aggre.depth; `undefined` when its versions are no numbers that can be compared. */
export function updateOf(push: PublicAggreDepths): DepthUpdate | undefined {
  const fromVersion = Number(push.fromVersion)
  const toVersion = Number(push.toVersion)
  const usable = [fromVersion, toVersion].every((version) => Number.isSafeInteger(version) && version > 0)
  if (!usable || toVersion < fromVersion) return undefined
  return { fromVersion, toVersion, bids: push.bids.map(levelOf), asks: push.asks.map(levelOf) }
}

function levelOf({ price, quantity }: { readonly price: string; readonly quantity: string }): PriceLevel {
  return [price, quantity]
}
