/**
 * Reports over a ledger, under /api/v1/accounts/{id}: movements, flows, fees, volume, allocation, profit, performance,
 * coverage and audits. Values are USDT; spans are `from <= time < to`; days are those of `zone`.
 */

import { z } from 'zod'
import {
  coverageKinds,
  eventSources,
  flowKinds,
  groupings,
  movementKinds,
  pnlMethods,
  volumeGroupings,
  withdrawalStates,
} from './codes.ts'
import { statusData } from './data.ts'
import { coverageWindow, page, repairing } from './resources.ts'
import { decimalText, seqNumber, sentAt, side, timeMs } from './scalars.ts'

const unit = z.literal('USDT')
/** A calendar day, `2026-01-31`. */
export const dayText = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const span = { from: timeMs, to: timeMs, repairing }

/**
 * GET accounts/{id}/movements?asset&kind&reason&from&to: every change of every balance, newest first by (time, seq).
 * previous + change = new, for free and for locked.
 */
export const movement = z.object({
  seq: seqNumber,
  time: timeMs,
  asset: z.string(),
  /** MEXC's change type as it was sent (ENTRUST, DEPOSIT, …), or RECONCILED. */
  reason: z.string(),
  kind: z.enum(movementKinds),
  source: z.enum(eventSources),
  free: decimalText,
  locked: decimalText,
  freeChange: decimalText,
  lockedChange: decimalText,
  /**
   * Of trades: the order, and the deal where it was one, with its price (of the order where there was no deal) and fee.
   * The exchange's changes name neither: they are found by asset, amount and time, and absent where nothing fits.
   */
  orderId: z.string().optional(),
  tradeId: z.string().optional(),
  symbol: z.string().optional(),
  side: side.optional(),
  price: decimalText.optional(),
  fee: decimalText.optional(),
  feeAsset: z.string().optional(),
  /** Of flows: the row of `flows`, the state of a withdrawal, and the network where it is known. */
  flowId: z.string().optional(),
  flowState: z.enum(withdrawalStates).optional(),
  network: z.string().optional(),
  sentAt,
})

/** GET accounts/{id}/assets/{asset}/history?from&to&points: oldest first, the last of each step. */
export const assetHistory = z.object({
  asset: z.string(),
  ...span,
  points: z.array(
    z.object({
      time: timeMs,
      free: decimalText,
      locked: decimalText,
      total: decimalText,
      /** Present before the first start: what of it was locked is not known, all of it counts as free. */
      totalOnly: z.literal(true).optional(),
    }),
  ),
})

/** GET accounts/{id}/flows?asset&kind&from&to: external cash flows, newest first. Never profit. */
export const flow = z.object({
  /** Unique within the list. */
  id: z.string(),
  /** Of the event, or of the one before what a list or an import told without an event of its own. */
  seq: seqNumber,
  source: z.enum(eventSources),
  time: timeMs,
  asset: z.string(),
  kind: z.enum(flowKinds),
  reason: z.string(),
  /** Signed: positive came in. 0 while a withdrawal is frozen, and where it was given back. */
  change: decimalText,
  /** Of withdrawals and their fees: each is one row, whatever changes of the balance it consists of. */
  state: z.enum(withdrawalStates).optional(),
  /** Of withdrawals and their fees: what leaves or was to leave, negative whatever the state. */
  amount: decimalText.optional(),
  /** USDT for one unit when it happened, and change × price; both absent where no price is known. */
  price: decimalText.optional(),
  value: decimalText.optional(),
  /** Of `asset`; with network and transaction where the exchange's list or its export told them. */
  fee: decimalText.optional(),
  network: z.string().optional(),
  txId: z.string().optional(),
})
/** GET accounts/{id}/flows/summary?from&to. `unclassified` is as of now: what nothing known explains of each asset. */
export const flowsSummary = z.object({
  ...span,
  unit,
  /** Everything valued that came minus everything that went in the span. */
  net: decimalText,
  /** `count` counts what came or went, and frozen withdrawals; a fee is in `out` and not counted. */
  byKind: z.array(z.object({ kind: z.enum(flowKinds), count: z.number().int(), in: decimalText, out: decimalText })),
  unclassified: z.array(z.object({ asset: z.string(), amount: decimalText })),
  unpriced: z.array(z.string()),
})

const assetAmount = z.object({ asset: z.string(), amount: decimalText })
/** GET accounts/{id}/fees?by=asset|symbol|day&from&to&zone. Dearest first; days oldest first. */
export const feesReport = z.object({
  ...span,
  unit,
  by: z.enum(groupings),
  total: decimalText,
  items: z.array(
    z.object({
      /** The asset, the symbol or the day. */
      key: z.string(),
      /** Deals. */
      count: z.number().int(),
      amounts: z.array(assetAmount),
      /** Of what has a price; the rest is named in `unpriced`. */
      value: decimalText,
    }),
  ),
  unpriced: z.array(z.string()),
})

/**
 * GET accounts/{id}/volume?by=symbol|day|week|month&symbol&from&to&zone: quote turnover, of `symbol` or of all markets.
 * Largest market first; days, weeks and months oldest first.
 */
