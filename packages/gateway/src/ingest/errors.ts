/** What can be told of an error from the SDK without knowing its class: the exchange's code, and its own stable one. */

import { errorOf } from '@spotdeck/wire'

/** MEXC's number, where the exchange gave one. */
export function exchangeCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('exchangeCode' in error)) return undefined
  return typeof error.exchangeCode === 'number' ? error.exchangeCode : undefined
}

/** MEXC: no such symbol, not tradable over the API, trading closed, delisted. */
const SYMBOL_REFUSED: ReadonlySet<number | undefined> = new Set([10007, -1121, 30014, 30021])

/** Whether the exchange will not speak of a symbol at all: asking again does not help. */
function isSymbolRefused(error: unknown): boolean {
  return SYMBOL_REFUSED.has(exchangeCodeOf(error))
}

/** The answer; `undefined` where the exchange does not speak of the symbol. */
export async function unlessRefused<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (!isSymbolRefused(error)) throw error
    return undefined
  }
}

/** MEXC: the key, its signature or its address is refused: that says nothing of what was asked for, and may be put right. */
const KEY_REFUSED: ReadonlySet<number> = new Set([401, 403, 602, 10072, 700001, 700002, 700006])
/** HTTP: no such path. */
const NO_SUCH_PATH: ReadonlySet<unknown> = new Set([404, 405, 410])
/** HTTP: the key, a firewall, too much at once, too slow. */
const PASSING: ReadonlySet<unknown> = new Set([401, 403, 408, 418, 425, 429])

/** Whether the exchange will not answer this call however often it is asked: a right that the key lacks, a path it does not know. */
export function isRefusedForGood(error: unknown): boolean {
  const code = exchangeCodeOf(error)
  const status = error instanceof Error && 'httpStatus' in error ? error.httpStatus : undefined
  if (code === undefined) return NO_SUCH_PATH.has(status)
  const retry = errorOf(code)?.retry
  if (retry !== undefined) return (retry === 'no' || retry === 'fix') && !KEY_REFUSED.has(code)
  return typeof status === 'number' && status >= 400 && status < 500 && !PASSING.has(status)
}

/** The SDK's stable code, such as `AUTH_REFUSED` or `NETWORK_TIMEOUT`; `INTERNAL` for what it does not know. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return 'INTERNAL'
}

/** For a log: never more than the code and the message, which hold no secrets. */
export function describeError(error: unknown): Readonly<Record<string, unknown>> {
  const exchangeCode = exchangeCodeOf(error)
  const message = error instanceof Error ? error.message : String(error)
  return { code: codeOf(error), message, ...(exchangeCode === undefined ? {} : { exchangeCode }) }
}
