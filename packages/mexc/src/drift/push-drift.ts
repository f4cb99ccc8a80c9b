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

/** Notes what is new in a push. Cheap for one that holds nothing new. */
export function notePushDrift(push: DecodedPush, monitor: DriftMonitor): void {
  const { body, channel, unknown } = push
  for (const { path, field } of unknown) {
    if (body.kind === 'unknown' && path === '' && field >= FIRST_BODY_FIELD) continue
    monitor.note({ kind: 'UNKNOWN_FIELD', where: channelFamily(channel), path: `${path}#${field}` })
  }
  const value = (path: string, found: string | number): void =>
    monitor.note({ kind: 'UNKNOWN_VALUE', where: channelFamily(channel), path, found: String(found) })
  switch (body.kind) {
    case 'unknown': {
      const path = `#${unknown.find(({ field }) => field >= FIRST_BODY_FIELD)?.field ?? '?'}`
      return monitor.note({ kind: 'UNKNOWN_BODY', where: channelFamily(channel), path })
    }
    case 'privateAccount':
      if (!isChangeReason(body.value.type)) value('type', body.value.type)
      return
    case 'privateDeals':
      if (sideName(body.value.tradeType) === undefined) value('tradeType', body.value.tradeType)
      return
    case 'privateOrders':
      return noteOrder(body.value, value)
    case 'publicAggreDeals':
      for (const { tradeType } of body.value.deals) {
        if (tradeType !== 1 && tradeType !== 2) value('deals.tradeType', tradeType)
      }
      return
    default:
    // Prices and quantities alone: nothing in them is an enumeration.
  }
}

/** Bodies have field numbers from here on. */
const FIRST_BODY_FIELD = 301

function noteOrder(order: PrivateOrders, value: (path: string, found: number) => void): void {
  const { status, orderType, tradeType } = order
  if (statusName(status) === undefined) value('status', status)
  if (sideName(tradeType) === undefined) value('tradeType', tradeType)
  if (typeName(orderType) === undefined && orderType !== STOP_TYPE_NUMBER) value('orderType', orderType)
}
