/** Tables that a bot asks before it calls: which methods are there, and their bounds. */

import { ACCOUNT_LIMITS } from '@spotdeck/wire'

/** Kinds of markets, and methods that ccxt lists as made of others. */
const FIXED = {
  spot: true,
  margin: false,
  swap: false,
  future: false,
  option: false,
  ws: true,
  fetchDepositWithdrawFee: 'emulated',
  fetchTransactionFee: 'emulated',
} as const
const METHOD = /^(?:fetch|create|cancel|watch|unWatch|transfer$|withdraw$)/

/** Methods of an exchange by name, from its prototypes. */
export function hasOf(exchange: object): Readonly<Record<string, true | false | 'emulated'>> {
  const names = []
  for (let proto: unknown = exchange; proto !== null; proto = Object.getPrototypeOf(proto))
    names.push(...Object.getOwnPropertyNames(proto).filter((name) => METHOD.test(name)))
  return { ...Object.fromEntries(names.map((name) => [name, true])), ...FIXED }
}

const ONE_SYMBOL = { symbolRequired: true } as const
const SEVEN_DAYS = { ...ONE_SYMBOL, limit: 1_000, daysBack: 7, untilDays: 7 } as const

/** ccxt's `features`, of spot. */
export const FEATURES = {
  spot: {
    sandbox: true,
    createOrder: {
      ...ONE_SYMBOL,
      triggerPrice: false,
      stopLossPrice: false,
      takeProfitPrice: false,
      timeInForce: { IOC: true, FOK: true, PO: true, GTD: false, GTC: true },
      trailing: false,
      marketBuyByCost: true,
      marketBuyRequiresPrice: false,
      iceberg: false,
    },
    createOrders: { max: ACCOUNT_LIMITS.batchOrders },
    fetchMyTrades: { ...ONE_SYMBOL, limit: 100, daysBack: 30 },
    fetchOrder: { ...ONE_SYMBOL, trigger: false, trailing: false },
    fetchOpenOrders: { symbolRequired: false, trigger: false, trailing: false },
    fetchOrders: SEVEN_DAYS,
    fetchClosedOrders: { ...SEVEN_DAYS, daysBackCanceled: 7 },
    fetchOHLCV: { ...ONE_SYMBOL, limit: 500 },
    fetchCurrencies: { private: true },
  },
} as const