export const volumeReport = z.object({
  ...span,
  unit,
  by: z.enum(volumeGroupings),
  total: decimalText,
  count: z.number().int(),
  items: z.array(
    z.object({
      /** The symbol, the day, the Monday that the week begins with (`2026-01-26`), or the month (`2026-01`). */
      key: z.string(),
      count: z.number().int(),
      bought: decimalText,
      sold: decimalText,
      /** bought + sold */
      value: decimalText,
      /** A fraction of all deals' turnover that rested in the book. */
      makerShare: decimalText,
    }),
  ),
  unpriced: z.array(z.string()),
})

/** GET accounts/{id}/allocation: what the account consists of now, largest first. The public sees assets and shares. */
export const allocation = z.object({
  time: timeMs,
  unit: unit.optional(),
  total: decimalText.optional(),
  items: z.array(
    z.object({
      asset: z.string(),
      /** A fraction, 4 digits. */
      share: decimalText,
      quantity: decimalText.optional(),
      value: decimalText.optional(),
    }),
  ),
  unpriced: z.array(z.string()).optional(),
})

/**
 * Change of equity over the known part of a span and, apart, of what is no profit: deposits less withdrawals, what
 * nothing explains, and what gained or lost its price. The rest of `total` is profit, or of a time that is not known.
 */
const equityChange = z.object({
  /** Equity at the beginning. */
  opening: decimalText,
  total: decimalText,
  netDeposits: decimalText,
  netUnexplained: decimalText,
  netRevalued: decimalText,
})

/**
 * GET accounts/{id}/pnl?method=average|fifo&by=day|symbol&from&to&zone.
 * The items' `realized` and `realizedByFlows` add up to `realized`; fees are in it already.
 */
export const pnlReport = z.object({
  ...span,
  unit,
  method: z.enum(pnlMethods),
  by: z.enum(['day', 'symbol']),
  /** Of what came at a known cost; the rest makes no profit. */
  realized: decimalText,
  /** Gain or loss of assets that left the account at another price than their cost. */
  realizedByFlows: decimalText,
  fees: decimalText,
  /** Change of unrealized profit over the span, of all coins and `unassigned`. */
  unrealized: decimalText,
  /** `realized` + `unrealized`: the change of equity without flows, where equity is known from the span's beginning. */
  total: decimalText,
  /** Part of `unrealized` that belongs to no coin: of units without a known price or cost; absent: none. */
  unassigned: decimalText.optional(),
  /** Days oldest first, symbols by the size of their result. */
  items: z.array(
    z.object({
      /** The day or the symbol. */
      key: z.string(),
      realized: decimalText,
      fees: decimalText,
      count: z.number().int(),
    }),
  ),
  /**
   * The result of each coin: its trades in the span (the base asset of their symbols) and flows out of the account, and
   * the change of what is unrealized. Largest total first, unknown ones last. Their `realized`, `realizedByFlows` and
   * `unrealized` add up, with `unassigned`, to `total`: 8 digits, the remainder of rounding goes to the coin after.
   */
  assets: z
    .array(
      z.object({
        asset: z.string(),
        /** Deals. */
        count: z.number().int(),
        /** After fees. */
        realized: decimalText,
        realizedByFlows: decimalText,
        /** In `realized` already. */
        fees: decimalText,
        /** Its change over the span; absent where the asset has no price at an end of it. */
        unrealized: decimalText.optional(),
        /** realized + realizedByFlows + unrealized; absent as `unrealized`. */
        total: decimalText.optional(),
        /**
         * Part of `total` that prices made of what was held at the beginning and of what flows brought or took: the
         * rest of the coins' totals is of their trades, less fees. Absent where a price is not known.
         */
        priceEffect: decimalText.optional(),
      }),
    )
    .optional(),
  /**
   * Assets whose balance is not the position that purchases, sales and flows add up to; absent: not compared. Positive:
   * units whose purchase is not known. Negative: units that were acquired and are not held.
   */
  differences: z
    .array(z.object({ asset: z.string(), held: decimalText, position: decimalText, difference: decimalText }))
    .optional(),
  /** Positions held now with their cost by this method, largest cost first. */
  positions: z.array(
    z.object({
      asset: z.string(),
      quantity: decimalText,
      /** `null`, as `averageCost`, where a part of it came at a cost that is not known. */
      cost: decimalText.nullable(),
      /** cost ÷ quantity */
      averageCost: decimalText.nullable(),
      price: decimalText.optional(),
      value: decimalText.optional(),
      /** Absent where price or cost is not known. */
      unrealized: decimalText.optional(),
      /** True if a part held from before tracking counts at the price of its beginning: asked for by `estimate`. */
      estimate: z.literal(true).optional(),
    }),
  ),
  /** Absent where equity is not known. */
  change: equityChange.optional(),
  /** True if a cost is an estimate, and with it `unrealized`, `total` and the totals of `assets`. */
  estimate: z.literal(true).optional(),
  unpriced: z.array(z.string()),
})

