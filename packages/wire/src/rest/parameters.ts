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
export function optionalOneOf(...values: readonly string[]): Parameter {
  return { type: 'enum', values }
}

/** One of `values`; must be sent. */
export function requiredOneOf(...values: readonly string[]): Parameter {
  return { type: 'enum', values, required: true }
}

/** The query of an endpoint that takes none of its own. */
export type NoQuery = Readonly<Record<never, never>>
