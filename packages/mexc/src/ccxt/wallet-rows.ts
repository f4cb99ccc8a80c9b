/** ccxt's structures of deposits, withdrawals, transfers and addresses. */

import { type AnyDecimal, decimal, subtract } from '@spotdeck/exact'
import type { Deposit, DepositAddress, TransferRecordAnswer, TransferRow, Withdrawal } from '@spotdeck/wire'
import { networkCode } from './currencies.ts'
import { type Info, num } from './structures.ts'
import { iso8601 } from './times.ts'

/** A deposit or a withdrawal. */
export type Transaction = ReturnType<typeof transactionOf>
/** A transfer between accounts. */
export type Transfer = ReturnType<typeof transferOf>
/** An address to deposit to. */
export type Address = ReturnType<typeof addressOf>
/** A row of either list. */
export type Paid = (Partial<Deposit> | Partial<Withdrawal>) & { readonly coin: string; readonly amount: string }

/** Ends of deposits and withdrawals by MEXC's number; all others are pending. */
const ENDS = {
  deposit: { 1: 'failed', 5: 'ok', 7: 'failed' },
  withdrawal: { 7: 'ok', 8: 'failed', 9: 'canceled' },
} as Readonly<Record<string, Readonly<Record<number, string>>>>

/** A row of deposits or withdrawals. MEXC: the amount of a withdrawal has its fee in it, which ccxt takes out. */
export function transactionOf(row: Paid) {
  const [withdrawn, arrived] = [row as Partial<Withdrawal>, row as Partial<Deposit>]
  const { id, transactionFee } = withdrawn
  const type = id === undefined ? 'deposit' : 'withdrawal'
  const timestamp = arrived.insertTime ?? withdrawn.applyTime
  const { network, netWork } = row
  const currency = row.coin.split('-')[0] ?? row.coin
  const net = transactionFee === undefined ? row.amount : minus(row.amount, transactionFee)
  return {
    id,
    txid: row.transHash || row.txId || undefined,
    timestamp,
    datetime: iso8601(timestamp),
    network: network ? networkCode({ coin: currency, network, ...(netWork ? { netWork } : {}) }) : undefined,
    address: row.address,
    addressTo: row.address,
    tag: row.memo || undefined,
    type,
    amount: Number(net),
    currency,
    status: row.status === undefined ? undefined : (ENDS[type]?.[row.status] ?? 'pending'),
    updated: row.updateTime,
    comment: withdrawn.remark || undefined,
    fee: transactionFee === undefined ? undefined : { cost: num(transactionFee), currency },
    info: row as Info,
  }
}
const minus = (amount: string, fee: string): AnyDecimal => subtract(decimal<'x'>(amount), decimal<'x'>(fee))

const ACCOUNTS: Readonly<Record<string, string>> = { SPOT: 'spot', FUTURES: 'swap', MAIN: 'spot', CONTRACT: 'swap' }
const STATES: Readonly<Record<string, string>> = { SUCCESS: 'ok', FAILED: 'failed', WAIT: 'pending' }
type Moved = {
  readonly id: string
  readonly currency: string
  readonly amount: string
  readonly from: string
  readonly to: string
  readonly status?: string
  readonly timestamp?: number
  readonly info: Info
}

/** A transfer of its parts. */
export function transferOf({ from, to, status, amount, ...rest }: Moved) {
  return {
    ...rest,
    datetime: iso8601(rest.timestamp),
    amount: Number(amount),
    fromAccount: ACCOUNTS[from] ?? from,
    toAccount: ACCOUNTS[to] ?? to,
    status: status === undefined ? undefined : (STATES[status] ?? status),
  }
}

/** A row of the list of transfers. */
export function listedTransfer(row: TransferRow): Transfer {
  const { tranId: id, asset: currency, amount, fromAccountType: from, toAccountType: to, status, timestamp } = row
  return transferOf({ id, currency, amount, from, to, status, timestamp, info: row })
}

/** The record of one transfer, which has no time. */
export function recordedTransfer(row: TransferRecordAnswer['data']): Transfer {
  const { transact_id: id, transact_state: status, ...rest } = row
  return transferOf({ id, status, ...rest, info: row })
}

/** An address. */
export function addressOf(row: DepositAddress) {
  const { coin: currency, address, memo, tag } = row
  return { currency, network: networkCode(row), address, tag: memo || tag || undefined, info: row as Info }
}
