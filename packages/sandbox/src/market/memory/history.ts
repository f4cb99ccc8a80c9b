/**
 * The bars of every past minute: as lived where the market ran, as the model says elsewhere. Whole hours are kept once
 * added up, so that a year of days is quick; single minutes are kept for the hours read last.
 */

import { type Bar, joinAll, joinBars } from '../data/bar.ts'
import { HOUR_MS, type Log, MINUTE_MS } from '@spotdeck/ports'
import type { MarketSource } from '../data/source.ts'
import type { MarketStore, StoredBar } from '../data/store.ts'

/** Hours whose single minutes are kept; the one read longest ago goes first. About 20 MB. */
const KEPT_HOURS = 3_000
/** Whole hours kept as one bar; those added up longest ago go first. About 15 MB. */
const KEPT_WHOLES = 100_000

/** Bars of past minutes, from the store or the model. */
export type BarHistory = ReturnType<typeof createHistory>

type Hour = { readonly minutes: Bar[] }

/** Creates the history of one market. */
export function createHistory(model: MarketSource, store: MarketStore, log: Log) {
  const hours = new Map<string, Hour>()
  const wholes = new Map<string, Bar>()
  let firstLived = store.firstStart() ?? Number.POSITIVE_INFINITY

  const hourAt = (symbol: string, start: number): Hour => {
    const key = `${symbol}@${start}`
    const known = hours.get(key)
    if (known !== undefined) {
      hours.delete(key)
      hours.set(key, known)
      return known
    }
    const made = { minutes: minutesOf(symbol, start) }
    hours.set(key, made)
    if (hours.size > KEPT_HOURS) hours.delete(hours.keys().next().value ?? '')
    return made
  }
  const minutesOf = (symbol: string, start: number): Bar[] => {
    const minutes: Bar[] = []
    for (let n = 0; n < 60; n++) minutes.push(model.minute(symbol, start + n * MINUTE_MS))
    if (start + HOUR_MS <= firstLived) return minutes
    for (const lived of store.bars(symbol, start, start + HOUR_MS))
      minutes[(lived.start - start) / MINUTE_MS] = lived.bar
    return minutes
  }
  const wholeHour = (symbol: string, start: number): Bar => {
    const key = `${symbol}@${start}`
    const known = wholes.get(key)
    if (known !== undefined) return known
    const whole = joinAll(minutesOfHour(symbol, start))
    wholes.set(key, whole)
    if (wholes.size > KEPT_WHOLES) wholes.delete(wholes.keys().next().value ?? '')
    return whole
  }
  /** Adding up a far past hour does not push out the minutes that readers want. */
  const minutesOfHour = (symbol: string, start: number): readonly Bar[] =>
    hours.get(`${symbol}@${start}`)?.minutes ?? minutesOf(symbol, start)

  return {
    /** The minutes from..to (whole minutes, `to` exclusive and past) as one bar; `undefined` for none. */
    over(symbol: string, from: number, to: number): Bar | undefined {
      let total: Bar | undefined
      let time = from
      while (time < to) {
        const hour = Math.floor(time / HOUR_MS) * HOUR_MS
        const whole = time === hour && hour + HOUR_MS <= to
        const bar = whole ? wholeHour(symbol, hour) : hourAt(symbol, hour).minutes[(time - hour) / MINUTE_MS]
        if (bar !== undefined) total = total === undefined ? bar : joinBars(total, bar)
        time += whole ? HOUR_MS : MINUTE_MS
      }
      return total
    },
    /** Stores recorded minutes. A failing store loses them at the next start, never a trade now. */
    record(bars: readonly StoredBar[]): void {
      try {
        store.saveBars(bars)
      } catch (error) {
        log.error({ error, minutes: bars.length }, 'recorded minutes not stored, check the disk of the sandbox')
      }
      for (const { symbol, start, bar } of bars) {
        firstLived = Math.min(firstLived, start)
        const hour = Math.floor(start / HOUR_MS) * HOUR_MS
        const kept = hours.get(`${symbol}@${hour}`)
        if (kept !== undefined) kept.minutes[(start - hour) / MINUTE_MS] = bar
        wholes.delete(`${symbol}@${hour}`)
      }
    },
  }
}
