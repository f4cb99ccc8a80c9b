/** Money that comes, goes, or moves to futures: the wallet's rows, each kept before its balance changes. */

import { type AssetAmount, add, compare, decimal, isPositive, negate, scaleOf, subtract, zero } from '@spotdeck/exact'
import type { Random } from '@spotdeck/ports'
import { type Coin, type CoinNetwork, sandboxCoins } from './coins.ts'
import type { AccountId, Exchange, Refusal } from './exchange.ts'
import { refusals } from './refusals.ts'
import { ASSET_DIGITS } from './units.ts'

export type WalletRow = {
  /** 32 hex. */
  readonly id: string
  readonly account: AccountId
  readonly kind: 'deposit' | 'withdrawal' | 'transfer'
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
  /** Of a transfer: to futures, or back. */
  readonly to?: 'SPOT' | 'FUTURES'
}

export type WithdrawRequest = {
  readonly asset: string
  readonly amount: AssetAmount
  readonly netWork?: string
  readonly address: string
  readonly memo?: string
  readonly remark?: string
  readonly clientId?: string
}

export interface Wallet {
  readonly coins: readonly Coin[]
  /** Credits a deposit at once. */
  deposit(account: AccountId, asset: string, amount: AssetAmount, time: number): WalletRow | Refusal
  /** Pays out at once; 10101 without the funds, 10232 for an unknown coin or network. */
  withdraw(account: AccountId, request: WithdrawRequest, time: number): WalletRow | Refusal
  /** Between spot and futures, where the sandbox keeps a balance and nothing else. */
  transfer(
    account: AccountId,
    asset: string,
    amount: AssetAmount,
    to: 'SPOT' | 'FUTURES',
    time: number,
  ): WalletRow | Refusal
  /** Newest first. */
  rows(account: AccountId, kind: WalletRow['kind']): readonly WalletRow[]
  /** The same for the same account, coin and network. */
  address(account: AccountId, asset: string, network: CoinNetwork): string
}

export type WalletOptions = {
  readonly exchange: Exchange
  readonly random: Random
  readonly restored?: readonly WalletRow[]
  /** Told of a row right before the balance changes, so that both can be kept together. */
  readonly onRow?: (row: WalletRow) => void
}

const ZERO = zero<'asset'>()

export function openWallet(options: WalletOptions): Wallet {
  const { exchange } = options
  const rows: WalletRow[] = [...(options.restored ?? [])]
  const newId = (): string => Buffer.from(options.random.bytes(16)).toString('hex')
  const keep = (row: WalletRow): WalletRow => {
    rows.push(row)
    options.onRow?.(row)
    return row
  }
  const has = (account: AccountId, asset: string, amount: AssetAmount): boolean =>
    compare(exchange.balances(account).get(asset)?.free ?? ZERO, amount) >= 0
  const inFutures = (account: AccountId, asset: string): AssetAmount =>
    rows
      .filter((row) => row.kind === 'transfer' && row.account === account && row.asset === asset)
      .reduce((held, row) => (row.to === 'FUTURES' ? add(held, row.amount) : subtract(held, row.amount)), ZERO)

  return {
    coins: sandboxCoins,
    deposit(account, asset, amount, time) {
      const wrong = wrongAmount(amount)
      if (wrong !== undefined) return wrong
      const network = networkOf(asset)
      const row = keep({
        id: newId(),
        account,
        kind: 'deposit',
        asset,
        amount,
        fee: ZERO,
        time,
        ...(network === undefined ? {} : { network: network.network, netWork: network.netWork }),
      })
      exchange.adjust(account, asset, amount, 'DEPOSIT', time)
      return row
    },
    withdraw(account, request, time) {
      const { asset, amount } = request
      const wrong = wrongAmount(amount)
      const network = networkOf(asset, request.netWork)
      if (wrong !== undefined) return wrong
      if (network === undefined) return { code: 10232, msg: 'The currency does not exist' }
      if (compare(amount, decimal<'asset'>(network.withdrawMin)) < 0) return { code: 10097, msg: 'Error amount' }
      if (!has(account, asset, amount)) return refusals.insufficientBalance
      const fee = decimal<'asset'>(network.withdrawFee)
      const { netWork: _code, asset: _asset, ...said } = request
      const place = { network: network.network, netWork: network.netWork }
      const row = keep({ id: newId(), account, kind: 'withdrawal', asset, fee, time, ...place, ...said })
      exchange.adjust(account, asset, negate(amount), 'WITHDRAW', time)
      return row
    },
    transfer(account, asset, amount, to, time) {
      const wrong = wrongAmount(amount)
      if (wrong !== undefined) return wrong
      const enough = to === 'FUTURES' ? has(account, asset, amount) : compare(inFutures(account, asset), amount) >= 0
      if (!enough) return refusals.insufficientBalance
      const row = keep({ id: newId(), account, kind: 'transfer', asset, amount, fee: ZERO, time, to })
      const change = to === 'FUTURES' ? negate(amount) : amount
      exchange.adjust(account, asset, change, 'CONTRACT_TRANSFER', time)
      return row
    },
    rows: (account, kind) => rows.filter((row) => row.account === account && row.kind === kind).reverse(),
    address: (account, asset, network) => `sandbox-${network.netWork.toLowerCase()}-${asset.toLowerCase()}-${account}`,
  }
}

function wrongAmount(amount: AssetAmount): Refusal | undefined {
  if (!isPositive(amount)) return { code: 10102, msg: 'The amount cannot be zero or negative' }
  return scaleOf(amount) > ASSET_DIGITS ? refusals.tooManyDecimals : undefined
}

/** The network of a coin by its code or display name; the first one when none is named. */
export function networkOf(asset: string, name?: string): CoinNetwork | undefined {
  const networks = sandboxCoins.find((coin) => coin.coin === asset)?.networks ?? []
  if (name === undefined) return networks[0]
  return networks.find((network) => network.netWork === name || network.network === name)
}
