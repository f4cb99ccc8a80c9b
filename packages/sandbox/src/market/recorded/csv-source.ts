/** `@spotdeck/sandbox/csv`: exported candles and prints as a market, which bots make from there. */

import { MINUTE_MS } from '@spotdeck/ports'
import type { SymbolRules } from '../../venue/contract/exchange.ts'
import { minuteStart } from '../data/calendar.ts'
import { type CsvRow, readCsvTable, wrong } from './csv-table.ts'
import { type Candle, type PathPoint, type Tape, joined, tapeSource } from './recorded.ts'
import type { MarketSource } from '../data/source.ts'

/** A file: its text, and its name, which may begin with its symbol (`BTCUSDT-1m-2026-09.csv`). */
type CsvFile = { readonly name: string; readonly text: string }

/** Minutes that a market from CSV may have: two years. */
const MAX_MINUTES = 2 * 366 * 1_440

/**
 * Candles of one length in whole minutes, or prints. Minutes without a row have no trade; longer candles go evenly from open to close. Played
 * forwards, then backwards, then forwards again, as every recorded market.
 * @param others where symbols come from that the file does not have
 * @throws {RangeError} for a file that is neither, and for a bad row, naming line and column
 */
export function csvSource(
  file: CsvFile,
  { rules }: { readonly rules: ReadonlyMap<string, SymbolRules> },
  others: MarketSource,
): MarketSource {
  const { kind, rows } = readCsvTable(file.text)
  const tapes = new Map<string, Tape>()
  for (const [symbol, own] of bySymbol(rows, file.name, rules)) {
    const pair = rules.get(symbol)
    if (pair !== undefined) tapes.set(symbol, kind === 'candles' ? ofCandles(pair, own) : ofPrints(pair, own))
  }
  return tapeSource(tapes, others)
}

function bySymbol(
  rows: readonly CsvRow[],
  name: string,
  rules: ReadonlyMap<string, SymbolRules>,
): ReadonlyMap<string, readonly CsvRow[]> {
  const named = /^[A-Za-z0-9]+/.exec(name)?.[0]?.toUpperCase()
  const found = new Map<string, CsvRow[]>()
  for (const row of rows) {
    const symbol = row.symbol ?? named
    if (symbol === undefined || !rules.has(symbol)) continue
    const own = found.get(symbol) ?? []
    found.set(symbol, own)
    own.push(row)
  }
  if (found.size > 0) return found
  const known = [...rules.keys()].join(', ')
  throw new RangeError(`neither a column symbol nor its name begins with one of ${known}, as in BTCUSDT-1m.csv`)
}

function ofCandles(rules: SymbolRules, rows: readonly CsvRow[]): Tape {
  const lengthMs = rows.reduce((least, row, at) => {
    const before = rows[at - 1]
    return before === undefined || row.time === before.time ? least : Math.min(least, row.time - before.time)
  }, Infinity)
  const minutes = lengthMs === Infinity ? 1 : lengthMs / MINUTE_MS
  const candles = rows.flatMap((row) => {
    if (row.time % MINUTE_MS !== 0)
      throw wrong({ line: row.line, column: 'time' }, new Date(row.time).toISOString(), 'no whole minute')
    return minutesOf(rules, row, Math.max(1, Math.floor(minutes)))
  })
  return tapeOf(rules, candles)
}

/** A candle of several minutes as minutes: even from open to close, with its high and its low at a third and at two thirds. */
function minutesOf(rules: SymbolRules, row: CsvRow, count: number): readonly Candle[] {
  const [open, high, low, close] = [row.number('open'), row.number('high'), row.number('low'), row.number('close')]
  const volume = row.number('volume')
  const start = row.time
  if (count === 1) return [{ symbol: rules.symbol, start, open, high, low, close, volume }]
  const at = (minute: number): string =>
    (Number(open) + ((Number(close) - Number(open)) * minute) / count).toFixed(rules.priceDigits)
  const share = (Number(volume) / count).toFixed(rules.quantityDigits)
  return Array.from({ length: count }, (_, n) => {
    const [first, last] = [n === 0 ? open : at(n), n === count - 1 ? close : at(n + 1)]
    const top = n === Math.floor(count / 3) ? high : first
    const bottom = n === Math.floor((2 * count) / 3) ? low : first
    return {
      symbol: rules.symbol,
      start: start + n * MINUTE_MS,
      open: first,
      high: top,
      low: bottom,
      close: last,
      volume: share,
    }
  })
}

/** Minutes of prints, and the prints as the way of the price through each minute. */
function ofPrints(rules: SymbolRules, rows: readonly CsvRow[]): Tape {
  const candles: Candle[] = []
  const points = new Map<number, PathPoint[]>()
  for (const row of rows) {
    const [price, quantity] = [row.number('price'), row.number('quantity')]
    const start = minuteStart(row.time)
    const path = points.get(start) ?? []
    points.set(start, path)
    path.push({ ms: row.time - start, ticks: Math.max(1, Math.round(Number(price) * 10 ** rules.priceDigits)) })
    const last = candles.at(-1)
    if (last?.start !== start) {
      candles.push({
        symbol: rules.symbol,
        start,
        open: price,
        high: price,
        low: price,
        close: price,
        volume: quantity,
      })
      continue
    }
    candles[candles.length - 1] = {
      ...last,
      high: Number(price) > Number(last.high) ? price : last.high,
      low: Number(price) < Number(last.low) ? price : last.low,
      close: price,
      volume: (Number(last.volume) + Number(quantity)).toFixed(rules.quantityDigits),
    }
  }
  const tape = tapeOf(rules, candles)
  return { ...tape, paths: tape.bars.map((_, n) => points.get(tape.from + n * MINUTE_MS) ?? []) }
}

/** One bar for each minute from the first to the last; a minute without a candle stays at the close before it. */
function tapeOf(rules: SymbolRules, candles: readonly Candle[]): Tape {
  const from = candles[0]?.start ?? 0
  const minutes = ((candles.at(-1)?.start ?? 0) - from) / MINUTE_MS + 1
  if (minutes > MAX_MINUTES)
    throw new RangeError(`it spans ${Math.round(minutes / 1_440)} days, and ${MAX_MINUTES / 1_440} at most are played`)
  const byStart = new Map(candles.map((candle) => [candle.start, candle]))
  const bars: Tape['bars'][number][] = []
  for (let n = 0; n < minutes; n++) {
    const start = from + n * MINUTE_MS
    const before = bars.at(-1)
    const close = before === undefined ? '0' : (before.close / 10 ** rules.priceDigits).toFixed(rules.priceDigits)
    const flat = { symbol: rules.symbol, start, open: close, high: close, low: close, close, volume: '0' }
    bars.push(joined(rules, byStart.get(start) ?? flat, before))
  }
  return { rules, from, bars }
}
