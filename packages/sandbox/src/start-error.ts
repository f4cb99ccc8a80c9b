/** The error of a sandbox that could not start, and its codes. */

import { CodedError } from '@spotdeck/ports'

/** Reasons why a sandbox does not start. */
export type SandboxStartCode =
  | 'SANDBOX_PORT_IN_USE'
  | 'SANDBOX_PORT_REFUSED'
  | 'SANDBOX_DATA_UNWRITABLE'
  | 'SANDBOX_DATA_IN_USE'
  | 'SANDBOX_DATA_BROKEN'
  | 'SANDBOX_DATA_UNAVAILABLE'
  | 'SANDBOX_UNKNOWN_SYMBOL'
  | 'SANDBOX_BAD_OPTION'
  | 'SANDBOX_BAD_SCENARIO'
  | 'SANDBOX_BAD_VENUE'
  | 'SANDBOX_VENUE_MISMATCH'
  | 'SANDBOX_BAD_TLS'
  | 'SANDBOX_BAD_RECORDING'

/** Error of a start that failed: nothing was started and nothing was half-written. `code` is stable. */
export class SandboxStartError extends CodedError<SandboxStartCode> {}
