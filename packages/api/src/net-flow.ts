/** Net external cash flow up to a time: the part of equity changes that growth excludes. */

import { type Fraction, add, decimal } from '@spotdeck/exact'

/** Both in the unit of the equity they stand beside; `null` where they are not known. */
export type Flows = {
  readonly netDeposits: string | null
  readonly netUnexplained?: string | null
  readonly netRevalued?: string | null | undefined
}

/**
 * Deposits less withdrawals, what nobody explains, and what gained or lost its price: none of it was earned or lost. Two samples are
 * compared by the change of it; `null` where deposits are not known.
 */
export function netFlow({ netDeposits, netUnexplained, netRevalued }: Flows): Fraction | null {
  if (netDeposits === null) return null
  let net = decimal<'fraction'>(netDeposits)
  for (const more of [netUnexplained ?? '0', netRevalued ?? '0'])
    if (more !== '0') net = add(net, decimal<'fraction'>(more))
  return net
}
