/** What the rows of an export would change in the ledger. */

import type { RejectedRow } from '@spotdeck/api'
import type { Deal, EventDraft, LedgerState, Order } from '@spotdeck/ledger'
import type { LedgerStore } from '../store/port.ts'

export type Ledger = { readonly state: LedgerState; readonly store: LedgerStore }

export type Plan = {
  readonly added: number
  readonly known: number
  readonly ignored: number
  readonly conflicts: readonly RejectedRow[]
  /** What goes through the intake: news, and second names of what is known. */
  readonly orders: readonly Order[]
  readonly deals: readonly Deal[]
  /** What the ledger is told of flows: news, and the numbers of those it has. */
  readonly flows: readonly EventDraft[]
  /** The ledger's rows within the file's span that the file does not have: then it is not all there was. */
  readonly absent: boolean
}

export type Verdict =
  'added' | 'known' | 'ignored' | { readonly code: RejectedRow['code']; readonly params: RejectedRow['params'] }

/** Counts what became of each row. */
export class Tally {
  readonly counts = { added: 0, known: 0, ignored: 0 }
  readonly conflicts: RejectedRow[] = []

  take(row: number, verdict: Verdict): void {
    if (typeof verdict === 'string') this.counts[verdict] += 1
    else this.conflicts.push({ row, ...verdict })
  }
}

/** Rows that are read of the ledger at a time. */
export const PLAN_PAGE = 250
