/**
 * An exchange for one account, small enough to be obviously right: the truth, the pushes it makes, and REST reads of it with a
 * delay. Tests decide what becomes of each push.
 */

import {
  type AssetAmount,
  add,
  as,
  compare,
  decimal,
  isZero,
  min,
  multiply,
  negate,
  subtract,
  zero,
} from '@spotdeck/exact'
import { type Balance, NO_BALANCE } from '@spotdeck/ledger'
import { sleep } from '@spotdeck/ports'
import type { VirtualTime } from '@spotdeck/ports/virtual'
import type { AggTradeAnswer, BalanceAnswer, DecodedPush, OfflineSymbol, OrderAnswer, PushBody } from '@spotdeck/wire'
import type { Exchange, Window } from '../exchange.ts'
import {
  type VenueDeal,
  type VenueFlow,
  type VenueOrder,
  dealPush,
  isOpen,
  orderAnswer,
  orderPush,
  publicTradeAnswer,
  split,
  symbolAnswers,
  tickerAnswer,
  tradeAnswer,
} from './fake-venue-answers.ts'
import { VenuePast } from './venue-past.ts'

export const SYMBOLS: readonly string[] = ['MXUSDT', 'BTCUSDT', 'MXBTC', 'ETHUSDT']
/** REST tells of everything as it is. */
export const NO_LAG = { balances: 0, openOrders: 0, orders: 0, deals: 0 }

export class FakeVenue {
  readonly balances = new Map<string, Balance>()
  readonly orders = new Map<string, VenueOrder>()
  readonly deals: VenueDeal[] = []
  /** Deposits and airdrops. */
  readonly flows: VenueFlow[] = []
  /** True if the key may read deposits, withdrawals and transfers. */
  mayReadFlows = true
  /** True if pages of those lists shift while they are read, so that rows come twice. */
  listsTwice = false
  /** True if there are sub-accounts or transfers to other users. */
  movesOtherwise = false
  /** Listed flows. */
  symbols: readonly string[] = SYMBOLS
  /** Taken off, and traded no more; without a list where it is `undefined`. */
  offline: readonly OfflineSymbol[] | undefined = []
  readonly #time: VirtualTime
  /** Receives pushes; replaced by tests. */
  deliver: (push: DecodedPush) => void = () => undefined
  /** ms a REST call takes, half of it before the exchange looks. */
  restDelayMs = 40
  /** REST calls fail while this is true. */
  restDown = false
  /** REST tells of the account as it was so long ago, in ms, each list by itself. */
  readonly lagMs = { ...NO_LAG }
  /** Error of the follower's exchange clock until it asks, in ms. */
  clockOffMs = 0
  /** Symbols of which REST does not speak. */
  readonly refused = new Set<string>()
  /** Called before each answer about a symbol; what it throws is the answer. */
  onSymbol: (symbol: string, kind: 'orders' | 'trades') => void = () => undefined
  /** Deals that REST does not tell of any more. */
  readonly forgotten = new Set<string>()
  /** REST names deals by 32 hex digits instead of the stream's names. */
  hexNames = false
  /** Volume of the last 24 h in the quote asset, by symbol. */
  volumes: ReadonlyMap<string, number> = new Map()
  /** Trades of others in a symbol within a time. */
  tradesOfOthers: (symbol: string, from: number, to: number) => readonly AggTradeAnswer[] = () => []
  calls = 0
  readonly #pastBalances = new VenuePast<BalanceAnswer>()
  readonly #pastOrders = new VenuePast<OrderAnswer>()
  #count = 0

  constructor(time: VirtualTime) {
    this.#time = time
  }

  /** @param ms how long before it was seen on its chain, or after which it is done */
  deposit(asset: string, amount: string, reason = 'DEPOSIT', ms = 0): void {
    const time = this.#time.now()
    const [before, after] = reason === 'DEPOSIT' ? [ms, 0] : [0, ms]
    this.flows.push({ asset, amount, reason, time, listedAt: time - before, doneAt: time + after })
    this.#change(asset, decimal(amount), zero(), reason)
  }

