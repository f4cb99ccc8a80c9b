/** State of the private channels. */

import type { Channel } from '../base/question.ts'

/** An order of which a push told, or should have told since, at a time of the machine. */
export type OrderPush = { readonly id: string; readonly at: number }

/** A time of the machine for each channel. */
export type ChannelTimes = Readonly<Record<Channel, number | undefined>>

/** Pushes by channel and by order: when they came, or since when they should have come. Orders are oldest first. */
export type PushTimes = { readonly channels: ChannelTimes; readonly orders: readonly OrderPush[] }

/** No push. */
export const NO_PUSHES: PushTimes = {
  channels: { account: undefined, orders: undefined, deals: undefined },
  orders: [],
}

/** The private channels: what each brought, and what it owes. */
export type StreamState = {
  /** Channels that left something out and have brought nothing since. */
  readonly silent: ReadonlySet<Channel>
  /** The last push of each channel, and the newest ones of orders. */
  readonly received: PushTimes
  /** Pushes of a channel, or of a deal's order, that have not come. */
  readonly missing: PushTimes
  /** True while frames come all the time, unless the socket is mute; and the newest frame before the last silence. */
  readonly beat: {
    readonly isOn: boolean
    readonly muteSince?: number
    readonly frameSeen?: number | undefined
  }
  readonly frameAt: number
  /** Time of the last push. */
  readonly pushedAt: number
  /** Exchange time up to which pushes have arrived: that of the newest push, or of the last answered PING. */
  readonly aliveAt: number
  /** Newest time that the exchange itself told. */
  readonly exchangeAt: number
  readonly clockAskedAt: number
  readonly latencyMs: number | undefined
}

/** The first of its states. */
export const NO_STREAM: StreamState = {
  silent: new Set(),
  received: NO_PUSHES,
  missing: NO_PUSHES,
  beat: { isOn: false },
  frameAt: 0,
  pushedAt: -Infinity,
  aliveAt: -Infinity,
  exchangeAt: -Infinity,
  clockAskedAt: -Infinity,
  latencyMs: undefined,
}

/** The stream with some members changed. Field by field: a spread takes many times as long, at every push. */
export function withStream(stream: StreamState, part: Partial<StreamState>): StreamState {
  return {
    silent: part.silent ?? stream.silent,
    received: part.received ?? stream.received,
    missing: part.missing ?? stream.missing,
    beat: part.beat ?? stream.beat,
    frameAt: part.frameAt ?? stream.frameAt,
    pushedAt: part.pushedAt ?? stream.pushedAt,
    aliveAt: part.aliveAt ?? stream.aliveAt,
    exchangeAt: part.exchangeAt ?? stream.exchangeAt,
    clockAskedAt: part.clockAskedAt ?? stream.clockAskedAt,
    latencyMs: part.latencyMs ?? stream.latencyMs,
  }
}
