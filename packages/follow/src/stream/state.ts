/** State of the private channels. */

import type { Channel } from '../base/question.ts'
import type { PhaseDraft } from '../phase/state.ts'

/** An order of which a push told, or should have told since, at a time of the machine. */
export type OrderPush = { readonly id: string; readonly at: number }

/** Pushes that should have come since, by channel and by order. */
export type MissingPushes = { readonly channels: ReadonlyMap<Channel, number>; readonly orders: readonly OrderPush[] }

/** No missing push. */
export const NOTHING_MISSING: MissingPushes = { channels: new Map(), orders: [] }

/** The private channels: what each brought, and what it owes. */
export type StreamState = {
  /** Channels that left something out and have brought nothing since. */
  readonly silent: ReadonlySet<Channel>
  /** Time at which each channel brought something last, and the newest pushes of orders, oldest first. */
  readonly received: { readonly channels: ReadonlyMap<Channel, number>; readonly orders: readonly OrderPush[] }
  /** Pushes of a channel, or of a deal's order, that have not come. */
  readonly missing: MissingPushes
  /** True while frames come all the time, unless the socket is mute; and the newest frame before the silence that was noticed last. */
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
  received: { channels: new Map(), orders: [] },
  missing: NOTHING_MISSING,
  beat: { isOn: false },
  frameAt: 0,
  pushedAt: -Infinity,
  aliveAt: -Infinity,
  exchangeAt: -Infinity,
  clockAskedAt: -Infinity,
  latencyMs: undefined,
}

/** The state of one step while it is being made, as far as this room sees it. */
export type StreamDraft = PhaseDraft & { stream: StreamState }

/** Sets members of the stream. Field by field: a spread takes twenty times as long, at every push. */
export function setStream(draft: StreamDraft, part: Partial<StreamState>): void {
  const { stream } = draft
  draft.stream = {
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
