/** The table of reports: what each answers, where it is computed, and how it is asked for. Routes and documents follow from it. */

import {
  type AnswerSchema,
  type Audience,
  type QuerySchema,
  type Read,
  type TableName,
  allocation,
  anyQuery,
  assetHistory,
  assetHistoryQuery,
  auditsPage,
  breakdownQuery,
  breakdownReport,
  coverageReport,
  dealsSummary,
  equityAnswer,
  equityQuery,
  feesQuery,
  feesReport,
  flow,
  flowsQuery,
  flowsSummary,
  historyQuery,
  movement,
  movementsQuery,
  page,
  performance,
  performanceQuery,
  pnlQuery,
  pnlReport,
  rangeQuery,
  statusChange,
  volumeQuery,
  volumeReport,
} from '@spotdeck/api'
import { DAY_MS } from '@spotdeck/ports'
import {
  readAllocation,
  readAudits,
  readCoverage,
  readFlows,
  readMovements,
  readStatuses,
} from '../answers/account-lists.ts'
import { computeAssetHistory } from '../answers/asset-history.ts'
import { computeBreakdown } from '../answers/breakdown.ts'
import { computeEquity, computeEquityIndex, computePerformance } from '../answers/equity.ts'
import { computeLotLines, computeMovementLines, computeRows } from '../answers/exports.ts'
import { computeFlowsSummary } from '../answers/flows-summary.ts'
import { computePnl } from '../answers/pnl-report.ts'
import { type Present, type ReportedAccount, endsOfPnl, samplesOfNow } from '../scan/present.ts'
import type { Scan } from '../scan/scan.ts'
import { computeDealsSummary, computeFees, computeVolume } from '../answers/turnover.ts'

/** The call of the API that asks for a report. */
export type ReportRoute<Query extends QuerySchema = QuerySchema> = {
  /** Below `accounts/{id}`. */
  readonly path: string
  readonly summary: string
  readonly audiences: readonly Audience[]
  readonly query: Query
  readonly answer: AnswerSchema
  /** Audience table of the answer, of a list that of its items. */
  readonly mask: TableName
  /** `sums`: over a span, for callers from whom nothing is hidden. `list`: a page, newest first. `other`: the route says how. */
  readonly kind: 'sums' | 'list' | 'other'
  /** The report's own question, where the query has other names. */
  readonly asked?: (query: never) => object
  /** Length of the span that is meant where the query says none, in ms. */
  readonly usualMs?: number | undefined
}

/** Inputs of a report besides deals and flows: present prices, samples of equity, or nothing. They say how long it is kept. */
export type ReportNeeds = 'prices' | 'samples' | 'nothing'

type Row = { readonly route?: ReportRoute }
/** A report that is read from the ledger where the account is served. */
type LoopRow = Row & {
  readonly runs: 'loop'
  readonly compute: (account: ReportedAccount, question: never) => Promise<object | undefined>
}
/** A report that scans the ledger: in a worker, where there is one. Question and answer are plain data. */
type WorkerRow = Row & {
  readonly runs: 'worker'
  readonly needs?: Exclude<ReportNeeds, 'nothing'>
  /** Reads before what the ledger does not contain; absent: nothing. */
  readonly present?: (account: ReportedAccount, question: never) => Promise<Present>
  readonly compute: (scan: Scan, question: never, present: Present) => Promise<object>
}
/** One report. */
export type ReportRow = LoopRow | WorkerRow

const READERS: readonly Audience[] = ['owner', 'viewer']
const EVERYONE: readonly Audience[] = ['owner', 'viewer', 'public']
const MONTH_MS = 30 * DAY_MS

