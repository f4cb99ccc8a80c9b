/** Whether a call is signed with the key's secret. */

import { timingSafeEqual } from 'node:crypto'
import type { Sign } from '@spotdeck/ports'
import { signedTexts, totalParams } from '@spotdeck/wire'
import type { RestRequest } from './request.ts'

/**
 * The digest must be that of one of three readings of the call: as sent, with values encoded, with values decoded.
 * MEXC: official clients differ in what they encode before they sign; all three pass.
 */
export function isSignedBy(request: RestRequest, signature: string, secret: string, sign: Sign): boolean {
  const { query, body } = request
  if (sameText(sign(secret, totalParams(query, body)), signature)) return true
  let passed = false
  for (const text of signedTexts(wellFormed(query), wellFormed(body))) {
    passed = sameText(sign(secret, text), signature) || passed
  }
  return passed
}

/** Halves of surrogate pairs cannot be percent-encoded: they become the replacement character, as UTF-8 has them. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd')
}

/** Compares in a time that does not depend on where the texts differ. */
function sameText(expected: string, given: string): boolean {
  const a = Buffer.from(expected, 'utf8')
  const b = Buffer.from(given, 'utf8')
  return a.length === b.length && timingSafeEqual(a, b)
}
