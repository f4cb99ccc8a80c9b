/** A reader as a program would write it, behind a network that can be slow or cut: it remembers its position alone. */

import { type Clock, type Timers, silentLog } from '@spotdeck/ports'
import { seededRandom } from '@spotdeck/ports/virtual'
import type { SubscriberWorld } from '../stream/subscriber-output.ts'
import { EventStream } from '../stream/sse.ts'
import { SocketConnection } from '../stream/websocket.ts'
import type { Hub } from '../stream/hub.ts'
import type { Principal } from '@spotdeck/desk'
import type { EncodedFrame } from '../answer/transport.ts'
import { isWithin } from '../stream/resume.ts'
import type { Position } from '@spotdeck/reports'
import { grantsOf } from './grants.ts'

export type TransportKind = 'websocket' | 'sse'
export type Received = Position & { readonly topic: string; readonly data: unknown }

type Line = { deliver(count: number): void; cut(): void; readonly waiting: number; readonly ended: boolean }

/** From here on a write says, as a socket's does, that more should wait. */
const HIGH_WATER_BYTES = 16 * 1024
const TOPICS = ['assets', 'orders', 'deals', 'status'] as const
const owner: Principal = { id: 'test', kind: 'session', grants: grantsOf('owner'), expiresAt: Infinity }
const viewer: Principal = { ...owner, grants: grantsOf('viewer') }

export class TestReader {
  /** Durable events since the last reset, in the order they came. */
  received: Received[] = []
  /** Position that the subscriber had before `received` begins. */
  base: Position
  resets = 0
  cutOff = 0
  #at: Position
  #line: Line | undefined
  #hub: Hub
  readonly #world: SubscriberWorld
  readonly #isViewer: boolean

  /** A viewer reads by sockets alone. */
  constructor(hub: Hub, world: { readonly clock: Clock; readonly timers: Timers }, from: Position, isViewer = false) {
    this.#isViewer = isViewer
    this.#hub = hub
    this.#world = { log: silentLog, random: seededRandom('reader'), ...world }
    this.base = from
    this.#at = from
  }

  /** The last position that it was given. */
  get at(): Position {
    return this.#at
  }

  /** From its next connection on it reaches this gateway: the one that was restarted. */
  moveTo(hub: Hub): void {
    this.disconnect()
    this.#hub = hub
  }

  get connected(): boolean {
    return this.#line !== undefined && !(this.#line.ended && this.#line.waiting === 0)
  }

  /** `weight`: bytes that one message counts for while the network has not taken it. */
  connect(door: TransportKind, intervalMs: number, weight = 100): void {
    this.disconnect()
    this.#line =
      door === 'websocket' || this.#isViewer
        ? this.#openSocket(intervalMs, weight)
        : this.#openStream(intervalMs, weight)
  }

  /** Drops the connection: undelivered frames are lost. */
  disconnect(): void {
    this.#line?.cut()
    this.#line = undefined
  }

  deliver(count = Number.POSITIVE_INFINITY): void {
    this.#line?.deliver(count)
  }

  #openSocket(intervalMs: number, weight: number): Line {
    const queue: string[] = []
    let ended = false
    const sink = {
      send: (text: string) => void queue.push(text),
      share: ({ text }: EncodedFrame) => queue.push(text) * weight < HIGH_WATER_BYTES,
      close: () => (ended = true),
      get bufferedBytes() {
        return queue.length * weight
      },
    }
    const principal = this.#isViewer ? viewer : owner
    const connection = new SocketConnection({ hub: this.#hub, principal, world: this.#world, sink })
    const since = this.#at
    connection.receive(JSON.stringify({ op: 'subscribe', id: 1, account: 'main', topics: TOPICS, since, intervalMs }))
    return line(queue, (text) => this.#takeFrame(text), { cut: () => connection.gone(), ended: () => ended })
  }

  #openStream(intervalMs: number, weight: number): Line {
    const queue: string[] = []
    let ended = false
    const take = (text: string): number => queue.push(...text.split(/(?<=\n\n)/))
    const sink = {
      write: (text: string) => void take(text),
      share: ({ text }: EncodedFrame) => take(text) * weight < HIGH_WATER_BYTES,
      end: () => (ended = true),
      get bufferedBytes() {
        return queue.length * weight
      },
    }
    const head = this.#hub.desk.account('main')?.head() ?? this.#at
    const following = { account: 'main', audience: 'owner' as const, topics: new Set(TOPICS), intervalMs }
    const stream = new EventStream({ hub: this.#hub, world: this.#world, following, head, since: this.#at, sink })
    stream.start()
    return line(queue, (block) => this.#takeBlock(block), { cut: () => stream.gone(), ended: () => ended })
  }

  #takeFrame(text: string): void {
    const json = JSON.parse(text) as unknown
    for (const item of Array.isArray(json) ? json : [json]) this.#takeMessage(item as Record<string, unknown>)
  }

  #takeMessage(message: Record<string, unknown>): void {
    if (message['op'] === 'error' && message['code'] === 'TOO_SLOW') this.cutOff += 1
    if (message['op'] === 'position') this.#moveTo(positionIn(message))
    if (message['op'] === 'reset') this.#startAnew(positionIn(message))
    if (message['op'] === undefined) this.#takeEvent(message as unknown as Received)
  }

  #takeBlock(block: string): void {
    const fields = new Map(
      block.split('\n').map((row) => [row.slice(0, row.indexOf(':')), row.slice(row.indexOf(':') + 2)]),
    )
    const data = JSON.parse(fields.get('data') ?? '{}') as Record<string, unknown>
    const event = fields.get('event')
    if (event === 'end') this.cutOff += 1
    else if (event === 'position') this.#moveTo(positionIn(data))
    else if (event === 'reset') this.#startAnew(positionIn(data))
    else if (fields.has('id')) this.#takeEvent(data as unknown as Received)
  }

  #takeEvent(event: Received): void {
    if (event.seq <= this.#at.seq || event.epoch !== this.#at.epoch) {
      throw new Error(`Event ${event.epoch}:${event.seq} came after ${this.#at.epoch}:${this.#at.seq}.`)
    }
    this.received.push(event)
    this.#at = positionIn(event)
  }

  #moveTo(position: Position): void {
    if (!isWithin(this.#at, position)) throw new Error(`A position went back to ${position.epoch}:${position.seq}.`)
    this.#at = position
  }

  #startAnew(head: Position): void {
    this.resets += 1
    this.received = []
    this.base = head
    this.#at = head
  }
}

function positionIn(message: object): Position {
  const { epoch, seq, hash } = message as Position
  return { epoch, seq, ...(hash === undefined ? {} : { hash }) }
}

function line(queue: string[], take: (text: string) => void, ends: { cut(): void; ended(): boolean }): Line {
  return {
    deliver(count) {
      for (let i = 0; i < count; i++) {
        const text = queue.shift()
        if (text === undefined) return
        take(text)
      }
    },
    cut: () => ends.cut(),
    get waiting() {
      return queue.length
    },
    get ended() {
      return ends.ended()
    },
  }
}
