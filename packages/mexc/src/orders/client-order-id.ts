/** Client order ids: made for callers who give none, so that an order whose answer is lost can always be looked up. */

import type { Random } from '@spotdeck/ports'
import { InvalidRequest } from '../errors/mexc-error.ts'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const RANDOM_CHARACTERS = 20

/** 22 of `[A-Z0-9_]` with 100 random bits. MEXC: 32 characters are accepted everywhere; longer ones were refused. */
export function newClientOrderId(random: Random): string {
  const bytes = random.bytes(RANDOM_CHARACTERS)
  return `S_${Array.from(bytes, (byte) => ALPHABET[byte & 31]).join('')}`
}

const USABLE = /^[A-Za-z0-9_-]{1,32}$/

/** Returns whether every MEXC call accepts this client order id. */
export function isUsableClientOrderId(id: string): boolean {
  return USABLE.test(id)
}

/** @throws {InvalidRequest} for a client order id that some call would refuse */
export function requireUsableClientOrderId(id: string): void {
  if (isUsableClientOrderId(id)) return
  throw new InvalidRequest({ problem: 'A client order id is 1 to 32 letters, digits, - and _.' })
}
