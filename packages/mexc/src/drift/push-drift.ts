/** A decoded push held against what this SDK knows: fields, bodies and the numbers that stand for words. */

import {
  type DecodedPush,
  isChangeReason,
  type PrivateOrders,
  sideName,
  statusName,
  STOP_TYPE_NUMBER,
  typeName,
} from '@spotdeck/wire'
import type { DriftMonitor } from './drift-monitor.ts'

/** `spot@public.aggre.deals.v3.api.pb`: the channel without what was asked of it. */
export function channelFamily(channel: string): string {
  const [scope = '', family] = channel.split('@')
  return family === undefined ? scope : `${scope}@${family}`
}

/** Notes what is new in a push. Costs next to nothing for one that holds nothing new. */
export function notePushDrift(push: DecodedPush, monitor: DriftMonitor): void {
  if (push.unknown.length > 0) noteUnknown(push, monitor)
  const { body } = push
  switch (body.kind) {
    case 'privateAccount':
      if (!isChangeReason(body.value.type)) noteValue(push, monitor, { type: body.value.type })
      return
    case 'privateDeals':
      if (sideName(body.value.tradeType) === undefined) noteValue(push, monitor, { tradeType: body.value.tradeType })
      return
    case 'privateOrders':
      return noteOrder(push, monitor, body.value)
    case 'publicAggreDeals':
      for (const { tradeType } of body.value.deals) {
        if (tradeType !== 1 && tradeType !== 2) noteValue(push, monitor, { 'deals.tradeType': tradeType })
      }
      return
    default:
    // Prices and quantities alone: nothing in them is an enumeration.
  }
}

/** Bodies have field numbers from here on. */
const FIRST_BODY_FIELD = 301

/** A body without a name is one sighting; fields are one each. */
function noteUnknown({ body, channel, unknown }: DecodedPush, monitor: DriftMonitor): void {
  const where = channelFamily(channel)
  for (const { path, field } of unknown) {
    if (body.kind === 'unknown' && path === '' && field >= FIRST_BODY_FIELD) continue
    monitor.note({ kind: 'UNKNOWN_FIELD', where, path: `${path}#${field}` })
  }
  if (body.kind !== 'unknown') return
  const path = `#${unknown.find(({ field }) => field >= FIRST_BODY_FIELD)?.field ?? '?'}`
  monitor.note({ kind: 'UNKNOWN_BODY', where, path })
}

function noteValue({ channel }: DecodedPush, monitor: DriftMonitor, values: Readonly<Record<string, unknown>>): void {
  const where = channelFamily(channel)
  for (const [path, found] of Object.entries(values))
    monitor.note({ kind: 'UNKNOWN_VALUE', where, path, found: String(found) })
}

function noteOrder(push: DecodedPush, monitor: DriftMonitor, { status, orderType, tradeType }: PrivateOrders): void {
  if (statusName(status) === undefined) noteValue(push, monitor, { status })
  if (sideName(tradeType) === undefined) noteValue(push, monitor, { tradeType })
  if (typeName(orderType) === undefined && orderType !== STOP_TYPE_NUMBER) {
    noteValue(push, monitor, { orderType })
  }
}
