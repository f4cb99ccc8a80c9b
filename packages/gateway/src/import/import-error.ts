/** Why a file was not taken, as a code and its parameters: the whole of what a person is told. */

import { type Params, type ProblemCode, formatMessage } from '@spotdeck/api'

export type ImportErrorCode = Extract<ProblemCode, `IMPORT_${string}`>

/** Nothing was written when it is thrown, save for `IMPORT_STOPPED`: then what was written stays whole. */
export class ImportError extends Error {
  override readonly name = 'ImportError'
  readonly code: ImportErrorCode
  readonly params: Params
  constructor(code: ImportErrorCode, params: Params = {}, options?: ErrorOptions) {
    super(formatMessage('en', `problem.${code}`, params), options)
    this.code = code
    this.params = params
  }
}

/** The request around the file is not understood: `field` is empty for the body as a whole. */
export class BadUpload extends Error {
  override readonly name = 'BadUpload'
  readonly field: string
  readonly reason: string
  constructor(field: string, reason: string) {
    super(`The import request is not understood: ${field === '' ? 'the body' : field} ${reason}.`)
    this.field = field
    this.reason = reason
  }
}
