/** Errors that end a gateway's start. Each says the next step, and leaves nothing half-written. */

import { CodedError } from '@spotdeck/ports'

/** Stable codes of the errors that end a gateway's start. */
export type StartErrorCode =
  | 'CONFIG_INVALID'
  | 'ENDPOINT_RETIRED'
  | 'EXCHANGE_REFUSED_KEY'
  | 'EXCHANGE_UNREACHABLE'
  | 'CLOCK_OFF'
  | 'DATA_DIR_UNWRITABLE'
  | 'DATA_DIR_LOCKED'
  | 'BACKUP_BAD'
  | 'LEDGER_CORRUPT'
  | 'LEDGER_EXISTS'
  | 'LEDGER_MISSING'
  | 'LEDGER_NEWER'
  | 'LEDGER_OLDER'
  | 'LEDGER_FOREIGN'
  | 'PORT_IN_USE'

/** `code` is stable; the message ends in the next step. */
export class GatewayStartError extends CodedError<StartErrorCode> {}
