/** Structured logging as it is passed in; pino fits. Fields never hold secrets, signatures, listen keys or tokens. */
export interface Log {
  /** For whoever looks for a fault. */
  debug(fields: Readonly<Record<string, unknown>>, message: string): void
  /** An event of normal operation. */
  info(fields: Readonly<Record<string, unknown>>, message: string): void
  /** Something did not go as it should, and was dealt with. */
  warn(fields: Readonly<Record<string, unknown>>, message: string): void
  /** Something is broken, and somebody has to look. */
  error(fields: Readonly<Record<string, unknown>>, message: string): void
}

/** A log that keeps nothing. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} }
