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
import { type CostBooked, type CostStep, type Opening, quoteValue, valueInUsdt } from './cost-book.ts'
import { type CostEntry } from './cost-entry.ts'
import type { CostMethodName } from './cost-method.ts'
import { type LotBook, type LotRow, bookSeconds, openLotBook, rowsOfSecond } from './lot-book.ts'

/** Result of one deal or flow by one method. */
export type LotResult = {
  readonly entry: CostEntry
  /** In USDT, after fees: the sum of the known gains of its lot rows. What has no known gain adds nothing. */
  readonly gained: Value
  /** Realized by the book when the entry was booked: it differs where a purchase of the same second covered a sale. */
  readonly realized: Value
  readonly trade?: Trade | undefined
}

/** Result of one deal or flow. */
export type EntryResult = LotResult & {
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

/** The latest usual charge of each market and role. */
export type Charges = ReadonlyMap<string, Charge>

/** Time for which a charge in the quote asset says what the usual rate is, in ms. */
const MAX_RATE_AGE_MS = 30 * 86_400_000

/** State between two entries, a plain value: the lot book, and the latest usual charges. */
export type ResultBook = { readonly lots: LotBook; readonly charges: Charges }

/** The book before its first entry. */
export function openResultBook(openings: Iterable<Opening>, method: CostMethodName): ResultBook {
  return { lots: openLotBook(openings, method), charges: new Map() }
}

/** Books the entries that follow in (time, id) order. Answers the results of the seconds that are over. */
export function bookResults(
  { lots, charges }: ResultBook,
  entries: readonly CostEntry[],
): { readonly book: ResultBook; readonly results: readonly EntryResult[] } {
  const next = bookSeconds(lots, entries)
  const { results, ...paid } = withSavings(charges, next.over.flatMap(resultsOfSecond))
  return { book: { lots: next.lots, charges: paid.charges }, results }
}

/** The results of the newest second, where no more entries follow. */
export function closeResults({ lots, charges }: ResultBook): readonly EntryResult[] {
  return withSavings(charges, resultsOfSecond(lots.newest)).results
}

function withSavings(known: Charges, lots: readonly LotResult[]) {
  const { charges, saved } = savedByMx(
    known,
    lots.map(({ entry }) => entry),
  )
  return { charges, results: lots.map((result, i): EntryResult => ({ ...result, savedByMx: saved[i] })) }
}

/** Results of the entries of one second, which is over. */
export function resultsOfSecond(booked: readonly CostBooked[]): readonly LotResult[] {
  if (booked.every(({ steps }) => steps.every(isPlain))) return booked.map(plainResult)
  const byEntry = new Map<CostEntry, LotRow[]>()
  for (const row of rowsOfSecond(booked)) {
    const same = byEntry.get(row.entry)
    if (same === undefined) byEntry.set(row.entry, [row])
    else same.push(row)
  }
  return booked.map(({ entry, realized }): LotResult => {
    const own = byEntry.get(entry) ?? []
    const gained = sum(own.map(({ gain }) => gain ?? zero<'USDT'>()))
    const sold = own.flatMap((row) => (row.kind === 'sale' && row.gain !== undefined ? [row] : []))
    return { entry, gained, realized, trade: tradeOf(entry, sold, gained) }
  })
}

/** True where the cost of every lot is known, and the worth: then all that was realized is a known gain, unless it is settled later. */
function isPlain(step: CostStep): boolean {
  if (step.type === 'settled' || step.worth === undefined) return false
  return !step.parts.some(({ isUncosted }) => isUncosted === true)
}

function plainResult({ entry, steps, realized }: CostBooked): LotResult {
  const sold = steps.flatMap((step) => (step.type === 'taken' && step.why === 'sale' ? step.parts : []))
  return { entry, gained: realized, realized, trade: tradeOf(entry, sold, realized) }
}

/** @param sold what was sold at a known gain */
function tradeOf(entry: CostEntry, sold: readonly Pick<LotRow, 'quantity' | 'acquired'>[], gain: Value) {
  if (entry.kind === 'flow' || entry.deal.side !== 'SELL' || sold.length === 0) return undefined
  return { gain, heldMs: heldMsOf(entry.deal.time, sold) } satisfies Trade
}

function heldMsOf(time: number, sold: readonly Pick<LotRow, 'quantity' | 'acquired'>[]): number | undefined {
  const [first] = sold
  if (first?.acquired?.time === undefined) return undefined
  if (sold.length === 1) return time - first.acquired.time
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

/** Savings of paying the fee of each entry in MX, by the charges before, as `EntryResult.savedByMx`; and the charges after them. */
export function savedByMx(
  known: Charges,
  entries: readonly CostEntry[],
): { readonly charges: Charges; readonly saved: readonly (Value | undefined)[] } {
  if (entries.length === 0) return { charges: known, saved: [] }
  const charges = new Map(known)
  const saved = entries.map((entry) => {
    if (entry.kind === 'flow') return undefined
    const { deal } = entry
    const { fee, feeAsset, quoteAsset, quoteQuantity, time } = deal
    const value = savedBy(deal, charges)
    // A charge in the quote asset: the usual rate of the market and role until the next one.
    if (feeAsset === quoteAsset && isPositive(fee) && isPositive(quoteQuantity))
      charges.set(chargeKey(deal), { fee, turnover: quoteQuantity, time })
    return value
  })
  return { charges, saved }
}

/**
 * On a market quoted in MX, MX is the usual fee asset and saves nothing. Where the account was charged in the quote asset within the
 * 30 days before, on the same market in the same role, that rate is the usual one; elsewhere the discount is taken as 20 % of the usual fee.
 */
function savedBy(deal: Deal, charges: Charges): Value | undefined {
  const { fee, feeAsset, feeUnitPrice, quoteAsset } = deal
  if (feeAsset !== MX || quoteAsset === MX || !isPositive(fee)) return undefined
  const paid = valueInUsdt(feeAsset, fee, feeUnitPrice)
  const turnover = quoteValue(deal)
  if (paid === undefined) return undefined
  const usual = charges.get(chargeKey(deal))
  const isKnown = usual !== undefined && deal.time - usual.time <= MAX_RATE_AGE_MS
  if (!isKnown || turnover === undefined) return multiply<'USDT'>(paid, SAVED_OF_FEE)
  return subtract(divide<'USDT'>(multiply(turnover, usual.fee), usual.turnover), paid)
}
