/** HTTP over Node's `http` and `https`: connections stay open, and one deadline covers connection, headers and body. */

import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as openHttp } from 'node:http'
import { Agent as HttpsAgent, request as openHttps } from 'node:https'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { type Fetch, type HttpRequest, NetworkFault } from '../network.ts'
import { parseProxy, ProxyAgent } from './proxy.ts'

/** Body of a call that names no size of its own: whoever sends more would fill the memory. */
const MAX_BODY_BYTES = 32 * 1024 * 1024
/** An idle connection is closed after this long, in ms, or before the end that the server announces. */
const IDLE_MS = 90_000

/** The connections of one `Fetch`, for plain and for encrypted HTTP. */
export type NodeAgents = { readonly http: HttpAgent; readonly https: HttpAgent }

/**
 * Connections that stay open for 90 s; an idle one does not keep the process alive. `proxy` as `parseProxy` reads it.
 * @throws {TypeError} for what is no address of a proxy
 */
export function keptAgents(proxy?: string): NodeAgents {
  const options = { keepAlive: true, timeout: IDLE_MS }
  if (proxy !== undefined) {
    const address = parseProxy(proxy)
    const agent = (encrypted: boolean): HttpAgent => new ProxyAgent(address, { ...options, encrypted })
    return { http: agent(false), https: agent(true) }
  }
  return { http: new HttpAgent(options), https: new HttpsAgent(options) }
}

/** HTTP with a deadline and a bounded body, over connections of its own that stay open; rejects with `NetworkFault`. */
export function createNodeFetch(agents: NodeAgents = keptAgents()): Fetch {
  return async (request) => {
    if (!URL.canParse(request.url)) throw new NetworkFault('HTTP_REFUSED', 'The address is not a URL.')
    const url = new URL(request.url)
    const isPlain = url.protocol === 'http:'
    const agent = isPlain ? agents.http : agents.https
    const headers = { accept: '*/*', 'accept-encoding': 'gzip', 'user-agent': 'node', ...request.headers }
    const call = (isPlain ? openHttp : openHttps)(url, { method: request.method, headers, agent })
    return exchange(call, request, agent)
  }
}

/** HTTP with a deadline and a bounded body; rejects with `NetworkFault`. Its connections are those of the process. */
export const nodeFetch: Fetch = createNodeFetch()

async function exchange(call: ClientRequest, request: HttpRequest, agent: HttpAgent): ReturnType<Fetch> {
  const { signal } = request
  let ended: NetworkFault | undefined
  const end = (code: NetworkFault['code'], message: string): void => {
    ended ??= new NetworkFault(code, message)
    call.destroy()
  }
  const abort = (): void => end('HTTP_ABORTED', 'The call was aborted by its caller.')
  const deadline = setTimeout(end, request.timeoutMs, 'HTTP_TIMEOUT', 'No complete answer in time.')
  signal?.addEventListener('abort', abort)
  if (signal?.aborted === true) abort()
  const isConnected = connectionOf(call)
  try {
    const answer = await answerTo(call, request.body)
    const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]))
    return { status: answer.statusCode ?? 0, headers, body: await textOf(answer, request.maxBytes) }
  } catch (cause) {
    if (ended?.code === 'HTTP_TIMEOUT' && call.reusedSocket) closeIdle(agent)
    throw ended ?? toFault(cause, isConnected())
  } finally {
    clearTimeout(deadline)
    signal?.removeEventListener('abort', abort)
  }
}

/** A connection that was open is dead: so may those be that were idle beside it. */
function closeIdle(agent: HttpAgent): void {
  for (const idle of Object.values(agent.freeSockets).flat()) idle?.destroy()
}

/** Tells whether a call has had a connection: nothing of it has left before. */
function connectionOf(call: ClientRequest): () => boolean {
  let isConnected = false
  call.once('socket', (socket) => {
    const isEncrypted = 'encrypted' in socket
    if (call.reusedSocket || !(socket.connecting || isEncrypted)) isConnected = true
    else socket.once(isEncrypted ? 'secureConnect' : 'connect', () => (isConnected = true))
  })
  return () => isConnected
}

function answerTo(call: ClientRequest, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    call.on('error', reject).on('close', () => reject(new Error('closed')))
    call.on('response', (answer) => {
      const isRedirect = answer.headers.location !== undefined && Math.floor((answer.statusCode ?? 0) / 100) === 3
      if (!isRedirect) return resolve(answer)
      answer.destroy()
      reject(new NetworkFault('HTTP_BROKEN', 'The host redirects to another.'))
    })
    call.end(body)
  })
}

/** @throws {NetworkFault} `HTTP_TOO_LARGE`: the rest is not read */
async function textOf(answer: IncomingMessage, maxBytes = MAX_BODY_BYTES): Promise<string> {
  const isPacked = answer.headers['content-encoding'] === 'gzip'
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  // A failure of either stream ends the other, and the loop.
  for await (const piece of isPacked ? pipeline(answer, createGunzip(), () => undefined) : answer) {
    const part = piece as Uint8Array
    bytes += part.length
    if (bytes > maxBytes) throw new NetworkFault('HTTP_TOO_LARGE', `The answer is larger than ${maxBytes} bytes.`)
    text += decoder.decode(part, { stream: true })
  }
  return text + decoder.decode()
}

function toFault(error: unknown, isConnected: boolean): NetworkFault {
  if (error instanceof NetworkFault) return error
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'no code'
  // An answer that is no HTTP is not repeated: it may hold a key that was made just now.
  const cause = error instanceof Error && 'rawPacket' in error ? undefined : error
  if (!isConnected) return new NetworkFault('HTTP_REFUSED', `Could not connect (${code}).`, { cause })
  return new NetworkFault('HTTP_BROKEN', `The connection broke (${code}).`, { cause })
}
