/** Chart options of bars and lines over days. */

import type { Palette } from '../theme/palette.ts'
import { drawn } from './equity-curve.ts'

/** One line of figures. Values are exact text, `undefined` where nothing is known. */
export type DaySeries = {
  readonly key: string
  readonly name: string
  readonly kind: 'bar' | 'line'
  readonly colour: keyof Pick<Palette, 'accent' | 'up' | 'down' | 'dim'> | number
  readonly values: readonly (string | undefined)[]
  /** Formats a value for the corner and the axis. */
  readonly write: (value: string) => string
  /** Minimal step of the axis, so that no two labels are equal. */
  readonly step?: number
  /** Its own axis at the left, for a sum beside what it adds up. */
  readonly ownAxis?: boolean
}

/** One pane; `weight` is its height beside the others. */
export type DayPane = { readonly weight: number; readonly series: readonly DaySeries[] }

type Drawn = { readonly palette: Palette; readonly privacy: boolean }
const GAP = 9
/** Left of the panes: an edge, or the labels of a sum's own axis. */
const EDGE_PX = 12
const OWN_AXIS_PX = 56
/** Labels along the time axis at the most. */
const MAX_LABELS = 9
/** About how many marks an axis has, and one of a pane that is low beside another. */
const MARKS = 3
const MARKS_IF_LOW = 2
const TOP = 3
const TOP_NAMED = 9
const BOTTOM = 11

/** Option of the chart library: panes below each other, values on the right axis, the axis of a running sum on the left. */
export function optionOf(
  days: readonly string[],
  panes: readonly DayPane[],
  writeDay: (day: string) => string,
  { palette, privacy }: Drawn,
) {
  const whole = panes.reduce((sum, pane) => sum + pane.weight, 0)
  const hasOwn = panes.some(({ series }) => series.some((one) => one.ownAxis === true))
  // Two axes beside one pane are told apart by their names, above them.
  const first = hasOwn ? TOP_NAMED : TOP
  const room = 100 - first - BOTTOM - GAP * (panes.length - 1)
  const left = hasOwn ? OWN_AXIS_PX : EDGE_PX
  let top = first
  const grid = panes.map(({ weight }) => {
    const height = (room * weight) / whole
    // The library would make room for the labels of each pane alone: then the panes no longer share their days.
    const made = { left, right: 64, top: `${top}%`, height: `${height}%`, outerBoundsMode: 'none' as const }
    top += height + GAP
    return made
  })
  const label = { color: palette.dim, fontSize: 11, fontFamily: palette.font }
  const line = { lineStyle: { color: palette.faint, type: 'dotted' as const } }
  const labelled = labelledDays(days, writeDay)
  return {
    animation: false,
    backgroundColor: palette.surface,
    grid,
    axisPointer: { link: [{ xAxisIndex: 'all' as const }] },
    xAxis: panes.map((_, index) => ({
      type: 'category' as const,
      gridIndex: index,
      data: [...days],
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      axisLabel: {
        ...label,
        show: index === panes.length - 1,
        formatter: writeDay,
        hideOverlap: true,
        interval: (at: number) => labelled.has(at),
      },
      axisPointer: { show: true, type: 'line' as const, label: { show: false }, ...line },
    })),
    yAxis: panes.flatMap((pane, index) => [
      {
        ...valueAxis(
          pane.series.find((one) => one.ownAxis !== true),
          index,
          { palette, privacy },
          pane.weight * 2 < whole ? MARKS_IF_LOW : MARKS,
        ),
        ...(pane.series.some((one) => one.ownAxis === true)
          ? axisName(pane.series.find((one) => one.ownAxis !== true)?.name, palette, 'left')
          : {}),
      },
      ownAxis(
        pane.series.find((one) => one.ownAxis === true),
        index,
        { palette, privacy },
      ),
    ]),
    series: panes.flatMap((pane, index) => pane.series.map((one) => seriesOf(one, index, palette))),
  }
}

/** Of what stands beside the pane's values: without lines of its own. */
function ownAxis(own: DaySeries | undefined, gridIndex: number, look: Drawn) {
  const { axisLabel, type } = valueAxis(own, gridIndex, look)
  return {
    type,
    gridIndex,
    position: 'left' as const,
    show: own !== undefined,
    scale: true,
    splitNumber: 3,
    splitLine: { show: false },
    axisLabel,
    ...axisName(own?.name, look.palette, 'center'),
  }
}

/** An axis's name above it, running inwards no further than its labels. */
function axisName(name: string | undefined, palette: Palette, align: 'left' | 'center') {
  return {
    name: name ?? '',
    nameGap: 8,
    nameTextStyle: { color: palette.dim, fontSize: 11, fontFamily: palette.font, align },
  }
}

function valueAxis(first: DaySeries | undefined, gridIndex: number, { palette, privacy }: Drawn, splits = MARKS) {
  const written = (value: number) => (privacy || first === undefined ? '•••' : first.write(plain(value)))
  return {
    type: 'value' as const,
    gridIndex,
    position: 'right' as const,
    splitNumber: splits,
    minInterval: first?.step ?? 0,
    splitLine: { lineStyle: { color: palette.line, opacity: 0.6 } },
    axisLabel: { color: palette.dim, fontSize: 11, fontFamily: palette.font, hideOverlap: true, formatter: written },
  }
}

/**
 * Days that have a label: about as many as fit, each where its text begins. Where several share a text (samples within a
 * minute), the first of all is cut short and has none: its label would be too near to the next.
 */
function labelledDays(days: readonly string[], writeDay: (day: string) => string): ReadonlySet<number> {
  const written = days.map(writeDay)
  const begins = written.flatMap((words, at) => (words === written[at - 1] ? [] : [at]))
  const whole = begins.length > 1 && begins.length < days.length ? begins.slice(1) : begins
  const step = Math.max(1, Math.ceil(whole.length / MAX_LABELS))
  return new Set(whole.filter((_, index) => index % step === 0))
}

/** A double as decimal text without an exponent. */
function plain(value: number): string {
  return value.toFixed(10)
}

function seriesOf(one: DaySeries, pane: number, palette: Palette) {
  const color = typeof one.colour === 'number' ? (palette.series[one.colour] ?? palette.other) : palette[one.colour]
  const common = {
    name: one.name,
    xAxisIndex: pane,
    yAxisIndex: pane * 2 + (one.ownAxis === true ? 1 : 0),
    data: one.values.map((value) => (value === undefined ? null : drawn(value))),
    emphasis: { disabled: true },
  }
  if (one.kind === 'bar') {
    return { ...common, type: 'bar' as const, barMaxWidth: 18, itemStyle: { color, borderRadius: [2, 2, 0, 0] } }
  }
  return {
    ...common,
    type: 'line' as const,
    showSymbol: one.values.length < 2,
    symbolSize: 4,
    lineStyle: { color, width: 1.6 },
    itemStyle: { color },
  }
}
