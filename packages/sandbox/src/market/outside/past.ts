/** The time before a feed began, as a market source: minutes from its candles, and prints that it knows. */

import { MINUTE_MS } from '@spotdeck/ports'
import { decimal, toApproximate, tryDecimal } from '@spotdeck/exact'
import type { SymbolRules } from '../../venue/contract/exchange.ts'
import { stepsOf } from '../../venue/contract/units.ts'
import { type Bar, amountDigits, flatBar } from '../data/bar.ts'
import { type FeedCandle, type FeedPast, type FeedPrint, PAST_INTERVALS, type PastInterval } from '../data/feed.ts'
import { minuteStart } from '../data/calendar.ts'
import type { Trade } from '../data/public-data.ts'
import type { MarketSource } from '../data/source.ts'

/** Bars of one interval without a gap from `from` on. */
type Span = { readonly lengthMs: number; readonly from: number; readonly bars: readonly Bar[] }

/** Past of one symbol: shortest interval first, and prints by minute. */
type Lane = {
  readonly rules: SymbolRules
  readonly spans: readonly Span[]
  readonly prints: ReadonlyMap<number, readonly Trade[]>
  /** Close of the last candle; 0: there is none. */
  readonly last: number
}

/** Source made by `pastSource`, and the time since which it knows anything. */
type PastSource = MarketSource & {
  /** Start of the oldest candle of any symbol, ms since the epoch; `undefined`: there is none. */
  readonly firstAt: number | undefined
}

const LENGTHS_MS: Readonly<Record<PastInterval, number>> = {
  '1m': MINUTE_MS,
  '60m': 60 * MINUTE_MS,
  '1d': 1_440 * MINUTE_MS,
}

/**
 * A longer candle is its first minute; the others of it are flat at its close, so that longer candles add up exactly. From
 * `startAt` on a minute is flat at the last price.
 * @param lastTicks price of a symbol now, in ticks
 */
export function pastSource(
  past: FeedPast,
  options: {
    readonly rules: ReadonlyMap<string, SymbolRules>
    readonly startAt: number
    readonly lastTicks: (symbol: string) => number
  },
): PastSource {
  const lanes = new Map(
    [...options.rules.values()].map((rules) => [rules.symbol, laneOf(rules, past, options.startAt)]),
  )
  const laneOfSymbol = (symbol: string): Lane => {
    const lane = lanes.get(symbol)
    if (lane === undefined) throw new RangeError(`No past of ${symbol}: ask for one of the feed's symbols.`)
    return lane
  }
  const minute = (symbol: string, start: number): Bar => {
    const lane = laneOfSymbol(symbol)
    const known = start < minuteStart(options.startAt) ? barOf(lane, start) : undefined
    return known ?? flatBar(lane.last > 0 ? lane.last : options.lastTicks(symbol))
  }
  const starts = [...lanes.values()].flatMap(({ spans }) => spans.map(({ from }) => from))
  return {
    firstAt: starts.length === 0 ? undefined : Math.min(...starts),
    minute,
    ticks: (symbol, time) => minute(symbol, minuteStart(time)).open,
    price: (symbol, time) => minute(symbol, minuteStart(time)).open / 10 ** laneOfSymbol(symbol).rules.priceDigits,
    prints: (symbol, start) => laneOfSymbol(symbol).prints.get(start) ?? [],
    tradesOf: () => 0,
    tradeLots: () => 1,
    levelStep: () => 0.0001,
  }
}

function barOf({ spans }: Lane, start: number): Bar | undefined {
  const span = spans.find(({ from }) => start >= from)
  if (span === undefined) return undefined
  const index = Math.floor((start - span.from) / span.lengthMs)
  const bar = span.bars[index]
  if (bar === undefined) return undefined
  return span.from + index * span.lengthMs === start ? bar : flatBar(bar.close)
}

function laneOf(rules: SymbolRules, past: FeedPast, startAt: number): Lane {
  const candles = past.candles.get(rules.symbol)
  const spans: Span[] = []
  let until = minuteStart(startAt)
  for (const [n, interval] of PAST_INTERVALS.entries()) {
    const next = PAST_INTERVALS[n + 1]
    const alignMs = LENGTHS_MS[next ?? interval]
    const span = spanOf(rules, candles?.get(interval) ?? [], { lengthMs: LENGTHS_MS[interval], alignMs, until })
    if (span === undefined) continue
    spans.push(span)
    until = span.from
  }
  const prints = new Map<number, Trade[]>()
  for (const print of past.prints.get(rules.symbol) ?? []) {
    const trade = toTrade(print)
    if (trade === undefined) continue
    const minute = prints.get(minuteStart(print.time)) ?? []
    prints.set(minuteStart(print.time), minute)
    minute.push(trade)
  }
  return { rules, spans, prints, last: spans[0]?.bars.at(-1)?.close ?? 0 }
}

/** Begins where a longer candle begins, so that none of that is known in part; a window without a candle had no trade. */
function spanOf(
  rules: SymbolRules,
  candles: readonly FeedCandle[],
  { lengthMs, alignMs, until }: { readonly lengthMs: number; readonly alignMs: number; readonly until: number },
): Span | undefined {
  const known = new Map<number, Bar>()
  let first = Infinity
  for (const candle of candles) {
    const bar = candle.closeTime <= until ? toBar(rules, candle) : undefined
    if (bar === undefined) continue
    known.set(candle.openTime, bar)
    first = Math.min(first, candle.openTime)
  }
  const from = Math.ceil(first / alignMs) * alignMs
  const bars: Bar[] = []
  for (let start = from; start + lengthMs <= until; start += lengthMs) {
    const before = bars.at(-1)
    const bar = known.get(start) ?? (before === undefined ? undefined : flatBar(before.close))
    bars.push(bar ?? flatBar(known.get(first)?.open ?? 1))
  }
  return bars.length === 0 ? undefined : { lengthMs, from, bars }
}

/** In whole ticks, lots and amount units; what is finer is cut off. `undefined`: not readable. */
function toBar(rules: SymbolRules, candle: FeedCandle): Bar | undefined {
  const ticks = (text: string): number => unitsOf(text, rules.priceDigits)
  const bar = {
    open: ticks(candle.open),
    high: ticks(candle.high),
    low: ticks(candle.low),
    close: ticks(candle.close),
    lots: unitsOf(candle.volume, rules.quantityDigits),
    amount: unitsOf(candle.quoteVolume, amountDigits(rules)),
  }
  return Object.values(bar).every((value) => value >= 0) && bar.low > 0 ? bar : undefined
}

function toTrade({ price, quantity, ...print }: FeedPrint): Trade | undefined {
  const [exactPrice, exactQuantity] = [tryDecimal<'quote per base'>(price), tryDecimal<'base'>(quantity)]
  return exactPrice === undefined || exactQuantity === undefined
    ? undefined
    : { ...print, price: exactPrice, quantity: exactQuantity }
}

/** Whole units of 10^-digits; finer digits are cut off. -1: no number, or negative. */
export function unitsOf(text: string, digits: number): number {
  const exact = tryDecimal<'any'>(text)
  if (exact === undefined || exact.startsWith('-')) return -1
  const steps = stepsOf(exact, digits)
  if (steps !== undefined) return steps
  const point = exact.indexOf('.')
  const cut = point < 0 ? undefined : stepsOf(decimal(exact.slice(0, point + 1 + digits).replace(/\.$/, '')), digits)
  return cut ?? Math.floor(toApproximate(exact) * 10 ** digits)
}
