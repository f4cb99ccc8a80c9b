/** A chart over time, as data: its places on the time axis, its lines, and when a change of it is only a new end. */

import type { Palette } from '../theme/palette.ts'

/**
 * One place of the time axis at its end, `time` in ms. `known`: something is known, at `known.time`. `quiet`: nothing was
 * recorded, so that lines run on to the next known place. `hole`: not known, and no line may be drawn.
 */
export type TimePoint =
  | { readonly time: number; readonly state: 'known'; readonly known: { readonly time: number } }
  | { readonly time: number; readonly state: 'quiet' | 'hole'; readonly known?: undefined }

/** From the last known place before to the first after, in ms. */
export type Hole = { readonly from: number; readonly to: number }

/** An arrow on the time axis. */
export type Mark = {
  readonly time: number
  readonly points: 'up' | 'down'
  /** Hidden while amounts are blurred. */
  readonly text?: string | undefined
}

/** Points to draw, oldest first, at most one per second. */
export type Shape<P extends TimePoint> = {
  readonly points: readonly P[]
  readonly holes: readonly Hole[]
  readonly marks?: readonly Mark[]
}

/**
 * `hanging`: filled up to the top. `gain`: filled from its base, in the colours of up and down. `step`: a
 * value holds until the next. `dashed`: a thin step line.
 */
export type LineKind = 'hanging' | 'gain' | 'line' | 'step' | 'dashed'

/** One line of a pane. */
export type TimeLine<P extends TimePoint> = {
  readonly key: string
  /** From 0, the topmost. */
  readonly pane: number
  readonly kind: LineKind
  readonly colour: (palette: Palette) => string
  /** Drawn at a known place; `undefined` where it is not known beside others that are. */
  readonly value: (point: P) => number | undefined
  /** A value on the axis and in the tag. */
  readonly label: (value: number) => string
  /** True if it is hidden while amounts are blurred. */
  readonly isAmount: boolean
  /** The last value is tagged at the right edge. */
  readonly hasTag?: boolean
  readonly widthPx?: 1 | 2
  /** Of `gain`: the value that gains count from; 0 by default. */
  readonly base?: number | undefined
}

/** The lines of a chart; `key` changes with their set. `stretch`: the panes' heights against each other. */
export type Plot<P extends TimePoint> = {
  readonly key: string
  readonly lines: readonly TimeLine<P>[]
  readonly stretch: readonly number[]
}

/** The plot without the lines of these keys, its panes closed up; whole where none would be left. */
export function without<P extends TimePoint>(plot: Plot<P>, hidden: ReadonlySet<string>): Plot<P> {
  const left = plot.lines.filter(({ key }) => !hidden.has(key))
  if (left.length === 0 || left.length === plot.lines.length) return plot
  const panes = [...new Set(left.map(({ pane }) => pane))].sort((a, b) => a - b)
  const lines = left.map((line) => ({ ...line, pane: panes.indexOf(line.pane) }))
  return { key: `${plot.key} ${[...hidden].join(' ')}`, lines, stretch: panes.map((pane) => plot.stretch[pane] ?? 1) }
}

/** The time that a place is about: the same in the corner, at the crosshair and in the table. */
export function timeOf(point: TimePoint): number {
  return point.known?.time ?? point.time
}

/** Gaps, where no line may run: each from the last known point before it. */
export function holesOf(points: readonly TimePoint[]): readonly Hole[] {
  const holes: Hole[] = []
  let lastKnown: number | undefined
  let start: number | undefined
  points.forEach((point, index) => {
    if (point.state === 'hole') start ??= lastKnown
    if (start !== undefined && (point.state === 'known' || index === points.length - 1)) {
      holes.push({ from: start, to: point.time })
      start = undefined
    }
    if (point.state === 'known') lastKnown = point.time
  })
  return holes
}

/** True if a gap begins between the point at `index` and the next known one. */
export function opensHole(points: readonly TimePoint[], index: number): boolean {
  for (let next = index + 1; next < points.length; next++) {
    const state = points[next]?.state
    if (state !== 'quiet') return state === 'hole'
  }
  return false
}

/** Difference between `now` and `before`: the last point is replaced, one is added, or everything has to be drawn again. */
export function changeOf<P extends TimePoint>(
  before: Shape<P>,
  now: Shape<P>,
): 'same' | 'replaced' | 'added' | 'whole' {
  if (before === now) return 'same'
  const [old, next] = [before.points, now.points]
  const isSameStart = old[0] === next[0] && old.at(-2) === next[old.length - 2]
  if (old.length < 2 || !isSameStart || !sameHoles(before.holes, now.holes)) return 'whole'
  if (next.length === old.length) return old.at(-1) === next.at(-1) ? 'same' : 'replaced'
  return next.length === old.length + 1 && old.at(-1) === next.at(-2) ? 'added' : 'whole'
}

function sameHoles(one: readonly Hole[], other: readonly Hole[]): boolean {
  const [last, now] = [one.at(-1), other.at(-1)]
  return one.length === other.length && last?.from === now?.from && last?.to === now?.to
}

/** About `count` of the recorded points, with the newest: enough to follow a chart with a screen reader. */
export function rowsOf<P extends TimePoint>(points: readonly P[], count: number): readonly P[] {
  const told = points.filter((point) => point.state !== 'quiet')
  const every = Math.max(1, Math.ceil(told.length / count))
  return told.filter((_, index) => (told.length - 1 - index) % every === 0)
}
