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
