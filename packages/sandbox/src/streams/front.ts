/** The stream front: rules of the exchange's WebSocket, without the socket. A connection in, texts and frames out. */

import type { Clock, Log, Timer, Timers } from '@spotdeck/ports'
import {
  INVALID_LISTEN_KEY_FRAME,
  type Push,
  SERVER_MESSAGES,
  STREAM_LIMITS,
  ackFrame,
  encodePush,
} from '@spotdeck/wire'
import type { MarketData } from '../market/data/public-data.ts'
import type { AddressBans } from '../venue/access/address-bans.ts'
import type { AccountId, Exchange, VenueEvent } from '../venue/contract/exchange.ts'
import type { ListenKeyRing } from '../venue/access/listen-key-ring.ts'
import { DEFAULT_SWITCHES, type Switches, closeCodeOf } from '../switches.ts'
import { CutOffs } from './cut-offs.ts'
import { type PublicHub, openPublicHub } from './hub.ts'
import { OpenSessions } from './open-sessions.ts'
import { accountOf, inPushOrder, privatePush } from './private-pushes.ts'
import { DEFAULT_LIMITS, type Peer, Session, type SessionLimits, type SessionOptions } from './session.ts'

/** Interval of the checks for idle and old connections, in ms. */
const CHECK_MS = 500

/** Changes pushes into ones with protocol changes. */
interface PushDrift {
  /** Returns the push with changed values. */
  readonly push: (push: Push) => Push
  /** Returns the encoded push with changed fields; the given bytes when nothing changes. */
  readonly frame: (bytes: Uint8Array) => Uint8Array
}

/** Limits of the stream front; default: MEXC's. */
export type StreamOptions = Partial<SessionLimits> & {
  readonly connectionsPerListenKey?: number
}

type StreamFrontOptions = {
  readonly exchange: Exchange
  readonly data: MarketData
  readonly listenKeys: Pick<ListenKeyRing, 'accountOf' | 'onClosed'>
  /** The exchange's time: what pushes carry and when they are due. */
  readonly clock: Clock
  readonly timers: Timers
  /** The machine's time, for idle rules, ages and rates; the exchange's time where absent. */
  readonly idle?: { readonly clock: Clock; readonly timers: Timers }
  readonly log: Log
  /** Changes pushes as the protocol changes that are switched on; absent: pushes are as documented. */
  readonly drift?: PushDrift
  /** Choices of undocumented behavior, read at each use; absent: the defaults. */
  readonly switches?: Switches
  /** Bans of addresses whose connections were closed repeatedly; absent: no bans. */
  readonly bans?: AddressBans
  readonly options?: StreamOptions
}

/** One client connection. */
export interface Connection {
  /** Channels that it is subscribed to; `undefined` once it is over. */
  channels(): readonly string[] | undefined
  /** One text message of the client. */
  receive(text: string): void
  /** The peer is gone. Idempotent. */
  gone(): void
}

/** Returns whether a subscription to the channel is refused by a fault. */
type ChannelBlock = (channel: string) => boolean

/** The exchange's WebSocket interface without sockets. */
export interface StreamFront {
  /** A peer that opened a socket, with the listen key of its URL if it gave one. It may be closed before this answers. */
  connect(peer: Peer, listenKey?: string, blocked?: ChannelBlock): Connection
  /** Returns the remaining ban of an address, in ms; 0: it is not banned. */
  bannedForMs(address: string): number
  /** Number of open connections. */
  readonly connections: number
  /** Closes all connections and timers. Idempotent. */
  close(): void
}

/** A front around another, which may change: connections are made in its own way, all else is the other's. */
export function frontAround(inner: () => StreamFront, connect: StreamFront['connect']): StreamFront {
  return {
    connect,
    bannedForMs: (address) => inner().bannedForMs(address),
    get connections() {
      return inner().connections
    },
    close: () => inner().close(),
  }
}

/** Opens the stream front and its timers. */
export function openStreamFront(setup: StreamFrontOptions): StreamFront {
  return new Front(setup)
}

class Front implements StreamFront {
  readonly #setup: StreamFrontOptions
  readonly #limits: SessionLimits
  readonly #drift: PushDrift
  readonly #switches: Switches
  /** Time of idle rules, ages and rates. */
  readonly #idle: { readonly clock: Clock; readonly timers: Timers }
  readonly #hub: PublicHub
  readonly #sessions = new OpenSessions()
  readonly #cutOffs = new CutOffs()
  readonly #stops: readonly (() => void)[]
  #timer: Timer | undefined

