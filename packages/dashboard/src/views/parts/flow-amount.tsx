/** Amount of a transfer: own money that moved, and so without the colors of gain and loss. */

import type { FlowItem } from '@spotdeck/api'
import { full, signed } from '../../format/number.ts'
import { useDigits } from '../../state/queries/queries.ts'
import { Figure } from './figures.tsx'

/** The signed amount; of a frozen or returned withdrawal what did not leave, dim. */
export function FlowAmount({ row: { asset, state, amount, change } }: { readonly row: FlowItem }) {
  const digits = Math.min(2, useDigits().asset(asset))
  const isStill = state === 'frozen' || state === 'returned'
  const exact = isStill ? (amount ?? change) : change
  const shown = signed(exact, (text) => full(text, digits))
  return <Figure exact={exact} shown={shown} amount className={isStill ? 'dim' : ''} />
}
