/** All public channels of a process over as many sockets as they need: who reads what, and which socket carries it. */

import {
  buildChannel,
  type DecodedPush,
  isPrivateChannel,
  type PublicChannel,
  type PushOf,
  STREAM_LIMITS,
} from '@spotdeck/wire'
import { DriftMonitor } from '../drift/drift-monitor.ts'
import { channelFamily, notePushDrift } from '../drift/push-drift.ts'
import { InvalidRequest } from '../errors/mexc-error.ts'
import { ChannelRefused } from '../errors/stream-errors.ts'
import { HandlerGuard } from '../hooks/handler-guard.ts'
import { safeLog } from '../hooks/safe-log.ts'
import { requireSafeHost } from '../rest/host.ts'
import { Reachability } from '../socket/reachability.ts'
import type {
  ChannelHandlers,
  MarketStreamOptions,
  MarketStreamsHealth,
  OpenMarketStreams,
  SubscribeOptions,
} from './market-stream.ts'
import { Pacer } from './pacer.ts'
import { Shard } from './shard.ts'
import { SilenceWatch, usualSilenceMs } from './silence.ts'
import { guardedHandlers, Subscription } from './subscription.ts'
import { Subscriptions } from './subscriptions.ts'

/** Silence of a socket, in ms, after which it is checked as a whole and not channel by channel. */
const QUIET_MS = 2_000
/** A few new connections a second, far below what MEXC counts. */
const OPEN_EVERY_MS = 250

/**
 * Opens nothing until the first channel is wanted, and closes a socket when its last channel is not.
 * @throws {InsecureHost} for plain ws to a host that is not this machine
 */
export function openMarketStreams(options: MarketStreamOptions): OpenMarketStreams {
  requireSafeHost(options.wsUrl, 'ws', options.allowPlain)
  const world = { ...options.world, log: safeLog(options.world.log) }
  return new ShardedStreams({ ...options, world })
}

class ShardedStreams implements OpenMarketStreams {
  readonly #options: MarketStreamOptions
  readonly #shards = new Set<Shard>()
  readonly #subscriptions = new Subscriptions()
  readonly #opening: Pacer
  readonly #drift: DriftMonitor
  readonly #guard: HandlerGuard
  readonly #reachability: Reachability
  #closed = false

  constructor(options: MarketStreamOptions) {
    this.#options = options
    this.#opening = new Pacer(options.world, OPEN_EVERY_MS)
    this.#drift = options.drift ?? new DriftMonitor(options.world)
    this.#guard = new HandlerGuard(options.world)
    this.#reachability = options.reachability ?? new Reachability()
  }

