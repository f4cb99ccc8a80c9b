/**
 * Public trades of the time in which an amount moved. A market costs a tenth of its own deals there, and one with too
 * few trades cannot have moved the amount. They only order a search: they may lag, too.
 */

import { HOUR_MS } from '@spotdeck/ports'
import type { AggTradeAnswer } from '@spotdeck/wire'
import { PUBLIC_TRADES } from '../exchange.ts'
import type { Search, SearchView } from './state.ts'
import { RANKS, rankOf } from '../base/likely-symbols.ts'
import type { Stretch } from '../base/question.ts'
import { symbolsIn } from '../base/universe.ts'

/** Markets of one question: with one read of deals they cost the same share of the limits of calls and of weights. */
const AT_ONCE = 10
/** Public trades are asked for while more than so many of the newest left no room: else it saves nothing. */
const NEWEST = 30
const MIN_CLOSED = NEWEST / 10
/** MEXC: the longest window of public trades, less one second as it begins on a whole one. */
const MAX_MS = HOUR_MS - 1_000
/** More than the fee of any market, as a fraction of what is traded. */
const MAX_FEE = 0.002

/**
 * The most of the quote asset that a round trip can have moved, if all these trades were part of it: it loses the fees
 * and the difference of prices. Infinity where not all of the trades are known.
 */
export function roomOf(trades: readonly AggTradeAnswer[]): number {
  if (trades.length >= PUBLIC_TRADES) return Infinity
  const prices = trades.map(({ p }) => Number(p))
  const highest = Math.max(0, ...prices)
  const lost = highest * MAX_FEE + highest - Math.min(highest, ...prices)
  return trades.reduce((sum, { q }) => sum + Number(q), 0) * lost
}

type Sifted = Pick<Search, 'left' | 'rooms' | 'span'>

/**
 * Places in the search: likely markets and those with room for what moved, those not asked yet by their rank, those
 * with too little room, those in which nobody traded.
 */
const [SMALL, QUIET] = [RANKS.other + 1, RANKS.other + 2]

function placesOf(view: SearchView, { span: { amounts }, rooms }: Sifted): (symbol: string) => number {
  const moved = new Set(amounts.keys())
  const neededIn = (symbol: string): number => {
    const quote = symbolsIn(view.universe).pairOf(symbol)?.quoteAsset
    return Math.abs(Number(amounts.get(quote ?? '') ?? 0))
  }
  return (symbol) => {
    const rank = rankOf(view, symbol, moved)
    const room = rooms.get(symbol)
    if (rank < RANKS.quote) return 0
    if (room === undefined) return rank
    return room === 0 ? QUIET : room < neededIn(symbol) ? SMALL : 0
  }
}

/** The symbols that are left in the order of their places, else as they were. */
export function byRoom(view: SearchView, search: Sifted): readonly string[] {
  const placeOf = placesOf(view, search)
  const places = search.left.map((symbol) => ({ symbol, place: placeOf(symbol) }))
  return places.sort((a, b) => a.place - b.place).map(({ symbol }) => symbol)
}

/** Symbols whose public trades are asked for next, those with the least volume first; none where that saves nothing. */
export function symbolsToSift(view: SearchView, search: Sifted, { from, to }: Stretch): readonly string[] {
  if (to - from > MAX_MS) return []
  const placeOf = placesOf(view, search)
  const newest = [...search.rooms.keys()].slice(-NEWEST)
  if (newest.length === NEWEST && newest.filter((symbol) => placeOf(symbol) >= SMALL).length <= MIN_CLOSED) return []
  const unasked = [RANKS.quote, RANKS.other].map((rank) => search.left.filter((symbol) => placeOf(symbol) === rank))
  return (unasked.find(({ length }) => length > 0) ?? []).slice(-AT_ONCE)
}
