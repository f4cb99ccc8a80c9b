/** Requests of a client on the stream: one JSON object per text frame. */

/** Builds the request that subscribes to channels. Give each request its own positive `id`: acknowledgements echo it. */
export function subscriptionRequest(channels: readonly string[], id?: number): string {
  return JSON.stringify({ method: 'SUBSCRIPTION', params: channels, id })
}

/** The text of a request to end subscriptions, answered like a subscription. */
export function unsubscriptionRequest(channels: readonly string[], id?: number): string {
  return JSON.stringify({ method: 'UNSUBSCRIPTION', params: channels, id })
}

/** Answered by `PONG` with id 0. */
export function pingRequest(): string {
  return '{"method":"PING"}'
}

/** The answer to a PING that came as text from the server. */
export function pongRequest(): string {
  return '{"method":"PONG"}'
}

/** A text frame of a client, read. */
export type StreamRequest =
  | { readonly kind: 'subscribe' | 'unsubscribe'; readonly id: number; readonly channels: readonly string[] }
  | { readonly kind: 'ping' | 'pong'; readonly id: number }
  /** JSON without a method. */
  | { readonly kind: 'methodEmpty'; readonly id: number }
  /** No JSON object, an unknown method, or parameters that are no list of text. */
  | { readonly kind: 'invalid'; readonly id: number }

/** Reads a client's text frame as the exchange does. A missing id is 0. PING and PONG may be in either case. */
export function parseRequest(text: string): StreamRequest {
  const request = jsonObject(text)
  if (request === undefined) return { kind: 'invalid', id: 0 }
  const id = typeof request.id === 'number' && Number.isSafeInteger(request.id) && request.id >= 0 ? request.id : 0
  const { method, params } = request
  if (method === undefined || method === null || method === '') return { kind: 'methodEmpty', id }
  if (method === 'SUBSCRIPTION' || method === 'UNSUBSCRIPTION') {
    if (!isTextList(params)) return { kind: 'invalid', id }
    return { kind: method === 'SUBSCRIPTION' ? 'subscribe' : 'unsubscribe', id, channels: params }
  }
  if (method === 'PING' || method === 'ping') return { kind: 'ping', id }
  if (method === 'PONG' || method === 'pong') return { kind: 'pong', id }
  return { kind: 'invalid', id }
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

/** The object in a JSON text; undefined for everything else. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined
  } catch {
    return undefined
  }
}
