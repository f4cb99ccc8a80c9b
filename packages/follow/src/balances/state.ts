/** State of the balances. */

import type { AssetAmount } from '@spotdeck/exact'
import type { LedgerState } from '@spotdeck/ledger'
import { type Sequence, type PendingChange, EMPTY_SEQUENCE } from './sequence.ts'
import type { WorkDraft } from '../base/draft.ts'

/** Balances: what waits for its place, what cannot be read, and what of them nothing explains. */
export type BalancesState = {
  readonly sequence: Sequence
  /** Present while balances are being read: changes wait for the read. */
  readonly buffer: readonly PendingChange[] | undefined
  /** Text of rows that cannot be read, by asset. */
  readonly unreadable: ReadonlyMap<string, string>
  /** The ledger whose invariants were checked last. */
  readonly checkedLedger: LedgerState | undefined
  /** Since when each invariant is violated, by `b ASSET` or `c ASSET`. */
  readonly violations: ReadonlyMap<string, number>
  /** Differences that REST confirmed, by the same keys: a violation is another difference than this. */
  readonly accepted: ReadonlyMap<string, AssetAmount>
  /** Up to when every symbol was read for an unexplained amount, by asset and amount. */
  readonly searched: ReadonlyMap<string, number>
  /** Number of differences that audits corrected. */
  readonly healed: number
}

/** The first of its states. */
export const NO_BALANCES: BalancesState = {
  sequence: EMPTY_SEQUENCE,
  buffer: undefined,
  unreadable: new Map(),
  checkedLedger: undefined,
  violations: new Map(),
  accepted: new Map(),
  searched: new Map(),
  healed: 0,
}

/** The balances with the state of lower rooms that they depend on. `at`: exchange time of the input. */
export type BalancesView = Readonly<Pick<WorkDraft, 'now' | 'at' | 'ledger' | 'universe'>> & {
  readonly balances: BalancesState
}

/** The balances with some members changed. Field by field: a spread takes many times as long, at every push. */
export function withBalances(balances: BalancesState, part: Partial<BalancesState>): BalancesState {
  return {
    sequence: part.sequence ?? balances.sequence,
    buffer: 'buffer' in part ? part.buffer : balances.buffer,
    unreadable: part.unreadable ?? balances.unreadable,
    checkedLedger: part.checkedLedger ?? balances.checkedLedger,
    violations: part.violations ?? balances.violations,
    accepted: part.accepted ?? balances.accepted,
    searched: part.searched ?? balances.searched,
    healed: part.healed ?? balances.healed,
  }
}
