/** Keys that cancel open orders from every page, after one question. */

import type { OrderData } from '@spotdeck/api'
import { useState } from 'react'
import { useAccountData } from '../../state/store/use-account-data.ts'
import { usePageKeys } from '../parts/use-page-keys.ts'
import { CancelQuestion } from './cancel-order.tsx'

/** `x` cancels the newest open order, `X` all. */
export function CancelKeys() {
  const open = useAccountData('openOrders')
  const [asked, setAsked] = useState<readonly OrderData[]>()
  usePageKeys({ x: () => setAsked(open?.slice(0, 1)), X: () => setAsked(open) })
  return asked === undefined ? null : <CancelQuestion orders={asked} onClose={() => setAsked(undefined)} />
}
