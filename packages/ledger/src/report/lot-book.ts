/**
 * The lots that every disposal consumed, with their cost, proceeds, fees and gain in USDT: the rows of a tax report. It books
 * through the cost book, so the sum of all gains is what the book realized, to the digit.
 *
 * Products and sums are exact. Only a share is rounded: of a lot's cost, of proceeds, of a fee; at 18 digits, half to even.
 * Shares of one amount are differences of cumulative shares, and the last takes what is left, so that they add up to it.
 */

import { type AssetAmount, add, as, isPositive, isZero, multiply, negate, subtract, sum, zero } from '@spotdeck/exact'
import type { Deal } from '../deal/deal.ts'
import { type UnitPrice, VALUE_ASSET, type Value } from '../words.ts'
import { type CostBook, type CostBooked, type CostStep, type Opening, bookSteps, openCostBook } from './cost-book.ts'
import { type CostEntry, secondOf, timeOf } from './cost-entry.ts'
import type { CostMethodName } from './cost-method.ts'
import { type Acquisition, type Lot, shareOf } from './lots.ts'

/**
 * Why a cell of a row is empty: no known lot covers the quantity; the lot came without a price; it was held before the first
 * entry, at its value then; what was received has no price; the fee has none.
 */
export type LotReason = 'ACQUISITION_UNKNOWN' | 'COST_UNKNOWN' | 'HELD_BEFORE' | 'PRICE_UNKNOWN' | 'FEE_PRICE_UNKNOWN'

/** Part of a fee that stands on a row; negative for a rebate. Without a price its value is not known. */
export type RowFee = {
  readonly amount: AssetAmount
  readonly asset: string
  readonly unitPrice?: UnitPrice | undefined
  readonly value?: Value | undefined
}

/** One lot, or a part of it, that a disposal consumed. Amounts without a unit in their name are in USDT; unknown ones are absent. */
export type LotRow = {
  /** `sale`: given in a deal; `fee`: paid as a fee, or a fee alone; `flow`: left the account. */
  readonly kind: 'sale' | 'fee' | 'flow'
  readonly entry: CostEntry
  /** ms since the epoch. */
  readonly time: number
  readonly asset: string
  /** Absent on the row of a fee that consumed no lot. */
  readonly quantity?: AssetAmount | undefined
  /** `pool`: by average cost all lots together. */
  readonly acquisition: Acquisition['kind'] | 'pool' | 'unknown' | 'none'
  readonly acquired?: Acquisition | undefined
  /** Amount that was paid for the part of the lot, in `acquired.paidAsset`. */
  readonly paid?: AssetAmount | undefined
  readonly cost?: Value | undefined
  readonly received?: AssetAmount | undefined
  readonly receivedAsset?: string | undefined
  /** USDT for one unit: of the deal's quote asset, or of the asset of a flow. */
  readonly unitPrice?: UnitPrice | undefined
  readonly proceeds?: Value | undefined
  readonly fee?: RowFee | undefined
  /** Proceeds less cost and fee. */
  readonly gain?: Value | undefined
  readonly reasons: readonly LotReason[]
}

/** A part of a disposal, of one lot; `isOpen` while a purchase of the same second may still cover it. */
type Piece = Pick<LotRow, 'kind' | 'asset' | 'received' | 'proceeds'> & {
  readonly quantity: AssetAmount
  readonly lot?: Lot
  readonly isOpen?: true
}
type Disposals = { readonly entry: CostEntry; readonly pieces: readonly Piece[] }

/** The cost book, and the entries of its newest second, as they were booked. A plain value: a later entry leaves it as it is. */
export type LotBook = { readonly book: CostBook; readonly newest: readonly CostBooked[] }

/** The lot book before its first entry. */
export function openLotBook(openings: Iterable<Opening>, method: CostMethodName): LotBook {
  return { book: openCostBook(openings, method), newest: [] }
}

/**
 * Books the entries that follow in (time, id) order. `booked`: what each of them did. `over`: the entries of each second that is over,
 * with those that were booked before.
 */
export function bookSeconds(
  { book, newest }: LotBook,
  entries: readonly CostEntry[],
): {
  readonly lots: LotBook
  readonly booked: readonly CostBooked[]
  readonly over: readonly (readonly CostBooked[])[]
} {
  const next = bookSteps(book, entries)
  const over: (readonly CostBooked[])[] = []
  let open = [...newest]
  for (const one of next.booked) {
    const [first] = open
    if (first !== undefined && secondOf(first.entry) !== secondOf(one.entry)) {
      over.push(open)
      open = []
    }
    open.push(one)
  }
  return { lots: { book: next.book, newest: open }, booked: next.booked, over }
}

