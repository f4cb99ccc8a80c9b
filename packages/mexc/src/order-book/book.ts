/** A local order book as a value: a version and two sides, best first. Every change makes a new one. */

import { isNegative, isZero, type Price, type Quantity, toUnits, tryDecimal } from '@spotdeck/exact'
import type { DepthAnswer, Level, PublicAggreDepths } from '@spotdeck/wire'

/** `order` is the price as an integer, for comparing. */
export type BookLevel = { readonly price: Price; readonly quantity: Quantity; readonly order: bigint }

/**
 * `version` is MEXC's count on the pair. Prices beyond the worst one of the snapshot are known only where they have
 * changed since.
 */
export type Book = {
  readonly version: bigint
  /** Highest price first. */
  readonly bids: readonly BookLevel[]
  /** Lowest price first. */
  readonly asks: readonly BookLevel[]
}

/** What changed in the versions `from` to `to`, both inclusive. Quantities are absolute; zero removes the level. */
export type DepthUpdate = {
  readonly from: bigint
  readonly to: bigint
  readonly bids: readonly BookLevel[]
  readonly asks: readonly BookLevel[]
}

/** More digits than any price has. */
const PRICE_DIGITS = 30
/** Levels kept on a side: MEXC gives 5,000 at most, and what is worse than these is dropped. */
const MOST_LEVELS = 5_000
const WHOLE = /^\d{1,30}$/

/** `undefined` for a push whose versions or levels cannot be read: what it changed is lost. */
export function depthUpdateOf(push: PublicAggreDepths): DepthUpdate | undefined {
  const bids = levelsOf(push.bids)
  const asks = levelsOf(push.asks)
  if (bids === undefined || asks === undefined) return undefined
  if (!WHOLE.test(push.fromVersion) || !WHOLE.test(push.toVersion)) return undefined
  const [from, to] = [BigInt(push.fromVersion), BigInt(push.toVersion)]
  return from > to ? undefined : { from, to, bids, asks }
}

/** `undefined` for an answer that cannot be read. */
export function bookOf(answer: DepthAnswer): Book | undefined {
  const { lastUpdateId } = answer
  if (!Number.isSafeInteger(lastUpdateId) || lastUpdateId < 0) return undefined
  const bids = levelsOf(answer.bids.map(pairOf))
  const asks = levelsOf(answer.asks.map(pairOf))
  if (bids === undefined || asks === undefined) return undefined
  return { version: BigInt(lastUpdateId), bids: merge([], bids, 'bids'), asks: merge([], asks, 'asks') }
}

/** What is no pair of texts becomes a level that cannot be read. */
function pairOf(row: unknown): Level {
  const pair: readonly unknown[] = Array.isArray(row) ? row : []
  const [price, quantity] = pair
  return typeof price === 'string' && typeof quantity === 'string' ? { price, quantity } : { price: '', quantity: '' }
}

/** The book after the update, whatever the versions say: that is for the caller to judge. */
export function applyUpdate(book: Book, update: DepthUpdate): Book {
  return {
    version: update.to,
    bids: merge(book.bids, update.bids, 'bids'),
    asks: merge(book.asks, update.asks, 'asks'),
  }
}

/** A book whose best prices meet or cross cannot be right. */
export function isCrossed({ bids, asks }: Book): boolean {
  const [bid, ask] = [bids[0], asks[0]]
  return bid !== undefined && ask !== undefined && bid.order >= ask.order
}

function levelsOf(levels: readonly Level[]): readonly BookLevel[] | undefined {
  const read = levels.map(levelOf)
  return read.every((level) => level !== undefined) ? read : undefined
}

function levelOf({ price, quantity }: Level): BookLevel | undefined {
  const known = tryDecimal<'quote per base'>(price)
  const much = tryDecimal<'base'>(quantity)
  if (known === undefined || much === undefined || isNegative(known) || isNegative(much)) return undefined
  const point = known.indexOf('.')
  if (point >= 0 && known.length - point - 1 > PRICE_DIGITS) return undefined
  return { price: known, quantity: much, order: toUnits(known, PRICE_DIGITS) }
}

function merge(
  side: readonly BookLevel[],
  changes: readonly BookLevel[],
  which: 'bids' | 'asks',
): readonly BookLevel[] {
  if (changes.length === 0) return side
  const levels = [...side]
  for (const change of changes) {
    const at = placeOf(levels, change.order, which)
    const same = levels[at]?.order === change.order ? 1 : 0
    if (isZero(change.quantity)) levels.splice(at, same)
    else levels.splice(at, same, change)
  }
  if (levels.length > MOST_LEVELS) levels.length = MOST_LEVELS
  return levels
}

/** Where a price stands or would stand. */
function placeOf(levels: readonly BookLevel[], order: bigint, which: 'bids' | 'asks'): number {
  let [low, high] = [0, levels.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const there = levels[middle]?.order ?? 0n
    const isBefore = which === 'bids' ? there > order : there < order
    if (isBefore) low = middle + 1
    else high = middle
  }
  return low
}
