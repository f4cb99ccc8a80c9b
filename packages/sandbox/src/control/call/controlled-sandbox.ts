/** The sandbox as the control panel reads and changes it. */

import type { FaultBoard } from '../../faults/board.ts'
import type { Drift } from '../../faults/drift.ts'
import type { OpenConnection } from '../../faults/stream-faults.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Market } from '../../market/data/market.ts'
import type { RouteServices } from '../../server/call/route-services.ts'
import type { Snapshot } from '../../store/store.ts'
import type { StreamFront } from '../../streams/front.ts'
import type { SwitchBoard } from '../../switches.ts'
import type { SandboxTime } from '../../time/sandbox-time.ts'
import type { Exchange } from '../../venue/contract/exchange.ts'
import type { ScenarioControl } from './scenario-control.ts'
import type { AccountTruth } from './truth.ts'
import type { VenueControl } from './venue-control.ts'

/** Everything that the panel reads and changes. */
export interface ControlledSandbox {
  readonly streams: Pick<StreamFront, 'connections'>
  /** Open stream connections, oldest first. */
  readonly openConnections: readonly OpenConnection[]
  /** Injected failures. */
  readonly faults: FaultBoard
  /** Simulated protocol changes. */
  readonly drift: Drift
  /** Choices of undocumented behavior. */
  readonly switches: SwitchBoard
  /** The running exchange; `restore` and `reset` replace it. */
  readonly exchange: Exchange
  /** The running exchange's parts; `restore` and `reset` replace them. */
  readonly core: {
    readonly house: Pick<
      RouteServices,
      'exchange' | 'keys' | 'listenKeys' | 'wallet' | 'subAccounts' | 'symbolSwitches'
    >
    readonly market: Market
  }
  readonly time: SandboxTime
  /** The venue: listings, fees and first accounts. */
  readonly venue: VenueControl
  /** Steps that happen by themselves. */
  readonly scenario: ScenarioControl
  /** Journal of what clients sent and got. */
  readonly journal: Journal
  /** Returns the exact state of the account of a key; `undefined` for an unknown key. */
  truth(apiKey: string): AccountTruth | undefined
  /** CSV of the deposits of a key's account, as the exchange's website exports them; `undefined` for an unknown key. */
  depositExport(apiKey: string): string | undefined
  /** Stores the current state, as durably as the state itself. Keeps the newest 20 snapshots. */
  snapshot(): Snapshot
  /** Stored snapshots, oldest first. */
  readonly snapshots: readonly Snapshot[]
  /**
   * Restores accounts, keys, orders and balances of a snapshot, the last one unless named. Closes connections; time and
   * the market continue. Answers the snapshot; `undefined` for an unknown one.
   */
  restore(id?: string): Snapshot | undefined
  /** Restores the first start: accounts, faults, drift, switches and prices. Keeps the seed. */
  reset(): void
}
