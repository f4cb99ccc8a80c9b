/** Sums over the entries of a stretch of time: what they realized, paid in fees and turned over, by market, side, role and more. */

import {
  type AssetAmount,
  type Decimal,
  add,
  as,
  isNegative,
  isPositive,
  isZero,
  multiply,
  sum,
  zero,
} from '@spotdeck/exact'
import type { Deal } from '../deal/deal.ts'
import { type Side, type UnitPrice, VALUE_ASSET, type Value } from '../words.ts'
import { type CostEntry, timeOf } from './cost-entry.ts'
import type { LotResult } from './entry-result.ts'
import { type TradeSum, addTrades, holdingOf, tradeSumOf } from './trade-sum.ts'

/** Cost methods whose results are kept. */
export type PnlMethodName = 'average' | 'fifo'

/** Offsets of time zones are whole quarter hours: within one, every time is of the same day in every zone. */
export const QUARTER_MS = 15 * 60_000
const HOUR_MS = 4 * QUARTER_MS
const DAY_MS = 24 * HOUR_MS
/** Lengths of the stretches for which sums are stored, in ms, the shortest first; each begins at a multiple of its length. */
export const SUM_LENGTHS = [QUARTER_MS, HOUR_MS, 4 * HOUR_MS, DAY_MS, 32 * DAY_MS] as const

/**
 * Fineness of stored sums. `cell`: by market, side, role, asset of the fee and holding time; `role`: by side, role, quote asset and
 * asset of the fee; `all`: by quote asset and asset of the fee. Each can be added up from the one before. Flows are always told apart
 * by asset.
 */
export const sumGrains = ['cell', 'role', 'all'] as const
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

/** An entry with its results, once its second is over. */
export type Booked = {
  readonly entry: CostEntry
  readonly results: Readonly<Record<PnlMethodName, LotResult>>
  /** As `EntryResult.savedByMx`. */
  readonly savedByMx: Value | undefined
}

/** Start of the quarter hour that `time` belongs to, ms since the epoch. */
export const quarterOf = (time: number): number => Math.floor(time / QUARTER_MS) * QUARTER_MS

/** Adds up the sums that are one in a longer stretch or in a coarser grain. @param time start of the stretch */
export function combined(sums: Iterable<PnlSum>, grain: SumGrain, time: number): readonly PnlSum[] {
  const groups = new Map<string, PnlSum[]>()
  for (const sum of sums) {
    const key = keyIn(sum, grain)
    const same = groups.get(key)
    if (same === undefined) groups.set(key, [sum])
    else same.push(sum)
  }
  return Array.from(groups.values(), (some) => addedUp(some, grain, time))
}

/** Name of a sum among those of a stretch in a grain. */
function keyIn({ symbol, side, role, quoteAsset, feeAsset, holding }: PnlSum, grain: SumGrain): string {
  if (symbol === '') return `\n${feeAsset}`
  switch (grain) {
    case 'cell':
      return `${symbol}\n${side}\n${role}\n${quoteAsset}\n${feeAsset}\n${holding}`
    case 'role':
      return `${side}\n${role}\n${quoteAsset}\n${feeAsset}`
    case 'all':
      return `${quoteAsset}\n${feeAsset}`
  }
}

/**
 * @param some sums of one name, at least one
 * Literals without spreads: an object of so many fields that begins with one costs ten times as much.
 */
