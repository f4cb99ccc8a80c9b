/** Parts and settings of an account that is only read. */

import type { AccountNotice, Message } from '@spotdeck/api'
import type { LedgerStore } from '@spotdeck/store'
import type { LedgerState } from '@spotdeck/ledger'
import type { Clock, Log, Timers } from '@spotdeck/ports'
import type { Bus } from '@spotdeck/edge'
import type { SharedBus } from '../bus/shared-bus.ts'
import type { PastPrices } from '../market/past-prices.ts'
import type { Prices } from '../market/prices.ts'
import type { Touchable } from '../notices/notice-board.ts'
import type { Asker, ScanReports } from '@spotdeck/reports'
import type { LedgerSight } from '../storage.ts'
import type { ReaderWatch } from './reader-status.ts'

/** Beginning of a reader: everything up to this state was published here. */
export type ReaderStart = {
  readonly store: LedgerStore
  readonly state: LedgerState
  /** Mark of the last public event of the state, as positions carry it. */
  readonly mark: string
  readonly why: ReaderWatch['begun']['why']
  /** Last event of this epoch that the store contradicted after it was given on. */
  readonly contradictedTo?: number
}

/** Parts and settings of a reader. */
export type ReadAccountOptions = ReaderStart & {
  readonly id: string
  readonly label: string
  /** True where the account may trade, in the process that follows it. */
  readonly isTrading: boolean
  /** Warnings about the API key of this process. */
  readonly keyWarnings: readonly Message[]
  /** Returns the notices that affect what is held or open. */
  readonly noticesFor: (touched: Touchable) => readonly AccountNotice[]
  /** Looks at the stored ledger. */
  readonly look: () => Promise<LedgerSight | undefined>
  /** Called once the stored ledger is another one than that of `store`: of another epoch, shorter, or gone. */
  readonly replaced: () => void
  /** Exchange time. */
  readonly exchange: { now(): number }
  /** A clock that is never set: ms since any moment. */
  readonly monotonic: Clock
  readonly prices: Prices
  readonly past: Pick<PastPrices, 'at'>
  readonly bus: Bus
  /** Brings events sooner than the store is looked at. */
  readonly sharedBus?: SharedBus | undefined
  readonly scans: Readonly<Record<Asker, ScanReports>>
  readonly timers: Timers
  readonly log: Log
}
