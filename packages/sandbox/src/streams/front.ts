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
import type { MarketData } from '../market/public-data.ts'
import type { AddressBans } from '../venue/address-bans.ts'
import type { AccountId, Exchange, VenueEvent } from '../venue/exchange.ts'
import type { ListenKeyDirectory } from '../venue/listen-keys.ts'
import { DEFAULT_SWITCHES, type Switches, closeCodeOf } from '../switches.ts'
import { CutOffs } from './cut-offs.ts'
import { openPublicHub } from './hub.ts'
import { accountOf, inPushOrder, privatePush } from './private-pushes.ts'
import { DEFAULT_LIMITS, type Peer, Session, type SessionLimits } from './session.ts'

/** Interval of the checks for idle and old connections, in ms. */
const CHECK_MS = 500

/** Changes pushes into ones with protocol changes. */
export interface PushDrift {
  /** Returns the push with changed values. */
  readonly push: (push: Push) => Push
  /** Returns the encoded push with changed fields; the given bytes when nothing changes. */
  readonly frame: (bytes: Uint8Array) => Uint8Array
}

/** Limits of the stream front; default: MEXC's. */
export type StreamOptions = Partial<SessionLimits> & {
  readonly connectionsPerListenKey?: number
}

/** Parts and settings of a stream front. */
export type StreamFrontOptions = {
  readonly exchange: Exchange
  readonly data: MarketData
  readonly listenKeys: ListenKeyDirectory
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
  /** One text message of the client. */
  receive(text: string): void
  /** The peer is gone. Idempotent. */
  gone(): void
}

/** Returns whether a subscription to the channel is refused by a fault. */
export type ChannelBlock = (channel: string) => boolean

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

/** Opens the stream front and its timers. */
export function openStreamFront(setup: StreamFrontOptions): StreamFront {
  const { exchange, listenKeys, clock, log } = setup
  const idle = setup.idle ?? { clock, timers: setup.timers }
  const limits: SessionLimits = { ...DEFAULT_LIMITS, ...setup.options }
  const perKey = setup.options?.connectionsPerListenKey ?? STREAM_LIMITS.connectionsPerListenKey
  const drift = setup.drift ?? AS_DOCUMENTED
  const switches = setup.switches ?? DEFAULT_SWITCHES
  const hub = openPublicHub({ exchange, data: setup.data, finish: drift.frame }, clock, setup.timers)
  /** With the times they began at. */
  const sessions = new Map<Session, { readonly machine: number; readonly exchange: number }>()
  const byAccount = new Map<AccountId, Set<Session>>()
  /** MEXC: pairs under assessment have no stream for strangers. */
  const knows = (symbol: string, account: AccountId | undefined): boolean => {
    const rules = exchange.rules.get(symbol)
    if (rules === undefined) return false
    return rules.apiTrading || account !== undefined || switches.assessmentZone === 'open'
  }

  const stopEvents = exchange.subscribe((events) => {
    hub.hear(events)
    for (const event of inPushOrder(events, switches.pushOrder)) {
      const send = (): void => deliver(event, byAccount, { now: clock.now(), drift, switches })
      if (event.type === 'deal' && switches.dealDelayMs !== '0') setup.timers.after(Number(switches.dealDelayMs), send)
      else send()
    }
  }, hub.hearsLevels)
  const stopKeys = listenKeys.onClosed((listenKey, why) => {
    const closing = [...sessions.keys()].filter((session) => session.listenKey === listenKey)
    if (closing.length > 0) log.info({ why, connections: closing.length }, 'listen key ended, closing its connections')
    const silent = why === 'expired' && switches.expiredListenKey === 'silent'
    for (const session of closing) {
      if (silent) session.silence()
      else session.end('closed')
    }
  })
  const forget = (session: Session): void => {
    sessions.delete(session)
    if (session.account !== undefined) byAccount.get(session.account)?.delete(session)
  }

  const cutOffs = new CutOffs()
  const bannedForMs = (address: string): number =>
    switches.streamBan === 'off' ? 0 : (setup.bans?.leftMs(address) ?? 0)
  /** MEXC: who goes beyond the limit is disconnected; addresses that are disconnected repeatedly may be banned. */
  const cutOff = (address: string): void => {
    if (switches.streamBan === 'off' || !cutOffs.add(address, idle.clock.now(), Number(switches.streamBan))) return
    const banMs = setup.bans?.ban(address) ?? 0
    log.info({ banMs }, 'an address is banned: its connections sent too much too often')
  }

  let timer: Timer | undefined
  const check = (): void => {
    const now = idle.clock.now()
    const most = Number(switches.connectionAgeMs)
    for (const [session, bornAt] of [...sessions]) {
      session.check(now)
      if (clock.now() - bornAt.exchange >= most || now - bornAt.machine >= most) session.end('closed')
    }
    timer = sessions.size > 0 ? idle.timers.after(CHECK_MS, check) : undefined
  }

  return {
    connect(peer, listenKey, blocked) {
      const now = idle.clock.now()
      const { address } = peer
      if (address !== undefined && bannedForMs(address) > 0) return refuse(peer, switches)
      const account = listenKey === undefined ? undefined : listenKeys.accountOf(listenKey, clock.now())
      if (listenKey !== undefined && account === undefined) return refuseKey(peer, switches)
      if (listenKey !== undefined && countOf(sessions.keys(), listenKey) >= perKey) return refuse(peer, switches)
      const who = account === undefined || listenKey === undefined ? {} : { account, listenKey }
      const more = blocked === undefined ? who : { ...who, blocked }
      const session = new Session(
        {
          ...{ peer, hub, limits, ended: forget, ...more },
          knows: (symbol) => knows(symbol, account),
          turnsAcks: () => switches.ackOrder === 'reversed',
          closeCode: () => closeCodeOf(switches),
          tooFast: () => address !== undefined && cutOff(address),
        },
        now,
      )
      sessions.set(session, { machine: now, exchange: clock.now() })
      if (account !== undefined) byAccount.set(account, (byAccount.get(account) ?? new Set()).add(session))
      timer ??= idle.timers.after(CHECK_MS, check)
      return {
        receive: (text) => session.receive(text, idle.clock.now()),
        gone: () => session.end('gone'),
      }
    },
    bannedForMs,
    get connections() {
      return sessions.size
    },
    close() {
      stopEvents()
      stopKeys()
      for (const session of [...sessions.keys()]) session.end('closed')
      timer?.cancel()
      hub.close()
    },
  }
}

type Pushing = {
  readonly now: number
  readonly drift: PushDrift
  readonly switches: Switches
}

/** Sends a private event to the account's connections that subscribe to it, encoded once. */
function deliver(
  event: VenueEvent,
  byAccount: ReadonlyMap<AccountId, ReadonlySet<Session>>,
  { now, drift, switches }: Pushing,
): void {
  const account = accountOf(event)
  const listeners = account === undefined ? undefined : byAccount.get(account)
  if (listeners === undefined || listeners.size === 0) return
  const made = privatePush(event, now, switches.cancelChange)
  if (made === undefined) return
  let frame: Uint8Array | undefined
  for (const session of [...listeners]) {
    if (session.hears(made.kind)) session.push((frame ??= drift.frame(encodePush(drift.push(made.push)))))
  }
}

const AS_DOCUMENTED: PushDrift = { push: (push) => push, frame: (bytes) => bytes }

const DEAD: Connection = { receive() {}, gone() {} }

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

function countOf(sessions: Iterable<Session>, listenKey: string): number {
  let count = 0
  for (const session of sessions) if (session.listenKey === listenKey) count++
  return count
}
