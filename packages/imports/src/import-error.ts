/** Errors of an import: a code and its parameters, from which the page's text is made. */

import { type Params, type ProblemCode, type UnreadableReason, formatMessage } from '@spotdeck/api'
import { CodedError, defined } from '@spotdeck/ports'

/** Codes of a rejected import; their texts are in the catalogue. */
export type ImportErrorCode = Extract<ProblemCode, `IMPORT_${string}`>

/** A file that was not imported. Nothing was written, except for `IMPORT_STOPPED`: then the completed steps remain. */
export class ImportError extends CodedError<ImportErrorCode> {
  readonly params: Params
  constructor(code: ImportErrorCode, params: Params = {}, options?: ErrorOptions) {
    super(code, formatMessage('en', `problem.${code}`, params), options)
    this.params = params
  }
}

/** A file that cannot be read: the reason, and the line where it is one. */
export const unreadable = (reason: UnreadableReason, line?: number): ImportError =>
  new ImportError('IMPORT_UNREADABLE', defined({ reason, line }))

/** A file with more of something than may be read. */
export const tooLarge = (limit: number, what: string): ImportError =>
  new ImportError('IMPORT_TOO_LARGE', { limit, what })

/** A malformed import request: `field` is empty for the body as a whole. */
export class BadUpload extends Error {
  override readonly name = 'BadUpload'
  readonly field: string
  readonly reason: string
  constructor(field: string, reason: string) {
    super(
      `The import request is malformed: ${field === '' ? 'the body' : field} ${reason}. Correct it and send it again.`,
    )
    this.field = field
    this.reason = reason
  }
}
