/** Faults that are applied once, when they are turned on: those of listen keys and of the books' versions. */

import type { ListenKeyRing } from '../venue/access/listen-key-ring.ts'
import type { KeyRing } from '../venue/access/keys.ts'
import type { Venue } from '../venue/engine/open-venue.ts'
import type { FaultBoard } from './board.ts'
import type { Fault, FaultKind } from './fault.ts'
import type { FaultyFront } from './stream-faults.ts'

const DEFAULT_VERSIONS = 1_000

type Struck = {
  readonly house: { readonly exchange: Venue; readonly keys: KeyRing; readonly listenKeys: ListenKeyRing }
  readonly streams: Pick<FaultyFront, 'drop'>
}

const SINGLE: Partial<Record<FaultKind, (fault: Fault, struck: Struck) => void>> = {
  'expire-listen-key': expireListenKeys,
  'steal-listen-key': (fault, struck) => {
    for (const account of expireListenKeys(fault, struck)) struck.house.listenKeys.create(account)
  },
  'version-gap': ({ versions = DEFAULT_VERSIONS }, { house }) => house.exchange.stepVersions(versions),
  // MEXC: who connects again may be served by a node that is behind the one before.
  'version-back': ({ versions = DEFAULT_VERSIONS, target }, { house, streams }) => {
    house.exchange.stepVersions(-versions)
    streams.drop(target)
  },
}

/** Applies a fault of these kinds and takes it off the board again. */
export function applySingleFault(board: FaultBoard, fault: Fault, struck: Struck): void {
  const apply = SINGLE[fault.kind]
  if (apply === undefined) return
  board.remove(fault.id)
  apply(fault, struck)
}

/** Ends the target's listen keys; answers the accounts that had any. */
function expireListenKeys({ target }: Fault, { house: { keys, listenKeys } }: Struck): readonly string[] {
  const struck = keys.all().filter(({ apiKey }) => target.apiKey === undefined || apiKey === target.apiKey)
  const accounts = [...new Set(struck.map(({ account }) => account))]
  const found = accounts.filter((account) => listenKeys.list(account).length > 0)
  for (const account of found) listenKeys.expire(account)
  return found
}
