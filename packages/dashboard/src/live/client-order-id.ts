/** Client id that the gateway gives an order: it follows from the idempotency key, so an unanswered order can be found. */

/**
 * Returns the client id of the order that `account` sent under `key`; `undefined` where the browser computes no hashes, as on a
 * page that is neither local nor encrypted.
 */
export async function clientOrderIdOf(account: string, key: string): Promise<string | undefined> {
  const subtle = (globalThis.crypto as Partial<Crypto> | undefined)?.subtle
  if (subtle === undefined) return undefined
  const digest = await subtle.digest('SHA-256', new TextEncoder().encode(`${account}\n${key}`))
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `sd${hex.slice(0, 30)}`
}
