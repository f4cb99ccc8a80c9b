/**
 * The equity chart on its canvas: total as an area with net deposits dashed, or the return in percent; below it a strip of
 * drawdown, and with the total one of free and locked.
 */

import {
  type AreaData,
  type AreaSeriesPartialOptions,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type LineData,
  type LineSeriesPartialOptions,
  type Time,
  type WhitespaceData,
  AreaSeries,
  LineSeries,
  LineStyle,
  LineType,
  createChart,
  createSeriesMarkers,
} from 'lightweight-charts'
import type { EquityData } from '@spotdeck/api'
import { percent, rounded } from '../format/number.ts'
import type { Preferences } from '../settings/preferences.ts'
import { type Palette, PART_COLOURS, withAlpha } from '../theme/palette.ts'
import { type Look, chartOptions, chartTime } from './chart-look.ts'
import { type Curve, type CurvePoint, type KnownPoint, cameIn, drawn, hasParts, withLive } from './equity-curve.ts'
import { drawdownOf, returnOf } from './growth.ts'
import { HoleHatching } from './hole-hatching.ts'

type Measure = Preferences['measure']
type Part = 'free' | 'locked'
type Line = Part | 'netDeposits'
type AreaPoint = AreaData<Time> | WhitespaceData<Time>
type LinePoint = LineData<Time> | WhitespaceData<Time>

/** Nearer to the tag than this, an axis label is cut by it. */
const TAG_PX = 15
/** Heights of curve, drawdown and parts against each other. */
const STRETCH = [3.4, 0.7, 1]
/** Points stand no further apart: a curve of two samples begins at the live edge. */
const WIDEST_STEP_PX = 40
const CLEAR = 'rgba(0,0,0,0)'

/** One chart in one element, until `remove`. */
export class EquityDrawing {
  readonly #chart: IChartApi
  readonly #total: ISeriesApi<'Area'>
  readonly #netDeposits: ISeriesApi<'Line'>
  readonly #drawdown: ISeriesApi<'Area'>
  /** The strip below; none while only totals are known, so that no empty band stands there. */
  #parts: { readonly [P in Part]: ISeriesApi<'Line'> } | undefined
  readonly #markers: ISeriesMarkersPluginApi<Time>
  readonly #hatching = new HoleHatching()
  #look: Look
  #measure: Measure
  #curve: Curve | undefined
  #byTime = new Map<number, KnownPoint>()

