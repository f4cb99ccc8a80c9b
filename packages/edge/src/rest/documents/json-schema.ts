/** A schema of the API as JSON Schema 2020-12, for the generated documents. */

import { z } from 'zod'

/** A schema, as the generator writes it. */
export type JsonSchema = z.core.JSONSchema.BaseSchema

/** `input`: what a caller may send; `output`: what it is answered. */
export function schemaOf(of: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(of, { io, unrepresentable: 'any' })
  return rest
}
