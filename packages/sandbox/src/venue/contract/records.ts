/** Small records of the exchange besides accounts and orders, each stored whole under its id. */

import type { AccountId, SymbolRules } from './exchange.ts'

/** A sub-account: an account of its own that a master account made. */
export type SubAccount = {
  readonly name: string
  readonly note: string
  readonly master: AccountId
  readonly account: AccountId
  readonly isFrozen: boolean
  readonly createdAt: number
}

/** Accounts whose orders are kept from matching each other where the newer order asks for it. */
export type StpGroup = {
  readonly id: number
  readonly name: string
  readonly master: AccountId
  readonly accounts: readonly AccountId[]
  readonly createdAt: number
  readonly updatedAt: number
}

/** A change of a symbol's trading rules from `at` on. */
export type SymbolSwitch = {
  readonly id: string
  readonly symbol: string
  readonly apiTrading?: boolean
  readonly status?: SymbolRules['status']
  readonly tradeSideType?: SymbolRules['tradeSideType']
  /** ms since the epoch */
  readonly at: number
  /** Time of the announcement, ms since the epoch. */
  readonly madeAt: number
}

/** The venue that the exchange was opened with last, as its file has it. */
type VenueRecord = { readonly file: object }

/** Id of the one record of its kind. */
export const VENUE_RECORD_ID = 'venue'

/** Record type of each kind. */
export type VenueRecords = {
  readonly subAccount: SubAccount
  readonly stpGroup: StpGroup
  readonly symbolSwitch: SymbolSwitch
  readonly venue: VenueRecord
}
/** Kind of a record. */
export type RecordKind = keyof VenueRecords

/** Everything of each kind, oldest first. */
export type StoredRecords = { readonly [K in RecordKind]: readonly VenueRecords[K][] }

/** One record as it is now; `undefined`: it is gone. */
export type RecordChange = {
  [K in RecordKind]: {
    readonly type: 'record'
    readonly kind: K
    readonly id: string
    readonly value: VenueRecords[K] | undefined
  }
}[RecordKind]

/** Records of a new exchange: none. */
export const NO_RECORDS: StoredRecords = { subAccount: [], stpGroup: [], symbolSwitch: [], venue: [] }
