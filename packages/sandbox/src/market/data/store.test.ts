import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sqliteMarketStore } from './sqlite-store.ts'
import { type MarketStore, memoryMarketStore } from './store.ts'

const bar = (close: number) => ({ open: 10, high: 2 ** 40, low: 9, close, lots: 2 ** 50, amount: 123_456_789_012 })

function contract(open: () => MarketStore): void {
  test('answers the minutes of a symbol and a span, oldest first, the newest version of each', () => {
    const store = open()
    expect(store.firstStart()).toBeUndefined()
    store.saveBars([
      { symbol: 'MXUSDT', start: 120_000, bar: bar(2) },
      { symbol: 'MXUSDT', start: 60_000, bar: bar(1) },
      { symbol: 'BTCUSDT', start: 60_000, bar: bar(7) },
    ])
    store.saveBars([{ symbol: 'MXUSDT', start: 120_000, bar: bar(3) }])
    expect(store.bars('MXUSDT', 60_000, 180_000)).toEqual([
      { symbol: 'MXUSDT', start: 60_000, bar: bar(1) },
      { symbol: 'MXUSDT', start: 120_000, bar: bar(3) },
    ])
    expect(store.bars('MXUSDT', 60_000, 120_000)).toHaveLength(1)
    expect(store.firstStart()).toBe(60_000)
    store.forgetBefore(120_000)
    expect(store.firstStart()).toBe(120_000)
    store.close()
  })

  test('answers spans of any length over hours, and forgets to the minute', () => {
    const store = open()
    const hour = 3_600_000
    const starts = [hour - 60_000, hour, hour + 59 * 60_000, 5 * hour]
    for (const start of starts.toReversed()) store.saveBars([{ symbol: 'MXUSDT', start, bar: bar(start / 60_000) }])
    const found = (from: number, to: number) => store.bars('MXUSDT', from, to).map(({ start }) => start)
    expect(found(0, 1_000 * hour)).toEqual(starts)
    expect(found(hour - 59_999, 2 * hour)).toEqual([hour, hour + 59 * 60_000])
    expect(found(hour, hour + 1)).toEqual([hour])
    store.forgetBefore(hour + 1)
    expect(found(0, 1_000 * hour)).toEqual(starts.slice(2))
    expect(store.firstStart()).toBe(hour + 59 * 60_000)
    store.close()
  })

  test('stores facts', () => {
    const store = open()
    expect(store.fact('bornAt')).toBeUndefined()
    store.setFact('bornAt', '1')
    store.setFact('bornAt', '2')
    expect(store.fact('bornAt')).toBe('2')
    store.close()
  })
}

describe('memory', () => contract(memoryMarketStore))

/** A path in the temporary folder of the run, which removes it. */
const newPath = (): string => join(mkdtempSync(join(tmpdir(), 'market-')), 'market.db')

describe('sqlite', () => {
  contract(() => sqliteMarketStore(newPath()))

  test('is complete after it was closed and opened', () => {
    const path = newPath()
    const first = sqliteMarketStore(path)
    first.saveBars([{ symbol: 'MXUSDT', start: 60_000, bar: bar(1) }])
    first.close()
    first.close()
    const second = sqliteMarketStore(path)
    expect(second.bars('MXUSDT', 0, 120_000)).toHaveLength(1)
    second.close()
  })
})
