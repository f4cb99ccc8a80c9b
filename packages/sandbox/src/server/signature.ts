/** Whether a call is signed with the key's secret: over the text as sent, with values encoded, or with values decoded. */

import { timingSafeEqual } from 'node:crypto'
import type { Sign } from '@spotdeck/ports'
import { type RestRequest, decode, splitPair } from './request.ts'

/**
 * The digest must be lower-case hex of one of three readings of query text followed by body text, each without its
 * `signature`. MEXC: official clients differ in what they encode before they sign; all three pass.
 */
export function isSignedBy(request: RestRequest, signature: string, secret: string, sign: Sign): boolean {
  const query = withoutSignature(request.query)
  const body = withoutSignature(request.body)
  const readings = new Set([
    query + body,
    mapValues(query, encodeStrict) + mapValues(body, encodeStrict),
    mapValues(query, encodePlain) + mapValues(body, encodePlain),
    mapValues(query, (value) => value) + mapValues(body, (value) => value),
  ])
  let passed = false
  for (const text of readings) passed = sameText(sign(secret, text), signature) || passed
  return passed
}

/** Removes every `signature` with the ampersand that leads it. */
function withoutSignature(text: string): string {
  if (!text.includes('signature=')) return text
  return text
    .split('&')
    .filter((pair) => !pair.startsWith('signature='))
    .join('&')
}

/** The text with each value decoded and written anew. JSON bodies and broken escapes stay as they are. */
function mapValues(text: string, write: (value: string) => string): string {
  if (text === '' || text.startsWith('{') || text.startsWith('[')) return text
  return text
    .split('&')
    .map((pair) => {
      const [name, value] = splitPair(pair)
      const decoded = decode(value)
      return decoded === undefined || !pair.includes('=') ? pair : `${name}=${write(decoded)}`
    })
    .join('&')
}

function encodePlain(value: string): string {
  return encodeURIComponent(value)
}

function encodeStrict(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** Compares in a time that does not depend on where the texts differ. */
function sameText(expected: string, given: string): boolean {
  const a = Buffer.from(expected, 'utf8')
  const b = Buffer.from(given, 'utf8')
  return a.length === b.length && timingSafeEqual(a, b)
}
