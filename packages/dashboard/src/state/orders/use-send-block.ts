/** Reason why no order can be sent now, whatever it is. */

import { blameOf } from '../store/connection-status.ts'
import { useAccountData } from '../store/use-account-data.ts'
import type { Placing } from './use-place-order.ts'

/** Reason for which Send is disabled. */
export type SendBlock = 'offline' | 'exchange' | 'notLive' | 'silent' | 'lookingUp'

/** Returns the reason, `undefined` while orders can be sent: only over an open line, of an account with proven balances and new data. */
export function useSendBlock({ outcome }: Pick<Placing, 'outcome'>): SendBlock | undefined {
  const connection = useAccountData('connection')
  const status = useAccountData('status')
  const { isOld } = useAccountData('freshness')
  if (connection.phase !== 'open') return 'offline'
  // While an asset is being explained, balances and open orders are proven all the same.
  const isProven = status?.state === 'live' || status?.code === 'EXPLAINING'
  if (!isProven) return blameOf(connection, status) === 'exchange' ? 'exchange' : 'notLive'
  if (isOld) return 'silent'
  return outcome?.kind === 'lookingUp' ? 'lookingUp' : undefined
}
