/** Follows the private stream of one account: runs what `streamStep` asks for, and feeds what happens back to it. */

import { type Machine, type Untimed, runMachine, unreachable } from '@spotdeck/ports'
import { type DecodedPush, type PrivateChannel, buildChannel } from '@spotdeck/wire'
import { DriftMonitor } from '../drift/drift-monitor.ts'
import { HandlerGuard } from '../hooks/handler-guard.ts'
import { safeLog } from '../hooks/safe-log.ts'
import { requireSafeHost } from '../rest/host.ts'
import type { Connection } from '../socket/connection.ts'
import { listenKeyCalls } from './listen-key-calls.ts'
import { type HeldKey, isListenKeyExpired, ListenKeys } from './listen-keys.ts'
import { OverlapFilter } from './overlap-filter.ts'
import { PushChecks } from './push-checks.ts'
import { openSession } from './session.ts'
import type { CallId, Heartbeat, SessionId, StreamEffect, StreamInput, StreamState } from './stream-state.ts'
import { streamStart } from './stream-state.ts'
import { streamStep, wakeAt } from './stream-step.ts'
import { failureOf } from './trouble.ts'
import {
  type HeartbeatHealth,
  NO_CHANNEL_HEALTH,
  type UserStream,
  type UserStreamHealth,
  type UserStreamOptions,
} from './user-stream.ts'

const CLOSE_WITHIN_MS = 3_000
const DEFAULT_SILENCE_MS = 5_000

/**
 * Starts following at once; every change is reported to the handlers.
 * @throws {InsecureHost} for plain ws to a host that is not this machine
 */
export function openUserStream(options: UserStreamOptions): UserStream {
  requireSafeHost(options.wsUrl, 'ws', options.allowPlain)
  const world = { ...options.world, log: safeLog(options.world.log) }
  const follower = new UserStreamFollower({ ...options, world })
  follower.start()
  return follower
}

type Count = { pushes: number; lastPushAt?: number }

/** Owns the sockets, the listen keys and the timer of a stream; it decides nothing. */
class UserStreamFollower implements UserStream {
  readonly #options: UserStreamOptions
  readonly #keys: ListenKeys
  readonly #drift: DriftMonitor
  readonly #guard: HandlerGuard
  readonly #checks: PushChecks | undefined
  readonly #heartbeat: string | undefined
  readonly #closing = new AbortController()
  readonly #connections = new Map<SessionId, Connection>()
  readonly #stopListening: (() => void) | undefined
  readonly #machine: Machine<StreamState, StreamInput>
  #overlap: OverlapFilter | undefined
  /** Counted in place: no rule asks for it, so that a push leaves the state as it is. */
  readonly #channels: Record<PrivateChannel['kind'], Count> = structuredClone(NO_CHANNEL_HEALTH)
  #lastPushAt: number | undefined
  #lastFrameAt = 0
  #answeredPingAt = 0
  /** Keys are obtained and released one after the other: a key that is being tried must not be taken for a new one. */
  #keyCalls: Promise<void> = Promise.resolve()
  #closed: Promise<void> | undefined

