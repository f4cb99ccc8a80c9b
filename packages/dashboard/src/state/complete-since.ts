/** Since when everything is known. */

import type { CoverageKind, CoverageWindow } from '@spotdeck/api'

/**
 * The time from which every kind of record is complete up to now, and whether something is being repaired. `since` is
 * absent when some kind is not complete now.
 */
export function completeSince(coverage: readonly CoverageWindow[]): {
  readonly since: number | undefined
  readonly repairing: boolean
} {
  const repairing = coverage.some((window) => window.state === 'repairing')
  const kinds = [...new Set(coverage.map((window) => window.kind))]
  const starts = kinds.map((kind) => knownSince(coverage, kind))
  if (starts.length === 0 || starts.some((start) => start === undefined)) return { since: undefined, repairing }
  return { since: Math.max(...starts.map((start) => start ?? 0)), repairing }
}

/** Since when records of `kind` are complete up to now; `undefined` where they are not complete now. */
export function knownSince(coverage: readonly CoverageWindow[], kind: CoverageKind): number | undefined {
  return startOfKnown(coverage.filter((window) => window.kind === kind))
}

/** Walks back from now through windows that join up and are known. */
function startOfKnown(windows: readonly CoverageWindow[]): number | undefined {
  const newestFirst = [...windows].sort((a, b) => (b.to ?? Infinity) - (a.to ?? Infinity))
  let start: number | undefined
  for (const window of newestFirst) {
    const joins = start === undefined ? window.to === undefined : (window.to ?? Infinity) >= start
    if (!isKnown(window) || !joins) break
    start = window.from
  }
  return start
}

/** Whether the records of a window are there: neither lost nor still being read. */
export function isKnown({ state }: CoverageWindow): boolean {
  return state === 'complete' || state === 'repaired'
}

/**
 * Whether the first reading of `kind` is still on its way: nothing of it was known before what is being read. A gap that is
 * repaired later comes after what is known, and is not meant.
 */
export function isFirstRead(coverage: readonly CoverageWindow[], kind: CoverageKind): boolean {
  const told = coverage.filter((window) => window.kind === kind && window.state !== 'unknown')
  const oldest = told.reduce<CoverageWindow | undefined>(
    (first, window) => (first === undefined || window.from < first.from ? window : first),
    undefined,
  )
  return coverage.length === 0 || oldest?.state === 'repairing'
}

/** When the record begins: before this, balances were never heard, and what is known was read. `undefined` before that. */
export function recordBegins(coverage: readonly CoverageWindow[]): number | undefined {
  const starts = coverage.filter((window) => window.kind === 'assets' && isKnown(window)).map(({ from }) => from)
  return starts.length === 0 ? undefined : Math.min(...starts)
}

/** Whether a window was read from the exchange's past when the record began, at `begins` (ms): nothing had broken there. */
export function isBackfill({ state, to }: CoverageWindow, begins: number | undefined): boolean {
  return state === 'repaired' && to !== undefined && begins !== undefined && to <= begins
}

/** Whether records from before `time` are still being read from the exchange; before an account's first reading all are. */
export function isBeingRead(coverage: readonly CoverageWindow[], time = Infinity): boolean {
  return coverage.length === 0 || coverage.some((window) => window.state === 'repairing' && window.from < time)
}
