/**
 * Proves to a command that a gateway serves the same data directory before the command sends it anything: the command
 * writes a new challenge into the directory and sends its name; a process that cannot read the directory cannot know
 * the key.
 */

import { createHmac, timingSafeEqual } from 'node:crypto'

/** HMAC-SHA256 over the question and the address that was asked, so that an answer is worth nothing at another address. */
export function proofOf(keyHex: string, challenge: string, address: string): string {
  return createHmac('sha256', Buffer.from(keyHex, 'hex'))
    .update(`spotdeck gateway proof\n${challenge}\n${address}`, 'utf8')
    .digest('hex')
}

/** Compares in constant time. */
export function isProof(given: unknown, expected: string): boolean {
  const [left, right] = [Buffer.from(typeof given === 'string' ? given : ''), Buffer.from(expected)]
  return left.length === right.length && timingSafeEqual(left, right)
}