  constructor(options: UserStreamOptions) {
    const { rest, keyring, world, heartbeat, handlers } = options
    this.#options = options
    this.#keys = new ListenKeys(listenKeyCalls(rest), keyring, world.clock)
    this.#drift = options.drift ?? new DriftMonitor(world)
    this.#guard = new HandlerGuard(world)
    this.#heartbeat = heartbeat === undefined ? undefined : buildChannel(heartbeat.channel)
    const silenceMs = heartbeat === undefined ? undefined : (heartbeat.silenceMs ?? DEFAULT_SILENCE_MS)
    this.#machine = runMachine({
      start: streamStart(world.random.next(), silenceMs),
      step: streamStep,
      run: (effect: StreamEffect) => this.#run(effect),
      wake: { ...world, at: wakeAt, input: () => ({ type: 'wake', at: world.clock.now() }) },
    })
    this.#stopListening = rest.reachability?.onBack(() => this.#input({ type: 'back' }))
    if (handlers.missed !== undefined) {
      this.#checks = new PushChecks(world.timers, (what) =>
        this.#guard.run('user stream missed', () => handlers.missed?.(what)),
      )
    }
  }

  start(): void {
    this.#input({ type: 'start' })
  }

  get health(): UserStreamHealth {
    const { current, readies, trouble, sessions, silenceMs } = this.#machine.state
    const frames = [...this.#connections.values()].map((connection) => connection.lastFrameAt ?? 0)
    const lastFrameAt = Math.max(this.#lastFrameAt, ...frames)
    const provenTo = this.#provenTo()
    const expiresAt = this.#keys.held.at(-1)?.goodUntil
    const { heartbeat } = sessions.find(({ id }) => id === current) ?? sessions.at(-1) ?? {}
    return {
      connected: current !== undefined,
      lastFrameAt: lastFrameAt > 0 ? lastFrameAt : undefined,
      lastPushAt: this.#lastPushAt,
      provenTo,
      channels: structuredClone(this.#channels),
      heartbeat: silenceMs === undefined ? undefined : heartbeatHealth(heartbeat),
      trouble,
      listenKeyExpiresAt: expiresAt,
      reconnects: Math.max(0, readies - 1),
    }
  }

  #provenTo(): number | undefined {
    const pings = [...this.#connections.values()].map((connection) => connection.answeredPingAt ?? 0)
    const answeredPingAt = Math.max(this.#answeredPingAt, ...pings)
    const { rest, world } = this.#options
    return answeredPingAt === 0 ? undefined : rest.exchangeNow() - (world.clock.now() - answeredPingAt)
  }

  renew(): void {
    this.#input({ type: 'renew' })
  }

  close(): Promise<void> {
    if (this.#closed === undefined) {
      this.#closed = this.#leave()
      // The promise stands: a handler that closes what is built on this stream, and so the stream, gets the same one.
      this.#guard.run('user stream closed', () => this.#options.handlers.closed?.())
    }
    return this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #input(input: Untimed<StreamInput>): void {
    this.#machine.send({ ...input, at: this.#options.world.clock.now() })
  }

  #count({ body: { kind } }: DecodedPush, at: number): void {
    this.#lastPushAt = at
    if (kind !== 'privateAccount' && kind !== 'privateDeals' && kind !== 'privateOrders') return
    const count = this.#channels[kind]
    count.pushes += 1
    count.lastPushAt = at
  }

  #run(effect: StreamEffect): void {
    const { handlers, world } = this.#options
    switch (effect.type) {
      case 'obtain-key':
        return this.#inTurn(() => this.#obtain(effect.call))
      case 'extend-key':
        return void this.#extend(effect.call, effect.listenKey)
      case 'release-key':
        return this.#inTurn(() => this.#release(effect.listenKey))
      case 'tidy-keys':
        return this.#inTurn(async () => void (await this.#keys.tidy(this.#closing.signal)))
      case 'open-session':
        return this.#open(effect.session, effect.listenKey)
      case 'close-session':
        return this.#close(effect.session)
      case 'probe':
        return void this.#probe(effect.session, effect.call)
      case 'end-overlap':
        return void (this.#overlap = undefined)
      case 'ready':
        if (!effect.continuous) this.#checks?.restart()
        return this.#guard.run('user stream ready', () => handlers.ready(effect.continuous))
      case 'lost':
        this.#checks?.restart()
        return this.#guard.run('user stream lost', () => handlers.lost(effect.trouble))
      case 'push':
        this.#count(effect.push, effect.receivedAt)
        if (this.#isRepeat(effect.session, effect.push)) return
        this.#guard.run('user stream push', () => handlers.push(effect.push, effect.receivedAt))
        return this.#checks?.note(effect.push)
      case 'log':
        return world.log[effect.level]({ ...effect.fields }, effect.message)
      default:
        return unreachable(effect)
    }
  }

  /** Pushes are compared while two sockets overlap. */
  #isRepeat(session: SessionId, push: DecodedPush): boolean {
    if (this.#machine.state.overlapUntil === undefined) return false
    this.#overlap ??= new OverlapFilter()
    return this.#overlap.repeats(session, push)
  }

  #open(session: SessionId, listenKey: string): void {
    const { world, wsUrl, handlers, deadAfterMs } = this.#options
    const connection = openSession({
      wsUrl,
      listenKey,
      world,
      drift: this.#drift,
      heartbeat: this.#heartbeat,
      deadAfterMs,
      handlers: {
        acknowledged: () => this.#input({ type: 'acknowledged', session }),
        push: (push, at) => this.#machine.send({ type: 'push', at, session, push }),
        undecodable: (code) => this.#guard.run('user stream undecodable', () => handlers.undecodable(code)),
        heartbeat: (type, at) => this.#machine.send({ type, at, session }),
        ended: (trouble) => this.#input({ type: 'ended', session, trouble }),
      },
    })
    this.#connections.set(session, connection)
  }

  #close(session: SessionId): void {
    const connection = this.#connections.get(session)
    this.#lastFrameAt = Math.max(this.#lastFrameAt, connection?.lastFrameAt ?? 0)
    this.#answeredPingAt = Math.max(this.#answeredPingAt, connection?.answeredPingAt ?? 0)
    connection?.close()
    this.#connections.delete(session)
  }

  async #probe(session: SessionId, call: CallId): Promise<void> {
    const isAlive = (await this.#connections.get(session)?.probe()) ?? false
    this.#input({ type: 'probed', call, isAlive })
  }

  #inTurn(work: () => Promise<void>): void {
    this.#keyCalls = this.#keyCalls.then(work).catch(() => undefined)
  }

  async #obtain(call: CallId): Promise<void> {
    try {
      const { listenKey, goodUntil } = await this.#keys.obtain(this.#closing.signal)
      this.#input({ type: 'key', call, listenKey, goodUntil })
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#input({ type: 'no-key', call, failure: failureOf(error) })
    }
  }

  async #extend(call: CallId, listenKey: string): Promise<void> {
    const key = this.#held(listenKey)
    if (key === undefined) return
    try {
      await this.#keys.extend(key, this.#closing.signal)
      this.#input({ type: 'extended', call, goodUntil: key.goodUntil })
    } catch (error) {
      this.#input({ type: 'not-extended', call, isDead: isListenKeyExpired(error) })
    }
  }

  async #release(listenKey: string): Promise<void> {
    const key = this.#held(listenKey)
    if (key !== undefined) await this.#keys.release(key, this.#closing.signal)
  }

  #held(listenKey: string): HeldKey | undefined {
    return this.#keys.held.find((key) => key.listenKey === listenKey)
  }

  async #leave(): Promise<void> {
    this.#closing.abort()
    this.#checks?.restart()
    this.#stopListening?.()
    this.#input({ type: 'close' })
    const patience = new AbortController()
    const deadline = this.#options.world.timers.after(CLOSE_WITHIN_MS, () => patience.abort())
    await Promise.all(this.#keys.held.map((key) => this.#keys.release(key, patience.signal)))
    deadline.cancel()
  }
}

function heartbeatHealth(heartbeat: Heartbeat = { state: 'none' }): HeartbeatHealth {
  switch (heartbeat.state) {
    case 'live':
      return { state: 'live', lastPushAt: heartbeat.at }
    case 'refused':
      return { state: 'refused' }
    default:
      return { state: 'pending' }
  }
}
