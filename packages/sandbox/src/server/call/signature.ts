/** Verification of a call's signature with the key's secret. */

import { timingSafeEqual } from 'node:crypto'
import type { Sign } from '@spotdeck/ports'
import { signedTexts, totalParams } from '@spotdeck/wire'
import type { RestRequest } from './request.ts'

/** A signature with the secret and the function that verify it. */
type Proof = { readonly signature: string; readonly secret: string; readonly sign: Sign }

/** MEXC: escapes in a signed text are upper case by the docs. */
const LOWER_CASE_ESCAPE = /%(?:[a-f][0-9a-fA-F]|[0-9a-fA-F][a-f])/

/**
 * Returns whether the digest is that of one of three readings of the call: as sent, with values encoded, with values
 * decoded. MEXC: official clients differ in what they encode before they sign; all three pass.
 * @param strict a text as sent does not count where it has an escape in lower case
 */
export function isSignedBy(request: RestRequest, { signature, secret, sign }: Proof, strict = false): boolean {
  const { query, body } = request
  const counts = (text: string): boolean => !strict || !LOWER_CASE_ESCAPE.test(text)
  const asSent = totalParams(query, body)
  if (counts(asSent) && sameText(sign(secret, asSent), signature)) return true
  let passed = false
  for (const text of signedTexts(wellFormed(query), wellFormed(body)).filter(counts)) {
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
