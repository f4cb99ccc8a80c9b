/** A schema of the API as JSON Schema 2020-12, for the generated documents. */

import { z } from 'zod'

/** `input`: what a caller may send; `output`: what it is answered. */
export function schemaOf(of: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(of, { io, unrepresentable: 'any' })
  return rest
}
