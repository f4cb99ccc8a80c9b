/** Placing and canceling: one order, a batch, a symbol's orders, everything. */

import { type Quantity, compare, isPositive, zero } from '@spotdeck/exact'
import { defined, parseJson } from '@spotdeck/ports'
import {
  ACCOUNT_LIMITS,
  type BatchPlacedOrder,
  type BatchRefusedOrder,
  type CanceledOrderAnswer,
  type OrderSide,
  type OrderType,
  cancelAllOrders,
  cancelOpenOrders,
  cancelOrder,
  placeOrder,
  placeOrders,
  testOrder,
} from '@spotdeck/wire'
import type { NewOrder, OrderRecord, Placed, Refusal } from '../../venue/contract/exchange.ts'
import { refusals, worded } from '../../venue/contract/refusals.ts'
import { fail, ok } from '../call/reply.ts'
import { checkParameters } from '../call/check-parameters.ts'
import { type Parameters, valuesOf } from '../call/request.ts'
import type { Switches } from '../../switches.ts'
import type { RouteServices } from '../call/route-services.ts'
import { type Route, type SignedCall, decimalOf, listOf, needed, signed, text } from '../call/route.ts'

/** MEXC: the longest list of symbols one call takes. */
export const MAX_SYMBOLS = 5

/** Routes that place, test, cancel and query orders. */
export function orderRoutes(world: RouteServices): readonly Route[] {
  const { exchange, switches } = world
  return [
    signed(placeOrder, (call) => {
      const order = newOrder(call.parameters, call)
      if ('code' in order) return fail(order)
      const placed = place(world, order)
      if (!placed.ok) return fail(placed.refusal)
      const { symbol, orderId, price, type, side, stpMode = '', createdAt } = placed.order
      return ok({
        symbol,
        orderId,
        orderListId: -1,
        price,
        origQty: quantityAsked(placed.order),
        type,
        side,
        stpMode,
        transactTime: createdAt,
      })
    }),
    signed(testOrder, (call) => {
      const order = newOrder(call.parameters, call)
      const refusal = 'code' in order ? order : (tooEager(world, order) ?? exchange.check(order))
      return refusal === undefined ? ok({}) : fail(inWordsOf(switches, refusal))
    }),
    signed(placeOrders, (call) => {
      const elements = batchOf(needed(call, 'batchOrders'))
      return elements === undefined
        ? fail(refusals.badParameter)
        : ok(elements.map((one) => placeOne(world, call, one)))
    }),
    signed(cancelOrder, (call) => {
      const id = orderIdOf(call)
      if ('code' in id) return fail(id)
      const canceled = exchange.cancel(call.account, needed(call, 'symbol'), id, call.now)
      return canceled.ok ? ok(canceledAnswer(world, canceled, text(call, 'newClientOrderId'))) : fail(canceled.refusal)
    }),
    signed(cancelOpenOrders, (call) => {
      const symbols = listOf(text(call, 'symbol'))
      if (symbols.length > MAX_SYMBOLS) return fail(refusals.badParameter)
      if (symbols.some((symbol) => !exchange.rules.has(symbol))) return fail(refusals.badSymbol)
      return ok(symbols.flatMap((symbol) => cancelAll(world, call, exchange.openOrders(call.account, symbol))))
    }),
    signed(cancelAllOrders, (call) => {
      cancelAll(world, call, exchange.openOrders(call.account))
      return ok({ code: Number(switches.cancelAllCode), msg: 'success', timestamp: call.now })
    }),
  ]
}

function place(world: RouteServices, order: NewOrder): Placed {
  const refusal = tooEager(world, order)
  if (refusal !== undefined) return { ok: false, refusal }
  const placed = world.exchange.place(order)
  return placed.ok ? placed : { ok: false, refusal: inWordsOf(world.switches, placed.refusal) }
}

function inWordsOf(switches: Switches, refusal: Refusal): Refusal {
  const isOlder = refusal === refusals.noMarketOrders && switches.marketClosedCode === '30019'
  return worded(isOlder ? refusals.noMarketOrdersOlder : refusal, switches)
}

/** MEXC: the answer to a market order by quote amount says 0, though the order may have filled by then. */
function quantityAsked({ type, quantity, quoteQuantity }: OrderRecord): Quantity {
  return type === 'MARKET' && isPositive(quoteQuantity) ? zero() : quantity
}

/** The refusal of a LIMIT_MAKER that would match, where the exchange is to refuse such orders. */
function tooEager({ exchange, switches }: RouteServices, order: NewOrder): Refusal | undefined {
  if (switches.postOnly !== 'refused' || order.type !== 'LIMIT_MAKER' || order.price === undefined) return undefined
  if (!exchange.rules.has(order.symbol)) return undefined
  const { bids, asks } = exchange.book(order.symbol, 1)
  const best = (order.side === 'BUY' ? asks : bids)[0]
  if (best === undefined) return undefined
  const past = compare(order.price, best.price)
  return (order.side === 'BUY' ? past >= 0 : past <= 0) ? refusals.typeClosed : undefined
}

