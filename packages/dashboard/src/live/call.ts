/** Form of one call of the gateway. */

/** Headers, body and method of a call; the body is sent as JSON. */
export type Call = {
  readonly method?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Time limit of the call; `CALL_TIMEOUT_MS` by default. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
}

/** Sends a call to `path` under `/api/v1` and answers its JSON. Rejects with `ApiError`. */
export type Send = <T>(path: string, call?: Call) => Promise<T>

/** The path of an account. */
export const of = (account: string): string => `/accounts/${encodeURIComponent(account)}`

/** Fields as a query; absent and empty ones are left out. */
export function query(fields: Readonly<Record<string, string | number | undefined>>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}
