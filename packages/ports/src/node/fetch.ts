/** HTTP over Node's global fetch, with one deadline over connection, headers and body. */

import { type Fetch, NetworkFault } from '../network.ts'

const REFUSED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])
/** These end a connection that stands as well, with what was sent on it perhaps done. */
const UNREACHABLE = new Set(['EHOSTUNREACH', 'ENETUNREACH'])
/** Body of a call that names no size of its own: whoever sends more would fill the memory. */
const MAX_BODY_BYTES = 32 * 1024 * 1024

/** HTTP by Node's `fetch`, with a deadline and a bounded body; rejects with `NetworkFault`. */
export const nodeFetch: Fetch = async (request) => {
  const deadline = AbortSignal.timeout(request.timeoutMs)
  const signal = request.signal ? AbortSignal.any([request.signal, deadline]) : deadline
  try {
    const answer = await fetch(request.url, {
      method: request.method,
      headers: { ...request.headers },
      signal,
      redirect: 'error',
      body: request.body ?? null,
    })
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: await textOf(answer, request.maxBytes),
    }
  } catch (cause) {
    throw toFault(withoutUrl(cause, request.url), request.signal?.aborted === true, deadline.aborted)
  }
}

class TooLarge extends Error {}

/** @throws {TooLarge} the rest is not read */
async function textOf({ body }: Response, maxBytes = MAX_BODY_BYTES): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const piece of body ?? []) {
    bytes += piece.length
    if (bytes > maxBytes) throw new TooLarge(`The answer is larger than ${maxBytes} bytes.`)
    text += decoder.decode(piece, { stream: true })
  }
  return text + decoder.decode()
}

function toFault(cause: unknown, aborted: boolean, timedOut: boolean): NetworkFault {
  if (aborted) return new NetworkFault('HTTP_ABORTED', 'The call was aborted by its caller.', { cause })
  if (timedOut) return new NetworkFault('HTTP_TIMEOUT', 'No complete answer in time.', { cause })
  if (cause instanceof TooLarge) return new NetworkFault('HTTP_TOO_LARGE', cause.message, { cause })
  const { code, connecting } = systemError(cause)
  if (REFUSED.has(code) || (UNREACHABLE.has(code) && connecting))
    return new NetworkFault('HTTP_REFUSED', `Could not connect (${code}).`, { cause })
  return new NetworkFault('HTTP_BROKEN', `The connection broke (${code || 'no code'}).`, { cause })
}

/** The cause, unless it repeats the URL: a signed query does not belong in an error. */
function withoutUrl(cause: unknown, url: string): unknown {
  for (let at = cause, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if (at.message.includes(url)) return undefined
  }
  return cause
}

/** The system's error code, and whether the connection was still being made, to one address or to several. */
function systemError(error: unknown): { readonly code: string; readonly connecting: boolean } {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if (!('code' in at) || typeof at.code !== 'string') continue
    return { code: at.code, connecting: at instanceof AggregateError || ('syscall' in at && at.syscall === 'connect') }
  }
  return { code: '', connecting: false }
}
