/**
 * Parameters as text, in the one spelling that is both sent and signed. MEXC: escapes are upper case, a space is `%20`,
 * and `! ' ( )` are escaped as well; the server checks the text as sent and never sorts it.
 */

import { WireError } from '../errors/wire-error.ts'
import type { AnyEndpoint, Endpoint, Parameter } from './endpoint.ts'

/** One parameter of a query, not encoded. */
export type ParameterPair = readonly [name: string, value: string]

/**
 * One value, escaped. `*` and `~` stay as they are: keep them out of values, since encoders differ.
 * @throws {WireError} `WIRE_BAD_VALUE` for text that has no UTF-8 form (half of a surrogate pair)
 */
export function encodeValue(text: string): string {
  try {
    return encodeURIComponent(text).replace(/[!'()]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
  } catch (cause) {
    throw new WireError('WIRE_BAD_VALUE', 'A value is cut inside a character: pass whole text.', { cause })
  }
}

/** `a=1&b=2`, in the order given; empty for none. */
export function encodeParameters(pairs: Iterable<ParameterPair>): string {
  return Array.from(pairs, ([name, value]) => `${encodeValue(name)}=${encodeValue(value)}`).join('&')
}

/**
 * Builds the text to sign: the query's text and, right after it without a separator, the body's. A `signature`
 * parameter in either is left out with its `&`.
 */
export function totalParams(query: string, body = ''): string {
  return withoutSignature(query) + withoutSignature(body)
}

function withoutSignature(text: string): string {
  return text
    .split('&')
    .filter((part) => !part.startsWith('signature='))
    .join('&')
}

/**
 * Reads form-style text as the exchange does: escapes decoded, `+` kept, a damaged escape kept as it stands, a name
 * without `=` as an empty value.
 */
export function parseParameters(text: string): readonly ParameterPair[] {
  const parts = text.split('&').filter((part) => part !== '')
  return parts.map((part) => {
    const equals = part.indexOf('=')
    const [name, value] = equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)]
    return [decodeValue(name), decodeValue(value)]
  })
}

function decodeValue(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * The texts a correct client may have signed for a request: as sent, with each value escaped, with each value decoded.
 * MEXC's own demo programs use all three. Duplicates are left out.
 */
export function signedTexts(query: string, body = ''): readonly string[] {
  const asSent = totalParams(query, body)
  const parts = [query, body].map((text) => parseParameters(withoutSignature(text)))
  const plain = (pairs: readonly ParameterPair[]) => pairs.map(([name, value]) => `${name}=${value}`).join('&')
  return [...new Set([asSent, parts.map(encodeParameters).join(''), parts.map(plain).join('')])]
}

/**
 * A query as pairs in the endpoint's own order; what is undefined is left out.
 * @throws {WireError} `WIRE_BAD_VALUE` naming the parameter that is missing, unknown or of the wrong kind
 */
export function parameterPairs<Query>(endpoint: Endpoint<Query, unknown>, query: Query): readonly ParameterPair[] {
  const { name, parameters } = endpoint as AnyEndpoint
  return pairsOf(name, parameters, query)
}

function pairsOf(call: string, parameters: AnyEndpoint['parameters'], query: unknown): readonly ParameterPair[] {
  const given = new Map<string, unknown>(Object.entries(query as object))
  for (const name of given.keys()) {
    if (!Object.hasOwn(parameters, name)) throw badValue(call, name, 'is not one of its parameters')
  }
  return Object.entries(parameters).flatMap(([name, parameter]): ParameterPair[] => {
    const value = given.get(name)
    if (value !== undefined) return [[name, parameterText(call, parameter, [name, value])]]
    if (parameter.required === true) throw badValue(call, name, 'is missing')
    return []
  })
}

const PLAIN_DECIMAL = /^(?:\d+\.?\d*|\.\d+)$/

function parameterText(call: string, parameter: Parameter, [name, value]: readonly [string, unknown]): string {
  switch (parameter.type) {
    case 'string':
      if (typeof value === 'string') return value
      break
    case 'enum':
      if (typeof value === 'string' && parameter.values?.includes(value) === true) return value
      break
    case 'decimal':
      if (typeof value === 'string' && PLAIN_DECIMAL.test(value)) return value
      break
    case 'integer':
      if (Number.isSafeInteger(value)) return String(value)
      break
    case 'boolean':
      if (typeof value === 'boolean') return String(value)
      break
    case 'list':
      if (typeof value === 'string') return value
      if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(',')
      break
    case 'json':
      if (typeof value !== 'object' || value === null) break
      if (parameter.elements !== undefined) checkElements(call, parameter.elements, value)
      return JSON.stringify(value)
      break
  }
  throw badValue(call, name, `wants ${describe(parameter)}`)
}

/** @throws {WireError} for an element that its own call would refuse: a member that nobody knows would be ignored */
function checkElements(call: string, elements: AnyEndpoint['parameters'], list: object): void {
  if (Array.isArray(list)) for (const element of list as readonly unknown[]) pairsOf(call, elements, element ?? {})
}

function describe(parameter: Parameter): string {
  if (parameter.type === 'enum') return `one of ${(parameter.values ?? []).join(', ')}`
  if (parameter.type === 'decimal') return 'plain decimal text such as "0.0001"'
  return `a value of type ${parameter.type}`
}

function badValue(call: string, name: string, what: string): WireError {
  return new WireError('WIRE_BAD_VALUE', `${call}: the parameter ${name} ${what}; correct it before sending.`)
}
