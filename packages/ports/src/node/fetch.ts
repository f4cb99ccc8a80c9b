/** HTTP over Node's global fetch, with one deadline over connection, headers and body. */

import { type Fetch, NetworkFault } from '../network.ts'

const REFUSED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

export const nodeFetch: Fetch = async (request) => {
  const deadline = AbortSignal.timeout(request.timeoutMs)
  const signal = request.signal ? AbortSignal.any([request.signal, deadline]) : deadline
  try {
    const answer = await fetch(request.url, {
      method: request.method,
      headers: { ...request.headers },
      signal,
      redirect: 'error',
      ...(request.body === undefined ? {} : { body: request.body }),
    })
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() }
  } catch (cause) {
    throw toFault(withoutUrl(cause, request.url), request.signal?.aborted === true, deadline.aborted)
  }
}

function toFault(cause: unknown, aborted: boolean, timedOut: boolean): NetworkFault {
  if (aborted) return new NetworkFault('HTTP_ABORTED', 'The call was aborted by its caller.', { cause })
  if (timedOut) return new NetworkFault('HTTP_TIMEOUT', 'No complete answer in time.', { cause })
  const code = errorCode(cause)
  if (REFUSED.has(code)) return new NetworkFault('HTTP_REFUSED', `Could not connect (${code}).`, { cause })
  return new NetworkFault('HTTP_BROKEN', `The connection broke (${code || 'no code'}).`, { cause })
}

/** The cause, unless it repeats the URL: a signed query does not belong in an error. */
function withoutUrl(cause: unknown, url: string): unknown {
  for (let at = cause, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if (at.message.includes(url)) return undefined
  }
  return cause
}

function errorCode(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code
  }
  return ''
}
