/** Messages between the gateway's thread and the worker that computes reports. */

import type { ReportErrorCode } from '../base/report-error.ts'
import type { ScanName } from '../table/report-table.ts'

/** Asks for one report over the ledger file at `path`. */
export type ReportAsked = {
  readonly type: 'ask'
  readonly id: number
  readonly path: string
  readonly name: ScanName
  readonly args: readonly unknown[]
}

/** Ends the report of the same `id`, whose caller waits no longer. It is answered as failed. */
export type ReportCanceled = { readonly type: 'cancel'; readonly id: number }

/** Answers the report of the same `id`. */
export type ReportTold =
  | { readonly id: number; readonly type: 'answer'; readonly answer: unknown }
  | { readonly id: number; readonly type: 'failed'; readonly code: ReportErrorCode; readonly message: string }
