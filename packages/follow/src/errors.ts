/** Classifies errors of the SDK without their classes: the exchange's code, and the SDK's stable one. */

import { exchangeCodeOf } from '@spotdeck/ports'
import { errorOf } from '@spotdeck/wire'

/** MEXC: no such symbol, not tradable over the API, trading closed, delisted. */
const SYMBOL_REFUSED: ReadonlySet<number | undefined> = new Set([10007, -1121, 30014, 30021])

/** True if the exchange refuses every call for the symbol: a retry does not help. */
function isSymbolRefused(error: unknown): boolean {
  return SYMBOL_REFUSED.has(exchangeCodeOf(error))
}

/** Resolves with the answer; `undefined` where the exchange refuses the symbol. */
export async function unlessRefused<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (!isSymbolRefused(error)) throw error
    return undefined
  }
}

/** MEXC: the key, its signature or its address is refused. That does not answer the question, and can be corrected. */
const KEY_REFUSED: ReadonlySet<number> = new Set([401, 403, 602, 10072, 700001, 700002, 700006])
/** HTTP: no such path. */
const NO_SUCH_PATH: ReadonlySet<unknown> = new Set([404, 405, 410])
/** HTTP: key, firewall, rate limit, timeout. */
const PASSING: ReadonlySet<unknown> = new Set([401, 403, 408, 418, 425, 429])

/** True if the exchange never answers this call: a missing permission of the key, or an unknown path. */
export function isRefusedForGood(error: unknown): boolean {
  const code = exchangeCodeOf(error)
  const status = error instanceof Error && 'httpStatus' in error ? error.httpStatus : undefined
  if (code === undefined) return NO_SUCH_PATH.has(status)
  const retry = errorOf(code)?.retry
  if (retry !== undefined) return (retry === 'no' || retry === 'fix') && !KEY_REFUSED.has(code)
  return typeof status === 'number' && status >= 400 && status < 500 && !PASSING.has(status)
}
