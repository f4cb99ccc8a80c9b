/** Candles on their canvas: volume below, own fills as arrows, open orders as dashed lines, the average cost dotted. */

import type { DealData, KlineData, OrderData } from '@spotdeck/api'
import { fromApproximate } from '@spotdeck/exact'
import {
  type CandlestickData,
  type CandlestickSeriesPartialOptions,
  type HistogramData,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type SeriesMarker,
  type TickMarkType,
  type Time,
  CandlestickSeries,
  CrosshairMode,
  HistogramSeries,
  LineStyle,
  createChart,
  createSeriesMarkers,
} from 'lightweight-charts'
import { type Palette, withAlpha } from '../theme/palette.ts'
import { type FillCluster, clusterFills } from './candles.ts'
import { type Look, chartOptions, chartTime, tick } from './chart-look.ts'
import { drawn } from './equity-curve.ts'
import { StudyDrawing } from './studies/study-drawing.ts'
import { type Lines, OrderLines, type PlacedOrders } from './order-lines.ts'

/** The account's own data that is drawn over the candles, with its texts. */
export type Overlay = Lines & { readonly deals: readonly DealData[] }

/** Candles nearer to each other than this, in px, share one arrow. */
const CLUSTER_PX = 14
/** Fewer candles than this to the left of what is seen ask for more. */
const NEAR_START = 30
const SHOWN_AT_FIRST = 120
/** Empty candles at the right edge, where the names of lines stand. */
const ROOM_AT_EDGE = 10
/** Nearer to the tag of a line than this, in px, a label of the price axis is cut by it. */
const TAG_PX = 15
/** A mark of the time axis nearer to the left edge than this, in px, would be cut by it. */
const CUT_PX = 20

type Heard = {
  readonly onCandle: (kline: KlineData | undefined) => void
  /** The left end is near. */
  readonly onStart: () => void
  readonly onPlaced: (placed: PlacedOrders) => void
  /** A price was chosen by a click or a tap; `y` in px from the top. */
  readonly onClick: (y: number) => void
}

/** One chart in one element, until `remove`. */
export class CandleDrawing {
  readonly #chart: IChartApi
  readonly #candles: ISeriesApi<'Candlestick'>
  readonly #volume: ISeriesApi<'Histogram'>
  readonly #lines: OrderLines
  readonly #studies: StudyDrawing
  readonly #markers: ISeriesMarkersPluginApi<Time>
  #look: Look
  #klines: readonly KlineData[] = []
  #byTime = new Map<number, KlineData>()
  #deals: readonly DealData[] = []
  #perCluster = 1
  /** The last moment whose mark the left edge would cut. */
  #cutUpTo = -Infinity

