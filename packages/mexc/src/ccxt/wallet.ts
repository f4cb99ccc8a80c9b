/** Methods of the wallet: currencies, deposits, withdrawals, transfers. */

import { defined } from '@spotdeck/ports'
import {
  type AccountType,
  coins,
  createDepositAddress,
  depositAddresses,
  transfer,
  transferRecord,
  transfers,
  withdraw,
  withdrawals,
  deposits,
} from '@spotdeck/wire'
import { type Currency, currencyOf, networkOfCode } from './currencies.ts'
import { BadRequest, BadSymbol } from './errors.ts'
import type { Params } from './order-terms.ts'
import { ArgumentsRequired, InvalidAddress } from './other-errors.ts'
import { byTime, untilOf, within } from './rows.ts'
import { plain } from './structures.ts'
import { Trading } from './trading.ts'
import * as rows from './wallet-rows.ts'

type Range = [code?: string, since?: number, limit?: number, params?: Params]
type Moving = [code: string, amount: number | string, fromAccount: string, toAccount: string]
type Leaving = [code: string, amount: number | string, address: string, tag?: string, params?: Params]
type ByCode<T> = Promise<Record<string, T>>

const ACCOUNTS: Readonly<Record<string, AccountType>> = {
  spot: 'SPOT',
  swap: 'FUTURES',
  future: 'FUTURES',
  futures: 'FUTURES',
}

/** The wallet of an account over REST. */
export class Wallet extends Trading {
  /** Currencies by code, with their networks; `currencies` has them from then on. */
  async fetchCurrencies(): ByCode<Currency> {
    const read = (await this.asked(() => this.client.call(coins, {}))).map(currencyOf)
    const byCode = Object.fromEntries(read.map((one) => [one.code, one]))
    this.currencies = { ...this.currencies, ...byCode }
    return byCode
  }

  /** Fees of withdrawals by code and network, in the currency itself. */
  async fetchTransactionFees(codes?: readonly string[]) {
    const chosen = await this.#currencies(codes)
    const fees = chosen.map(({ code, networks }) => {
      return [code, Object.fromEntries(Object.values(networks).map(({ network, fee }) => [network, fee]))]
    })
    return { withdraw: Object.fromEntries(fees) as Record<string, Record<string, number>>, deposit: {}, info: chosen }
  }

  /** The same, of one currency. */
  fetchTransactionFee(code: string) {
    return this.fetchTransactionFees([code])
  }

  /** Fees of deposits and withdrawals by code, and by network. MEXC has fees of withdrawals alone. */
  async fetchDepositWithdrawFees(codes?: readonly string[]) {
    const chosen = await this.#currencies(codes)
    return Object.fromEntries(chosen.map((one) => [one.code, feesOf(one)]))
  }

