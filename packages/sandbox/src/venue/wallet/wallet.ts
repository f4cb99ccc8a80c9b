/** Money that comes, goes, or moves between accounts: the wallet's rows, each kept together with what it does to balances. */

import { type AssetAmount, compare, decimal, isPositive, negate, scaleOf, subtract, sum, zero } from '@spotdeck/exact'
import { defined, type Random } from '@spotdeck/ports'
import { type Coin, type CoinNetwork, networkOf, sandboxCoins } from '../listing/coins.ts'
import { dustOf } from './dust.ts'
import type { AccountId, Adjustment, Exchange, Refusal } from '../contract/exchange.ts'
import { refusals } from '../contract/refusals.ts'
import { ASSET_DIGITS } from '../contract/units.ts'
import { type AccountType, type WalletRow, withdrawalState } from './wallet-row.ts'

type WithdrawRequest = {
  readonly asset: string
  readonly amount: AssetAmount
  readonly netWork?: string
  readonly address: string
  readonly memo?: string
  readonly remark?: string
  readonly clientId?: string
}

/** A move of money from one account's spot or futures side to another's. */
export type Move = {
  readonly from: AccountId
  readonly to: AccountId
  readonly fromType: AccountType
  readonly toType: AccountType
  readonly asset: string
  readonly amount: AssetAmount
  readonly time: number
}

/** An amount that goes to the spot or the futures side of its account. */
type Transfer = Pick<Move, 'asset' | 'amount'> & { readonly to: AccountType }

type WalletOptions = {
  readonly exchange: Exchange
  readonly random: Random
  /** Absent: the coins of the built-in venue. */
  readonly coins?: readonly Coin[] | undefined
  readonly restored?: readonly WalletRow[]
  /**
   * Receives a row right before its balance change, so that both are stored together; `alone`: there is no balance
   * change.
   */
  readonly onRow?: (row: WalletRow, alone: boolean) => void
}

const ZERO = zero<'asset'>()
/** MEXC refuses longer ones; where it draws the line is not documented. */
const MAX_REMARK = 200

/** Deposits, withdrawals, transfers and conversions of all accounts. */
export class Wallet {
  readonly coins: readonly Coin[]
  readonly #options: WalletOptions
  readonly #byId: Map<string, WalletRow>

  constructor(options: WalletOptions) {
    this.#options = options
    this.coins = options.coins ?? sandboxCoins
    this.#byId = new Map((options.restored ?? []).map((row) => [row.id, row]))
  }

  /** Credits a deposit at once. */
  deposit(account: AccountId, asset: string, amount: AssetAmount, time: number): WalletRow | Refusal {
    const wrong = wrongAmount(amount)
    if (wrong !== undefined) return wrong
    const network = networkOf(this.coins, asset)
    const place = defined({ network: network?.network, netWork: network?.netWork })
    const row = this.#keep({ id: this.#newId(), account, kind: 'deposit', asset, amount, fee: ZERO, time, ...place })
    this.#options.exchange.adjust(account, asset, amount, 'DEPOSIT', time)
    return row
  }

