/**
 * The result of each deal and flow, drawn from the lots that it consumed: what it realized, whether it was a trade, how long what it
 * sold was held, and what paying its fee in MX saved.
 */

import {
  type Amount,
  type AssetAmount,
  add,
  divide,
  fromInteger,
  isPositive,
  isZero,
  multiply,
  subtract,
  sum,
  zero,
} from '@spotdeck/exact'
import type { Deal } from '../deal/deal.ts'
import type { Value } from '../words.ts'
import { type CostEntry, type Opening, openCostBook, quoteValue, valueInUsdt } from './cost-book.ts'
import type { CostMethodName } from './cost-method.ts'
import { type LotBook, type LotRow, bookLots, closeLots } from './lot-book.ts'

/** Result of one deal or flow. */
export type EntryResult = {
  readonly entry: CostEntry
  /** In USDT, after fees: the sum of the known gains of its lot rows. What has no known gain adds nothing. */
  readonly realized: Value
  readonly trade?: Trade | undefined
  /**
   * USDT that paying the fee in MX saved: the fee at the market's usual rate less the fee at its value. Absent where the fee was not
   * paid in MX, or has no price. Negative where the usual rate would have cost less.
   */
  readonly savedByMx?: Value | undefined
}

/** A realized disposal: a deal that sold the base asset of its market, of which at least a part had a known gain. */
export type Trade = {
  /** All that the deal realized, in USDT, after its fee. */
  readonly gain: Value
  /**
   * Time between the purchase of what was sold and the sale, in ms: the mean over the lots of known gain by their quantity, half to
   * even. Absent where one of them has no time of purchase: held before the first entry, or by average cost.
   */
  readonly heldMs?: number | undefined
}

/** A fee that was charged in the quote asset, the turnover that it was charged on, and its time in ms. */
export type Charge = { readonly fee: AssetAmount; readonly turnover: Amount; readonly time: number }

/** State between two entries, a plain value: the lot book, and the latest usual charge of each market and role. */
export type ResultBook = { readonly lots: LotBook; readonly charges: ReadonlyMap<string, Charge> }

/** The book before its first entry. */
export function openResultBook(openings: Iterable<Opening>, method: CostMethodName): ResultBook {
  return { lots: { book: openCostBook(openings, method), drafts: [] }, charges: new Map() }
}

/** Time for which a charge in the quote asset says what the usual rate is, in ms. */
const MAX_RATE_AGE_MS = 30 * 86_400_000

/** Books the entry that follows in (time, id) order. Answers the results of the second before, once it is over. */
export function bookResults(
  book: ResultBook,
  entry: CostEntry,
): { readonly book: ResultBook; readonly results: readonly EntryResult[] } {
  const { lots, rows } = bookLots(book.lots, entry)
  // The second before is over where the new entry is alone in the newest.
  if (lots.drafts.length > 1) return { book: { ...book, lots }, results: [] }
  const { results, charges } = resultsOf(book, rows)
  return { book: { lots, charges }, results }
}

/** The results of the newest second, where no more entries follow. */
export function closeResults(book: ResultBook): readonly EntryResult[] {
  return resultsOf(book, closeLots(book.lots)).results
}

function resultsOf({ lots, charges: known }: ResultBook, rows: readonly LotRow[]) {
  const byEntry = new Map<CostEntry, LotRow[]>()
  for (const row of rows) {
    const same = byEntry.get(row.entry)
    if (same === undefined) byEntry.set(row.entry, [row])
    else same.push(row)
  }
  let charges = known
  const results = lots.drafts.map(({ entry }): EntryResult => {
    const own = byEntry.get(entry) ?? []
    const realized = sum(own.map(({ gain }) => gain ?? zero<'USDT'>()))
    if (entry.kind === 'flow') return { entry, realized }
    const savedByMx = savedBy(entry.deal, charges.get(chargeKey(entry.deal)))
    charges = withCharge(charges, entry.deal)
    return { entry, realized, trade: tradeOf(entry.deal, own, realized), savedByMx }
  })
  return { results, charges }
}

function tradeOf({ side, time }: Deal, rows: readonly LotRow[], gain: Value): Trade | undefined {
  if (side !== 'SELL') return undefined
  const sold = rows.filter((row) => row.kind === 'sale' && row.gain !== undefined)
  return sold.length === 0 ? undefined : { gain, heldMs: heldMsOf(time, sold) }
}

function heldMsOf(time: number, sold: readonly LotRow[]): number | undefined {
  let weighted = zero<'asset'>()
  let whole = zero<'asset'>()
  for (const { quantity = zero<'asset'>(), acquired } of sold) {
    if (acquired?.time === undefined) return undefined
    weighted = add(weighted, multiply<'asset'>(quantity, fromInteger(time - acquired.time)))
    whole = add(whole, quantity)
  }
  return isZero(whole) ? undefined : Number(divide<'asset'>(weighted, whole, 0))
}

const MX = 'MX'
/** Part of the value of a fee in MX that the discount of 20 % saved: 0.2 ÷ 0.8. */
const SAVED_OF_FEE = '0.25' as Value

const chargeKey = ({ symbol, isMaker }: Deal): string => `${symbol} ${isMaker ? 'maker' : 'taker'}`

/** Remembers a charge in the quote asset: the usual rate of the market and role until the next one. */
function withCharge(charges: ReadonlyMap<string, Charge>, deal: Deal): ReadonlyMap<string, Charge> {
  const { fee, feeAsset, quoteAsset, quoteQuantity, time } = deal
  if (feeAsset !== quoteAsset || !isPositive(fee) || !isPositive(quoteQuantity)) return charges
  return new Map(charges).set(chargeKey(deal), { fee, turnover: quoteQuantity, time })
}

/**
 * On a market quoted in MX, MX is the usual fee asset and saves nothing. Where the account was charged in the quote asset within the
 * 30 days before, on the same market in the same role, that rate is the usual one; elsewhere the discount is taken as 20 % of the usual fee.
 */
function savedBy(deal: Deal, usual: Charge | undefined): Value | undefined {
  const { fee, feeAsset, feeUnitPrice, quoteAsset } = deal
  if (feeAsset !== MX || quoteAsset === MX || !isPositive(fee)) return undefined
  const paid = valueInUsdt(feeAsset, fee, feeUnitPrice)
  const turnover = quoteValue(deal)
  if (paid === undefined) return undefined
  const isKnown = usual !== undefined && deal.time - usual.time <= MAX_RATE_AGE_MS
  if (!isKnown || turnover === undefined) return multiply<'USDT'>(paid, SAVED_OF_FEE)
  return subtract(divide<'USDT'>(multiply(turnover, usual.fee), usual.turnover), paid)
}
