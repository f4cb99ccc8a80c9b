/** Profit over a range: what came of trading and of prices since its start, from what the gateway says of each moment. */

import { add, subtract, tryDecimal } from '@spotdeck/exact'
import { isoTime } from '../../format/time.ts'

/** The known parts of profit at one moment, counted since the ledger's first record; `null` or absent where it is not known. */
export type KnownProfit = {
  readonly realizedPnl?: string | null | undefined
  readonly unrealizedPnl?: string | null | undefined
}

/** Profit since the start of a range, exact: realized, the change in unrealized, and both together. */
export type Profit = { readonly realized: string; readonly unrealized: string; readonly total: string }

/** Profit at `known` since `base`; `undefined` where either is not known. */
export function profitSince(base: KnownProfit | undefined, known: KnownProfit | undefined): Profit | undefined {
  const realized = change(base?.realizedPnl, known?.realizedPnl)
  const unrealized = change(base?.unrealizedPnl, known?.unrealizedPnl)
  if (realized === undefined || unrealized === undefined) return undefined
  return { realized, unrealized, total: add(realized, unrealized) }
}

/** Checks whether a range may start at `known`: both parts of its profit are known. */
export function hasProfit(known: KnownProfit | undefined): boolean {
  return profitSince(known, known) !== undefined
}

/** The heading of `profitRows`. */
export const PROFIT_HEAD = ['time', 'totalPnl', 'realizedPnl', 'unrealizedPnlChange'] as const

/** The chart's figures as rows of a file, from the first moment at which profit is known. */
export function profitRows(
  points: readonly (KnownProfit & { readonly time: number })[],
): readonly (readonly (string | undefined)[])[] {
  const first = points.findIndex(hasProfit)
  if (first < 0) return []
  return points.slice(first).map((point) => {
    const profit = profitSince(points[first], point)
    return [isoTime(point.time), profit?.total, profit?.realized, profit?.unrealized]
  })
}

function change(before: string | null | undefined, now: string | null | undefined) {
  const from = tryDecimal<'value'>(before ?? '')
  const to = tryDecimal<'value'>(now ?? '')
  return from === undefined || to === undefined ? undefined : subtract(to, from)
}
