/** Since when everything is known. */

import type { CoverageKind, CoverageWindow } from '@spotdeck/api'

/**
 * The time from which every kind of record is complete up to now, and whether something is being repaired. `since` is
 * absent when some kind is not complete now. Balances from before their record follow from fills, deposits and withdrawals
 * where these explain them.
 */
export function completeSince(coverage: readonly CoverageWindow[]): {
  readonly since: number | undefined
  readonly repairing: boolean
} {
  const repairing = coverage.some((window) => window.state === 'repairing')
  const kinds = [...new Set(coverage.map((window) => window.kind))]
  const starts = kinds.map((kind) => (kind === 'assets' ? assetsKnownSince(coverage) : knownSince(coverage, kind)))
  if (starts.length === 0 || starts.some((start) => start === undefined)) return { since: undefined, repairing }
  return { since: Math.max(...starts.map((start) => start ?? 0)), repairing }
}

function assetsKnownSince(coverage: readonly CoverageWindow[]): number | undefined {
  const since = knownSince(coverage, 'assets')
  return since !== undefined && since === recordBegins(coverage) && isPastKnown(coverage) ? 0 : since
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

/** True if the records of a window are present: neither lost nor still being read. */
export function isKnown({ state }: CoverageWindow): boolean {
  return state === 'complete' || state === 'repaired'
}

/** True while the first reading of `kind` is under way: nothing earlier is known. A gap that is repaired later does not count. */
export function isFirstRead(coverage: readonly CoverageWindow[], kind: CoverageKind): boolean {
  const told = coverage.filter((window) => window.kind === kind && window.state !== 'unknown')
  const oldest = told.reduce<CoverageWindow | undefined>(
    (first, window) => (first === undefined || window.from < first.from ? window : first),
    undefined,
  )
  return coverage.length === 0 || oldest?.state === 'repairing'
}

/**
 * Start of the record of balances, in ms since the epoch; `undefined` before there is one. Earlier records were read from
 * history.
 */
export function recordBegins(coverage: readonly CoverageWindow[]): number | undefined {
  const starts = coverage.filter((window) => window.kind === 'assets' && isKnown(window)).map(({ from }) => from)
  return starts.length === 0 ? undefined : Math.min(...starts)
}

/** True if deposits and withdrawals from before the record of balances are known: nothing before it is an estimate. */
export function isPastKnown(coverage: readonly CoverageWindow[]): boolean {
  const begins = recordBegins(coverage)
  return coverage.some(
    (window) => window.kind === 'flows' && isKnown(window) && begins !== undefined && window.from < begins,
  )
}

/** True if a window was backfilled from the exchange's history when the record began, at `begins` (ms): it is not a gap. */
export function isBackfill({ state, to }: CoverageWindow, begins: number | undefined): boolean {
  return state === 'repaired' && to !== undefined && begins !== undefined && to <= begins
}

/** True while records of a span are being read from the exchange; before an account's first reading always. */
export function isBackfilling(
  coverage: readonly CoverageWindow[],
  span: { readonly from: number; readonly to: number },
): boolean {
  const isOf = ({ from, to = Infinity }: CoverageWindow): boolean => from < span.to && to > span.from
  return coverage.length === 0 || coverage.some((window) => window.state === 'repairing' && isOf(window))
}

/** True while records from before `time` are being read from the exchange; before an account's first reading always. */
export function isBeingRead(coverage: readonly CoverageWindow[], time = Infinity): boolean {
  return coverage.length === 0 || coverage.some((window) => window.state === 'repairing' && window.from < time)
}
