/** Acts of the account under test, and of those who trade with it, at the exchange. */

import { type Decimal, decimal } from '@spotdeck/exact'
import { SECOND_MS } from '@spotdeck/ports'
import type { OrderRecord } from '@spotdeck/sandbox'
import type { Step, TradeName } from './steps.ts'
import { DEMO, OTHER, SYMBOLS, type SimulatedVenue } from './venue.ts'
import type { World } from './world.ts'

/** Market around which the account trades, in quote. */
const PRICES: Readonly<Record<string, number>> = { MXUSDT: 2.49, BTCUSDT: 91_250, ETHUSDT: 3_120, KASUSDT: 0.084213 }
/** Value of one order in USDT: between these. */
const MIN_VALUE = 6
const VALUE_SPAN = 40
/** A withdrawal is given back after this long; the exchange allows it for 30 s. */
const GIVE_BACK_MS = 6 * SECOND_MS
/** Open orders of the account; beyond it one is canceled first. */
const MAX_OPEN = 12

type TradeStep = Extract<Step, { readonly kind: 'trade' }>
/** Does the rest of an act after a time in ms. */
export type Later = (ms: number, run: () => void) => void

/** Executes an act now, and what belongs to it later. */
export function trade({ venue, orders }: World, { id, trade, picks }: TradeStep, later: Later): void {
  const [which = 0, ...rest] = picks
  ACTS[trade]({ venue, orders, id, which, rest, later })
}

type Act = Pick<World, 'venue' | 'orders'> & {
  readonly id: number
  /** Number from 0 to 1 that chooses the order or symbol. */
  readonly which: number
  readonly rest: readonly number[]
  readonly later: Later
}

const ACTS: Readonly<Record<TradeName, (act: Act) => void>> = {
  limit(act) {
    const { venue, rest } = act
    if (venue.openOrders().length >= MAX_OPEN) return ACTS.cancel(act)
    const side = (rest[0] ?? 0) < 0.5 ? 'BUY' : 'SELL'
    // Off the price, so that it rests: buys below it and sells above it.
    const away = 0.002 + (rest[1] ?? 0) * 0.02
    place(act, DEMO, { side, type: 'LIMIT', factor: side === 'BUY' ? 1 - away : 1 + away })
  },
  order({ orders, id, rest }) {
    const side = (rest[0] ?? 0) < 0.5 ? 'BUY' : 'SELL'
    const price = ((PRICES['MXUSDT'] ?? 1) * (side === 'BUY' ? 0.99 : 1.01)).toFixed(4)
    orders.place(`step-${id}`, { side, price, quantity: String(4 + Math.floor((rest[1] ?? 0) * 10)) })
  },
  market(act) {
    const side = (act.rest[0] ?? 0) < 0.5 ? 'BUY' : 'SELL'
    place(act, OTHER, { side: opposite(side), type: 'LIMIT', factor: 1 })
    place(act, DEMO, { side, type: 'MARKET', factor: 1 })
  },
  ioc(act) {
    const side = (act.rest[0] ?? 0) < 0.5 ? 'BUY' : 'SELL'
    // Half of it finds an order to match; the rest is canceled.
    place(act, OTHER, { side: opposite(side), type: 'LIMIT', factor: 1, share: 0.5 })
    place(act, DEMO, { side, type: 'IMMEDIATE_OR_CANCEL', factor: 1 })
  },
  fill({ venue, which, rest }) {
    const order = chosen(venue, which)
    if (order === undefined) return
    const [share = 1] = rest
    const left = Number(order.quantity) - Number(order.executedQuantity)
    fill(venue, order, share < 0.4 ? left * (0.2 + share) : left)
  },
  cancel({ venue, which }) {
    const order = chosen(venue, which)
    if (order !== undefined) venue.exchange.cancel(DEMO, order.symbol, { orderId: order.orderId }, venue.now())
  },
  deposit({ venue, which, rest }) {
    venue.wallet.deposit(DEMO, which < 0.7 ? 'USDT' : 'MX', decimal(amountOf(rest[0] ?? 0)), venue.now())
  },
  withdraw({ venue, rest }) {
    const amount = decimal<'asset'>(String(15 + Math.floor((rest[0] ?? 0) * 20)))
    venue.wallet.withdraw(DEMO, { asset: 'USDT', amount, address: 'TExample' }, venue.now())
  },
  'give-back'({ venue, rest, later }) {
    const amount = decimal<'asset'>(String(15 + Math.floor((rest[0] ?? 0) * 20)))
    const row = venue.wallet.withdraw(DEMO, { asset: 'USDT', amount, address: 'TExample' }, venue.now())
    if ('id' in row) later(GIVE_BACK_MS, () => void venue.wallet.cancelWithdrawal(DEMO, row.id, venue.now()))
  },
  transfer({ venue, which, rest }) {
    const amount = decimal<'asset'>(amountOf(rest[0] ?? 0))
    venue.wallet.transfer(DEMO, { asset: 'USDT', amount, to: which < 0.6 ? 'FUTURES' : 'SPOT' }, venue.now())
  },
  convert({ venue }) {
    venue.wallet.convertDust(DEMO, ['KAS', 'SOL', 'USDC', 'ETH'], venue.now())
  },
  'round-trip'(act) {
    for (const side of ['BUY', 'SELL'] as const) {
      place(act, OTHER, { side: opposite(side), type: 'LIMIT', factor: 1 })
      place(act, DEMO, { side, type: 'IMMEDIATE_OR_CANCEL', factor: 1 })
    }
  },
}

type Side = OrderRecord['side']
const opposite = (side: Side): Side => (side === 'BUY' ? 'SELL' : 'BUY')
/** Amounts that often are the same. */
const amountOf = (pick: number): string => (pick < 0.5 ? '10' : (1 + pick * 50).toFixed(2))

function chosen(venue: SimulatedVenue, which: number): OrderRecord | undefined {
  const open = venue.openOrders()
  return open[Math.floor(which * open.length)]
}

type Wanted = {
  readonly side: Side
  readonly type: OrderRecord['type']
  /** Limit price as a factor of the market's. */
  readonly factor: number
  /** Share of the usual quantity; default 1. */
  readonly share?: number
}

function place({ venue, which, rest }: Act, account: string, { side, type, factor, share = 1 }: Wanted): void {
  const symbol = SYMBOLS[Math.floor(which * SYMBOLS.length)] ?? 'MXUSDT'
  const rules = venue.exchange.rules.get(symbol)
  const market = PRICES[symbol]
  if (rules === undefined || market === undefined) return
  const value = (MIN_VALUE + (rest[2] ?? 0) * VALUE_SPAN) * share
  const price = rounded<'quote per base'>(market * factor, rules.priceDigits)
  const quantity = rounded<'base'>(value / market, Math.min(6, rules.quantityDigits))
  const order = { account, symbol, side, type, quantity, time: venue.now() }
  venue.exchange.place(type === 'MARKET' ? order : { ...order, price })
}

/** The counterparty trades against an order of the account. */
function fill(venue: SimulatedVenue, order: OrderRecord, wanted: number): void {
  const digits = venue.exchange.rules.get(order.symbol)?.quantityDigits ?? 2
  const { symbol, price, side } = order
  const quantity = rounded<'base'>(wanted, digits)
  const type = 'IMMEDIATE_OR_CANCEL'
  venue.exchange.place({ account: OTHER, symbol, side: opposite(side), type, price, quantity, time: venue.now() })
}

function rounded<U extends string>(value: number, digits: number): Decimal<U> {
  const text = value.toFixed(digits)
  return decimal<U>(digits === 0 ? text : text.replace(/\.?0+$/, ''))
}
