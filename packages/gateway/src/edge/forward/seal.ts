/** Calls that one gateway passes on to another, and their answers: bound to what is asked, and signed with the secret of the gateways. */

import { createHash } from 'node:crypto'
import { SECOND_MS } from '@spotdeck/ports'
import { z } from 'zod'
import type { SecretMac } from '../../gateway-secret.ts'
import type { EdgeRequest } from '../rest/answer.ts'

/** Header of a call that was passed on. */
export const FORWARDED = 'spotdeck-forwarded'
/** Header of the answer to it. */
export const ANSWERED = 'spotdeck-answered'
/** Time for which a call may be passed on, in ms; also the difference that clocks of gateways may have. */
export const FORWARDED_LASTS_MS = 30 * SECOND_MS

/** A call that was passed on. It names a credential and none of its rights: whoever takes the call looks them up. */
export type ForwardedCall = {
  /** Names the call in the logs of both gateways. */
  readonly id: string
  readonly kind: 'session' | 'token'
  /** Id of the session or token. */
  readonly credential: string
  /** Address of the client. */
  readonly ip: string
}

const payload = z.strictObject({
  id: z.string(),
  at: z.number(),
  asked: z.string(),
  ip: z.string(),
  kind: z.enum(['session', 'token']),
  credential: z.string(),
})

/** Writes the header. It is worth nothing for another call, and after half a minute nothing at all. */
export function sealForwarded(
  mac: SecretMac,
  request: EdgeRequest,
  call: ForwardedCall & { readonly at: number },
): string {
  const body = Buffer.from(JSON.stringify({ ...call, asked: digestOf(request) }), 'utf8').toString('base64url')
  return `${body}.${mac.of('call', body)}`
}

/**
 * Reads the header of a request; `undefined` where another secret signed it, for another call, or too long ago. A call that is
 * repeated within its time does what a client's own repeat does: an order is placed once per key.
 */
export function openForwarded(mac: SecretMac, request: EdgeRequest, now: number): ForwardedCall | undefined {
  const [body = '', signature = ''] = (request.headers[FORWARDED] ?? '').split('.')
  if (!mac.isOf(signature, 'call', body)) return undefined
  const found = payload.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')))
  if (!found.success) return undefined
  const { at, asked, ...call } = found.data
  return asked !== digestOf(request) || Math.abs(now - at) > FORWARDED_LASTS_MS ? undefined : call
}

/** Parts of an answer that reach the client. */
export type SealedAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Writes the header of the answer to a call; it is worth nothing for another call or another answer. */
export const sealAnswer = (mac: SecretMac, call: string, answer: SealedAnswer): string =>
  mac.of(...partsOf(call, answer))

/** True for an answer that a holder of the secret gave to this call. */
export const isAnswerTo = (mac: SecretMac, call: string, answer: SealedAnswer): boolean =>
  mac.isOf(answer.headers[ANSWERED] ?? '', ...partsOf(call, answer))

function partsOf(call: string, { status, headers, body }: SealedAnswer): readonly (string | number)[] {
  return ['answer', call, status, headers['content-type'] ?? '', headers['retry-after'] ?? '', body]
}

/** Digest of everything that decides what the call does. */
function digestOf({ method, path, query, headers, body = '' }: EdgeRequest): string {
  const asked = JSON.stringify([method, path, query, headers['idempotency-key'] ?? '', body])
  return createHash('sha256').update(asked, 'utf8').digest('hex')
}
