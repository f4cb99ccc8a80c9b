/**
 * Follows the private stream of one account: a listen key, a socket, three acknowledged channels, and their successors
 * made before they end. What cannot be made is tried again with growing pauses, and said.
 */

import type { DecodedPush } from '@spotdeck/wire'
import { Backoff, type Timer } from '@spotdeck/ports'
import { DriftMonitor } from '../drift/drift-monitor.ts'
import { safeLog } from '../hooks/safe-log.ts'
import { requireSafeHost } from '../rest/host.ts'
import { ListenKeyFailureCounter } from './listen-key-failure-counter.ts'
import { KeyKeeper } from './key-keeper.ts'
import { listenKeyCalls } from './listen-key-calls.ts'
import { type HeldKey, ListenKeys } from './listen-keys.ts'
import { OverlapFilter } from './overlap-filter.ts'
import { PushChecks } from './push-checks.ts'
import { openSession, Session, type SessionTrouble } from './session.ts'
import { type Failure, failureOf } from './trouble.ts'
import type { StreamTrouble, UserStream, UserStreamHealth, UserStreamOptions } from './user-stream.ts'

/** MEXC ends every connection at 24 h; its successor is made before, up to ROTATE_EARLY_MS earlier still. */
const ROTATE_AFTER_MS = 23.5 * 3_600_000
const ROTATE_EARLY_MS = 5 * 60_000
/** The old socket goes on this long beside its successor: what it was sent before may still be on its way. */
const OVERLAP_MS = 2_000
/** Pushes of the old socket are remembered this long after its end, for a successor that lags behind it. */
const REMEMBER_MS = 10_000
const CLOSE_WITHIN_MS = 3_000
/** A key with less than this left is not worth a new socket. */
const WORTH_REUSING_MS = 10 * 60_000

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

const EXPIRED: SessionTrouble = { code: 'LISTEN_KEY_LOST', detail: 'no extension succeeded within its hour' }

type Wanted = 'any key' | 'new key'

class UserStreamFollower implements UserStream {
  readonly #options: UserStreamOptions
  readonly #keys: ListenKeys
  readonly #drift: DriftMonitor
  readonly #checks: PushChecks | undefined
  /** One for each held key, by its name. */
  readonly #keepers = new Map<string, KeyKeeper>()
  readonly #backoff: Backoff
  readonly #doubt = new ListenKeyFailureCounter()
  readonly #closing = new AbortController()
  readonly #sessions = new Set<Session>()
  /** The acknowledged socket that is told as the stream. */
  #current: Session | undefined
  /** Acknowledged, and about to succeed `#current`. */
  #incoming: Session | undefined
  #building = false
  #wanted: Wanted = 'any key'
  #overlap: OverlapFilter | undefined
  #overlapEnd: Timer | undefined
  #rotation: Timer | undefined
  #pause: (() => void) | undefined
  #nextId = 1
  #readies = 0
  #lastPushAt: number | undefined
  #lastFrameAt: number | undefined
  #closed: Promise<void> | undefined

  constructor(options: UserStreamOptions) {
    this.#options = options
    this.#keys = new ListenKeys(listenKeyCalls(options.rest), options.keyring, options.world.clock)
    this.#backoff = new Backoff(options.world)
    this.#drift = options.drift ?? new DriftMonitor(options.world)
    const { handlers } = options
    if (handlers.missed !== undefined) {
      this.#checks = new PushChecks(options.world.timers, (what) => handlers.missed?.(what))
    }
  }

  start(): void {
    this.#build('any key')
  }

