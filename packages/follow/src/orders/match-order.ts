/**
 * Matches the deals that REST returns of one order with the known ones: where they add up to the executed quantity they
 * are the whole truth of the order, whatever their ids and fees look like.
 */

import { type Quantity, absolute, add, compare, subtract, zero } from '@spotdeck/exact'
import type { Deal, KnownDeal } from '@spotdeck/ledger'

/** Returns the known deal of each told one with an unknown id; empty where those told are not all of `executed`. */
export function matchWholeOrder(
  known: readonly KnownDeal[],
  told: readonly Deal[],
  executed: Quantity,
): ReadonlyMap<Deal, string> {
  const matched = new Map<Deal, string>()
  const sum = told.reduce<Quantity>((total, deal) => add(total, deal.quantity), zero())
  if (compare(sum, executed) !== 0) return matched
  const isNamed = (one: KnownDeal, deal: Deal): boolean =>
    one.side === deal.side && (one.tradeId === deal.tradeId || one.alias === deal.tradeId)
  let open = known.filter((one) => !one.tradeId.startsWith('inferred-') && !told.some((deal) => isNamed(one, deal)))
  const left = told.filter((deal) => !known.some((one) => isNamed(one, deal)))
  for (const isSame of SAME) {
    for (const deal of left) {
      if (matched.has(deal)) continue
      const twin = open.filter((one) => one.side === deal.side && isSame(one, deal)).sort(nearest(deal))[0]
      if (twin === undefined) continue
      matched.set(deal, twin.tradeId)
      open = open.filter((one) => one !== twin)
    }
  }
  return matched
}

/** MEXC: REST gives times in whole seconds. */
const second = (time: number): number => Math.floor(time / 1_000)
const sameFill = (one: KnownDeal, deal: Deal): boolean =>
  compare(one.price, deal.price) === 0 && compare(one.quantity, deal.quantity) === 0
/** Kinds of equality, the strictest first. */
const SAME: readonly ((one: KnownDeal, deal: Deal) => boolean)[] = [
  (one, deal) => sameFill(one, deal) && second(one.time) === second(deal.time) && sameFee(one, deal),
  (one, deal) => sameFill(one, deal) && second(one.time) === second(deal.time),
  sameFill,
]

const sameFee = (one: KnownDeal, deal: Deal): boolean =>
  one.feeAsset === deal.feeAsset && compare(absolute(subtract(one.fee, deal.fee)), zero()) === 0

const nearest =
  ({ time }: Deal) =>
  (a: KnownDeal, b: KnownDeal): number =>
    Math.abs(a.time - time) - Math.abs(b.time - time)
