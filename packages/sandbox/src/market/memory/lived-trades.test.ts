import { DAY_MS, HOUR_MS } from '@spotdeck/ports'
import { expect, test } from 'vitest'
import { pairIdOf } from '../../venue/contract/ids.ts'
import { type SandboxSymbol, symbolsNamed } from '../../venue/listing/symbols.ts'
import { LivedTrades, MAX_LIVED, type PublicTrade } from './lived-trades.ts'

const START = Date.UTC(2026, 8, 23, 12)
const [{ rules }] = symbolsNamed(['MXUSDT']) as [SandboxSymbol]
const print = (n: number, time: number): PublicTrade => ({
  type: 'trade',
  symbol: 'MXUSDT',
  price: undefined as never,
  quantity: undefined as never,
  takerSide: n % 2 === 0 ? 'BUY' : 'SELL',
  tradeId: '',
  time,
  ticks: 25_000 + n,
  lots: 150 + n,
  pairTime: time,
  pairCount: n,
})

test('answers a trade as it was printed: price, quantity, side, id and time', () => {
  const trades = new LivedTrades(rules, DAY_MS)
  trades.add(print(0, START))
  trades.add(print(1, START + 7))
  expect(trades.at(1)).toEqual({
    price: '2.5001',
    quantity: '1.51',
    takerSide: 'SELL',
    tradeId: pairIdOf(START + 7, 1),
    time: START + 7,
  })
  expect(trades.at(0)?.takerSide).toBe('BUY')
  expect(trades.at(2)).toBeUndefined()
  expect([START - 1, START, START + 6, START + 7].map((time) => trades.firstAfter(time))).toEqual([0, 1, 1, 2])
})

test('keeps a day and at most a quarter more', () => {
  const trades = new LivedTrades(rules, DAY_MS)
  for (let n = 0; n < 24 * 14; n++) trades.add(print(n, START + n * (HOUR_MS / 2)))
  expect(trades.length).toBeGreaterThanOrEqual(48)
  expect(trades.length).toBeLessThanOrEqual(66)
  expect(trades.at(trades.length - 1)?.time).toBe(START + (24 * 14 - 1) * (HOUR_MS / 2))
})

test('never keeps more than its most, and keeps the newest', () => {
  const trades = new LivedTrades(rules, DAY_MS)
  for (let n = 0; n <= MAX_LIVED; n++) trades.add(print(n % 50_000, START + n))
  expect(trades.length).toBeLessThanOrEqual(MAX_LIVED)
  expect(trades.at(trades.length - 1)?.time).toBe(START + MAX_LIVED)
  const times = Array.from({ length: trades.length }, (_, n) => trades.at(n)?.time ?? 0)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
})
