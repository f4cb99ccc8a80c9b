/** What an export proves of the coverage table: no more than lies between its first row and its last. Pure. */

import type { CoverageKind, CoverageState, CoverageWindow } from '@spotdeck/ledger'

/** The windows that are unknown and lie between `from` and `to`, whole seconds apart from both: an export may be cut there. */
export function closedBy(
  windows: readonly CoverageWindow[],
  kind: CoverageKind,
  first: number,
  last: number,
): readonly (CoverageWindow & { readonly to: number })[] {
  const from = Math.floor(first / SECOND) * SECOND + SECOND
  const to = Math.floor(last / SECOND) * SECOND
  return windows.flatMap((window) => {
    const begin = Math.max(window.from, from)
    const end = Math.min(window.to ?? Infinity, to)
    if (window.kind !== kind || window.state !== 'unknown' || end <= begin) return []
    return [{ kind, from: begin, to: end, state: 'repaired' as const }]
  })
}

/** `undefined` where nothing is said of the time. */
export function stateAt(
  windows: readonly CoverageWindow[],
  kind: CoverageKind,
  time: number,
): CoverageState | undefined {
  return windowAt(windows, kind, time)?.state
}

/** Whether the time lies in a window that is not known and reaches up to now. */
export function openAt(windows: readonly CoverageWindow[], kind: CoverageKind, time: number): boolean {
  const window = windowAt(windows, kind, time)
  return window !== undefined && window.state === 'unknown' && window.to === undefined
}

/** An export tells whole seconds: one that holds any of a window counts as in it. */
function windowAt(windows: readonly CoverageWindow[], kind: CoverageKind, time: number): CoverageWindow | undefined {
  const second = Math.floor(time / SECOND) * SECOND
  const touching = windows.filter(
    (one) => one.kind === kind && one.from < second + SECOND && (one.to ?? Infinity) > second,
  )
  return touching.find(({ state }) => state === 'unknown' || state === 'repairing') ?? touching[0]
}

const SECOND = 1_000
