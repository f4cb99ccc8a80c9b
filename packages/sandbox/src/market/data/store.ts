/** Store of recorded minutes, so that a restart does not change the market's past. */

import { HOUR_MS, MINUTE_MS } from '@spotdeck/ports'
import type { Bar } from './bar.ts'

/** One recorded minute of one symbol. `start` is a multiple of one minute. */
export type StoredBar = { readonly symbol: string; readonly start: number; readonly bar: Bar }

/** Recorded minutes and facts of the market. */
export interface MarketStore {
  /** Recorded minutes with `from <= start < to`, oldest first. */
  bars(symbol: string, from: number, to: number): readonly StoredBar[]
  /** Stores minutes, all or none; an existing minute is replaced. */
  saveBars(bars: readonly StoredBar[]): void
  /** Start of the first recorded minute of any symbol, ms since the epoch; `undefined` when there is none. */
  firstStart(): number | undefined
  /** Deletes minutes before this time. */
  forgetBefore(time: number): void
  /** A fact about the market itself, such as since when it exists. */
  fact(name: string): string | undefined
  setFact(name: string, value: string): void
  /** Idempotent; no other call may follow. */
  close(): void
}

/** Numbers of one minute in an hour's column: open, high, low, close, lots, amount. */
const WIDTH = 6

/** A store that lives as long as the process: an hour of a symbol is one block of numbers of less than 3 kB. */
export function memoryMarketStore(): MarketStore {
  const symbols = new Map<string, Map<number, Float64Array>>()
  const facts = new Map<string, string>()
  return {
    bars(symbol, from, to) {
      const found: StoredBar[] = []
      const hours = symbols.get(symbol) ?? new Map<number, Float64Array>()
      for (const hour of hoursWithin(hours, from, to)) {
        for (let start = Math.max(hour, minuteAfter(from)); start < Math.min(hour + HOUR_MS, to); start += MINUTE_MS) {
          const bar = barIn(hours.get(hour), start)
          if (bar !== undefined) found.push({ symbol, start, bar })
        }
      }
      return found
    },
    saveBars(bars) {
      for (const { symbol, start, bar } of bars) {
        const hours = symbols.get(symbol) ?? new Map<number, Float64Array>()
        symbols.set(symbol, hours)
        const hour = hourOf(start)
        const block = hours.get(hour) ?? new Float64Array(WIDTH * 60).fill(Number.NaN)
        hours.set(hour, block)
        block.set([bar.open, bar.high, bar.low, bar.close, bar.lots, bar.amount], placeOf(start))
      }
    },
    firstStart() {
      let first: number | undefined
      for (const hours of symbols.values()) {
        const hour = Math.min(...hours.keys())
        for (let start = hour; start < hour + HOUR_MS; start += MINUTE_MS) {
          if (barIn(hours.get(hour), start) === undefined) continue
          first = Math.min(first ?? start, start)
          break
        }
      }
      return first
    },
    forgetBefore(time) {
      for (const hours of symbols.values()) {
        for (const [hour, block] of hours) {
          if (hour + HOUR_MS <= time) hours.delete(hour)
          else if (hour < time) block.fill(Number.NaN, 0, placeOf(minuteAfter(time)))
        }
      }
    },
    fact: (name) => facts.get(name),
    setFact: (name, value) => void facts.set(name, value),
    close() {},
  }
}

function hourOf(time: number): number {
  return Math.floor(time / HOUR_MS) * HOUR_MS
}

/** The first whole minute that is not before the time. */
function minuteAfter(time: number): number {
  return Math.ceil(time / MINUTE_MS) * MINUTE_MS
}

/** Place of a minute's first number in its hour's block. */
function placeOf(start: number): number {
  return ((start - hourOf(start)) / MINUTE_MS) * WIDTH
}

/** The hours that have minutes in a span, oldest first, by the shorter way. */
function hoursWithin(hours: ReadonlyMap<number, Float64Array>, from: number, to: number): readonly number[] {
  if ((to - from) / HOUR_MS > hours.size)
    return [...hours.keys()].filter((hour) => hour + HOUR_MS > from && hour < to).sort((a, b) => a - b)
  const found: number[] = []
  for (let hour = hourOf(from); hour < to; hour += HOUR_MS) if (hours.has(hour)) found.push(hour)
  return found
}

function barIn(block: Float64Array | undefined, start: number): Bar | undefined {
  const at = placeOf(start)
  const [open = Number.NaN, high = 0, low = 0, close = 0, lots = 0, amount = 0] = block?.subarray(at, at + WIDTH) ?? []
  return Number.isNaN(open) ? undefined : { open, high, low, close, lots, amount }
}
