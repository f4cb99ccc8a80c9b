/**
 * Audience tables of the reports. The public sees of an account only what these tables and the equity index allow: its
 * composition in shares, and its performance in fractions.
 */

import type { BreakdownReport } from '../breakdown.ts'
import type { AccountNotice } from '../market-resources.ts'
import type {
  Allocation,
  AssetHistory,
  AuditFinding,
  AuditsPage,
  CoverageReport,
  FeesReport,
  FlowItem,
  FlowsSummary,
  Movement,
  Performance,
  PnlReport,
  StatusChange,
  VolumeReport,
} from '../reports.ts'
import { EVERYONE, ID, type Lines, OWNER, PARAMS, VIEWER, naming, nested, nestedForAll } from './lines.ts'

type Row<T extends { readonly items: readonly unknown[] }> = T['items'][number]

const span = { from: VIEWER, to: VIEWER, repairing: VIEWER } as const
const sums = { ...span, unit: VIEWER } as const

const movement: Lines<Movement> = {
  seq: VIEWER,
  time: VIEWER,
  asset: naming('asset'),
  reason: VIEWER,
  kind: VIEWER,
  source: VIEWER,
  free: VIEWER,
  locked: VIEWER,
  freeChange: VIEWER,
  lockedChange: VIEWER,
  orderId: ID,
  tradeId: ID,
  symbol: naming('symbol'),
  side: VIEWER,
  price: VIEWER,
  fee: VIEWER,
  feeAsset: naming('asset'),
  flowId: ID,
  flowState: VIEWER,
  network: OWNER,
  sentAt: VIEWER,
}
const assetHistory = {
  asset: naming('asset'),
  ...span,
  points: nested('assetPoint'),
} satisfies Lines<AssetHistory, string>
const assetPoint: Lines<AssetHistory['points'][number]> = {
  ...{ time: VIEWER, free: VIEWER, locked: VIEWER, total: VIEWER },
  totalOnly: VIEWER,
}
const flow: Lines<FlowItem> = {
  // It counts every event of the ledger.
  id: ID,
  seq: VIEWER,
  source: VIEWER,
  time: VIEWER,
  asset: naming('asset'),
  kind: VIEWER,
  reason: VIEWER,
  change: VIEWER,
  state: VIEWER,
  amount: VIEWER,
  price: VIEWER,
  value: VIEWER,
  fee: VIEWER,
  network: OWNER,
  txId: OWNER,
}
const flowsSummary = {
  ...sums,
  net: VIEWER,
  byKind: nested('flowSum'),
  unclassified: nested('assetAmount'),
  unpriced: naming('asset'),
} satisfies Lines<FlowsSummary, string>
const flowSum: Lines<FlowsSummary['byKind'][number]> = { kind: VIEWER, count: VIEWER, in: VIEWER, out: VIEWER }
const assetAmount: Lines<FlowsSummary['unclassified'][number]> = { asset: naming('asset'), amount: VIEWER }
const fees = {
  ...sums,
  by: VIEWER,
  total: VIEWER,
  items: nested('feeRow'),
  unpriced: naming('asset'),
} satisfies Lines<FeesReport, string>
const feeRow = {
  key: naming('either'),
  count: VIEWER,
  amounts: nested('assetAmount'),
  value: VIEWER,
} satisfies Lines<Row<FeesReport>, string>
const volume = {
  ...sums,
  by: VIEWER,
  total: VIEWER,
  count: VIEWER,
  items: nested('volumeRow'),
  unpriced: naming('asset'),
} satisfies Lines<VolumeReport, string>
const volumeRow: Lines<Row<VolumeReport>> = {
  key: naming('either'),
  count: VIEWER,
  bought: VIEWER,
  sold: VIEWER,
  value: VIEWER,
  makerShare: VIEWER,
}
const allocation = {
  time: EVERYONE,
  unit: VIEWER,
  total: VIEWER,
  items: nestedForAll('share'),
  unpriced: naming('asset'),
} satisfies Lines<Allocation, string>
const share: Lines<Row<Allocation>> = {
  asset: naming('asset', EVERYONE),
  share: EVERYONE,
  quantity: VIEWER,
  value: VIEWER,
}
const pnl = {
  ...sums,
  method: VIEWER,
  by: VIEWER,
  realized: VIEWER,
  realizedByFlows: VIEWER,
  fees: VIEWER,
  unrealized: VIEWER,
  total: VIEWER,
  unassigned: VIEWER,
  items: nested('pnlRow'),
  assets: nested('pnlAsset'),
  differences: nested('pnlDifference'),
  positions: nested('pnlPosition'),
  change: nested('equityChange'),
  estimate: VIEWER,
  unpriced: naming('asset'),
} satisfies Lines<PnlReport, string>
const pnlRow: Lines<Row<PnlReport>> = { key: naming('either'), realized: VIEWER, fees: VIEWER, count: VIEWER }
const pnlAsset: Lines<NonNullable<PnlReport['assets']>[number]> = {
  asset: naming('asset'),
  count: VIEWER,
  realized: VIEWER,
  realizedByFlows: VIEWER,
  fees: VIEWER,
  unrealized: VIEWER,
  total: VIEWER,
  priceEffect: VIEWER,
}
const equityChange: Lines<NonNullable<PnlReport['change']>> = {
  opening: VIEWER,
  total: VIEWER,
  netDeposits: VIEWER,
  netUnexplained: VIEWER,
  netRevalued: VIEWER,
}
const pnlDifference: Lines<NonNullable<PnlReport['differences']>[number]> = {
  asset: naming('asset'),
  held: VIEWER,
  position: VIEWER,
  difference: VIEWER,
}
const pnlPosition: Lines<PnlReport['positions'][number]> = {
  asset: naming('asset'),
  quantity: VIEWER,
  cost: VIEWER,
  averageCost: VIEWER,
  price: VIEWER,
  value: VIEWER,
  unrealized: VIEWER,
  estimate: VIEWER,
}
const breakdownFigures: Lines<BreakdownReport['total']> = {
  realized: VIEWER,
  fees: VIEWER,
  feesSavedByMx: VIEWER,
  volume: VIEWER,
  bought: VIEWER,
  sold: VIEWER,
  deals: VIEWER,
  makerShare: VIEWER,
  trades: VIEWER,
  wins: VIEWER,
  losses: VIEWER,
  winRate: VIEWER,
  expectancy: VIEWER,
  profitFactor: VIEWER,
  averageWin: VIEWER,
  averageLoss: VIEWER,
  longestLosingStreak: VIEWER,
  longestWinningStreak: VIEWER,
  averageHoldingMs: VIEWER,
}
const breakdownRow: Lines<Row<BreakdownReport>> = { key: naming('either'), ...breakdownFigures }
const breakdown = {
  ...span,
  zone: VIEWER,
  unit: VIEWER,
  method: VIEWER,
  group: VIEWER,
  realizedByFlows: VIEWER,
  total: nested('breakdownFigures'),
  items: nested('breakdownRow'),
  unpriced: naming('asset'),
} satisfies Lines<BreakdownReport, string>
const performance = {
  from: EVERYONE,
  to: EVERYONE,
  since: EVERYONE,
  unknownMs: EVERYONE,
  awaitingPrice: naming('asset'),
  repairing: EVERYONE,
  last: nested('performanceLast'),
  timeWeightedReturn: EVERYONE,
  maxDrawdown: EVERYONE,
  drawdown: EVERYONE,
  winRate: EVERYONE,
  wins: VIEWER,
  losses: VIEWER,
  bestDay: nestedForAll('dayReturn'),
  worstDay: nestedForAll('dayReturn'),
  days: nestedForAll('dayResult'),
  profit: VIEWER,
  change: nested('equityChange'),
  estimate: VIEWER,
} satisfies Lines<Performance, string>
const performanceLast: Lines<NonNullable<Performance['last']>> = { time: VIEWER, total: VIEWER, worth: VIEWER }
const dayReturn: Lines<NonNullable<Performance['bestDay']>> = { day: EVERYONE, return: EVERYONE }
const dayResult: Lines<Performance['days'][number]> = {
  day: EVERYONE,
  time: EVERYONE,
  return: EVERYONE,
  profit: VIEWER,
  total: EVERYONE,
  drawdown: EVERYONE,
}
const coverageReport = {
  items: nested('coverage'),
  completeSince: nested('completeSince'),
  archivedSeq: OWNER,
} satisfies Lines<CoverageReport, string>
const completeSince: Lines<CoverageReport['completeSince'][number]> = { kind: VIEWER, since: VIEWER }
const statusChange: Lines<StatusChange> = {
  seq: VIEWER,
  time: VIEWER,
  state: VIEWER,
  code: VIEWER,
  params: PARAMS,
  since: VIEWER,
}
const audits = { items: nested('auditFinding'), nextCursor: VIEWER, checkedAt: VIEWER } satisfies Lines<
  AuditsPage,
  string
