/** Many orders at once, as a busy account would place them: what a client must keep up with. */

import { fromUnits, toUnits, tryDecimal } from '@spotdeck/exact'
import type { ControlledSandbox } from './controlled-sandbox.ts'
import type { NewOrder, SymbolRules } from '../../venue/contract/exchange.ts'
import { type PanelReply, badBody, problem, unknownKey, unknownSymbol } from './reply.ts'
import type { PanelCall } from './route.ts'

/** One call's limit; each order is still refused or taken by the exchange's own rules. */
const MAX_ORDERS = 5_000
/**
 * Distance of the first resting order from the last price, in thousandths; each further order is one tick farther away.
 */
const AWAY = 10n

/** Places many orders of one account at once: limit orders that rest, or MARKET orders that trade. */
export function burst(rules: ControlledSandbox, { parameters: { apiKey = '' }, body }: PanelCall): PanelReply {
  const { keys, exchange } = rules.core.house
  const key = keys.find(apiKey)
  const { symbol, count, side = 'BUY', cross = false } = body
  if (key === undefined) return unknownKey
  const pair = typeof symbol === 'string' ? exchange.rules.get(symbol) : undefined
  if (pair === undefined) return unknownSymbol
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > MAX_ORDERS) {
    return problem(400, 'BAD_COUNT', `"count" is a whole number from 1 to ${MAX_ORDERS}.`)
  }
  if ((side !== 'BUY' && side !== 'SELL') || typeof cross !== 'boolean') return badBody
  const quantity = body['quantity'] === undefined ? leastQuantity(rules, pair) : quantityOf(body['quantity'])
  if (quantity === undefined) return badBody
  const time = rules.time.now()
  rules.core.market.step(time)
  const last = toUnits(rules.exchange.lastPrice(pair.symbol), pair.priceDigits)
  const orderIds: string[] = []
  for (let n = 0; n < count; n++) {
    const common = { account: key.account, symbol: pair.symbol, side, quantity, time } as const
    const order: NewOrder = cross
      ? { ...common, type: 'MARKET' }
      : { ...common, type: 'LIMIT', price: fromUnits(ticksAt(last, side, n), pair.priceDigits) }
    const placed = exchange.place(order)
    if (placed.ok) orderIds.push(placed.order.orderId)
  }
  return { status: 200, body: { placed: orderIds.length, refused: count - orderIds.length, orderIds } }
}

function ticksAt(last: bigint, side: 'BUY' | 'SELL', n: number): bigint {
  const start =
    side === 'BUY' ? (last * (1_000n - AWAY)) / 1_000n - BigInt(n) : (last * (1_000n + AWAY)) / 1_000n + BigInt(n)
  return start < 1n ? 1n : start
}

/** A little more than the least notional buys or sells. */
function leastQuantity(rules: ControlledSandbox, pair: SymbolRules): NewOrder['quantity'] {
  const price = Number(rules.exchange.lastPrice(pair.symbol))
  const lots = Math.ceil(((Number(pair.minNotional) * 1.2) / price) * 10 ** pair.quantityDigits)
  return fromUnits(Math.max(lots, Number(toUnits(pair.minQuantity, pair.quantityDigits)), 1), pair.quantityDigits)
}

function quantityOf(value: unknown): NewOrder['quantity'] {
  return typeof value === 'string' ? tryDecimal<'base'>(value) : undefined
}
