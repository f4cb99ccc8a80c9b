/**
 * One socket to MEXC's stream server, kept alive and watched: frames out, acknowledgements matched to their requests, and
 * one honest word when it is over. It never reconnects; its owner does.
 */

import type { Socket, Timer } from '@spotdeck/ports'
import {
  type Ack,
  parseAck,
  pingRequest,
  pongRequest,
  subscriptionRequest,
  unsubscriptionRequest,
} from '@spotdeck/wire'
import { type OperationEnd, operationStarts, placeOf } from '../hooks/hooks.ts'
import type { StreamWorld } from '../world.ts'

/** Reason for the end of a connection. */
export type ConnectionEnd = { readonly code: 'SOCKET_CLOSED' | 'SOCKET_SILENT'; readonly detail: string }

/** Events of one connection. */
export type ConnectionHandlers = {
  opened(): void
  /** One binary frame; `receivedAt` in ms since the epoch. */
  frame(bytes: Uint8Array, receivedAt: number): void
  /** A text frame that answers no request: an error, a refused listen key. */
  said(ack: Ack): void
  /** It is over, by itself; called at most once, and never after `close`. */
  ended(end: ConnectionEnd): void
}

/** Everything that a connection needs. */
export type ConnectionPlan = {
  readonly url: string
  readonly world: StreamWorld
  readonly handlers: ConnectionHandlers
  /** Silence after which the socket is dead, in ms; `DEAD_AFTER_MS` by default. */
  readonly deadAfterMs?: number | undefined
}

/** No frame of any kind for this long: nobody is there any more. A PING goes out after half of it. */
export const DEAD_AFTER_MS = 12_000
/** MEXC closes what is silent for 60 s, whatever it sends itself. */
const PING_AT_LEAST_MS = 20_000
/** A machine that slept finds more silence than that on its clock when it wakes: no need to ask once more. */
const MAX_SILENCE_MS = 90_000
const MIN_OPEN_WITHIN_MS = 5_000
const ACK_WITHIN_MS = 5_000
const PROBE_WITHIN_MS = 5_000

type Pending = { readonly resolve: (ack: Ack | undefined) => void; readonly deadline: Timer }
type Probe = { readonly afterPongs: number; readonly resolve: (alive: boolean) => void; readonly deadline: Timer }

/** One WebSocket to MEXC: it sends PING, matches acknowledgements to requests and detects silence. */
export class Connection {
  readonly #world: StreamWorld
  readonly #handlers: ConnectionHandlers
  readonly #socket: Socket
  readonly #deadAfterMs: number
  readonly #pending = new Map<number, Pending>()
  #probes: Probe[] = []
  #phase: 'opening' | 'open' | 'over' = 'opening'
  #timer: Timer
  #nextId = 1
  #pings = 0
  #pongs = 0
  #pingedAt = 0
  /** Times of the PINGs that wait for their answers, the oldest first. */
  #unanswered: number[] = []
  #answeredPingAt: number | undefined
  #graceUntil = 0
  #lastFrameAt: number | undefined
  #frames = 0
  readonly #operationEnds: (end: OperationEnd) => void

