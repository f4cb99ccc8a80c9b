import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DEFAULT_LAYOUT, readLayouts } from '../../settings/stored-layouts.ts'
import { columnStateOf, moved, withColumnState } from './column-state.ts'

const columns = ['time', 'symbol', 'side', 'price', 'fee'].map((id) => ({ id }))
const orderOf = (order: readonly string[]) => columnStateOf(columns, { ...DEFAULT_LAYOUT, order }).columnOrder.join(' ')

test('a column goes where it is moved and no further than the ends', () => {
  const order = columns.map(({ id }) => id)
  expect(moved(order, 'price', -2).join(' ')).toBe('time price symbol side fee')
  expect(moved(order, 'time', -3).join(' ')).toBe('time symbol side price fee')
  expect(moved(order, 'time', 99).join(' ')).toBe('symbol side price fee time')
  expect(moved(order, 'gone', 1)).toEqual(order)
})

test('a column that a later version adds stands after the one it usually follows', () => {
  expect(orderOf([])).toBe('time symbol side price fee')
  expect(orderOf(['fee', 'price', 'symbol', 'time'])).toBe('fee price symbol side time')
})

test('a column is shown unless it is hidden, an optional one only where it is chosen', () => {
  const named = [...columns, { id: 'tradeId', optional: true }, { id: 'orderId', optional: true }]
  const layout = { ...DEFAULT_LAYOUT, hidden: ['side'], shown: ['tradeId'] }
  expect(columnStateOf(named, layout).columnVisibility).toEqual({ side: false, tradeId: true, orderId: false })
})

test('a change of the state is stored, and nothing else with it', () => {
  const layout = { order: ['fee'], hidden: ['side'], shown: ['tradeId'], widths: { fee: 90 } }
  expect(withColumnState(layout, { columnSizing: { fee: 9_999, time: 1.4 } })).toEqual({
    ...layout,
    widths: { fee: 640, time: 40 },
  })
  expect(withColumnState(layout, { columnOrder: ['side', 'fee'] })).toEqual({ ...layout, order: ['side', 'fee'] })
  expect(withColumnState(layout, { columnVisibility: { side: true, fee: false } })).toEqual({
    ...layout,
    hidden: ['fee'],
    shown: ['side'],
  })
  const reset = { columnOrder: [], columnVisibility: {}, columnSizing: {} }
  expect(withColumnState(layout, reset)).toEqual(DEFAULT_LAYOUT)
})

test('any stored state gives every column once, and storing it again changes nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.array(fc.constantFrom('time', 'fee', 'gone', 'side')), (stored, order) => {
      const layouts = [...Object.values(readLayouts(stored)), { ...DEFAULT_LAYOUT, order, hidden: order }]
      for (const layout of layouts) {
        const state = columnStateOf(columns, layout)
        const known = state.columnOrder.filter((id) => columns.some((column) => column.id === id))
        expect(known.sort()).toEqual(columns.map(({ id }) => id).sort())
        expect(columnStateOf(columns, withColumnState(layout, state))).toEqual(state)
      }
    }),
    { numRuns: 200 },
  )
})

test('a layout stored before optional columns existed is kept', () => {
  const { orders } = readLayouts({ orders: { order: ['fee'], hidden: ['side'], widths: { fee: 90 } } })
  expect(orders).toEqual({ order: ['fee'], hidden: ['side'], shown: [], widths: { fee: 90 } })
})
