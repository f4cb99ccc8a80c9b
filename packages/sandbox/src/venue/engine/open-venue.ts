/** The venue, the implementation of `Exchange`: a command finishes before its events are emitted. */

import { type AssetAmount, type Fraction, decimal, scaleOf, subtract } from '@spotdeck/exact'
import { openSeat } from './bot-trading-api.ts'
import { adoptAccount } from './adopt.ts'
import { balanceOf, findOrder, forgetPast, leave } from './account.ts'
import type {
  AccountId,
  Adjustment,
  BalanceRecord,
  Exchange,
  NewOrder,
  OrderRecord,
  Refusal,
  SymbolRules,
  VenueEvent,
} from '../contract/exchange.ts'
import { type IdState, IdSource } from '../contract/ids.ts'
import { type HeldBackFill, fillHeldBack } from './held-back.ts'
import { marketIn, openMarket, priceOf, viewOf } from './market-book.ts'
import { openOutside } from './outside.ts'
import { checkOrder, placeOrder } from './placement.ts'
import type { Reach } from '../contract/reach.ts'
import { refusals } from '../contract/refusals.ts'
import { beginCommand, settlementOf } from './settlement.ts'
import { accountOf, move, release, emitOrder } from './state.ts'
import type { SandboxSymbol } from '../listing/symbols.ts'
import { ASSET_DIGITS, type FeeRates, fromMoney, rateOf, toMoney } from '../contract/units.ts'
import { canceledStatus, isOpen, recordOf, touch } from './venue-order.ts'
import type { Account, Market, VenueState } from './model.ts'

/** Symbols and settings of a venue. */
export type ExchangeOptions = {
  readonly symbols: readonly SandboxSymbol[]
  /** Last id before a restart. */
  readonly ids?: IdState | undefined
  /** First version of the books; the time in ms is larger than any version before a restart. */
  readonly firstVersion: number
  /** Returns whether two accounts are in one self-trade prevention group; absent: never. */
  readonly sameGroup?: ((a: AccountId, b: AccountId) => boolean) | undefined
  /** Fee rates of an account in a symbol, the same at each call; absent or `undefined`: the symbol's own. */
  readonly feeRates?: ((account: AccountId, rules: SymbolRules) => FeeRates | undefined) | undefined
  /** Share of a fee that the payment in MX saves; absent: a fifth. */
  readonly mxDiscount?: Fraction | undefined
  /** Returns whether a fee in the quote asset is a balance change of its own, read at each fill; absent: it is not. */
  readonly feesApart?: (() => boolean) | undefined
  /**
   * Returns whether an accepted LIMIT order of a person is held back from the book: it is open, and only `fillHeldBack`
   * fills it. Called once for each order, after its acknowledgement. Absent: none is.
   */
  readonly holdsBack?: ((order: OrderRecord) => boolean) | undefined
  /** Receives a changed fee setting before the call returns. */
  readonly onMxDeduct?: ((account: AccountId, on: boolean) => void) | undefined
}

/** The exchange with the functions that its services need: ids to store, collected fees, the check without an order. */
export interface Venue extends Exchange {
  readonly ids: IdState
  /** All fees taken from people since the venue was opened, by asset. */
  collectedFees(): ReadonlyMap<string, AssetAmount>
  /** Returns the refusal that `place` would give; `undefined` when it would accept the order. */
  check(order: NewOrder): Refusal | undefined
  readonly accounts: Iterable<AccountId>
  /** Fills a part of an order that is held back; `undefined` for one that has ended or is not held back. */
  fillHeldBack(fill: HeldBackFill): OrderRecord | undefined
  /** Forgets closed orders and deals that no call answers any more. */
  forgetPast(reach: Reach): void
  /**
   * Changes the trading rules of a symbol at once. Open orders stay open.
   * @throws {RangeError} for an unknown symbol
   */
  changeRules(symbol: string, change: Partial<Pick<SymbolRules, 'apiTrading' | 'status' | 'tradeSideType'>>): void
  /** The highest version count of any book: an exchange opened in this one's place counts on from there. */
  readonly highestVersion: number
  /** Lets every book count its versions from so much later, or earlier where negative; the books stay as they are. */
  stepVersions(by: number): void
}

/** MEXC: fees in MX are a fifth lower. */
const MX_DISCOUNT = decimal<'fraction'>('0.2')

