/** Changes that the rows of an export would make in the ledger. */

import type { RejectedRow } from '@spotdeck/api'
import type { Deal, EventDraft, LedgerState, Order } from '@spotdeck/ledger'
import type { LedgerStore } from '@spotdeck/store'

/** The ledger that an import is planned against. */
export type Ledger = { readonly state: LedgerState; readonly store: LedgerStore }

/** A deal to be written, with the number of its row. */
export type PlannedDeal = Deal & { readonly row: number }

/** Planned changes of one file. */
export type Plan = {
  /** Number of the ledger's event after which it was planned. */
  readonly head: number
  readonly added: number
  readonly known: number
  readonly ignored: number
  readonly conflicts: readonly RejectedRow[]
  /** Orders and deals for the ledger's ingest: new ones, and second names of known ones. */
  readonly orders: readonly Order[]
  readonly deals: readonly PlannedDeal[]
  /** Flow events: ids of known flows, then new flows, each explained by the balances after those before it. */
  readonly flows: readonly EventDraft[]
  /** True if the ledger has rows within the file's span that the file does not have: the file is incomplete. */
  readonly absent: boolean
}

/** Result for one row. */
export type Verdict =
  | 'added'
  | 'known'
  | 'ignored'
  | { readonly code: RejectedRow['code']; readonly params: RejectedRow['params'] }

/** Counts the results of all rows. */
export class Tally {
  readonly counts = { added: 0, known: 0, ignored: 0 }
  readonly conflicts: RejectedRow[] = []

  take(row: number, verdict: Verdict): void {
    if (typeof verdict === 'string') this.counts[verdict] += 1
    else this.conflicts.push({ row, ...verdict })
  }
}

/** Ledger rows per read. */
export const PLAN_PAGE = 250
