/** Calls that one gateway passes on to another: who asks, bound to what is asked, and signed with the secret of the database. */

import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { roles } from '@spotdeck/api'
import { SECOND_MS } from '@spotdeck/ports'
import { z } from 'zod'
import { type Principal, standingOn } from '../principal.ts'
import type { EdgeRequest } from '../rest/answer.ts'

/** Header of a call that was passed on. */
export const FORWARDED = 'spotdeck-forwarded'
/** Time for which a call may be passed on, in ms; also the difference that clocks of gateways may have. */
export const FORWARDED_LASTS_MS = 30 * SECOND_MS

/** A call that was passed on. */
export type ForwardedCall = {
  /** Names the call in the logs of both gateways. */
  readonly id: string
  readonly principal: Principal
  /** Address of the client. */
  readonly ip: string
}

const payload = z.object({
  id: z.string(),
  at: z.number(),
  asked: z.string(),
  ip: z.string(),
  principal: z.object({
    id: z.string(),
    kind: z.enum(['session', 'token']),
    /** Read by gateways of a version without roles. */
    audience: z.enum(['owner', 'viewer', 'public']),
    role: z.enum([...roles, 'public']).optional(),
    accounts: z.union([z.literal('all'), z.array(z.string())]),
    expiresAt: z.number(),
  }),
})

/** Writes the header. It is worth nothing for another call, and after half a minute nothing at all. */
export function sealForwarded(
  keyHex: string,
  request: EdgeRequest,
  call: ForwardedCall & { readonly at: number; readonly account: string },
): string {
  const { id, kind, expiresAt } = call.principal
  const { role, audience } = standingOn(call.principal, call.account) ?? { role: 'public', audience: 'public' }
  const text = JSON.stringify({
    id: call.id,
    at: call.at,
    asked: digestOf(request),
    ip: call.ip,
    principal: { id, kind, role, audience, accounts: [call.account], expiresAt },
  })
  const body = Buffer.from(text, 'utf8').toString('base64url')
  return `${body}.${signatureOf(keyHex, body).toString('base64url')}`
}

/**
 * Reads the header of a request; `undefined` where another secret signed it, for another call, or too long ago. A call that is
 * repeated within its time does what a client's own repeat does: an order is placed once per key.
 */
export function openForwarded(keyHex: string, request: EdgeRequest, now: number): ForwardedCall | undefined {
  const [body = '', signature = ''] = (request.headers[FORWARDED] ?? '').split('.')
  const [given, expected] = [Buffer.from(signature, 'base64url'), signatureOf(keyHex, body)]
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  const { at, asked, id, ip, principal } = payload.parse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')))
  if (asked !== digestOf(request) || Math.abs(now - at) > FORWARDED_LASTS_MS || principal.expiresAt <= now)
    return undefined
  const { audience, role = audience, accounts, ...rest } = principal
  return { id, ip, principal: { ...rest, grants: [{ role, accounts }] } }
}

function signatureOf(keyHex: string, body: string): Buffer {
  return createHmac('sha256', Buffer.from(keyHex, 'hex')).update(`spotdeck forwarded\n${body}`, 'utf8').digest()
}

/** Digest of everything that decides what the call does. */
function digestOf({ method, path, query, headers, body = '' }: EdgeRequest): string {
  const asked = JSON.stringify([method, path, query, headers['idempotency-key'] ?? '', body])
  return createHash('sha256').update(asked, 'utf8').digest('hex')
}
