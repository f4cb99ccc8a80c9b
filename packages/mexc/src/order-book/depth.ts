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
  const { lastUpdateId: version, bids, asks } = answer
  const usable =
    Number.isSafeInteger(version) && [bids, asks].every((side) => Array.isArray(side) && side.every(isLevel))
  return usable ? { version, bids, asks } : undefined
}

/** A push of aggre.depth; `undefined` when its versions or levels are no numbers: what it changed is not known. */
export function updateOf(push: PublicAggreDepths): DepthUpdate | undefined {
  const fromVersion = Number(push.fromVersion)
  const toVersion = Number(push.toVersion)
  const usable = [fromVersion, toVersion].every((version) => Number.isSafeInteger(version) && version > 0)
  if (!usable || toVersion < fromVersion) return undefined
  const bids = push.bids.map(levelOf)
  const asks = push.asks.map(levelOf)
  return bids.every(isLevel) && asks.every(isLevel) ? { fromVersion, toVersion, bids, asks } : undefined
}

const PLAIN = /^\d+\.?\d*$/

function isLevel(row: unknown): row is PriceLevel {
  return (
    Array.isArray(row) &&
    row.length >= 2 &&
    row.slice(0, 2).every((part) => typeof part === 'string' && PLAIN.test(part))
  )
}

function levelOf({ price, quantity }: { readonly price: string; readonly quantity: string }): PriceLevel {
  return [price, quantity]
}
