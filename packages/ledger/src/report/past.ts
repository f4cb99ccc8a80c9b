/** Balances in the past: today's balances with every later deal and flow reversed. */

import { type AssetAmount, add, isNegative, subtract, zero } from '@spotdeck/exact'
import { dealEffects } from '../deal/effect.ts'
import type { CostEntry } from './cost-book.ts'

/** Totals by asset just before `time`; `known` is false where the reversal leads below zero: a flow is missing. */
export type PastHolding = {
  readonly time: number
  readonly totals: ReadonlyMap<string, AssetAmount>
  readonly known: boolean
}

/**
 * Walks back from `now` (totals by asset) through `entries` and returns the holdings at each of `times`, newest first.
 * Once a holding is unknown, all earlier ones are.
 */
export function holdingsAt(
  now: ReadonlyMap<string, AssetAmount>,
  entries: readonly CostEntry[],
  times: readonly number[],
): readonly PastHolding[] {
  const later = [...entries].sort((a, b) => timeOf(b) - timeOf(a))
  const totals = new Map(now)
  let next = 0
  let known = true
  return [...times]
    .sort((a, b) => b - a)
    .map((time) => {
      for (let entry = later[next]; entry !== undefined && timeOf(entry) >= time; entry = later[++next]) {
        for (const [asset, change] of changesOf(entry)) {
          totals.set(asset, subtract(totals.get(asset) ?? zero<'asset'>(), change))
        }
      }
      known &&= ![...totals.values()].some(isNegative)
      return { time, totals: new Map(totals), known }
    })
}

function timeOf(entry: CostEntry): number {
  return entry.kind === 'deal' ? entry.deal.time : entry.flow.time
}

function changesOf(entry: CostEntry): ReadonlyMap<string, AssetAmount> {
  if (entry.kind === 'flow') return new Map([[entry.flow.asset, entry.flow.change]])
  const changes = new Map<string, AssetAmount>()
  for (const { asset, change } of dealEffects(entry.deal)) {
    changes.set(asset, add(changes.get(asset) ?? zero<'asset'>(), change))
  }
  return changes
}
