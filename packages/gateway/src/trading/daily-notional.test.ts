import { decimal } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import { type DailyNotionalEntry, dailyNotionalLog } from './daily-notional.ts'

const DAY = '2026-11-21'
const worth = decimal<'USDT'>

describe('the total of a day that is stored elsewhere', () => {
  it('counts an order at once, while it is still being stored', async () => {
    let stored: () => void = () => undefined
    const book = dailyNotionalLog([], () => new Promise((resolve) => (stored = resolve)))
    const adding = book.add(DAY, 'a', worth('60'))
    expect(book.total(DAY, 'b')).toBe('60')
    stored()
    expect(await adding).toBe(true)
  })

  it('rejects where an order cannot be stored, and goes on counting it', async () => {
    const book = dailyNotionalLog([], () => Promise.reject(new Error('The database did not answer.')))
    await expect(book.add(DAY, 'a', worth('60'))).rejects.toThrow('did not answer')
    expect(book.total(DAY, 'b')).toBe('60')
  })

  it('is continued from what is stored, without what was given back', async () => {
    const lines: DailyNotionalEntry[] = []
    const book = dailyNotionalLog([], (line) => void lines.push(line))
    await book.add(DAY, 'a', worth('60'))
    await book.add(DAY, 'b', worth('7'))
    await book.giveBack('a')
    expect(dailyNotionalLog(lines, () => undefined).total(DAY, '')).toBe('7')
  })
})