  /** Takes the money at once; 10101 without the funds, 10232 for an unknown coin or network, 10211 for one that takes no withdrawals, 10097 and 10255 below and above the network's bounds. */
  withdraw(account: AccountId, request: WithdrawRequest, time: number): WalletRow | Refusal {
    const { asset, amount } = request
    const network = networkOf(this.coins, asset, request.netWork)
    const notMoney = wrongAmount(amount)
    if (notMoney !== undefined) return notMoney
    if (network === undefined) return refusals.unknownCoin
    const wrong = wrongWithdrawal(request, network)
    if (wrong !== undefined) return wrong
    if (!this.#has(account, asset, amount)) return refusals.insufficientBalance
    const fee = decimal<'asset'>(network.withdrawFee)
    const { netWork: _code, asset: _asset, ...said } = request
    const place = { network: network.network, netWork: network.netWork }
    const row = this.#keep({ id: this.#newId(), account, kind: 'withdrawal', asset, fee, time, ...place, ...said })
    this.#options.exchange.adjustAll(withdrawalOf(row, negate), time)
    return row
  }

  /**
   * Cancels a withdrawal that is only applied for and credits it back; 22222 for an unknown one, 26 when it is too
   * late.
   */
  cancelWithdrawal(account: AccountId, id: string, time: number): WalletRow | Refusal {
    const row = this.#byId.get(id)
    if (row?.account !== account || row.kind !== 'withdrawal') return { code: 22222, msg: 'record does not exist' }
    if (withdrawalState(row, time) !== 1) return { code: 26, msg: 'operation not allowed' }
    const canceled = this.#keep({ ...row, canceledAt: time })
    const returned = withdrawalOf(row, (given) => given)
    this.#options.exchange.adjustAll(returned, time)
    return canceled
  }

  /** Between spot and futures, where the sandbox keeps a balance and nothing else. */
  transfer(account: AccountId, { asset, amount, to }: Transfer, time: number): WalletRow | Refusal {
    const wrong = wrongMove(this.coins, asset, amount)
    if (wrong !== undefined) return wrong
    if (!this.#canPay(account, to === 'FUTURES' ? 'SPOT' : 'FUTURES', { asset, amount }))
      return refusals.insufficientBalance
    const row = this.#keep({ id: this.#newId(), account, kind: 'transfer', asset, amount, fee: ZERO, time, to })
    const change = to === 'FUTURES' ? negate(amount) : amount
    this.#options.exchange.adjust(account, asset, change, 'CONTRACT_TRANSFER', time)
    return row
  }

  /** Between a master and its sub-accounts. */
  universal(move: Move): WalletRow | Refusal {
    return this.#pay('universal', move, {})
  }

  /** To another user. */
  internal(move: Move, named: { readonly by: string; readonly name: string }): WalletRow | Refusal {
    return this.#pay('internal', move, { namedBy: named.by, toName: named.name })
  }

  /** Turns whole balances into MX, all at once; answers a row for each asset that was dust. */
  convertDust(account: AccountId, assets: readonly string[], time: number): readonly WalletRow[] {
    const { exchange } = this.#options
    const batch = this.#newId()
    const quotes = dustOf(exchange, account).filter((quote) => assets.includes(quote.asset))
    const rows = quotes.map(({ asset, balance, fee, mx }) =>
      this.#keep({ id: this.#newId(), account, kind: 'dust', asset, amount: balance, fee, mx, batch, time }),
    )
    exchange.adjustAll(
      quotes.flatMap(({ asset, balance, mx }): Adjustment[] => [
        { account, asset, change: negate(balance), reason: 'SUGAR' },
        { account, asset: 'MX', change: mx, reason: 'SUGAR' },
      ]),
      time,
    )
    return rows
  }

  /** Newest first; a transfer between accounts is in the rows of both. */
  rows(account: AccountId, kind: WalletRow['kind']): readonly WalletRow[] {
    return [...this.#byId.values()]
      .filter((row) => row.kind === kind && (row.account === account || row.toAccount === account))
      .reverse()
  }

  /** The same for the same account, coin and network; the same for all accounts where they share one. */
  address(account: AccountId, asset: string, network: CoinNetwork): string {
    const shared = `sandbox-${network.netWork.toLowerCase()}-${asset.toLowerCase()}`
    return network.sharesAddress ? shared : `${shared}-${account}`
  }

  /** Returns the memo that identifies the account's deposits at a shared address; null elsewhere. */
  memo(account: AccountId, network: CoinNetwork): string | null {
    return network.sharesAddress ? account : null
  }

  #newId(): string {
    return Buffer.from(this.#options.random.bytes(16)).toString('hex')
  }

  #keep(row: WalletRow, alone = false): WalletRow {
    this.#byId.set(row.id, row)
    this.#options.onRow?.(row, alone)
    return row
  }

  #has(account: AccountId, asset: string, amount: AssetAmount): boolean {
    return compare(this.#options.exchange.balances(account).get(asset)?.free ?? ZERO, amount) >= 0
  }

  #inFutures(account: AccountId, asset: string): AssetAmount {
    const rows = [...this.#byId.values()].filter((row) => row.asset === asset)
    return sum(rows.map((row) => intoFutures(row, account)))
  }

  #canPay(account: AccountId, from: Move['fromType'], { asset, amount }: Pick<Move, 'asset' | 'amount'>): boolean {
    return from === 'SPOT' ? this.#has(account, asset, amount) : compare(this.#inFutures(account, asset), amount) >= 0
  }

  #pay(kind: 'universal' | 'internal', move: Move, more: Partial<WalletRow>): WalletRow | Refusal {
    const { from: account, to: toAccount, fromType, toType, asset, amount, time } = move
    const wrong = wrongMove(this.coins, asset, amount)
    if (wrong !== undefined) return wrong
    if (!this.#canPay(account, fromType, move)) return refusals.insufficientBalance
    const id = this.#newId()
    const row = { id, account, kind, asset, amount, fee: ZERO, time, toAccount, fromType, toType, ...more }
    const changes = movesOf(move)
    this.#keep(row, changes.length === 0)
    this.#options.exchange.adjustAll(changes, time)
    return row
  }
}

/** Returns the balance changes of a withdrawal or of its return: the sent amount and the fee. */
function withdrawalOf(row: WalletRow, signed: (amount: AssetAmount) => AssetAmount): readonly Adjustment[] {
  const { account, asset, amount, fee } = row
  return [
    { account, asset, change: signed(subtract(amount, fee)), reason: 'WITHDRAW' },
    { account, asset, change: signed(fee), reason: 'WITHDRAW_FEE' },
  ]
}

/** Returns the change of an account's futures balance by a row. */
function intoFutures(row: WalletRow, account: AccountId): AssetAmount {
  if (row.kind === 'transfer' && row.account === account) {
    return row.to === 'FUTURES' ? row.amount : negate(row.amount)
  }
  const gained = row.toAccount === account && row.toType === 'FUTURES' ? row.amount : ZERO
  const lost = row.kind === 'universal' && row.account === account && row.fromType === 'FUTURES' ? row.amount : ZERO
  return subtract(gained, lost)
}

/** Returns the changes of spot balances by a transfer. */
function movesOf(move: Move): readonly Adjustment[] {
  const { from, to, fromType, toType, asset, amount } = move
  const futures = fromType === 'FUTURES' || toType === 'FUTURES'
  const moves: Adjustment[] = []
  if (fromType === 'SPOT') {
    moves.push({ account: from, asset, change: negate(amount), reason: futures ? 'CONTRACT_TRANSFER' : 'WITHDRAW' })
  }
  if (toType === 'SPOT') {
    moves.push({ account: to, asset, change: amount, reason: futures ? 'CONTRACT_TRANSFER' : 'DEPOSIT' })
  }
  return moves
}

function wrongAmount(amount: AssetAmount): Refusal | undefined {
  if (!isPositive(amount)) return refusals.notPositive
  return scaleOf(amount) > ASSET_DIGITS ? refusals.tooManyDecimals : undefined
}

function wrongWithdrawal({ amount, memo, remark = '' }: WithdrawRequest, network: CoinNetwork): Refusal | undefined {
  if (!network.withdrawEnable) return refusals.withdrawalsClosed
  if (compare(amount, decimal<'asset'>(network.withdrawMin)) < 0) return refusals.wrongAmount
  const most = decimal<'asset'>(network.withdrawMax)
  if (compare(amount, most) > 0) return refusals.aboveLargestWithdrawal(most)
  if (network.sharesAddress && memo === undefined) return refusals.missing('memo')
  return remark.length > MAX_REMARK ? refusals.longRemark : undefined
}

function wrongMove(coins: readonly Coin[], asset: string, amount: AssetAmount): Refusal | undefined {
  return networkOf(coins, asset) === undefined ? refusals.unknownCoin : wrongAmount(amount)
}
