/** The order book as a ladder: each level with what stands up to it, and how deep that is beside the deepest shown. */

import type { BookData } from '@spotdeck/api'
import {
  type Decimal,
  add,
  decimal,
  divide,
  isPositive,
  isZero,
  multiply,
  subtract,
  sum,
  toApproximate,
  zero,
} from '@spotdeck/exact'

/** One level. `cumulative` is the base quantity from the best level to this one; `depth` its share of the deepest, 0 to 1. */
export type Rung = {
  readonly price: string
  readonly quantity: string
  readonly cumulative: string
  readonly depth: number
}

/** Order book on screen: levels of both sides with cumulative quantities, best first. */
export type Ladder = {
  /** Best first. */
  readonly bids: readonly Rung[]
  readonly asks: readonly Rung[]
  /** Best ask less best bid, and as a fraction of the middle between them; absent where a side is empty. */
  readonly spread: { readonly amount: string; readonly fraction: string } | undefined
  /** The bids' share of everything shown, by quantity, 0 to 1; absent where nothing is shown. */
  readonly bidShare: number | undefined
}

/** The best `levels` of each side. */
export function ladderOf(book: BookData, levels: number): Ladder {
  const bids = cumulated(book.bids.slice(0, levels))
  const asks = cumulated(book.asks.slice(0, levels))
  const deepest = Math.max(...[...bids, ...asks].map(({ cumulative }) => toApproximate(cumulative)), 0)
  const rung = (level: Cumulated): Rung => ({
    ...level,
    depth: deepest === 0 ? 0 : toApproximate(level.cumulative) / deepest,
  })
  const [bid, ask] = [bids.at(-1)?.cumulative ?? zero<'base'>(), asks.at(-1)?.cumulative ?? zero<'base'>()]
  const all = add(bid, ask)
  return {
    bids: bids.map(rung),
    asks: asks.map(rung),
    spread: spreadOf(book),
    bidShare: isZero(all) ? undefined : toApproximate(divide<'share'>(bid, all, 4)),
  }
}

type Cumulated = { readonly price: string; readonly quantity: string; readonly cumulative: Decimal<'base'> }

function cumulated(levels: BookData['bids']): readonly Cumulated[] {
  let cumulative = zero<'base'>()
  return levels.map(([price, quantity]) => {
    cumulative = add(cumulative, decimal<'base'>(quantity))
    return { price, quantity, cumulative }
  })
}

function spreadOf({ bids, asks }: BookData): Ladder['spread'] {
  const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]]
  if (bid === undefined || ask === undefined) return undefined
  const [low, high] = [decimal<'price'>(bid), decimal<'price'>(ask)]
  const amount = subtract(high, low)
  const middle = divide<'price'>(add(low, high), decimal<'two'>('2'))
  return { amount, fraction: isZero(middle) ? '0' : divide<'share'>(amount, middle, 8) }
}

/** Estimated result of a market order at the current book. */
export type Estimate = {
  readonly base: string
  readonly quote: string
  /** Quote ÷ base. */
  readonly averagePrice: string | undefined
  /** Price of the last level that it takes. */
  readonly worstPrice: string | undefined
  /** The levels shown do not hold enough: the rest would go deeper. */
  readonly exceeds: boolean
}

/**
 * Walks one side of the book from its best level until `amount` is used up. `of` says whether `amount` counts base (what
 * is sold or bought) or quote (what is spent).
 */
export function estimate(levels: BookData['bids'], amount: string, of: 'base' | 'quote'): Estimate {
  let left = decimal<'left'>(amount)
  const taken: { readonly base: Decimal<'base'>; readonly quote: Decimal<'quote'> }[] = []
  let worstPrice: string | undefined
  for (const [priceText, quantityText] of levels) {
    if (!isPositive(left)) break
    const [price, quantity] = [decimal<'price'>(priceText), decimal<'base'>(quantityText)]
    worstPrice = priceText
    const whole = of === 'base' ? quantity : multiply<'left'>(price, quantity)
    const all = toApproximate(whole) <= toApproximate(left)
    const base = all ? quantity : of === 'base' ? (left as string as Decimal<'base'>) : divide<'base'>(left, price, 12)
    taken.push({ base, quote: multiply<'quote'>(price, base) })
    left = all ? subtract(left, whole as string as Decimal<'left'>) : zero<'left'>()
  }
  const [base, quote] = [sum(taken.map((part) => part.base)), sum(taken.map((part) => part.quote))]
  return {
    base,
    quote,
    averagePrice: isZero(base) ? undefined : divide<'price'>(quote, base, 12),
    worstPrice,
    exceeds: isPositive(left),
  }
}
