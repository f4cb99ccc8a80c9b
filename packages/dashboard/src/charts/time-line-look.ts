/** The looks of the lines of a chart over time. */

import {
  type IChartApi,
  type ISeriesApi,
  type Time,
  AreaSeries,
  BaselineSeries,
  LineSeries,
  LineStyle,
  LineType,
} from 'lightweight-charts'
import { type Palette, withAlpha } from '../theme/palette.ts'
import type { LineKind, TimeLine, TimePoint } from './time-plot.ts'
import { unreachable } from '../unreachable.ts'

/** A series of any kind that the drawings use. */
export type AnySeries = ISeriesApi<'Area', Time> | ISeriesApi<'Line', Time> | ISeriesApi<'Baseline', Time>

const CLEAR = 'rgba(0,0,0,0)'

/** Adds the series of a line to its pane. */
export function addLine<P extends TimePoint>(chart: IChartApi, line: TimeLine<P>, palette: Palette): AnySeries {
  switch (line.kind) {
    case 'hanging':
      return chart.addSeries(AreaSeries, lookOf(line, palette), line.pane)
    case 'gain':
      return chart.addSeries(BaselineSeries, lookOf(line, palette), line.pane)
    case 'line':
    case 'step':
    case 'dashed':
      return chart.addSeries(LineSeries, lookOf(line, palette), line.pane)
    default:
      return unreachable(line.kind)
  }
}

/** The options of a line's series in the page's colours. */
export function lookOf<P extends TimePoint>(line: TimeLine<P>, palette: Palette) {
  const colour = line.colour(palette)
  const shared = {
    priceLineVisible: false,
    lastValueVisible: line.hasTag === true,
    crosshairMarkerRadius: line.widthPx === 2 ? 3 : 2,
    lineWidth: line.widthPx ?? 1,
  }
  switch (line.kind) {
    case 'hanging':
      return {
        ...shared,
        lineColor: withAlpha(colour, 0.8),
        topColor: withAlpha(colour, 0.04),
        bottomColor: withAlpha(colour, 0.3),
        invertFilledArea: true,
      }
    case 'gain':
      return {
        ...shared,
        baseValue: { type: 'price' as const, price: line.base ?? 0 },
        topLineColor: palette.up,
        topFillColor1: withAlpha(palette.up, 0.24),
        topFillColor2: withAlpha(palette.up, 0.03),
        bottomLineColor: palette.down,
        bottomFillColor1: withAlpha(palette.down, 0.03),
        bottomFillColor2: withAlpha(palette.down, 0.24),
      }
    case 'line':
      return { ...shared, color: colour }
    case 'step':
      return { ...shared, color: colour, lineType: LineType.WithSteps }
    case 'dashed':
      return {
        ...shared,
        color: colour,
        lineType: LineType.WithSteps,
        lineStyle: LineStyle.Dashed,
        crosshairMarkerVisible: false,
      }
    default:
      return unreachable(line.kind)
  }
}

/** Colours that hide the segment after a point. */
export function clearFrom(kind: LineKind) {
  switch (kind) {
    case 'hanging':
      return { lineColor: CLEAR, topColor: CLEAR, bottomColor: CLEAR }
    case 'gain':
      return {
        topLineColor: CLEAR,
        topFillColor1: CLEAR,
        topFillColor2: CLEAR,
        bottomLineColor: CLEAR,
        bottomFillColor1: CLEAR,
        bottomFillColor2: CLEAR,
      }
    case 'line':
    case 'step':
    case 'dashed':
      return { color: CLEAR }
    default:
      return unreachable(kind)
  }
}
