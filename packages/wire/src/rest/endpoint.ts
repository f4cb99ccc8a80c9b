/** An endpoint as data: the SDK signs and sends it, the sandbox serves it, the docs list it. */

export type Parameter = {
  /** `decimal` is plain text without exponent; `integer` counts or ms; `list` is comma-separated; `json` is JSON text. */
  readonly type: 'string' | 'decimal' | 'integer' | 'boolean' | 'enum' | 'list' | 'json'
  readonly required?: true
  readonly values?: readonly string[]
  /** Parameters of each element of a `json` list. */
  readonly elements?: Readonly<Record<string, Parameter>>
}

/** Permission that an API key needs for an endpoint. */
export type Permission =
  | 'SPOT_ACCOUNT_READ'
  | 'SPOT_ACCOUNT_WRITE'
  | 'SPOT_DEAL_READ'
  | 'SPOT_DEAL_WRITE'
  | 'SPOT_TRANSFER_READ'
  | 'SPOT_TRANSFER_WRITE'
  | 'SPOT_WITHDRAW_READ'
  | 'SPOT_WITHDRAW_WRITE'

/**
 * `Query` are the call's own parameters (never timestamp, recvWindow or signature), `Answer` the JSON that comes back.
 * Both are types only; `parameters` holds what can be checked before sending.
 */
export type Endpoint<Query, Answer> = {
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: `/api/v3/${string}`
  /** One sentence on what the call does, for the reference. */
  readonly does: string
  /** Section of MEXC's page that documents it, where that is known by name. */
  readonly section?: string
  readonly security: 'public' | 'signed'
  readonly permission?: Permission
  /** Weight of one call in the 10 s windows, by IP and by UID. */
  readonly weight: { readonly ip?: number; readonly uid?: number }
  /** Own limits beside the weights; all of them hold. */
  readonly extraLimits?: readonly ExtraLimit[]
  /** `read`: repeat freely. `never`: the outcome of a lost answer is unknown, look before sending again. */
  readonly retry: 'read' | 'never'
  readonly parameters: { readonly [K in keyof Query]-?: Parameter }
  /** Largest size of an answer, in bytes; `MAX_ANSWER_BYTES` where absent. */
  readonly maxBytes?: number
  /** The parameter that makes the answer one row instead of a list; see `RowOrRows`. */
  readonly rowOf?: string
  /** Source of this entry's facts. */
  readonly source: string
  /** Carries the answer's type; never present. */
  readonly answer?: Answer
}

const COMMON = { weight: { ip: 1 }, source: 'docs 2025-08' } as const
/** Common fields of public endpoints. */
export const PUBLIC_READ = { ...COMMON, method: 'GET', security: 'public', retry: 'read' } as const
/** Common fields of signed endpoints that only read. */
export const SIGNED_READ = { ...COMMON, method: 'GET', security: 'signed', retry: 'read' } as const
/** Common fields of signed endpoints that change something. */
export const SIGNED_CHANGE = { ...COMMON, method: 'POST', security: 'signed', retry: 'never' } as const

/** Largest answer of most endpoints, in bytes: three times a page of 1,000 orders. */
export const MAX_ANSWER_BYTES = 2 * 1024 * 1024
/** Largest list of every symbol, coin or open order, in bytes: five times MEXC's largest, `exchangeInfo`. */
export const MAX_LIST_BYTES = 16 * 1024 * 1024

/** Answers the one row of a symbol that is named, and a list of every symbol's where none is. */
export type RowOrRows<Row> = Endpoint<{ readonly symbol?: string }, Row | readonly Row[]> & { readonly rowOf: 'symbol' }

/** At most `calls` in `perMs`, shared by all endpoints that name the same `pool`. MEXC counts them by user. */
export type ExtraLimit = { readonly calls: number; readonly perMs: number; readonly pool: string }

/** An endpoint whose query and answer do not matter: for tables, limits and routing. */
export type AnyEndpoint = Omit<Endpoint<unknown, unknown>, 'parameters'> & {
  readonly parameters: Readonly<Record<string, Parameter>>
}

/** Type of an endpoint's query. */
export type QueryOf<E> = E extends Endpoint<infer Q, infer _> ? Q : never
/** Type of an endpoint's answer. */
export type AnswerOf<E> = E extends Endpoint<infer _, infer A> ? A : never