/**
 * The order of the parameters. MEXC: a price sent with MARKET and any timeInForce are ignored; the other types need both
 * quantity and price.
 */
function newOrder(parameters: Parameters, call: SignedCall): NewOrder | Refusal {
  const given = { parameters }
  const type = orderType(text(given, 'type'))
  const side = text(given, 'side') === 'SELL' ? 'SELL' : 'BUY'
  const quantity = decimalOf<'base'>(text(given, 'quantity'))
  const price = decimalOf<'quote per base'>(text(given, 'price'))
  const quoteQuantity = decimalOf<'quote'>(text(given, 'quoteOrderQty'))
  const clientOrderId = text(given, 'newClientOrderId')
  const stpMode = STP_MODES.find((mode) => mode === text(given, 'stpMode'))
  const common = {
    account: call.account,
    symbol: text(given, 'symbol') ?? '',
    side,
    type,
    time: call.now,
    clientOrderId,
    stpMode,
    quantity,
  } satisfies NewOrder & { side: OrderSide }
  if (type === 'MARKET') return quoteQuantity === undefined ? common : { ...common, quoteQuantity }
  if (quantity === undefined) return refusals.missing('quantity')
  return price === undefined ? refusals.missing('price') : { ...common, price }
}

const STP_MODES = ['cancel_maker', 'cancel_taker', 'cancel_both'] as const

const TYPES: Readonly<Record<string, OrderType>> = {
  MARKET: 'MARKET',
  LIMIT_MAKER: 'LIMIT_MAKER',
  IMMEDIATE_OR_CANCEL: 'IMMEDIATE_OR_CANCEL',
  FILL_OR_KILL: 'FILL_OR_KILL',
}

function orderType(name: string | undefined): OrderType {
  return TYPES[name ?? ''] ?? 'LIMIT'
}

/** The elements of a batch; `undefined` when it is no list of 1 to 20 objects of one symbol. */
function batchOf(json: string): readonly Parameters[] | undefined {
  const list = parseJson(json)
  if (!Array.isArray(list) || list.length === 0 || list.length > ACCOUNT_LIMITS.batchOrders) return undefined
  const elements = list.map(valuesOf)
  const whole = elements.filter((one) => one !== undefined)
  if (whole.length < elements.length || new Set(whole.map((one) => one.get('symbol'))).size > 1) return undefined
  return whole.map(documentedType)
}

/** MEXC: the docs' sample writes LIMIT_ORDER, every working client LIMIT. */
function documentedType(element: Parameters): Parameters {
  return element.get('type') === 'LIMIT_ORDER' ? new Map([...element, ['type', 'LIMIT']]) : element
}

function placeOne(world: RouteServices, call: SignedCall, element: Parameters): BatchPlacedOrder | BatchRefusedOrder {
  const newClientOrderId = text({ parameters: element }, 'newClientOrderId')
  const echo = defined({ newClientOrderId })
  const wrong = checkParameters(placeOrder, element)
  const order = wrong ?? newOrder(element, call)
  if ('code' in order) return { ...echo, msg: order.msg, code: order.code }
  const placed = place(world, order)
  if (!placed.ok) return { ...echo, msg: placed.refusal.msg, code: placed.refusal.code }
  return { symbol: placed.order.symbol, orderId: placed.order.orderId, ...echo, orderListId: -1 }
}

/** One of the two ids of a call. */
export function orderIdOf(call: SignedCall): { orderId: string } | { clientOrderId: string } | Refusal {
  const orderId = text(call, 'orderId')
  if (orderId !== undefined) return { orderId }
  const clientOrderId = text(call, 'origClientOrderId')
  return clientOrderId === undefined ? refusals.missing('origClientOrderId', 'orderId') : { clientOrderId }
}

function cancelAll(
  world: RouteServices,
  call: SignedCall,
  orders: readonly OrderRecord[],
): readonly CanceledOrderAnswer[] {
  return orders.flatMap(({ symbol, orderId }) => {
    const canceled = world.exchange.cancel(call.account, symbol, { orderId }, call.now)
    return canceled.ok ? [{ ...canceledAnswer(world, canceled, undefined), orderListId: -1 }] : []
  })
}

function canceledAnswer(
  world: RouteServices,
  canceled: { readonly order: OrderRecord; readonly before: OrderRecord },
  clientOrderId: string | undefined,
): CanceledOrderAnswer {
  const { order, before } = canceled
  return {
    symbol: order.symbol,
    origClientOrderId: order.clientOrderId ?? null,
    orderId: order.orderId,
    clientOrderId: clientOrderId ?? null,
    price: order.price,
    origQty: order.quantity,
    executedQty: order.executedQuantity,
    cummulativeQuoteQty: order.executedQuoteQuantity,
    status: world.switches.cancelStatus === 'before' ? before.status : 'CANCELED',
    type: order.type,
    side: order.side,
  }
}
