/** Form of one call of the gateway, and the makers of typed ones. */

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

/** Fields of a query; absent and empty ones are left out. */
export type Fields = Readonly<Record<string, string | number | undefined>>

/** Fields as a query. */
export function query(fields: Fields): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

/** Makers of typed calls through `send`: each answers the function that sends the call. */
export function callsThrough(send: Send) {
  return {
    /** Reads a path. */
    get:
      <Answer>(path: string) =>
      (signal?: AbortSignal) =>
        send<Answer>(path, { signal }),
    /** Reads a path under an account. */
    read:
      <Answer>(path: string) =>
      (account: string, signal?: AbortSignal) =>
        send<Answer>(`${of(account)}/${path}`, { signal }),
    /** Asks a path under an account with a query. */
    ask:
      <Answer, Asked extends Fields>(path: string) =>
      (account: string, asked: Asked, signal?: AbortSignal) =>
        send<Answer>(`${of(account)}/${path}${query(asked)}`, { signal }),
    /** Sends a body to a path. */
    post:
      <Body, Answer = void>(path: string) =>
      (body: Body) =>
        send<Answer>(path, { method: 'POST', body }),
    /** Deletes the item of an id under a path. */
    remove:
      <Answer = void>(path: string) =>
      (id: string) =>
        send<Answer>(`${path}/${encodeURIComponent(id)}`, { method: 'DELETE' }),
  }
}
