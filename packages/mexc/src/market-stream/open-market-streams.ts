/** All public channels of a process over as many sockets as they need: who reads what, and which socket carries it. */

import { buildChannel, type Channel, type DecodedPush } from '@spotdeck/wire'
import { requireSafeHost } from '../rest/host.ts'
import type { ChannelHandlers, MarketStreamOptions, MarketStreams } from './market-stream.ts'
import { Pacer } from './pacer.ts'
import { CHANNELS_PER_SOCKET, Shard } from './shard.ts'

/** A few new connections a second, far below what MEXC counts. */
const OPEN_EVERY_MS = 250

type Subscription = { readonly shard: Shard; readonly readers: Set<ChannelHandlers>; live: boolean }

/**
 * Opens nothing until the first channel is wanted, and closes a socket when its last channel is not.
 * @throws {InsecureHost} for plain ws to a host that is not this machine
 */
export function openMarketStreams(options: MarketStreamOptions): MarketStreams {
  requireSafeHost(options.wsUrl, 'ws')
  return new ShardedStreams(options)
}

class ShardedStreams implements MarketStreams {
  readonly #options: MarketStreamOptions
  readonly #shards = new Set<Shard>()
  readonly #subscriptions = new Map<string, Subscription>()
  readonly #opening: Pacer
  #closed = false

  constructor(options: MarketStreamOptions) {
    this.#options = options
    this.#opening = new Pacer(options.world, OPEN_EVERY_MS)
  }

  subscribe(channel: Channel, handlers: ChannelHandlers): () => void {
    const name = buildChannel(channel)
    if (this.#closed) throw new Error('These market streams are closed: open new ones.')
    const reader = { ...handlers }
    const subscription = this.#subscriptions.get(name) ?? this.#start(name)
    subscription.readers.add(reader)
    if (subscription.live) {
      this.#options.world.timers.after(0, () => {
        if (subscription.live && subscription.readers.has(reader)) reader.subscribed?.()
      })
    }
    return () => this.#stop(name, subscription, reader)
  }

  close(): Promise<void> {
    this.#closed = true
    this.#opening.stop()
    for (const shard of this.#shards) shard.close()
    this.#shards.clear()
    this.#subscriptions.clear()
    return Promise.resolve()
  }

  #start(name: string): Subscription {
    const shard = [...this.#shards].find((open) => open.size < CHANNELS_PER_SOCKET) ?? this.#open()
    const subscription: Subscription = { shard, readers: new Set(), live: false }
    this.#subscriptions.set(name, subscription)
    shard.add(name)
    return subscription
  }

  #stop(name: string, subscription: Subscription, reader: ChannelHandlers): void {
    if (!subscription.readers.delete(reader) || subscription.readers.size > 0) return
    if (this.#subscriptions.get(name) !== subscription) return
    this.#subscriptions.delete(name)
    subscription.shard.remove(name)
    this.#closeIfIdle(subscription.shard)
  }

  #open(): Shard {
    const shard: Shard = new Shard(this.#options.wsUrl, this.#options.world, {
      push: (push) => this.#push(push),
      subscribed: (name) => this.#tell(name, true, (reader) => reader.subscribed?.()),
      refused: (name, reason) => this.#refused(name, reason, shard),
      lost: (name, reason) => this.#tell(name, false, (reader) => reader.lost?.(reason)),
      undecodable: (code) => this.#options.undecodable?.(code),
      openInTurn: (open) => this.#opening.run(open),
    })
    this.#shards.add(shard)
    return shard
  }

  #push(push: DecodedPush): void {
    const subscription = this.#subscriptions.get(push.channel)
    if (subscription === undefined) return
    for (const reader of [...subscription.readers]) reader.push(push)
  }

  #tell(name: string, live: boolean, tell: (reader: ChannelHandlers) => void): void {
    const subscription = this.#subscriptions.get(name)
    if (subscription === undefined) return
    subscription.live = live
    for (const reader of [...subscription.readers]) tell(reader)
  }

  #refused(name: string, reason: string, shard: Shard): void {
    const subscription = this.#subscriptions.get(name)
    this.#subscriptions.delete(name)
    this.#closeIfIdle(shard)
    for (const reader of [...(subscription?.readers ?? [])]) reader.refused?.(reason)
  }

  #closeIfIdle(shard: Shard): void {
    if (shard.size > 0) return
    shard.close()
    this.#shards.delete(shard)
  }
}
