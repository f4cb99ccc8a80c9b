/** The SSE door as rules: a query comes in, blocks of text go out. The adapter only carries them. */

import type { Head } from '../desk.ts'
import type { Hub } from './hub.ts'
import type { EndReason, Metrics } from '../metrics/gateway-metrics.ts'
import { AccountReader, type Following, type ReaderOutlet, type ReaderWorld } from './reader.ts'
import type { Rendered } from './rendered.ts'
import { RETRY_MS, endBlock } from './rest/event-source.ts'
import { formatPosition } from './resume.ts'

/** What carries the blocks. */
export interface StreamSink {
  /** `shared`: the same text goes to others too, and what is made of it may be kept there for them. */
  write(text: string, shared?: Rendered): void
  /** Ends after what was written has left, or after a bounded time. */
  end(): void
  readonly bufferedBytes: number
}

export type EventStreamOptions = {
  readonly hub: Hub
  readonly world: ReaderWorld
  readonly following: Following
  readonly head: Head
  /** `Last-Event-ID`, else `since`; absent: from the head. `malformed` is answered by a reset, never by an HTTP error. */
  readonly since: Head | 'malformed' | undefined
  readonly sink: StreamSink
  readonly metrics?: Metrics
}

export class EventStream {
  readonly #sink: StreamSink
  readonly #reader: AccountReader
  readonly #since: Head | 'malformed' | undefined
  readonly #metrics: Metrics | undefined
  #ended = false

  constructor({ hub, world, following, head, since, sink, metrics }: EventStreamOptions) {
    this.#metrics = metrics
    this.#sink = sink
    this.#since = since
    this.#reader = new AccountReader(hub, world, following, this.#outlet(following.account), head)
  }

  start(): void {
    this.#write(`retry: ${RETRY_MS}\n\n`)
    this.#reader.start(this.#since)
  }

  /** The connection is gone. */
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

  #outlet(account: string): ReaderOutlet {
    const sink = this.#sink
    return {
      door: 'sse',
      render: (batch) => [batch.map(({ epoch, seq, text }) => `id: ${epoch}:${seq}\ndata: ${text}\n\n`).join('')],
      events: (pieces) => {
        for (const piece of pieces) this.#write(piece.text, piece)
      },
      sample: (text) => this.#write(`data: ${text}\n\n`),
      position: (at) => this.#write(named('position', account, at)),
      reset: (at) => this.#write(named('reset', account, at)),
      tooSlow: () => this.#end('TOO_SLOW'),
      failed: () => this.#end('RESTARTING'),
      get bufferedBytes() {
        return sink.bufferedBytes
      },
    }
  }

  #write(text: string, shared?: Rendered): void {
    if (!this.#ended) this.#sink.write(text, shared)
  }

  #end(code: EndReason): void {
    if (this.#ended) return
    this.#metrics?.cutOff(code)
    this.#write(endBlock(code))
    this.gone()
    this.#sink.end()
  }
}

function named(event: 'position' | 'reset', account: string, at: Head): string {
  return `event: ${event}\nid: ${formatPosition(at)}\ndata: ${JSON.stringify({ account, ...at })}\n\n`
}
