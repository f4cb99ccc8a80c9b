/** Makes longer candles of shorter ones, exactly. */

import { add, max, min } from '@spotdeck/exact'
import type { Candle } from './candle.ts'
import { windowStart } from './timeframe.ts'

/**
 * Candles of `lengthMs`, which is a multiple of that of `candles` (oldest first). One is `closed` if every candle of
 * its window is there and closed: with one missing, its figures are those of the others.
 */
export function aggregateCandles(candles: readonly Candle[], lengthMs: number): readonly Candle[] {
  const windows: Candle[] = []
  for (const candle of candles) {
    const openTime = windowStart(candle.openTime, lengthMs)
    const last = windows.at(-1)
    if (last?.openTime === openTime) windows[windows.length - 1] = joined(last, candle, lengthMs)
    else windows.push({ ...candle, openTime, ...ending(candle, candle.openTime === openTime, openTime + lengthMs) })
  }
  return windows.map((candle) => ({ ...candle, closeTime: candle.openTime + lengthMs }))
}

/** `closeTime` is, until the end, that of the last part; 0 once a part was missing or open. */
function joined(window: Candle, part: Candle, lengthMs: number): Candle {
  return {
    openTime: window.openTime,
    open: window.open,
    high: max(window.high, part.high),
    low: min(window.low, part.low),
    close: part.close,
    volume: add(window.volume, part.volume),
    quoteVolume: add(window.quoteVolume, part.quoteVolume),
    ...ending(part, window.closeTime === part.openTime, window.openTime + lengthMs),
  }
}

function ending(part: Candle, follows: boolean, end: number): Pick<Candle, 'closeTime' | 'closed'> {
  const isWhole = follows && part.closed
  return { closeTime: isWhole ? part.closeTime : 0, closed: isWhole && part.closeTime === end }
}
