import { expect, test } from 'vitest'
import { money } from '../format/number.ts'
import type { Palette } from '../theme/palette.ts'
import { optionOf } from './day-drawing.ts'

const palette: Palette = {
  surface: '#000000',
  raised: '#000000',
  line: '#000000',
  text: '#000000',
  dim: '#000000',
  faint: '#000000',
  accent: '#000000',
  up: '#000000',
  down: '#000000',
  warn: '#000000',
  series: ['#111111', '#222222'],
  other: '#000000',
  font: 'sans-serif',
}
const look = { palette, privacy: false }
const write = (value: string) => money(value)

test('a sum beside its parts has an axis of its own', () => {
  const day = { key: 'day', name: 'a day', kind: 'bar', colour: 1, write, values: ['0.4', '0.8'] } as const
  const total = {
    key: 'total',
    name: 'in total',
    kind: 'line',
    colour: 'dim',
    write,
    values: ['12.84', '13.64'],
    ownAxis: true,
  } as const
  const option = optionOf(['2026-01-01', '2026-01-02'], [{ weight: 1, series: [day, total] }], (text) => text, look)
  const [right, left] = option.yAxis
  const [bars, line] = option.series
  expect([bars?.yAxisIndex, line?.yAxisIndex]).toEqual([0, 1])
  expect(right).toMatchObject({ position: 'right' })
  expect(left).toMatchObject({ position: 'left', show: true, name: 'in total' })
  expect(right).toMatchObject({ name: 'a day' })
  expect(left?.axisLabel.formatter(13.64)).toBe('13.64')
  expect(option.grid[0]?.left).toBeGreaterThan(40)
})

test('without a sum there is one axis', () => {
  const day = { key: 'day', name: 'a day', kind: 'bar', colour: 1, write, values: ['0.4'] } as const
  const option = optionOf(['2026-01-01'], [{ weight: 1, series: [day] }], (text) => text, look)
  expect(option.yAxis[1]).toMatchObject({ show: false })
  expect(option.grid[0]?.left).toBe(12)
})

const labels = (days: readonly string[], writeDay: (day: string) => string) => {
  const [axis] = optionOf(days, [{ weight: 1, series: [] }], writeDay, look).xAxis
  return days.flatMap((day, at) => (axis?.axisLabel.interval(at) === true ? [day] : []))
}

test('labels are at the start of their period, at even distances', () => {
  const start = Date.parse('2026-11-21T11:09:43Z')
  const seconds = Array.from({ length: 240 }, (_, index) => new Date(start + index * 1_000).toISOString())
  const minute = (text: string) => text.slice(11, 16)
  expect(labels(seconds, minute).map((text) => text.slice(11, 19))).toEqual([
    '11:10:00',
    '11:11:00',
    '11:12:00',
    '11:13:00',
  ])
  expect(labels(seconds.slice(0, 10), minute)).toEqual(seconds.slice(0, 1))
  const days = Array.from({ length: 20 }, (_, index) => `2026-11-${String(index + 1).padStart(2, '0')}`)
  expect(labels(days, (text) => text)).toEqual(
    ['01', '04', '07', '10', '13', '16', '19'].map((day) => `2026-11-${day}`),
  )
})
