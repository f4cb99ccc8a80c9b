/** Sums over the entries of a stretch of time: what they realized, paid in fees and turned over, by market, side, role and more. */

import { type AssetAmount, add, as, isNegative, isPositive, isZero, multiply, zero } from '@spotdeck/exact'
import type { Deal } from '../deal/deal.ts'
import { type Side, type UnitPrice, VALUE_ASSET, type Value } from '../words.ts'
import { type CostEntry, costKey } from './cost-book.ts'
import type { EntryResult } from './entry-result.ts'
import { NO_TRADES, type TradeSum, addTrades, holdingOf, tradeSumOf } from './trade-sum.ts'

/** Cost methods whose results are kept. */
export type PnlMethodName = 'average' | 'fifo'

/** Offsets of time zones are whole quarter hours: within one, every time is of the same day in every zone. */
export const QUARTER_MS = 15 * 60_000
const HOUR_MS = 4 * QUARTER_MS
const DAY_MS = 24 * HOUR_MS
/** Lengths of the stretches for which sums are stored, in ms, the shortest first; each begins at a multiple of its length. */
export const SUM_LENGTHS = [QUARTER_MS, HOUR_MS, DAY_MS, 32 * DAY_MS] as const

/**
 * Fineness of stored sums. `cell`: by market, side, role, asset of the fee and holding time; `market`: by market and asset
 * of the fee; `all`: by quote asset and asset of the fee. Flows are always told apart by asset.
 */
export const sumGrains = ['cell', 'market', 'all'] as const
/** A grain of stored sums. */
export type SumGrain = (typeof sumGrains)[number]

/** The symbol of a sum over all markets. */
const ALL_MARKETS = '*'

/** Sums over deals, or over flows of one asset. A field that tells deals apart is empty where a sum is over all of its values. Values are in USDT. */
export type PnlSum = {
  /** Start of the stretch, ms since the epoch. */
  readonly time: number
  /** Empty for flows. */
  readonly symbol: string
  /** For flows: the asset that came or went. */
  readonly feeAsset: string
  /** Empty for flows. */
  readonly quoteAsset: string
  readonly side: Side | ''
  readonly role: 'maker' | 'taker' | ''
  /** Bucket of the holding time by first in first out. */
  readonly holding: string
  /** Number of entries. */
  readonly count: number
  /** After fees, at the time of each entry. */
  readonly realized: Readonly<Record<PnlMethodName, Value>>
  /** The same, where what a later purchase of the same second covered is of the sale, and what has no known gain adds nothing. */
  readonly gained: Readonly<Record<PnlMethodName, Value>>
  readonly trades: Readonly<Record<PnlMethodName, TradeSum>>
  /** As `EntryResult.savedByMx`. */
  readonly saved: Value
  /** Closing deals that gained, and that lost, by average cost. */
  readonly wins: number
  readonly losses: number
  /** Deals with a fee, their fees in `feeAsset`, the value of those with a price, and how many have none. */
  readonly paidCount: number
  readonly paid: AssetAmount
  readonly fees: Value
  readonly unpricedFees: number
  /** Turnover of purchases, of sales, and of both as maker; and how many deals have no price. */
  readonly bought: Value
  readonly sold: Value
  readonly made: Value
  readonly unpriced: number
}

/** An entry, what the books realized when it was booked, and its results once its second is over. */
export type Booked = {
  readonly entry: CostEntry
  readonly realized: PnlSum['realized']
  readonly results: Readonly<Record<PnlMethodName, EntryResult>>
}

/** Start of the quarter hour that `time` belongs to, ms since the epoch. */
export const quarterOf = (time: number): number => Math.floor(time / QUARTER_MS) * QUARTER_MS

/** Name of a sum among those of its stretch. */
const sumKey = ({ symbol, side, role, quoteAsset, feeAsset, holding }: PnlSum): string =>
  `${symbol}\n${side}\n${role}\n${quoteAsset}\n${feeAsset}\n${holding}`

/** Adds to the sum of the same fields. */
export function addToSums(sums: Map<string, PnlSum>, sum: PnlSum): void {
  const key = sumKey(sum)
  const known = sums.get(key)
  sums.set(key, known === undefined ? sum : added(known, sum))
}

/** The sums of a longer stretch or of a coarser grain. @param time start of the stretch */
export function combined(sums: Iterable<PnlSum>, grain: SumGrain, time: number): readonly PnlSum[] {
  const found = new Map<string, PnlSum>()
  for (const sum of sums) addToSums(found, coarser(sum, grain, time))
  return [...found.values()]
}

