/** A REST call as plain data, and its parameters however they were sent: query, form text or a JSON object. */

import { parseJson } from '@spotdeck/ports'
import { parseParameters } from '@spotdeck/wire'

/** A REST call as plain data. */
export type RestRequest = {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** As sent, without the question mark. */
  readonly query: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** As sent. */
  readonly body: string
  readonly ip: string
}

/** A REST answer as plain data. */
export type RestAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Delivery of an answer: after a delay, never, or a broken connection instead of it. */
export type Outcome =
  /** The answer leaves after `delayMs`; 0: at once. */
  | { readonly kind: 'answer'; readonly answer: RestAnswer; readonly delayMs: number }
  /** The request is accepted and never answered. */
  | { readonly kind: 'silence' }
  /** The connection is reset: at once, or after so many bytes of an answer's body. */
  | { readonly kind: 'break'; readonly partial?: { readonly answer: RestAnswer; readonly bytes: number } }

/** Decoded parameters by name. */
export type Parameters = ReadonlyMap<string, string>

/**
 * Query and body merged; of two values of one name the query's wins.
 * MEXC: the body is form text even when its type says JSON; a real JSON object is read as well.
 * @returns `undefined` when a body that looks like JSON is none
 */
export function parametersOf(request: RestRequest): Parameters | undefined {
  if (request.body === '') return new Map(parseParameters(request.query))
  const body = bodyParameters(request.body)
  if (body === undefined || request.query === '') return body
  return new Map([...body, ...parseParameters(request.query)])
}

function bodyParameters(text: string): Parameters | undefined {
  const trimmed = text.trim()
  return trimmed.startsWith('{') || trimmed.startsWith('[')
    ? jsonParameters(trimmed)
    : new Map(parseParameters(trimmed))
}

function jsonParameters(text: string): Parameters | undefined {
  const value = parseJson(text)
  return value === undefined || Array.isArray(value) ? undefined : valuesOf(value)
}

/** The fields of a JSON object as text: numbers and booleans as written, lists and objects as JSON. */
export function valuesOf(value: unknown): Parameters | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const found = new Map<string, string>()
  for (const [name, field] of Object.entries(value)) {
    if (field === null || field === undefined) continue
    found.set(name, typeof field === 'string' ? field : JSON.stringify(field))
  }
  return found
}