  /** Moves an amount between free and locked, or in or out of either, as a withdrawal does that is frozen first. */
  move(asset: string, free: string, locked: string, reason: string): void {
    this.#change(asset, decimal(free), decimal(locked), reason)
  }

  /** Pays the fee of a withdrawal by itself, either before it or after. */
  withdraw(
    asset: string,
    amount: string,
    { fee, ms, isFeeFirst }: { fee: string; ms: number; isFeeFirst: boolean },
  ): void {
    const time = this.#time.now()
    const paid: VenueFlow = { asset, amount: `-${fee}`, reason: 'WITHDRAW_FEE', time, listedAt: time, doneAt: time }
    const left: VenueFlow = {
      asset,
      amount: `-${amount}`,
      reason: 'WITHDRAW',
      time,
      listedAt: time,
      doneAt: time + ms,
      fee: paid,
    }
    this.flows.push(left, paid)
    for (const flow of isFeeFirst ? [paid, left] : [left, paid])
      this.#change(asset, decimal(flow.amount), zero(), flow.reason)
  }

  place(symbol: string, side: 'BUY' | 'SELL', price: string, quantity: string): string | undefined {
    if (this.#isOff(symbol)) return undefined
    const { base, quote } = split(symbol)
    const amount =
      side === 'BUY' ? multiply<'asset'>(decimal<'x'>(price), decimal<'x'>(quantity)) : decimal<'asset'>(quantity)
    const asset = side === 'BUY' ? quote : base
    if (compare(this.#of(asset).free, amount) < 0) return undefined
    const now = this.#time.now()
    const id = `C02__${String(++this.#count).padStart(21, '0')}`
    const order: VenueOrder = {
      id,
      symbol,
      side,
      price: decimal(price),
      quantity: decimal(quantity),
      createdAt: now,
      executed: zero(),
      executedQuote: zero(),
      status: 'NEW',
      updatedAt: now,
    }
    this.orders.set(id, order)
    this.#pushOrder(order)
    this.#change(asset, negate(amount), amount, 'ENTRUST_PLACE')
    return id
  }

  fill(id: string, quantity: string, feeRate = '0.0005'): void {
    const order = this.orders.get(id)
    if (order === undefined || !isOpen(order) || this.#isOff(order.symbol)) return
    const done = min(decimal<'x'>(quantity), subtract(order.quantity, order.executed))
    const worth = multiply<'x'>(order.price, done)
    const fee = multiply<'x'>(worth, decimal<'x'>(feeRate))
    order.executed = add(order.executed, done)
    order.executedQuote = add(order.executedQuote, worth)
    order.status = order.executed === order.quantity ? 'FILLED' : 'PARTIALLY_FILLED'
    order.updatedAt = this.#time.now()
    const { base, quote } = split(order.symbol)
    const deal: VenueDeal = {
      tradeId: `${String(++this.#count).padStart(18, '0')}X1`,
      orderId: id,
      symbol: order.symbol,
      side: order.side,
      price: order.price,
      quantity: done,
      quoteQuantity: worth,
      fee,
      time: this.#time.now(),
    }
    this.deals.push(deal)
    this.#pushOrder(order)
    if (order.side === 'BUY') {
      this.#change(quote, negate(as<'asset'>(fee)), negate(as<'asset'>(worth)), 'ENTRUST')
      this.#change(base, as<'asset'>(done), zero(), 'ENTRUST')
    } else {
      this.#change(base, zero(), negate(as<'asset'>(done)), 'ENTRUST')
      this.#change(quote, as<'asset'>(subtract(worth, fee)), zero(), 'ENTRUST')
    }
    this.#pushDeal(deal)
  }

  cancel(id: string): void {
    const order = this.orders.get(id)
    if (order === undefined || !isOpen(order)) return
    const left = subtract(order.quantity, order.executed)
    order.status = isZero(order.executed) ? 'CANCELED' : 'PARTIALLY_CANCELED'
    order.updatedAt = this.#time.now()
    this.#pushOrder(order)
    const { base, quote } = split(order.symbol)
    const amount = as<'asset'>(order.side === 'BUY' ? multiply<'x'>(order.price, left) : left)
    this.#change(order.side === 'BUY' ? quote : base, amount, negate(amount), 'ENTRUST_CANCEL')
  }

  openIds(): readonly string[] {
    return [...this.orders.values()].filter(isOpen).map(({ id }) => id)
  }

  exchange(): Exchange {
    const answer = async <T>(read: () => T): Promise<T> => {
      this.calls += 1
      await sleep({ timers: this.#time, ms: this.restDelayMs / 2 })
      if (this.restDown) throw Object.assign(new Error('No answer in time.'), { code: 'NETWORK_TIMEOUT' })
      const value = read()
      await sleep({ timers: this.#time, ms: this.restDelayMs / 2 })
      return value
    }
    const inWindow = (time: number, from: number, to: number): boolean => time >= from && time <= to
    return {
      now: () => this.#time.now() + this.clockOffMs,
      relearnClock: (leaves) => {
        leaves?.()
        return answer(() => undefined).then(() => void (this.clockOffMs = 0))
      },
      balances: (leaves) => {
        leaves?.()
        return answer(() => this.#pastBalances.all(this.#at('balances')))
      },
      openOrders: () => answer(() => ({ rows: this.#ordersAt('openOrders').filter(isOpen) })),
      order: (_symbol, id) => answer(() => this.#pastOrders.of(id, this.#at('orders'))),
      orders: (symbol, from, to) =>
        answer(
          () => (
            this.#speak(symbol, 'orders'),
            {
              rows: this.#ordersAt('orders').filter(
                (order) => order.symbol === symbol && inWindow(order.time, from, to),
              ),
              complete: true,
            }
          ),
        ),
      trades: (symbol, from, to) =>
        answer(
          () => (
            this.#speak(symbol, 'trades'),
            {
              rows: this.#told()
                .filter((deal) => deal.symbol === symbol && inWindow(deal.time, from, to))
                .map((deal) => tradeAnswer(deal, this.hexNames))
                .reverse(),
              complete: true,
            }
          ),
        ),
      tradesOf: (_symbol, id) =>
        answer(() => ({
          rows: this.#told()
            .filter((deal) => deal.orderId === id)
            .map((deal) => tradeAnswer(deal, this.hexNames)),
        })),
      symbols: () => answer(() => symbolAnswers(this.symbols)),
      deposits: (from) =>
        answer(() =>
          this.#list('DEPOSIT', from, ({ asset, amount, listedAt }, index) => ({
            amount,
            coin: asset,
            network: 'TRX',
            status: 5,
            address: '',
            txId: `tx${index}`,
            insertTime: listedAt,
            unlockConfirm: null,
            confirmTimes: null,
            memo: null,
          })),
        ),
      withdrawals: (from) =>
        answer(() =>
          this.#list('WITHDRAW', from, ({ asset, amount, time, doneAt, fee }, index) => ({
            id: String(index),
            txId: null,
            transHash: null,
            coin: asset,
            address: '',
            amount: negate(add(decimal<'asset'>(amount), decimal<'asset'>(fee?.amount ?? '0'))),
            transferType: 0,
            status: doneAt <= this.#time.now() ? 7 : 6,
            transactionFee: negate(decimal<'asset'>(fee?.amount ?? '0')),
            confirmNo: null,
            applyTime: time,
            remark: null,
            memo: null,
          })),
        ),
      transfers: (from) =>
        answer(() =>
          this.#list('CONTRACT_TRANSFER', from, ({ asset, amount, time }, index) => ({
            tranId: String(index),
            clientTranId: null,
            asset,
            amount: amount.replace('-', ''),
            fromAccountType: amount.startsWith('-') ? 'SPOT' : 'FUTURES',
            toAccountType: '',
            status: 'SUCCESS',
            timestamp: time,
          })),
        ),
      mayHaveMovedOtherwise: () => answer(() => this.movesOtherwise),
      offlineSymbols: () => answer(() => this.offline),
      tickers: () =>
        answer(() => [...this.volumes].map(([symbol, quoteVolume]) => tickerAnswer(symbol, String(quoteVolume)))),
      publicTrades: (symbol, from, to) =>
        answer(() => {
          const own = this.deals.filter((deal) => deal.symbol === symbol && inWindow(deal.time, from, to))
          return [...this.tradesOfOthers(symbol, from, to), ...own.map(publicTradeAnswer)]
        }),
      hourlyKlines: () => answer(() => []),
    }
  }

  #isOff(symbol: string): boolean {
    return this.offline?.some((one) => one.symbol === symbol) === true
  }

  #speak(symbol: string, kind: 'orders' | 'trades'): void {
    if (this.refused.has(symbol))
      throw Object.assign(new Error('bad symbol'), { code: 'SYMBOL_NOT_TRADABLE_VIA_API', exchangeCode: 10007 })
    this.onSymbol(symbol, kind)
  }

  #list<T>(reason: string, from: number, rowOf: (flow: VenueFlow, index: number) => T): Window<T> {
    if (!this.mayReadFlows)
      throw Object.assign(new Error('no permission'), { code: 'PERMISSION_DENIED', exchangeCode: 700007 })
    const rows = this.flows.flatMap((flow, index) =>
      flow.reason === reason && flow.listedAt >= from ? [rowOf(flow, index)] : [],
    )
    return { rows: this.listsTwice ? [...rows, ...rows] : rows, complete: true }
  }

