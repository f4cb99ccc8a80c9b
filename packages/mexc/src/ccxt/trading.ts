/** Methods of the account: orders, own trades, balances and fees. */

import { defined } from '@spotdeck/ports'
import { accountInformation, allOrders, myTrades, openOrders, queryOrder, tradeFee } from '@spotdeck/wire'
import { asCcxtError } from './errors.ts'
import { MarketData } from './market-data.ts'
import { clientId, type NewOrderArguments, orderOfArguments, type Params } from './order-terms.ts'
import { byTime, untilOf, within } from './rows.ts'
import * as unified from './structures.ts'

type Range = [symbol: string, since?: number, limit?: number, params?: Params]
/** One order of `createOrders`; `price` in quote, `amount` in base. */
export type OrderRequest = {
  readonly symbol: string
  readonly type: string
  readonly side: 'buy' | 'sell'
  readonly amount: number
  readonly price?: number | undefined
  readonly params?: Params | undefined
}

/** Orders and balances of an account over REST. */
export class Trading extends MarketData {
  /** Balances: by asset, and as `free`, `used` and `total` by asset. */
  async fetchBalance(): Promise<unified.Balances> {
    const answer = await this.asked(() => this.client.call(accountInformation, {}))
    return unified.balancesOf(answer.balances, answer)
  }

  /** The assets of the spot account, one row each. */
  async fetchAccounts() {
    const { balances } = await this.asked(() => this.client.call(accountInformation, {}))
    return balances.map((info) => ({ id: undefined, type: undefined, code: info.asset, info }))
  }

  /** Fee rates of a market, as fractions. */
  fetchTradingFee(symbol: string): Promise<{ symbol: string; maker: number; taker: number; info: object }> {
    return this.on(symbol, async (id, name) => {
      const { data } = await this.client.call(tradeFee, { symbol: id })
      const rates = { maker: Number(data.makerCommission), taker: Number(data.takerCommission) }
      return { symbol: name, ...rates, percentage: true, tierBased: false, info: data }
    })
  }

  /**
   * Places an order, exactly once: a lost answer is looked up before anything is said.
   * `params`: `clientOrderId`; `postOnly`; `timeInForce` GTC, PO, IOC or FOK; `cost` of a market order in quote
   * @throws {RequestTimeout} it may be there or not: look it up by its client order id, in `cause`
   */
  createOrder(...given: NewOrderArguments): Promise<unified.Order> {
    return this.on(given[0], async (_id, name) => {
      const order = orderOfArguments(this.listed, given)
      return unified.placedOrder(order, await this.client.placeOrder(order), name)
    })
  }

  /**
   * Places many orders, 20 of one symbol a call, and answers them in their order. One that was refused is `rejected`;
   * one without a status may be there or not: look it up by its client order id.
   */
  async createOrders(orders: readonly OrderRequest[]): Promise<unified.Order[]> {
    await this.loadMarkets()
    const terms = orders.map(({ symbol, type, side, amount, price, params }) =>
      orderOfArguments(this.listed, [symbol, type, side, amount, price, params]),
    )
    const outcomes = await this.asked(() => this.client.placeOrders(terms))
    return outcomes.flatMap((one, at) => {
      const order = terms[at]
      if (order === undefined) return []
      const name = this.listed.nameOf(order.symbol)
      if (one.outcome === 'PLACED') return [unified.placedOrder(order, one.order, name)]
      const { clientOrderId, outcome, error } = one
      const status = outcome === 'REJECTED' ? 'REJECTED' : undefined
      return [unified.orderOf(name, { ...order, id: '', clientOrderId, status, info: asCcxtError(error) })]
    })
  }

  /** Cancels an order by its id or, in `params`, its `clientOrderId`. @throws {OrderNotFound} it is not open */
  cancelOrder(id: string | undefined, symbol: string, params: Params = {}): Promise<unified.Order> {
    return this.on(symbol, async (symbolId) => {
      const { clientOrderId } = clientId(params)
      const { orderId } = await this.client.cancelOrder(
        clientOrderId === undefined ? { symbol: symbolId, orderId: id ?? '' } : { symbol: symbolId, clientOrderId },
      )
      return this.fetchOrder(orderId, symbol)
    })
  }

