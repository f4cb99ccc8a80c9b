/** A bar of trades in whole ticks, lots and amount units, so that bars add up to longer bars without a rounding. */

import { type Amount, fromUnits } from '@spotdeck/exact'
import type { KlineWindow } from '@spotdeck/wire'
import type { SymbolRules } from '../../venue/contract/exchange.ts'
import { isDollar } from './assets.ts'
import type { Kline } from './public-data.ts'

/** Prices in ticks, `lots` in lots of the base, `amount` in units of the quote (see `amountDigits`). All whole numbers. */
export type Bar = {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly lots: number
  readonly amount: number
}

/** Digits of a kline's quote volume. MEXC shows fewer than the exact sum has; ours drop what is beyond these. */
export function amountDigits(rules: SymbolRules): number {
  return isDollar(rules.quoteAsset) ? 4 : 8
}

/** price × quantity in amount units, cut down to a whole one. */
export function amountUnits(rules: SymbolRules, ticks: number, lots: number): number {
  return Math.floor((ticks * lots) / 10 ** (rules.priceDigits + rules.quantityDigits - amountDigits(rules)))
}

/** The bar of one price and no trade. */
export function flatBar(ticks: number): Bar {
  return { open: ticks, high: ticks, low: ticks, close: ticks, lots: 0, amount: 0 }
}

/** Two bars, the second following the first, as one. */
export function joinBars(first: Bar, second: Bar): Bar {
  return {
    open: first.open,
    high: Math.max(first.high, second.high),
    low: Math.min(first.low, second.low),
    close: second.close,
    lots: first.lots + second.lots,
    amount: first.amount + second.amount,
  }
}

/** Many bars that follow each other as one. */
export function joinAll(bars: readonly Bar[]): Bar {
  let high = 0
  let low = Number.POSITIVE_INFINITY
  let lots = 0
  let amount = 0
  for (const bar of bars) {
    if (bar.high > high) high = bar.high
    if (bar.low < low) low = bar.low
    lots += bar.lots
    amount += bar.amount
  }
  return { open: bars[0]?.open ?? 0, high, low, close: bars.at(-1)?.close ?? 0, lots, amount }
}

/** A bar as a kline of its window. */
export function toKline(rules: SymbolRules, bar: Bar, { openTime, closeTime }: KlineWindow): Kline {
  return {
    openTime,
    closeTime,
    open: fromUnits(bar.open, rules.priceDigits),
    high: fromUnits(bar.high, rules.priceDigits),
    low: fromUnits(bar.low, rules.priceDigits),
    close: fromUnits(bar.close, rules.priceDigits),
    volume: fromUnits(bar.lots, rules.quantityDigits),
    quoteVolume: toAmount(rules, bar.amount),
  }
}

/** Amount units as text. */
export function toAmount(rules: SymbolRules, units: number): Amount {
  return fromUnits(units, amountDigits(rules))
}
