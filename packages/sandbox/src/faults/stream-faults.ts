/** Faults between the stream front and its clients: a front that wraps a front, and a peer that wraps a peer. */

import type { Clock, Random, Timers } from '@spotdeck/ports'
import { type Connection, type StreamFront, frontAround } from '../streams/front.ts'
import { DEFAULT_SWITCHES, type Switches, closeCodeOf } from '../switches.ts'
import type { Peer } from '../streams/session.ts'
import { type FaultBoard, type Place, hits } from './board.ts'
import { type Fault, type FaultTarget, type StreamFaultKind, delayOf } from './fault.ts'
import { openDelayQueue } from './delay-queue.ts'

/** Faults of one push, most severe first. */
const PUSH_FAULTS: readonly StreamFaultKind[] = [
  'half-open',
  'stall',
  'drop',
  'corrupt',
  'oversize',
  'delay',
  'jitter',
  'reorder',
  'duplicate',
]
/** A field number far from any that MEXC uses, length-delimited, with this many bytes. */
const OVERSIZE_BYTES = 256 * 1024
const OVERSIZE_TAG = [0xfa, 0xff, 0x01]

/** Parts that stream faults work on. */
export type StreamFaultOptions = {
  readonly board: FaultBoard
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  /** Choices of undocumented behavior, read at each use; absent: the defaults. */
  readonly switches?: Pick<Switches, 'closeCode'>
  /** The API keys of the account behind a listen key. */
  readonly apiKeysOf: (listenKey: string) => readonly string[]
}

/** An open connection as the panel shows it. */
export type OpenConnection = {
  /** Number of the connection, from 1: the one that faults and the journal name. */
  readonly connection: number
  /** The exchange's time at its beginning, ms since the epoch. */
  readonly since: number
  /** API keys of its account; none without a listen key. */
  readonly apiKeys: readonly string[]
  readonly channels: readonly string[]
}

/** A stream front with faults between it and its clients. */
export interface FaultyFront extends StreamFront {
  /** Closes the connections that a fault's target names by key or number; all of them where it names none. */
  drop(target: FaultTarget): void
  /** Open connections, oldest first. */
  list(): readonly OpenConnection[]
}

/** The same front with the board's faults in between. */
export function withStreamFaults(front: StreamFront, options: StreamFaultOptions): FaultyFront {
  let opened = 0
  const live = new Map<Peer, LiveConnection>()
  const closeCode = (): number | undefined => closeCodeOf(options.switches ?? DEFAULT_SWITCHES)
  const connect: StreamFront['connect'] = (peer, listenKey) => {
    const connection = String(++opened)
    const place: Place = { connection, apiKeys: listenKey === undefined ? [] : options.apiKeysOf(listenKey) }
    if (options.board.strike(['refuse'], place) !== undefined) {
      peer.close(closeCode())
      return deaf
    }
    const blocked = (channel: string): boolean => options.board.strike(['blocked'], { ...place, channel }) !== undefined
    const faulty = faultyPeer(peer, place, options)
    const inner = front.connect(faulty, listenKey, blocked)
    live.set(peer, {
      ...{ place, since: options.clock.now(), channels: () => inner.channels() },
      end() {
        faulty.close(closeCode())
        inner.gone()
      },
    })
    return {
      receive(text) {
        if (options.board.strike(['half-open'], place) === undefined) inner.receive(text)
      },
      channels: () => inner.channels(),
      gone() {
        live.delete(peer)
        inner.gone()
      },
    }
  }
  return Object.assign(
    frontAround(() => front, connect),
    {
      drop({ channel: _channel, endpoint: _endpoint, ...who }: FaultTarget) {
        for (const [peer, { place, end }] of [...live]) {
          if (!hits(who, place)) continue
          live.delete(peer)
          end()
        }
      },
      list: () =>
        [...live.values()].flatMap(({ place: { connection, apiKeys = [] }, since, channels }) => {
          const open = channels()
          return open === undefined ? [] : [{ connection: Number(connection), since, apiKeys, channels: open }]
        }),
    },
  )
}

type LiveConnection = {
  readonly place: Place
  readonly since: number
  readonly channels: Connection['channels']
  readonly end: () => void
}

const deaf: Connection = { receive() {}, gone() {}, channels: () => undefined }

function faultyPeer(peer: Peer, place: Place, { board, clock, timers, random }: StreamFaultOptions): Peer {
  const delayed = openDelayQueue(clock, timers, (bytes) => send(bytes))
  let pending: Uint8Array | undefined
  const send = (bytes: Uint8Array): void => {
    peer.sendBinary(bytes)
    if (pending === undefined) return
    const after = pending
    pending = undefined
    peer.sendBinary(after)
  }
  const suffer = (fault: Fault, bytes: Uint8Array): void => {
    if (fault.kind === 'duplicate') {
      send(bytes)
      peer.sendBinary(bytes)
    } else if (fault.kind === 'delay') timers.after(delayOf(fault), () => send(bytes))
    else if (fault.kind === 'jitter') delayed.push(bytes, random.next() * delayOf(fault))
    else if (fault.kind === 'reorder') {
      if (pending === undefined) pending = bytes
      else send(bytes)
    } else if (fault.kind === 'corrupt') send(bytes.slice(0, Math.ceil(bytes.length / 2)))
    else if (fault.kind === 'oversize') send(oversized(bytes))
  }
  return {
    address: peer.address,
    sendText(text) {
      if (board.strike(['half-open'], place) === undefined) peer.sendText(text)
    },
    sendBinary(bytes) {
      if (board.quiet && delayed.isEmpty) return send(bytes)
      const fault = board.strike(PUSH_FAULTS, { ...place, channel: channelOf(bytes) })
      if (fault !== undefined) suffer(fault, bytes)
      else if (delayed.isEmpty) send(bytes)
      else delayed.push(bytes, 0)
    },
    close(code) {
      delayed.clear()
      peer.close(code)
    },
    ping() {
      if (board.strike(['half-open'], place) === undefined) peer.ping()
    },
  }
}

/** The channel of an encoded push: MEXC writes it first, as field 1. */
export function channelOf(frame: Uint8Array): string | undefined {
  const length = frame[1]
  if (frame[0] !== 0x0a || length === undefined || length > 0x7f) return undefined
  return new TextDecoder().decode(frame.subarray(2, 2 + length))
}

/** The push with one more field that no schema knows. */
function oversized(bytes: Uint8Array): Uint8Array {
  const length = [0x80 | (OVERSIZE_BYTES & 0x7f), 0x80 | ((OVERSIZE_BYTES >>> 7) & 0x7f), OVERSIZE_BYTES >>> 14]
  const grown = new Uint8Array(bytes.length + OVERSIZE_TAG.length + length.length + OVERSIZE_BYTES)
  grown.set(bytes)
  grown.set([...OVERSIZE_TAG, ...length], bytes.length)
  return grown
}
