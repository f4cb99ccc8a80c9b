/** A call of the panel as data: what it is, what it takes, what it does. The document and the dispatch read the same table. */

import type { Random } from '@spotdeck/ports'
import type { ControlledSandbox } from './controlled-sandbox.ts'
import type { PanelAccess } from './guard.ts'
import type { PanelReply } from './reply.ts'

/** One call of the panel. */
export type PanelCall = {
  /** Values of the path's parameters (in braces) by name. */
  readonly parameters: Readonly<Record<string, string>>
  /** The JSON object of the body; empty when none was sent. */
  readonly body: Readonly<Record<string, unknown>>
  /** Parameters of the query; of names that the route takes. */
  readonly query: ReadonlyMap<string, string>
}

/** A JSON schema, as OpenAPI 3.1 takes it. */
export type Schema = Readonly<Record<string, unknown>>

/** The schema of a body: fields, and no others. */
type BodySchema = {
  readonly type: 'object'
  readonly properties: Readonly<Record<string, Schema>>
  readonly required: readonly string[]
  readonly additionalProperties: false
}

/** One call of the panel as data: path, body, description and handler. */
export type PanelRoute = {
  /** Method and path, whose parameters stand in braces. */
  readonly call: `${'GET' | 'POST' | 'DELETE'} /sandbox${string}`
  readonly summary: string
  /** Absent: it takes no fields. */
  readonly body?: BodySchema
  /** Schemas of the query's parameters; absent: it takes none. */
  readonly query?: Readonly<Record<string, Schema>>
  /** Description of a successful answer. */
  readonly answers: string
  readonly handle: (call: PanelCall) => PanelReply | Promise<PanelReply>
}

/** The sandbox that the routes control, and the random numbers for keys. */
export type PanelWorld = {
  readonly rules: ControlledSandbox
  readonly random: Random
  /** Absent: programs of this machine only. */
  readonly access?: PanelAccess | undefined
}

/** Schema of a text. */
export const text = { type: 'string' } as const
/** Schema of a number. */
export const number = { type: 'number' } as const
/** Schema of a whole number. */
export const whole = { type: 'integer' } as const
/** Schema of a boolean. */
export const flag = { type: 'boolean' } as const
/** Schema of an amount: decimal text without a sign. */
export const amount = { type: 'string', pattern: '^\\d+(\\.\\d+)?$', description: 'Decimal text.' } as const

/** Returns the schema of a body with exactly these fields. */
export function object(properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): BodySchema {
  return { type: 'object', properties, required, additionalProperties: false }
}