/** Every report, in the order of the documents. */
export const reportTable = {
  dealsSummary: {
    runs: 'worker',
    compute: computeDealsSummary,
    route: {
      path: 'deals/summary',
      summary: 'Sums over the fills of a span; the last 24 hours unless said otherwise.',
      audiences: READERS,
      query: rangeQuery,
      answer: dealsSummary,
      mask: 'dealsSummary',
      kind: 'sums',
      usualMs: DAY_MS,
    },
  },
  equity: {
    runs: 'worker',
    needs: 'samples',
    present: samplesOfNow,
    compute: computeEquity,
    route: {
      path: 'equity',
      summary: 'The curve of what the account is worth, oldest first; the public gets an index from 100.',
      audiences: EVERYONE,
      query: equityQuery,
      answer: equityAnswer,
      mask: 'equityPoint',
      kind: 'other',
      usualMs: DAY_MS,
    },
  },
  equityIndex: { runs: 'worker', needs: 'samples', present: samplesOfNow, compute: computeEquityIndex },
  movements: {
    runs: 'loop',
    compute: readMovements,
    route: {
      path: 'movements',
      summary: 'Every change of every balance and why, newest first.',
      audiences: READERS,
      query: movementsQuery,
      answer: page(movement),
      mask: 'movement',
      kind: 'list',
    },
  },
  assetHistory: {
    runs: 'worker',
    compute: computeAssetHistory,
    route: {
      path: 'assets/:asset/history',
      summary: 'One balance over time, oldest first; the last 30 days unless said otherwise.',
      audiences: READERS,
      query: assetHistoryQuery,
      answer: assetHistory,
      mask: 'assetHistory',
      kind: 'other',
      usualMs: MONTH_MS,
    },
  },
  flows: {
    runs: 'loop',
    compute: readFlows,
    route: {
      path: 'flows',
      summary: 'Deposits, withdrawals, transfers, airdrops and what is not understood, newest first.',
      audiences: READERS,
      query: flowsQuery,
      answer: page(flow),
      mask: 'flow',
      kind: 'list',
    },
  },
  flowsSummary: {
    runs: 'worker',
    compute: computeFlowsSummary,
    route: {
      path: 'flows/summary',
      summary: 'Sums of the flows of a span by their kind; the last 30 days unless said otherwise.',
      audiences: READERS,
      query: rangeQuery,
      answer: flowsSummary,
      mask: 'flowsSummary',
      kind: 'sums',
      usualMs: MONTH_MS,
    },
  },
  fees: {
    runs: 'worker',
    compute: computeFees,
    route: {
      path: 'fees',
      summary: 'Fees paid, by asset, symbol or day; the last 30 days unless said otherwise.',
      audiences: READERS,
      query: feesQuery,
      answer: feesReport,
      mask: 'fees',
      kind: 'sums',
      usualMs: MONTH_MS,
    },
  },
  volume: {
    runs: 'worker',
    compute: computeVolume,
    route: {
      path: 'volume',
      summary:
        'Turnover bought and sold, by symbol, day, week or month, of one market or all; the last 30 days unless said otherwise.',
      audiences: READERS,
      query: volumeQuery,
      answer: volumeReport,
      mask: 'volume',
      kind: 'sums',
      usualMs: MONTH_MS,
    },
  },
  allocation: {
    runs: 'loop',
    compute: readAllocation,
    route: {
      path: 'allocation',
      summary: 'What the account consists of now, the largest first; the public gets assets and shares alone.',
      audiences: EVERYONE,
      query: anyQuery,
      answer: allocation,
      mask: 'allocation',
      kind: 'other',
    },
  },
  pnl: {
    runs: 'worker',
    needs: 'prices',
    present: endsOfPnl,
    compute: computePnl,
    route: {
      path: 'pnl',
      summary:
        'Realized profit by day or symbol, and what is held at which cost; the last 30 days unless said otherwise.',
      audiences: READERS,
      query: pnlQuery,
      answer: pnlReport,
      mask: 'pnl',
      kind: 'sums',
      usualMs: MONTH_MS,
    },
  },
  breakdown: {
    runs: 'worker',
    compute: computeBreakdown,
    route: {
      path: 'report',
      summary:
        'Profit, fees, turnover and the figures of trades by market, time of day, day, holding time or role; the last 30 days unless said otherwise.',
      audiences: READERS,
      query: breakdownQuery,
      answer: breakdownReport,
      mask: 'breakdown',
      kind: 'sums',
      asked: ({ measure: measures, symbol: symbols, ...rest }: Read<typeof breakdownQuery>) => ({
        ...rest,
        measures,
        symbols,
      }),
      usualMs: MONTH_MS,
    },
  },
  performance: {
    runs: 'worker',
    needs: 'samples',
    present: samplesOfNow,
    compute: computePerformance,
    route: {
      path: 'performance',
      summary:
        'Time-weighted return, drawdown, win rate and days; money paid in or out is never profit. The public gets fractions alone.',
      audiences: EVERYONE,
      query: performanceQuery,
      answer: performance,
      mask: 'performance',
      kind: 'sums',
      usualMs: MONTH_MS,
    },
  },
  coverage: {
    runs: 'loop',
    compute: readCoverage,
    route: {
      path: 'coverage',
      summary: 'How far each kind of record can be trusted, window by window.',
      audiences: READERS,
      query: anyQuery,
      answer: coverageReport,
      mask: 'coverageReport',
      kind: 'other',
    },
  },
  statusHistory: {
    runs: 'loop',
    compute: readStatuses,
    route: {
      path: 'status/history',
      summary: 'How the account was followed, newest first.',
      audiences: READERS,
      query: historyQuery,
      answer: page(statusChange),
      mask: 'statusChange',
      kind: 'list',
    },
  },
  audits: {
    runs: 'loop',
    compute: readAudits,
    route: {
      path: 'audits',
      summary: 'What audits against the exchange found and healed, newest first.',
      audiences: READERS,
      query: historyQuery,
      answer: auditsPage,
      mask: 'audits',
      kind: 'other',
    },
  },
  lotLines: { runs: 'worker', compute: computeLotLines },
  movementLines: { runs: 'worker', compute: computeMovementLines },
  rows: { runs: 'worker', compute: computeRows },
} as const satisfies Readonly<Record<string, ReportRow>>

