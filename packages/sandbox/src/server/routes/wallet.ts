/** The wallet: coins and networks, addresses, deposits, withdrawals, and transfers to futures. */

import {
  type Coin as CoinAnswer,
  type Deposit,
  type DepositAddress,
  type TransferRow,
  type Withdrawal,
  coins,
  createDepositAddress,
  depositAddresses,
  deposits,
  transfer,
  transferById,
  transferRecord,
  transfers,
  withdraw,
  withdrawals,
} from '@spotdeck/wire'
import { type Coin, type CoinNetwork, coinIdOf } from '../../venue/coins.ts'
import { networkOf } from '../../venue/wallet.ts'
import type { WalletRow } from '../../venue/wallet-row.ts'
import { type Reply, no, yes } from '../reply.ts'
import type { RouteWorld } from '../rest.ts'
import { type Route, type SignedCall, decimalOf, integer, limit, needed, signed, text } from '../route.ts'

const DAY_MS = 86_400_000
const WINDOW_MS = 7 * DAY_MS
const REACH_MS = 90 * DAY_MS
/** MEXC: wallet states as numbers. */
const DEPOSITED = 5
const WITHDRAWN = 7
const recordMissing = { code: 22222, msg: 'record does not exist' }
const coinMissing = { code: 10232, msg: 'The currency does not exist' }
const amountWrong = { code: 10097, msg: 'Error amount' }

export function walletRoutes(world: RouteWorld): readonly Route[] {
  const { wallet } = world
  return [
    signed(coins, () => yes(wallet.coins.map(coinAnswer))),
    signed(deposits, (call) => history(world, call, 'deposit', depositAnswer)),
    signed(withdrawals, (call) => history(world, call, 'withdrawal', withdrawalAnswer)),
    signed(depositAddresses, (call) => {
      const coin = wallet.coins.find((one) => one.coin === needed(call, 'coin'))
      if (coin === undefined) return no(coinMissing)
      const named = text(call, 'network')
      const networks = coin.networks.filter(
        (one) => named === undefined || one.network === named || one.netWork === named,
      )
      return yes(networks.map((network) => addressAnswer(world, call, coin.coin, network)))
    }),
    signed(createDepositAddress, (call) => {
      const coin = needed(call, 'coin')
      const network = networkOf(coin, needed(call, 'network'))
      return network === undefined ? no(coinMissing) : yes([addressAnswer(world, call, coin, network)])
    }),
    signed(withdraw, (call) => withdrawal(world, call)),
    signed(transfer, (call) => {
      const to = needed(call, 'toAccountType') === 'FUTURES' ? 'FUTURES' : 'SPOT'
      if (needed(call, 'fromAccountType') === needed(call, 'toAccountType')) {
        return no({ code: 10103, msg: 'Transfer between these accounts is not supported' })
      }
      const amount = decimalOf<'asset'>(text(call, 'amount'))
      if (amount === undefined) return no(amountWrong)
      const row = wallet.transfer(call.account, needed(call, 'asset'), amount, to, call.now)
      return 'code' in row ? no(row) : yes({ tranId: row.id })
    }),
    signed(transfers, (call) => {
      const to = needed(call, 'toAccountType')
      const from = integer(call, 'startTime') ?? call.now - WINDOW_MS
      const until = integer(call, 'endTime') ?? call.now
      const rows = wallet
        .rows(call.account, 'transfer')
        .filter((row) => row.to === to && row.time >= from && row.time <= until)
      const size = limit(call, 10, 100, 'size')
      const start = (Math.max(1, integer(call, 'page') ?? 1) - 1) * size
      return yes({ rows: rows.slice(start, start + size).map(transferAnswer), total: rows.length })
    }),
    signed(transferById, (call) => {
      const row = wallet.rows(call.account, 'transfer').find((one) => one.id === needed(call, 'tranId'))
      return row === undefined ? no(recordMissing) : yes(transferAnswer(row))
    }),
    signed(transferRecord, (call) => {
      const row = wallet.rows(call.account, 'transfer').find((one) => one.id === needed(call, 'transact_id'))
      if (row === undefined) return no(recordMissing)
      const [from, to] = row.to === 'FUTURES' ? ['MAIN', 'CONTRACT'] : ['CONTRACT', 'MAIN']
      const data = { currency: row.asset, amount: row.amount, transact_id: row.id, transact_state: 'SUCCESS' }
      return yes({ code: 200, data: { ...data, from: from ?? '', to: to ?? '' } })
    }),
  ]
}

