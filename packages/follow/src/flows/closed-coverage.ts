/** Coverage that an export proves: no more than the span between its first row and its last. Pure. */

import type { CoverageKind, CoverageState, CoverageWindow } from '@spotdeck/ledger'
import { SECOND_MS } from '@spotdeck/ports'

/** Windows of unknown coverage in `from..to`, without the first and last second: an export may be cut there. */
export function closedBy(
  windows: readonly CoverageWindow[],
  kind: CoverageKind,
  first: number,
  last: number,
): readonly (CoverageWindow & { readonly to: number })[] {
  const from = Math.floor(first / SECOND_MS) * SECOND_MS + SECOND_MS
  const to = Math.floor(last / SECOND_MS) * SECOND_MS
  return windows.flatMap((window) => {
    const begin = Math.max(window.from, from)
    const end = Math.min(window.to ?? Infinity, to)
    if (window.kind !== kind || window.state !== 'unknown' || end <= begin) return []
    return [{ kind, from: begin, to: end, state: 'repaired' as const }]
  })
}

/** Coverage at a time; `undefined` where there is no window. */
export function stateAt(
  windows: readonly CoverageWindow[],
  kind: CoverageKind,
  time: number,
): CoverageState | undefined {
  return windowAt(windows, kind, time)?.state
}

/** True if the time lies in an open window whose coverage is not known. */
export function openAt(windows: readonly CoverageWindow[], kind: CoverageKind, time: number): boolean {
  const window = windowAt(windows, kind, time)
  return window !== undefined && window.state === 'unknown' && window.to === undefined
}

/** Window at a time. Exports have whole seconds: one that overlaps the window counts as in it. */
function windowAt(windows: readonly CoverageWindow[], kind: CoverageKind, time: number): CoverageWindow | undefined {
  const second = Math.floor(time / SECOND_MS) * SECOND_MS
  const touching = windows.filter(
    (one) => one.kind === kind && one.from < second + SECOND_MS && (one.to ?? Infinity) > second,
  )
  return touching.find(({ state }) => state === 'unknown' || state === 'repairing') ?? touching[0]
}
