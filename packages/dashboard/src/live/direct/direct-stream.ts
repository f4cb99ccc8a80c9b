/**
 * The exchange's public stream, opened by the page itself: runs the rules of `step`, decodes frames and applies them to
 * the market's store like the gateway's events. No key is known here, and no channel of an account is asked for.
 */

import type { MarketEnvelope, MarketStreamSchema } from '@spotdeck/api'
import type { PageSocket, World } from '../../world.ts'
import { type Bare, Machine } from '../machine.ts'
import type { MarketChannel, MarketTarget } from '../ports.ts'
import type { DecodeFrame, PlainPush } from './decoder.ts'
import { type DirectEffect, type DirectInput, type DirectState, IDLE, statusOf, step } from './step.ts'
import { type PushMemory, type ShownMarket, toEnvelopes } from './to-envelope.ts'

/** Interval at which the rules check the clock. */
const TICK_MS = 1_000
/** A book that changes four times a second can be read; the newest is kept, the others are passed over. */
const BOOK_MS = 250
const REFUSED = 'Not Subscribed'

type Parts = {
  readonly world: Pick<World, 'now' | 'random' | 'after' | 'onWake' | 'openBinarySocket'>
  readonly market: MarketTarget
  /** With an address. */
  readonly schema: MarketStreamSchema & { readonly url: string }
  readonly decode: DecodeFrame
}

/** Follows what the store looks at until `stop`. */
export class DirectStream {
  readonly #parts: Parts
  readonly #machine
  #socket: PageSocket | undefined
  #shown: ShownMarket | undefined
  #memory: PushMemory = {}
  #latestBook: MarketEnvelope | undefined
  #cancelBook: (() => void) | undefined
  #cancelTick: (() => void) | undefined
  readonly #leave: readonly (() => void)[]

  constructor(parts: Parts) {
    this.#parts = parts
    const { market, world } = parts
    const rules = { start: IDLE, step, wake: { type: 'tick' }, wakeAt: () => Infinity } as const
    this.#machine = new Machine<DirectState, Bare<DirectInput>, DirectEffect>({
      ...rules,
      world,
      run: (effect) => this.#run(effect),
    })
    this.#leave = [
      market.onChannel(() => this.#show(market.channel)),
      world.onWake(() => this.#apply({ type: 'wake' })),
    ]
    this.#show(market.channel)
    this.#tick()
  }

  /** Ends for good; the gateway's market data is shown again. */
  stop(): void {
    for (const leave of this.#leave) leave()
    this.#cancelTick?.()
    this.#apply({ type: 'show', channels: [] })
    this.#reset()
    this.#parts.market.setDirect('off')
  }

  #show(channel: MarketChannel | undefined): void {
    const { schema } = this.#parts
    const isSame = channel?.symbol === this.#shown?.symbol && channel?.interval === this.#shown?.interval
    if (isSame) return
    if (channel?.symbol !== this.#shown?.symbol) this.#reset()
    const streamInterval = channel === undefined ? '' : (schema.intervals[channel.interval] ?? '')
    this.#shown = channel === undefined ? undefined : { ...channel, streamInterval }
    this.#apply({ type: 'show', channels: this.#shown === undefined ? [] : channelsOf(schema, this.#shown) })
  }

  #tick(): void {
    this.#cancelTick = this.#parts.world.after(TICK_MS, () => {
      this.#apply({ type: 'tick' })
      this.#tick()
    })
  }

  #apply(input: Bare<DirectInput>): void {
    const { world, market } = this.#parts
    this.#machine.send(input)
    const wasLive = market.direct === 'live'
    const status = statusOf(this.#machine.state, world.now())
    market.setDirect(status)
    // The book that made it live is shown with it.
    if (status === 'live' && !wasLive) this.#showBook()
  }

  #run(effect: DirectEffect): void {
    switch (effect.type) {
      case 'open':
        return this.#open()
      case 'close':
        this.#socket?.close()
        return void (this.#socket = undefined)
      case 'send':
        return this.#socket?.send(JSON.stringify(effect.message))
    }
  }

  #open(): void {
    const ours = (run: () => void): void => {
      if (socket === this.#socket) run()
    }
    this.#memory = {}
    const socket = this.#parts.world.openBinarySocket(this.#parts.schema.url, {
      opened: () => ours(() => this.#apply({ type: 'opened' })),
      bytes: (bytes) => ours(() => this.#frame(bytes)),
      text: (text) => ours(() => this.#apply({ type: 'text', isRefusal: text.includes(REFUSED) })),
      closed: () => ours(() => this.#apply({ type: 'closed' })),
    })
    this.#socket = socket
  }

  #frame(bytes: Uint8Array): void {
    const push = this.#decoded(bytes)
    if (push === undefined) return this.#apply({ type: 'unreadable' })
    if (this.#shown === undefined) return
    const { memory, events } = toEnvelopes(push, this.#shown, this.#memory, this.#parts.world.now())
    this.#memory = memory
    const book = events.find(({ topic }) => topic === 'book')
    if (book !== undefined) this.#latestBook = book
    if (events.length > 0) this.#apply({ type: 'push', isBook: book !== undefined })
    for (const event of events) {
      if (event.topic === 'book') this.#cancelBook ??= this.#parts.world.after(BOOK_MS, () => this.#showBook())
      else this.#parts.market.apply(event, 'direct')
    }
  }

  #decoded(bytes: Uint8Array): PlainPush | undefined {
    if (bytes.length > this.#parts.schema.maxFrameBytes) return undefined
    try {
      return this.#parts.decode(bytes)
    } catch {
      return undefined
    }
  }

  #showBook(): void {
    this.#cancelBook?.()
    this.#cancelBook = undefined
    if (this.#latestBook !== undefined) this.#parts.market.apply(this.#latestBook, 'direct')
  }

  #reset(): void {
    this.#cancelBook?.()
    this.#cancelBook = undefined
    this.#latestBook = undefined
    this.#memory = {}
  }
}

/** The four channels of one market, never more than the exchange takes. */
function channelsOf({ channels, maxChannels }: MarketStreamSchema, shown: ShownMarket): readonly string[] {
  const named = [channels.book, channels.ticker, channels.trades, channels.klines]
  return named
    .map((name) => name.replace('{symbol}', shown.symbol).replace('{interval}', shown.streamInterval))
    .slice(0, maxChannels)
}
