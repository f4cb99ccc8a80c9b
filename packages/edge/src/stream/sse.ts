/** SSE as rules: a query comes in, text blocks go out. The adapter only writes them. */

import type { SseTransport } from '../answer/transport.ts'
import type { Params } from '@spotdeck/api'
import type { Position } from '@spotdeck/reports'
import type { OutgoingEvent } from './coalesce.ts'
import { Guard } from './guard.ts'
import type { Hub } from './hub.ts'
import type { EndReason, Metrics } from '../metrics/gateway-metrics.ts'
import type { SubscriberOutput, SubscriberWorld } from './subscriber-output.ts'
import { AccountSubscriber } from './subscriber.ts'
import type { Subscription } from './subscription.ts'
import { RETRY_MS, endBlock } from './sse-blocks.ts'
import { formatPosition } from './resume.ts'

/** Parts of an event stream. */
export type EventStreamOptions = {
  readonly hub: Hub
  readonly world: SubscriberWorld
  readonly following: Subscription
  readonly head: Position
  /** `Last-Event-ID`, else `since`; absent: from the head. `malformed` is answered by a reset, never by an HTTP error. */
  readonly since: Position | 'malformed' | undefined
  /** The head as the reader's audience may know it; absent: all of it. */
  readonly seen?: Position
  readonly sink: SseTransport
  readonly metrics?: Metrics
}

/** One event stream (SSE) over an account's topics. */
export class EventStream {
  readonly #hub: Hub
  readonly #sink: SseTransport
  readonly #reader: AccountSubscriber
  readonly #since: Position | 'malformed' | undefined
  readonly #seen: Position
  readonly #metrics: Metrics | undefined
  readonly #guard: Guard
  #ended = false

  constructor({ hub, world, following, head, seen = head, since, sink, metrics }: EventStreamOptions) {
    this.#metrics = metrics
    this.#hub = hub
    this.#sink = sink
    this.#since = since
    this.#seen = seen
    this.#guard = new Guard(world, (reference) => this.#end('INTERNAL', { reference }))
    const { timers } = this.#guard
    this.#reader = new AccountSubscriber(hub, { ...world, timers }, following, this.#outlet(following), head)
  }

  start(): void {
    this.#guard.run(() => {
      this.#write(`retry: ${RETRY_MS}\n\n`)
      this.#reader.start(this.#since, this.#seen)
    })
  }

  /** Reports that the connection is gone. */
  gone(): void {
    this.#ended = true
    this.#reader.close()
  }

  restart(): void {
    this.#end('RESTARTING')
  }

  revoke(): void {
    this.#end('REVOKED')
  }

  #outlet({ account, audience }: Subscription): SubscriberOutput {
    const sink = this.#sink
    const block = ({ event, text }: OutgoingEvent): string =>
      `id: ${formatPosition(event.position(audience))}\ndata: ${text}\n\n`
    return {
      door: 'sse',
      carrier: sink,
      render: (batch) => [batch.map(block).join('')],
      sample: (text) => this.#write(`data: ${text}\n\n`),
      position: (at) => {
        const text = (): string[] => [named('position', account, at)]
        for (const piece of this.#hub.rendered.of(`sse position ${account} ${formatPosition(at)}`, text))
          sink.share(piece)
      },
      reset: (at) => this.#write(named('reset', account, at)),
      tooSlow: () => this.#end('TOO_SLOW'),
      failed: () => this.#end('RESTARTING'),
    }
  }

  #write(text: string): void {
    if (!this.#ended) this.#sink.write(text)
  }

  #end(code: EndReason, params: Params = {}): void {
    if (this.#ended) return
    this.#metrics?.cutOff(code)
    this.#write(endBlock(code, params))
    this.gone()
    this.#sink.end()
  }
}

function named(event: 'position' | 'reset', account: string, at: Position): string {
  return `event: ${event}\nid: ${formatPosition(at)}\ndata: ${JSON.stringify({ account, ...at })}\n\n`
}
