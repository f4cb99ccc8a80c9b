/** Faults between the stream front and its clients: a front that wraps a front, and a peer that wraps a peer. */

import type { Timers } from '@spotdeck/ports'
import type { Connection, StreamFront } from '../streams/front.ts'
import { DEFAULT_SWITCHES, type Switches, closeCodeOf } from '../switches.ts'
import type { Peer } from '../streams/session.ts'
import type { FaultBoard, Place } from './board.ts'
import { type Fault, type StreamFaultKind, delayOf } from './fault.ts'

/** What can happen to one push, the gravest first. */
const PUSH_FAULTS: readonly StreamFaultKind[] = [
  'half-open',
  'stall',
  'drop',
  'corrupt',
  'oversize',
  'delay',
  'reorder',
  'duplicate',
]
/** A field number far from any that MEXC uses, length-delimited, with this many bytes. */
const OVERSIZE_BYTES = 256 * 1024
const OVERSIZE_TAG = [0xfa, 0xff, 0x01]

export type StreamFaultOptions = {
  readonly board: FaultBoard
  readonly timers: Timers
  /** Read anew each time; absent: the defaults. */
  readonly switches?: Pick<Switches, 'closeCode'>
  /** The API keys of the account behind a listen key. */
  readonly apiKeysOf: (listenKey: string) => readonly string[]
}

/** The same front with the board's faults in between. */
export function withStreamFaults(front: StreamFront, options: StreamFaultOptions): StreamFront {
  let opened = 0
  return {
    connect(peer, listenKey) {
      const connection = String(++opened)
      const place: Place = { connection, apiKeys: listenKey === undefined ? [] : options.apiKeysOf(listenKey) }
      if (options.board.strike(['refuse'], place) !== undefined) {
        peer.close(closeCodeOf(options.switches ?? DEFAULT_SWITCHES))
        return deaf
      }
      const blocked = (channel: string): boolean =>
        options.board.strike(['blocked'], { ...place, channel }) !== undefined
      const inner = front.connect(faultyPeer(peer, place, options), listenKey, blocked)
      return {
        receive(text) {
          if (options.board.strike(['half-open'], place) === undefined) inner.receive(text)
        },
        gone: () => inner.gone(),
      }
    },
    get connections() {
      return front.connections
    },
    close: () => front.close(),
  }
}

const deaf: Connection = { receive() {}, gone() {} }

function faultyPeer(peer: Peer, place: Place, { board, timers }: StreamFaultOptions): Peer {
  let held: Uint8Array | undefined
  const send = (bytes: Uint8Array): void => {
    peer.sendBinary(bytes)
    if (held === undefined) return
    const late = held
    held = undefined
    peer.sendBinary(late)
  }
  const suffer = (fault: Fault, bytes: Uint8Array): void => {
    if (fault.kind === 'duplicate') {
      send(bytes)
      peer.sendBinary(bytes)
    } else if (fault.kind === 'delay') timers.after(delayOf(fault), () => send(bytes))
    else if (fault.kind === 'reorder') {
      if (held === undefined) held = bytes
      else send(bytes)
    } else if (fault.kind === 'corrupt') send(bytes.slice(0, Math.ceil(bytes.length / 2)))
    else if (fault.kind === 'oversize') send(oversized(bytes))
  }
  return {
    sendText(text) {
      if (board.strike(['half-open'], place) === undefined) peer.sendText(text)
    },
    sendBinary(bytes) {
      if (board.quiet) return send(bytes)
      const fault = board.strike(PUSH_FAULTS, { ...place, channel: channelOf(bytes) })
      if (fault === undefined) send(bytes)
      else suffer(fault, bytes)
    },
    close: (code) => peer.close(code),
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
