/** Results by market, time, holding time or role: GET accounts/{id}/report. */

import { z } from 'zod'
import { repairing } from './resources.ts'
import { lotMethods } from './codes.ts'
import { decimalText, timeMs } from './scalars.ts'

/** Groupings of a breakdown of results. */
export const breakdownGroups = [
  'symbol',
  'asset',
  'side',
  'role',
  'hour',
  'weekday',
  'day',
  'week',
  'month',
  'holdingTime',
  'none',
] as const
/** Figures of a breakdown of results. */
export const breakdownMeasures = [
  'realized',
  'fees',
  'feesSavedByMx',
  'volume',
  'bought',
  'sold',
  'deals',
  'makerShare',
  'trades',
  'wins',
  'losses',
  'winRate',
  'expectancy',
  'profitFactor',
  'averageWin',
  'averageLoss',
  'longestLosingStreak',
  'longestWinningStreak',
  'averageHoldingMs',
] as const
/** Roles of a deal: its order rested in the book, or took from it. */
export const dealRoles = ['maker', 'taker'] as const
/** Grouping of a breakdown of results. */
export type BreakdownGroup = (typeof breakdownGroups)[number]
/** Figure of a breakdown of results. */
export type BreakdownMeasure = (typeof breakdownMeasures)[number]
/** Role of a deal. */
export type DealRole = (typeof dealRoles)[number]

/**
 * Figures of one group of a breakdown: those that were asked for. A trade is a deal that sold the base asset of its market, of which
 * at least a part came at a known cost; its gain is all that the deal realized, after fees. `null`: not defined, or not known.
 */
const breakdownFigures = z.object({
  /** After fees. */
  realized: decimalText.optional(),
  fees: decimalText.optional(),
  /**
   * Of deals whose fee was paid in MX, on markets not quoted in MX: the fee at the rate that the account was last charged, in the 30 days before, in the
   * quote asset on the same market in the same role, less the fee that was paid. Without such a rate a quarter of the fee: a discount
   * of 20 %.
   */
  feesSavedByMx: decimalText.optional(),
  /** Quote turnover; bought + sold. */
  volume: decimalText.optional(),
  bought: decimalText.optional(),
  sold: decimalText.optional(),
  deals: z.number().int().optional(),
  /** A fraction of the turnover, 4 digits. */
  makerShare: decimalText.nullable().optional(),
  trades: z.number().int().optional(),
  wins: z.number().int().optional(),
  losses: z.number().int().optional(),
  /** wins ÷ (wins + losses): a fraction, 4 digits. */
  winRate: decimalText.nullable().optional(),
  /** Gain of the trades ÷ trades. */
  expectancy: decimalText.nullable().optional(),
  /** Gain of the wins ÷ loss of the losses, 4 digits. */
  profitFactor: decimalText.nullable().optional(),
  averageWin: decimalText.nullable().optional(),
  /** Negative. */
  averageLoss: decimalText.nullable().optional(),
  /** Losses one after another, by time; a trade of gain 0 ends a streak. */
  longestLosingStreak: z.number().int().optional(),
  longestWinningStreak: z.number().int().optional(),
  /** Mean time in ms between purchase and sale of the trades that have one; `null` by average cost. */
  averageHoldingMs: z.number().int().nullable().optional(),
})
/**
 * GET accounts/{id}/report?group&measure&symbol&asset&side&role&from&to&zone&method: results by market, time, holding time or role.
 * The items' `realized` and `realizedByFlows` add up to `total.realized`.
 */
export const breakdownReport = z.object({
  from: timeMs,
  to: timeMs,
  repairing,
  zone: z.string(),
  unit: z.literal('USDT'),
  method: z.enum(lotMethods),
  group: z.enum(breakdownGroups),
  /** Gain or loss of assets that left the account; 0 where a filter asks for symbols, a side or a role. */
  realizedByFlows: decimalText,
  /** Of everything that the filter includes. */
  total: breakdownFigures,
  /** Periods and holding times in their order, the rest by `realized`, the largest first; none for `none`. */
  items: z.array(
    breakdownFigures.extend({
      /**
       * The symbol, asset, side or role; the hour `00` to `23`; the weekday `1` (Monday) to `7`; the day, week (its Monday) or month
       * in `zone`; or the holding time: `under1m`, `1m-15m`, `15m-1h`, `1h-4h`, `4h-1d`, `1d-7d`, `7d-30d`, `over30d`, `unknown`, and
       * `noTrade` for deals that are no trades.
       */
      key: z.string(),
    }),
  ),
  /** Assets whose price lacks: their turnover or fees are left out. */
  unpriced: z.array(z.string()),
})
/** Results by group. */
export type BreakdownReport = z.infer<typeof breakdownReport>
