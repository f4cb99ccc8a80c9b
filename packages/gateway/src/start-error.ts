/** Errors that end a gateway's start. Each says the next step, and leaves nothing half-written. */

import { CodedError } from '@spotdeck/ports'

/** Stable codes of the errors that end a gateway's start. */
export type StartErrorCode =
  | 'ARCHIVE_UNSUPPORTED'
  | 'CONFIG_INVALID'
  | 'DATABASE_MISSING'
  | 'LEDGER_MISSING'
  | 'ENDPOINT_RETIRED'
  | 'EXCHANGE_REFUSED_KEY'
  | 'EXCHANGE_UNREACHABLE'
  | 'CLOCK_OFF'
  | 'PORT_IN_USE'

/** `code` is stable; the message ends in the next step. */
export class GatewayStartError extends CodedError<StartErrorCode> {}
