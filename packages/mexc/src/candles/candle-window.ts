/**
 * The last candles of a symbol, from REST and the stream. Pure: a candle is closed when REST shows it whole, never by a
 * push.
 */

import { compare } from '@spotdeck/exact'
import type { Candle } from './candle.ts'

/** A candle is final this long after its end, in ms: prints of its last moment are counted by then. */
export const FINAL_AFTER_MS = 1_000

/** Candles of one of MEXC's intervals. */
export type CandleWindow = {
  /** Oldest first. */
  readonly closed: readonly Candle[]
  /** Newest push of each window that is not closed, oldest first. */
  readonly pushed: readonly Candle[]
}

/** No candle. */
export const NO_CANDLES: CandleWindow = { closed: [], pushed: [] }

/** Takes a push; one of a window that is closed says nothing new. */
export function withPushed(window: CandleWindow, candle: Candle): CandleWindow {
  const last = window.closed.at(-1)
  if (last !== undefined && candle.openTime < last.closeTime) return window
  const others = window.pushed.filter(({ openTime }) => openTime !== candle.openTime)
  return { ...window, pushed: [...others, candle].sort((a, b) => a.openTime - b.openTime) }
}

/**
 * Takes REST's rows of an answer that was asked for at `askedAt`, exchange time. A row is final if its window had ended
 * by then and no push showed more volume: else the answer lags, and it and the rows behind it are read again.
 */
export function withRows(
  window: CandleWindow,
  rows: readonly Candle[],
  { askedAt, most }: { readonly askedAt: number; readonly most: number },
): CandleWindow {
  const closed = [...window.closed]
  for (const row of rows.toSorted((a, b) => a.openTime - b.openTime)) {
    const last = closed.at(-1)
    if (last !== undefined && row.openTime < last.closeTime) continue
    const push = window.pushed.find(({ openTime }) => openTime === row.openTime)
    const isBehind = push !== undefined && compare(push.volume, row.volume) > 0
    if (isBehind || row.closeTime + FINAL_AFTER_MS > askedAt) break
    closed.push({ ...row, closed: true })
  }
  const end = closed.at(-1)?.closeTime ?? -Infinity
  return { closed: closed.slice(-most), pushed: window.pushed.filter(({ openTime }) => openTime >= end) }
}
