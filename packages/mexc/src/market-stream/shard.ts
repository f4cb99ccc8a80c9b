/** One socket's share of the wanted channels; the rules stand in `shard-step.ts`. */

import { type DecodedPush, decodePush, WireError } from '@spotdeck/wire'
import { type Machine, type Untimed, runMachine, unreachable } from '@spotdeck/ports'
import { Connection } from '../socket/connection.ts'
import type { Reachability } from '../socket/reachability.ts'
import type { StreamWorld } from '../world.ts'
import { Handover, type PushReceiver } from './handover.ts'
import type { SocketHealth } from './market-stream.ts'
import { type ShardEffect, type ShardInput, type ShardState, shardStart } from './shard-state.ts'
import { shardStep, shardWakeAt } from './shard-step.ts'

/** Events of one socket's channels. */
export type ShardHandlers = {
  /** `receivedAt`: ms since the epoch */
  readonly push: PushReceiver
  subscribed(channel: string): void
  /** For good: the channel is not asked for again. */
  refused(channel: string, reason: string): void
  /** The channel was acknowledged and its socket is gone; it is asked for again by itself. */
  lost(channel: string, reason: string): void
  undecodable(code: string): void
  /** Opens the socket when many shards start at once: one after the other. */
  openInTurn(open: () => void): void
}

/** Dependencies of a shard. */
export type ShardPlan = {
  readonly wsUrl: string
  readonly world: StreamWorld
  readonly reachability: Reachability
  readonly deadAfterMs?: number | undefined
}

/** One market socket with its channels: it reconnects, subscribes again and is replaced before MEXC closes it. */
export class Shard {
  readonly #plan: ShardPlan
  readonly #handlers: ShardHandlers
  readonly #machine: Machine<ShardState, ShardInput>
  readonly #connections = new Map<number, Connection>()
  readonly #stopListening: () => void
  #handover: Handover | undefined
  #lastPushAt = 0