type Table = typeof reportTable
/** Name of a report. */
export type ReportName = keyof Table
/** Name of a report that scans. */
export type ScanName = {
  [Name in ReportName]: Table[Name]['runs'] extends 'worker' ? Name : never
}[ReportName]

/** Names of all reports. */
export const reportNames = Object.keys(reportTable) as readonly ReportName[]
/** Names of those that scan. */
export const scanNames = reportNames.filter((name): name is ScanName => reportTable[name].runs === 'worker')

type Asked<Name extends ReportName> = Table[Name]['compute'] extends (from: never, ...asked: infer Arguments) => unknown
  ? Arguments
  : never
type Answered<Name extends ReportName> = ReturnType<Table[Name]['compute']>

/** Reports over one account's ledger. @throws {ReportError} */
export type Reports = {
  [Name in ReportName]: (
    ...question: Asked<Name> extends [infer Question, ...unknown[]] ? [question: Question] : []
  ) => Answered<Name>
} & {
  /** The same reports, which end when the signal aborts, since nobody waits for them any more. */
  until(signal: AbortSignal): Reports
}

/**
 * Scanning reports of one account, over everything that was committed before the call.
 * Arguments and answers are plain data. @throws {ReportError}
 */
export type ScanReports = { [Name in ScanName]: (...asked: Asked<Name>) => Answered<Name> } & {
  /** The same reports, which end when the signal aborts; absent where they cannot be ended. */
  until?(signal: AbortSignal): ScanReports
}

/** Calls of a report by its name; the table says which arguments it takes. */
export type CallReport = (name: ReportName, asked: readonly unknown[]) => Promise<unknown>

/** A method for each of the named reports. */
export const methodsOf = <Methods>(names: readonly ReportName[], call: CallReport): Methods =>
  Object.fromEntries(names.map((name) => [name, (...asked: readonly unknown[]) => call(name, asked)])) as Methods

/** Computes a scanning report. */
export function computed(scan: Scan, name: ScanName, asked: readonly unknown[]): Promise<unknown> {
  const compute = reportTable[name].compute as (from: Scan, ...asked: readonly unknown[]) => Promise<unknown>
  return compute(scan, ...asked)
}
