/** Reads one text frame of the gateway's socket into messages. What it does not know it leaves out, never throws. */

import type { Envelope, ServerMessage } from '@spotdeck/api'

/** One frame: control messages and envelopes in the order they were sent. */
export type Received =
  | { readonly kind: 'control'; readonly message: ServerMessage }
  | { readonly kind: 'event'; readonly event: Envelope }

const OPS: ReadonlySet<string> = new Set(['subscribed', 'unsubscribed', 'position', 'reset', 'pong', 'error'])

/** The messages of one text frame; empty when it is not JSON or says nothing known. */
export function parseFrame(text: string): readonly Received[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return []
  }
  const items: readonly unknown[] = Array.isArray(value) ? value : [value]
  return items.flatMap(parseItem)
}

function parseItem(item: unknown): readonly Received[] {
  if (typeof item !== 'object' || item === null) return []
  if ('op' in item) {
    return typeof item.op === 'string' && OPS.has(item.op) ? [{ kind: 'control', message: item as ServerMessage }] : []
  }
  if ('topic' in item && 'type' in item && 'data' in item && typeof item.data === 'object' && item.data !== null) {
    return [{ kind: 'event', event: item as Envelope }]
  }
  return []
}
