/** Entries of profit: deals and flows in the order in which they are booked. */

import type { AssetAmount } from '@spotdeck/exact'
import type { Deal } from '../deal/deal.ts'
import type { UnitPrice } from '../words.ts'

/** An external flow: positive is a credit. */
export type Flow = {
  readonly id: string
  readonly time: number
  readonly asset: string
  readonly change: AssetAmount
  readonly unitPrice?: UnitPrice
  /** The exchange's change type, where it is known. */
  readonly reason?: string
}

/** Sort key of an entry: time in ms since the epoch, then id. */
export type CostKey = { readonly time: number; readonly id: string }
/** An entry of the cost book: a deal or a flow. */
export type CostEntry = { readonly kind: 'deal'; readonly deal: Deal } | { readonly kind: 'flow'; readonly flow: Flow }

const SECOND_MS = 1_000

/** The second of an entry, counted from the epoch. */
export const secondOf = (entry: CostEntry): number => Math.floor(timeOf(entry) / SECOND_MS)

/** Time of an entry in ms since the epoch. */
export const timeOf = (entry: CostEntry): number => (entry.kind === 'flow' ? entry.flow : entry.deal).time

/**
 * Sort key (time, id): the order in which profit is computed, whatever the order in which deals were received. Deals of
 * one second are in the exchange's order where it is known; of the pushed deals of one millisecond, the first has no rank.
 */
export function costKey(entry: CostEntry): CostKey {
  if (entry.kind === 'flow') return { time: entry.flow.time, id: entry.flow.id }
  const { time, rank, sentAt, tradeId, orderId, side } = entry.deal
  const id = `${tradeId} ${orderId} ${side}`
  if (rank === undefined) return { time, id }
  return { time, id: `${sentAt === undefined ? '#' : '~'}${String(rank).padStart(RANK_DIGITS, '0')} ${id}` }
}

/** Digits of a rank in a key: a second never has as many deals. */
const RANK_DIGITS = 6

/** Compares by time, then by id: negative if `a` comes first. */
export function compareKeys(a: CostKey, b: CostKey): number {
  return a.time - b.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}
