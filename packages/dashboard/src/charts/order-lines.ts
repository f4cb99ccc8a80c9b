/** Open orders and the average cost as lines of a price scale, and the places of their labels. */

import type { OrderData } from '@spotdeck/api'
import { type IChartApi, type IPriceLine, type ISeriesApi, LineStyle } from 'lightweight-charts'
import type { Palette } from '../theme/palette.ts'
import { type OffScale, type OrderGroup, byScale, groupOrders } from './candles.ts'
import { drawn } from './equity-curve.ts'

/** Prices that are drawn as lines, with their texts. */
export type Lines = {
  readonly orders: readonly OrderData[]
  readonly averageCost: string | undefined
  readonly orderTitle: (order: OrderData) => string
  readonly averageTitle: string
}

/** Open orders as the price scale has them. */
export type PlacedOrders = {
  /** Labels of orders on the scale, from top to bottom. */
  readonly groups: readonly OrderGroup[]
  /** Open orders that the price scale does not reach. */
  readonly beyond: readonly OffScale[]
}

/** Labels keep this distance from each other, in px. */
const LABEL_PX = 20
/** A chart narrower than this, in px, has no room for names: its lines keep their prices on the axis. */
const NARROW_PX = 480

/** Lines of one series, until its chart is removed. */
export class OrderLines {
  readonly #chart: IChartApi
  readonly #series: ISeriesApi<'Candlestick'>
  readonly #onPlaced: (placed: PlacedOrders) => void
  #palette: Palette
  #lines: Lines | undefined
  #drawn = new Map<string, IPriceLine>()
  /** Order that is dragged, and the price of its line. */
  #held: { readonly orderId: string; readonly price: string } | undefined
  /** Places reported last, as text. */
  #placed = ''

  constructor(
    { chart, series }: { readonly chart: IChartApi; readonly series: ISeriesApi<'Candlestick'> },
    palette: Palette,
    onPlaced: (placed: PlacedOrders) => void,
  ) {
    this.#chart = chart
    this.#series = series
    this.#palette = palette
    this.#onPlaced = onPlaced
    // Called before every paint, so that also a dragged axis is followed; lines must not change within it.
    series.attachPrimitive({ updateAllViews: () => this.#follow() })
  }

  /** Draws `lines`, or those there are in another palette. */
  draw(lines: Lines | undefined = this.#lines, palette = this.#palette): void {
    this.#lines = lines
    this.#palette = palette
    for (const line of this.#drawn.values()) this.#series.removePriceLine(line)
    this.#drawn.clear()
    if (lines === undefined) return
    const { averageCost, averageTitle } = lines
    for (const order of this.#parted().shown) {
      const color = order.side === 'BUY' ? palette.up : palette.down
      const price = this.#held?.orderId === order.orderId ? this.#held.price : order.price
      this.#line(order.orderId, price, { color, lineStyle: LineStyle.Dashed, title: '' })
    }
    const title = this.#chart.paneSize().width < NARROW_PX ? '' : averageTitle
    if (averageCost !== undefined)
      this.#line('average', averageCost, { color: palette.dim, lineStyle: LineStyle.Dotted, title })
    this.#follow()
  }

  /** Runs `picture` while the lines carry the names that stand beside them on the page. */
  withTitles<T>(picture: () => T): T {
    const { orders = [], orderTitle } = this.#lines ?? {}
    const name = (titleOf: (order: OrderData) => string) =>
      orders.forEach((order) => this.#drawn.get(order.orderId)?.applyOptions({ title: titleOf(order) }))
    name((order) => orderTitle?.(order) ?? '')
    const made = picture()
    name(() => '')
    return made
  }

  /** Holds an order: its line is at `price`, and its label its own, whatever comes near. Without one, lets it go. */
  hold({ orderId, price }: OrderData, at: string | undefined): void {
    this.#held = at === undefined ? undefined : { orderId, price: at }
    this.#drawn.get(orderId)?.applyOptions({ price: drawn(at ?? price) })
    this.#follow()
  }

  /** Prices with a tag on the axis. */
  tags(): readonly string[] {
    const { averageCost } = this.#lines ?? {}
    return [...(averageCost === undefined ? [] : [averageCost]), ...this.#parted().shown.map(({ price }) => price)]
  }

  /** Reports labels whose places have changed, and draws the lines again where other orders are on the scale. */
  #follow(): void {
    const { shown, beyond } = this.#parted()
    const placed = shown.flatMap((order) => {
      const y = this.#series.priceToCoordinate(drawn(order.price))
      return y === null ? [] : [{ order, y: Math.round(y) }]
    })
    const held = this.#held?.orderId
    const text = JSON.stringify([
      held,
      placed.map(({ order, y }) => [order.orderId, order.remainingQuantity, y]),
      beyond,
    ])
    if (text === this.#placed) return
    this.#placed = text
    const isOther = placed.some(({ order }) => !this.#drawn.has(order.orderId))
    queueMicrotask(() => {
      if (isOther) this.draw()
      this.#onPlaced({ groups: groupOrders(placed, LABEL_PX, held), beyond })
    })
  }

  /** Orders on the price scale and beyond it: the library would draw tags of the latter at its ends. */
  #parted(): ReturnType<typeof byScale> {
    const [high, low] = [0, this.#chart.paneSize().height].map((y) => this.#series.coordinateToPrice(y))
    const isKnown = typeof high === 'number' && typeof low === 'number'
    return byScale(this.#lines?.orders ?? [], isKnown ? { low, high } : undefined, this.#held?.orderId)
  }

  #line(
    name: string,
    price: string,
    look: { readonly color: string; readonly lineStyle: LineStyle; readonly title: string },
  ): void {
    const { raised, text } = this.#palette
    const tag = { axisLabelVisible: true, axisLabelColor: raised, axisLabelTextColor: text }
    this.#drawn.set(name, this.#series.createPriceLine({ price: drawn(price), lineWidth: 1, ...look, ...tag }))
  }
}
