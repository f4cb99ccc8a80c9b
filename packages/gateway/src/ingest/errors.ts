/** What can be told of an error from the SDK without knowing its class: the exchange's code, and its own stable one. */

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
