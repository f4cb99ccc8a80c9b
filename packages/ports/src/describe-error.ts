/** Describes errors of any package for logs, without their classes. */

import { defined } from './defined.ts'

/** MEXC's error number; `undefined` where the exchange gave none. */
export function exchangeCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('exchangeCode' in error)) return undefined
  return typeof error.exchangeCode === 'number' ? error.exchangeCode : undefined
}

/** The error's stable code, such as `AUTH_REFUSED` or `NETWORK_TIMEOUT`; `INTERNAL` for errors without one. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return 'INTERNAL'
}

/** Fields for a log line: code and message only, which hold no secrets. */
export function describeError(error: unknown): Readonly<Record<string, unknown>> {
  const exchangeCode = exchangeCodeOf(error)
  const message = error instanceof Error ? error.message : String(error)
  return defined({ code: codeOf(error), message, exchangeCode })
}
