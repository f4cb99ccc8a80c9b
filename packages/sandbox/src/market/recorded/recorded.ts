/**
 * A recorded market as a source: minutes of candles, played forwards, then backwards, then forwards again, so that there
 * is a price at every time and never a jump. Symbols that were not recorded have another source.
 */

import { MINUTE_MS, parseJson } from '@spotdeck/ports'
import { tryDecimal } from '@spotdeck/exact'
import type { SymbolRules } from '../../venue/contract/exchange.ts'
import { type Bar, amountUnits } from '../data/bar.ts'
import type { MarketSource } from '../data/source.ts'

/** A symbol's candles in whole ticks and lots, minute after minute. */
export type Tape = {
  readonly rules: SymbolRules
  readonly from: number
  readonly bars: readonly Bar[]
  /** Ticks at so many ms of a minute, by its place, oldest first; absent: the price goes evenly from open to close. */
  readonly paths?: readonly (readonly PathPoint[])[]
}

/** A price within a minute. */
export type PathPoint = { readonly ms: number; readonly ticks: number }

/** Fewer lots would not make the trades that open, close and peak a candle. */
const MIN_LOTS = 4

/**
 * @param lines JSON lines, each a one-minute candle: `{"symbol","start" (ms),"open","high","low","close","volume"}` with
 * decimal text; of each symbol the minutes that follow each other from its first
 * @param others where symbols come from that the lines do not name
 * @throws {RangeError} for a line that is no candle, naming its number, and for lines that name none of the symbols
 */
export function recordedSource(
  lines: string,
  { rules }: { readonly rules: ReadonlyMap<string, SymbolRules> },
  others: MarketSource,
): MarketSource {
  return tapeSource(readTapes(lines, rules), others)
}

/** @param tapes by symbol; @param others where all other symbols come from */
export function tapeSource(tapes: ReadonlyMap<string, Tape>, others: MarketSource): MarketSource {
  return {
    price(symbol, time) {
      const tape = tapes.get(symbol)
      return tape === undefined ? others.price(symbol, time) : priceOf(tape, time) / 10 ** tape.rules.priceDigits
    },
    ticks(symbol, time) {
      const tape = tapes.get(symbol)
      return tape === undefined ? others.ticks(symbol, time) : Math.max(1, Math.round(priceOf(tape, time)))
    },
    minute(symbol, start) {
      const tape = tapes.get(symbol)
      return tape === undefined ? others.minute(symbol, start) : barAt(tape, start)
    },
    tradesOf: (symbol, start) => others.tradesOf(symbol, start),
    tradeLots(symbol, time) {
      const tape = tapes.get(symbol)
      if (tape === undefined) return others.tradeLots(symbol, time)
      const start = Math.floor(time / MINUTE_MS) * MINUTE_MS
      return Math.max(1, Math.round(barAt(tape, start).lots / others.tradesOf(symbol, start)))
    },
    levelStep: (symbol) => others.levelStep(symbol),
  }
}

/** The candle of a minute. Played backwards, what closed a candle opens it. */
function barAt(tape: Tape, start: number): Bar {
  const { index, forwards } = placeOf(tape, start)
  const bar = tape.bars[index]
  if (bar === undefined) throw new RangeError('A recording has no minutes.')
  return forwards ? bar : { ...bar, open: bar.close, close: bar.open }
}

function placeOf({ from, bars }: Tape, start: number): { readonly index: number; readonly forwards: boolean } {
  const length = bars.length
  const turn = ((((start - from) / MINUTE_MS) % (2 * length)) + 2 * length) % (2 * length)
  return turn < length ? { index: turn, forwards: true } : { index: 2 * length - 1 - turn, forwards: false }
}

/** Unrounded ticks at a time. */
function priceOf(tape: Tape, time: number): number {
  const start = Math.floor(time / MINUTE_MS) * MINUTE_MS
  const { open, close } = barAt(tape, start)
  if (tape.paths === undefined) return open + ((close - open) * (time - start)) / MINUTE_MS
  const { index, forwards } = placeOf(tape, start)
  const ms = forwards ? time - start : MINUTE_MS - (time - start)
  const before = tape.paths[index]?.findLast((point) => point.ms < ms)
  return before?.ticks ?? tape.bars[index]?.open ?? open
}

function readTapes(lines: string, rules: ReadonlyMap<string, SymbolRules>): ReadonlyMap<string, Tape> {
  const tapes = new Map<string, { readonly rules: SymbolRules; readonly from: number; readonly bars: Bar[] }>()
  lines.split('\n').forEach((line, at) => {
    if (line.trim() === '') return
    const candle = readCandle(line)
    const pair = candle === undefined ? undefined : rules.get(candle.symbol)
    if (candle === undefined)
      throw new RangeError(`Line ${at + 1} is no candle: it needs symbol, start, open, high, low, close, volume`)
    if (pair === undefined) return
    const tape = tapes.get(pair.symbol) ?? { rules: pair, from: candle.start, bars: [] }
    tapes.set(pair.symbol, tape)
    if (candle.start === tape.from + tape.bars.length * MINUTE_MS)
      tape.bars.push(joined(pair, candle, tape.bars.at(-1)))
  })
  if (tapes.size === 0) throw new RangeError('none of its candles is of a symbol here')
  return tapes
}

/** A candle in decimal text. */
export type Candle = { readonly symbol: string; readonly start: number } & Readonly<
  Record<(typeof FIGURES)[number], string>
>
const FIGURES = ['open', 'high', 'low', 'close', 'volume'] as const

function readCandle(line: string): Candle | undefined {
  const value = parseJson(line)
  if (typeof value !== 'object' || value === null) return undefined
  const row = value as Readonly<Record<string, unknown>>
  const { symbol, start } = row
  if (typeof symbol !== 'string' || typeof start !== 'number' || start % MINUTE_MS !== 0) return undefined
  const figures = FIGURES.map((name) => row[name])
  const good = figures.every(
    (figure) => typeof figure === 'string' && !figure.startsWith('-') && tryDecimal(figure) !== undefined,
  )
  return good ? (row as Candle) : undefined
}

/** A candle in whole ticks and lots. MEXC: a candle may open beside the last one's close; ours opens at it. */
export function joined(rules: SymbolRules, candle: Candle, before: Bar | undefined): Bar {
  const ticks = (text: string): number => Math.max(1, Math.round(Number(text) * 10 ** rules.priceDigits))
  const open = before?.close ?? ticks(candle.open)
  const close = ticks(candle.close)
  const high = Math.max(open, close, ticks(candle.high))
  const low = Math.min(open, close, ticks(candle.low))
  const lots = Math.max(MIN_LOTS, Math.round(Number(candle.volume) * 10 ** rules.quantityDigits))
  return { open, high, low, close, lots, amount: amountUnits(rules, Math.round((open + close + high + low) / 4), lots) }
}
