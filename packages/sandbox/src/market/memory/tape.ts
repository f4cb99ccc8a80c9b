/**
 * The trades of a symbol: those that happened here, and where the market did not run, before its start or through a long
 * pause, those that the minute's bar tells of, so that the tape is full at once and agrees with the charts.
 */

import { DAY_MS, MINUTE_MS } from '@spotdeck/ports'
import { fromUnits } from '@spotdeck/exact'
import type { SymbolRules } from '../../venue/contract/exchange.ts'
import { IdSource, pairIdOf } from '../../venue/contract/ids.ts'
import type { Bar } from '../data/bar.ts'
import { minuteStart } from '../data/calendar.ts'
import { chance, mix, wordOf } from '../data/hash.ts'
import { LivedTrades, type PublicTrade } from './lived-trades.ts'
import type { MarketSource } from '../data/source.ts'
import type { Trade } from '../data/public-data.ts'

/** Trades that happened are kept for this long, and never longer than a quarter more. */
const KEPT_MS = DAY_MS
/** Generated minutes that are cached: reading the same hour twice generates it once. */
const MINUTES_AT_HAND = 90

/** Recent public trades of one symbol; generated ones for the time in which the market did not run. */
export type Tape = ReturnType<typeof createTape>

/** A symbol and the source of what is generated for it. */
export type TapeSource = { readonly model: MarketSource; readonly rules: SymbolRules }

/** A time in which the market did not run; `to` is exclusive. */
type Hole = { readonly from: number; readonly to: number }

/**
 * A tape that begins at `startedAt`; all time before is a hole.
 * @param barOf the bar of a whole minute that is past, as charts show it
 */
export function createTape(of: TapeSource, startedAt: number, barOf: (start: number) => Bar) {
  const lived = new LivedTrades(of.rules, KEPT_MS)
  const holes: Hole[] = [{ from: Number.NEGATIVE_INFINITY, to: startedAt }]
  const atHand = new Map<number, readonly Trade[]>()

  /** Returns the generated trades of a minute, newest first. */
  const made = (start: number): readonly Trade[] => {
    const end = start + MINUTE_MS
    const hole = holes.findLast((one) => one.from < end && one.to > start)
    if (hole === undefined) return []
    const known = atHand.get(start)
    if (known !== undefined) return known
    // Of a minute that was lived in part, the charts show what was made for its beginning and what was lived.
    const whole = hole.from <= start && hole.to >= end
    const trades = whole ? tradesOfMinute(of, start, barOf(start)) : tradesUntil(of, start, hole.to)
    const inside = trades.filter(({ time }) => time >= hole.from).reverse()
    atHand.set(start, inside)
    if (atHand.size > MINUTES_AT_HAND) atHand.delete(atHand.keys().next().value ?? start)
    return inside
  }
  return {
    add: (trade: PublicTrade): void => lived.add(trade),
    /** The market did not run from `from` (inclusive) to `to` (exclusive): its trades in that time are generated. */
    leap: (from: number, to: number): void => void holes.push({ from, to }),
    /** Newest first, of the times `from` to `to`, both inclusive; at most `limit`. */
    between(from: number, to: number, limit: number): readonly Trade[] {
      const found: Trade[] = []
      let at = lived.firstAfter(to) - 1
      for (let start = minuteStart(to); start + MINUTE_MS > from && found.length < limit; start -= MINUTE_MS) {
        const minute: Trade[] = []
        for (let trade = lived.at(at); trade !== undefined && trade.time >= start; trade = lived.at(--at))
          minute.push(trade)
        // A hole ends where living goes on: within a minute what was made up is older.
        minute.push(...made(start))
        for (const trade of minute) if (trade.time >= from && trade.time <= to) found.push(trade)
      }
      return found.slice(0, limit)
    },
  }
}

/** Generated trades of a minute that has begun, before `now`; oldest first. */
export function tradesUntil(of: TapeSource, start: number, now: number): Trade[] {
  return tradesOfMinute(of, start).filter(({ time }) => time < now)
}

/** Trades of a minute that match its bar, oldest first: the same open, close, high, low and volume. */
export function tradesOfMinute(
  { model, rules }: TapeSource,
  start: number,
  bar = model.minute(rules.symbol, start),
): Trade[] {
  if (model.prints !== undefined) return [...model.prints(rules.symbol, start)]
  const count = Math.min(model.tradesOf(rules.symbol, start), bar.lots)
  const source = mix(wordOf(`tape ${rules.symbol}`), start / MINUTE_MS)
  const times = Array.from({ length: count }, (_, n) => start + Math.floor(chance(source, n) * MINUTE_MS)).sort(
    (a, b) => a - b,
  )
  const highAt = 1 + Math.floor(chance(source, -1) * Math.max(0, count - 2))
  const lowAt = 1 + ((highAt + Math.floor(chance(source, -2) * Math.max(0, count - 3))) % Math.max(1, count - 2))
  const lots = split(bar.lots, count, source)
  const ids = new IdSource()
  let last = bar.open
  return times.map((time, n) => {
    const path = Math.max(bar.low, Math.min(bar.high, model.ticks(rules.symbol, time)))
    const ticks =
      n === 0 ? bar.open : n === count - 1 ? bar.close : n === highAt ? bar.high : n === lowAt ? bar.low : path
    const up = ticks === last ? chance(source, 2_000 + n) < 0.5 : ticks > last
    last = ticks
    ids.reservePair(time)
    return {
      price: fromUnits(ticks, rules.priceDigits),
      quantity: fromUnits(lots[n] ?? 1, rules.quantityDigits),
      takerSide: up ? 'BUY' : 'SELL',
      tradeId: pairIdOf(ids.pairTime, ids.pairCount),
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
