/** Text frames of the server: acknowledgements, PONG and refusals, in every spelling that was seen. */

import { jsonObject } from './request.ts'

/** One text frame of the server, read. */
export type Ack = {
  /** The request's id; 0 for PONG, for errors, and for requests without one. */
  readonly id: number
  /** 0 even when everything was refused; anything else is a failure. */
  readonly code: number
  readonly accepted: readonly string[]
  readonly refused: readonly string[]
  /** Why not, in MEXC's words (`Blocked!`), or a whole message that is no acknowledgement. */
  readonly reason?: string
  readonly pong: boolean
  /** The server asks for a PONG. */
  readonly ping: boolean
  /** MEXC: a private channel on a connection without a usable listen key is answered by nothing at all. */
  readonly empty: boolean
  /** The listen key of this connection is unknown or has expired: get a new one and reconnect. */
  readonly listenKeyRefused: boolean
}

const NOTHING = {
  id: 0,
  code: 0,
  accepted: [],
  refused: [],
  pong: false,
  ping: false,
  empty: false,
  listenKeyRefused: false,
} satisfies Ack

/** Longest text frame that is read: 30 channels of a connection, named twice, are below 8,000 characters. */
const MAX_TEXT = 65_536

/** Reads any text frame of the server; never throws. What is no acknowledgement is a `reason`. */
export function parseAck(text: string): Ack {
  if (text.length > MAX_TEXT) return { ...NOTHING, reason: 'a text frame that is too long' }
  const answer = jsonObject(text)
  if (answer === undefined) return { ...NOTHING, ...readMessage(text.trim()) }
  const { method, msg } = answer
  if (typeof method === 'string' && method.toUpperCase() === 'PING') return { ...NOTHING, ping: true }
  const ack = { ...NOTHING, id: integer(answer.id), code: integer(answer.code) }
  const message = typeof msg === 'string' ? msg : ''
  if (ack.code === 0) return { ...ack, ...readMessage(message) }
  const named = readMessage(message)
  return {
    ...ack,
    ...named,
    accepted: [],
    refused: [...(named.accepted ?? []), ...(named.refused ?? [])],
    reason: message,
  }
}

function readMessage(message: string): Partial<Ack> {
  if (message === 'PONG') return { pong: true }
  if (message === '' || /^Subscription to\s+successful\.?$/.test(message)) return { empty: true }
  if (/listen ?key/i.test(message) && !message.includes('@')) return { reason: message, listenKeyRefused: true }
  if (message.includes(ACCEPTED) || message.includes(REFUSED)) {
    const reason = /Reason\s*[：:]\s*(.*?)\s*$/s.exec(message)?.[1]
    const refused = listAfter(message, REFUSED)
    const named = reason === undefined || refused.length === 0 ? undefined : { reason }
    return { accepted: listAfter(message, ACCEPTED), refused, ...named }
  }
  const channels = message.split(',').map((part) => part.trim())
  return channels.every(looksLikeChannel) ? { accepted: channels } : { reason: message }
}

const ACCEPTED = 'Subscribed successful! ['
const REFUSED = 'Not Subscribed successfully! ['

function listAfter(message: string, opening: string): readonly string[] {
  const at = message.indexOf(opening)
  if (at < 0) return []
  const start = at + opening.length
  const end = message.indexOf(']', start)
  const list = message.slice(start, end < 0 ? undefined : end)
  return list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function looksLikeChannel(text: string): boolean {
  return /^[a-z]+@\S+$/.test(text)
}

function integer(value: unknown): number {
  const number = typeof value === 'string' ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : 0
}

/** The reason that covers every refusal: an unknown symbol, a retired channel, bad grammar, one stream too many. */
export const BLOCKED = 'Blocked!'

/** The message to a subscription, to the letter: full-width colon, two spaces before `Reason`, one at the end. */
export function ackText(accepted: readonly string[], refused: readonly string[]): string {
  if (refused.length === 0) return accepted.join(',')
  const refusal = `${REFUSED}${refused.join(',')}].  Reason： ${BLOCKED} `
  return accepted.length === 0 ? refusal : `${ACCEPTED}${accepted.join(',')}]. ${refusal}`
}

/** Other messages of the server, to the letter. */
export const SERVER_MESSAGES = {
  pong: 'PONG',
  methodEmpty: 'method is empty.',
  invalid: 'msg format invalid',
  wrongListenKey: 'Wrong listen key',
} as const

/** MEXC: what some connections get for a bad listen key: a bare text frame, no JSON. */
export const INVALID_LISTEN_KEY_FRAME = 'Invalid listen key'

/** One text frame of the server: code 0 whatever happened. */
export function ackFrame(id: number, message: string): string {
  return JSON.stringify({ id, code: 0, msg: message })
}
