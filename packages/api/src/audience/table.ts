/**
 * Audience table: one line per field. A field without a line is hidden from everybody, so that a new field stays hidden
 * until somebody decides; the types make a missing line a compile error.
 */

import type {
  AssetData,
  AssetEquity,
  DealData,
  DroppedDeal,
  EquityData,
  HealthData,
  OrderData,
  StatusData,
} from '../data.ts'
import type { DurableEnvelope, MarketEnvelope, SampledEnvelope } from '../envelope.ts'
import type { AccountWarnings } from '../market-resources.ts'
import type { AccountInfo, CoverageWindow, DealsSummary, EquityPoint, Snapshot } from '../resources.ts'
import { type FieldLine as LineOf, type Lines, ID, OWNER, PARAMS, VIEWER, naming, nested, ofAll } from './lines.ts'
import { reportTables } from './report-tables.ts'

type AccountEnvelope = DurableEnvelope | SampledEnvelope

/** `data` of an envelope is masked by the table of its topic. */
const envelope = {
  account: VIEWER,
  topic: VIEWER,
  epoch: VIEWER,
  seq: VIEWER,
  // It covers events that the audience does not see.
  hash: ID,
  time: VIEWER,
  type: VIEWER,
  source: VIEWER,
  data: VIEWER,
} satisfies Lines<AccountEnvelope, string>
const assets = {
  asset: naming('asset'),
  free: VIEWER,
  locked: VIEWER,
  total: VIEWER,
  freeChange: VIEWER,
  lockedChange: VIEWER,
  reason: VIEWER,
  time: VIEWER,
  sentAt: VIEWER,
} satisfies Lines<AssetData, string>
const orders = {
  orderId: ID,
  clientOrderId: OWNER,
  symbol: naming('symbol'),
  side: VIEWER,
  type: VIEWER,
  rawType: VIEWER,
  status: VIEWER,
  rawStatus: VIEWER,
  price: VIEWER,
  quantity: VIEWER,
  executedQuantity: VIEWER,
  lastExecutedQuantity: VIEWER,
  remainingQuantity: VIEWER,
  remainingQuoteQuantity: VIEWER,
  quoteQuantity: VIEWER,
  executedQuoteQuantity: VIEWER,
  averagePrice: VIEWER,
  createdAt: VIEWER,
  updatedAt: VIEWER,
  sentAt: VIEWER,
} satisfies Lines<OrderData, string>
const deals = {
  tradeId: ID,
  orderId: ID,
  clientOrderId: OWNER,
  symbol: naming('symbol'),
  side: VIEWER,
  price: VIEWER,
  quantity: VIEWER,
  quoteQuantity: VIEWER,
  fee: VIEWER,
  feeAsset: naming('asset'),
  isMaker: VIEWER,
  isSelfTrade: VIEWER,
  time: VIEWER,
  sentAt: VIEWER,
} satisfies Lines<DealData | DroppedDeal, string>
const status = { state: VIEWER, code: VIEWER, params: PARAMS, since: VIEWER } satisfies Lines<StatusData, string>
const assetEquity = {
  asset: naming('asset'),
  total: VIEWER,
  price: VIEWER,
  value: VIEWER,
  staleSince: VIEWER,
} satisfies Lines<AssetEquity, string>
const equity = {
  time: VIEWER,
  total: VIEWER,
  free: VIEWER,
  locked: VIEWER,
  unit: VIEWER,
  netDeposits: VIEWER,
  netUnexplained: VIEWER,
  netRevalued: VIEWER,
  realizedPnl: VIEWER,
  unrealizedPnl: VIEWER,
  byAsset: nested('assetEquity'),
  unpriced: naming('asset'),
  stale: VIEWER,
} satisfies Lines<EquityData, string>
const health = {
  // The moment of a push, whatever it was of.
  lastPushAt: ofAll(),
  pricesAt: ofAll(),
  latencyMs: ofAll(),
  listenKeyExpiresAt: OWNER,
  drift: VIEWER,
  status: nested('status'),
} satisfies Lines<HealthData, string>
const warnings = { items: nested('notice'), key: OWNER } satisfies Lines<AccountWarnings, string>
const snapshot = {
  account: VIEWER,
  epoch: VIEWER,
  seq: VIEWER,
  // It covers events that the audience does not see.
  hash: ID,
  time: VIEWER,
  assets: nested('assets'),
  openOrders: nested('orders'),
  status: nested('status'),
  currentAt: VIEWER,
  equity: nested('equity'),
  coverage: nested('coverage'),
} satisfies Lines<Snapshot, string>
const coverage = {
  kind: VIEWER,
  from: VIEWER,
  to: VIEWER,
  state: VIEWER,
  reason: VIEWER,
  symbols: OWNER,
} satisfies Lines<CoverageWindow, string>
const account = { id: VIEWER, label: VIEWER, status: nested('status'), trading: VIEWER } satisfies Lines<
  AccountInfo,
  string
>
const dealsSummary = {
  from: VIEWER,
  to: VIEWER,
  repairing: VIEWER,
  count: VIEWER,
  volume: VIEWER,
  fees: VIEWER,
  realizedPnl: VIEWER,
  unpriced: naming('asset'),
} satisfies Lines<DealsSummary, string>
/** The public gets `equityIndex` made from it instead. */
const equityPoint = {
  time: VIEWER,
  total: VIEWER,
  free: VIEWER,
  locked: VIEWER,
  netDeposits: VIEWER,
  netUnexplained: VIEWER,
  netRevalued: VIEWER,
  breaks: VIEWER,
  estimate: VIEWER,
  return: VIEWER,
  drawdown: VIEWER,
  realizedPnl: VIEWER,
  unrealizedPnl: VIEWER,
} satisfies Lines<EquityPoint, string>

const tables = {
  envelope,
  assets,
  orders,
  deals,
  status,
  equity,
  assetEquity,
  health,
  warnings,
  snapshot,
  coverage,
  account,
  dealsSummary,
  equityPoint,
  ...reportTables,
}

/** Names of the audience tables, one per kind of object. */
export type TableName = keyof typeof tables
/** One line of the whole table. */
export type FieldLine = LineOf<TableName>

/** The whole table. Market values carry nothing of an account: every audience sees them as they are. */
export const audienceTable: { readonly [Name in TableName]: Readonly<Record<string, FieldLine>> } = tables

/**
 * Sums over the whole account or over a span: they count what is left out too, and so are told to nobody for whom something
 * is. `allocation` is made anew from what is seen.
 */
export const sumTables: ReadonlySet<TableName> = new Set<TableName>([
  'equity',
  'equityPoint',
  'performance',
  'dealsSummary',
  'fees',
  'volume',
  'pnl',
  'breakdown',
  'flowsSummary',
])

/** An envelope as it may be given to `mask`. */
export type MaskableEnvelope = AccountEnvelope | MarketEnvelope
