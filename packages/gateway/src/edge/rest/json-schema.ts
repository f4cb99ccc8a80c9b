/** The forms of the generated documents: OpenAPI, and schemas of the API as JSON Schema 2020-12. */

import { z } from 'zod'

/** A schema, as the generator writes it. */
export type JsonSchema = z.core.JSONSchema.BaseSchema
/** Media types, each with the form of its body. */
export type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>
/** A named value of a call beside its body. */
export type OperationParameter = {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly description?: string
  readonly schema: JsonSchema | boolean
}
/** An answer to a call. */
export type Response = { readonly description: string; readonly content?: Content }
/** A call as the document describes it. */
export type Operation = {
  readonly summary: string
  readonly description: string
  readonly operationId: string
  readonly security: readonly object[]
  readonly parameters: readonly OperationParameter[]
  readonly requestBody?: { readonly required: true; readonly content: Content }
  readonly responses: Readonly<Record<string, Response>>
}
/** The document: what its page shows, and the rest. */
export type OpenApi = {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: object
}

/** `input`: what a caller may send; `output`: what it is answered. */
export function schemaOf(of: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(of, { io, unrepresentable: 'any' })
  return rest
}