  get health(): UserStreamHealth {
    const frames = [...this.#sessions].map((session) => session.connection.lastFrameAt ?? 0)
    const lastFrameAt = Math.max(this.#lastFrameAt ?? 0, ...frames)
    const expiresAt = this.#keys.held.at(-1)?.goodUntil
    return {
      connected: this.#current !== undefined,
      ...(lastFrameAt > 0 ? { lastFrameAt } : {}),
      ...(this.#lastPushAt === undefined ? {} : { lastPushAt: this.#lastPushAt }),
      ...(expiresAt === undefined ? {} : { listenKeyExpiresAt: expiresAt }),
      reconnects: Math.max(0, this.#readies - 1),
    }
  }

  renew(): void {
    if (this.#current === undefined) return
    this.#options.world.log.warn({}, 'private stream replaced after a missed push')
    this.#current.mute = true
    this.#build('new key')
  }

  close(): Promise<void> {
    this.#closed ??= this.#leave()
    return this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** Makes the next session, unless that is being done: then only the wish for another key is noted. */
  #build(wanted: Wanted): void {
    if (wanted === 'new key') this.#wanted = wanted
    if (this.#building || this.#closing.signal.aborted) return
    this.#building = true
    this.#buildUntilReady().then(
      () => void (this.#building = false),
      (error: unknown) => this.#brokeDown(error),
    )
  }

  /** A handler threw, whose mistake must not end the stream in silence. */
  #brokeDown(error: unknown): void {
    const kind = error instanceof Error ? error.name : typeof error
    this.#options.world.log.error({ error: kind }, 'private stream handler failed')
    this.#building = false
    if (this.#current === undefined && !this.#closing.signal.aborted) this.#buildAfter(this.#backoff.next())
  }

  async #buildUntilReady(): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      const failure = await this.#tryOnce()
      if (signal.aborted) return
      if (failure === undefined) {
        // The wish for another key may have come while this one was being taken into use.
        if (this.#wanted === 'any key') return
        continue
      }
      const retryInMs = Math.max(this.#backoff.next(), failure.notBeforeMs ?? 0)
      this.#tellFailure(failure, retryInMs)
      if (failure.hopeless !== undefined) return
      await this.#wait(retryInMs)
    }
  }

  #tellFailure(failure: Failure, retryInMs: number): void {
    const { code, detail, hopeless } = failure
    this.#options.world.log.warn(
      { code, retryInMs: hopeless === undefined ? retryInMs : undefined },
      'no new private stream',
    )
    if (this.#current?.mute === true) this.#drop(this.#current)
    if (this.#current !== undefined) return
    this.#tellLost({ code, detail, ...(hopeless === undefined ? { retryInMs } : { error: hopeless }) })
  }

  /** Reports the loss, and restarts the checks: pushes after a gap need not follow those before it. */
  #tellLost(trouble: StreamTrouble): void {
    this.#checks?.restart()
    this.#options.handlers.lost(trouble)
  }

  async #tryOnce(): Promise<Failure | undefined> {
    let key: HeldKey
    try {
      key = await this.#keyToUse()
    } catch (error) {
      return failureOf(error)
    }
    this.#keep(key)
    const session = await this.#connect(key)
    if (!(session instanceof Session)) {
      this.#overlapMayEnd()
      const doubted = session.code === 'SOCKET_CLOSED' && this.#doubt.closed()
      if (doubted || session.code === 'LISTEN_KEY_REFUSED') await this.#refused(key)
      return session
    }
    return this.#adopt(session)
  }

  async #keyToUse(): Promise<HeldKey> {
    const held = this.#keys.held.at(-1)
    const good = held !== undefined && held.goodUntil - this.#options.world.clock.now() > WORTH_REUSING_MS
    if (this.#wanted === 'any key' && good) return held
    const key = await this.#keys.obtain(this.#closing.signal)
    this.#wanted = 'any key'
    return key
  }

  /** MEXC knows the key by REST and not on the stream, whether it says so or not: another one is needed, and ours is given back first. */
  async #refused(key: HeldKey): Promise<void> {
    this.#wanted = 'new key'
    if (this.#current?.listenKey !== key.listenKey) await this.#giveBack(key)
  }

  #keep(key: HeldKey): void {
    const known = this.#keepers.get(key.listenKey)
    if (known !== undefined) return known.key === key ? known.renewed() : undefined
    const { world } = this.#options
    const keeper = new KeyKeeper(key, world, this.#keys, this.#closing.signal, {
      replace: (why, dead) => {
        if (dead) for (const session of this.#sessionsOn(key)) session.mute = true
        world.log.info({ why }, 'listen key of the private stream replaced')
        this.#build('new key')
      },
      expired: () => {
        for (const session of this.#sessionsOn(key)) this.#lose(session, EXPIRED)
        this.#build('new key')
      },
    })
    this.#keepers.set(key.listenKey, keeper)
  }

  #sessionsOn(key: HeldKey): readonly Session[] {
    return [...this.#sessions].filter((session) => session.listenKey === key.listenKey)
  }

  async #giveBack(key: HeldKey): Promise<void> {
    this.#keepers.get(key.listenKey)?.stop()
    this.#keepers.delete(key.listenKey)
    await this.#keys.release(key, this.#closing.signal)
  }

  async #connect(key: HeldKey): Promise<Session | SessionTrouble> {
    const { world, wsUrl, handlers } = this.#options
    const id = this.#nextId++
    this.#overlapStarts()
    const session = await openSession({
      id,
      wsUrl,
      listenKey: key.listenKey,
      world,
      drift: this.#drift,
      signal: this.#closing.signal,
      handlers: {
        push: (push, receivedAt) => this.#push(id, push, receivedAt),
        undecodable: (code) => handlers.undecodable(code),
        ended: (trouble) => this.#ended(id, trouble),
      },
    })
    if (session instanceof Session) this.#sessions.add(session)
    return session
  }

  /** The new session takes over; whether nothing was missed depends on the old one having lived until now. */
  async #adopt(session: Session): Promise<Failure | undefined> {
    const old = this.#current
    this.#incoming = session
    const continuous = old !== undefined && !old.mute && (await old.connection.probe()) && this.#current === old
    this.#incoming = undefined
    if (this.#closing.signal.aborted) return undefined
    if (!this.#sessions.has(session)) return { code: 'SOCKET_CLOSED', detail: 'the new socket ended at once' }
    this.#current = session
    this.#readies++
    this.#backoff.ready()
    this.#doubt.cleared()
    this.#rotateLater()
    if (!continuous) this.#checks?.restart()
    if (this.#readies === 1) void this.#keys.tidy(this.#closing.signal).catch(() => undefined)
    this.#options.world.timers.after(OVERLAP_MS, () => this.#retire(old))
    this.#options.handlers.ready(continuous)
    return undefined
  }

  /** The old socket goes, and with it every key that is on no socket any more. */
  #retire(old: Session | undefined): void {
    if (old !== undefined) this.#drop(old)
    if (this.#closing.signal.aborted) return
    const newest = this.#keys.held.at(-1)
    for (const key of this.#keys.held) {
      if (key !== newest && this.#sessionsOn(key).length === 0) void this.#giveBack(key)
    }
  }

  #rotateLater(): void {
    this.#rotation?.cancel()
    const { timers, random } = this.#options.world
    const inMs = ROTATE_AFTER_MS - random.next() * ROTATE_EARLY_MS
    this.#rotation = timers.after(inMs, () => this.#build('new key'))
  }

  #push(socket: number, push: DecodedPush, receivedAt: number): void {
    this.#lastPushAt = receivedAt
    if (this.#overlap?.repeats(socket, push) === true) return
    this.#options.handlers.push(push, receivedAt)
    this.#checks?.note(push)
  }

  #ended(id: number, trouble: SessionTrouble): void {
    const session = [...this.#sessions].find((other) => other.id === id)
    if (session === undefined) return
    if (trouble.code === 'LISTEN_KEY_LOST') this.#wanted = 'new key'
    this.#lose(session, trouble)
  }

  /** A session is over by itself: told when it was the stream and no other is about to take over. */
  #lose(session: Session, trouble: SessionTrouble): void {
    const wasCurrent = session === this.#current
    this.#drop(session)
    if (!wasCurrent || this.#closing.signal.aborted) return
    this.#rotation?.cancel()
    if (this.#incoming !== undefined) return
    const retryInMs = this.#building ? 0 : this.#backoff.next()
    // A successor is being made already: if that is pausing between two tries, now is the time for the next.
    if (this.#building) this.#pause?.()
    else this.#buildAfter(retryInMs)
    this.#tellLost({ ...trouble, retryInMs })
  }

  #buildAfter(ms: number): void {
    this.#building = true
    void this.#wait(ms).then(() => {
      this.#building = false
      this.#build('any key')
    })
  }

  #drop(session: Session): void {
    this.#lastFrameAt = Math.max(this.#lastFrameAt ?? 0, session.connection.lastFrameAt ?? 0)
    session.connection.close()
    this.#sessions.delete(session)
    if (session === this.#current) this.#current = undefined
    this.#overlapMayEnd()
  }

  #overlapStarts(): void {
    if (this.#sessions.size === 0) return
    this.#overlapEnd?.cancel()
    this.#overlapEnd = undefined
    this.#overlap ??= new OverlapFilter()
  }

  #overlapMayEnd(): void {
    if (this.#overlap === undefined || this.#sessions.size > 1 || this.#overlapEnd !== undefined) return
    this.#overlapEnd = this.#options.world.timers.after(REMEMBER_MS, () => {
      this.#overlap = undefined
      this.#overlapEnd = undefined
    })
  }

  /** A pause that `close` cuts short. */
  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#options.world.timers.after(ms, () => resolve())
      this.#pause = () => {
        timer.cancel()
        resolve()
      }
    })
  }

  async #leave(): Promise<void> {
    const { timers } = this.#options.world
    this.#closing.abort()
    this.#checks?.restart()
    this.#pause?.()
    for (const keeper of this.#keepers.values()) keeper.stop()
    for (const timer of [this.#rotation, this.#overlapEnd]) timer?.cancel()
    for (const session of [...this.#sessions]) this.#drop(session)
    this.#overlapEnd?.cancel()
    const patience = new AbortController()
    const deadline = timers.after(CLOSE_WITHIN_MS, () => patience.abort())
    await Promise.all(this.#keys.held.map((key) => this.#keys.release(key, patience.signal)))
    deadline.cancel()
  }
}
