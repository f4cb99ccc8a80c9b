/** Contract of every market source. */

import { MINUTE_MS } from '@spotdeck/ports'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sandboxSymbols } from '../../../venue/listing/symbols.ts'
import type { MarketSource } from '../source.ts'
import { tradesOfMinute } from '../../memory/tape.ts'
const NOON = Date.UTC(2026, 8, 23, 12)
const rules = new Map(sandboxSymbols.map((symbol) => [symbol.rules.symbol, symbol.rules]))
const symbols = fc.constantFrom(...rules.keys())
const minutes = fc.integer({ min: -500_000, max: 500_000 }).map((n) => NOON + n * MINUTE_MS)

/** @param make creates the same source each time */
export function sourceContract(make: () => MarketSource): void {
  test('the same question has the same answer, in whatever order minutes are read', () => {
    const [forward, backward] = [make(), make()]
    for (const symbol of ['ETHBTC', 'MXUSDT']) {
      const times = Array.from({ length: 300 }, (_, n) => NOON + n * MINUTE_MS)
      const first = times.map((time) => forward.minute(symbol, time))
      const second = [...times].reverse().map((time) => backward.minute(symbol, time))
      expect(second.reverse()).toEqual(first)
    }
  })

  test('every minute is a possible candle, and opens where the one before closed', () => {
    const source = make()
    fc.assert(
      fc.property(symbols, minutes, (symbol, start) => {
        const bar = source.minute(symbol, start)
        expect(bar.low).toBeGreaterThanOrEqual(1)
        expect(bar.low).toBeLessThanOrEqual(Math.min(bar.open, bar.close))
        expect(bar.high).toBeGreaterThanOrEqual(Math.max(bar.open, bar.close))
        expect(bar.lots).toBeGreaterThan(0)
        expect(source.minute(symbol, start + MINUTE_MS).open).toBe(bar.close)
      }),
    )
  })

  test('the price is where the candles are, and trades and levels have a size', () => {
    const source = make()
    fc.assert(
      fc.property(symbols, minutes, (symbol, start) => {
        expect(source.ticks(symbol, start)).toBe(source.minute(symbol, start).open)
        const ticks = source.price(symbol, start) * 10 ** (rules.get(symbol)?.priceDigits ?? 0)
        expect(Math.abs(ticks - source.ticks(symbol, start))).toBeLessThanOrEqual(1)
        expect(source.tradeLots(symbol, start)).toBeGreaterThanOrEqual(1)
        expect(source.tradesOf(symbol, start)).toBeGreaterThanOrEqual(4)
        expect(source.tradesOf(symbol, start)).toBeLessThanOrEqual(1_200)
        expect(source.levelStep(symbol)).toBeGreaterThan(0)
        expect(source.levelStep(symbol)).toBeLessThan(0.01)
      }),
    )
  })

  test('the trades of a minute open, close, peak and sum as its candle says', () => {
    const source = make()
    fc.assert(
      fc.property(symbols, minutes, (symbol, start) => {
        const symbolRules = rules.get(symbol)
        if (symbolRules === undefined) return
        const bar = source.minute(symbol, start)
        const trades = tradesOfMinute({ model: source, rules: symbolRules }, start)
        const ticks = trades.map((trade) => Math.round(Number(trade.price) * 10 ** symbolRules.priceDigits))
        const lots = trades.map((trade) => Math.round(Number(trade.quantity) * 10 ** symbolRules.quantityDigits))
        const shape = [ticks[0], ticks.at(-1), Math.max(...ticks), Math.min(...ticks)]
        expect(shape).toEqual([bar.open, bar.close, bar.high, bar.low])
        expect(lots.reduce((sum, part) => sum + part, 0)).toBe(bar.lots)
        expect(Math.min(...lots)).toBeGreaterThan(0)
        expect(trades.every((trade, n) => trade.time >= (trades[n - 1]?.time ?? start))).toBe(true)
        expect(new Set(trades.map((trade) => trade.tradeId)).size).toBe(trades.length)
      }),
    )
  })
}
