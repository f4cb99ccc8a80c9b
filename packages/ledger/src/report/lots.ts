/**
 * Lots and the queues that hold them, as persistent structures. `Lots`: in the order of purchase, the oldest first; adding and
 * taking cost the same for any number of lots. `RankedLots`: the highest cost per unit first.
 */

import { type AssetAmount, type Decimal, compare, divide, multiply, subtract } from '@spotdeck/exact'
import type { Value } from '../words.ts'

/** Origin of a lot: held before the first entry, bought, a rebate of a fee, or a flow into the account. */
export type Acquisition = {
  readonly kind: 'opening' | 'deal' | 'rebate' | 'flow'
  /** ms since the epoch; absent for what was held before the first entry. */
  readonly time?: number
  /** Of the deal or the flow; absent for what was held before the first entry. */
  readonly id?: string
  /** The exchange's change type of a flow. */
  readonly reason?: string | undefined
  /** The asset that a deal paid with. */
  readonly paidAsset?: string
}

/** The remaining quantity of one purchase. */
export type Lot = {
  readonly quantity: AssetAmount
  readonly cost: Value
  /** Its cost, or a part of it, is not known and counts as zero. */
  readonly isUncosted?: true
  /** The amount that a deal paid for it, in `acquired.paidAsset`; absent where that is USDT: it is the cost. */
  readonly paid?: AssetAmount | undefined
  readonly acquired?: Acquisition
}

/** Part of `amount` that goes with `part` of `whole`: 18 digits, half to even; all of it with everything. */
export function shareOf<U extends string>(amount: Decimal<U>, part: AssetAmount, whole: AssetAmount): Decimal<U> {
  return part === whole ? amount : divide<U>(multiply(amount, part), whole)
}

/** Takes `quantity` out of a lot; the remainder keeps what rounding leaves. */
export function splitLot(lot: Lot, quantity: AssetAmount): { readonly part: Lot; readonly left: Lot } {
  const { cost, paid } = lot
  const part: Lot = {
    ...lot,
    quantity,
    cost: shareOf(cost, quantity, lot.quantity),
    paid: paid && shareOf(paid, quantity, lot.quantity),
  }
  const left: Lot = {
    ...lot,
    quantity: subtract(lot.quantity, quantity),
    cost: subtract(cost, part.cost),
    paid: paid && part.paid && subtract(paid, part.paid),
  }
  return { part, left }
}

/** The operations of a queue of lots: `next` is the lot that a sale takes first. */
export type LotQueue<Queue> = {
  readonly none: Queue
  append(lots: Queue, lot: Lot): Queue
  next(lots: Queue): Lot | undefined
  withoutNext(lots: Queue): Queue
  /** Replaces the next lot by its remainder. */
  withNext(lots: Queue, lot: Lot): Queue
}

type List = { readonly lot: Lot; readonly next: List } | undefined

/**
 * A persistent queue of lots: the oldest in order, and the newest reversed until the first list is used up. Each lot has a
 * place, in the order of coming: `first` is that of the next lot, `count` that of the lot to come.
 */
export type Lots = { readonly oldest: List; readonly newest: List; readonly first: number; readonly count: number }

/** The empty queue. */
export const NO_LOTS: Lots = { oldest: undefined, newest: undefined, first: 0, count: 0 }

/** First in, first out. */
export const OLDEST_FIRST: LotQueue<Lots> = {
  none: NO_LOTS,
  append({ oldest, newest, first, count }, lot) {
    const places = { first, count: count + 1 }
    if (oldest === undefined) return { oldest: { lot, next: undefined }, newest: undefined, ...places }
    return { oldest, newest: { lot, next: newest }, ...places }
  },
  next: ({ oldest }) => oldest?.lot,
  withoutNext({ oldest, newest, first, count }) {
    const places = { first: first + 1, count }
    if (oldest?.next !== undefined) return { oldest: oldest.next, newest, ...places }
    let turned: List
    for (let list = newest; list !== undefined; list = list.next) turned = { lot: list.lot, next: turned }
    return { oldest: turned, newest: undefined, ...places }
  },
  withNext: (lots, lot) => ({ ...lots, oldest: { lot, next: lots.oldest?.next } }),
}

/** The queue of these lots, oldest first; `first` is the place of the oldest. */
export function lotsOf(lots: readonly Lot[], first: number): Lots {
  const oldest = lots.reduceRight<List>((next, lot) => ({ lot, next }), undefined)
  return { oldest, newest: undefined, first, count: first + lots.length }
}

/** The lots from `place` on, oldest first; of a long queue only the newest are visited where they have not moved up yet. */
export function lotsSince({ oldest, newest, first, count }: Lots, place: number): readonly Lot[] {
  const last: Lot[] = []
  let at = count
  for (let list = newest; list !== undefined && at > place; list = list.next) {
    last.push(list.lot)
    at -= 1
  }
  if (at <= place) return last.reverse()
  const older: Lot[] = []
  at = first
  for (let list = oldest; list !== undefined; list = list.next, at++) if (at >= place) older.push(list.lot)
  return [...older, ...last.reverse()]
}

/** All lots, oldest first. */
export const lotsIn = (lots: Lots): readonly Lot[] => lotsSince(lots, lots.first)

/** A lot with its rank: the cost per unit with which it came, and its place in the order of coming. */
type Ranked = { readonly lot: Lot; readonly came: Lot; readonly place: number }
type Heap = { readonly top: Ranked; readonly depth: number; readonly left: Heap; readonly right: Heap } | undefined

/** A persistent leftist heap of lots. `count`: lots that ever came. */
export type RankedLots = { readonly heap: Heap; readonly count: number }

/** Highest cost per unit first; of equal ones the oldest; those without a known cost last, the oldest of them first. */
export const HIGHEST_FIRST: LotQueue<RankedLots> = {
  none: { heap: undefined, count: 0 },
  append({ heap, count }, lot) {
    const top: Ranked = { lot, came: lot, place: count }
    return { heap: merged(heap, { top, depth: 1, left: undefined, right: undefined }), count: count + 1 }
  },
  next: ({ heap }) => heap?.top.lot,
  withoutNext: ({ heap, count }) => ({ heap: merged(heap?.left, heap?.right), count }),
  withNext({ heap, count }, lot) {
    return { heap: heap === undefined ? undefined : { ...heap, top: { ...heap.top, lot } }, count }
  },
}

function merged(a: Heap, b: Heap): Heap {
  if (a === undefined) return b
  if (b === undefined) return a
  const [first, other] = goesBefore(a.top, b.top) ? [a, b] : [b, a]
  const right = merged(first.right, other)
  const [deep, flat] = depthOf(first.left) >= depthOf(right) ? [first.left, right] : [right, first.left]
  return { top: first.top, depth: depthOf(flat) + 1, left: deep, right: flat }
}

const depthOf = (heap: Heap): number => heap?.depth ?? 0

function goesBefore(a: Ranked, b: Ranked): boolean {
  if (a.came.isUncosted !== b.came.isUncosted) return b.came.isUncosted === true
  const order = a.came.isUncosted === true ? 0 : compareUnitCosts(a.came, b.came)
  return order === 0 ? a.place < b.place : order > 0
}

/** Compares costs per unit without dividing. */
function compareUnitCosts(a: Lot, b: Lot): number {
  return compare(multiply<'USDT'>(a.cost, b.quantity), multiply<'USDT'>(b.cost, a.quantity))
}