  #told(): readonly VenueDeal[] {
    const at = this.#at('deals')
    return this.deals.filter(({ tradeId, time }) => time <= at && !this.forgotten.has(tradeId))
  }

  /** Time as of which REST tells of a list. */
  #at(list: keyof FakeVenue['lagMs']): number {
    return this.#time.now() - this.lagMs[list]
  }

  #ordersAt(list: keyof FakeVenue['lagMs']): readonly OrderAnswer[] {
    return this.#pastOrders.all(this.#at(list))
  }

  #of(asset: string): Balance {
    return this.balances.get(asset) ?? NO_BALANCE
  }

  #change(asset: string, free: AssetAmount, locked: AssetAmount, reason: string): void {
    const held = this.#of(asset)
    const next = { free: add(held.free, free), locked: add(held.locked, locked) }
    this.balances.set(asset, next)
    const time = this.#time.now()
    this.#pastBalances.note(asset, time, { asset, ...next })
    this.#push('account', {
      kind: 'privateAccount',
      value: {
        vcoinName: asset,
        coinId: '',
        balanceAmount: next.free,
        balanceAmountChange: free,
        frozenAmount: next.locked,
        frozenAmountChange: locked,
        type: reason,
        time,
      },
    })
  }

  #pushOrder(order: VenueOrder): void {
    this.#pastOrders.note(order.id, this.#time.now(), orderAnswer(order))
    this.#push('orders', orderPush(order), order.symbol)
  }

  #pushDeal(deal: VenueDeal): void {
    this.#push('deals', dealPush(deal), deal.symbol)
  }

  #push(name: string, body: PushBody, symbol?: string): void {
    const time = this.#time.now()
    this.deliver({
      channel: `spot@private.${name}.v3.api.pb`,
      createTime: time,
      sendTime: time,
      unknown: [],
      body,
      ...(symbol === undefined ? {} : { symbol }),
    })
  }
}