function addedUp(some: readonly PnlSum[], grain: SumGrain, time: number): PnlSum {
  const [first] = some
  if (first === undefined) throw new RangeError('A sum is of one part at least.')
  const isFine = grain === 'cell' || first.symbol === ''
  const hasRole = isFine || grain === 'role'
  if (some.length === 1 && isFine && first.time === time) return first
  const realized = byMethod(some, (one) => one.realized)
  // They differ where a purchase of the same second covered a sale, and where costs are not known: seldom.
  const isGained = some.every(
    (one) => one.gained.average === one.realized.average && one.gained.fifo === one.realized.fifo,
  )
  const total = <U extends string>(read: (one: PnlSum) => Decimal<U>): Decimal<U> => sum(some.map(read))
  const count = (read: (one: PnlSum) => number): number => some.reduce((all, one) => all + read(one), 0)
  return {
    time,
    symbol: isFine ? first.symbol : ALL_MARKETS,
    feeAsset: first.feeAsset,
    quoteAsset: first.quoteAsset,
    side: hasRole ? first.side : '',
    role: hasRole ? first.role : '',
    holding: isFine ? first.holding : '',
    count: count((one) => one.count),
    realized,
    gained: isGained ? realized : byMethod(some, (one) => one.gained),
    trades: {
      average: addTrades(some.map((one) => one.trades.average)),
      fifo: addTrades(some.map((one) => one.trades.fifo)),
    },
    saved: total((one) => one.saved),
    wins: count((one) => one.wins),
    losses: count((one) => one.losses),
    paidCount: count((one) => one.paidCount),
    paid: total((one) => one.paid),
    fees: total((one) => one.fees),
    unpricedFees: count((one) => one.unpricedFees),
    bought: total((one) => one.bought),
    sold: total((one) => one.sold),
    made: total((one) => one.made),
    unpriced: count((one) => one.unpriced),
  }
}

const byMethod = (some: readonly PnlSum[], read: (one: PnlSum) => PnlSum['realized']): PnlSum['realized'] => ({
  average: sum(some.map((one) => read(one).average)),
  fifo: sum(some.map((one) => read(one).fifo)),
})

const NONE = zero<'USDT'>()

/** The sum of one entry. */
export function sumOf({ entry, results: { average, fifo }, savedByMx }: Booked): PnlSum {
  const deal = entry.kind === 'deal' ? entry.deal : undefined
  const fee = deal?.fee ?? zero<'asset'>()
  const worth =
    deal === undefined ? NONE : valueOf(as<'asset'>(deal.quoteQuantity), deal.quoteAsset, deal.quoteUnitPrice)
  const feeWorth = deal === undefined ? NONE : valueOf(fee, deal.feeAsset, deal.feeUnitPrice)
  const turnover = worth ?? NONE
  const { realized } = average
  // A sale that realized nothing before its fee closed nothing.
  const closes = deal?.side === 'SELL' && !isZero(add(realized, feeWorth ?? NONE))
  const isPaid = !isZero(fee)
  return {
    time: quarterOf(timeOf(entry)),
    symbol: deal?.symbol ?? '',
    feeAsset: entry.kind === 'deal' ? entry.deal.feeAsset : entry.flow.asset,
    quoteAsset: deal?.quoteAsset ?? '',
    side: deal?.side ?? '',
    role: deal === undefined ? '' : roleOf(deal),
    holding: deal === undefined ? '' : holdingOf(fifo.trade),
    count: 1,
    realized: { average: realized, fifo: fifo.realized },
    gained: { average: average.gained, fifo: fifo.gained },
    trades: { average: tradeSumOf(average.trade), fifo: tradeSumOf(fifo.trade) },
    saved: savedByMx ?? NONE,
    wins: closes && isPositive(realized) ? 1 : 0,
    losses: closes && isNegative(realized) ? 1 : 0,
    paidCount: isPaid ? 1 : 0,
    paid: fee,
    fees: feeWorth ?? NONE,
    unpricedFees: isPaid && feeWorth === undefined ? 1 : 0,
    bought: deal?.side === 'BUY' ? turnover : NONE,
    sold: deal?.side === 'SELL' ? turnover : NONE,
    made: deal?.isMaker === true ? turnover : NONE,
    unpriced: worth === undefined ? 1 : 0,
  }
}

/** Role of our order in a deal. */
export const roleOf = ({ isMaker }: Deal): 'maker' | 'taker' => (isMaker ? 'maker' : 'taker')

function valueOf(amount: AssetAmount, asset: string, unitPrice: UnitPrice | undefined): Value | undefined {
  if (asset === VALUE_ASSET || isZero(amount)) return as<'USDT'>(amount)
  return unitPrice === undefined ? undefined : multiply<'USDT'>(amount, unitPrice)
}