  /** `onPoint` hears which known point is under the crosshair, `undefined` when none is. */
  constructor(element: HTMLElement, look: Look, measure: Measure, onPoint: (point: KnownPoint | undefined) => void) {
    this.#look = look
    this.#measure = measure
    this.#chart = createChart(element, { autoSize: true, ...options(look) })
    this.#total = this.#chart.addSeries(AreaSeries, areaOptions(look.palette))
    this.#netDeposits = this.#chart.addSeries(LineSeries, netOptions(look.palette))
    this.#drawdown = this.#chart.addSeries(AreaSeries, drawdownOptions(look.palette), 1)
    this.#total.attachPrimitive(this.#hatching)
    this.#markers = createSeriesMarkers(this.#total, [])
    this.#format()
    this.#stretch()
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
    if (look === this.#look) return
    this.#look = look
    this.#chart.applyOptions(options(look))
    this.#total.applyOptions(areaOptions(look.palette))
    this.#netDeposits.applyOptions(netOptions(look.palette))
    this.#drawdown.applyOptions(drawdownOptions(look.palette))
    this.#format()
    this.#parts?.free.applyOptions(partOptions(partColour(look.palette, 'free'), this.#amount))
    this.#parts?.locked.applyOptions(partOptions(partColour(look.palette, 'locked'), this.#amount))
    if (this.#curve !== undefined) this.#redraw(this.#curve)
  }

  /** Draws the same curve as money or as a return. */
  setMeasure(measure: Measure): void {
    if (measure === this.#measure) return
    this.#measure = measure
    this.#format()
    if (this.#curve !== undefined) this.#redraw(this.#curve)
  }

  /** Replaces the curve and shows all of it. */
  setCurve(curve: Curve): void {
    if (curve !== this.#curve) this.#redraw(curve)
  }

  #redraw(curve: Curve): void {
    this.#draw(curve)
    this.#chart.timeScale().fitContent()
  }

  /** Moves the live edge to a sample; one older than the edge is left out. */
  setLive(live: EquityData): void {
    const before = this.#curve
    if (before === undefined) return
    const curve = withLive(before, live)
    const point = curve.points.at(-1)
    if (curve === before || point === undefined) return
    const isGrown = curve.points.length > before.points.length
    if (curve.holes !== before.holes || this.#isFolded(curve) !== this.#isFolded(before)) return this.#draw(curve)
    const replaced = isGrown ? undefined : before.points.at(-1)
    this.#curve = curve
    const isWhole = this.#showsAll()
    if (replaced !== undefined) this.#takeBack(replaced)
    this.#append(point)
    if (isWhole) this.#chart.timeScale().fitContent()
  }

  #draw(curve: Curve): void {
    this.#curve = curve
    this.#foldStrip(this.#isFolded(curve))
    const points = this.#ascending(curve.points)
    this.#byTime = new Map(
      points.flatMap(({ at, point }) => (point.known === undefined ? [] : [[at as number, point.known]])),
    )
    this.#total.setData(points.map(({ at, point, open }) => this.#areaPoint(at, point, open)))
    this.#drawdown.setData(points.map(({ at, point, open }) => areaPoint(at, drawdownAt(point), open)))
    for (const [line, series] of this.#lines()) {
      series.setData(points.map(({ at, point, open }): LinePoint => linePoint(at, point, open, line)))
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
  }

  /** Each axis says its figures in its own unit; amounts are hidden in privacy, percentages are not. */
  #format(): void {
    const isMoney = this.#measure === 'absolute'
    const labels = isMoney ? this.#amount : percentLabel
    this.#total.applyOptions({
      priceFormat: {
        type: 'custom',
        minMove: 0.01,
        formatter: labels,
        tickmarksFormatter: (prices: readonly number[]) => this.#axisLabels(prices, labels),
      },
    })
    this.#netDeposits.applyOptions({ visible: isMoney })
  }

  /** The axis stands on round figures. One that the tag would half cover gives way to it. */
  #axisLabels(prices: readonly number[], label: (price: number) => string): string[] {
    const last = this.#curve?.points.findLast((point) => point.known !== undefined)
    const value = last === undefined ? undefined : this.#valueAt(last)
    const tagY = value === undefined ? null : this.#total.priceToCoordinate(value)
    return prices.map((price) => {
      const y = this.#total.priceToCoordinate(price)
      return tagY !== null && y !== null && Math.abs(y - tagY) < TAG_PX ? '' : label(price)
    })
  }

  #valueAt({ known }: CurvePoint): number | undefined {
    if (this.#measure === 'absolute') return known === undefined ? undefined : drawn(known.total)
    return known?.growth === undefined ? undefined : drawn(returnOf(known.growth)) * 100
  }

  #areaPoint(time: Time, point: CurvePoint, beforeHole: boolean): AreaPoint {
    return areaPoint(time, this.#valueAt(point), beforeHole)
  }

