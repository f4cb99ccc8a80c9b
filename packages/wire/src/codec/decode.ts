/** Bytes of one binary frame -> push. Nothing an attacker or a future schema sends may crash it or be lost in silence. */

import protobuf from 'protobufjs/minimal.js'
import { WireError } from '../errors/wire-error.ts'
import type {
  DecodedPush,
  PrivateAccount,
  PrivateDeals,
  PrivateOrders,
  PublicAggreBookTicker,
  PublicAggreDepths,
  PublicBookTicker,
  PublicIncreaseDepths,
  PublicLimitDepths,
  PublicMiniTicker,
  PublicSpotKline,
  PushBody,
} from '../push.ts'
import * as depth from './depth.ts'
import { PushDataV3ApiWrapper } from './generated/push.ts'
import { FIELDS_CHECKED_FROM_BYTES, MAX_FIELDS, fieldsExceed } from './field-count.ts'
import * as market from './market.ts'
import { type Int64, keepUnknown, type Message, safeNumber, type Unknowns, type UnknownSink } from './message.ts'
import * as own from './private.ts'

/** The largest frame that is read, in bytes; the busiest channel stays far below 1 MiB. */
export const MAX_FRAME_BYTES = 8 * 1024 * 1024

/** Bodies have field numbers from here on. */
const FIRST_BODY_FIELD = 301
const WIRE_TYPE_BYTES = 2

/**
 * Reads one binary frame. Fields without presence get their defaults ('', 0, false, []), optional ones stay absent when
 * unset. What the schema does not know stands in `unknown`, raw; a frame without a body is `kind: 'none'`.
 * @throws {WireError} `WIRE_TRUNCATED`, `WIRE_MALFORMED`, `WIRE_TOO_LARGE`, `WIRE_TIME_OUT_OF_RANGE`
 */
export function decodePush(bytes: Uint8Array): DecodedPush {
  if (bytes.length > MAX_FRAME_BYTES) throw tooLarge(`${bytes.length} bytes`)
  if (bytes.length > FIELDS_CHECKED_FROM_BYTES && fieldsExceed(bytes, MAX_FIELDS)) throw tooLarge('too many fields')
  const wrapper = decodeWrapper(bytes)
  const unknown: UnknownSink = []
  keepUnknown(wrapper, '', unknown)
  const body = readBody(wrapper, unknown)
  return {
    channel: wrapper.channel,
    ...(wrapper.symbol === null ? undefined : { symbol: wrapper.symbol }),
    ...(wrapper.symbolId === null ? undefined : { symbolId: wrapper.symbolId }),
    ...(wrapper.createTime === null ? undefined : { createTime: safeNumber(wrapper.createTime) }),
    ...(wrapper.sendTime === null ? undefined : { sendTime: safeNumber(wrapper.sendTime) }),
    body,
    unknown,
  }
}

type Wrapper = Unknowns & {
  readonly channel: string
  readonly symbol: string | null
  readonly symbolId: string | null
  readonly createTime: Int64 | null
  readonly sendTime: Int64 | null
  /** The name of the body that is set. */
  readonly body?: string
  readonly [name: string]: unknown
}

function decodeWrapper(bytes: Uint8Array): Wrapper {
  // A plain view, so that Node's Buffer and a browser's bytes go the same way.
  const view = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const reader = protobuf.Reader.create(view)
  reader.discardUnknown = false
  try {
    return PushDataV3ApiWrapper.decode(reader) as Wrapper
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new WireError('WIRE_TRUNCATED', 'The frame ends inside a field: count it and read over REST.', { cause })
    }
    throw new WireError('WIRE_MALFORMED', 'The frame is not a push: count it and read over REST.', { cause })
  }
}

function readBody(wrapper: Wrapper, sink: UnknownSink): PushBody {
  const kind = wrapper.body
  if (kind === undefined) return hasUnknownBody(sink) ? { kind: 'unknown' } : { kind: 'none' }
  const message = wrapper[kind]
  switch (kind) {
    case 'publicAggreDepths':
      return { kind, value: depth.readAggreDepths(message as AggreDepthsMessage, sink) }
    case 'publicAggreDeals':
      return { kind, value: market.readAggreDeals(message as market.AggreDealsMessage, sink) }
    case 'publicAggreBookTicker':
      return { kind, value: market.readAggreBookTicker(message as AggreBookTickerMessage, sink) }
    case 'publicBookTickerBatch':
      return { kind, value: market.readBookTickerBatch(message as market.BookTickerBatchMessage, sink) }
    case 'publicLimitDepths':
      return { kind, value: depth.readLimitDepths(message as LimitDepthsMessage, sink) }
    case 'publicSpotKline':
      return { kind, value: market.readSpotKline(message as SpotKlineMessage, sink) }
    case 'publicMiniTicker':
      return { kind, value: market.readMiniTicker(message as Message<PublicMiniTicker>, sink) }
    case 'publicMiniTickers':
      return { kind, value: market.readMiniTickers(message as market.MiniTickersMessage, sink) }
    case 'privateAccount':
      return { kind, value: own.readPrivateAccount(message as Message<PrivateAccount, 'time'>, sink) }
    case 'privateDeals':
      return { kind, value: own.readPrivateDeals(message as Message<PrivateDeals, 'time'>, sink) }
    case 'privateOrders':
      return { kind, value: own.readPrivateOrders(message as Message<PrivateOrders, 'createTime'>, sink) }
    case 'publicDeals':
      return { kind, value: market.readDeals(message as market.DealsMessage, sink) }
    case 'publicBookTicker':
      return { kind, value: market.readBookTicker(message as Message<PublicBookTicker>, sink) }
    case 'publicIncreaseDepths':
      return { kind, value: depth.readIncreaseDepths(message as depth.DepthMessage<PublicIncreaseDepths>, sink) }
    case 'publicIncreaseDepthsBatch':
      return { kind, value: depth.readIncreaseDepthsBatch(message as depth.IncreaseDepthsBatchMessage, sink) }
    default:
      return { kind: 'unknown' }
  }
}

type AggreDepthsMessage = depth.DepthMessage<PublicAggreDepths, 'lastOrderCreateTime'>
type LimitDepthsMessage = depth.DepthMessage<PublicLimitDepths, 'lastOrderCreateTime'>
type AggreBookTickerMessage = Message<PublicAggreBookTicker, 'lastOrderCreateTime'>
type SpotKlineMessage = Message<PublicSpotKline, 'windowStart' | 'windowEnd'>

function hasUnknownBody(unknown: UnknownSink): boolean {
  return unknown.some(({ field, bytes }) => field >= FIRST_BODY_FIELD && ((bytes[0] ?? 0) & 7) === WIRE_TYPE_BYTES)
}

function tooLarge(what: string): WireError {
  return new WireError('WIRE_TOO_LARGE', `A frame of ${what} is beyond what any channel sends: drop the connection.`)
}