  get health(): MarketStreamsHealth {
    return {
      sockets: [...this.#shards].map((shard) => shard.health),
      channels: [...this.#subscriptions.all].map((subscription) => subscription.health),
    }
  }

  subscribe<C extends PublicChannel>(
    channel: C,
    handlers: ChannelHandlers<PushOf<C>>,
    options: SubscribeOptions = {},
  ): () => void {
    const name = buildChannel(channel)
    if (isPrivateChannel(channel)) {
      throw new InvalidRequest({ problem: `${name} is private: it is followed by a user stream, with a listen key.` })
    }
    if (this.#closed) throw new InvalidRequest({ problem: 'These market streams are closed: open new ones.' })
    // Only pushes that carry the channel's own body reach a reader: see Subscription.deliver.
    const reader = guardedHandlers(handlers, this.#guard)
    const subscription = this.#subscriptions.get(name) ?? this.#start(channel, name)
    this.#watch(subscription, options.silenceMs ?? usualSilenceMs(channel))
    subscription.add(reader)
    if (subscription.live) {
      this.#options.world.timers.after(0, () => {
        if (subscription.live && subscription.readers.includes(reader)) reader.subscribed?.()
      })
    }
    return () => this.#stop(subscription, reader)
  }

  renew(channel: PublicChannel, why: string): void {
    const subscription = this.#subscriptions.get(buildChannel(channel))
    if (subscription !== undefined) this.#silent(subscription, why)
  }

  close(): Promise<void> {
    this.#closed = true
    this.#opening.stop()
    for (const { watch } of this.#subscriptions.all) watch?.stop()
    for (const shard of this.#shards) shard.close()
    this.#shards.clear()
    const readers = [...this.#subscriptions.all].flatMap((subscription) => subscription.readers)
    this.#subscriptions.clear()
    for (const reader of readers) reader.closed?.()
    return Promise.resolve()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #start(channel: PublicChannel, name: string): Subscription {
    const subscription = new Subscription(channel, name, this.#shardWithRoom())
    this.#subscriptions.add(subscription)
    subscription.shard.add(name)
    return subscription
  }

  #shardWithRoom(except?: Shard): Shard {
    const { channelsPerConnection } = STREAM_LIMITS
    const shard = [...this.#shards].find((open) => open !== except && open.occupied < channelsPerConnection)
    return shard ?? this.#open()
  }

  /** The first reader that asks for a watch gets one, and the others share it. */
  #watch(subscription: Subscription, limitMs: number | undefined): void {
    if (limitMs === undefined || subscription.watch !== undefined) return
    const watch = new SilenceWatch(this.#options.world.timers, limitMs, () =>
      this.#silent(subscription, 'no push while its socket was alive'),
    )
    subscription.watch = watch
    if (subscription.live) watch.start()
  }

  /** The channel is asked for again elsewhere; where all of its socket is silent, that is replaced instead. */
  #silent(subscription: Subscription, why: string): void {
    if (this.#subscriptions.get(subscription.name) !== subscription || !subscription.live) return
    const { name, shard: old } = subscription
    if (old.isQuiet(QUIET_MS) && this.#repeating(old) > 1) {
      subscription.watch?.start()
      return old.check()
    }
    this.#options.world.log.warn({ channel: name }, 'silent channel subscribed again')
    subscription.shard = this.#shardWithRoom(old)
    subscription.shard.add(name)
    old.remove(name)
    this.#closeIfIdle(old)
    subscription.lost(`silent: ${why}`, true)
  }

  /** Number of channels of a socket that are never silent for long. */
  #repeating(shard: Shard): number {
    return [...this.#subscriptions.all].filter((one) => one.shard === shard && one.watch !== undefined).length
  }

  #stop(subscription: Subscription, reader: ChannelHandlers): void {
    if (!subscription.remove(reader) || subscription.readers.length > 0) return
    const { name, shard, watch } = subscription
    if (this.#subscriptions.get(name) !== subscription) return
    watch?.stop()
    this.#subscriptions.delete(name)
    shard.remove(name)
    this.#closeIfIdle(shard)
  }

  #open(): Shard {
    const { wsUrl, world, deadAfterMs } = this.#options
    const shard: Shard = new Shard(
      { wsUrl, world, deadAfterMs, reachability: this.#reachability },
      {
        push: (push, receivedAt) => this.#push(push, shard, receivedAt),
        subscribed: (name) => this.#on(shard, name)?.nowLive(),
        refused: (name, reason) => this.#refused(name, reason, shard),
        lost: (name, reason) => this.#on(shard, name)?.lost(reason, false),
        undecodable: (code) => {
          this.#drift.note({ kind: 'UNDECODABLE', where: 'public stream', path: '', found: code })
          this.#guard.run('market stream undecodable', () => this.#options.undecodable?.(code))
        },
        openInTurn: (open) => this.#opening.run(open),
      },
    )
    this.#shards.add(shard)
    return shard
  }

  /** The subscription, if it is this socket that carries it now. */
  #on(shard: Shard, name: string): Subscription | undefined {
    const subscription = this.#subscriptions.get(name)
    return subscription?.shard === shard ? subscription : undefined
  }

  #push(push: DecodedPush, shard: Shard, receivedAt: number): void {
    notePushDrift(push, this.#drift)
    const { channel, body } = push
    if (this.#on(shard, channel)?.deliver(push, receivedAt) !== false || body.kind === 'unknown') return
    this.#drift.note({ kind: 'UNKNOWN_BODY', where: channelFamily(channel), path: body.kind })
  }

  #refused(name: string, reason: string, shard: Shard): void {
    const subscription = this.#on(shard, name)
    this.#closeIfIdle(shard)
    if (subscription === undefined) return
    this.#subscriptions.delete(name)
    subscription.watch?.stop()
    const refusal = new ChannelRefused(name, reason)
    for (const reader of subscription.readers) reader.refused?.(reason, refusal)
  }

  #closeIfIdle(shard: Shard): void {
    if (!shard.isIdle) return
    shard.close()
    this.#shards.delete(shard)
  }
}
