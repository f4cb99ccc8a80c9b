/** Joins the pages of a market's candles. */

import type { KlineData } from '@spotdeck/api'

/** Klines of all pages, ascending by `openTime`, one per time; a later copy of the same candle replaces the earlier one. */
export function joinKlines(pages: readonly (readonly KlineData[])[]): readonly KlineData[] {
  const byOpen = new Map<number, KlineData>()
  for (const page of pages) for (const kline of page) byOpen.set(kline.openTime, kline)
  return [...byOpen.values()].sort((a, b) => a.openTime - b.openTime)
}
