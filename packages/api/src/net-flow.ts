/** What came to an account or left it by itself until a moment, net: what growth leaves out. */

import { type Fraction, add, decimal } from '@spotdeck/exact'

/** Both in the unit of the equity they stand beside; `null` where they are not known. */
export type Flows = { readonly netDeposits: string | null; readonly netUnexplained?: string | null }

/**
 * Deposits less withdrawals, and what nobody explains: neither was earned or lost. Two samples are compared by the change of
 * it; `null` where deposits are not known.
 */
export function netFlow({ netDeposits, netUnexplained }: Flows): Fraction | null {
  if (netDeposits === null) return null
  const deposits = decimal<'fraction'>(netDeposits)
  return (netUnexplained ?? '0') === '0' ? deposits : add(deposits, decimal<'fraction'>(netUnexplained ?? '0'))
}
