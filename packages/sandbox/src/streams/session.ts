/** One stream connection's rules: what it may ask for, what it is answered, and when it has to go. */

import {
  STREAM_LIMITS,
  SERVER_MESSAGES,
  ackFrame,
  ackText,
  isPrivateChannel,
  parseChannel,
  parseRequest,
} from '@spotdeck/wire'
import type { Channel } from '@spotdeck/wire'
import type { AccountId } from '../venue/contract/exchange.ts'
import type { PublicHub, Receiver } from './hub.ts'
import { PRIVATE_CHANNELS, type PrivateKind } from './private-pushes.ts'

/** The other end, as the adapter gives it. Sending to a peer that is gone does nothing. */
export interface Peer {
  sendText(text: string): void
  /** The bytes are shared among peers: they are never to be written to. */
  sendBinary(bytes: Uint8Array): void
  /** Closes; without a code the close frame has none (1005 at the other end), with 1006 there is no close frame. */
  close(code?: number): void
  /** A control ping. */
  ping(): void
  /** Address of the client; absent: bans do not apply. */
  readonly address?: string | undefined
}

/** Limits of a connection. Times in ms. */
export type SessionLimits = {
  readonly withoutSubscriptionMs: number
  readonly silenceMs: number
  readonly pingEveryMs: number
  readonly channels: number
  readonly messagesPerSecond: number
}

/** Default limits of a connection. */
export const DEFAULT_LIMITS: SessionLimits = {
  withoutSubscriptionMs: STREAM_LIMITS.withoutSubscriptionMs,
  silenceMs: STREAM_LIMITS.silenceMs,
  pingEveryMs: 25_000,
  channels: STREAM_LIMITS.channelsPerConnection,
  messagesPerSecond: STREAM_LIMITS.messagesPerSecond,
}

/** Parts and settings of a session. */
export type SessionOptions = {
  readonly peer: Peer
  readonly hub: PublicHub
  readonly limits: SessionLimits
  /** Returns whether the exchange has the symbol. */
  readonly knows: (symbol: string) => boolean
  /** Account whose private channels it may subscribe to; absent: none. */
  readonly account?: AccountId | undefined
  readonly listenKey?: string | undefined
  /** Channels that are refused; absent: none. */
  readonly blocked?: ((channel: string) => boolean) | undefined
  /** The code of its close frame when the exchange ends it; absent: none. */
  readonly closeCode?: () => number | undefined
  /** Returns whether acknowledgements list the channels in reverse order; absent: they do not. */
  readonly turnsAcks?: () => boolean
  /** Called when it is closed for sending too much, before that. */
  readonly tooFast?: () => void
  /** Called once, when it is over for whatever reason. */
  readonly ended: (session: Session) => void
}

/** One connection, from its opening to its end. It does nothing any more once it is over. */
export class Session {
  readonly account: AccountId | undefined
  readonly listenKey: string | undefined
  readonly #options: SessionOptions
  readonly #subscribed = new Map<string, Channel>()
  /** Times of the last messages, oldest first; at most one more than the limit. */
  readonly #arrivals: number[] = []
  readonly #receiver: Receiver = (frame) => this.push(frame)
  #lonelySince: number
  #receivedAt: number
  #pingedAt: number
  #pushed = false
  #silent = false
  #over = false

  constructor(options: SessionOptions, now: number) {
    this.account = options.account
    this.listenKey = options.listenKey
    this.#options = options
    this.#lonelySince = now
    this.#receivedAt = now
    this.#pingedAt = now
  }

  /** Channels that it is subscribed to; `undefined` once it is over. */
  get channels(): readonly string[] | undefined {
    return this.#over ? undefined : [...this.#subscribed.keys()]
  }