>
const auditFinding = {
  seq: VIEWER,
  time: VIEWER,
  what: VIEWER,
  asset: naming('asset'),
  before: nested('balance'),
  after: nested('balance'),
  orderId: ID,
  symbol: naming('symbol'),
} satisfies Lines<AuditFinding, string>
const balance: Lines<NonNullable<AuditFinding['before']>> = { free: VIEWER, locked: VIEWER }

const notice: Lines<AccountNotice> = {
  id: VIEWER,
  kind: VIEWER,
  symbols: VIEWER,
  effectiveAt: VIEWER,
  endsAt: VIEWER,
  postedAt: VIEWER,
  url: VIEWER,
  code: VIEWER,
  params: VIEWER,
  held: VIEWER,
  openOrders: VIEWER,
}

/** Audience tables of the reports: one line per field. */
export const reportTables = {
  movement,
  assetHistory,
  assetPoint,
  flow,
  flowsSummary,
  flowSum,
  assetAmount,
  fees,
  feeRow,
  volume,
  volumeRow,
  allocation,
  share,
  pnl,
  pnlRow,
  pnlAsset,
  equityChange,
  pnlDifference,
  pnlPosition,
  breakdown,
  breakdownRow,
  breakdownFigures,
  performance,
  performanceLast,
  dayReturn,
  dayResult,
  coverageReport,
  completeSince,
  statusChange,
  audits,
  auditFinding,
  balance,
  notice,
}
