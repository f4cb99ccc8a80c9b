/** A row of the wallet: money that came, went, or moved between accounts, as one fact that is kept for ever. */

import type { AssetAmount } from '@spotdeck/exact'
import type { AccountId } from '../contract/exchange.ts'

/** Side of an account that a transfer moves money to or from. */
export type AccountType = 'SPOT' | 'FUTURES'

/** One deposit, withdrawal, transfer or conversion. Rows are kept forever. */
export type WalletRow = {
  /** 32 hex. */
  readonly id: string
  /** Account of the row; the paying account of a transfer between accounts. */
  readonly account: AccountId
  readonly kind: 'deposit' | 'withdrawal' | 'transfer' | 'internal' | 'universal' | 'dust'
  readonly asset: string
  /** Of a withdrawal: the fee included. */
  readonly amount: AssetAmount
  readonly fee: AssetAmount
  readonly time: number
  readonly network?: string
  readonly netWork?: string
  readonly address?: string
  readonly memo?: string
  readonly remark?: string
  /** The caller's own id of a withdrawal. */
  readonly clientId?: string
  /** Of a withdrawal that was taken back, when. */
  readonly canceledAt?: number
  /** Of a transfer: to futures, or back. */
  readonly to?: AccountType
  /** Of a move between accounts, who received it. */
  readonly toAccount?: AccountId
  readonly fromType?: AccountType
  readonly toType?: AccountType
  /** Of an internal transfer, how the receiver was named: EMAIL, UID, MOBILE, and the name. */
  readonly namedBy?: string
  readonly toName?: string
  /** Of converted dust: the MX received after the fee, and the id of the call that converted several assets at once. */
  readonly mx?: AssetAmount
  readonly batch?: string
}

/** MEXC's numbers: 1 applied, 4 processing, 6 waiting for confirmation, 7 success, 9 canceled. */
type WithdrawalState = 1 | 4 | 6 | 7 | 9

/** Age at which each state before success ends, in ms. */
const STEPS = [
  { state: 1, until: 30_000 },
  { state: 4, until: 60_000 },
  { state: 6, until: 120_000 },
] as const

/** Returns the time of the withdrawal's last change of state, ms since the epoch. */
export function withdrawalChangedAt(row: WalletRow, now: number): number {
  if (row.canceledAt !== undefined) return row.canceledAt
  const steps = STEPS.filter((step) => now - row.time >= step.until)
  return row.time + (steps.at(-1)?.until ?? 0)
}

/** Returns the state of a withdrawal at a time, computed from its age. */
export function withdrawalState(row: WalletRow, now: number): WithdrawalState {
  if (row.canceledAt !== undefined) return 9
  return STEPS.find((step) => now - row.time < step.until)?.state ?? 7
}