  /** The parts are amounts: they go with the total, where enough of them is known. */
  #isFolded(curve: Curve): boolean {
    return this.#measure === 'return' || !hasParts(curve)
  }

  /** Whether the first point is in view: then a new one at the end must not push it out. */
  #showsAll(): boolean {
    return (this.#chart.timeScale().getVisibleLogicalRange()?.from ?? 0) < 1
  }

  #takeBack(point: CurvePoint): void {
    this.#byTime.delete(this.#at(point.time) as number)
    this.#total.pop(1)
    this.#drawdown.pop(1)
    for (const [, series] of this.#lines()) series.pop(1)
  }

  #append(point: CurvePoint): void {
    const at = this.#at(point.time)
    if (point.known !== undefined) this.#byTime.set(at as number, point.known)
    this.#total.update(this.#areaPoint(at, point, false))
    this.#drawdown.update(areaPoint(at, drawdownAt(point), false))
    for (const [line, series] of this.#lines()) series.update(linePoint(at, point, false, line))
    this.#relabel()
  }

  /** The axis keeps its labels until it changes, the tag moves before: told again, it labels anew. */
  #relabel(): void {
    this.#total.priceScale().applyOptions({})
  }

  #lines(): readonly (readonly [Line, ISeriesApi<'Line'>])[] {
    const parts =
      this.#parts === undefined
        ? []
        : ([
            ['free', this.#parts.free],
            ['locked', this.#parts.locked],
          ] as const)
    return [['netDeposits', this.#netDeposits], ...parts]
  }

  #foldStrip(isFolded: boolean): void {
    if (isFolded === (this.#parts === undefined)) return
    if (this.#parts !== undefined) {
      this.#chart.removeSeries(this.#parts.free)
      this.#chart.removeSeries(this.#parts.locked)
      this.#parts = undefined
      this.#stretch()
      return
    }
    const { palette } = this.#look
    this.#parts = {
      free: this.#chart.addSeries(LineSeries, partOptions(partColour(palette, 'free'), this.#amount), 2),
      locked: this.#chart.addSeries(LineSeries, partOptions(partColour(palette, 'locked'), this.#amount), 2),
    }
    this.#stretch()
  }

  #stretch(): void {
    this.#chart.panes().forEach((pane, index) => pane.setStretchFactor(STRETCH[index] ?? 1))
  }

  readonly #amount = (price: number): string => (this.#look.privacy ? '•••' : rounded(price.toFixed(8), 2))

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
function areaPoint(time: Time, value: number | undefined, beforeHole: boolean): AreaPoint {
  if (value === undefined) return { time }
  return beforeHole ? { time, value, lineColor: CLEAR, topColor: CLEAR, bottomColor: CLEAR } : { time, value }
}

function drawdownAt({ known }: CurvePoint): number | undefined {
  return known?.growth === undefined ? undefined : drawn(drawdownOf(known.growth)) * 100
}

const percentLabel = (price: number): string => percent((price / 100).toFixed(6))

function linePoint(time: Time, point: CurvePoint, beforeHole: boolean, line: Line): LinePoint {
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

/** Hangs from the best so far. */
function drawdownOptions(palette: Palette): AreaSeriesPartialOptions {
  return {
    lineColor: withAlpha(palette.down, 0.8),
    topColor: withAlpha(palette.down, 0.04),
    bottomColor: withAlpha(palette.down, 0.3),
    invertFilledArea: true,
    lineWidth: 1,
    priceLineVisible: false,
    lastValueVisible: false,
    crosshairMarkerRadius: 2,
    priceFormat: { type: 'custom', minMove: 0.01, formatter: percentLabel },
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

function partColour({ series, other }: Palette, part: Part): string {
  return series[PART_COLOURS[part]] ?? other
}

function partOptions(colour: string, format: (price: number) => string): LineSeriesPartialOptions {
  return {
    color: colour,
    lineWidth: 1,
    priceLineVisible: false,
    lastValueVisible: false,
    crosshairMarkerRadius: 2,
    priceFormat: { type: 'custom', minMove: 0.01, formatter: format },
  }
}

function options(look: Look) {
  const shared = chartOptions(look)
  return {
    ...shared,
    rightPriceScale: { ...shared.rightPriceScale, entireTextOnly: true },
    timeScale: {
      ...shared.timeScale,
      rightOffset: 6,
      maxBarSpacing: WIDEST_STEP_PX,
      fixLeftEdge: true,
      fixRightEdge: true,
    },
    handleScroll: { mouseWheel: false, vertTouchDrag: false, horzTouchDrag: true, pressedMouseMove: true },
    handleScale: { mouseWheel: false, pinch: true, axisPressedMouseMove: false, axisDoubleClickReset: true },
  }
}
