/** The WebSocket door as rules: text comes in, text goes out. The adapter only carries it. */

import {
  type ClientMessage,
  type Params,
  type ServerMessage,
  type SubscribeAccount,
  type SubscribeMarket,
  clientMessage,
  closeCodes,
  ping,
  subscribeAccount,
  subscribeMarket,
  unsubscribe,
} from '@spotdeck/api'
import { codeOf, defined, parseJson } from '@spotdeck/ports'
import { z } from 'zod'
import type { OutgoingEvent } from './coalesce.ts'
import type { MarketWatch } from '../desk.ts'
import type { Position } from '@spotdeck/reports'
import type { Transport } from '../answer/transport.ts'
import { Guard } from './guard.ts'
import { type Hub, channelKey } from './hub.ts'
import { MarketSubscriber, channelsOf } from './market-subscriber.ts'
import type { EndReason, Metrics } from '../metrics/gateway-metrics.ts'
import { type Principal, audienceOf, holderOf, standingOn } from '@spotdeck/desk'
import type { SubscriberOutput, SubscriberWorld } from './subscriber-output.ts'
import { AccountSubscriber } from './subscriber.ts'
import { formatPosition } from './resume.ts'
import { type Refusal, accountTopics, marketTopicsOf } from './topics.ts'
import { reasonOf } from '../answer/reason.ts'

/** WebSocket that carries the text. */
export interface WebSocketTransport extends Transport {
  send(text: string): void
  /** Says why and ends; gives up waiting for the other side after a bounded time. */
  close(code: number, reason: string): void
}

/** Parts of a connection. */
export type ConnectionOptions = {
  readonly hub: Hub
  readonly principal: Principal
  readonly world: SubscriberWorld
  readonly sink: WebSocketTransport
  readonly metrics?: Metrics
}

const DEFAULT_INTERVAL_MS = 100
const DEFAULT_MARKET_INTERVAL_MS = 250
const DEFAULT_KLINE = '1m'
/** Books, klines and trades of one reader: each is a subscription at the exchange while nobody else has it. */
const MAX_CHANNELS = 60
/** Topics of a market that are not read from a channel of its own. */
const WITHOUT_CHANNEL: ReadonlySet<string> = new Set(['ticker', 'notices'])
/** Messages that a client may send at once, and per second after that. */
const BURST = 60
const PER_SECOND = 10
/** Messages past the limit are answered by an error until there are this many; then the socket is closed. */
const PATIENCE = 100
/** Seconds until a program may ask again for refused channels. */
const RETRY_AFTER_S = 5
/** Most events in one frame: a long replay arrives in pieces. */
const EVENTS_PER_FRAME = 500

/** One WebSocket connection with its subscriptions. */
export class SocketConnection {
  readonly #options: ConnectionOptions
  readonly #guard: Guard
  readonly #readers = new Map<string, AccountSubscriber>()
  #market: MarketSubscriber | undefined
  #waiting: Promise<void> | undefined
  #closed = false
  #tokens = BURST
  #tokensAt: number
  #refused = 0

  constructor(options: ConnectionOptions) {
    this.#guard = new Guard(options.world, (reference) => this.#end(closeCodes.failed, 'INTERNAL', { reference }))
    this.#options = { ...options, world: { ...options.world, timers: this.#guard.timers } }
    this.#tokensAt = options.world.clock.now()
  }

  /** One message of the reader. Whatever it is, the answer is a message or a close, never an exception. */
  receive(text: string): void {
    this.#guard.run(() => this.#receive(text))
  }

