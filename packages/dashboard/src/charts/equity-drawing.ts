/** The equity chart on its canvas: total as an area with net deposits dashed, and below it a strip of free and locked. */

import {
  type AreaData, type AreaSeriesPartialOptions, type IChartApi, type ISeriesApi, type ISeriesMarkersPluginApi,
  type LineData, type LineSeriesPartialOptions, type Time, type WhitespaceData,
  AreaSeries, LineSeries, LineStyle, LineType, createChart, createSeriesMarkers,
} from 'lightweight-charts' // prettier-ignore
import { type Palette, withAlpha } from '../theme/palette.ts'
import { type Look, chartOptions, chartTime } from './chart-look.ts'
import { type Curve, type CurvePoint, type KnownPoint, cameIn, drawn, joins } from './equity-curve.ts'
import { HoleHatching } from './hole-hatching.ts'

type Line = 'total' | 'free' | 'locked' | 'netDeposits'
type AreaPoint = AreaData<Time> | WhitespaceData<Time>
type LinePoint = LineData<Time> | WhitespaceData<Time>

const CLEAR = 'rgba(0,0,0,0)'
const figures = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** One chart in one element, until `remove`. */
export class EquityDrawing {
  readonly #chart: IChartApi
  readonly #total: ISeriesApi<'Area'>
  readonly #lines: { readonly [L in Exclude<Line, 'total'>]: ISeriesApi<'Line'> }
  readonly #markers: ISeriesMarkersPluginApi<Time>
  readonly #hatching = new HoleHatching()
  #look: Look
  #curve: Curve | undefined
  #byTime = new Map<number, KnownPoint>()
  #lastTime = 0

