/** One channel that is wanted: its readers, the socket that carries it, and how it has fared. */

import { carriesBodyOf, type DecodedPush, type PublicChannel } from '@spotdeck/wire'
import type { Clock } from '@spotdeck/ports'
import type { ChannelHandlers, ChannelHealth } from './market-stream.ts'
import type { Shard } from './shard.ts'
import type { SilenceWatch } from './silence.ts'

export class Subscription {
  readonly channel: PublicChannel
  readonly name: string
  readonly readers = new Set<ChannelHandlers>()
  shard: Shard
  watch: SilenceWatch | undefined
  live = false
  readonly #clock: Clock
  #pushes = 0
  #lastPushAt: number | undefined
  #interruptions = 0
  #silences = 0

  constructor(channel: PublicChannel, name: string, shard: Shard, clock: Clock) {
    this.channel = channel
    this.name = name
    this.shard = shard
    this.#clock = clock
  }

  get health(): ChannelHealth {
    return {
      channel: this.name,
      state: this.live ? 'live' : 'pending',
      readers: this.readers.size,
      pushes: this.#pushes,
      ...(this.#lastPushAt === undefined ? {} : { lastPushAt: this.#lastPushAt }),
      interruptions: this.#interruptions,
      silences: this.#silences,
    }
  }

  /** False when the push is not what the channel promises: then no reader is given it. */
  deliver(push: DecodedPush): boolean {
    this.watch?.heard()
    if (!carriesBodyOf(this.channel, push)) return push.body.kind === 'none'
    this.#pushes++
    this.#lastPushAt = this.#clock.now()
    for (const reader of [...this.readers]) reader.push(push)
    return true
  }

  nowLive(): void {
    this.live = true
    this.watch?.start()
    for (const reader of [...this.readers]) reader.subscribed?.()
  }

  lost(reason: string, bySilence: boolean): void {
    this.watch?.stop()
    if (this.live) this.#interruptions++
    if (bySilence) this.#silences++
    this.live = false
    for (const reader of [...this.readers]) reader.lost?.(reason)
  }
}