/** Books the entries that follow in (time, id) order. Answers the rows of the seconds that are over. */
export function bookLots(
  lots: LotBook,
  entries: readonly CostEntry[],
): { readonly lots: LotBook; readonly rows: readonly LotRow[] } {
  const next = bookSeconds(lots, entries)
  return { lots: next.lots, rows: next.over.flatMap(rowsOfSecond) }
}

/** The rows of the newest second, where no more entries follow. */
export function closeLots({ newest }: LotBook): readonly LotRow[] {
  return rowsOfSecond(newest)
}

/** The rows of one second that is over. */
export function rowsOfSecond(booked: readonly CostBooked[]): readonly LotRow[] {
  let disposals: Disposals[] = []
  for (const { entry, steps } of booked) {
    const pieces: Piece[] = []
    for (const step of steps) {
      if (step.type === 'settled') disposals = settledFirst(disposals, step)
      else pieces.push(...piecesOf(step, receivedBy(entry, step)))
    }
    disposals.push({ entry, pieces })
  }
  return disposals.flatMap(rowsOf)
}

type Taken = Extract<CostStep, { readonly type: 'taken' }>

function receivedBy(entry: CostEntry, { why }: Taken): AssetAmount | undefined {
  if (entry.kind === 'flow' || why !== 'sale') return undefined
  return as<'asset'>(entry.deal.side === 'BUY' ? entry.deal.quantity : entry.deal.quoteQuantity)
}

/** Lots of a known cost first, then those without, then what no lot covers. */
function piecesOf({ why, asset, quantity, worth, parts, isShort }: Taken, received: AssetAmount | undefined): Piece[] {
  const lots: readonly (Lot | undefined)[] = [
    ...parts.filter(({ isUncosted }) => isUncosted !== true),
    ...parts.filter(({ isUncosted }) => isUncosted === true),
  ]
  const beyond = subtract(quantity, sum(parts.map((part) => part.quantity)))
  let done = zero<'asset'>()
  return (isPositive(beyond) ? [...lots, undefined] : lots).map((lot): Piece => {
    const [from, size] = [done, lot?.quantity ?? beyond]
    done = add(done, size)
    const between = <Amount extends AssetAmount | Value>(amount: Amount | undefined) =>
      amount === undefined ? undefined : shareBetween(amount, [from, done], quantity)
    const piece = { kind: why, asset, quantity: size, proceeds: between(worth), received: between(received) }
    if (lot !== undefined) return { ...piece, lot }
    return isShort ? { ...piece, isOpen: true } : piece
  })
}

function shareBetween<Amount extends AssetAmount | Value>(
  amount: Amount,
  [from, to]: readonly [AssetAmount, AssetAmount],
  whole: AssetAmount,
): Amount {
  const text = as<'amount'>(amount)
  return subtract(
    shareOf(text, to, whole),
    isZero(from) ? zero<'amount'>() : shareOf(text, from, whole),
  ) as string as Amount
}

/** Gives the first open piece of the asset the lot that covers it; the rest of the piece stays open. */
function settledFirst(
  disposals: readonly Disposals[],
  { asset, sold, lot }: Extract<CostStep, { readonly type: 'settled' }>,
): Disposals[] {
  const at = disposals.findIndex(({ pieces }) => pieces.some((piece) => isOpenIn(piece, asset)))
  return disposals.map((one, index) => {
    if (index !== at) return one
    const first = one.pieces.findIndex((piece) => isOpenIn(piece, asset))
    return { ...one, pieces: one.pieces.flatMap((piece, i) => (i === first ? covered(piece, lot, sold) : [piece])) }
  })
}

const isOpenIn = (piece: Piece, asset: string): boolean => piece.isOpen === true && piece.asset === asset

function covered({ isOpen: _, ...piece }: Piece, lot: Lot, sold: Value): readonly Piece[] {
  if (lot.quantity === piece.quantity) return [{ ...piece, lot }]
  const { quantity, proceeds = sold, received } = piece
  const part = received === undefined ? undefined : shareOf(received, lot.quantity, quantity)
  return [
    { ...piece, quantity: lot.quantity, proceeds: sold, received: part, lot },
    {
      ...piece,
      quantity: subtract(quantity, lot.quantity),
      proceeds: subtract(proceeds, sold),
      received: received === undefined || part === undefined ? undefined : subtract(received, part),
      isOpen: true,
    },
  ]
}

function rowsOf({ entry, pieces }: Disposals): readonly LotRow[] {
  const rows = pieces.map((piece) => rowOf(entry, piece))
  return entry.kind === 'deal' && !isZero(entry.deal.fee) ? withFee(rows, entry, feeOf(entry.deal)) : rows
}

