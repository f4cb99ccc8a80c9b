/** Net external cash flow up to a time: the part of equity changes that growth excludes. */

import { type Fraction, add, decimal, isNegative, subtract } from '@spotdeck/exact'

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

/**
 * A step of growth: `end` over `base`. What came in between counts as there since `before`, what went out until `now`: a large
 * deposit earns on itself, and no more can be lost than was there.
 * @param flow what came (positive) or went between the two, net
 */
export function growthStep(
  before: Fraction,
  now: Fraction,
  flow: Fraction,
): { readonly base: Fraction; readonly end: Fraction } {
  return isNegative(flow) ? { base: before, end: subtract(now, flow) } : { base: add(before, flow), end: now }
}
