/** Why a file was not taken, as a code and its parameters: the whole of what a person is told. */

import { type Params, type ProblemCode, say } from '@spotdeck/api'

export type ImportErrorCode = Extract<ProblemCode, `IMPORT_${string}`>

/** Nothing was written when it is thrown, save for `IMPORT_STOPPED`: then what was written stays whole. */
export class ImportError extends Error {
  override readonly name = 'ImportError'
  readonly code: ImportErrorCode
  readonly params: Params
  constructor(code: ImportErrorCode, params: Params = {}, options?: ErrorOptions) {
    super(say('en', `problem.${code}`, params), options)
    this.code = code
    this.params = params
  }
}