  /** Cancels orders of a market, each by a call. @throws what the first that failed throws, after all were tried */
  async cancelOrders(ids: readonly string[], symbol: string): Promise<unified.Order[]> {
    const ends = await Promise.allSettled(ids.map((id) => this.cancelOrder(id, symbol)))
    return ends.map((end) => {
      if (end.status === 'rejected') throw asCcxtError(end.reason)
      return end.value
    })
  }

  /** Cancels every open order of a market, or of all. */
  async cancelAllOrders(symbol?: string): Promise<{ id: string; symbol: string; status: string; info: object }[]> {
    await this.loadMarkets()
    const id = symbol === undefined ? undefined : this.market(symbol).id
    const outcomes = await this.asked(() => this.client.cancelAll(id))
    const states = { CANCELED: 'canceled', FILLED: 'closed', UNKNOWN: 'open' } as const
    return outcomes.map((one) => ({
      id: one.orderId,
      symbol: this.listed.nameOf(one.symbol),
      status: states[one.outcome],
      info: one,
    }))
  }

  /** One order, by its id or, in `params`, by its `clientOrderId`. */
  fetchOrder(id: string | undefined, symbol: string, params: Params = {}): Promise<unified.Order> {
    const { clientOrderId } = clientId(params)
    return this.on(symbol, async (symbolId, name) => {
      const which = clientOrderId === undefined ? { orderId: id ?? '' } : { origClientOrderId: clientOrderId }
      return unified.answeredOrder(await this.client.call(queryOrder, { symbol: symbolId, ...which }), name)
    })
  }

  /** Open orders of a market, or of all. */
  async fetchOpenOrders(symbol?: string, since?: number, limit?: number): Promise<unified.Order[]> {
    await this.loadMarkets()
    const query = defined({ symbol: symbol && this.market(symbol).id })
    const rows = await this.asked(() => this.client.call(openOrders, query))
    const orders = rows.map((row) => unified.answeredOrder(row, this.listed.nameOf(row.symbol)))
    return within(byTime(orders), since, limit)
  }

  /** Orders of the last seven days of a market; with `since`, all from then on. `params`: `until`, in ms */
  fetchOrders(...[symbol, since, limit, params]: Range): Promise<unified.Order[]> {
    return this.on(symbol, async (id, name) => {
      const until = untilOf(params)
      const rows =
        since === undefined
          ? await this.client.call(allOrders, { symbol: id, ...defined({ limit, endTime: until }) })
          : await this.client.history.orders({ symbol: id, from: since, to: until }).all()
      return within(byTime(rows.map((row) => unified.answeredOrder(row, name))), since, limit)
    })
  }

  /** The same, filled ones alone. */
  fetchClosedOrders(...range: Range): Promise<unified.Order[]> {
    return this.#ended('closed', range)
  }

  /** The same, canceled ones alone. */
  fetchCanceledOrders(...range: Range): Promise<unified.Order[]> {
    return this.#ended('canceled', range)
  }

  /** Own trades of a market; with `since`, all from then on, 30 days back at most. `params`: `until`, in ms */
  fetchMyTrades(...[symbol, since, limit, params]: Range): Promise<unified.Trade[]> {
    return this.on(symbol, async (id, name) => {
      const until = untilOf(params)
      const rows =
        since === undefined
          ? await this.client.call(myTrades, { symbol: id, ...defined({ limit, endTime: until }) })
          : await this.client.history.trades({ symbol: id, from: since, to: until }).all()
      return within(byTime(rows.map((row) => unified.ownTradeOf(row, name))), since, limit)
    })
  }

  /** Own trades of one order. */
  fetchOrderTrades(...[orderId, symbol, since, limit]: [id: string, ...Range]): Promise<unified.Trade[]> {
    return this.on(symbol, async (id, name) => {
      const rows = await this.client.call(myTrades, { symbol: id, orderId })
      return within(byTime(rows.map((row) => unified.ownTradeOf(row, name))), since, limit)
    })
  }

  async #ended(state: string, [symbol, since, limit, params]: Range): Promise<unified.Order[]> {
    const orders = await this.fetchOrders(symbol, since, undefined, params)
    return within(
      orders.filter(({ status }) => status === state),
      since,
      limit,
    )
  }
}
