/** Why a sandbox could not start. */

export type SandboxStartCode =
  | 'SANDBOX_PORT_IN_USE'
  | 'SANDBOX_PORT_REFUSED'
  | 'SANDBOX_DATA_UNWRITABLE'
  | 'SANDBOX_DATA_IN_USE'
  | 'SANDBOX_DATA_BROKEN'
  | 'SANDBOX_UNKNOWN_SYMBOL'

/** `code` is stable; the message ends in what to do. Nothing was started and nothing half-written. */
export class SandboxStartError extends Error {
  override readonly name = 'SandboxStartError'
  readonly code: SandboxStartCode

  constructor(code: SandboxStartCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
