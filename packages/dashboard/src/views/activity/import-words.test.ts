import { expect, test } from 'vitest'
import { timeFormat } from '../../format/time.ts'
import { cellWords } from './import-words.ts'

const format = timeFormat('utc8', 'zh-TW')
const words = {
  dateTime: (time: number) => format.dateTime(time, Date.parse('2026-11-21T04:00:00Z')),
  side: (side: string) => (side === 'SELL' ? '賣出' : '買入'),
  role: (role: 'maker' | 'taker') => (role === 'maker' ? '掛單 (Maker)' : '吃單 (Taker)'),
  type: (type: string) => (type === 'LIMIT' ? '限價' : type),
  status: (status: string) => (status === 'FILLED' ? '完全成交' : status),
}

test('a row of the preview is formatted like the page: times in its zone, sides and roles translated', () => {
  const at = String(Date.parse('2026-10-14T22:29:14Z'))
  for (const field of ['time', 'createdAt', 'updatedAt'] as const) {
    expect(cellWords(field, at, words)).toBe(words.dateTime(Number(at)))
    expect(cellWords(field, at, words)).toContain('06:29:14')
  }
  expect(cellWords('side', 'SELL', words)).toBe('賣出')
  expect(cellWords('role', 'maker', words)).toBe('掛單 (Maker)')
  expect(cellWords('type', 'LIMIT', words)).toBe('限價')
  expect(cellWords('status', 'FILLED', words)).toBe('完全成交')
  expect(cellWords('quantity', '1234.5', words)).toBe('1,234.5')
  expect(cellWords('price', '0.0120', words)).toBe('0.012')
})

test('an unknown value is shown as in the file', () => {
  expect(cellWords('symbol', '1INCHUSDT', words)).toBe('1INCHUSDT')
  expect(cellWords('orderId', '0012345', words)).toBe('0012345')
  expect(cellWords('time', 'yesterday', words)).toBe('yesterday')
  expect(cellWords('role', 'both', words)).toBe('both')
  expect(cellWords('fee', 'n/a', words)).toBe('n/a')
  expect(cellWords('fee', undefined, words)).toBe('')
})
