/** Shares of what an audience may see: shares of the whole would tell how much is left out. */

import { decimal, divide, isPositive, sum } from '@spotdeck/exact'
import type { Allocation } from '../reports.ts'
import type { View } from './mask.ts'

const SHARE_DIGITS = 4

/** The same allocation where nothing is left out; else its visible part as if there were nothing else. */
export function visibleShares(whole: Allocation, { leavesOut }: View): Allocation {
  if (leavesOut === undefined) return whole
  const seen = whole.items.filter(({ asset }) => !leavesOut('asset', asset))
  const total = sum(seen.map(({ value = '0' }) => decimal<'USDT'>(value)))
  const shareOf = (value: string): string =>
    isPositive(total) ? divide<'fraction'>(decimal<'USDT'>(value), total, SHARE_DIGITS) : '0'
  return { ...whole, total, items: seen.map((item) => ({ ...item, share: shareOf(item.value ?? '0') })) }
}
