/** Common look of all charts over time: colours, axes, crosshair, and the user's zone on the time axis. */

import {
  type DeepPartial,
  type Time,
  type TimeChartOptions,
  type UTCTimestamp,
  ColorType,
  CrosshairMode,
  LineStyle,
  TickMarkType,
} from 'lightweight-charts'
import type { TimeFormat } from '../format/time.ts'
import { type Palette, withAlpha } from '../theme/palette.ts'

/** Colours, time format and privacy of a chart. */
export type Look = {
  readonly palette: Palette
  readonly format: TimeFormat
  /** Amounts on the axis are hidden. */
  readonly privacy: boolean
  readonly now: number
}

/** A moment as chart time: seconds whose UTC reading is the user's clock. */
export function chartTime(time: number, format: TimeFormat): UTCTimestamp {
  return Math.floor((time + format.offsetMs(time)) / 1_000) as UTCTimestamp
}

/** Chart time back to ms since the epoch. */
export function momentOf(time: Time, format: TimeFormat): number {
  const shifted = Number(time) * 1_000
  return shifted - format.offsetMs(shifted)
}

/** The options that all charts over time share. */
export function chartOptions({ palette, format, now }: Look): DeepPartial<TimeChartOptions> {
  const crosshairLine = {
    color: palette.faint,
    width: 1 as const,
    style: LineStyle.Dotted,
    labelBackgroundColor: palette.raised,
  }
  return {
    layout: {
      background: { type: ColorType.Solid as const, color: palette.surface },
      textColor: palette.dim,
      fontFamily: palette.font,
      fontSize: 11,
      // Its logo needs an inline style that the page's policy forbids; the attribution stands beside the chart.
      attributionLogo: false,
      panes: { separatorColor: palette.line, separatorHoverColor: palette.line, enableResize: false },
    },
    grid: { vertLines: { visible: false }, horzLines: { color: withAlpha(palette.line, 0.6) } },
    crosshair: { mode: CrosshairMode.Magnet, vertLine: crosshairLine, horzLine: crosshairLine },
    rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.1, bottom: 0.08 } },
    timeScale: {
      borderVisible: false,
      timeVisible: true,
      secondsVisible: true,
      lockVisibleTimeRangeOnResize: true,
      tickMarkFormatter: (time: Time, kind: TickMarkType) => tick(time, kind, format, now),
    },
    localization: { timeFormatter: (time: Time) => format.dateTime(momentOf(time, format), now) },
  }
}

/** A moment on a time axis, as long as what lies between the marks asks for. */
export function tick(time: Time, kind: TickMarkType, format: TimeFormat, now: number): string {
  const at = momentOf(time, format)
  if (kind === TickMarkType.TimeWithSeconds) return format.clock(at)
  return kind === TickMarkType.Time ? format.minute(at) : format.day(at, now)
}
