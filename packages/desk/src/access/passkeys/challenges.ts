/**
 * Challenges of passkeys. A challenge carries its own end and a keyed mark, so that no gateway remembers those that nobody signs, and
 * every gateway that knows the key takes what another has given. What was signed is remembered in the store, until its end is long over.
 */

import { createHmac, timingSafeEqual } from 'node:crypto'
import { MINUTE_MS, type Random } from '@spotdeck/ports'
import type { SpentChallenge } from './passkey-store.ts'

/** Lifetime of a challenge, in ms. */
export const CHALLENGE_LASTS_MS = 2 * MINUTE_MS

/** Use that a challenge is for, and whose: a challenge for one use, host or session is none for another. */
export type ChallengeUse = {
  readonly purpose: 'sign-in' | 'confirm' | 'add'
  readonly rpId: string
  /** Id of the session; absent where nobody is signed in. */
  readonly session?: string | undefined
}

const ID_BYTES = 16
const TIME_BYTES = 6
const MARK_BYTES = 32

/** A new challenge as base64url: 16 random bytes, its end, and a mark over both and its use. */
export function newChallenge(
  keyHex: string,
  use: ChallengeUse,
  { now, random }: { now: number; random: Random },
): string {
  const end = Buffer.alloc(TIME_BYTES)
  end.writeUIntBE(now + CHALLENGE_LASTS_MS, 0, TIME_BYTES)
  const body = Buffer.concat([random.bytes(ID_BYTES), end])
  return Buffer.concat([body, markOf(keyHex, use, body)]).toString('base64url')
}

/** The challenge where it was made for this use; `expired` from its end on; `undefined` where it was not made for it. */
export function openChallenge(
  keyHex: string,
  use: ChallengeUse,
  { challenge, now }: { readonly challenge: string; readonly now: number },
): SpentChallenge | 'expired' | undefined {
  const bytes = Buffer.from(challenge, 'base64url')
  if (bytes.length !== ID_BYTES + TIME_BYTES + MARK_BYTES) return undefined
  const body = bytes.subarray(0, ID_BYTES + TIME_BYTES)
  if (!timingSafeEqual(bytes.subarray(body.length), markOf(keyHex, use, body))) return undefined
  const expiresAt = body.readUIntBE(ID_BYTES, TIME_BYTES)
  return now < expiresAt ? { id: body.subarray(0, ID_BYTES).toString('hex'), expiresAt } : 'expired'
}

function markOf(keyHex: string, { purpose, rpId, session = '' }: ChallengeUse, body: Buffer): Buffer {
  const label = `spotdeck passkey challenge\n${purpose}\n${rpId}\n${session}\n`
  return createHmac('sha256', Buffer.from(keyHex, 'hex')).update(label, 'utf8').update(body).digest()
}

/** Name of the owner towards authenticators: the same for all gateways of a desk, and nothing about anybody. Base64url. */
export function userHandleOf(keyHex: string): string {
  return createHmac('sha256', Buffer.from(keyHex, 'hex')).update('spotdeck passkey user', 'utf8').digest('base64url')
}
