/** Decides whether an order is confirmed before it is sent. */

import { compare, decimal, multiply, tryDecimal } from '@spotdeck/exact'
import { readAmount } from '../../format/typed-amount.ts'
import type { Preferences } from '../../settings/preferences.ts'
import type { Checked } from './ticket.ts'

/** `quotePrice`: USDT for one of the market's quote asset. What cannot be valued is confirmed. */
export function asksFirst(
  { warnings, worth }: Pick<Checked, 'warnings' | 'worth'>,
  { confirm, confirmAbove }: Pick<Preferences, 'confirm' | 'confirmAbove'>,
  quotePrice: string | undefined,
): boolean {
  if (warnings.some(({ asks }) => asks) || confirm === 'always') return true
  if (confirm === 'never') return false
  const [price, limit] = [tryDecimal<'USDT per quote'>(quotePrice ?? ''), readAmount<'USDT'>(confirmAbove)]
  if (worth === undefined || price === undefined || limit === undefined) return true
  return compare(multiply<'USDT'>(price, decimal<'quote'>(worth)), limit) > 0
}
