import { expect, test } from 'vitest'
import { fitting, tracksOf } from './table-layout.ts'

const columns = ['time', 'symbol', 'side', 'price', 'fee'].map((id) => ({ id, track: 'minmax(60px, 1fr)' }))
const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id).join(' ')
const room = { roomPx: 1_000, gapPx: 12 }

test('a chosen width is kept, and reduced where there is no room', () => {
  expect(tracksOf(columns, { price: 200 }, room).split(' 1fr) ').length).toBe(4)
  expect(tracksOf(columns, { price: 200 }, room)).toContain(' 200px ')
  expect(tracksOf(columns, { price: 200 }, { ...room, roomPx: 480 })).not.toContain('200px')
})

test('if every column has a fixed width the last one takes the remaining space', () => {
  const widths = Object.fromEntries(columns.map(({ id }) => [id, 100]))
  expect(tracksOf(columns, widths, room)).toBe('100px 100px 100px 100px minmax(100px, 1fr)')
})

test('an optional column is hidden where there is no room', () => {
  const withIds = [...columns, { id: 'tradeId', track: 'minmax(120px, 1fr)', optional: true }]
  expect(ids(fitting(withIds, { roomPx: 480, gapPx: 12 }))).toBe('time symbol side price fee tradeId')
  expect(ids(fitting(withIds, { roomPx: 479, gapPx: 12 }))).toBe('time symbol side price fee')
  expect(ids(fitting(columns, { roomPx: 10, gapPx: 12 }))).toBe('time symbol side price fee')
})
