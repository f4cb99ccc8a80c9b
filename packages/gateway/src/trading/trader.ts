/** Trading of one account: an order is checked and counted before it is sent, and given back when it certainly is not there. */

import { compare, tryDecimal } from '@spotdeck/exact'
import { type CheckedOrder, checkOrder, parseSymbolRules } from '@spotdeck/mexc'
import type { SymbolAnswer } from '@spotdeck/wire'
import type { NewOrder, OrderOutcome } from '../desk.ts'
import { daysOf } from '../reports/days.ts'
import {
  type OrderPrices,
  type OrderWorth,
  type TopOfBook,
  type TradingLimits,
  refusalOf,
  orderNotional,
} from './limits.ts'
import type { DailyNotional } from './daily-notional.ts'
import { type Sender, cancel, place } from './trade.ts'

export type TraderOptions = {
  readonly sender: Sender
  readonly limits: TradingLimits
  readonly spent: DailyNotional
  /** The exchange's row of a symbol. */
  readonly symbol: (symbol: string) => SymbolAnswer | undefined
  readonly prices: (symbol: string) => OrderPrices
  /** The top of the symbol's book as it is now; `undefined` where it cannot be had. */
  readonly book: (symbol: string) => Promise<TopOfBook | undefined>
  /** Exchange time. */
  readonly now: () => number
}

export interface Trader {
  place(order: NewOrder): Promise<OrderOutcome>
  /** `placed` means here that the exchange took the cancel; the order's end comes as an event. */
  cancel(symbol: string, orderId: string): Promise<OrderOutcome>
}

export function createTrader({ sender, limits, spent, symbol, prices, book, now }: TraderOptions): Trader {
  const dayOf = daysOf(limits.zone)
  /** An earlier run may have sent what it had counted until the moment it died: before this one began. */
  const triedEarlier = { at: sender.world.clock.now() }
  return {
    async place(order) {
      const takesBook = order.price === undefined && order.quoteQuantity === undefined
      const top = takesBook ? await book(order.symbol) : undefined
      const known: OrderPrices = { ...prices(order.symbol), book: top }
      const valued = orderNotional(order, known)
      if (valued.kind !== 'bounded') return unbounded(order, valued, limits)
      const { worth } = valued
      const wrong = wrongWith(order, symbol(order.symbol), known)
      if (wrong !== undefined) return wrong
      const { day } = dayOf(now())
      const refused = refusalOf(limits, worth, spent.total(day, order.clientOrderId))
      if (refused !== undefined) return refused
      const isFirst = spent.add(day, order.clientOrderId, worth)
      const outcome = await place(sender, order, isFirst ? true : triedEarlier)
      if (outcome.outcome === 'rejected' && isFirst) spent.giveBack(order.clientOrderId)
      return outcome
    },
    cancel: (name, orderId) => cancel(sender, name, orderId),
  }
}

/** What cannot be bounded is not sent; where it is certainly worth more than an order may be, that is said. */
function unbounded(order: NewOrder, valued: OrderWorth, { maxOrderNotional }: TradingLimits): OrderOutcome {
  if (valued.kind === 'unbounded' && compare(valued.worth, maxOrderNotional) > 0)
    return { outcome: 'refused', code: 'NOTIONAL_LIMIT', params: { notional: valued.worth, limit: maxOrderNotional } }
  return { outcome: 'refused', code: 'NOTIONAL_UNKNOWN', params: { symbol: order.symbol } }
}

/** What the exchange would refuse, said before it is asked; a symbol whose rules cannot be read is left to it. */
function wrongWith(
  order: NewOrder,
  row: SymbolAnswer | undefined,
  { lastPrice }: OrderPrices,
): OrderOutcome | undefined {
  const rules = row === undefined ? undefined : parseSymbolRules(row)
  if (rules === undefined) return undefined
  const { side, type, price, quantity, quoteQuantity } = order
  const checked: CheckedOrder = {
    side,
    type,
    ...(price === undefined ? {} : { price }),
    ...(quantity === undefined ? {} : { quantity }),
    ...(quoteQuantity === undefined ? {} : { quoteOrderQty: quoteQuantity }),
  }
  const [problem] = checkOrder(rules, checked, tryDecimal<'quote per base'>(lastPrice ?? ''))
  return problem === undefined ? undefined : { outcome: 'rejected', exchangeCode: problem.code, detail: problem.words }
}