const dayReturn = z.object({ day: dayText, return: decimalText })
/**
 * GET accounts/{id}/performance?from&to&zone. Deposits and withdrawals are never profit. The public sees fractions.
 * A value is `null` while too little is known to say it.
 */
export const performance = z.object({
  ...span,
  /** Start of the known part of the span. */
  since: timeMs.nullable(),
  /** A fraction: 0.05 is +5%. */
  timeWeightedReturn: decimalText.nullable(),
  /**
   * Part of the span that is not known, in ms: before tracking began, unless the history of that time is known in full,
   * and wherever equity could not be computed for more than a minute.
   */
  unknownMs: z.number().int().nonnegative(),
  /** The last sample of the span: a later one moves `profit` by the change of `worth`, equity without flows. */
  last: z.object({ time: timeMs, total: decimalText, worth: decimalText }).optional(),
  /** Assets of deals and flows whose price is not recorded yet: their stretches are gaps until then; absent: none. */
  awaitingPrice: z.array(z.string()).optional(),
  /**
   * The deepest fall from a peak, as a fraction from 0 to 1. While `unknownMs` is not 0 it is at least this; `null`
   * where no fall was seen and one may have been.
   */
  maxDrawdown: decimalText.nullable(),
  /** Distance below the peak at the end of the span, as a fraction; incomplete data as with `maxDrawdown`. */
  drawdown: decimalText.nullable(),
  /** Closing deals (sales of what had been bought) that gained, of all that gained or lost, by average cost. */
  winRate: decimalText.nullable(),
  wins: z.number().int().optional(),
  losses: z.number().int().optional(),
  /** Of at least two days: one alone is neither best nor worst. */
  bestDay: dayReturn.nullable(),
  worstDay: dayReturn.nullable(),
  /** Oldest first; days of which nothing is known are left out. */
  days: z.array(
    z.object({
      day: dayText,
      /** Start of the day in `zone`. */
      time: timeMs,
      return: decimalText,
      /** Change of equity without flows, in USDT. */
      profit: decimalText.optional(),
      /** Return from the start of the known part of the span to the day's end. */
      total: decimalText.optional(),
      /** The deepest fall from a peak during the day, from 0 to 1: that of the deepest day is `maxDrawdown`. */
      drawdown: decimalText.optional(),
    }),
  ),
  /** Change of equity over the span without flows, in USDT: the sum over `days`; absent where nothing is known. */
  profit: decimalText.optional(),
  /** Absent where equity is not known. */
  change: equityChange.optional(),
  /** True if figures include what was reconstructed of the time before tracking began: asked for by `estimate`. */
  estimate: z.literal(true).optional(),
})

/** GET accounts/{id}/coverage: how far each kind of record can be trusted, window by window, by kind and time. */
export const coverageReport = z.object({
  items: z.array(coverageWindow),
  /** Start of gapless coverage by kind; `null` where even its newest window cannot be trusted. */
  completeSince: z.array(z.object({ kind: z.enum(coverageKinds), since: timeMs.nullable() })),
  /** The last archived event: streams cannot resume before it. Absent where none is archived. */
  archivedSeq: seqNumber.optional(),
})

/** GET accounts/{id}/status/history?from&to: newest first. */
export const statusChange = z.object({ seq: seqNumber, time: timeMs, ...statusData.shape })

/** GET accounts/{id}/audits: differences that audits against REST found and corrected, newest first. */
export const auditFinding = z.object({
  seq: seqNumber,
  time: timeMs,
  what: z.enum(['asset', 'order', 'deal']),
  /** For a balance: the ledger's value and the exchange's. */
  asset: z.string().optional(),
  before: z.object({ free: decimalText, locked: decimalText }).optional(),
  after: z.object({ free: decimalText, locked: decimalText }).optional(),
  orderId: z.string().optional(),
  symbol: z.string().optional(),
})
/** Page of audit findings. */
export const auditsPage = z.object({
  ...page(auditFinding).shape,
  /** Time up to which the ledger is known to be complete; `null` before the first complete reconciliation. */
  checkedAt: timeMs.nullable(),
})

/** One change of one balance. */
export type Movement = z.infer<typeof movement>
/** History of one asset's balance. */
export type AssetHistory = z.infer<typeof assetHistory>
/** One external cash flow. */
export type FlowItem = z.infer<typeof flow>
/** Sums of external cash flows. */
export type FlowsSummary = z.infer<typeof flowsSummary>
/** Fees by group. */
export type FeesReport = z.infer<typeof feesReport>
/** Turnover by group. */
export type VolumeReport = z.infer<typeof volumeReport>
/** Composition of the account. */
export type Allocation = z.infer<typeof allocation>
/** Profit and loss. */
export type PnlReport = z.infer<typeof pnlReport>
/** Performance over a span. */
export type Performance = z.infer<typeof performance>
/** Coverage by kind and window. */
export type CoverageReport = z.infer<typeof coverageReport>
/** One change of the account's status. */
export type StatusChange = z.infer<typeof statusChange>
/** One difference that an audit corrected. */
export type AuditFinding = z.infer<typeof auditFinding>
/** Page of audit findings. */
export type AuditsPage = z.infer<typeof auditsPage>