function coarser(sum: PnlSum, grain: SumGrain, time: number): PnlSum {
  if (grain === 'cell' || sum.symbol === '') return sum.time === time ? sum : { ...sum, time }
  const symbol = grain === 'all' ? ALL_MARKETS : sum.symbol
  return { ...sum, time, symbol, side: '', role: '', holding: '' }
}

function added(a: PnlSum, b: PnlSum): PnlSum {
  const realized = both(a.realized, b.realized)
  // They differ where a purchase of the same second covered a sale, and where costs are not known: seldom.
  const isGained = isSame(a.gained, a.realized) && isSame(b.gained, b.realized)
  return {
    ...a,
    count: a.count + b.count,
    realized,
    gained: isGained ? realized : both(a.gained, b.gained),
    trades: {
      average: addTrades(a.trades.average, b.trades.average),
      fifo: addTrades(a.trades.fifo, b.trades.fifo),
    },
    saved: add(a.saved, b.saved),
    wins: a.wins + b.wins,
    losses: a.losses + b.losses,
    paidCount: a.paidCount + b.paidCount,
    paid: add(a.paid, b.paid),
    fees: add(a.fees, b.fees),
    unpricedFees: a.unpricedFees + b.unpricedFees,
    bought: add(a.bought, b.bought),
    sold: add(a.sold, b.sold),
    made: add(a.made, b.made),
    unpriced: a.unpriced + b.unpriced,
  }
}

const isSame = (a: PnlSum['gained'], b: PnlSum['realized']): boolean => a.average === b.average && a.fifo === b.fifo
const both = (a: PnlSum['realized'], b: PnlSum['realized']): PnlSum['realized'] => ({
  average: add(a.average, b.average),
  fifo: add(a.fifo, b.fifo),
})

const NONE = zero<'USDT'>()

/** The sum of one entry. */
export function sumOf({ entry, realized, results: { average, fifo } }: Booked): PnlSum {
  const none: PnlSum = {
    time: quarterOf(costKey(entry).time),
    symbol: '',
    feeAsset: '',
    quoteAsset: '',
    side: '',
    role: '',
    holding: '',
    count: 1,
    realized,
    gained: { average: average.realized, fifo: fifo.realized },
    trades: { average: NO_TRADES, fifo: NO_TRADES },
    saved: NONE,
    wins: 0,
    losses: 0,
    paidCount: 0,
    paid: zero(),
    fees: NONE,
    unpricedFees: 0,
    bought: NONE,
    sold: NONE,
    made: NONE,
    unpriced: 0,
  }
  if (entry.kind === 'flow') return { ...none, feeAsset: entry.flow.asset }
  return {
    ...none,
    ...dealSums(entry.deal, realized.average),
    holding: holdingOf(fifo.trade),
    trades: { average: tradeSumOf(average.trade), fifo: tradeSumOf(fifo.trade) },
    saved: average.savedByMx ?? NONE,
  }
}

/** Role of our order in a deal. */
export const roleOf = ({ isMaker }: Deal): 'maker' | 'taker' => (isMaker ? 'maker' : 'taker')

function dealSums(deal: Deal, realized: Value): Partial<PnlSum> {
  const { symbol, side, feeAsset, quoteAsset, isMaker, fee } = deal
  const worth = valueOf(as<'asset'>(deal.quoteQuantity), quoteAsset, deal.quoteUnitPrice)
  const feeWorth = valueOf(fee, feeAsset, deal.feeUnitPrice)
  // A sale that realized nothing before its fee closed nothing.
  const closes = side === 'SELL' && !isZero(add(realized, feeWorth ?? NONE))
  const paid = isZero(fee) ? {} : { paidCount: 1, paid: fee, unpricedFees: feeWorth === undefined ? 1 : 0 }
  return {
    symbol,
    feeAsset,
    quoteAsset,
    side,
    role: roleOf(deal),
    wins: closes && isPositive(realized) ? 1 : 0,
    losses: closes && isNegative(realized) ? 1 : 0,
    ...paid,
    fees: feeWorth ?? NONE,
    [side === 'SELL' ? 'sold' : 'bought']: worth ?? NONE,
    made: isMaker ? (worth ?? NONE) : NONE,
    unpriced: worth === undefined ? 1 : 0,
  }
}

function valueOf(amount: AssetAmount, asset: string, unitPrice: UnitPrice | undefined): Value | undefined {
  if (asset === VALUE_ASSET || isZero(amount)) return as<'USDT'>(amount)
  return unitPrice === undefined ? undefined : multiply<'USDT'>(amount, unitPrice)
}
