/** Why a gateway does not start. Each error says what to do next, and leaves nothing half-written. */

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
export class GatewayStartError extends Error {
  override readonly name = 'GatewayStartError'
  readonly code: StartErrorCode
  constructor(code: StartErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
