/** The fault of the books' versions, applied once when it is turned on. */

import type { Venue } from '../venue/open-venue.ts'
import type { FaultBoard } from './board.ts'
import type { Fault } from './fault.ts'
import type { FaultyFront } from './stream-faults.ts'

const DEFAULT_VERSIONS = 1_000

/**
 * Steps all books' versions back and closes the connections that the target names, where the fault is of that kind, and
 * takes it off the board again. MEXC: who connects again may be served by a node that is behind the one before.
 */
export function applyVersionFault(
  board: FaultBoard,
  fault: Fault,
  { exchange, streams }: { readonly exchange: Venue; readonly streams: Pick<FaultyFront, 'drop'> },
): void {
  if (fault.kind !== 'version-back') return
  board.remove(fault.id)
  exchange.stepVersionsBack(fault.versions ?? DEFAULT_VERSIONS)
  streams.drop(fault.target)
}
