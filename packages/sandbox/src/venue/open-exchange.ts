/** The venue: the one implementation of `Exchange`. Commands run to their end, then their events are told. */

import { type AssetAmount, scaleOf } from '@spotdeck/exact'
import { adoptAccount } from './adopt.ts'
import { type Account, balanceOf, findOrder, holdingOf, leave } from './account.ts'
import type { AccountId, BalanceRecord, Exchange, NewOrder, OrderRecord, Refusal, VenueEvent } from './exchange.ts'
import { type IdState, IdSource } from './ids.ts'
import { openMarket, priceOf, viewOf } from './market-book.ts'
import { checkOrder, placeOrder } from './placement.ts'
import { refusals } from './refusals.ts'
import { settlementSink } from './settlement.ts'
import { type VenueState, accountOf, move, release, tellOrder } from './state.ts'
import type { SandboxSymbol } from './symbols.ts'
import { ASSET_DIGITS, fromMoney, toMoney } from './units.ts'
import { canceledStatus, isOpen, recordOf, touch } from './venue-order.ts'

export type ExchangeOptions = {
  readonly symbols: readonly SandboxSymbol[]
  /** Where the ids go on after a restart. */
  readonly ids?: IdState
  /** Where the version counts of the books start; the time in ms is larger than any count before a restart. */
  readonly firstVersion: number
  /** Told of a changed fee setting before the call answers. */
  readonly onMxDeduct?: (account: AccountId, on: boolean) => void
}

/** The exchange with what its own house needs: the ids to keep, the fees it took, the check without trade. */
export interface Venue extends Exchange {
  readonly ids: IdState
  /** All fees ever taken since the venue was opened, by asset. */
  collectedFees(): ReadonlyMap<string, AssetAmount>
  /** What `place` would refuse the order for. */
  check(order: NewOrder): Refusal | undefined
  readonly accounts: Iterable<AccountId>
}

export function openExchange(options: ExchangeOptions): Venue {
  const state: VenueState = {
    markets: new Map(options.symbols.map((one) => [one.rules.symbol, openMarket(one, options.firstVersion)])),
    accounts: new Map(),
    ids: new IdSource(options.ids),
    fees: new Map(),
    events: [],
  }
  const outbox = openOutbox(state)
  const known = (id: AccountId): Account | undefined => state.accounts.get(id)
  const marketOf = (symbol: string) => {
    const market = state.markets.get(symbol)
    if (market === undefined) throw new RangeError(`No symbol ${symbol} here: ask \`rules\` first.`)
    return market
  }

  return {
    rules: new Map(options.symbols.map((one) => [one.rules.symbol, one.rules])),
    place: (order) => outbox.after(() => placeOrder(state, order)),
    check: (order) => checkOrder(state, order),
    cancel: (account, symbol, id, time) => outbox.after(() => cancelOrder(state, { account, symbol, id, time })),
    adjust: (account, asset, change, reason, time) =>
      outbox.after(() => {
        if (scaleOf(change) > ASSET_DIGITS) return refusals.tooManyDecimals
        const money = toMoney(change)
        const holder = accountOf(state, account)
        if (holdingOf(holder, asset).free + money < 0n) return refusals.insufficientBalance
        move(state, holder, { asset, free: money, locked: 0n, reason, time })
        return undefined
      }),
    book: (symbol, depth) => viewOf(marketOf(symbol), depth),
    lastPrice: (symbol) => {
      const market = marketOf(symbol)
      return market.lastTicks === undefined ? undefined : priceOf(market, market.lastTicks)
    },
    balances: (account) => balancesOf(known(account)),
    mxDeduct: (account) => known(account)?.mxDeduct ?? false,
    setMxDeduct(account, on) {
      accountOf(state, account).mxDeduct = on
      options.onMxDeduct?.(account, on)
    },
    order: (account, symbol, id) => {
      const holder = known(account)
      const found = holder === undefined ? undefined : findOrder(holder, symbol, id)
      return found === undefined ? undefined : recordOf(found)
    },
    openOrders: (account, symbol) => openOrdersOf(known(account), symbol),
    orders: (account, symbol) => (known(account)?.orders.get(symbol) ?? []).map(recordOf).reverse(),
    deals: (account, symbol) => (known(account)?.deals.get(symbol) ?? []).slice().reverse(),
    adopt: (account, past) => adoptAccount(state, account, past),
    subscribe: (listener) => outbox.subscribe(listener),
    get ids() {
      return state.ids.state
    },
    collectedFees: () => new Map([...state.fees].map(([asset, money]) => [asset, fromMoney(money)])),
    get accounts() {
      return state.accounts.keys()
    },
  }
}

function balancesOf(account: Account | undefined): ReadonlyMap<string, BalanceRecord> {
  const entries = [...(account?.holdings ?? [])]
  return new Map(entries.map(([asset, holding]) => [asset, balanceOf(holding)]))
}

function openOrdersOf(account: Account | undefined, symbol: string | undefined): readonly OrderRecord[] {
  const all = [...(account?.open.values() ?? [])].reverse()
  return (symbol === undefined ? all : all.filter((order) => order.symbol === symbol)).map(recordOf)
}

type Cancel = {
  readonly account: AccountId
  readonly symbol: string
  readonly id: { readonly orderId?: string; readonly clientOrderId?: string }
  readonly time: number
}

function cancelOrder(state: VenueState, cancel: Cancel): ReturnType<Exchange['cancel']> {
  const { time } = cancel
  const account = state.accounts.get(cancel.account)
  const order = account === undefined ? undefined : findOrder(account, cancel.symbol, cancel.id)
  if (order === undefined || !isOpen(order.status)) return { ok: false, refusal: refusals.unknownOrder }
  const before = recordOf(order)
  order.market.book.cancel(order.orderId, settlementSink(state, order.market, time))
  touch(order, canceledStatus(order), time)
  leave(order.account, order)
  tellOrder(state, order, time)
  release(state, order, 'ENTRUST_CANCEL', time)
  return { ok: true, order: recordOf(order), before }
}

type Listener = (events: readonly VenueEvent[]) => void

/**
 * Tells listeners what a command did before the command answers. A command given from inside a listener runs at once;
 * its events are told after the ones under way, so that every listener hears all of them in order.
 */
function openOutbox(state: VenueState) {
  const listeners: Listener[] = []
  const waiting: (readonly VenueEvent[])[] = []
  let telling = false
  const tell = (): void => {
    if (telling) return
    telling = true
    try {
      for (let events = waiting.shift(); events !== undefined; events = waiting.shift()) {
        for (const listener of [...listeners]) listener(events)
      }
    } finally {
      telling = false
    }
  }
  return {
    after<T>(command: () => T): T {
      const answer = command()
      if (state.events.length > 0) {
        waiting.push(state.events)
        state.events = []
        tell()
      }
      return answer
    },
    subscribe(listener: Listener): () => void {
      listeners.push(listener)
      return () => {
        const at = listeners.indexOf(listener)
        if (at >= 0) listeners.splice(at, 1)
      }
    },
  }
}