function withdrawal(world: RouteWorld, call: SignedCall): Reply<{ id: string }> {
  const amount = decimalOf<'asset'>(text(call, 'amount'))
  if (amount === undefined) return no(amountWrong)
  const optional = (name: string, as: string): Record<string, string> => {
    const value = text(call, name)
    return value === undefined ? {} : { [as]: value }
  }
  const request = {
    asset: needed(call, 'coin'),
    address: needed(call, 'address'),
    amount,
    ...optional('netWork', 'netWork'),
    ...optional('memo', 'memo'),
    ...optional('remark', 'remark'),
    ...optional('withdrawOrderId', 'clientId'),
  }
  const row = world.wallet.withdraw(call.account, request, call.now)
  return 'code' in row ? no(row) : yes({ id: row.id })
}

/** MEXC: seven days by default, 90 days back at most (code 400 beyond); the coin may carry its network. */
function history<Row>(
  world: RouteWorld,
  call: SignedCall,
  kind: WalletRow['kind'],
  answer: (row: WalletRow, world: RouteWorld) => Row,
): Reply<readonly Row[]> {
  const until = integer(call, 'endTime') ?? call.now
  const from = integer(call, 'startTime') ?? until - WINDOW_MS
  if (from < call.now - REACH_MS) return no({ code: 400, msg: 'The start time cannot be more than 90 days ago' })
  const [coin, netWork] = (text(call, 'coin') ?? '').split('-')
  const rows = world.wallet.rows(call.account, kind).filter((row) => {
    const wanted = coin === undefined || coin === '' || row.asset === coin
    return wanted && (netWork === undefined || row.netWork === netWork) && row.time >= from && row.time <= until
  })
  return yes(rows.slice(0, limit(call, 1_000, 1_000)).map((row) => answer(row, world)))
}

function coinAnswer(coin: Coin): CoinAnswer {
  return {
    coin: coin.coin,
    Name: coin.name,
    name: coin.name,
    networkList: coin.networks.map((network) => ({
      coin: coin.coin,
      depositDesc: null,
      depositEnable: true,
      minConfirm: network.minConfirm,
      Name: `${coin.coin}-${network.netWork}`,
      name: `${coin.coin}-${network.netWork}`,
      network: network.network,
      netWork: network.netWork,
      withdrawEnable: true,
      withdrawFee: network.withdrawFee,
      withdrawIntegerMultiple: null,
      withdrawMax: network.withdrawMax,
      withdrawMin: network.withdrawMin,
      sameAddress: false,
      contract: network.contract,
      withdrawTips: null,
      depositTips: null,
    })),
  }
}

function addressAnswer(world: RouteWorld, call: SignedCall, coin: string, network: CoinNetwork): DepositAddress {
  const address = world.wallet.address(call.account, coin, network)
  return { coin, network: network.network, netWork: network.netWork, address, memo: null }
}

/** MEXC: the coin carries its network. There is no `id`: clients take its absence for the mark of a deposit. */
function depositAnswer(row: WalletRow, world: RouteWorld): Deposit {
  const network = networkOf(row.asset, row.netWork)
  return {
    amount: row.amount,
    coin: row.netWork === undefined ? row.asset : `${row.asset}-${row.netWork}`,
    network: row.network ?? '',
    netWork: row.netWork ?? '',
    status: DEPOSITED,
    address: network === undefined ? '' : world.wallet.address(row.account, row.asset, network),
    txId: `${row.id}:0`,
    transHash: row.id,
    insertTime: row.time,
    updateTime: row.time,
    unlockConfirm: String(network?.minConfirm ?? 1),
    confirmTimes: String(network?.minConfirm ?? 1),
    memo: null,
  }
}

function withdrawalAnswer(row: WalletRow): Withdrawal {
  const hash = coinIdOf(`withdrawal ${row.id}`)
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
    status: WITHDRAWN,
    transactionFee: row.fee,
    confirmNo: null,
    applyTime: row.time,
    updateTime: row.time,
    remark: row.remark ?? '',
    memo: row.memo ?? null,
    coinId: coinIdOf(`${row.asset} ${row.netWork ?? ''}`),
    vcoinId: coinIdOf(row.asset),
  }
}

function transferAnswer(row: WalletRow): TransferRow {
  return {
    tranId: row.id,
    clientTranId: null,
    asset: row.asset,
    amount: row.amount,
    fromAccountType: row.to === 'FUTURES' ? 'SPOT' : 'FUTURES',
    toAccountType: row.to ?? 'SPOT',
    symbol: null,
    status: 'SUCCESS',
    timestamp: row.time,
  }
}
