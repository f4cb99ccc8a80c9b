/** Turnover market by market as bars: the largest, and the rest together. */

import type { VolumeReport } from '@spotdeck/api'
import { add, decimal } from '@spotdeck/exact'

type Row = Pick<VolumeReport['items'][number], 'key' | 'bought' | 'sold'>

/** More bars than this stand too close to be told apart. */
const MAX_BARS = 8

/** At most eight bars of markets, largest first as they come; where there are more, the last is the rest and is named `other`. */
export function topMarkets(rows: readonly Row[], other: string): readonly Row[] {
  if (rows.length <= MAX_BARS) return rows
  const rest = rows
    .slice(MAX_BARS - 1)
    .reduce<Row>((sum, row) => ({ ...sum, bought: plus(sum.bought, row.bought), sold: plus(sum.sold, row.sold) }), {
      key: other,
      bought: '0',
      sold: '0',
    })
  return [...rows.slice(0, MAX_BARS - 1), rest]
}

function plus(one: string, other: string): string {
  return add(decimal<'value'>(one), decimal<'value'>(other))
}
