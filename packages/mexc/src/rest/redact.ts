/** Takes what must stay secret out of text that came back from elsewhere: firewalls and error pages repeat URLs. */

/** Shorter values would blot out ordinary words; real ones are longer by far. */
const SHORTEST_SECRET = 6
const MAX_TEXT = 300

/** `signature=…`, `"listenKey":"…"` and their like, in a URL's spelling and in JSON's. */
const NAMED = /\b(signature|listenKey|secretKey)("?\s*[=:]\s*\[?"?)[^&\s"'<>,}\]]+/gi
/** Signatures and listen keys: 64 hex digits, whatever stands before them. */
const LONG_HEX = /[0-9a-f]{64}/gi

/** Each secret as it is and as a URL carries it becomes `***`; so does whatever has the shape of a signature. */
export function redact(text: string, secrets: readonly (string | undefined)[]): string {
  let clean = text
  for (const secret of secrets) {
    if (secret === undefined || secret.length < SHORTEST_SECRET) continue
    clean = clean.replaceAll(secret, '***').replaceAll(encodeURIComponent(secret), '***')
  }
  return clean.replace(NAMED, '$1$2***').replace(LONG_HEX, '***')
}

/** The start of a text of any length, for a message. Redact first: a cut may leave half a secret. */
export function shorten(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text
}
