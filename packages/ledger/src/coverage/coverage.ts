/** How far each kind of record can be trusted, window by window: completeness is a fact, never a hope. */

export type CoverageKind = 'assets' | 'orders' | 'deals' | 'flows'
export type CoverageState = 'complete' | 'repairing' | 'repaired' | 'unknown'

/** Why what came and went is unknown, where that can be said. */
export type CoverageReason =
  /** The exchange does not give the key a list. */
  | 'LIST_REFUSED'
  /** The lists gave no answer, however often they were asked. */
  | 'NO_ANSWER'
  /** A row could not be read, or a list was cut off. */
  | 'LIST_UNREADABLE'
  /** There are sub-accounts or transfers to other users, of which no list tells what they did here. */
  | 'OTHER_MOVES'
  /** Something was not done yet, or failed: it may have left and come back. */
  | 'ON_ITS_WAY'
  /** A list tells of what no balance holds yet. */
  | 'NOT_HELD'
  /** It lies before what the lists tell. */
  | 'BEYOND_REACH'
  /** A balance moved, and nothing explains it. */
  | 'UNEXPLAINED'

/** Times in ms since the epoch; `to` is absent while the window reaches up to now. */
export type CoverageWindow = {
  readonly kind: CoverageKind
  readonly from: number
  readonly to?: number
  readonly state: CoverageState
  readonly reason?: CoverageReason
}

/** A bound on how many windows are kept of a kind; the oldest two then become one of the lesser trust. */
const MAX_WINDOWS = 500
const TRUST: readonly CoverageState[] = ['unknown', 'repairing', 'repaired', 'complete']

/**
 * Lays `mark` over the windows of its kind: what it covers takes its state, what it cuts is split, neighbours of one
 * state become one. Answers all windows, by kind and then by time.
 */
export function markCoverage(windows: readonly CoverageWindow[], mark: CoverageWindow): readonly CoverageWindow[] {
  const others = windows.filter((window) => window.kind !== mark.kind)
  const parts = windows.filter((window) => window.kind === mark.kind).flatMap((window) => outside(window, mark))
  const ordered = [...parts, mark].sort((a, b) => a.from - b.from)
  return [...others, ...bounded(joined(ordered))].sort((a, b) =>
    a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.from - b.from,
  )
}

/** Since when a kind has no hole up to its last window; `undefined` where its newest window is not to be trusted. */
export function trustedFrom(windows: readonly CoverageWindow[], kind: CoverageKind): number | undefined {
  let since: number | undefined
  for (const window of windows.filter((one) => one.kind === kind).sort((a, b) => b.from - a.from)) {
    if (window.state === 'unknown' || window.state === 'repairing') return since
    since = window.from
  }
  return since
}

/** What is said of `from..to`, both counted in: each state that a window of the kind has there. */
export function statesWithin(
  windows: readonly CoverageWindow[],
  kind: CoverageKind,
  from: number,
  to: number,
): ReadonlySet<CoverageState> {
  const touching = windows.filter((window) => window.kind === kind && window.from <= to && from < end(window))
  return new Set(touching.map(({ state }) => state))
}

const end = (window: CoverageWindow): number => window.to ?? Infinity

function outside(window: CoverageWindow, mark: CoverageWindow): CoverageWindow[] {
  const parts: CoverageWindow[] = []
  if (window.from < mark.from) parts.push(until(window, Math.min(end(window), mark.from)))
  if (end(window) > end(mark)) parts.push({ ...window, from: Math.max(window.from, end(mark)) })
  return parts
}

function until(window: CoverageWindow, to: number): CoverageWindow {
  const { to: _, ...open } = window
  return to === Infinity ? open : { ...open, to }
}

function joined(windows: readonly CoverageWindow[]): CoverageWindow[] {
  const result: CoverageWindow[] = []
  for (const window of windows) {
    const last = result.at(-1)
    if (
      last !== undefined &&
      last.state === window.state &&
      last.reason === window.reason &&
      end(last) >= window.from
    ) {
      result[result.length - 1] = until(last, Math.max(end(last), end(window)))
    } else result.push(window)
  }
  return result
}

function bounded(windows: CoverageWindow[]): CoverageWindow[] {
  while (windows.length > MAX_WINDOWS) {
    const [first, second, ...rest] = windows
    if (first === undefined || second === undefined) return windows
    const state = TRUST.indexOf(first.state) < TRUST.indexOf(second.state) ? first.state : second.state
    windows = [until({ kind: first.kind, from: first.from, state }, end(second)), ...rest]
  }
  return windows
}
