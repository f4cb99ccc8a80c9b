/** The last trades of a symbol: those that happened, and before them those the model says, so that the tape is full at once. */

import { fromUnits } from '@spotdeck/exact'
import type { SymbolRules } from '../venue/exchange.ts'
import { MINUTE_MS } from './calendar.ts'
import { chance, mix, wordOf } from './hash.ts'
import { idSequence } from './ids.ts'
import type { MarketSource } from './source.ts'
import type { Trade } from './public-data.ts'

/** The most trades kept and answered for a symbol. */
export const TAPE_LENGTH = 1_000

export interface Tape {
  add(trade: Trade): void
  /** Newest first. */
  newest(limit: number): readonly Trade[]
}

/** A tape that begins at `startedAt`: older trades are the model's, made when they are first asked for. */
export function createTape(model: MarketSource, rules: SymbolRules, startedAt: number): Tape {
  const lived: Trade[] = []
  let made: readonly Trade[] | undefined
  return {
    add(trade) {
      lived.push(trade)
      if (lived.length >= 2 * TAPE_LENGTH) lived.splice(0, TAPE_LENGTH)
    },
    newest(limit) {
      const wanted = Math.min(limit, TAPE_LENGTH)
      const recent = lived.slice(-wanted).reverse()
      if (recent.length === wanted) return recent
      made ??= modelTape(model, rules, startedAt)
      return [...recent, ...made.slice(0, wanted - recent.length)]
    },
  }
}

function modelTape(model: MarketSource, rules: SymbolRules, before: number): readonly Trade[] {
  const trades: Trade[] = []
  let start = Math.floor(before / MINUTE_MS) * MINUTE_MS
  while (trades.length < TAPE_LENGTH) {
    const minute = tradesOfMinute(model, rules, start).filter((trade) => trade.time < before)
    trades.push(...minute.reverse())
    start -= MINUTE_MS
  }
  return trades
}

/**
 * The model's trades of a minute, oldest first: they open and close where its bar does, touch its high and low, stay
 * between them, and their quantities add up to its volume.
 */
export function tradesOfMinute(model: MarketSource, rules: SymbolRules, start: number): Trade[] {
  const bar = model.minute(rules.symbol, start)
  const count = Math.min(model.tradesOf(rules.symbol, start), bar.lots)
  const source = mix(wordOf(`tape ${rules.symbol}`), start / MINUTE_MS)
  const times = Array.from({ length: count }, (_, n) => start + Math.floor(chance(source, n) * MINUTE_MS)).sort(
    (a, b) => a - b,
  )
  const highAt = 1 + Math.floor(chance(source, -1) * Math.max(0, count - 2))
  const lowAt = 1 + ((highAt + Math.floor(chance(source, -2) * Math.max(0, count - 3))) % Math.max(1, count - 2))
  const lots = split(bar.lots, count, source)
  const ids = idSequence()
  let last = bar.open
  return times.map((time, n) => {
    const path = Math.max(bar.low, Math.min(bar.high, model.ticks(rules.symbol, time)))
    const ticks =
      n === 0 ? bar.open : n === count - 1 ? bar.close : n === highAt ? bar.high : n === lowAt ? bar.low : path
    const up = ticks === last ? chance(source, 2_000 + n) < 0.5 : ticks > last
    last = ticks
    return {
      price: fromUnits(ticks, rules.priceDigits),
      quantity: fromUnits(lots[n] ?? 1, rules.quantityDigits),
      takerSide: up ? 'BUY' : 'SELL',
      tradeId: `${ids.tradeId(time, true)}_${ids.tradeId(time, false)}`,
      time,
    }
  })
}

function split(total: number, parts: number, source: number): number[] {
  const weights = Array.from({ length: parts }, (_, n) => 0.1 + chance(source, 1_000 + n) ** 3 * 4)
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  const spare = total - parts
  const lots = weights.map((weight) => 1 + Math.floor((spare * weight) / whole))
  const rest = total - lots.reduce((sum, part) => sum + part, 0)
  lots[0] = (lots[0] ?? 0) + rest
  return lots
}
