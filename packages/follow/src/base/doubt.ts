/** Coverage that is in doubt: unknown until it is repaired, or being searched. */

import type { CoverageKind, CoverageWindow } from '@spotdeck/ledger'

const KINDS: readonly CoverageKind[] = ['assets', 'orders', 'deals', 'flows']

/** Marks everything from `from` on as unknown until it is repaired. */
export function unknownCoverage(from: number): readonly CoverageWindow[] {
  return KINDS.map((kind) => ({ kind, from, state: 'unknown' }))
}

/** Marks the window as repairing while all symbols are searched. Flows from before the first start are not searched. */
export function repairingCoverage(from: number, to: number, birth: number): readonly CoverageWindow[] {
  const begins = { orders: from, deals: from, flows: Math.max(from, birth) }
  const windows = (['orders', 'deals', 'flows'] as const).map((kind): CoverageWindow => ({
    kind,
    from: begins[kind],
    to,
    state: 'repairing',
  }))
  return windows.filter((window) => window.from < to)
}
