/** Names of order types for the page. */

import type { OrderData } from '@spotdeck/api'
import type { TFunction } from 'i18next'

/** The type by its name; of a type that is not known, the exchange's own word beside it, so that no bare number stands alone. */
export function orderTypeName({ type, rawType }: Pick<OrderData, 'type' | 'rawType'>, t: TFunction<'page'>): string {
  const name = t(`type.${type}`)
  return type === 'UNKNOWN' && rawType !== undefined ? `${name} (${rawType})` : name
}
