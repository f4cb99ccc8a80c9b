/** Depth as the book takes it: versions as numbers, levels as MEXC wrote them. */

import type { DepthAnswer, Level, PublicAggreDepths } from '@spotdeck/wire'
import { NO_NUMBER, parseVersion, signOfText } from './ticks.ts'

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
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
}

/** REST's answer; `undefined` when it is none. */
export function snapshotOf(answer: DepthAnswer | null | undefined): DepthSnapshot | undefined {
  if (answer === null || answer === undefined) return undefined
  const { lastUpdateId: version, bids, asks } = answer
  const usable =
    Number.isSafeInteger(version) && [bids, asks].every((side) => Array.isArray(side) && side.every(isLevel))
  return usable ? { version, bids, asks } : undefined
}

/** A push of aggre.depth; `undefined` when its versions are no numbers: what it changed is not known. */
export function updateOf(push: PublicAggreDepths): DepthUpdate | undefined {
  const fromVersion = parseVersion(push.fromVersion)
  const toVersion = parseVersion(push.toVersion)
  return fromVersion > 0 && toVersion >= fromVersion
    ? { fromVersion, toVersion, bids: push.bids, asks: push.asks }
    : undefined
}

function isLevel(row: unknown): row is PriceLevel {
  return Array.isArray(row) && row.length >= 2 && isPlain(row[0]) && isPlain(row[1])
}

function isPlain(text: unknown): boolean {
  return typeof text === 'string' && signOfText(text) !== NO_NUMBER
}
