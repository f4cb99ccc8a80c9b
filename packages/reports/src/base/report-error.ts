/** Failures of reports. */

import { CodedError } from '@spotdeck/ports'

/** Codes of failed reports. */
export type ReportErrorCode = 'REPORTS_BUSY' | 'REPORT_TOO_LONG' | 'PNL_COMPUTING' | 'REPORT_FAILED'

/** A report is not answered; with every code but `REPORT_FAILED` it may succeed a little later. */
export class ReportError extends CodedError<ReportErrorCode> {}
