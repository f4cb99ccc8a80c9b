/** Keeps other machines and web pages out of the control panel: loopback only, no foreign origin, JSON bodies only. */

import { timingSafeEqual } from 'node:crypto'
import type { RestRequest } from '../../server/call/request.ts'
import type { PanelReply } from './reply.ts'

/** Access from other machines. */
export type PanelAccess = {
  /** Sent as `Authorization: Bearer TOKEN`. */
  readonly token: string
  /** The only name, besides loopback names, by which the panel answers; absent: any. */
  readonly host?: string | undefined
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1', '[::1]'])

/** The refusal for a call that may come from somewhere else than this machine's own programs. */
export function rejectForeignRequest(request: RestRequest, access?: PanelAccess): PanelReply | undefined {
  const elsewhere = isTrusted(request, access) ? undefined : rejectElsewhere(request)
  if (elsewhere !== undefined) return elsewhere
  const origin = request.headers['origin']
  // Only a browser sends it, and no page can change it; a GET carries it where no Origin is sent.
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return refusal(403, 'FOREIGN_ORIGIN', 'The panel does not answer web pages of other origins.')
  }
  if (origin !== undefined && !isLoopbackOrigin(origin)) {
    return refusal(403, 'FOREIGN_ORIGIN', 'The panel does not answer web pages of other origins.')
  }
  const type = request.headers['content-type'] ?? ''
  if (request.method !== 'GET' && request.method !== 'DELETE' && !type.toLowerCase().startsWith('application/json')) {
    return refusal(415, 'NOT_JSON', 'Send the body as application/json.')
  }
  return undefined
}

/** A Host header is only what the caller writes; its address is not. */
function rejectElsewhere(request: RestRequest): PanelReply | undefined {
  if (!/^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1)$/.test(request.ip)) {
    return refusal(403, 'FOREIGN_ADDRESS', 'The panel answers programs of this machine, and others with its token.')
  }
  const host = hostOf(request.headers['host'])
  if (host === undefined || !LOOPBACK.has(host))
    return refusal(403, 'FOREIGN_HOST', 'The panel answers loopback names only.')
  return undefined
}

/** Returns whether the call has the token, and came to the name that the panel has, where it has one. */
function isTrusted(request: RestRequest, access: PanelAccess | undefined): boolean {
  if (access === undefined) return false
  const given = Buffer.from(request.headers['authorization'] ?? '')
  const wanted = Buffer.from(`Bearer ${access.token}`)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return false
  return access.host === undefined || hostOf(request.headers['host']) === access.host.toLowerCase()
}

function refusal(status: number, code: string, message: string): PanelReply {
  return { status, body: { code, message } }
}

function hostOf(header: string | undefined): string | undefined {
  return header?.replace(/:\d+$/, '').toLowerCase()
}

function isLoopbackOrigin(origin: string): boolean {
  try {
    return LOOPBACK.has(new URL(origin).hostname)
  } catch {
    return false
  }
}
