/** Trouble that ends a command: one clear message that says what to do, exit code 1. */

export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly code: string
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** The one line a person reads when a command ends with trouble. Typed errors speak for themselves. */
export function explainError(error: unknown): string {
  if (!(error instanceof Error)) return `Something unexpected was thrown: ${String(error)}. (UNEXPECTED)`
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'UNEXPECTED'
  return `${error.message} (${code})`
}