  #receive(text: string): void {
    if (this.#closed) return
    if (!this.#takeToken()) return this.#refuseFlood()
    const json = parseJson(text)
    const parsed = clientMessage.safeParse(json)
    const id = requestIdOf(json)
    this.#inOrder(() => {
      if (parsed.success) return this.#handle(parsed.data)
      return this.#error({ code: 'BAD_REQUEST', params: explain(json) }, id)
    })
  }

  /** The socket is gone. */
  gone(): void {
    this.#closed = true
    for (const reader of this.#readers.values()) reader.close()
    this.#readers.clear()
    this.#market?.close()
  }

  restart(): void {
    this.#end(closeCodes.restart, 'RESTARTING')
  }

  revoke(): void {
    this.#end(closeCodes.revoked, 'REVOKED')
  }

  /** Runs at once, or after a subscription that waits for the store: answers keep the order of what was asked. */
  #inOrder(work: () => void | Promise<void>): void {
    const done = this.#waiting === undefined ? work() : this.#waiting.then(work)
    if (done === undefined) return
    const waiting = done
      .catch((error: unknown) => (codeOf(error) === undefined ? this.#guard.fail(error) : this.restart()))
      .finally(() => {
        if (this.#waiting === waiting) this.#waiting = undefined
      })
    this.#waiting = waiting
  }

  #handle(message: ClientMessage): void | Promise<void> {
    if (this.#closed) return
    switch (message.op) {
      case 'ping':
        return this.#say({ op: 'pong', ...defined({ id: message.id }) })
      case 'unsubscribe':
        return this.#unsubscribe(message.id, message.account)
      case 'subscribe':
        return 'account' in message ? this.#reach(message) : this.#followMarket(message)
    }
  }

  #reach(message: SubscribeAccount): void | Promise<void> {
    const { hub, principal } = this.#options
    const { account, since } = message
    const standing = standingOn(principal, account)
    const reading = standing && hub.reach(account, standing.audience, since)
    if (reading === undefined) return this.#follow(message)
    return reading.then(() => (this.#closed ? undefined : this.#follow(message)))
  }

  #follow(message: SubscribeAccount): void | Promise<void> {
    const { hub, principal, world } = this.#options
    const { account, id } = message
    const standing = standingOn(principal, account)
    const head = standing === undefined ? undefined : hub.desk.account(account)?.head()
    if (standing === undefined || head === undefined)
      return this.#error({ code: 'UNKNOWN_ACCOUNT', params: { account } }, id)
    const { audience } = standing
    const chosen = accountTopics(message.topics, audience)
    if ('refusal' in chosen) return this.#error(chosen.refusal, id)
    this.#unfollow(account)
    const following = {
      account,
      audience,
      topics: chosen.topics,
      intervalMs: message.intervalMs ?? DEFAULT_INTERVAL_MS,
      symbols: message.symbols === undefined ? undefined : new Set(message.symbols),
      assets: message.assets === undefined ? undefined : new Set(message.assets),
    }
    const reader = new AccountSubscriber(hub, world, following, this.#outlet(account), head)
    this.#readers.set(account, reader)
    const begin = (seen: Position): void => {
      if (this.#readers.get(account) !== reader) return
      const head = hub.shown(account, audience, seen)
      this.#say({ op: 'subscribed', id, account, topics: [...chosen.topics], ...head })
      reader.start(message.since, seen)
    }
    const seen = hub.seen.of(account, audience, head)
    return seen instanceof Promise ? seen.then(begin) : begin(seen)
  }

  #unfollow(account: string): void {
    this.#readers.get(account)?.close()
    this.#readers.delete(account)
  }

  #followMarket(message: SubscribeMarket): void {
    const { hub, principal, world, sink } = this.#options
    const chosen = marketTopicsOf(message.topics, audienceOf(principal))
    if ('refusal' in chosen) return this.#error(chosen.refusal, message.id)
    const known = new Set(hub.desk.markets().map(({ symbol }) => symbol))
    const isStreamed = (symbol: string): boolean =>
      known.has(symbol) && (hub.desk.hasChannels(symbol) || message.topics.every((topic) => WITHOUT_CHANNEL.has(topic)))
    const unknown = message.symbols.find((symbol) => !isStreamed(symbol))
    if (unknown !== undefined) {
      return this.#error({ code: 'UNKNOWN_SYMBOL', params: { symbol: unknown.slice(0, 40) } }, message.id)
    }
    const following = {
      topics: chosen.topics,
      symbols: new Set(message.symbols),
      intervalMs: message.intervalMs ?? DEFAULT_MARKET_INTERVAL_MS,
      kline: message.kline ?? DEFAULT_KLINE,
      by: holderOf(principal),
    }
    if (channelsOf(following).filter(({ topic }) => topic !== 'ticker').length > MAX_CHANNELS) {
      const reason = `must be fewer: at most ${MAX_CHANNELS} books, klines and trades at once`
      return this.#error({ code: 'BAD_REQUEST', params: { field: 'symbols', reason } }, message.id)
    }
    this.#say({ op: 'subscribed', id: message.id, topics: [...chosen.topics] })
    const before = this.#market
    this.#market = new MarketSubscriber(hub, world, following, {
      market: (texts) => sink.send(asFrame(texts)),
      failed: () => this.restart(),
      get bufferedBytes() {
        return sink.bufferedBytes
      },
    })
    const refused = this.#market.start(before)
    if (refused.length > 0) this.#error(tooManyChannels(refused), message.id)
  }

  #unsubscribe(id: number, account: string | undefined): void {
    if (account === undefined) {
      this.#market?.close()
      this.#market = undefined
    } else {
      this.#unfollow(account)
    }
    this.#say({ op: 'unsubscribed', id })
  }

  #outlet(account: string): SubscriberOutput {
    const { sink, hub } = this.#options
    return {
      door: 'websocket',
      carrier: sink,
      render: framesOf,
      sample: (text) => sink.send(text),
      position: (at) => {
        const text = (): string[] => [JSON.stringify({ op: 'position', account, ...at } satisfies ServerMessage)]
        for (const piece of hub.rendered.of(`websocket position ${account} ${formatPosition(at)}`, text))
          sink.share(piece)
      },
      reset: (at) => this.#say({ op: 'reset', account, ...at }),
      tooSlow: () => this.#end(closeCodes.tooSlow, 'TOO_SLOW'),
      failed: () => this.restart(),
    }
  }

  #say(message: ServerMessage): void {
    if (!this.#closed) this.#options.sink.send(JSON.stringify(message))
  }

  #error(refusal: Refusal, id?: number): void {
    this.#say({ op: 'error', ...defined({ id }), ...refusal })
  }

  #end(code: number, reason: EndReason, params: Params = {}): void {
    if (this.#closed) return
    this.#options.metrics?.cutOff(reason)
    this.#error({ code: reason, params })
    this.gone()
    this.#options.sink.close(code, reason)
  }

  #takeToken(): boolean {
    const now = this.#options.world.clock.now()
    this.#tokens = Math.min(BURST, this.#tokens + ((now - this.#tokensAt) / 1000) * PER_SECOND)
    this.#tokensAt = now
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }

  #refuseFlood(): void {
    this.#refused += 1
    if (this.#refused > PATIENCE) return this.#end(closeCodes.policy, 'RATE_LIMITED')
    this.#error({ code: 'RATE_LIMITED', params: { retryAfter: 1 } })
  }
}

