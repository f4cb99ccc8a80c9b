/** Money that leaves: withdrawals, taking them back, the addresses they went to, and transfers to other users. */

import { DAY_MS, defined } from '@spotdeck/ports'
import {
  type InternalTransferRow,
  type WithdrawAddress,
  type Withdrawal,
  applyWithdrawal,
  cancelWithdrawal,
  internalTransfer,
  internalTransfers,
  withdraw,
  withdrawAddresses,
  withdrawals,
} from '@spotdeck/wire'
import { coinIdOf } from '../../venue/listing/coins.ts'
import { refusals } from '../../venue/contract/refusals.ts'
import { accountNamed, masterName } from '../../venue/access/sub-accounts.ts'
import { type WalletRow, withdrawalChangedAt, withdrawalState } from '../../venue/wallet/wallet-row.ts'
import { type Reply, fail, ok } from '../call/reply.ts'
import type { RouteServices } from '../call/route-services.ts'
import { type Route, type SignedCall, decimalOf, needed, signed, text } from '../call/route.ts'
import { paged, windowOf, within } from '../call/rows.ts'
import { walletHistory } from './wallet.ts'

const noUser = { code: 10001, msg: 'user does not exist' }
/** MEXC's numbers: on-chain withdrawals succeed with 7. */
const SUCCESS = 7

/** Routes for withdrawals. */
export function withdrawalRoutes(world: RouteServices): readonly Route[] {
  const { wallet } = world
  return [
    signed(withdraw, (call) => withdrawal(world, call, 'netWork')),
    signed(applyWithdrawal, (call) => {
      const made = withdrawal(world, call, 'network')
      return made.ok ? ok([made.body]) : made
    }),
    signed(cancelWithdrawal, (call) => {
      const row = wallet.cancelWithdrawal(call.account, needed(call, 'id'), call.now)
      return 'code' in row ? fail(row) : ok({ id: row.id })
    }),
    signed(withdrawals, (call) =>
      walletHistory(world, call, { kind: 'withdrawal', answer: (row) => withdrawalAnswer(row, call.now) }),
    ),
    signed(withdrawAddresses, (call) => {
      const coin = text(call, 'coin')
      const known = new Map<string, WithdrawAddress>()
      for (const row of wallet.rows(call.account, 'withdrawal')) {
        if (coin === undefined || row.asset === coin)
          known.set(`${row.asset} ${row.netWork} ${row.address} ${row.memo}`, addressOf(row))
      }
      return ok(paged(call, [...known.values()], { size: 20, most: 100 }))
    }),
    signed(internalTransfer, (call) => internal(world, call)),
    signed(internalTransfers, (call) => {
      const window = windowOf(call, { byDefaultMs: 7 * DAY_MS })
      const id = text(call, 'tranId')
      const rows = wallet
        .rows(call.account, 'internal')
        .filter((row) => within(window, row.time) && (id === undefined || row.id === id))
      return ok(paged(call, rows.map(internalAnswer), { size: 10, most: 100 }))
    }),
  ]
}

function withdrawal(
  world: RouteServices,
  call: SignedCall,
  networkField: 'netWork' | 'network',
): Reply<{ id: string }> {
  const amount = decimalOf<'asset'>(text(call, 'amount'))
  if (amount === undefined) return fail(refusals.wrongAmount)
  const request = defined({
    asset: needed(call, 'coin'),
    address: needed(call, 'address'),
    amount,
    netWork: text(call, networkField),
    memo: text(call, 'memo'),
    remark: text(call, 'remark'),
    clientId: text(call, 'withdrawOrderId'),
  })
  const row = world.wallet.withdraw(call.account, request, call.now)
  return 'code' in row ? fail(row) : ok({ id: row.id })
}

function withdrawalAnswer(row: WalletRow, now: number): Withdrawal {
  const status = withdrawalState(row, now)
  const hash = status === SUCCESS ? coinIdOf(`withdrawal ${row.id}`) : null
  return {
    id: row.id,
    withdrawOrderId: row.clientId ?? null,
    txId: hash,
    transHash: hash,
    explorerUrl: null,
    coin: row.netWork === undefined ? row.asset : `${row.asset}-${row.netWork}`,
    network: row.network ?? null,
    netWork: row.netWork ?? null,
    address: row.address ?? '',
    amount: row.amount,
    transferType: 0,
    status,
    transactionFee: row.fee,
    confirmNo: null,
    applyTime: row.time,
    updateTime: withdrawalChangedAt(row, now),
    remark: row.remark ?? '',
    memo: row.memo ?? null,
    coinId: coinIdOf(`${row.asset} ${row.netWork ?? ''}`),
    vcoinId: coinIdOf(row.asset),
  }
}

function addressOf(row: WalletRow): WithdrawAddress {
  return {
    coin: row.asset,
    network: row.network ?? '',
    netWork: row.netWork ?? '',
    address: row.address ?? '',
    addressTag: row.remark ?? '',
    memo: row.memo ?? null,
  }
}

/** Users are named by id or by the exchange's e-mail address; the sandbox knows no telephone numbers. */
function internal(world: RouteServices, call: SignedCall): Reply<{ tranId: string }> {
  const by = needed(call, 'toAccountType')
  const name = needed(call, 'toAccount')
  const to = by === 'UID' ? name : by === 'EMAIL' ? accountNamed(name) : undefined
  if (to === undefined || to === call.account || !world.subAccounts.exists(to)) return fail(noUser)
  const amount = decimalOf<'asset'>(text(call, 'amount'))
  if (amount === undefined) return fail(refusals.wrongAmount)
  const spot = { fromType: 'SPOT', toType: 'SPOT' } as const
  const move = { from: call.account, to, ...spot, asset: needed(call, 'asset'), amount, time: call.now }
  const row = world.wallet.internal(move, { by, name })
  return 'code' in row ? fail(row) : ok({ tranId: row.id })
}

function internalAnswer(row: WalletRow): InternalTransferRow {
  return {
    tranId: row.id,
    asset: row.asset,
    amount: row.amount,
    toAccountType: row.namedBy ?? 'UID',
    toAccount: row.toName ?? row.toAccount ?? '',
    fromAccount: row.namedBy === 'EMAIL' ? masterName(row.account) : row.account,
    status: 'SUCCESS',
    timestamp: row.time,
  }
}
