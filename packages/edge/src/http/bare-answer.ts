/** Raw HTTP responses written to a socket outside the HTTP server: for invalid requests and rejected upgrades. */

import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { EdgeAnswer } from '../answer/answer.ts'
import { ProblemError, badRequest, problemAnswer } from '../answer/problem.ts'
import { DATA_POLICY } from './headers.ts'

/** The most that a request's first line and headers may hold together. */
export const HEADERS_LIMIT_BYTES = 16 * 1024

/** Sends the answer under the `common` headers and ends the connection. */
export function writeRawResponse(socket: Duplex, common: Readonly<Record<string, string>>, answer: EdgeAnswer): void {
  const { status, body } = answer
  const text = typeof body === 'string' ? body : ''
  const headers = {
    ...common,
    'content-security-policy': DATA_POLICY,
    'cache-control': 'no-store',
    ...answer.headers,
    'content-length': String(Buffer.byteLength(text)),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  // The server keeps its half of a connection open; whoever does not close theirs is not waited for.
  socket.once('finish', () => socket.destroy())
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', text].join('\r\n'))
}

/** Problem for a request that the HTTP parser rejected. */
export function problemOfParser({ code }: { readonly code?: unknown }): EdgeAnswer {
  if (code === 'HPE_HEADER_OVERFLOW')
    return problemAnswer(new ProblemError('TOO_LARGE', { limitBytes: HEADERS_LIMIT_BYTES }))
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return problemAnswer(new ProblemError('REQUEST_TIMEOUT'))
  return problemAnswer(badRequest('request', 'is not HTTP'))
}