  /** `onPoint` hears which known point is under the crosshair, `undefined` when none is. */
  constructor(element: HTMLElement, look: Look, onPoint: (point: KnownPoint | undefined) => void) {
    this.#look = look
    this.#chart = createChart(element, { autoSize: true, ...options(look) })
    this.#total = this.#chart.addSeries(AreaSeries, areaOptions(look.palette))
    this.#lines = {
      netDeposits: this.#chart.addSeries(LineSeries, netOptions(look.palette)),
      free: this.#chart.addSeries(LineSeries, partOptions(look.palette.series[2]), 1),
      locked: this.#chart.addSeries(LineSeries, partOptions(look.palette.series[1]), 1),
    }
    this.#total.attachPrimitive(this.#hatching)
    this.#markers = createSeriesMarkers(this.#total, [])
    const [upper, strip] = this.#chart.panes()
    upper?.setStretchFactor(3.4)
    strip?.setStretchFactor(1)
    this.#chart.subscribeCrosshairMove(({ time }) => {
      onPoint(typeof time === 'number' ? this.#byTime.get(time) : undefined)
    })
  }

  /** The chart as it is drawn now. */
  picture(): HTMLCanvasElement {
    return this.#chart.takeScreenshot()
  }

  remove(): void {
    this.#chart.remove()
  }

  /** New theme, zone, privacy: redraws what is shown. */
  setLook(look: Look): void {
    this.#look = look
    this.#chart.applyOptions(options(look))
    this.#total.applyOptions(areaOptions(look.palette))
    this.#lines.netDeposits.applyOptions(netOptions(look.palette))
    this.#lines.free.applyOptions(partOptions(look.palette.series[2]))
    this.#lines.locked.applyOptions(partOptions(look.palette.series[1]))
    if (this.#curve !== undefined) this.setCurve(this.#curve)
  }

  /** Replaces the curve and shows all of it. */
  setCurve(curve: Curve): void {
    this.#curve = curve
    this.#lastTime = curve.points.at(-1)?.time ?? 0
    const points = this.#ascending(curve.points)
    this.#byTime = new Map(
      points.flatMap(({ at, point }) => (point.known === undefined ? [] : [[at as number, point.known]])),
    )
    this.#total.setData(points.map(({ at, point, open }): AreaPoint => areaPoint(at, point, open)))
    for (const line of ['netDeposits', 'free', 'locked'] as const) {
      this.#lines[line].setData(points.map(({ at, point, open }): LinePoint => linePoint(at, point, open, line)))
    }
    this.#hatching.set(
      curve.holes.map((hole) => ({ from: this.#at(hole.from), to: this.#at(hole.to) })),
      this.#look.palette.warn,
    )
    this.#markers.setMarkers(
      curve.flows.map((flow) => ({
        time: this.#at(flow.time),
        position: cameIn(flow) ? 'belowBar' : 'aboveBar',
        shape: cameIn(flow) ? 'arrowUp' : 'arrowDown',
        color: this.#look.palette.dim,
        size: 0.7,
      })),
    )
    this.#chart.timeScale().fitContent()
  }

  /** Moves the live edge. Left out when a hole lies between: the next reading of the curve draws it. */
  setLive(point: CurvePoint): void {
    if (this.#curve === undefined || point.known === undefined) return
    if (!joins(this.#curve, this.#lastTime, point.time)) return
    this.#lastTime = point.time
    const at = this.#at(point.time)
    this.#byTime.set(at as number, point.known)
    this.#total.update({ time: at, value: drawn(point.known.total) })
    for (const line of ['netDeposits', 'free', 'locked'] as const) {
      const value = point.known[line]
      this.#lines[line].update(value === null ? { time: at } : { time: at, value: drawn(value) })
    }
  }

  #at(time: number): Time {
    return chartTime(time, this.#look.format)
  }

  /** Chart times must rise; where clocks are set back, the hour that comes twice is drawn once. */
  #ascending(points: readonly CurvePoint[]) {
    let last = -Infinity
    return points.flatMap((point, index) => {
      const at = this.#at(point.time)
      if ((at as number) <= last) return []
      last = at as number
      return [{ at, point, open: opensHole(points, index) }]
    })
  }
}

/** Whether a hole begins between this point and the next known one. */
function opensHole(points: readonly CurvePoint[], index: number): boolean {
  for (let next = index + 1; next < points.length; next++) {
    const state = points[next]?.state
    if (state !== 'quiet') return state === 'hole'
  }
  return false
}

// A point's colour holds for the stretch that follows it: the last point before a hole is drawn clear.
function areaPoint(time: Time, point: CurvePoint, beforeHole: boolean): AreaPoint {
  if (point.known === undefined) return { time }
  const value = drawn(point.known.total)
  return beforeHole ? { time, value, lineColor: CLEAR, topColor: CLEAR, bottomColor: CLEAR } : { time, value }
}

function linePoint(time: Time, point: CurvePoint, beforeHole: boolean, line: Exclude<Line, 'total'>): LinePoint {
  const text = point.known?.[line] ?? null
  if (text === null) return { time }
  const value = drawn(text)
  return beforeHole ? { time, value, color: CLEAR } : { time, value }
}

function areaOptions(palette: Palette): AreaSeriesPartialOptions {
  return {
    lineColor: palette.accent,
    topColor: withAlpha(palette.accent, 0.26),
    bottomColor: withAlpha(palette.accent, 0.01),
    lineWidth: 2,
    priceLineVisible: false,
    crosshairMarkerRadius: 3,
  }
}

function netOptions(palette: Palette): LineSeriesPartialOptions {
  return {
    color: palette.dim,
    lineWidth: 1,
    lineStyle: LineStyle.Dashed,
    lineType: LineType.WithSteps,
    priceLineVisible: false,
    lastValueVisible: false,
    crosshairMarkerVisible: false,
    // Far from the curve it would flatten it: it is drawn where it falls into view, its figure stands in the legend.
    autoscaleInfoProvider: () => null,
  }
}

function partOptions(colour: string | undefined): LineSeriesPartialOptions {
  return {
    color: colour ?? '#888888',
    lineWidth: 1,
    priceLineVisible: false,
    lastValueVisible: false,
    crosshairMarkerRadius: 2,
  }
}

function options(look: Look) {
  const shared = chartOptions(look)
  return {
    ...shared,
    timeScale: { ...shared.timeScale, rightOffset: 6, fixLeftEdge: true, fixRightEdge: true },
    localization: {
      ...shared.localization,
      priceFormatter: (price: number) => (look.privacy ? '•••' : figures.format(price)),
    },
    handleScroll: { mouseWheel: false, vertTouchDrag: false, horzTouchDrag: true, pressedMouseMove: true },
    handleScale: { mouseWheel: false, pinch: true, axisPressedMouseMove: false, axisDoubleClickReset: true },
  }
}
