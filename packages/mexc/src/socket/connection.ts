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

/** A PING this often; MEXC closes what is silent for 60 s. */
export const PING_EVERY_MS = 20_000
/** No frame of any kind since this many PINGs, the last of them given PROBE_WITHIN_MS: nobody is there any more. */
const MISSED_PINGS = 2
/** A machine that slept finds more silence than that on its clock when it wakes: no need to ask twice. */
const MAX_SILENCE_MS = 90_000
const OPEN_WITHIN_MS = 15_000
const ACK_WITHIN_MS = 10_000
const PROBE_WITHIN_MS = 5_000

type Pending = { readonly resolve: (ack: Ack | undefined) => void; readonly deadline: Timer }
type Probe = { readonly afterPongs: number; readonly resolve: (alive: boolean) => void; readonly deadline: Timer }

/** One WebSocket to MEXC: it sends PING, matches acknowledgements to requests and detects silence. */
export class Connection {
  readonly #world: StreamWorld
  readonly #handlers: ConnectionHandlers
  readonly #socket: Socket
  readonly #pending = new Map<number, Pending>()
  #probes: Probe[] = []
  #phase: 'opening' | 'open' | 'over' = 'opening'
  #timer: Timer
  #nextId = 1
  #pings = 0
  #pongs = 0
  #quietPings = 0
  #lastFrameAt: number | undefined
  #frames = 0
  readonly #operationEnds: (end: OperationEnd) => void

  constructor(url: string, world: StreamWorld, handlers: ConnectionHandlers) {
    this.#world = world
    this.#handlers = handlers
    this.#operationEnds = operationStarts(world, {
      kind: 'stream',
      name: 'mexc stream',
      attributes: { ...placeOf(url), 'network.protocol.name': 'websocket', 'mexc.private': url.includes('listenKey=') },
    })
    this.#timer = world.timers.after(OPEN_WITHIN_MS, () =>
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
    this.#keepAlive()
    this.#handlers.opened()
  }

  #keepAlive(): void {
    const lastChance = this.#quietPings >= MISSED_PINGS
    this.#timer = this.#world.timers.after(lastChance ? PROBE_WITHIN_MS : PING_EVERY_MS, () => {
      if (this.#quietPings >= MISSED_PINGS || this.#quietMs() > MAX_SILENCE_MS) {
        const detail = `no frame for ${Math.round(this.#quietMs() / 1_000)} s`
        return this.#end({ code: 'SOCKET_SILENT', detail })
      }
      this.#quietPings++
      this.#ping()
      this.#keepAlive()
    })
  }

  #quietMs(): number {
    const now = this.#world.clock.now()
    return now - (this.#lastFrameAt ?? now)
  }

  #ping(): void {
    this.#pings++
    this.#socket.send(pingRequest())
  }

  #received(data: string | Uint8Array): void {
    if (this.#phase !== 'open') return
    const receivedAt = this.#world.clock.now()
    this.#lastFrameAt = receivedAt
    this.#frames++
    this.#quietPings = 0
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