  receive(text: string, now: number): void {
    if (this.#over) return
    if (this.#tooFast(now)) {
      this.#options.tooFast?.()
      return this.end('closed')
    }
    const request = parseRequest(text)
    switch (request.kind) {
      case 'subscribe':
        this.#receivedAt = now
        return this.#answer(request.id, this.#subscribe(request.channels))
      case 'unsubscribe':
        return this.#answer(request.id, this.#unsubscribe(request.channels, now))
      case 'ping':
        this.#receivedAt = now
        return this.#answer(request.id, SERVER_MESSAGES.pong)
      case 'pong':
        return undefined
      case 'methodEmpty':
        return this.#answer(0, SERVER_MESSAGES.methodEmpty)
      case 'invalid':
        return this.#answer(0, SERVER_MESSAGES.invalid)
    }
  }

  receives(kind: PrivateKind): boolean {
    return !this.#over && !this.#silent && this.#subscribed.has(PRIVATE_CHANNELS[kind])
  }

  /** Sends a push. */
  push(frame: Uint8Array): void {
    if (this.#over) return
    this.#pushed = true
    this.#options.peer.sendBinary(frame)
  }

  /** Says nothing more on private channels, and stays open. */
  silence(): void {
    this.#silent = true
  }

  /** Applies the rules of time. */
  check(now: number): void {
    if (this.#over) return
    const { limits, peer } = this.#options
    if (this.#pushed) this.#receivedAt = now
    this.#pushed = false
    const lonely = this.#subscribed.size === 0 && now - this.#lonelySince >= limits.withoutSubscriptionMs
    const silent = now - this.#receivedAt >= limits.silenceMs
    if (lonely || silent) return this.end('closed')
    if (now - this.#pingedAt < limits.pingEveryMs) return
    this.#pingedAt = now
    peer.ping()
  }

  /** Closes the peer, unless it is gone already. Idempotent. */
  end(why: 'gone' | 'closed'): void {
    if (this.#over) return
    this.#over = true
    for (const [name, channel] of this.#subscribed) this.#leave(name, channel)
    this.#subscribed.clear()
    this.#options.ended(this)
    if (why === 'closed') this.#options.peer.close(this.#options.closeCode?.())
  }

  #answer(id: number, message: string): void {
    this.#options.peer.sendText(ackFrame(id, message))
  }

  #tooFast(now: number): boolean {
    this.#arrivals.push(now)
    if (this.#arrivals.length <= this.#options.limits.messagesPerSecond) return false
    return now - (this.#arrivals.shift() ?? now) < 1_000
  }

  #subscribe(names: readonly string[]): string {
    const accepted: string[] = []
    const refused: string[] = []
    for (const name of names) {
      const channel = readChannel(name, this.#options.knows)
      if (channel === undefined || this.#options.blocked?.(name) === true) refused.push(name)
      // MEXC: a private channel without a usable listen key is not even named in the answer.
      else if (isPrivateChannel(channel) && this.account === undefined) continue
      else if (this.#enter(name, channel)) accepted.push(name)
      else refused.push(name)
    }
    return this.#options.turnsAcks?.() === true
      ? ackText(accepted.reverse(), refused.reverse())
      : ackText(accepted, refused)
  }

  /** False where the connection has as many streams as it may. */
  #enter(name: string, channel: Channel): boolean {
    if (this.#subscribed.has(name)) return true
    if (this.#subscribed.size >= this.#options.limits.channels) return false
    this.#subscribed.set(name, channel)
    if (!isPrivateChannel(channel)) this.#options.hub.join(name, channel, this.#receiver)
    return true
  }

  #unsubscribe(names: readonly string[], now: number): string {
    for (const name of names) {
      const channel = this.#subscribed.get(name)
      if (channel === undefined) continue
      this.#leave(name, channel)
      this.#subscribed.delete(name)
      if (this.#subscribed.size === 0) this.#lonelySince = now
    }
    const known = names.filter((name) => parseChannel(name) !== undefined)
    return ackText(
      known,
      names.filter((name) => !known.includes(name)),
    )
  }

  #leave(name: string, channel: Channel): void {
    if (!isPrivateChannel(channel)) this.#options.hub.leave(name, this.#receiver)
  }
}

/** A channel that exists, of a symbol that exists. */
function readChannel(name: string, knows: (symbol: string) => boolean): Channel | undefined {
  const channel = parseChannel(name)
  return channel !== undefined && 'symbol' in channel && !knows(channel.symbol) ? undefined : channel
}
