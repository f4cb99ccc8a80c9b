/**
 * One socket to MEXC's stream server, kept alive and watched: frames out, acknowledgements matched to their requests, and
 * one honest word when it is over. It never reconnects; its owner does. The rules stand in `connection-step.ts`.
 */

import { type Machine, type Socket, runMachine, unreachable } from '@spotdeck/ports'
import { type Ack, parseAck } from '@spotdeck/wire'
import { type OperationEnd, operationStarts, placeOf } from '../hooks/hooks.ts'
import type { StreamWorld } from '../world.ts'
import { type ConnectionEffect, type ConnectionEnd, type ConnectionInput } from './connection-step.ts'
import { type ConnectionState, connectionStart, connectionStep, connectionWakeAt } from './connection-step.ts'

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

/** One WebSocket to MEXC: it sends PING, matches acknowledgements to requests and detects silence. */
export class Connection {
  readonly #plan: ConnectionPlan
  readonly #machine: Machine<ConnectionState, ConnectionInput>
  readonly #socket: Socket
  readonly #calls = new Map<number, (ack: Ack | undefined) => void>()
  readonly #operationEnds: (end: OperationEnd) => void
  #ids = 0
  #frames = 0
  #lastFrameAt: number | undefined

  constructor(plan: ConnectionPlan) {
    this.#plan = plan
    const { url, world, deadAfterMs } = plan
    const attributes = { ...placeOf(url), 'network.protocol.name': 'websocket', 'mexc.private': isPrivate(url) }
    this.#operationEnds = operationStarts(world, { kind: 'stream', name: 'mexc stream', attributes })
    const wake = (): ConnectionInput => ({ type: 'wake', at: this.#now(), heardAt: this.#lastFrameAt ?? this.#now() })
    this.#machine = runMachine({
      start: connectionStart(this.#now(), deadAfterMs),
      step: connectionStep,
      run: (effect: ConnectionEffect) => this.#run(effect),
      wake: { ...world, at: connectionWakeAt, input: wake },
    })
    this.#socket = world.openSocket(url, {
      opened: () => this.#machine.send({ type: 'opened', at: (this.#lastFrameAt = this.#now()) }),
      message: (data) => this.#received(data),
      closed: (code, reason) => this.#machine.send({ type: 'closed', at: this.#now(), code, reason }),
    })
  }

  /** ms since the epoch of the last frame of any kind. */
  get lastFrameAt(): number | undefined {
    return this.#lastFrameAt
  }

  /** ms since the epoch of the sending of the newest PING that was answered: what was sent before it was answered has arrived. */
  get answeredPingAt(): number | undefined {
    return this.#machine.state.answeredPingAt
  }

  get isOpen(): boolean {
    return this.#machine.state.phase === 'open'
  }

  /** The server's answer; `undefined` when none came in time or the socket ended first. */
  subscribe(channels: readonly string[]): Promise<Ack | undefined> {
    return this.#ask((call) => ({ type: 'subscribe', at: this.#now(), call, channels }))
  }

  unsubscribe(channels: readonly string[]): Promise<Ack | undefined> {
    return this.#ask((call) => ({ type: 'unsubscribe', at: this.#now(), call, channels }))
  }

  /** True when the server answers a PING in time: all it sent before has arrived by then. */
  async probe(): Promise<boolean> {
    return (await this.#ask((call) => ({ type: 'probe', at: this.#now(), call }))) !== undefined
  }

  /** Leaves without another word to the handlers. Idempotent. */
  close(): void {
    this.#machine.send({ type: 'close', at: this.#now() })
  }

  #ask(input: (call: number) => ConnectionInput): Promise<Ack | undefined> {
    return new Promise((resolve) => {
      this.#calls.set(++this.#ids, resolve)
      this.#machine.send(input(this.#ids))
    })
  }

  #received(data: string | Uint8Array): void {
    if (!this.isOpen) return
    const at = (this.#lastFrameAt = this.#now())
    this.#frames++
    if (typeof data === 'string') this.#machine.send({ type: 'text', at, ack: parseAck(data) })
    else this.#plan.handlers.frame(data, at)
  }

  #run(effect: ConnectionEffect): void {
    const { handlers } = this.#plan
    switch (effect.type) {
      case 'send':
        return this.#socket.send(effect.text)
      case 'answer':
        this.#calls.get(effect.call)?.(effect.ack)
        return void this.#calls.delete(effect.call)
      case 'opened':
        return handlers.opened()
      case 'said':
        return handlers.said(effect.ack)
      case 'over': {
        const attributes = { 'mexc.frames': this.#frames }
        this.#operationEnds(effect.end === undefined ? { attributes } : { attributes, errorCode: effect.end.code })
        this.#socket.close()
        return effect.end && handlers.ended(effect.end)
      }
      default:
        return unreachable(effect)
    }
  }

  #now(): number {
    return this.#plan.world.clock.now()
  }
}

const isPrivate = (url: string): boolean => url.includes('listenKey=')
