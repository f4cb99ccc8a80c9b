/** Draws a chart over time on its canvas: every such chart of the page has this crosshair, range, gaps and live edge. */

import {
  type AreaData,
  type IChartApi,
  type ISeriesMarkersPluginApi,
  type Time,
  type WhitespaceData,
  createChart,
  createSeriesMarkers,
} from 'lightweight-charts'
import { type Look, chartOptions, chartTime } from './chart-look.ts'
import { HoleHatching } from './hole-hatching.ts'
import { type AnySeries, addLine, clearFrom, lookOf } from './time-line-look.ts'
import {
  type Mark,
  type Plot,
  type Shape,
  type TimeLine,
  type TimePoint,
  changeOf,
  opensHole,
  timeOf,
} from './time-plot.ts'
import type { Drawing } from './use-drawing.ts'

type Spot<P> = { readonly at: Time; readonly point: P; readonly opensHole: boolean }
type Drawn<P extends TimePoint> = { readonly line: TimeLine<P>; readonly series: AnySeries }

/** Nearer to the tag than this, an axis label is cut by it. */
const TAG_PX = 15
/** Points stand no further apart: a curve of two samples begins at the live edge. */
const WIDEST_STEP_PX = 40
const HIDDEN = '•••'

/** Settings of a drawing: its lines, its look, and the callbacks of its crosshair. */
export type TimeDrawingOptions<P extends TimePoint> = {
  readonly look: Look
  /** The lines of a shape. */
  readonly plotOf: (shape: Shape<P>) => Plot<P>
  /** Called with the point under the crosshair; `undefined` without one. */
  readonly onPoint: (point: P | undefined) => void
  /** The time of a place at the crosshair. */
  readonly writeTime: (point: P, look: Look) => string
}

/** One chart in one element, until `remove`. */
export class TimeDrawing<P extends TimePoint> implements Drawing {
  readonly #chart: IChartApi
  readonly #options: TimeDrawingOptions<P>
  readonly #hatching = new HoleHatching()
  #markers: ISeriesMarkersPluginApi<Time> | undefined
  #look: Look
  #plotOf: TimeDrawingOptions<P>['plotOf']
  #plot: Plot<P> | undefined
  #drawn: readonly Drawn<P>[] = []
  #shape: Shape<P> | undefined
  #byTime = new Map<number, P>()
  #lastNamed: P | undefined

