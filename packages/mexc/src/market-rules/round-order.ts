/** Rounds numbers to a symbol's grid: never to a worse price, never to a larger quantity. */

import {
  type AnyDecimal,
  add,
  as,
  compare,
  type Decimal,
  divide,
  isPositive,
  max,
  notional,
  type Price,
  type Quantity,
  roundDown,
  stepOf,
  tryDecimal,
} from '@spotdeck/exact'
import { defined } from '@spotdeck/ports'
import type { OrderSide } from '@spotdeck/wire'
import type { CheckedOrder } from './check-order.ts'
import type { SymbolRules } from './symbol-rules.ts'

/** A BUY is rounded down, a SELL up: the order never stands at a worse price than asked for. */
export function roundPrice(rules: SymbolRules, price: AnyDecimal, side: OrderSide): Price {
  const exact = as<'quote per base'>(price)
  return side === 'BUY' ? roundDown(exact, rules.priceDigits) : roundUp(exact, rules.priceDigits)
}

/** Down: never more than asked for. */
export function roundQuantity(rules: SymbolRules, quantity: AnyDecimal): Quantity {
  return roundDown(as<'base'>(quantity), rules.quantityDigits)
}

/** The least quantity on the grid that the symbol takes at this price, a price above zero. */
export function leastQuantity(rules: SymbolRules, at: AnyDecimal): Quantity {
  const price = as<'quote per base'>(at)
  const { quantityDigits, minQuantity, minNotional, lotSize } = rules
  let quantity = max(roundUp(minQuantity, quantityDigits), lotSize)
  if (!isPositive(price) || compare(notional(price, quantity), minNotional) >= 0) return quantity
  quantity = roundDown(divide<'base'>(minNotional, price, quantityDigits + 1), quantityDigits)
  while (compare(notional(price, quantity), minNotional) < 0) quantity = add(quantity, lotSize)
  return quantity
}

/** Rounds price, quantity and amount of an order; text that is no decimal stays as it is. */
export function roundOrder<Order extends Omit<CheckedOrder, 'type'>>(rules: SymbolRules, order: Order): Order {
  const round = <U extends string>(text: string | undefined, by: (value: Decimal<U>) => string): string | undefined => {
    const value = tryDecimal<U>(text ?? '')
    return value === undefined ? text : by(value)
  }
  const { side, price, quantity, quoteOrderQty } = order
  const sizes = {
    price: round<'quote per base'>(price, (value) => roundPrice(rules, value, side)),
    quantity: round<'base'>(quantity, (value) => roundQuantity(rules, value)),
    quoteOrderQty: round<'quote'>(quoteOrderQty, (value) => roundDown(value, rules.priceDigits)),
  }
  return { ...order, ...defined(sizes) }
}

function roundUp<U extends string>(value: Decimal<U>, digits: number): Decimal<U> {
  const down = roundDown(value, digits)
  return down === value || !isPositive(value) ? down : add(down, stepOf<U>(digits))
}
