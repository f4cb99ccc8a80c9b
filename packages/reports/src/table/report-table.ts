/** The table of reports: what each answers, where it is computed, how it is asked for. Routes and documents read it. */

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
import { readAllocation, readAudits, readCoverage, readFlows, readStatuses } from '../answers/account-lists.ts'
import { movementsPage } from '../history/list-pages.ts'
import { computeAssetHistory } from '../answers/asset-history.ts'
import { computeBreakdown } from '../answers/breakdown.ts'
import { computeEquity, computeEquityIndex, computePerformance } from '../answers/equity.ts'
import { computeLotLines, computeMovementLines, computeRows } from '../answers/exports.ts'
import { computeFlowsSummary } from '../answers/flows-summary.ts'
import { computePnl } from '../answers/pnl-report.ts'
import type { Present, ReportedAccount } from '../scan/present.ts'
import type { Scan } from '../scan/scan.ts'
import { computeDealsSummary, computeFees, computeVolume } from '../answers/turnover.ts'

/** The call of the API that asks for a report. */
export type ReportRoute<Query extends QuerySchema = QuerySchema> = {
  /** Below `accounts/{id}`. */
  readonly path: string
  readonly summary: string
  /** By default owners and viewers. */
  readonly audiences?: readonly Audience[]
  readonly query: Query
  readonly answer: AnswerSchema
  /** Audience table of sums over a span. A report with neither it nor `list` has a route of its own. */
  readonly sums?: TableName
  /** Audience table of the items of a list, newest first. */
  readonly list?: TableName
  /** The report's own question, where the query has other names. */
  readonly asked?: (query: never) => object
  /** Length of the span that is meant where the query says none, in ms; by default 30 days. */
  readonly usualMs?: number
}

/** Inputs of a report besides deals and flows; they decide for how long it is kept. */
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
  readonly compute: (scan: Scan, question: never, present: Present) => Promise<object>
}
/** One report. */
export type ReportRow = LoopRow | WorkerRow

const EVERYONE: readonly Audience[] = ['owner', 'viewer', 'public']

/** Every report, in the order of the documents. */
export const reportTable = {
  dealsSummary: {
    runs: 'worker',
    compute: computeDealsSummary,
    route: {
      path: 'deals/summary',
      summary: 'Sums over the fills of a span; the last 24 hours unless said otherwise.',
      query: rangeQuery,
      answer: dealsSummary,
      sums: 'dealsSummary',
      usualMs: DAY_MS,
    },
  },
  equity: {
    runs: 'worker',
    needs: 'samples',
    compute: computeEquity,
    route: {
      path: 'equity',
      summary: 'The curve of what the account is worth, oldest first; the public gets an index from 100.',
      audiences: EVERYONE,
      query: equityQuery,
      answer: equityAnswer,
      usualMs: DAY_MS,
    },
  },
  equityIndex: { runs: 'worker', needs: 'samples', compute: computeEquityIndex },
  movements: {
    runs: 'loop',
    compute: movementsPage,
    route: {
      path: 'movements',
      summary: 'Every change of every balance and why, newest first.',
      query: movementsQuery,
      answer: page(movement),
      list: 'movement',
    },
  },
  assetHistory: {
    runs: 'worker',
    compute: computeAssetHistory,
    route: {
      path: 'assets/:asset/history',
      summary: 'One balance over time, oldest first; the last 30 days unless said otherwise.',
      query: assetHistoryQuery,
      answer: assetHistory,
    },
  },
  flows: {
    runs: 'loop',
    compute: readFlows,
    route: {
      path: 'flows',
      summary: 'Deposits, withdrawals, transfers, airdrops and what is not understood, newest first.',
      query: flowsQuery,
      answer: page(flow),
      list: 'flow',
    },
  },
  flowsSummary: {
    runs: 'worker',
    compute: computeFlowsSummary,
    route: {
      path: 'flows/summary',
      summary: 'Sums of the flows of a span by their kind; the last 30 days unless said otherwise.',
      query: rangeQuery,
      answer: flowsSummary,
      sums: 'flowsSummary',
    },
  },
  fees: {
    runs: 'worker',
    compute: computeFees,
    route: {
      path: 'fees',
      summary: 'Fees paid, by asset, symbol or day; the last 30 days unless said otherwise.',
      query: feesQuery,
      answer: feesReport,
      sums: 'fees',
    },
  },
  volume: {
    runs: 'worker',
    compute: computeVolume,
    route: {
      path: 'volume',
      summary:
        'Turnover bought and sold, by symbol, day, week or month, of one market or all; the last 30 days unless said otherwise.',
      query: volumeQuery,
      answer: volumeReport,
      sums: 'volume',
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
    },
  },
  pnl: {
    runs: 'worker',
    needs: 'prices',
    compute: computePnl,
    route: {
      path: 'pnl',
      summary:
        'Realized profit by day or symbol, and what is held at which cost; the last 30 days unless said otherwise.',
      query: pnlQuery,
      answer: pnlReport,
      sums: 'pnl',
    },
  },
  breakdown: {
    runs: 'worker',
    compute: computeBreakdown,
    route: {
      path: 'report',
      summary:
        'Profit, fees, turnover and the figures of trades by market, time of day, day, holding time or role; the last 30 days unless said otherwise.',
      query: breakdownQuery,
      answer: breakdownReport,
      sums: 'breakdown',
      asked: ({ measure: measures, symbol: symbols, ...rest }: Read<typeof breakdownQuery>) => ({
        ...rest,
        measures,
        symbols,
      }),
    },
  },
  performance: {
    runs: 'worker',
    needs: 'samples',
    compute: computePerformance,
    route: {
      path: 'performance',
      summary:
        'Time-weighted return, drawdown, win rate and days; money paid in or out is never profit. The public gets fractions alone.',
      audiences: EVERYONE,
      query: performanceQuery,
      answer: performance,
      sums: 'performance',
    },
  },
  coverage: {
    runs: 'loop',
    compute: readCoverage,
    route: {
      path: 'coverage',
      summary: 'How far each kind of record can be trusted, window by window.',
      query: anyQuery,
      answer: coverageReport,
    },
  },
  statusHistory: {
    runs: 'loop',
    compute: readStatuses,
    route: {
      path: 'status/history',
      summary: 'How the account was followed, newest first.',
      query: historyQuery,
      answer: page(statusChange),
      list: 'statusChange',
    },
  },
  audits: {
    runs: 'loop',
    compute: readAudits,
    route: {
      path: 'audits',
      summary: 'What audits against the exchange found and healed, newest first.',
      query: historyQuery,
      answer: auditsPage,
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
