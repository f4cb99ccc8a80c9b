/** Keeps other machines and web pages out of the control panel: loopback only, no foreign origin, JSON bodies only. */

import type { RestRequest } from '../server/request.ts'
import type { PanelReply } from './reply.ts'

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1', '[::1]'])

/** The refusal for a call that may come from somewhere else than this machine's own programs. */
export function rejectForeignRequest(request: RestRequest): PanelReply | undefined {
  // A Host header is only what the caller writes; its address is not.
  if (!/^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1)$/.test(request.ip)) {
    return refusal(403, 'FOREIGN_ADDRESS', 'The panel answers programs of this machine only.')
  }
  const host = hostOf(request.headers['host'])
  if (host === undefined || !LOOPBACK.has(host))
    return refusal(403, 'FOREIGN_HOST', 'The panel answers loopback names only.')
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