  constructor(setup: StreamFrontOptions) {
    const { exchange, data, listenKeys, clock, timers } = setup
    this.#setup = setup
    this.#limits = { ...DEFAULT_LIMITS, ...setup.options }
    this.#drift = setup.drift ?? AS_DOCUMENTED
    this.#switches = setup.switches ?? DEFAULT_SWITCHES
    this.#idle = setup.idle ?? { clock, timers }
    this.#hub = openPublicHub({ exchange, data, finish: this.#drift.frame }, clock, timers)
    this.#stops = [
      exchange.subscribe((events) => this.#publish(events), this.#hub.wantsLevels),
      listenKeys.onClosed((listenKey, why) => this.#endKey(listenKey, why)),
    ]
  }

  connect(peer: Peer, listenKey?: string, blocked?: ChannelBlock): Connection {
    const { listenKeys, clock, options } = this.#setup
    const now = this.#idle.clock.now()
    if (peer.address !== undefined && this.bannedForMs(peer.address) > 0) return refuse(peer, this.#switches)
    const account = listenKey === undefined ? undefined : listenKeys.accountOf(listenKey, clock.now())
    const perKey = options?.connectionsPerListenKey ?? STREAM_LIMITS.connectionsPerListenKey
    if (listenKey !== undefined && account === undefined) return refuseKey(peer, this.#switches)
    if (listenKey !== undefined && this.#sessions.onKey(listenKey).length >= perKey) return refuse(peer, this.#switches)
    const session = new Session(this.#sessionOptions(peer, { account, listenKey, blocked }), now)
    this.#sessions.add(session, { machine: now, exchange: clock.now() })
    this.#timer ??= this.#idle.timers.after(CHECK_MS, () => this.#check())
    return {
      receive: (text) => session.receive(text, this.#idle.clock.now()),
      gone: () => session.end('gone'),
      channels: () => session.channels,
    }
  }

  bannedForMs(address: string): number {
    return this.#switches.streamBan === 'off' ? 0 : (this.#setup.bans?.leftMs(address) ?? 0)
  }

  get connections(): number {
    return this.#sessions.size
  }

  close(): void {
    for (const stop of this.#stops) stop()
    for (const session of this.#sessions.all()) session.end('closed')
    this.#timer?.cancel()
    this.#hub.close()
  }

  #sessionOptions(peer: Peer, client: Pick<SessionOptions, 'account' | 'listenKey' | 'blocked'>): SessionOptions {
    return {
      ...{ peer, hub: this.#hub, limits: this.#limits, ...client },
      ended: (session) => this.#sessions.remove(session),
      knows: (symbol) => this.#knows(symbol, client.account),
      turnsAcks: () => this.#switches.ackOrder === 'reversed',
      closeCode: () => closeCodeOf(this.#switches),
      tooFast: () => peer.address !== undefined && this.#cutOff(peer.address),
    }
  }

  /** MEXC: pairs under assessment have no stream without an account. */
  #knows(symbol: string, account: AccountId | undefined): boolean {
    const rules = this.#setup.exchange.rules.get(symbol)
    if (rules === undefined) return false
    return rules.apiTrading || account !== undefined || this.#switches.assessmentZone === 'open'
  }

  /** MEXC: who goes beyond the limit is disconnected; addresses that are disconnected repeatedly may be banned. */
  #cutOff(address: string): void {
    const { streamBan } = this.#switches
    if (streamBan === 'off' || !this.#cutOffs.add(address, this.#idle.clock.now(), Number(streamBan))) return
    const banMs = this.#setup.bans?.ban(address) ?? 0
    this.#setup.log.info({ banMs }, 'address banned: its connections exceeded the message limit repeatedly')
  }

  #publish(events: readonly VenueEvent[]): void {
    this.#hub.apply(events)
    const { pushOrder, dealDelayMs } = this.#switches
    for (const event of inPushOrder(events, pushOrder)) {
      if (event.type === 'deal' && dealDelayMs !== '0')
        this.#setup.timers.after(Number(dealDelayMs), () => this.#pushPrivate(event))
      else this.#pushPrivate(event)
    }
  }

  /** Sends a private event to the account's connections that subscribe to it, encoded once. */
  #pushPrivate(event: VenueEvent): void {
    const account = accountOf(event)
    const sessions = account === undefined ? [] : this.#sessions.ofAccount(account)
    if (sessions.length === 0) return
    const made = privatePush(event, this.#setup.clock.now(), this.#switches.cancelChange)
    if (made === undefined) return
    let frame: Uint8Array | undefined
    for (const session of sessions) {
      if (session.receives(made.kind))
        session.push((frame ??= this.#drift.frame(encodePush(this.#drift.push(made.push)))))
    }
  }

  #endKey(listenKey: string, why: 'expired' | 'deleted'): void {
    const closing = this.#sessions.onKey(listenKey)
    if (closing.length === 0) return
    this.#setup.log.info({ why, connections: closing.length }, 'listen key ended, closing its connections')
    const silent = why === 'expired' && this.#switches.expiredListenKey === 'silent'
    for (const session of closing) {
      if (silent) session.silence()
      else session.end('closed')
    }
  }

  /** Ends idle and old connections; scheduled again while there are any. */
  #check(): void {
    const now = this.#idle.clock.now()
    const maxAgeMs = Number(this.#switches.connectionAgeMs)
    for (const session of this.#sessions.all()) {
      session.check(now)
      const startedAt = this.#sessions.startOf(session)
      if (startedAt === undefined) continue
      if (this.#setup.clock.now() - startedAt.exchange >= maxAgeMs || now - startedAt.machine >= maxAgeMs)
        session.end('closed')
    }
    this.#timer = this.#sessions.size > 0 ? this.#idle.timers.after(CHECK_MS, () => this.#check()) : undefined
  }
}

const AS_DOCUMENTED: PushDrift = { push: (push) => push, frame: (bytes) => bytes }

const DEAD: Connection = { receive() {}, gone() {}, channels: () => undefined }

function refuse(peer: Peer, switches: Switches): Connection {
  peer.close(closeCodeOf(switches))
  return DEAD
}

/** MEXC: the handshake succeeds with any key; that it is dead is said in a message. */
function refuseKey(peer: Peer, switches: Switches): Connection {
  const { deadListenKey } = switches
  peer.sendText(deadListenKey === 'json' ? ackFrame(0, SERVER_MESSAGES.wrongListenKey) : INVALID_LISTEN_KEY_FRAME)
  return refuse(peer, switches)
}
