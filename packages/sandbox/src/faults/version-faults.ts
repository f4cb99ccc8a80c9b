/** The faults of the books' versions, applied once when they are turned on. */

import type { Venue } from '../venue/engine/open-venue.ts'
import type { FaultBoard } from './board.ts'
import type { Fault } from './fault.ts'
import type { FaultyFront } from './stream-faults.ts'

const DEFAULT_VERSIONS = 1_000

/**
 * Steps all books' versions ahead; or back, and closes the connections that the target names. Takes a fault of these kinds
 * off the board again. MEXC: who connects again may be served by a node that is behind the one before.
 */
export function applyVersionFault(
  board: FaultBoard,
  fault: Fault,
  { exchange, streams }: { readonly exchange: Venue; readonly streams: Pick<FaultyFront, 'drop'> },
): void {
  const versions = fault.versions ?? DEFAULT_VERSIONS
  if (fault.kind === 'version-gap') {
    board.remove(fault.id)
    exchange.stepVersions(versions)
  } else if (fault.kind === 'version-back') {
    board.remove(fault.id)
    exchange.stepVersions(-versions)
    streams.drop(fault.target)
  }
}
