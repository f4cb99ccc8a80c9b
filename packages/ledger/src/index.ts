/** `@spotdeck/ledger`: the state of one account. Events in; balances, orders, deals, equity and profit out. */

export {
  type EventSource,
  type OrderStatus,
  type OrderType,
  type Side,
  type Status,
  type StreamState,
  type UnitPrice,
  type Value,
  VALUE_ASSET,
} from './words.ts'
export { type LedgerEvent, type PublicEvent, isPublic } from './event.ts'
export { type KeptPlan, type LedgerState, type TrackedOrder, EMPTY_BOOK, EMPTY_STATE } from './state.ts'
export { withAdjustments } from './adjust.ts'
export { type EventDraft, apply, applyAll, record, unclassified, unexplained, unadjusted } from './apply.ts'
export { isSettled } from './set-aside.ts'
export { type StateRow, allRows, stateFromRows, touchedRows } from './rows.ts'
export {
  type Order,
  closedMissingOrder,
  changesOrder,
  isOver,
  isTerminal,
  joinOrders,
  remainingQuantity,
  remainingQuoteQuantity,
} from './order/order.ts'
export {
  type Admission,
  type Deal,
  type DealPrices,
  type KnownDeal,
  type Naming,
  admitDeal,
  agreeOnFee,
  remember,
} from './deal/deal.ts'
export { assetsWithoutPrice, lacksDealPrice, lacksFlowPrice, pricesOfDeal } from './deal/prices.ts'
export { executedBy, inferDeal, isInferred } from './deal/inferred.ts'
export { type Effect, dealEffects } from './deal/effect.ts'
export {
  type Asset,
  type Balance,
  type BalanceChange,
  NO_BALANCE,
  RECONCILED,
  before,
  isContiguous,
  reconciledChange,
  sameBalance,
  totalOf,
} from './asset/asset.ts'
export {
  type ValuationChange,
  netRevalued,
  unvaluedAt,
  valuationChanges,
  valuationValue,
  valuedBy,
} from './flow/valuation-change.ts'
export { type PushedFlow, type ReportedFlow, FLOW_APART_MS, nearestFlow, sameFlow } from './flow/flow.ts'
export {
  type Withdrawal,
  type WithdrawalStep,
  WITHDRAWAL_SPAN_MS,
  isWithdrawal,
  withdrawalsOf,
} from './flow/withdrawal.ts'
export { type UnexplainedAdjustment, netUnexplained, noteKey, adjustmentValue } from './flow/adjustment.ts'
export { type ReasonKind, reasonKind, reasonsOf } from './asset/reason.ts'
export {
  type CoverageKind,
  type CoverageReason,
  type CoverageState,
  type CoverageWindow,
  coverageOf,
  markCoverage,
  statesWithin,
  trustedFrom,
} from './coverage/coverage.ts'
export { type PairStep, type PriceOf, pathsToValue, priceThrough } from './report/valuation.ts'
export { type Equity, equityOf } from './report/equity.ts'
export {
  type CostBook,
  type Opening,
  bookEntry,
  costBookOf,
  estimatedBook,
  openCostBook,
  unrealized,
} from './report/cost-book.ts'
export { type CostEntry, type CostKey, type Flow, compareKeys, costKey } from './report/cost-entry.ts'
export { type CostMethodName, type Position } from './report/cost-method.ts'
export { type Lot, type Lots } from './report/lots.ts'
export {
  type Booked,
  type PnlMethodName,
  type PnlSum,
  type SumGrain,
  QUARTER_MS,
  SUM_LENGTHS,
  combined,
  quarterOf,
  sumGrains,
} from './report/pnl-sum.ts'
export { type TradeCell, type TradeRun } from './report/trade-run.ts'
export { NO_TRADES, type TradeSum } from './report/trade-sum.ts'
export {
  type OpenQuarter,
  type PnlBooking,
  type PnlWalk,
  type QuarterSums,
  beginPnl,
  bookPnl,
  closeBooked,
  closePnl,
  closedQuarter,
  openingsOf,
  withBooked,
} from './report/pnl-walk.ts'
export { type PnlMark, type PlacedLot, lotsToLoad, newLots, pnlBasis, pnlMark, resumePnl } from './report/pnl-mark.ts'
export { type LotBook, type LotRow, bookLots, closeLots, openLotBook } from './report/lot-book.ts'
export {
  type EntryResult,
  type ResultBook,
  type Trade,
  bookResults,
  closeResults,
  openResultBook,
} from './report/entry-result.ts'
export {
  type Breakdown,
  type BreakdownQuestion,
  type PeriodGroup,
  type PeriodsOf,
  BreakdownSums,
  grainOf,
  isPeriod,
  periodGroups,
} from './report/breakdown.ts'
export type { Figures } from './report/figures.ts'
export {
  type DayOf,
  type DayResult,
  type GrowthPoint,
  PerformanceReader,
  growthAlong,
  performanceOf,
} from './report/performance.ts'
export { type EquitySample, type GrowthLevels, levelsOf } from './report/growth-chain.ts'
export { coverageOfPast, holdingsAt, isPastWhole } from './report/past.ts'
