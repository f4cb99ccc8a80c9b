/** Short forms of `createOrder`: each fixes some of its arguments and takes the others in an order of its own. */

import { defined } from '@spotdeck/ports'
import type { NewOrderArguments, Params } from './order-terms.ts'
import type { Order } from './structures.ts'

type Values = {
  symbol: string
  type: string
  side: 'buy' | 'sell'
  /** In base. */
  amount: number
  price: number | undefined
  /** In quote. */
  cost: number
  params: Params | undefined
}
type Argument = keyof Values
type Form = readonly [fixed: Partial<Values>, needed: readonly Argument[], optional: readonly Argument[]]

const LIMIT = { type: 'limit' } as const
const MARKET = { type: 'market' } as const
const [BUY, SELL] = [{ side: 'buy' }, { side: 'sell' }] as const

/** By method: the arguments that are fixed, those that a caller must give, and those that it may give. */
const FORMS = {
  createLimitOrder: [LIMIT, ['symbol', 'side', 'amount', 'price'], ['params']],
  createLimitBuyOrder: [{ ...LIMIT, ...BUY }, ['symbol', 'amount', 'price'], ['params']],
  createLimitSellOrder: [{ ...LIMIT, ...SELL }, ['symbol', 'amount', 'price'], ['params']],
  createMarketOrder: [MARKET, ['symbol', 'side', 'amount'], ['price', 'params']],
  createMarketBuyOrder: [{ ...MARKET, ...BUY }, ['symbol', 'amount'], ['params']],
  createMarketSellOrder: [{ ...MARKET, ...SELL }, ['symbol', 'amount'], ['params']],
  createMarketOrderWithCost: [MARKET, ['symbol', 'side', 'cost'], ['params']],
  createMarketBuyOrderWithCost: [{ ...MARKET, ...BUY }, ['symbol', 'cost'], ['params']],
  createMarketSellOrderWithCost: [{ ...MARKET, ...SELL }, ['symbol', 'cost'], ['params']],
  createPostOnlyOrder: [{ params: { postOnly: true } }, ['symbol', 'type', 'side', 'amount', 'price'], ['params']],
} as const satisfies Record<string, Form>

type Given<Names extends readonly Argument[]> = { -readonly [At in keyof Names]: Values[Names[At]] }
/** The short forms, by name. */
export type OrderForms = {
  readonly [Name in keyof typeof FORMS]: (
    ...given: [...Given<(typeof FORMS)[Name][1]>, ...Partial<Given<(typeof FORMS)[Name][2]>>]
  ) => Promise<Order>
}

type Creates = { createOrder(...given: NewOrderArguments): Promise<Order> }

/** The class with the short forms, each of which calls its `createOrder`. */
export function withOrderForms<T extends Creates, Options extends unknown[]>(Base: new (...options: Options) => T) {
  for (const [name, [fixed, needed, optional]] of Object.entries<Form>(FORMS)) {
    const value = function (this: Creates, ...given: unknown[]): Promise<Order> {
      const named = [...needed, ...optional].map((argument, at) => [argument, given[at]])
      const values = { amount: 0, ...fixed, ...Object.fromEntries(named) } as Values
      const { symbol, type, side, amount, price, cost } = values
      const params = { ...fixed.params, ...values.params, ...defined({ cost }) }
      return this.createOrder(symbol, type, side, amount, price, params)
    }
    Object.defineProperty(Base.prototype, name, { value, writable: true, configurable: true })
  }
  return Base as new (...options: Options) => T & OrderForms
}