  constructor(plan: ShardPlan, handlers: ShardHandlers) {
    const { world, reachability } = plan
    this.#plan = plan
    this.#handlers = handlers
    this.#machine = runMachine({
      start: shardStart(world.random.next()),
      step: shardStep,
      run: (effect: ShardEffect) => this.#run(effect),
      wake: { ...world, at: shardWakeAt, input: () => ({ type: 'wake', at: world.clock.now() }) },
    })
    this.#stopListening = reachability.onBack(() => this.#send({ type: 'back' }))
    this.#send({ type: 'start' })
  }

  /** Number of channels that count against the server's limit. MEXC: it pushes for 30 channels and is silent about the rest. */
  get occupied(): number {
    return this.#machine.state.channels.size + this.#machine.state.leaving.size
  }

  get isIdle(): boolean {
    return this.#machine.state.channels.size === 0
  }

  get health(): SocketHealth {
    const { line, channels, opened } = this.#machine.state
    const lastFrameAt = 'socket' in line ? this.#connections.get(line.socket)?.lastFrameAt : undefined
    const state = line.kind === 'opening' || line.kind === 'open' ? line.kind : 'waiting'
    return { state, channels: channels.size, lastFrameAt, reconnects: Math.max(0, opened - 1) }
  }

  /** Nothing was pushed on the open socket for `ms`. */
  isQuiet(ms: number): boolean {
    return this.#machine.state.line.kind === 'open' && this.#plan.world.clock.now() - this.#lastPushAt >= ms
  }

  /** Replaces a socket on which some channel should be heard all the time, unless what it brings was only held up. */
  check(): void {
    this.#send({ type: 'check' })
  }

  add(channel: string): void {
    this.#send({ type: 'add', channel })
  }

  remove(channel: string): void {
    this.#send({ type: 'remove', channel })
  }

  close(): void {
    this.#stopListening()
    this.#plan.reachability.forget(this)
    this.#send({ type: 'close' })
  }

  #send(input: Untimed<ShardInput>): void {
    this.#machine.send({ ...input, at: this.#plan.world.clock.now() })
  }

  #run(effect: ShardEffect): void {
    const handlers = this.#handlers
    switch (effect.type) {
      case 'take-turn':
        return handlers.openInTurn(() => this.#send({ type: 'turn', what: effect.what }))
      case 'open':
        return this.#open(effect.socket)
      case 'close':
        this.#connections.get(effect.socket)?.close()
        return void this.#connections.delete(effect.socket)
      case 'probe':
      case 'check':
      case 'subscribe':
      case 'unsubscribe':
        return this.#ask(effect, this.#connections.get(effect.socket))
      case 'reached':
        return this.#plan.reachability[effect.isReached ? 'succeeded' : 'failed'](this)
      case 'begin-handover':
        return void (this.#handover = new Handover())
      case 'take-over':
        return this.#handover?.takeOver(handlers.push)
      case 'end-handover':
        return void (this.#handover = undefined)
      case 'subscribed':
        return handlers.subscribed(effect.channel)
      case 'refused':
      case 'lost':
        return handlers[effect.type](effect.channel, effect.reason)
      case 'not-replaced':
        return this.#plan.world.log.warn({ why: effect.why }, 'market stream not replaced')
      default:
        return unreachable(effect)
    }
  }

  #ask(
    effect: Extract<ShardEffect, { type: 'probe' | 'check' | 'subscribe' | 'unsubscribe' }>,
    connection?: Connection,
  ): void {
    const { socket } = effect
    if (effect.type === 'check') {
      const before = this.#lastPushAt
      const checked = (): void => this.#send({ type: 'checked', socket, isHeard: this.#lastPushAt > before })
      void connection?.probe().then(checked)
    } else if (effect.type === 'probe') {
      void connection?.probe().then((isAlive) => this.#send({ type: 'probed', socket, isAlive }))
    } else if (effect.type === 'subscribe') {
      const { channels } = effect
      void connection?.subscribe(channels).then((ack) => this.#send({ type: 'answered', socket, channels, ack }))
    } else {
      const { channel } = effect
      void connection?.unsubscribe([channel]).then((ack) => ack && this.#send({ type: 'unsubscribed', channel }))
    }
  }

  #open(socket: number): void {
    const { wsUrl: url, world, deadAfterMs } = this.#plan
    const handlers = {
      opened: () => this.#send({ type: 'opened', socket }),
      frame: (bytes: Uint8Array, receivedAt: number) => this.#frame(socket, bytes, receivedAt),
      said: ({ reason }: { readonly reason?: string | undefined }) =>
        world.log.warn({ said: reason }, 'unexpected text on a market stream'),
      ended: ({ code, detail }: { readonly code: string; readonly detail: string }) => {
        this.#connections.delete(socket)
        this.#send({ type: 'ended', socket, reason: `${code}: ${detail}` })
      },
    }
    this.#connections.set(socket, new Connection({ url, world, deadAfterMs, handlers }))
  }

  #frame(socket: number, bytes: Uint8Array, receivedAt: number): void {
    const push = decoded(bytes, this.#handlers)
    if (push === undefined) return
    this.#lastPushAt = receivedAt
    const { line, successor } = this.#machine.state
    const isOld = successor !== undefined && 'socket' in line && line.socket === socket
    if (this.#handover === undefined || isOld) {
      this.#handover?.old(push)
      this.#handlers.push(push, receivedAt)
    } else if (!this.#handover.next(push, receivedAt, this.#handlers.push)) this.#send({ type: 'overflowed', socket })
  }
}

function decoded(bytes: Uint8Array, handlers: ShardHandlers): DecodedPush | undefined {
  try {
    return decodePush(bytes)
  } catch (error) {
    handlers.undecodable(error instanceof WireError ? error.code : 'WIRE_MALFORMED')
    return undefined
  }
}