  /** The same, of one currency. @throws {BadSymbol} MEXC has no such currency */
  async fetchDepositWithdrawFee(code: string): Promise<ReturnType<typeof feesOf>> {
    return feesOf(await this.#currency(code))
  }

  /** Deposits of the last seven days, of a currency or of all; with `since`, all from then on, 90 days back at most. */
  fetchDeposits(...range: Range): Promise<rows.Transaction[]> {
    return this.#paid(range, {
      last: (query) => this.client.call(deposits, query),
      since: (query) => this.client.history.deposits(query).all(),
    })
  }

  /** The same of withdrawals. */
  fetchWithdrawals(...range: Range): Promise<rows.Transaction[]> {
    return this.#paid(range, {
      last: (query) => this.client.call(withdrawals, query),
      since: (query) => this.client.history.withdrawals(query).all(),
    })
  }

  /** Addresses of a currency by network. */
  async fetchDepositAddressesByNetwork(code: string): ByCode<rows.Address> {
    const found = (await this.asked(() => this.client.call(depositAddresses, { coin: code }))).map(rows.addressOf)
    return Object.fromEntries(found.map((one) => [one.network, one]))
  }

  /** An address of a currency, the first or of `params.network`. @throws {InvalidAddress} there is none: make one */
  async fetchDepositAddress(code: string, params: Params = {}): Promise<rows.Address> {
    const network = networkIn(params)
    const found = await this.fetchDepositAddressesByNetwork(code)
    const [first] = Object.values(found)
    const address = network === undefined ? first : found[network]
    if (address === undefined)
      throw new InvalidAddress(`mexc has no deposit address for ${code} ${network ?? ''}: call createDepositAddress`)
    return address
  }

  /** Makes an address of a currency on `params.network`. */
  async createDepositAddress(code: string, params: Params = {}): Promise<rows.Address> {
    const network = networkIn(params)
    if (network === undefined) throw new ArgumentsRequired('mexc createDepositAddress needs a network')
    const { networks } = await this.#currency(code)
    // MEXC takes the display name here, and the code for withdrawals.
    const display = networks[network]?.info.network ?? network
    const made = await this.asked(() => this.client.call(createDepositAddress, { coin: code, network: display }))
    const [address] = [made].flat()
    if (address === undefined) throw new InvalidAddress(`mexc made no deposit address for ${code} ${network}`)
    return rows.addressOf(address)
  }

  /**
   * Withdraws to an address, once. `params`: `network` by ccxt's code or MEXC's
   * @throws {RequestTimeout} it may be under way or not: look at `fetchWithdrawals` before you send it again
   */
  async withdraw(...[coin, amount, address, memo, params = {}]: Leaving): Promise<rows.Transaction> {
    const network = networkIn(params)
    const netWork = network === undefined ? undefined : networkOfCode(network)
    const query = { coin, address, amount: plain(amount), ...defined({ memo, netWork }) }
    const { id } = await this.asked(() => this.client.call(withdraw, query))
    return rows.transactionOf({ ...query, id })
  }

  /**
   * Moves an asset between `spot` and `swap`, once.
   * @throws {RequestTimeout} it may be done or not: look at `fetchTransfers` before you send it again
   */
  async transfer(...[asset, amount, fromAccount, toAccount]: Moving): Promise<rows.Transfer> {
    const [fromAccountType, toAccountType] = [accountOf(fromAccount), accountOf(toAccount)]
    const query = { asset, amount: plain(amount), fromAccountType, toAccountType }
    const info = await this.asked(() => this.client.call(transfer, query))
    const [done] = [info].flat()
    const terms = { currency: asset, amount: query.amount, from: fromAccountType, to: toAccountType }
    return rows.transferOf({ id: done?.tranId ?? '', ...terms, info })
  }

  /** One transfer by its id. */
  async fetchTransfer(id: string): Promise<rows.Transfer> {
    const { data } = await this.asked(() => this.client.call(transferRecord, { transact_id: id }))
    return rows.recordedTransfer(data)
  }

  /** Transfers between two accounts: `params` has `fromAccountType` and `toAccountType`; from spot by default. */
  async fetchTransfers(...[code, since, limit, params = {}]: Range): Promise<rows.Transfer[]> {
    const { fromAccountType = 'spot', toAccountType = 'swap' } = params
    const query = { fromAccountType: accountOf(fromAccountType), toAccountType: accountOf(toAccountType) }
    const range = defined({ startTime: since, endTime: untilOf(params), size: limit })
    const answer = await this.asked(() => this.client.call(transfers, { ...query, ...range }))
    const found = [answer].flat().flatMap((page) => page.rows.map(rows.listedTransfer))
    return within(byTime(found.filter(({ currency }) => code === undefined || currency === code)), since, limit)
  }

  async #currencies(codes: readonly string[] | undefined): Promise<Currency[]> {
    const read = Object.values(await this.fetchCurrencies())
    return codes === undefined ? read : read.filter(({ code }) => codes.includes(code))
  }

  async #currency(code: string): Promise<Currency> {
    const [found] = await this.#currencies([code])
    if (found === undefined) throw new BadSymbol(`mexc has no currency ${code}`)
    return found
  }

  async #paid(
    [coin, since, limit, params]: Range,
    read: {
      last(query: { coin?: string; limit?: number; endTime?: number }): Promise<readonly rows.Paid[]>
      since(query: { coin?: string; from: number; to: number | undefined }): Promise<readonly rows.Paid[]>
    },
  ): Promise<rows.Transaction[]> {
    const [only, until] = [defined({ coin }), untilOf(params)]
    const found = await this.asked(() =>
      since === undefined
        ? read.last({ ...only, ...defined({ limit, endTime: until }) })
        : read.since({ ...only, from: since, to: until }),
    )
    return within(byTime(found.map(rows.transactionOf)), since, limit)
  }
}

const networkIn = ({ network }: Params): string | undefined => (typeof network === 'string' ? network : undefined)

function accountOf(name: unknown): AccountType {
  const known = ACCOUNTS[String(name).toLowerCase()]
  if (known === undefined) throw new BadRequest(`mexc has the accounts spot and swap, not ${String(name)}`)
  return known
}

const fee = (of?: number) => ({ fee: of, percentage: undefined })
const both = (of?: number) => ({ withdraw: fee(of), deposit: fee() })

function feesOf({ networks, info }: Currency) {
  const all = Object.values(networks)
  const one = all.length === 1 ? all[0] : undefined
  return {
    ...both(one?.fee),
    networks: Object.fromEntries(all.map(({ network, fee }) => [network, both(fee)])),
    info,
  }
}
