import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DEFAULT_LAYOUT, readLayouts } from '../settings/stored-layouts.ts'
import { arranged, fitting, inOrder, moved, tracksOf, withShown, withWidth } from './table-layout.ts'

const columns = ['time', 'symbol', 'side', 'price', 'fee'].map((id) => ({ id, track: 'minmax(60px, 1fr)' }))
const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id).join(' ')
const room = { roomPx: 1_000, gapPx: 12 }

test('a column goes where it is moved and no further than the ends', () => {
  const first = moved(columns, DEFAULT_LAYOUT, 'price', -2)
  expect(ids(inOrder(columns, first))).toBe('time price symbol side fee')
  expect(ids(inOrder(columns, moved(columns, first, 'time', -3)))).toBe('time price symbol side fee')
  expect(ids(inOrder(columns, moved(columns, first, 'time', 99)))).toBe('price symbol side fee time')
})

test('a column that a later version adds stands after the one it usually follows', () => {
  const kept = { ...DEFAULT_LAYOUT, order: ['fee', 'price', 'symbol', 'time'] }
  expect(ids(inOrder(columns, kept))).toBe('fee price symbol side time')
})

test('a hidden column comes back to its place, and the last one cannot be hidden away', () => {
  const without = withShown(DEFAULT_LAYOUT, 'side', false)
  expect(ids(arranged(columns, without))).toBe('time symbol price fee')
  expect(ids(arranged(columns, withShown(without, 'side', true)))).toBe('time symbol side price fee')
  const none = columns.reduce((layout, { id }) => withShown(layout, id, false), DEFAULT_LAYOUT)
  expect(ids(arranged(columns, none))).toBe('time')
})

test('a chosen width is kept within limits and gives way where there is no room for it', () => {
  const wide = withWidth(DEFAULT_LAYOUT, 'price', 200.4)
  expect(tracksOf(columns, wide, room).split(' 1fr) ').length).toBe(4)
  expect(tracksOf(columns, wide, room)).toContain(' 200px ')
  expect(tracksOf(columns, wide, { ...room, roomPx: 480 })).not.toContain('200px')
  expect(withWidth(wide, 'price', 9_999).widths['price']).toBe(640)
  expect(withWidth(wide, 'price', undefined)).toEqual(DEFAULT_LAYOUT)
})

test('whatever was stored, every column is there once and the layout is readable', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.array(fc.constantFrom('time', 'fee', 'gone', 'side')), (stored, order) => {
      for (const layout of Object.values(readLayouts(stored)))
        expect(arranged(columns, layout).length).toBeGreaterThan(0)
      const ordered = inOrder(columns, { ...DEFAULT_LAYOUT, order })
      expect(ordered.map(({ id }) => id).sort()).toEqual(columns.map(({ id }) => id).sort())
    }),
    { numRuns: 200 },
  )
})

test('an optional column stands only where it is chosen, and gives way where there is no room', () => {
  const withIds = [...columns, { id: 'tradeId', track: 'minmax(120px, 1fr)', optional: true }]
  expect(ids(arranged(withIds, DEFAULT_LAYOUT))).toBe('time symbol side price fee')
  const chosen = withShown(DEFAULT_LAYOUT, 'tradeId', true)
  expect(ids(arranged(withIds, chosen))).toBe('time symbol side price fee tradeId')
  expect(ids(arranged(withIds, withShown(chosen, 'tradeId', false)))).toBe('time symbol side price fee')
  expect(ids(fitting(arranged(withIds, chosen), { roomPx: 480, gapPx: 12 }))).toBe('time symbol side price fee tradeId')
  expect(ids(fitting(arranged(withIds, chosen), { roomPx: 479, gapPx: 12 }))).toBe('time symbol side price fee')
  expect(ids(fitting(columns, { roomPx: 10, gapPx: 12 }))).toBe('time symbol side price fee')
})

test('an arrangement that was stored before there were optional columns keeps all it said', () => {
  const { orders } = readLayouts({ orders: { order: ['fee'], hidden: ['side'], widths: { fee: 90 } } })
  expect(orders).toEqual({ order: ['fee'], hidden: ['side'], shown: [], widths: { fee: 90 } })
})
