/** Candles on their canvas: volume below, own fills as arrows, open orders as dashed lines, the average cost dotted. */

import type { DealData, KlineData, OrderData } from '@spotdeck/api'
import {
  type CandlestickData,
  type CandlestickSeriesPartialOptions,
  type HistogramData,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type SeriesMarker,
  type TickMarkType,
  type Time,
  CandlestickSeries,
  HistogramSeries,
  LineStyle,
  createChart,
  createSeriesMarkers,
} from 'lightweight-charts'
import { type Palette, withAlpha } from '../theme/palette.ts'
import { type FillCluster, type OffScale, byScale, clusterFills } from './candles.ts'
import { type Look, chartOptions, chartTime, tick } from './chart-look.ts'
import { drawn } from './equity-curve.ts'

/** The account's own data that is drawn over the candles, with its texts. */
export type Overlay = {
  readonly deals: readonly DealData[]
  readonly orders: readonly OrderData[]
  readonly averageCost: string | undefined
  readonly orderTitle: (order: OrderData) => string
  readonly averageTitle: string
}

/** Candles nearer to each other than this, in px, share one arrow. */
const CLUSTER_PX = 14
/** Fewer candles than this to the left of what is seen ask for more. */
const NEAR_START = 30
const SHOWN_AT_FIRST = 120
/** Empty candles at the right edge, where the names of lines stand. */
const ROOM_AT_EDGE = 10
/** A chart narrower than this, in px, has no room for names: its lines keep their prices on the axis. */
const NARROW_PX = 480
/** Nearer to the tag of a line than this, in px, a label of the price axis is cut by it. */
const TAG_PX = 15
/** A mark of the time axis nearer to the left edge than this, in px, would be cut by it. */
const CUT_PX = 20

type Heard = {
  readonly onCandle: (kline: KlineData | undefined) => void
  /** The left end is near. */
  readonly onStart: () => void
  /** Open orders that the price scale does not reach. */
  readonly onOffScale: (beyond: readonly OffScale[]) => void
}

/** One chart in one element, until `remove`. */
export class CandleDrawing {
  readonly #chart: IChartApi
  readonly #candles: ISeriesApi<'Candlestick'>
  readonly #volume: ISeriesApi<'Histogram'>
  readonly #markers: ISeriesMarkersPluginApi<Time>
  #look: Look
  #klines: readonly KlineData[] = []
  #byTime = new Map<number, KlineData>()
  #overlay: Overlay | undefined
  #lines: IPriceLine[] = []
  #perCluster = 1
  /** Orders that lines are drawn for, as the price scale had it last. */
  #onScale = ''
  readonly #onOffScale: Heard['onOffScale']
  /** The last moment whose mark the left edge would cut. */
  #cutUpTo = -Infinity

  constructor(element: HTMLElement, look: Look, heard: Heard) {
    this.#look = look
    this.#onOffScale = heard.onOffScale
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
    // Called before every paint, so that also a dragged axis is followed; lines must not change within it.
    this.#candles.attachPrimitive({ updateAllViews: () => this.#rescale() })
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
    return this.#chart.takeScreenshot()
  }

  remove(): void {
    this.#chart.remove()
  }

  setLook(look: Look): void {
    this.#look = look
    this.#chart.applyOptions(options(look))
    this.#markTimes()
    this.#candles.applyOptions(candleOptions(look.palette))
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
    this.#volume.update(volumeBar(time, kline, this.#look.palette))
    this.#relabel()
    if (!isLast) this.#drawFills()
  }

  setOverlay(overlay: Overlay): void {
    this.#overlay = overlay
    this.#drawFills()
    this.#drawLines()
    this.#relabel()
  }

  /** A price of the axis that a tag would half cover gives way to it. */
  #axisLabels(prices: readonly number[], label: (price: number) => string): string[] {
    const tagged = [
      this.#klines.at(-1)?.close,
      this.#overlay?.averageCost,
      ...this.#parted().shown.map(({ price }) => price),
    ]
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
    this.#volume.setData(timed.map(({ time, kline }) => volumeBar(time, kline, palette)))
    this.#drawFills()
    this.#drawLines()
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
    const clusters = clusterFills(this.#overlay?.deals ?? [], this.#klines, this.#perCluster)
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

  #drawLines(): void {
    for (const line of this.#lines) this.#candles.removePriceLine(line)
    this.#lines = []
    if (this.#overlay === undefined) return
    const { averageCost, orderTitle, averageTitle } = this.#overlay
    const { palette } = this.#look
    const { shown, beyond } = this.#parted()
    this.#onScale = shown.map(({ orderId }) => orderId).join()
    this.#onOffScale(beyond)
    for (const order of shown) {
      const color = order.side === 'BUY' ? palette.up : palette.down
      this.#line(order.price, color, LineStyle.Dashed, orderTitle(order))
    }
    if (averageCost !== undefined) this.#line(averageCost, palette.dim, LineStyle.Dotted, averageTitle)
  }

  #rescale(): void {
    const { shown } = this.#parted()
    if (shown.map(({ orderId }) => orderId).join() !== this.#onScale) queueMicrotask(() => this.#drawLines())
  }

  /** Orders on the price scale and beyond it: the library would draw the tags of the latter at its ends, at wrong prices. */
  #parted(): ReturnType<typeof byScale> {
    const [high, low] = [0, this.#chart.paneSize().height].map((y) => this.#candles.coordinateToPrice(y))
    const isKnown = typeof high === 'number' && typeof low === 'number'
    return byScale(this.#overlay?.orders ?? [], isKnown ? { low, high } : undefined)
  }

  #line(price: string, color: string, lineStyle: LineStyle, title: string): void {
    const isNarrow = this.#chart.paneSize().width < NARROW_PX
    const common = { lineWidth: 1 as const, axisLabelVisible: true, axisLabelColor: this.#look.palette.raised }
    const axisLabelTextColor = this.#look.palette.text
    this.#lines.push(
      this.#candles.createPriceLine({
        price: drawn(price),
        color,
        lineStyle,
        title: isNarrow ? '' : title,
        axisLabelTextColor,
        ...common,
      }),
    )
  }
}

function bar(time: Time, { open, high, low, close }: KlineData): CandlestickData<Time> {
  return { time, open: drawn(open), high: drawn(high), low: drawn(low), close: drawn(close) }
}

function volumeBar(time: Time, { open, close, volume }: KlineData, palette: Palette): HistogramData<Time> {
  const rose = drawn(close) >= drawn(open)
  return { time, value: drawn(volume), color: withAlpha(rose ? palette.up : palette.down, 0.28) }
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
    rightPriceScale: { borderVisible: false, entireTextOnly: true, scaleMargins: { top: 0.08, bottom: 0.22 } },
    timeScale: { ...shared.timeScale, rightOffset: ROOM_AT_EDGE, minBarSpacing: 1.5 },
    handleScroll: { mouseWheel: true, vertTouchDrag: false, horzTouchDrag: true, pressedMouseMove: true },
    handleScale: { mouseWheel: true, pinch: true, axisPressedMouseMove: true, axisDoubleClickReset: true },
  }
}
