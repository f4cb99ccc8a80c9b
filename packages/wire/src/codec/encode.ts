/** Push -> bytes of one binary frame, in the one canonical spelling. */

import { WireError } from '../errors/wire-error.ts'
import type { Push, PushBody } from '../push.ts'
import { PushDataV3ApiWrapper } from './generated/push.ts'

/**
 * Writes one frame: fields in ascending order, default values left out, optional fields written whenever they are given.
 * A body of kind `none` or `unknown` is not written.
 * @throws {WireError} `WIRE_TIME_OUT_OF_RANGE` for a time that is not a safe integer
 */
export function encodePush(push: Push): Uint8Array {
  const { channel, symbol, symbolId, createTime, sendTime, body } = push
  const wrapper = { channel, symbol, symbolId, createTime, sendTime, ...bodyField(body) }
  for (const time of [createTime, sendTime, ...timesOf(body)]) requireSafe(time)
  // A copy of its own: the runtime hands out a slice of a shared pool.
  return new Uint8Array(PushDataV3ApiWrapper.encode(wrapper).finish())
}

function bodyField(body: PushBody): Record<string, unknown> | undefined {
  return body.kind === 'none' || body.kind === 'unknown' ? undefined : { [body.kind]: body.value }
}

/** Every int64 of a body. */
function timesOf(body: PushBody): readonly number[] {
  switch (body.kind) {
    case 'publicDeals':
    case 'publicAggreDeals':
      return body.value.deals.map((deal) => deal.time)
    case 'publicLimitDepths':
    case 'publicAggreDepths':
    case 'publicAggreBookTicker':
    case 'publicBookTickerBatch':
      return [body.value.lastOrderCreateTime]
    case 'publicSpotKline':
      return [body.value.windowStart, body.value.windowEnd]
    case 'privateOrders':
      return [body.value.createTime]
    case 'privateDeals':
    case 'privateAccount':
      return [body.value.time]
    default:
      return []
  }
}

function requireSafe(time: number | undefined): void {
  if (time === undefined || Number.isSafeInteger(time)) return
  throw new WireError('WIRE_TIME_OUT_OF_RANGE', `A push cannot carry the time ${time}: pass whole ms since the epoch.`)
}
