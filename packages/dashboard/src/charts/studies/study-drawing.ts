/** Studies on their chart: their lines follow its candles. */

import type { KlineData } from '@spotdeck/api'
import { type IChartApi, type ISeriesApi, type Time, LineSeries, PriceScaleMode } from 'lightweight-charts'
import type { Palette } from '../../theme/palette.ts'
import { drawn } from '../equity-curve.ts'
import { type Study, STUDIES, shownStudies } from './studies.ts'

/** A candle at its place on the time axis. */
export type TimedKline = { readonly time: Time; readonly kline: KlineData }

/** Height of a pane below the candles, beside 3 for the candles. */
const PANE_STRETCH = 1

/** Three significant digits: a pane's values may be far below 1. */
const PRICE_FORMAT = {
  type: 'custom' as const,
  minMove: 1e-8,
  formatter: (value: number) => String(Number(value.toPrecision(3))),
}

type Drawn = { readonly study: Study; readonly series: readonly ISeriesApi<'Line'>[] }

/** Studies of one chart, until it is removed. */
export class StudyDrawing {
  readonly #chart: IChartApi
  #names: readonly string[] = []
  #drawn: readonly Drawn[] = []
  #timed: readonly TimedKline[] = []

  constructor(chart: IChartApi) {
    this.#chart = chart
  }

  /** Draws the studies among `names` in place of those there are; `log` and `percent` set the price scale, `value` the volume. */
  show(palette: Palette, names = this.#names): void {
    this.#names = names
    for (const { series } of this.#drawn) for (const line of series) this.#chart.removeSeries(line)
    let pane = 0
    this.#drawn = shownStudies(names).map((name) => {
      const study = STUDIES[name]
      if (study.isApart) pane += 1
      return {
        study,
        series: study.colors.map((color) => this.#line(study.isApart ? pane : 0, palette.series[color])),
      }
    })
    this.#chart.panes().forEach((one, at) => one.setStretchFactor(at === 0 ? 3 : PANE_STRETCH))
    const mode = names.includes('log')
      ? PriceScaleMode.Logarithmic
      : names.includes('percent')
        ? PriceScaleMode.Percentage
        : PriceScaleMode.Normal
    this.#chart.priceScale('right').applyOptions({ mode })
    this.draw(this.#timed)
  }

  /** Draws the lines over these candles. */
  draw(timed: readonly TimedKline[]): void {
    this.#timed = timed
    if (this.#drawn.length === 0) return
    const bars = timed.map(({ kline: { openTime, high, low, close, volume } }) => ({
      time: openTime,
      high: drawn(high),
      low: drawn(low),
      close: drawn(close),
      volume: drawn(volume),
    }))
    for (const { study, series } of this.#drawn) {
      const lines = study.linesOf(bars)
      series.forEach((line, at) =>
        line.setData(
          timed.map(({ time }, index) => {
            const value = lines[at]?.[index]
            return value === undefined ? { time } : { time, value }
          }),
        ),
      )
    }
  }

  /** Draws the lines over the same candles, of which the last is new or has moved. */
  move(last: TimedKline): void {
    if (this.#drawn.length === 0) return
    const isNew = this.#timed.at(-1)?.time !== last.time
    this.draw([...(isNew ? this.#timed : this.#timed.slice(0, -1)), last])
  }

  /** Height of a candle's volume bar: in quote where that was chosen, else in base. */
  volumeOf({ volume, quoteVolume }: KlineData): number {
    return drawn(this.#names.includes('value') ? quoteVolume : volume)
  }

  #line(pane: number, color: string | undefined): ISeriesApi<'Line'> {
    const quiet = {
      lastValueVisible: false,
      priceLineVisible: false,
      crosshairMarkerVisible: false,
      priceFormat: PRICE_FORMAT,
    }
    return this.#chart.addSeries(LineSeries, { color: color ?? '', lineWidth: 1, ...quiet }, pane)
  }
}
