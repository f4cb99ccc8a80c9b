/** Rows of the lists of deposits, withdrawals and transfers: what each of them changed, and what is still on its way. */

import type { Deposit, TransferRow, Withdrawal } from '@spotdeck/wire'
import { describe, expect, it } from 'vitest'
import { depositRow, transferRow, withdrawalRow } from './flow-rows.ts'

const AT = 1_767_225_600_000
const deposit = (over: Partial<Deposit> = {}): Deposit => ({
  amount: '5',
  coin: 'USDT-TRX',
  network: 'TRX',
  status: 5,
  address: 'a',
  txId: ' 0xAB ',
  insertTime: AT,
  unlockConfirm: null,
  confirmTimes: null,
  memo: null,
  ...over,
})
const withdrawal = (over: Partial<Withdrawal> = {}): Withdrawal => ({
  id: '77',
  txId: null,
  transHash: null,
  coin: 'MX',
  address: 'a',
  amount: '10',
  transferType: 0,
  status: 7,
  transactionFee: '0.5',
  confirmNo: null,
  applyTime: AT,
  remark: null,
  memo: null,
  ...over,
})
const transfer = (over: Partial<TransferRow> = {}): TransferRow => ({
  tranId: '9',
  clientTranId: null,
  asset: 'USDT',
  amount: '3',
  fromAccountType: 'SPOT',
  toAccountType: 'FUTURES',
  status: 'SUCCESS',
  timestamp: AT,
  ...over,
})
const progress = ({ standing, unsettled }: ReturnType<typeof depositRow>) => [
  standing,
  unsettled?.map((time) => (time ?? NaN) - AT),
]

describe('a deposit', () => {
  it('is credited under the asset of its coin, with its transaction', () => {
    expect(depositRow(deposit())).toEqual({
      flow: {
        id: `deposit 0xab USDT ${AT}`,
        asset: 'USDT',
        change: '5',
        reason: 'DEPOSIT',
        time: AT,
        txId: ' 0xAB ',
        network: 'TRX',
      },
      standing: 'done',
    })
    expect(depositRow(deposit({ txId: '  ' })).flow).not.toHaveProperty('txId')
  })

  it('that is seen on its chain may still come; one that was refused never does', () => {
    const of = (status: number) => progress(depositRow(deposit({ status })))
    expect([5, 12].map(of)).toEqual(Array(2).fill(['done', undefined]))
    expect([7, 8, 10].map(of)).toEqual(Array(3).fill(['none', undefined]))
    expect([1, 4, 99].map(of)).toEqual(Array(3).fill(['none', [0]]))
  })
})

describe('a withdrawal', () => {
  it('is debited with its fee in it', () => {
    expect(withdrawalRow(withdrawal()).flow).toEqual({
      id: 'withdraw 77',
      asset: 'MX',
      change: '-10',
      reason: 'WITHDRAW',
      time: AT,
      fee: '0.5',
    })
    expect(withdrawalRow(withdrawal({ txId: '0x1', network: 'ETH' })).flow).toMatchObject({
      txId: '0x1',
      network: 'ETH',
    })
    expect(withdrawalRow(withdrawal({ network: null })).flow).not.toHaveProperty('network')
  })

  it('that is pending may have left within a minute; one that failed came back by its last update', () => {
    const of = (status: number, updateTime?: number) =>
      progress(withdrawalRow(withdrawal({ status, ...(updateTime === undefined ? {} : { updateTime }) })))
    expect(of(7)).toEqual(['done', undefined])
    expect(of(3)).toEqual(['open', [0, 60_000]])
    expect([8, 9].map((status) => of(status, AT + 500))).toEqual(Array(2).fill(['open', [0, 500]]))
    expect(of(8)).toEqual(['open', [0]])
  })
})

describe('a transfer', () => {
  it('leaves the spot account or comes to it', () => {
    expect(transferRow(transfer())).toEqual({
      flow: { id: 'transfer 9', asset: 'USDT', change: '-3', reason: 'CONTRACT_TRANSFER', time: AT },
      standing: 'done',
    })
    expect(transferRow(transfer({ fromAccountType: 'FUTURES' })).flow.change).toBe('3')
  })

  it('that failed is back within a minute; any other may be under way until now', () => {
    expect(progress(transferRow(transfer({ status: 'FAILED' })))).toEqual(['open', [0, 60_000]])
    expect(progress(transferRow(transfer({ status: 'WAIT' })))).toEqual(['open', [0]])
  })
})
