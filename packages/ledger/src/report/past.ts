/** Balances in the past: today's balances with every later deal and flow reversed. */

import { type AssetAmount, add, isNegative, isZero, subtract, zero } from '@spotdeck/exact'
import type { CoverageWindow } from '../coverage/coverage.ts'
import { dealEffects } from '../deal/effect.ts'
import type { LedgerState } from '../state.ts'
import type { CostEntry } from './cost-entry.ts'

/** Totals by asset just before `time`; `known` is false where the reversal leads below zero: a flow is missing. */
export type PastHolding = {
  readonly time: number
  readonly totals: ReadonlyMap<string, AssetAmount>
  readonly known: boolean
}

/**
 * True if deals and flows explain every balance of the first start, to the last digit: the account had nothing before the first
 * of them, so that its past is known and nothing of it is an estimate.
 */
export function isPastWhole({ birth, books }: Pick<LedgerState, 'birth' | 'books'>): boolean {
  return birth !== undefined && [...books.values()].every(({ opening }) => isZero(opening))
}

/**
 * Coverage of flows from before the first start: known from the first entry on where everything is explained, and unknown again
 * where something learned later contradicts that. Returns the windows that change.
 * @param first time of the earliest deal or flow, in ms since the epoch
 */
export function coverageOfPast(
  state: Pick<LedgerState, 'birth' | 'books' | 'coverage'>,
  first: number,
): readonly CoverageWindow[] {
  const isWhole = isPastWhole(state)
  const known = state.coverage.filter((window) => window.kind === 'assets' && window.state !== 'unknown')
  const end = Math.min(...known.map(({ from }) => from))
  return state.coverage
    .filter((window) => window.kind === 'flows' && window.state === (isWhole ? 'unknown' : 'repaired'))
    .map((window): CoverageWindow => ({
      kind: 'flows',
      from: isWhole ? Math.max(window.from, first) : window.from,
      to: Math.min(window.to ?? end, end),
      state: isWhole ? 'repaired' : 'unknown',
    }))
    .filter(({ from, to = end }) => from < to)
}

/** Entries that are reversed before others may run: some milliseconds. */
const STEP = 200

/**
 * Walks back from `now` (totals by asset) through `entries` and yields the holdings at each of `times`, newest first.
 * Once a holding is unknown, all earlier ones are.
 * @param entries ascending by time, the order that is quickest, or in any other
 * @param turn lets other work run
 */
export async function* holdingsAt(
  now: ReadonlyMap<string, AssetAmount>,
  { entries, times }: { readonly entries: readonly CostEntry[]; readonly times: readonly number[] },
  turn: () => Promise<void>,
): AsyncGenerator<PastHolding> {
  const later = [...entries].reverse().sort((a, b) => timeOf(b) - timeOf(a))
  const totals = new Map(now)
  let next = 0
  let known = true
  for (const time of [...times].sort((a, b) => b - a)) {
    for (let entry = later[next]; entry !== undefined && timeOf(entry) >= time; entry = later[++next]) {
      for (const [asset, change] of changesOf(entry)) {
        totals.set(asset, subtract(totals.get(asset) ?? zero<'asset'>(), change))
      }
      if (next % STEP === STEP - 1) await turn()
    }
    known &&= ![...totals.values()].some(isNegative)
    yield { time, totals: new Map(totals), known }
  }
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
