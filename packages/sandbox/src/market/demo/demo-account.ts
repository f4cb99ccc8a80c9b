/**
 * A made-up account kept exactly: every order, fill, fee and cancel moves balances as the exchange would, so that what
 * it has is what it got less what it gave, to the last digit.
 */

import {
  type Amount,
  type AssetAmount,
  type Price,
  type Quantity,
  add,
  as,
  compare,
  multiply,
  negate,
  notional,
  subtract,
  zero,
} from '@spotdeck/exact'
import { defined } from '@spotdeck/ports'
import type { OrderSide, OrderStatus, OrderType } from '@spotdeck/wire'
import type {
  AccountId,
  AccountPast,
  BalanceRecord,
  DealRecord,
  OrderRecord,
  SymbolRules,
} from '../../venue/contract/exchange.ts'
import { type IdSource, dealIdOf } from '../../venue/contract/ids.ts'

type MadeOrder = {
  readonly rules: SymbolRules
  readonly side: OrderSide
  readonly type: OrderType
  readonly price: Price
  readonly quantity: Quantity
  readonly clientOrderId: string
  readonly time: number
}

type MadeFill = Pick<MadeOrder, 'price' | 'quantity' | 'time'> & { readonly isMaker: boolean }

/** An account whose past is being generated. */
export type MadeAccount = ReturnType<typeof makeAccount>

type Entry = { record: OrderRecord; readonly rules: SymbolRules; fills: number }

/** Creates an empty account, to which orders, deals and balance changes are added. */
export function makeAccount(account: AccountId, ids: IdSource) {
  const { balances, balanceOf, move } = openPurse()
  const orders = new Map<string, Entry>()
  const open = new Map<string, Entry>()
  const deals: DealRecord[] = []
  const entryOf = (orderId: string): Entry => {
    const entry = open.get(orderId)
    if (entry === undefined) throw new RangeError(`Order ${orderId} is not open: it can neither fill nor be canceled.`)
    return entry
  }
  const update = (entry: Entry, changes: Partial<OrderRecord>): void => {
    entry.record = { ...entry.record, ...changes }
    if (entry.record.status !== 'NEW' && entry.record.status !== 'PARTIALLY_FILLED') open.delete(entry.record.orderId)
  }

  return {
    deposit: (asset: string, amount: AssetAmount): void => move(asset, amount, zero()),
    free: (asset: string): AssetAmount => balanceOf(asset).free,
    /** Locks the funds and enters the order; `undefined` when they do not suffice. Answers its id. */
    open(order: MadeOrder): string | undefined {
      const { rules, side } = order
      const asset = side === 'BUY' ? rules.quoteAsset : rules.baseAsset
      const locked = lockedFor(order)
      const fee = side === 'BUY' ? multiply<'asset'>(locked, rules.takerFeeRate) : zero<'asset'>()
      if (compare(balanceOf(asset).free, add(locked, fee)) < 0) return undefined
      move(asset, negate(locked), locked)
      const record = newRecord(account, ids.orderId(order.time), order)
      const entry = { record, rules, fills: 0 }
      orders.set(record.orderId, entry)
      open.set(record.orderId, entry)
      return record.orderId
    },
    /** A fill of an open order at a price no worse than its own. */
    fill(orderId: string, { price, quantity, isMaker, time }: MadeFill): void {
      const entry = entryOf(orderId)
      const { record, rules } = entry
      const spent = notional(price, quantity)
      const fee = multiply<'asset'>(spent, isMaker ? rules.makerFeeRate : rules.takerFeeRate)
      const released = lockedFor({ ...record, rules, quantity })
      if (record.side === 'BUY') {
        move(rules.quoteAsset, subtract(released, add(as<'asset'>(spent), fee)), negate(released))
        move(rules.baseAsset, as<'asset'>(quantity), zero())
      } else {
        move(rules.baseAsset, zero(), negate(released))
        move(rules.quoteAsset, subtract(as<'asset'>(spent), fee), zero())
      }
      const executedQuantity = add(record.executedQuantity, quantity)
      const status: OrderStatus = executedQuantity === record.quantity ? 'FILLED' : 'PARTIALLY_FILLED'
      const executedQuoteQuantity = add(record.executedQuoteQuantity, spent)
      update(entry, { executedQuantity, executedQuoteQuantity, status, isMaker, updatedAt: time })
      const { symbol, side, clientOrderId } = record
      const ids = defined({ tradeId: dealIdOf(orderId, entry.fills++), orderId, clientOrderId })
      const what = { account, symbol, ...ids, side, price, quantity }
      const cost = { quoteQuantity: spent, fee, feeAsset: rules.quoteAsset }
      deals.push({ ...what, ...cost, isMaker, isSelfTrade: false, time })
    },
    cancel(orderId: string, time: number): void {
      const entry = entryOf(orderId)
      const { record, rules } = entry
      const left = subtract(record.quantity, record.executedQuantity)
      const released = lockedFor({ ...record, rules, quantity: left })
      move(record.side === 'BUY' ? rules.quoteAsset : rules.baseAsset, released, negate(released))
      const status = record.executedQuantity === '0' ? 'CANCELED' : 'PARTIALLY_CANCELED'
      update(entry, { status, updatedAt: time })
    },
    /** Open orders, oldest first. */
    openOrders: (): readonly OrderRecord[] => [...open.values()].map((entry) => entry.record),
    past: (): AccountPast => ({ balances, orders: [...orders.values()].map((entry) => entry.record), deals }),
  }
}

function openPurse() {
  const balances = new Map<string, BalanceRecord>()
  const balanceOf = (asset: string): BalanceRecord => balances.get(asset) ?? { free: zero(), locked: zero() }
  const move = (asset: string, free: AssetAmount, locked: AssetAmount): void => {
    const before = balanceOf(asset)
    balances.set(asset, { free: add(before.free, free), locked: add(before.locked, locked) })
  }
  return { balances, balanceOf, move }
}

/** Returns the locked amount: base of a sell; quote and the maker's fee of a buy. */
function lockedFor({
  rules,
  side,
  price,
  quantity,
}: Pick<MadeOrder, 'rules' | 'side' | 'price' | 'quantity'>): AssetAmount {
  if (side === 'SELL') return as(quantity)
  const quote: Amount = notional(price, quantity)
  return add(as<'asset'>(quote), multiply<'asset'>(quote, rules.makerFeeRate))
}

function newRecord(account: AccountId, orderId: string, order: MadeOrder): OrderRecord {
  const { rules, side, type, price, quantity, clientOrderId, time } = order
  return {
    account,
    symbol: rules.symbol,
    orderId,
    clientOrderId,
    side,
    type,
    status: 'NEW',
    price,
    quantity,
    quoteQuantity: type === 'MARKET' ? zero() : notional(price, quantity),
    executedQuantity: zero(),
    executedQuoteQuantity: zero(),
    isMaker: false,
    createdAt: time,
    updatedAt: time,
  }
}
