/** The wallet: coins and networks, addresses, deposits, and transfers to futures. */

import { DAY_MS } from '@spotdeck/ports'
import { decimal, pad } from '@spotdeck/exact'
import {
  type Coin as CoinAnswer,
  type Deposit,
  type DepositAddress,
  type TransferRow,
  coins,
  createDepositAddress,
  depositAddresses,
  deposits,
  transfer,
  transferById,
  transferRecord,
  transfers,
} from '@spotdeck/wire'
import { ASSET_DIGITS } from '../../venue/contract/units.ts'
import { type Coin, type CoinNetwork, networkOf } from '../../venue/listing/coins.ts'
import { refusals } from '../../venue/contract/refusals.ts'
import type { WalletRow } from '../../venue/wallet/wallet-row.ts'
import { type Reply, fail, ok } from '../call/reply.ts'
import type { RouteServices } from '../call/route-services.ts'
import { HALF_YEAR_MS, pageOf, windowOf, within } from '../call/rows.ts'
import { type Route, type SignedCall, decimalOf, integer, limit, needed, signed, text } from '../call/route.ts'

const WINDOW_MS = 7 * DAY_MS
const REACH_MS = 90 * DAY_MS
/** MEXC: the state of a deposit that has arrived. */
const DEPOSITED = 5
const recordMissing = { code: 22222, msg: 'record does not exist' }

/** Routes for coins, deposits and transfers. */
export function walletRoutes(world: RouteServices): readonly Route[] {
  const { wallet } = world
  return [
    signed(coins, () => ok(wallet.coins.map(coinAnswer))),
    signed(deposits, (call) =>
      walletHistory(world, call, { kind: 'deposit', answer: (row) => depositAnswer(row, world) }),
    ),
    signed(depositAddresses, (call) => {
      const coin = wallet.coins.find((one) => one.coin === needed(call, 'coin'))
      if (coin === undefined) return fail(refusals.unknownCoin)
      const named = text(call, 'network')
      const networks = coin.networks.filter(
        (one) => named === undefined || one.network === named || one.netWork === named,
      )
      const open = networks.filter((network) => network.depositEnable)
      if (open.length === 0 && networks.length > 0) return fail(refusals.noAddress)
      return ok(open.map((network) => addressAnswer(world, call, { coin: coin.coin, network })))
    }),
    signed(createDepositAddress, (call) => {
      const coin = needed(call, 'coin')
      const network = networkOf(wallet.coins, coin, needed(call, 'network'))
      if (network?.depositEnable === false) return fail(refusals.noAddress)
      return network === undefined ? fail(refusals.unknownCoin) : ok([addressAnswer(world, call, { coin, network })])
    }),
    signed(transfer, (call) => {
      const to = needed(call, 'toAccountType') === 'FUTURES' ? 'FUTURES' : 'SPOT'
      if (needed(call, 'fromAccountType') === needed(call, 'toAccountType')) {
        return fail(refusals.sameAccount)
      }
      const amount = decimalOf<'asset'>(text(call, 'amount'))
      if (amount === undefined) return fail(refusals.wrongAmount)
      const row = wallet.transfer(call.account, { asset: needed(call, 'asset'), amount, to }, call.now)
      return 'code' in row ? fail(row) : ok({ tranId: row.id })
    }),
    signed(transfers, (call) => {
      const to = needed(call, 'toAccountType')
      const window = windowOf(call, { byDefaultMs: WINDOW_MS, reachMs: HALF_YEAR_MS })
      const all = wallet.rows(call.account, 'transfer').filter((row) => row.to === to && within(window, row.time))
      const { rows } = pageOf(call, all, { size: 10, most: 100, name: 'size' })
      return ok({ rows: rows.map(transferAnswer), total: all.length })
    }),
    signed(transferById, (call) => {
      const row = wallet.rows(call.account, 'transfer').find((one) => one.id === needed(call, 'tranId'))
      if (row !== undefined && call.now - row.time > HALF_YEAR_MS) return fail(recordMissing)
      return row === undefined ? fail(recordMissing) : ok(transferAnswer(row))
    }),
    signed(transferRecord, (call) => {
      const row = wallet.rows(call.account, 'transfer').find((one) => one.id === needed(call, 'transact_id'))
      if (row === undefined) return fail(recordMissing)
      const [from, to] = row.to === 'FUTURES' ? ['MAIN', 'CONTRACT'] : ['CONTRACT', 'MAIN']
      const data = { currency: row.asset, amount: row.amount, transact_id: row.id, transact_state: 'SUCCESS' }
      return ok({ code: '200', data: { ...data, from: from ?? '', to: to ?? '' } })
    }),
  ]
}

/** MEXC: seven days by default and at most, 90 days back at most (code 400 beyond); the coin may carry its network. */
export function walletHistory<Row extends { readonly status: number }>(
  world: RouteServices,
  call: SignedCall,
  { kind, answer }: { readonly kind: WalletRow['kind']; readonly answer: (row: WalletRow) => Row },
): Reply<readonly Row[]> {
  const until = integer(call, 'endTime') ?? call.now
  const from = integer(call, 'startTime') ?? until - WINDOW_MS
  if (from < call.now - REACH_MS) return fail(refusals.tooLongAgo)
  if (until - from > WINDOW_MS) return fail({ code: 400, msg: 'The time range cannot be more than 7 days' })
  const [coin, netWork] = (text(call, 'coin') ?? '').split('-')
  const status = text(call, 'status')
  const rows = world.wallet
    .rows(call.account, kind)
    .filter((row) => {
      const wanted = coin === undefined || coin === '' || row.asset === coin
      return wanted && (netWork === undefined || row.netWork === netWork) && row.time >= from && row.time <= until
    })
    .map(answer)
    .filter((row) => status === undefined || String(row.status) === status)
  return ok(rows.slice(0, limit(call, { size: 1_000, most: 1_000 })))
}

function coinAnswer(coin: Coin): CoinAnswer {
  return {
    coin: coin.coin,
    Name: coin.name,
    name: coin.name,
    networkList: coin.networks.map((network) => ({
      coin: coin.coin,
      depositDesc: null,
      depositEnable: network.depositEnable,
      minConfirm: network.minConfirm,
      Name: `${coin.coin}-${network.netWork}`,
      name: `${coin.coin}-${network.netWork}`,
      network: network.network,
      netWork: network.netWork,
      withdrawEnable: network.withdrawEnable,
      withdrawFee: inFull(network.withdrawFee),
      withdrawIntegerMultiple: null,
      withdrawMax: inFull(network.withdrawMax),
      withdrawMin: inFull(network.withdrawMin),
      sameAddress: network.sharesAddress,
      contract: network.contract,
      withdrawTips: null,
      depositTips: null,
    })),
  }
}

/** MEXC: with all the places of a token. */
function inFull(amount: string): string {
  return pad(decimal(amount), ASSET_DIGITS)
}

function addressAnswer(
  world: RouteServices,
  call: SignedCall,
  { coin, network }: { readonly coin: string; readonly network: CoinNetwork },
): DepositAddress {
  const address = world.wallet.address(call.account, coin, network)
  const memo = world.wallet.memo(call.account, network)
  const tag = memo === null ? {} : { tag: memo }
  return { coin, network: network.network, netWork: network.netWork, address, memo, ...tag }
}

/** MEXC: the coin carries its network. There is no `id`: clients take its absence for the mark of a deposit. */
function depositAnswer(row: WalletRow, world: RouteServices): Deposit {
  const network = networkOf(world.wallet.coins, row.asset, row.netWork)
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
    memo: network === undefined ? null : world.wallet.memo(row.account, network),
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
