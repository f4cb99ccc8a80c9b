/** One stream connection's rules: what it may ask for, what it is answered, and when it has to go. */

import { STREAM_LIMITS, SERVER_MESSAGES, ackFrame, ackText, parseChannel, parseRequest } from '@spotdeck/wire'
import type { Channel } from '@spotdeck/wire'
import type { AccountId } from '../venue/exchange.ts'
import type { PublicChannel, PublicHub, Receiver } from './hub.ts'
import type { PrivateKind } from './private-pushes.ts'

/** The other end, as the adapter gives it. Sending to a peer that is gone does nothing. */
export interface Peer {
  sendText(text: string): void
  /** The bytes are shared among peers: they are never to be written to. */
  sendBinary(bytes: Uint8Array): void
  /** Closes; without a code the close frame has none (1005 at the other end). */
  close(code?: number): void
  /** A control ping. */
  ping(): void
}

/** How long a connection may be what. Times in ms. */
export type SessionLimits = {
  readonly withoutSubscriptionMs: number
  readonly silenceMs: number
  readonly ageMs: number
  readonly pingEveryMs: number
  readonly channels: number
  readonly messagesPerSecond: number
}

export const DEFAULT_LIMITS: SessionLimits = {
  withoutSubscriptionMs: STREAM_LIMITS.withoutSubscriptionMs,
  silenceMs: STREAM_LIMITS.silenceMs,
  ageMs: STREAM_LIMITS.connectionAgeMs,
  pingEveryMs: 25_000,
  channels: STREAM_LIMITS.channelsPerConnection,
  messagesPerSecond: STREAM_LIMITS.messagesPerSecond,
}

export type SessionOptions = {
  readonly peer: Peer
  readonly hub: PublicHub
  readonly limits: SessionLimits
  /** Whether the exchange has the symbol. */
  readonly knows: (symbol: string) => boolean
  /** Whose private channels it may hear; absent: nobody's. */
  readonly account?: AccountId
  readonly listenKey?: string
  /** Called once, when it is over for whatever reason. */
  readonly ended: (session: Session) => void
}

export interface Session {
  readonly account: AccountId | undefined
  readonly listenKey: string | undefined
  receive(text: string, now: number): void
  hears(kind: PrivateKind): boolean
  /** Sends a push. */
  push(frame: Uint8Array): void
  /** Applies the rules of time. */
  check(now: number): void
  /** Closes the peer, unless it is gone already. Idempotent. */
  end(why: 'gone' | 'closed'): void
}

export function openSession(options: SessionOptions, now: number): Session {
  const { peer, hub, limits } = options
  const subscribed = new Map<string, Channel>()
  const arrivals: number[] = []
  let lonelySince = now
  let heardAt = now
  let pushed = false
  let pingedAt = now
  let over = false

  const receiver: Receiver = (frame) => session.push(frame)
  const answer = (id: number, message: string): void => peer.sendText(ackFrame(id, message))
  const tooFast = (at: number): boolean => {
    arrivals.push(at)
    if (arrivals.length <= limits.messagesPerSecond) return false
    const first = arrivals.shift() ?? at
    return at - first < 1_000
  }
  const subscribe = (names: readonly string[]): string => {
    const accepted: string[] = []
    const refused: string[] = []
    for (const name of names) {
      const channel = readChannel(name, options.knows)
      if (channel === undefined) refused.push(name)
      else if (isPrivate(channel) && options.account === undefined) continue
      else if (subscribed.has(name)) accepted.push(name)
      else if (subscribed.size >= limits.channels) refused.push(name)
      else {
        subscribed.set(name, channel)
        accepted.push(name)
        if (!isPrivate(channel)) hub.join(name, channel, receiver)
      }
    }
    return ackText(accepted, refused)
  }
  const unsubscribe = (names: readonly string[], at: number): string => {
    const refused = names.filter((name) => parseChannel(name) === undefined)
    for (const name of names) {
      const channel = subscribed.get(name)
      if (channel !== undefined && !isPrivate(channel)) hub.leave(name, receiver)
      if (subscribed.delete(name) && subscribed.size === 0) lonelySince = at
    }
    return ackText(names.filter((name) => !refused.includes(name)), refused) // prettier-ignore
  }
  const session: Session = {
    account: options.account,
    listenKey: options.listenKey,
    receive(text, at) {
      if (over) return
      if (tooFast(at)) return session.end('closed')
      const request = parseRequest(text)
      switch (request.kind) {
        case 'subscribe':
          heardAt = at
          return answer(request.id, subscribe(request.channels))
        case 'unsubscribe':
          return answer(request.id, unsubscribe(request.channels, at))
        case 'ping':
          heardAt = at
          return answer(request.id, SERVER_MESSAGES.pong)
        case 'pong':
          return undefined
        case 'methodEmpty':
          return answer(0, SERVER_MESSAGES.methodEmpty)
        case 'invalid':
          return answer(0, SERVER_MESSAGES.invalid)
      }
    },
    hears: (kind) => !over && [...subscribed.values()].some((channel) => channel.kind === kind),
    push(frame) {
      if (over) return
      pushed = true
      peer.sendBinary(frame)
    },
    check(at) {
      if (over) return
      if (pushed) heardAt = at
      pushed = false
      const lonely = subscribed.size === 0 && at - lonelySince >= limits.withoutSubscriptionMs
      if (lonely || at - heardAt >= limits.silenceMs) return session.end('closed')
      if (at - openedAt >= limits.ageMs) return session.end('closed')
      if (at - pingedAt < limits.pingEveryMs) return
      pingedAt = at
      peer.ping()
    },
    end(why) {
      if (over) return
      over = true
      for (const [name, channel] of subscribed) if (!isPrivate(channel)) hub.leave(name, receiver)
      subscribed.clear()
      options.ended(session)
      if (why === 'closed') peer.close()
    },
  }
  const openedAt = now
  return session
}

function isPrivate(channel: Channel): channel is Exclude<Channel, PublicChannel> {
  return channel.kind === 'privateAccount' || channel.kind === 'privateDeals' || channel.kind === 'privateOrders'
}

/** A channel that exists, of a symbol that exists. */
function readChannel(name: string, knows: (symbol: string) => boolean): Channel | undefined {
  const channel = parseChannel(name)
  return channel !== undefined && 'symbol' in channel && !knows(channel.symbol) ? undefined : channel
}
