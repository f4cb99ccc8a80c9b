/**
 * A mark: a walk as plain data, from which it can be taken up again. Its size grows with the assets held and not with the deals:
 * lots are stored once, beside it, and a mark names those that are open by their places.
 */

import type { Value } from '../words.ts'
import type { CostBook, Opening, Short } from './cost-book.ts'
import type { CostKey } from './cost-entry.ts'
import type { CostMethodName, Position, Uncosted } from './cost-method.ts'
import type { Charge } from './entry-result.ts'
import { type Lot, type Lots, NO_LOTS, OLDEST_FIRST, lotsOf, lotsSince } from './lots.ts'
import { type PnlWalk, type QuarterSums, closedQuarter } from './pnl-walk.ts'

/** Changes with what a mark contains or how profit is computed: marks of another version are not taken up. */
const FORMAT = 6

/** A walk between two entries. */
export type PnlMark = {
  readonly average: BookMark
  readonly fifo: BookMark
  readonly newest: PnlWalk['newest']
  readonly charges: readonly (readonly [key: string, charge: Charge])[]
  /** Sums of the quarter hour of the last entry, without its newest second. */
  readonly quarter?: QuarterSums
}

type BookMark = Pick<CostBook, 'realized' | 'opening'> & {
  readonly positions: readonly (readonly [asset: string, position: PositionMark])[]
  readonly shorts: readonly (readonly [asset: string, short: Short])[]
}
type PositionMark = {
  readonly quantity: Position['quantity']
  readonly cost: Value
  readonly uncosted?: Uncosted
  readonly lots?: LotsMark
}
/** The places of the open lots; the first of them may be partly sold. */
type LotsMark = Pick<Lots, 'first' | 'count'> & { readonly head?: Lot }

/** A lot of an asset by its place in the order of coming, as it came. */
export type PlacedLot = { readonly asset: string; readonly place: number; readonly lot: Lot }

/** Describes the beginning of the books of a mark, as text: a mark holds for no other. */
export function pnlBasis(openings: readonly Opening[]): string {
  const rows = openings.map(({ asset, quantity, unitPrice = null }) => [asset, quantity, unitPrice])
  return JSON.stringify([FORMAT, rows.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))])
}

/** The mark of a walk. */
export const pnlMark = ({ books, newest, charges, quarter }: PnlWalk): PnlMark => ({
  average: bookMark(books.average),
  fifo: bookMark(books.fifo),
  newest,
  charges: [...charges],
  ...(quarter && { quarter: closedQuarter(quarter) }),
})

const bookMark = ({ realized, opening, positions, shorts }: CostBook): BookMark => ({
  realized,
  opening,
  shorts: [...shorts],
  positions: [...positions].map(([asset, { quantity, cost, uncosted, lots }]) => [
    asset,
    { quantity, cost, ...(uncosted && { uncosted }), ...(lots && { lots: lotsMark(lots) }) },
  ]),
})

function lotsMark(lots: Lots): LotsMark {
  const head = OLDEST_FIRST.next(lots)
  return { first: lots.first, count: lots.count, ...(head && { head }) }
}

/** Lots that are to be stored with the mark of `walk`: those that came after `since`, another walk's mark, and are whole. */
export function newLots(walk: PnlWalk, since: PnlMark | undefined): readonly PlacedLot[] {
  const known = new Map(since?.fifo.positions.map(([asset, { lots }]) => [asset, lots?.count ?? 0]))
  return [...walk.books.fifo.positions].flatMap(([asset, { lots = NO_LOTS }]) => {
    const from = Math.max(lots.first + 1, known.get(asset) ?? 0)
    return lotsSince(lots, from).map((lot, i): PlacedLot => ({ asset, place: from + i, lot }))
  })
}

/** Places of the stored lots that a mark needs, by asset: `from <= place < to`. */
export function lotsToLoad(
  mark: PnlMark,
): readonly { readonly asset: string; readonly from: number; readonly to: number }[] {
  return mark.fifo.positions.flatMap(([asset, { lots }]) =>
    lots === undefined || lots.first + 1 >= lots.count ? [] : [{ asset, from: lots.first + 1, to: lots.count }],
  )
}

/** @param last key of the mark's last entry; `lots` are those of `lotsToLoad`, in order, by asset */
export function resumePnl(mark: PnlMark, last: CostKey, lots: ReadonlyMap<string, readonly Lot[]>): PnlWalk {
  const resumed = (method: CostMethodName, { positions, shorts, ...sums }: BookMark): CostBook => ({
    method,
    ...sums,
    positions: new Map(positions.map(([asset, held]) => [asset, resumedPosition(held, lots.get(asset) ?? [])])),
    shorts: new Map(shorts),
    last,
  })
  return {
    books: { average: resumed('average', mark.average), fifo: resumed('fifo', mark.fifo) },
    newest: mark.newest,
    charges: new Map(mark.charges),
    quarter: mark.quarter && { ...mark.quarter, pending: [] },
  }
}

function resumedPosition({ lots, ...held }: PositionMark, stored: readonly Lot[]): Position {
  if (lots === undefined) return held
  const open = lots.head === undefined ? [] : [lots.head, ...stored]
  if (lots.first + open.length !== lots.count) throw new RangeError('Lots of a stored mark are missing.')
  return { ...held, lots: lotsOf(open, lots.first) }
}
