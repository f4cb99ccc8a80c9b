/** Rows of the exchange's lists of deposits, withdrawals and transfers as reported flows, with their progress. */

import { type AssetAmount, decimal, isNegative, negate } from '@spotdeck/exact'
import type { ReportedFlow } from '@spotdeck/ledger'
import type { Deposit, TransferRow, Withdrawal } from '@spotdeck/wire'
import { BOOKED_AT_ONCE_MS, type FlowRow } from '../base/question.ts'
import { assetOfCoin, depositId } from '../flows/flow-id.ts'

/** MEXC: 5 success, 12 completed. */
const CREDITED: ReadonlySet<number> = new Set([5, 12])
/** MEXC: 7 rejected, 8 refunded, 10 invalid. */
const NEVER_CREDITED: ReadonlySet<number> = new Set([7, 8, 10])
/** MEXC: 7 success, 8 failed, 9 canceled; all others are pending. */
const WITHDRAWN = 7
const WITHDRAWAL_FAILED: ReadonlySet<number> = new Set([8, 9])

/** Decodes a deposit. It is listed when it is seen on its chain, and booked when it is confirmed. */
export function depositRow({ coin, amount, insertTime, txId, network, status }: Deposit): FlowRow {
  const [asset, time] = [assetOfCoin(coin), insertTime]
  const transaction = txId.trim() === '' ? {} : { txId }
  const flow = {
    id: depositId(txId, asset, time),
    asset,
    change: amountOf(amount),
    reason: 'DEPOSIT',
    time,
    ...transaction,
    network,
  }
  if (CREDITED.has(status)) return { flow, standing: 'done' }
  return NEVER_CREDITED.has(status) ? { flow, standing: 'none' } : { flow, standing: 'none', unsettled: [time] }
}

/** Decodes a withdrawal. MEXC: its amount includes the fee; it is debited on request, credited when it fails. */
export function withdrawalRow(row: Withdrawal): FlowRow {
  const { id, coin, amount, transactionFee, applyTime, updateTime, status, txId, network } = row
  const flow: ReportedFlow = {
    id: `withdraw ${id}`,
    asset: assetOfCoin(coin),
    change: negate(amountOf(amount)),
    reason: 'WITHDRAW',
    time: applyTime,
    fee: decimal(transactionFee),
    ...(txId === null ? {} : { txId }),
    ...(network === undefined || network === null ? {} : { network }),
  }
  if (status === WITHDRAWN) return { flow, standing: 'done' }
  const hasFailed = WITHDRAWAL_FAILED.has(status)
  const end = hasFailed ? updateTime : applyTime + BOOKED_AT_ONCE_MS
  return { flow, standing: 'open', unsettled: end === undefined ? [applyTime] : [applyTime, end] }
}

/** Decodes a transfer between spot and futures. A failed one is reverted at once. */
export function transferRow({ tranId, asset, amount, fromAccountType, status, timestamp }: TransferRow): FlowRow {
  const moved = amountOf(amount)
  const change: AssetAmount = fromAccountType === 'SPOT' ? negate(moved) : moved
  const flow = { id: `transfer ${tranId}`, asset, change, reason: 'CONTRACT_TRANSFER', time: timestamp }
  if (status === 'SUCCESS') return { flow, standing: 'done' }
  const hasFailed = status === 'FAILED'
  return { flow, standing: 'open', unsettled: hasFailed ? [timestamp, timestamp + BOOKED_AT_ONCE_MS] : [timestamp] }
}

/** @throws where it is no amount that can move */
function amountOf(text: string): AssetAmount {
  const amount = decimal<'asset'>(text)
  if (isNegative(amount)) throw new RangeError('A flow cannot be negative.')
  return amount
}