  constructor(element: HTMLElement, look: Look, heard: Heard) {
    this.#look = look
    this.#chart = createChart(element, { autoSize: true, ...options(look) })
    this.#candles = this.#chart.addSeries(CandlestickSeries, candleOptions(look.palette))
    this.#volume = this.#chart.addSeries(HistogramSeries, {
      priceScaleId: 'volume',
      priceFormat: { type: 'volume' },
      lastValueVisible: false,
      priceLineVisible: false,
    })
    this.#chart.priceScale('volume').applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } })
    this.#markers = createSeriesMarkers(this.#candles, [])
    this.#studies = new StudyDrawing(this.#chart)
    this.#lines = new OrderLines({ chart: this.#chart, series: this.#candles }, look.palette, heard.onPlaced)
    this.#chart.subscribeClick(({ point, paneIndex = 0 }) => {
      if (point !== undefined && paneIndex === 0) heard.onClick(point.y)
    })
    this.#chart.subscribeCrosshairMove(({ time }) => {
      heard.onCandle(typeof time === 'number' ? this.#byTime.get(time) : undefined)
    })
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range === null) return
      if (range.from < NEAR_START && this.#klines.length > 0) heard.onStart()
      this.#zoomed()
      this.#leaveOutCutMarks()
    })
  }

  /** The chart as it is drawn now. */
  picture(): HTMLCanvasElement {
    return this.#lines.withTitles(() => this.#chart.takeScreenshot())
  }

  /** The price at `y` px from the top, on the market's digits. */
  priceAt(y: number, digits: number): string | undefined {
    const price = y > this.#chart.paneSize().height ? null : this.#candles.coordinateToPrice(y)
    return price === null || price <= 0 ? undefined : fromApproximate(price, digits)
  }

  /** Holds an order that is dragged, with its line at a price; without one, lets it go. */
  hold(order: OrderData, at: string | undefined): void {
    this.#lines.hold(order, at)
  }

  remove(): void {
    this.#chart.remove()
  }

  setLook(look: Look): void {
    this.#look = look
    this.#chart.applyOptions(options(look))
    this.#markTimes()
    this.#candles.applyOptions(candleOptions(look.palette))
    this.#studies.show(look.palette)
    this.#draw()
  }

  /** Shows the studies and scales of these names alone. */
  setStudies(names: readonly string[]): void {
    this.#studies.show(this.#look.palette, names)
    this.#draw()
  }

  /** Sets the number of decimal places of prices. */
  setDigits(digits: number): void {
    const figures = new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    const formatter = (price: number) => figures.format(price)
    const tickmarksFormatter = (prices: readonly number[]) => this.#axisLabels(prices, formatter)
    this.#candles.applyOptions({
      priceFormat: { type: 'custom', minMove: 10 ** -digits, formatter, tickmarksFormatter },
    })
  }

  /** Replaces all candles, ascending. What is seen stays where it was, unless `isNew`. */
  setKlines(klines: readonly KlineData[], isNew: boolean): void {
    const seen = isNew ? null : this.#chart.timeScale().getVisibleLogicalRange()
    const added = klines.length - this.#klines.length
    const grewAtStart = klines[0]?.openTime !== this.#klines[0]?.openTime
    this.#klines = klines
    this.#draw()
    const scale = this.#chart.timeScale()
    if (seen !== null && grewAtStart && added > 0) {
      scale.setVisibleLogicalRange({ from: seen.from + added, to: seen.to + added })
    } else if (isNew && klines.length > 0) {
      scale.setVisibleLogicalRange({ from: klines.length - SHOWN_AT_FIRST, to: klines.length + ROOM_AT_EDGE })
    }
  }

  /** Moves the candle in the making; one older than the last is left out. */
  setLive(kline: KlineData): void {
    const last = this.#klines.at(-1)
    if (last === undefined || kline.openTime < last.openTime) return
    const isLast = kline.openTime === last.openTime
    this.#klines = isLast ? [...this.#klines.slice(0, -1), kline] : [...this.#klines, kline]
    const time = chartTime(kline.openTime, this.#look.format)
    this.#byTime.set(time, kline)
    this.#candles.update(bar(time, kline))
    this.#volume.update(this.#volumeBar(time, kline))
    this.#studies.move({ time, kline })
    this.#relabel()
    if (!isLast) this.#drawFills()
  }

  setOverlay(overlay: Overlay): void {
    this.#deals = overlay.deals
    this.#drawFills()
    this.#lines.draw(overlay)
    this.#relabel()
  }

  /** A price of the axis that a tag would half cover gives way to it. */
  #axisLabels(prices: readonly number[], label: (price: number) => string): string[] {
    const tagged = [this.#klines.at(-1)?.close, ...this.#lines.tags()]
    const tags = tagged.flatMap((price) => (price === undefined ? [] : [this.#candles.priceToCoordinate(drawn(price))]))
    return prices.map((price) => {
      const y = this.#candles.priceToCoordinate(price)
      return y !== null && tags.some((tag) => tag !== null && Math.abs(y - tag) < TAG_PX) ? '' : label(price)
    })
  }

  /** The axis keeps its labels until it changes, a tag moves before: told again, it labels anew. */
  #relabel(): void {
    this.#candles.priceScale().applyOptions({})
  }

  #draw(): void {
    const { format, palette } = this.#look
    let last = -Infinity
    const timed = this.#klines.flatMap((kline) => {
      const time = chartTime(kline.openTime, format)
      // When clocks are set back, the repeated hour is drawn once.
      if (time <= last) return []
      last = time
      return [{ time, kline }]
    })
    this.#byTime = new Map(timed.map(({ time, kline }) => [time, kline]))
    this.#candles.setData(timed.map(({ time, kline }) => bar(time, kline)))
    this.#volume.setData(timed.map(({ time, kline }) => this.#volumeBar(time, kline)))
    this.#studies.draw(timed)
    this.#drawFills()
    this.#lines.draw(undefined, palette)
  }

  #volumeBar(time: Time, kline: KlineData): HistogramData<Time> {
    const { up, down } = this.#look.palette
    const color = withAlpha(drawn(kline.close) >= drawn(kline.open) ? up : down, 0.28)
    return { time, value: this.#studies.volumeOf(kline), color }
  }

  #zoomed(): void {
    const { barSpacing } = this.#chart.timeScale().options()
    const perCluster = Math.max(1, Math.ceil(CLUSTER_PX / Math.max(barSpacing, 0.01)))
    if (perCluster === this.#perCluster) return
    this.#perCluster = perCluster
    this.#drawFills()
  }

  #leaveOutCutMarks(): void {
    const time = Number(this.#chart.timeScale().coordinateToTime(CUT_PX) ?? -Infinity)
    if (time === this.#cutUpTo) return
    this.#cutUpTo = time
    this.#markTimes()
  }

  #markTimes(): void {
    const { format, now } = this.#look
    const tickMarkFormatter = (time: Time, kind: TickMarkType) =>
      Number(time) <= this.#cutUpTo ? '' : tick(time, kind, format, now)
    this.#chart.applyOptions({ timeScale: { tickMarkFormatter } })
  }

  #drawFills(): void {
    const clusters = clusterFills(this.#deals, this.#klines, this.#perCluster)
    this.#markers.setMarkers(clusters.map((cluster) => this.#marker(cluster)))
  }

  #marker({ side, openTime, count }: FillCluster): SeriesMarker<Time> {
    const { palette, format } = this.#look
    const isBuy = side === 'BUY'
    return {
      time: chartTime(openTime, format),
      position: isBuy ? 'belowBar' : 'aboveBar',
      shape: isBuy ? 'arrowUp' : 'arrowDown',
      color: isBuy ? palette.up : palette.down,
      size: 0.8,
      ...(count > 1 ? { text: String(count) } : {}),
    }
  }
}

function bar(time: Time, { open, high, low, close }: KlineData): CandlestickData<Time> {
  return { time, open: drawn(open), high: drawn(high), low: drawn(low), close: drawn(close) }
}

function candleOptions({ up, down }: Palette): CandlestickSeriesPartialOptions {
  return {
    upColor: up,
    downColor: down,
    wickUpColor: up,
    wickDownColor: down,
    borderVisible: false,
    priceLineStyle: LineStyle.SparseDotted,
  }
}

function options(look: Look) {
  const shared = chartOptions(look)
  return {
    ...shared,
    // Prices between the candles' own can be chosen.
    crosshair: { ...shared.crosshair, mode: CrosshairMode.Normal },
    rightPriceScale: { borderVisible: false, entireTextOnly: true, scaleMargins: { top: 0.08, bottom: 0.22 } },
    timeScale: { ...shared.timeScale, rightOffset: ROOM_AT_EDGE, minBarSpacing: 1.5 },
    handleScroll: { mouseWheel: true, vertTouchDrag: false, horzTouchDrag: true, pressedMouseMove: true },
    handleScale: { mouseWheel: true, pinch: true, axisPressedMouseMove: true, axisDoubleClickReset: true },
  }
}
