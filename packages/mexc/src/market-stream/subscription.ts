/** One channel that is wanted: its readers, the socket that carries it, and how it has fared. */

import { bodyOf, type DecodedPush, type PublicChannel, type PushKind } from '@spotdeck/wire'
import type { HandlerGuard } from '../hooks/handler-guard.ts'
import type { ChannelHandlers, ChannelHealth } from './market-stream.ts'
import type { Shard } from './shard.ts'
import type { SilenceWatch } from './silence.ts'

/** The handlers of a subscriber, such that one that fails affects no other: see `HandlerGuard`. */
export function guardedHandlers(handlers: ChannelHandlers, guard: HandlerGuard): ChannelHandlers {
  return {
    push: (push, receivedAt) => guard.run('market stream push', () => handlers.push(push, receivedAt)),
    subscribed: () => guard.run('market stream subscribed', () => handlers.subscribed?.()),
    refused: (reason, refusal) => guard.run('market stream refused', () => handlers.refused?.(reason, refusal)),
    lost: (reason) => guard.run('market stream lost', () => handlers.lost?.(reason)),
    closed: () => guard.run('market stream closed', () => handlers.closed?.()),
  }
}

/** One channel with its subscribers, its socket and its counters. */
export class Subscription {
  readonly channel: PublicChannel
  readonly name: string
  /** Never changed, only replaced: a round over them is not disturbed by one that comes or goes. */
  readers: readonly ChannelHandlers[] = []
  shard: Shard
  watch: SilenceWatch | undefined
  live = false
  readonly #body: PushKind
  #pushes = 0
  #lastPushAt: number | undefined
  #interruptions = 0
  #silences = 0

  constructor(channel: PublicChannel, name: string, shard: Shard) {
    this.channel = channel
    this.name = name
    this.shard = shard
    this.#body = bodyOf(channel)
  }

  get health(): ChannelHealth {
    return {
      channel: this.name,
      state: this.live ? 'live' : 'pending',
      readers: this.readers.length,
      pushes: this.#pushes,
      lastPushAt: this.#lastPushAt,
      interruptions: this.#interruptions,
      silences: this.#silences,
    }
  }

  add(reader: ChannelHandlers): void {
    this.readers = [...this.readers, reader]
  }

  /** False when it was none of them. */
  remove(reader: ChannelHandlers): boolean {
    const before = this.readers
    this.readers = before.filter((other) => other !== reader)
    return this.readers.length < before.length
  }

  /** False when the push is not what the channel promises: then no reader is given it. */
  deliver(push: DecodedPush, receivedAt: number): boolean {
    this.watch?.heard()
    const { kind } = push.body
    if (kind !== this.#body) return kind === 'none'
    this.#pushes++
    this.#lastPushAt = receivedAt
    for (const reader of this.readers) reader.push(push, receivedAt)
    return true
  }

  nowLive(): void {
    this.live = true
    this.watch?.start()
    for (const reader of this.readers) reader.subscribed?.()
  }

  lost(reason: string, bySilence: boolean): void {
    this.watch?.stop()
    if (this.live) this.#interruptions++
    if (bySilence) this.#silences++
    this.live = false
    for (const reader of this.readers) reader.lost?.(reason)
  }
}