function rowOf(entry: CostEntry, { kind, asset, quantity, proceeds, received, lot }: Piece): LotRow {
  const isKnown = lot !== undefined && lot.isUncosted !== true
  const cost = isKnown ? lot.cost : undefined
  const paid = !isKnown ? undefined : lot.acquired?.paidAsset === VALUE_ASSET ? as<'asset'>(lot.cost) : lot.paid
  const receivedAsset =
    entry.kind === 'flow' || received === undefined
      ? undefined
      : entry.deal.side === 'BUY'
        ? entry.deal.baseAsset
        : entry.deal.quoteAsset
  return {
    kind,
    entry,
    time: timeOf(entry),
    asset,
    quantity,
    acquisition: lot === undefined ? 'unknown' : (lot.acquired?.kind ?? 'pool'),
    acquired: lot?.acquired,
    paid,
    cost,
    received,
    receivedAsset,
    unitPrice: kind === 'fee' ? undefined : entry.kind === 'flow' ? entry.flow.unitPrice : quotePriceOf(entry.deal),
    proceeds,
    gain: gainOf(kind, lot, proceeds),
    reasons: reasonsOf(kind, lot, proceeds),
  }
}

/** A fee without a price is lost at what it is known to have cost; anything else without a price or a cost has no known gain. */
function gainOf(kind: LotRow['kind'], lot: Lot | undefined, proceeds: Value | undefined): Value | undefined {
  if (lot === undefined) return undefined
  if (proceeds === undefined) {
    const isLost = kind === 'fee' && !(lot.isUncosted === true && isZero(lot.cost))
    return isLost ? negate(lot.cost) : undefined
  }
  return lot.isUncosted === true ? undefined : subtract(proceeds, lot.cost)
}

function reasonsOf(kind: LotRow['kind'], lot: Lot | undefined, proceeds: Value | undefined): readonly LotReason[] {
  const reasons: LotReason[] = []
  if (lot === undefined) reasons.push('ACQUISITION_UNKNOWN')
  else if (lot.isUncosted === true) reasons.push('COST_UNKNOWN')
  if (lot?.acquired?.kind === 'opening') reasons.push('HELD_BEFORE')
  if (proceeds === undefined) reasons.push(kind === 'fee' ? 'FEE_PRICE_UNKNOWN' : 'PRICE_UNKNOWN')
  return reasons
}

function quotePriceOf({ quoteAsset, quoteUnitPrice }: Deal): UnitPrice | undefined {
  return quoteAsset === VALUE_ASSET ? ('1' as UnitPrice) : quoteUnitPrice
}

function feeOf({ fee, feeAsset, feeUnitPrice }: Deal): RowFee {
  const unitPrice = feeAsset === VALUE_ASSET ? ('1' as UnitPrice) : feeUnitPrice
  return { amount: fee, asset: feeAsset, unitPrice, value: unitPrice && multiply<'USDT'>(fee, unitPrice) }
}

/**
 * Puts the deal's fee on the rows of its sale whose gain is known, by their quantities; on those of the fee itself where
 * there are none, as for a purchase; else on a row of its own.
 */
function withFee(rows: readonly LotRow[], entry: CostEntry, fee: RowFee): readonly LotRow[] {
  const known = rows.filter(({ gain }) => gain !== undefined)
  const sales = known.filter(({ kind }) => kind === 'sale')
  const carriers = sales.length > 0 ? sales : known
  if (carriers.length === 0) return [...rows, feeAlone(entry, fee)]
  const whole = sum(carriers.map(({ quantity = zero<'asset'>() }) => quantity))
  let done = zero<'asset'>()
  return rows.map((row) => {
    if (!carriers.includes(row)) return row
    const from = done
    done = add(done, row.quantity ?? zero<'asset'>())
    const amount = shareBetween(fee.amount, [from, done], whole)
    const value = fee.value && shareBetween(fee.value, [from, done], whole)
    const part = { ...fee, amount, value }
    if (value !== undefined) return { ...row, fee: part, gain: row.gain && subtract(row.gain, value) }
    return { ...row, fee: part, reasons: [...new Set<LotReason>([...row.reasons, 'FEE_PRICE_UNKNOWN'])] }
  })
}

function feeAlone(entry: CostEntry, fee: RowFee): LotRow {
  const gain = fee.value === undefined ? undefined : negate(fee.value)
  const reasons: readonly LotReason[] = gain === undefined ? ['FEE_PRICE_UNKNOWN'] : []
  return { kind: 'fee', entry, time: timeOf(entry), asset: fee.asset, acquisition: 'none', fee, gain, reasons }
}
