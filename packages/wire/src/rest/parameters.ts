/** The kinds of parameters, as the endpoint files write them. */

import type { Parameter } from './endpoint.ts'

/** Kinds of parameters that a query may omit. */
export const optional = {
  text: { type: 'string' },
  decimal: { type: 'decimal' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  list: { type: 'list' },
} as const satisfies Record<string, Parameter>

/** Kinds of parameters that a query must have. */
export const required = {
  text: { type: 'string', required: true },
  decimal: { type: 'decimal', required: true },
  boolean: { type: 'boolean', required: true },
  list: { type: 'list', required: true },
  json: { type: 'json', required: true },
} as const satisfies Record<string, Parameter>

/** One of `values`; may be left out. */
export function optionalOneOf<const Value extends string>(...values: readonly Value[]) {
  return { type: 'enum', values } as const
}

/** One of `values`; must be sent. */
export function requiredOneOf<const Value extends string>(...values: readonly Value[]) {
  return { type: 'enum', values, required: true } as const
}

/** The query of an endpoint that takes none of its own. */
export type NoQuery = Readonly<Record<never, never>>

/** The query that a table of parameters describes. */
export type QueryFrom<Table extends Readonly<Record<string, Parameter>>> = {
  readonly [Name in keyof Table as Table[Name] extends Needed ? Name : never]: ValueOf<Table[Name]>
} & {
  readonly [Name in keyof Table as Table[Name] extends Needed ? never : Name]?: ValueOf<Table[Name]>
}

type Needed = { readonly required: true }
type ValueOf<One extends Parameter> = One extends { readonly values: readonly (infer Value)[] }
  ? Value
  : Values[One['type']]
type Values = {
  readonly string: string
  readonly decimal: string
  readonly integer: number
  readonly boolean: boolean
  readonly enum: string
  /** Also as one text, comma-separated. */
  readonly list: readonly string[] | string
  readonly json: object
}