/** Names what was not subscribed, such as `book MXUSDT, klines MXUSDT 1m`. */
function tooManyChannels(refused: MarketWatch['refused']): Refusal {
  const { limit, scope } = refused[0] ?? { limit: 0, scope: 'credential' }
  const channels = refused.map(({ channel }) => channelKey(channel)).join(', ')
  return { code: 'TOO_MANY_CHANNELS', params: { limit, scope, channels, retryAfter: RETRY_AFTER_S } }
}

function framesOf(batch: readonly OutgoingEvent[]): string[] {
  const frames: string[] = []
  for (let from = 0; from < batch.length; from += EVENTS_PER_FRAME) {
    frames.push(asFrame(batch.slice(from, from + EVENTS_PER_FRAME).map(({ text }) => text)))
  }
  return frames
}

/** One envelope as it is, several as an array. */
const asFrame = (texts: readonly string[]): string => (texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(',')}]`)

function requestIdOf(json: unknown): number | undefined {
  if (typeof json !== 'object' || json === null || !('id' in json)) return undefined
  return typeof json.id === 'number' && Number.isSafeInteger(json.id) && json.id >= 0 ? json.id : undefined
}

/** Finds the invalid field of a message by the schema of its `op`. */
function explain(json: unknown): { readonly field: string; readonly reason: string } {
  if (json === undefined) return { field: 'message', reason: 'is not JSON' }
  const issue = meantAs(json).safeParse(json, { error: reasonOf }).error?.issues[0]
  return { field: issue?.path.join('.') || 'message', reason: issue?.message ?? 'is not understood' }
}

const anyMessage = z.object({ op: z.enum(['subscribe', 'unsubscribe', 'ping']) })

function meantAs(json: unknown): z.ZodType {
  switch (anyMessage.safeParse(json).data?.op) {
    case 'subscribe':
      return typeof json === 'object' && json !== null && 'account' in json ? subscribeAccount : subscribeMarket
    case 'unsubscribe':
      return unsubscribe
    case 'ping':
      return ping
    case undefined:
      return anyMessage
  }
}
