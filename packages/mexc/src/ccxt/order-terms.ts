/** Terms of a new order, from ccxt's arguments. */

import { defined } from '@spotdeck/ports'
import type { OrderType } from '@spotdeck/wire'
import type { NewOrder } from '../orders/place-order.ts'
import { BadRequest } from './errors.ts'
import type { Markets } from './markets.ts'

/** Further arguments of a call, by name. */
export type Params = Readonly<Record<string, unknown>>
/** Arguments of `createOrder`, in ccxt's order; `price` in quote, `amount` in base. */
export type NewOrderArguments = [
  symbol: string,
  type: string,
  side: 'buy' | 'sell',
  amount: number,
  price?: number | undefined,
  params?: Params | undefined,
]

/** Order types by ccxt's `timeInForce`. */
const TYPES: Readonly<Record<string, Exclude<OrderType, 'MARKET'>>> = {
  GTC: 'LIMIT',
  PO: 'LIMIT_MAKER',
  IOC: 'IMMEDIATE_OR_CANCEL',
  FOK: 'FILL_OR_KILL',
}

/** The client order id of a call's parameters. */
export function clientId({ clientOrderId, newClientOrderId }: Params): { readonly clientOrderId?: string } {
  const id = clientOrderId ?? newClientOrderId
  return defined({ clientOrderId: typeof id === 'string' ? id : undefined })
}

/** The order that a market takes. @throws {BadRequest} a type, price or time in force that MEXC does not have */
export function orderOfArguments(
  markets: Markets,
  [symbol, type, side, amount, price, params = {}]: NewOrderArguments,
): NewOrder {
  const common = { symbol: markets.of(symbol).id, side: side === 'buy' ? 'BUY' : 'SELL', ...clientId(params) } as const
  const cost = params['cost'] ?? params['quoteOrderQty']
  if (type === 'market' && (typeof cost === 'number' || typeof cost === 'string'))
    return { ...common, type: 'MARKET', quoteOrderQty: markets.cost(symbol, cost) }
  const quantity = markets.amount(symbol, amount)
  if (type === 'market') return { ...common, type: 'MARKET', quantity }
  if (type !== 'limit') throw new BadRequest(`mexc createOrder takes limit and market, not ${type}`)
  if (price === undefined) throw new BadRequest('mexc createOrder needs a price for a limit order')
  const { postOnly, timeInForce = 'GTC' } = params
  const known = typeof timeInForce === 'string' ? TYPES[postOnly === true ? 'PO' : timeInForce] : undefined
  if (known === undefined) throw new BadRequest(`mexc takes timeInForce ${Object.keys(TYPES).join(', ')}`)
  return { ...common, type: known, quantity, price: markets.price(symbol, price) }
}
