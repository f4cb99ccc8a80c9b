/** Port to the events of one ledger: of this process, which writes it, or of a reader. */

import type { AccountVitals, Head } from '@spotdeck/edge'
import type { AccountFollower } from '@spotdeck/follow'
import type { LedgerState, Status } from '@spotdeck/ledger'

/** The events of one ledger as this process knows them. */
export interface LedgerSource {
  /** The state as it may be served. */
  readonly state: LedgerState
  readonly status: Status
  /** Health of following the account; absent where another process follows it. */
  readonly health?: AccountFollower['health']
  /** Events that were read, by where they came from; absent where this process writes. */
  readonly counts?: AccountVitals['read']
  head(): Head
  /** Reads what another process has committed by now; absent where this process writes. @throws {StoreError} */
  refresh?(): Promise<void>
  /** Begins a new epoch where `epoch` is still the current one; absent where another process decides about it. */
  leaveEpoch?(epoch: string): Promise<void>
}
