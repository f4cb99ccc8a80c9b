/** Names of order types for the page. */

import type { OrderData } from '@spotdeck/api'
import type { TFunction } from 'i18next'

/** Name of an order type; an unknown type has the exchange's raw value beside it. */
export function orderTypeName({ type, rawType }: Pick<OrderData, 'type' | 'rawType'>, t: TFunction<'page'>): string {
  const name = t(`type.${type}`)
  return type === 'UNKNOWN' && rawType !== undefined ? `${name} (${rawType})` : name
}
