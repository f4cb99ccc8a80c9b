/** A call of the panel as data: what it is, what it takes, what it does. The document and the dispatch read the same table. */

import type { Random } from '@spotdeck/ports'
import type { ControlledSandbox } from './controlled-sandbox.ts'
import type { PanelReply } from './reply.ts'

export type PanelCall = {
  /** The parts of the path that stand in braces. */
  readonly parameters: Readonly<Record<string, string>>
  /** The JSON object of the body; empty when none was sent. */
  readonly body: Readonly<Record<string, unknown>>
}

/** A JSON schema, as OpenAPI 3.1 takes it. */
export type Schema = Readonly<Record<string, unknown>>

/** The schema of a body: fields, and no others. */
export type BodySchema = {
  readonly type: 'object'
  readonly properties: Readonly<Record<string, Schema>>
  readonly required: readonly string[]
  readonly additionalProperties: false
}

export type PanelRoute = {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: `/sandbox${string}`
  readonly summary: string
  /** Absent: it takes no fields. */
  readonly body?: BodySchema
  /** What a good answer is, in words. */
  readonly answers: string
  readonly handle: (call: PanelCall) => PanelReply | Promise<PanelReply>
}

export type PanelWorld = { readonly rules: ControlledSandbox; readonly random: Random }

export const text = { type: 'string' } as const
export const number = { type: 'number' } as const
export const whole = { type: 'integer' } as const
export const flag = { type: 'boolean' } as const
export const amount = { type: 'string', pattern: '^\\d+(\\.\\d+)?$', description: 'Decimal text.' } as const

export function object(properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): BodySchema {
  return { type: 'object', properties, required, additionalProperties: false }
}
