/** Coverage drawn to scale: each kind's windows as parts of one line of time. */

import type { CoverageKind, CoverageWindow } from '@spotdeck/api'
import { HOUR_MS } from '../../durations.ts'

/** A window's place on the line, as fractions of it. */
export type LanePart = { readonly window: CoverageWindow; readonly left: number; readonly width: number }
/** Coverage of one kind of record as parts in ascending order of time. */
export type Lane = { readonly kind: CoverageKind; readonly parts: readonly LanePart[] }

/** No window is drawn narrower than this, so that a short hole is seen. */
const LEAST = 0.004

/**
 * The time that is worth drawing: from a little before anything is known to `now`. What lies before the first known
 * window is endless, and is shown as a margin alone.
 */
export function laneSpan(
  windows: readonly CoverageWindow[],
  now: number,
): { readonly from: number; readonly to: number } {
  const known = windows.filter(({ state }) => state !== 'unknown').map(({ from }) => from)
  const start = known.length === 0 ? now - HOUR_MS : Math.min(...known)
  return { from: start - Math.max(60_000, (now - start) * 0.06), to: now }
}

/** One lane per kind, in the order of `kinds`. */
export function lanesOf(
  windows: readonly CoverageWindow[],
  kinds: readonly CoverageKind[],
  span: { readonly from: number; readonly to: number },
): readonly Lane[] {
  const length = Math.max(1, span.to - span.from)
  return kinds.map((kind) => ({
    kind,
    parts: windows
      .filter((window) => window.kind === kind && (window.to ?? Infinity) > span.from && window.from < span.to)
      .map((window) => {
        const left = (Math.max(window.from, span.from) - span.from) / length
        const right = (Math.min(window.to ?? span.to, span.to) - span.from) / length
        return { window, left, width: Math.max(LEAST, right - left) }
      }),
  }))
}
