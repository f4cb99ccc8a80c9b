/** Takes what must stay secret out of text that came back from elsewhere: firewalls and error pages repeat URLs. */

/** Shorter values would blot out ordinary words; real ones are longer by far. */
const SHORTEST_SECRET = 6
const LONGEST_TEXT = 300

/** Each secret as it is and as a URL carries it becomes `***`; `signature=` and `listenKey=` values always do. */
export function redact(text: string, secrets: readonly (string | undefined)[]): string {
  let clean = text.replace(/\b(signature|listenKey)=[^&\s"'<>]*/gi, '$1=***')
  for (const secret of secrets) {
    if (secret === undefined || secret.length < SHORTEST_SECRET) continue
    clean = clean.replaceAll(secret, '***').replaceAll(encodeURIComponent(secret), '***')
  }
  return clean.length > LONGEST_TEXT ? `${clean.slice(0, LONGEST_TEXT)}…` : clean
}
