/** Coverage: which time windows of each kind of record are complete. */

export type CoverageKind = 'assets' | 'orders' | 'deals' | 'flows'
/** Coverage of a window: `complete`, `repairing` (backfill under way), `repaired` or `unknown`. */
export type CoverageState = 'complete' | 'repairing' | 'repaired' | 'unknown'

/** Reason why records of a window are unknown, where there is one. */
export type CoverageReason =
  /** The exchange refuses a list to this API key. */
  | 'LIST_REFUSED'
  /** The lists did not answer after all tries. */
  | 'NO_ANSWER'
  /** A row could not be decoded, or a list was cut off. */
  | 'LIST_UNREADABLE'
  /** There are sub-accounts or transfers to other users, which no list reports. */
  | 'OTHER_MOVES'
  /** A withdrawal or transfer was pending or failed: its amount may have left and come back. */
  | 'ON_ITS_WAY'
  /** A list reports a flow that no balance contains yet. */
  | 'NOT_HELD'
  /** The window is older than the lists. */
  | 'BEYOND_REACH'
  /** A balance changed, and nothing explains it. */
  | 'UNEXPLAINED'
  /** The exchange's answer has a balance that cannot be read. */
  | 'BALANCE_UNREADABLE'

/**
 * Coverage of one kind of record in a time span, in ms since the epoch; `to` is absent while the window reaches to now.
 * `symbols`: only their records may be missing, and those of all others are known; absent where any symbol's may be.
 */
export type CoverageWindow = {
  readonly kind: CoverageKind
  readonly from: number
  readonly to?: number
  readonly state: CoverageState
  readonly reason?: CoverageReason
  readonly symbols?: readonly string[]
}

const NO_WINDOWS: readonly CoverageWindow[] = []
/** Maximal number of windows of a kind; beyond it the oldest two become one with the lower coverage. */
const MAX_WINDOWS = 500
const TRUST: readonly CoverageState[] = ['unknown', 'repairing', 'repaired', 'complete']

/**
 * Applies `mark` to the windows of its kind: covered windows take its state, cut ones are split, equal neighbors merge.
 * Returns all windows, by kind and then by time.
 */
export function markCoverage(windows: readonly CoverageWindow[], mark: CoverageWindow): readonly CoverageWindow[] {
  const others = windows.filter((window) => window.kind !== mark.kind)
  const parts = windows.filter((window) => window.kind === mark.kind).flatMap((window) => outside(window, mark))
  const ordered = [...parts, mark].sort((a, b) => a.from - b.from)
  return [...others, ...bounded(joined(ordered))].sort((a, b) =>
    a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.from - b.from,
  )
}

/**
 * Returns the time since which a kind is covered without a gap up to its last window; `undefined` where its newest
 * window is not reliable.
 */
export function trustedFrom(windows: readonly CoverageWindow[], kind: CoverageKind): number | undefined {
  let since: number | undefined
  for (const window of windows.filter((one) => one.kind === kind).sort((a, b) => b.from - a.from)) {
    if (window.state === 'unknown' || window.state === 'repairing') return since
    since = window.from
  }
  return since
}

/**
 * Returns the coverage of orders and deals of one symbol: where only others may be missing, it is `repaired`. Windows of
 * balances and flows stay.
 */
export function coverageOf(windows: readonly CoverageWindow[], symbol: string): readonly CoverageWindow[] {
  const own = windows.map((window): CoverageWindow => {
    const { symbols, reason: _reason, ...rest } = window
    if (symbols === undefined) return window
    return symbols.includes(symbol) ? { ...window, symbols: [symbol] } : { ...rest, state: 'repaired' }
  })
  return own.reduce(markCoverage, NO_WINDOWS)
}

/** Returns the states of the windows of a kind within `from..to`, both inclusive. */
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
      last.symbols?.join() === window.symbols?.join() &&
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
