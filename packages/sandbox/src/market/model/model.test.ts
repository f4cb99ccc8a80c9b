import { describe, expect, test } from 'vitest'
import { DAY_MS, MINUTE_MS } from '@spotdeck/ports'
import { referencePrices, sandboxSymbols } from '../../venue/listing/symbols.ts'
import { createModel } from './model.ts'
import { exponential } from './noise.ts'
import { sourceContract } from '../data/testing/source-contract.ts'

const rules = new Map(sandboxSymbols.map((symbol) => [symbol.rules.symbol, symbol.rules]))
const NOON = Date.UTC(2026, 8, 23, 12)
const modelOf = (seed: number) => createModel({ seed, rules, references: referencePrices })

describe('the seeded model', () => {
  sourceContract(() => modelOf(7))
})

test('another seed is another market', () => {
  expect(modelOf(8).minute('ETHBTC', NOON)).not.toEqual(modelOf(7).minute('ETHBTC', NOON))
})

test('related pairs agree: ETHBTC is ETHUSDT in BTCUSDT, BTCUSDC is near BTCUSDT', () => {
  const model = modelOf(3)
  for (let n = 0; n < 200; n++) {
    const time = NOON + n * 7 * 3_600_000
    expect(model.price('ETHBTC', time)).toBeCloseTo(model.price('ETHUSDT', time) / model.price('BTCUSDT', time), 9)
    expect(Math.abs(model.price('BTCUSDC', time) / model.price('BTCUSDT', time) - 1)).toBeLessThan(0.005)
  }
})

test('prices stay near their reference over a year and move by some percent a day', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const model = modelOf(seed)
    for (const symbol of ['BTCUSDT', 'ETHUSDT', 'KASUSDT']) {
      const reference = Number(referencePrices.get(symbol))
      const days = Array.from({ length: 365 }, (_, n) => model.price(symbol, NOON - n * DAY_MS))
      expect(Math.min(...days) / reference).toBeGreaterThan(0.3)
      expect(Math.max(...days) / reference).toBeLessThan(3.2)
      const moves = days.slice(1).map((price, n) => Math.abs(price / (days[n] ?? price) - 1))
      const mean = moves.reduce((sum, move) => sum + move, 0) / moves.length
      expect(mean).toBeGreaterThan(0.005)
      expect(mean).toBeLessThan(0.08)
    }
  }
})

test('there are quiet hours and bursts', () => {
  const model = modelOf(1)
  const activity = Array.from({ length: 7 * 1_440 }, (_, n) => model.activity('SOLUSDT', NOON + n * MINUTE_MS))
  expect(Math.min(...activity)).toBeLessThan(0.45)
  expect(Math.max(...activity)).toBeGreaterThan(3)
})

test('the exponential is good to twelve digits', () => {
  for (let x = -12; x <= 12; x += 0.37) expect(exponential(x) / Math.exp(x)).toBeCloseTo(1, 12)
})
