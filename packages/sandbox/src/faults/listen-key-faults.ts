/** Faults of the listen keys themselves, applied once when they are turned on. */

import type { AccountId } from '../venue/contract/exchange.ts'
import type { KeyRing } from '../venue/access/keys.ts'
import type { ListenKeyRing } from '../venue/access/listen-key-ring.ts'
import type { FaultBoard } from './board.ts'
import type { Fault } from './fault.ts'

/** Ends the target's listen keys where the fault is of that kind, and takes the fault off the board again. */
export function applyListenKeyFault(
  board: FaultBoard,
  fault: Fault,
  house: { readonly keys: KeyRing; readonly listenKeys: ListenKeyRing },
): void {
  if (fault.kind !== 'expire-listen-key' && fault.kind !== 'steal-listen-key') return
  board.remove(fault.id)
  for (const account of accountsOf(fault, house.keys)) {
    if (house.listenKeys.list(account).length === 0) continue
    house.listenKeys.expire(account)
    if (fault.kind === 'steal-listen-key') house.listenKeys.create(account)
  }
}

function accountsOf(fault: Fault, keys: KeyRing): ReadonlySet<AccountId> {
  const { apiKey } = fault.target
  const struck = apiKey === undefined ? keys.all() : keys.all().filter((key) => key.apiKey === apiKey)
  return new Set(struck.map((key) => key.account))
}
