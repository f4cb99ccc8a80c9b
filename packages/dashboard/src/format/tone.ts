/** The colour of gains and losses. */

import { signOf } from './number.ts'

/** CSS class of an amount: `up` for a gain, `down` for a loss, empty for zero and for unknown. */
export function toneOf(exact: string | undefined): string {
  const sign = signOf(exact)
  return sign > 0 ? 'up' : sign < 0 ? 'down' : ''
}
