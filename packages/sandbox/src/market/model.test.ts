import { toApproximate } from '@spotdeck/exact'
import { expect, test } from 'vitest'
import { referencePrices, sandboxSymbols } from '../venue/symbols.ts'
import { createModel } from './model.ts'
import { exponential } from './noise.ts'

const rules = new Map(sandboxSymbols.map((symbol) => [symbol.rules.symbol, symbol.rules]))
const NOON = Date.UTC(2026, 8, 23, 12)
const DAY = 86_400_000

test('x', () => {
  const model = createModel({ seed: 1, rules, references: referencePrices })
  for (const symbol of rules.keys()) {
    const out: string[] = []
    for (let d = 0; d < 8; d++) out.push(model.price(symbol, NOON - d * DAY * 9).toPrecision(6))
    let turn = 0
    let n = 0
    for (let m = 0; m < 1440; m++) {
      const b = model.minute(symbol, NOON + m * 60000)
      turn += b.amount
      n += model.tradesOf(symbol, NOON + m * 60000)
    }
    const s: number[] = []
    for (let i = 0; i < 2000; i++)
      s.push(Math.log(model.price(symbol, NOON + (i + 1) * 3600_000) / model.price(symbol, NOON + i * 3600_000)))
    const sd = Math.sqrt(s.reduce((a, x) => a + x * x, 0) / s.length)
    const s2: number[] = []
    for (let i = 0; i < 2000; i++)
      s2.push(Math.log(model.price(symbol, NOON + (i + 1) * 1000) / model.price(symbol, NOON + i * 1000)))
    const sd2 = Math.sqrt(s2.reduce((a, x) => a + x * x, 0) / s2.length)
    console.log(
      symbol,
      out.join(' '),
      'turn',
      turn,
      'trades',
      n,
      'lots',
      model.tradeLots(symbol, NOON),
      'h sd',
      sd.toFixed(5),
      'day eq',
      (sd * Math.sqrt(24)).toFixed(4),
      's sd',
      sd2.toExponential(2),
      'step',
      model.levelStep(symbol),
    )
  }
  const t0 = performance.now()
  for (let m = 0; m < 1440 * 200; m++) model.minute('ETHBTC', NOON - m * 60000)
  console.log('200 days', performance.now() - t0)
  console.log(exponential(1), Math.E, exponential(-7.3), Math.exp(-7.3), exponential(0))
})