  constructor(element: HTMLElement, drawing: TimeDrawingOptions<P>) {
    this.#options = drawing
    this.#look = drawing.look
    this.#plotOf = drawing.plotOf
    this.#chart = createChart(element, { autoSize: true, ...this.#chartOptions() })
    this.#chart.subscribeCrosshairMove(({ time }) => {
      drawing.onPoint(typeof time === 'number' ? this.#byTime.get(time) : undefined)
    })
  }

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
    this.#chart.applyOptions(this.#chartOptions())
    for (const { line, series } of this.#drawn) series.applyOptions(this.#lineOptions(line))
    if (this.#shape !== undefined) this.#draw(this.#shape)
  }

  /** Draws the same shape with other lines. */
  setPlot(plotOf: TimeDrawingOptions<P>['plotOf']): void {
    if (plotOf === this.#plotOf) return
    this.#plotOf = plotOf
    const shape = this.#shape
    if (shape === undefined) return
    this.#plot = undefined
    this.#draw(shape)
    this.#chart.timeScale().fitContent()
  }

  /** Draws `shape` and shows all of it. */
  setShape(shape: Shape<P>): void {
    if (shape === this.#shape) return
    this.#draw(shape)
    this.#chart.timeScale().fitContent()
  }

  /** Goes on to `shape`: what is in view stays there, unless all of it was. */
  advance(shape: Shape<P>): void {
    const before = this.#shape
    if (before === undefined) return this.setShape(shape)
    const change = this.#plotOf(shape).key === this.#plot?.key ? changeOf(before, shape) : 'whole'
    if (change === 'same') return
    const isWhole = (this.#chart.timeScale().getVisibleLogicalRange()?.from ?? 0) < 1
    const [last, point] = [before.points.at(-1), shape.points.at(-1)]
    if (change === 'whole' || last === undefined || point === undefined) this.#draw(shape)
    else {
      this.#shape = shape
      if (change === 'replaced') this.#takeBack(last)
      this.#append(point)
    }
    if (isWhole) this.#chart.timeScale().fitContent()
  }

  #draw(shape: Shape<P>): void {
    this.#shape = shape
    this.#build(this.#plotOf(shape))
    const spots = this.#spots(shape.points)
    this.#byTime = new Map()
    this.#lastNamed = undefined
    for (const { at, point } of spots) this.#name(at, point)
    for (const { line, series } of this.#drawn) series.setData(spots.map((spot) => dataAt(line, spot)))
    this.#hatching.set(
      shape.holes.map((hole) => ({ from: this.#at(hole.from), to: this.#at(hole.to) })),
      this.#look.palette.warn,
    )
    this.#markers?.setMarkers((shape.marks ?? []).map((mark) => this.#marker(mark)))
  }

  /** Makes the series of `plot` where they are not those that are there. */
  #build(plot: Plot<P>): void {
    if (plot.key === this.#plot?.key) {
      this.#plot = plot
      this.#drawn = this.#drawn.map(({ series, line: before }, index) => {
        const line = plot.lines[index] as TimeLine<P>
        if (line.base !== before.base) series.applyOptions(this.#lineOptions(line))
        return { series, line }
      })
      return
    }
    for (const { series } of this.#drawn) this.#chart.removeSeries(series)
    this.#plot = plot
    this.#drawn = plot.lines.map((line) => {
      const series = addLine(this.#chart, line, this.#look.palette)
      series.applyOptions(this.#lineOptions(line))
      return { line, series }
    })
    const first = this.#drawn[0]?.series
    first?.attachPrimitive(this.#hatching)
    this.#markers = first === undefined ? undefined : createSeriesMarkers(first, [])
    this.#chart.panes().forEach((pane, index) => pane.setStretchFactor(plot.stretch[index] ?? 1))
  }

  #lineOptions(line: TimeLine<P>) {
    const label = (value: number) => (line.isAmount && this.#look.privacy ? HIDDEN : line.label(value))
    return {
      ...lookOf(line, this.#look.palette),
      priceFormat: {
        type: 'custom' as const,
        minMove: 0.01,
        formatter: label,
        tickmarksFormatter: (values: readonly number[]) => this.#axisLabels(line.pane, values, label),
      },
    }
  }

  /** The axis stands on round figures. One that the tag would half cover gives way to it. */
  #axisLabels(pane: number, values: readonly number[], label: (value: number) => string): string[] {
    const tagged = this.#drawn.find(({ line }) => line.pane === pane && line.hasTag === true)
    const last = this.#shape?.points.findLast((point) => point.known !== undefined)
    const value = last === undefined ? undefined : tagged?.line.value(last)
    const tagY = value === undefined ? null : (tagged?.series.priceToCoordinate(value) ?? null)
    return values.map((one) => {
      const y = tagged?.series.priceToCoordinate(one) ?? null
      return tagY !== null && y !== null && Math.abs(y - tagY) < TAG_PX ? '' : label(one)
    })
  }

  #takeBack(point: P): void {
    this.#byTime.delete(this.#at(point.time) as number)
    for (const { series } of this.#drawn) series.pop(1)
  }

  #append(point: P): void {
    const at = this.#at(point.time)
    this.#name(at, point)
    for (const { line, series } of this.#drawn) series.update(dataAt(line, { at, point, opensHole: false }))
    // The axis keeps its labels until it changes, the tag moves before: told again, it labels anew.
    this.#drawn[0]?.series.priceScale().applyOptions({})
  }

  /** Reports the point at the crosshair; where nothing was recorded, the last recorded one with its own time. */
  #name(at: Time, point: P): void {
    const before = point.state === 'quiet' ? this.#lastNamed : undefined
    this.#lastNamed = before ?? point
    this.#byTime.set(at as number, this.#lastNamed)
  }

  #marker({ time, points, text }: Mark) {
    return {
      time: this.#at(time),
      position: points === 'up' ? ('belowBar' as const) : ('aboveBar' as const),
      shape: points === 'up' ? ('arrowUp' as const) : ('arrowDown' as const),
      color: this.#look.palette.text,
      size: 1,
      text: this.#look.privacy ? '' : (text ?? ''),
    }
  }

  #at(time: number): Time {
    return chartTime(time, this.#look.format)
  }

  /** Chart times must rise; where clocks are set back, the hour that comes twice is drawn once. */
  #spots(points: readonly P[]): readonly Spot<P>[] {
    let last = -Infinity
    return points.flatMap((point, index) => {
      const at = this.#at(point.time)
      if ((at as number) <= last) return []
      last = at as number
      return [{ at, point, opensHole: opensHole(points, index) }]
    })
  }

  #chartOptions() {
    const shared = chartOptions(this.#look)
    return {
      ...shared,
      localization: {
        // The crosshair names the time that the corner names: the sample's own.
        timeFormatter: (time: Time) => {
          const point = this.#byTime.get(Number(time))
          return point === undefined ? '' : this.#options.writeTime(point, this.#look)
        },
      },
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
}

// A point's colour holds for the stretch that follows it: the last place before a hole is drawn clear.
function dataAt<P extends TimePoint>(line: TimeLine<P>, spot: Spot<P>): AreaData<Time> | WhitespaceData<Time> {
  const { at, point } = spot
  const value = point.state === 'known' ? line.value(point) : undefined
  if (value === undefined) return { time: at }
  return spot.opensHole ? { time: at, value, ...clearFrom(line.kind) } : { time: at, value }
}

/** The time of a place, written as the corner and the crosshair write it. */
export function writeMoment(point: TimePoint, { format, now }: Pick<Look, 'format' | 'now'>): string {
  return format.dateTime(timeOf(point), now)
}
