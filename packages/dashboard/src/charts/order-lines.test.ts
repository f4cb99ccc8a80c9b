import type { IChartApi, ISeriesApi } from 'lightweight-charts'
import { expect, test } from 'vitest'
import { orderOf } from '../live/testing/events.ts'
import type { Palette } from '../theme/palette.ts'
import { OrderLines, type PlacedOrders } from './order-lines.ts'

/** A chart of 300 px whose scale shows prices from 3 down to 1. */
function openLines() {
  const drawn = new Map<object, number>()
  const placed: PlacedOrders[] = []
  const series = {
    attachPrimitive: () => undefined,
    coordinateToPrice: (y: number) => 3 - y / 150,
    priceToCoordinate: (price: number) => (3 - price) * 150,
    createPriceLine: ({ price }: { price: number }) => {
      const line = { applyOptions: (options: { price: number }) => drawn.set(line, options.price) }
      drawn.set(line, price)
      return line
    },
    removePriceLine: (line: object) => drawn.delete(line),
  }
  const chart = { paneSize: () => ({ width: 800, height: 300 }) }
  const both = { chart: chart as unknown as IChartApi, series: series as unknown as ISeriesApi<'Candlestick'> }
  const lines = new OrderLines(both, {} as Palette, (now) => placed.push(now))
  const draw = async (...orders: readonly ReturnType<typeof orderOf>[]) => {
    lines.draw({ orders, averageCost: undefined, orderTitle: () => '', averageTitle: '' })
    await Promise.resolve()
  }
  const labels = () => placed.at(-1)?.groups.map(({ orders }) => orders.map(({ orderId }) => orderId).join())
  return { lines, draw, labels, prices: () => [...drawn.values()].sort() }
}

const held = orderOf('held', { price: '2.2' })
const near = orderOf('near', { price: '2.21' })

test('an order that is dragged keeps its label and line when another comes near, and joins it once let go', async () => {
  const { lines, draw, labels, prices } = openLines()
  await draw(held)
  lines.hold(held, '2.5')
  await draw(held, near)
  expect([labels(), prices()]).toEqual([
    ['near', 'held'],
    [2.21, 2.5],
  ])
  lines.hold(held, undefined)
  await Promise.resolve()
  expect([labels(), prices()]).toEqual([['near,held'], [2.2, 2.21]])
})

test('an order that is dragged is not lost when the scale leaves its price', async () => {
  const { lines, draw, labels } = openLines()
  const far = { ...held, price: '0.9' }
  await draw(far)
  expect(labels()).toEqual([])
  lines.hold(far, '1.1')
  await draw(far, near)
  expect(labels()).toEqual(['near', 'held'])
})