  constructor({ url, world, handlers, deadAfterMs = DEAD_AFTER_MS }: ConnectionPlan) {
    this.#world = world
    this.#deadAfterMs = deadAfterMs
    this.#handlers = handlers
    this.#operationEnds = operationStarts(world, {
      kind: 'stream',
      name: 'mexc stream',
      attributes: { ...placeOf(url), 'network.protocol.name': 'websocket', 'mexc.private': url.includes('listenKey=') },
    })
    this.#timer = world.timers.after(Math.max(MIN_OPEN_WITHIN_MS, deadAfterMs / 2), () =>
      this.#end({ code: 'SOCKET_CLOSED', detail: 'The socket did not open in time.' }),
    )
    this.#socket = world.openSocket(url, {
      opened: () => this.#opened(),
      message: (data) => this.#received(data),
      closed: (code, reason) =>
        this.#end({
          code: 'SOCKET_CLOSED',
          detail: reason === '' ? `close code ${code}` : `close code ${code}: ${reason}`,
        }),
    })
  }

  /** ms since the epoch of the last frame of any kind. */
  get lastFrameAt(): number | undefined {
    return this.#lastFrameAt
  }

  /** ms since the epoch of the sending of the newest PING that was answered: what was sent before it was answered has arrived. */
  get answeredPingAt(): number | undefined {
    return this.#answeredPingAt
  }

  get isOpen(): boolean {
    return this.#phase === 'open'
  }

  /** The server's answer; `undefined` when none came in time or the socket ended first. */
  subscribe(channels: readonly string[]): Promise<Ack | undefined> {
    return this.#ask((id) => subscriptionRequest(channels, id))
  }

  unsubscribe(channels: readonly string[]): Promise<Ack | undefined> {
    return this.#ask((id) => unsubscriptionRequest(channels, id))
  }

  /** True when the server answers a PING in time: all it sent before has arrived by then. */
  probe(): Promise<boolean> {
    if (this.#phase !== 'open') return Promise.resolve(false)
    this.#ping()
    return new Promise((resolve) => {
      const deadline = this.#world.timers.after(PROBE_WITHIN_MS, () => {
        this.#probes = this.#probes.filter((other) => other !== probe)
        resolve(false)
      })
      const probe: Probe = { afterPongs: this.#pings, resolve, deadline }
      this.#probes.push(probe)
    })
  }

  /** Leaves without another word to the handlers. Idempotent. */
  close(): void {
    if (this.#phase === 'over') return
    this.#finish(undefined)
    this.#socket.close()
  }

  #opened(): void {
    if (this.#phase !== 'opening') return
    this.#phase = 'open'
    this.#timer.cancel()
    this.#lastFrameAt = this.#world.clock.now()
    this.#pingedAt = this.#lastFrameAt
    this.#keepAlive()
    this.#handlers.opened()
  }

  /** Looks again when a PING is due, or when the silence after it is too long. */
  #keepAlive(): void {
    const pingAfterMs = this.#deadAfterMs / 2
    const from = this.#world.clock.now()
    const quietMs = this.#quietMs()
    const inMs = Math.max(
      (quietMs < pingAfterMs ? pingAfterMs : this.#deadAfterMs) - quietMs,
      this.#graceUntil - from,
      0,
    )
    this.#timer = this.#world.timers.after(inMs, () => this.#look(from + inMs))
  }

  #look(dueAt: number): void {
    const pingAfterMs = this.#deadAfterMs / 2
    const now = this.#world.clock.now()
    const quietMs = this.#quietMs()
    // A timer that is late by more than a PING's turn: this machine slept, and what arrived meanwhile is still to be read.
    if (now - dueAt > pingAfterMs && quietMs <= MAX_SILENCE_MS) this.#graceUntil = now + pingAfterMs
    if (quietMs >= this.#deadAfterMs && now >= this.#graceUntil) {
      return this.#end({ code: 'SOCKET_SILENT', detail: `no frame for ${Math.round(quietMs / 1_000)} s` })
    }
    if (quietMs >= pingAfterMs || now - this.#pingedAt >= PING_AT_LEAST_MS) this.#ping()
    this.#keepAlive()
  }

  #quietMs(): number {
    const now = this.#world.clock.now()
    return now - (this.#lastFrameAt ?? now)
  }

  #ping(): void {
    this.#pings++
    this.#pingedAt = this.#world.clock.now()
    this.#unanswered.push(this.#pingedAt)
    this.#socket.send(pingRequest())
  }

  #received(data: string | Uint8Array): void {
    if (this.#phase !== 'open') return
    const receivedAt = this.#world.clock.now()
    this.#lastFrameAt = receivedAt
    this.#frames++
    if (typeof data !== 'string') return this.#handlers.frame(data, receivedAt)
    const ack = parseAck(data)
    if (ack.ping) return this.#socket.send(pongRequest())
    if (ack.pong) return this.#ponged()
    const pending = this.#pending.get(ack.id)
    if (pending === undefined) return this.#handlers.said(ack)
    this.#pending.delete(ack.id)
    pending.deadline.cancel()
    pending.resolve(ack)
  }

  #ponged(): void {
    this.#pongs++
    this.#answeredPingAt = this.#unanswered.shift() ?? this.#answeredPingAt
    const answered = this.#probes.filter((probe) => probe.afterPongs <= this.#pongs)
    this.#probes = this.#probes.filter((probe) => probe.afterPongs > this.#pongs)
    for (const probe of answered) {
      probe.deadline.cancel()
      probe.resolve(true)
    }
  }

  #ask(request: (id: number) => string): Promise<Ack | undefined> {
    if (this.#phase !== 'open') return Promise.resolve(undefined)
    const id = this.#nextId++
    return new Promise((resolve) => {
      const deadline = this.#world.timers.after(ACK_WITHIN_MS, () => {
        this.#pending.delete(id)
        resolve(undefined)
      })
      this.#pending.set(id, { resolve, deadline })
      this.#socket.send(request(id))
    })
  }

  #end(end: ConnectionEnd): void {
    if (this.#phase === 'over') return
    this.#finish(end.code)
    this.#socket.close()
    this.#handlers.ended(end)
  }

  #finish(errorCode: ConnectionEnd['code'] | undefined): void {
    this.#phase = 'over'
    const attributes = { 'mexc.frames': this.#frames }
    this.#operationEnds(errorCode === undefined ? { attributes } : { attributes, errorCode })
    this.#timer.cancel()
    for (const pending of this.#pending.values()) {
      pending.deadline.cancel()
      pending.resolve(undefined)
    }
    this.#pending.clear()
    for (const probe of this.#probes.splice(0)) {
      probe.deadline.cancel()
      probe.resolve(false)
    }
  }
}