/** Opens a venue without accounts. */
export function openVenue(options: ExchangeOptions): Venue {
  const state = openState(options, (symbol) => outbox.wantsLevels(symbol))
  const rules = new Map(options.symbols.map((one) => [one.rules.symbol, one.rules]))
  const outbox = openOutbox(state)
  const known = (id: AccountId): Account | undefined => state.accounts.get(id)
  const marketOf = (symbol: string): Market => marketIn(state, symbol)

  return {
    rules,
    changeRules(symbol, change) {
      const market = marketOf(symbol)
      market.rules = { ...market.rules, ...change }
      rules.set(symbol, market.rules)
    },
    get highestVersion() {
      return Math.max(0, ...Array.from(state.markets.values(), (market) => market.version))
    },
    stepVersions: (by) => stepVersions(state, by),
    place: (order) => outbox.after(() => placeOrder(state, order)),
    check: (order) => checkOrder(state, order),
    fillHeldBack: (fill) => outbox.after(() => fillHeldBack(state, fill)),
    cancel: (account, symbol, id, time) => outbox.after(() => cancelOrder(state, { account, symbol, id, time })),
    adjust: (account, asset, change, reason, time) =>
      outbox.after(() => adjustAll(state, [{ account, asset, change, reason }], time)),
    adjustAll: (changes, time) => outbox.after(() => adjustAll(state, changes, time)),
    book: (symbol, depth) => viewOf(marketOf(symbol), depth),
    feeRates: (account, symbol) => {
      const { rules: own } = marketOf(symbol)
      return state.feeRates(account, own) ?? own
    },
    lastPrice: (symbol) => priceOf(marketOf(symbol), marketOf(symbol).lastTicks),
    setLastPrice: (symbol, ticks) => void (marketOf(symbol).lastTicks = ticks),
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
    seat: () => openSeat(state, outbox.flush),
    outside: openOutside(state, outbox.flush),
    subscribe: (listener, wantsLevels) => outbox.subscribe(listener, wantsLevels),
    get ids() {
      return state.ids.state
    },
    collectedFees: () => new Map([...state.fees].map(([asset, money]) => [asset, fromMoney(money)])),
    forgetPast(reach) {
      for (const account of state.accounts.values()) forgetPast(account, reach)
    },
    accounts: { [Symbol.iterator]: () => state.accounts.keys() },
  }
}

function openState(options: ExchangeOptions, wantsLevels: VenueState['wantsLevels']): VenueState {
  const state: VenueState = {
    markets: new Map(),
    accounts: new Map(),
    ids: new IdSource(options.ids),
    fees: new Map(),
    events: undefined,
    feesApart: options.feesApart ?? (() => false),
    feeRates: options.feeRates ?? (() => undefined),
    mxShare: rateOf(subtract(decimal<'fraction'>('1'), options.mxDiscount ?? MX_DISCOUNT)),
    holdsBack: options.holdsBack ?? (() => false),
    sameGroup: options.sameGroup ?? (() => false),
    wantsLevels,
  }
  for (const one of options.symbols) {
    const market = openMarket(one, options.firstVersion, (opened) => settlementOf(state, opened))
    state.markets.set(one.rules.symbol, market)
  }
  return state
}

function stepVersions({ markets }: VenueState, by: number): void {
  for (const market of markets.values()) market.version = Math.max(1, market.version + by)
}

function balancesOf(account: Account | undefined): ReadonlyMap<string, BalanceRecord> {
  const entries = account === undefined ? [] : [...account.holdings]
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
  beginCommand(state, order.market, time)
  if (order.resting !== undefined) order.market.book.cancel(order.resting)
  touch(order, canceledStatus(order), time)
  leave(order.account, order)
  emitOrder(state, order)
  release(state, order, 'ENTRUST_CANCEL')
  return { ok: true, order: recordOf(order), before }
}

/** Checks every move on the balances the ones before it leave, then makes them all. */
function adjustAll(state: VenueState, changes: readonly Adjustment[], time: number): Refusal | undefined {
  const free = new Map<string, bigint>()
  for (const { account, asset, change } of changes) {
    if (scaleOf(change) > ASSET_DIGITS) return refusals.tooManyDecimals
    const place = `${account} ${asset}`
    const left = (free.get(place) ?? freeOf(state.accounts.get(account), asset)) + toMoney(change)
    if (left < 0n) return refusals.insufficientBalance
    free.set(place, left)
  }
  for (const { account, asset, change, reason } of changes) {
    move(state, accountOf(state, account), { asset, free: toMoney(change), locked: 0n, reason, time })
  }
  return undefined
}

function freeOf(account: Account | undefined, asset: string): bigint {
  return account?.holdings.get(asset)?.free ?? 0n
}

type Listener = (events: readonly VenueEvent[]) => void
type WantsLevels = (symbol: string) => boolean
type OutboxListener = { readonly receive: Listener; readonly wantsLevels: WantsLevels | false }

/**
 * Calls listeners with a command's events before the command returns. A command given from inside a listener runs at once;
 * its events follow the current ones, so that every listener receives all of them in order.
 */
function openOutbox(state: VenueState) {
  let listeners: readonly OutboxListener[] = []
  let wanting: readonly WantsLevels[] = []
  const listen = (all: readonly OutboxListener[]): void => {
    listeners = all
    wanting = all.flatMap(({ wantsLevels }) => (wantsLevels === false ? [] : [wantsLevels]))
  }
  const waiting: (readonly VenueEvent[])[] = []
  let emitting = false
  const emit = (first: readonly VenueEvent[] | undefined): void => {
    emitting = true
    try {
      for (let events = first; events !== undefined; events = waiting.shift()) {
        for (const { receive } of listeners) receive(events)
      }
    } finally {
      emitting = false
    }
  }
  const flush = (): void => {
    const { events } = state
    if (events === undefined) return
    state.events = undefined
    if (!emitting && waiting.length === 0) return emit(events)
    waiting.push(events)
    if (!emitting) emit(waiting.shift())
  }
  return {
    flush,
    after<T>(command: () => T): T {
      const answer = command()
      flush()
      return answer
    },
    subscribe(receive: Listener, wantsLevels: WantsLevels | false = () => true): () => void {
      const listener = { receive, wantsLevels }
      listen([...listeners, listener])
      return () => listen(listeners.filter((one) => one !== listener))
    },
    wantsLevels(symbol: string): boolean {
      for (const wants of wanting) if (wants(symbol)) return true
      return false
    },
  }
}
