/**
 * Trading of one account: an order is checked and counted before it is sent, and uncounted when it certainly does not
 * exist.
 */

import { compare, tryDecimal } from '@spotdeck/exact'
import { type CheckedOrder, type OrderProblem, checkOrder, parseSymbolRules } from '@spotdeck/mexc'
import type { SymbolAnswer } from '@spotdeck/wire'
import type { NewOrder, OrderOutcome, Trading } from '@spotdeck/edge'
import { daysOf } from '@spotdeck/reports'
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

/** Dependencies of trading for one account. */
export type TraderOptions = {
  readonly sender: Sender
  readonly limits: TradingLimits
  readonly spent: DailyNotional
  /** The exchange's row of a symbol. */
  readonly symbol: (symbol: string) => SymbolAnswer | undefined
  readonly prices: (symbol: string) => OrderPrices
  /** Has a symbol's rules read again: the exchange's answer to an order differs from them. */
  readonly doubt: (symbol: string) => void
  /** Returns the current top of the symbol's book; `undefined` where it is not available. */
  readonly book: (symbol: string) => Promise<TopOfBook | undefined>
  /** Exchange time. */
  readonly now: () => number
}

/** Rules that change while the gateway runs: an order is not refused by what may have been true a while ago. */
const CLOSED: ReadonlySet<string> = new Set(['SYMBOL_NOT_ONLINE', 'API_TRADING_OFF', 'SIDE_CLOSED'])
/** MEXC: no such symbol or closed to the API, suspended, this side closed, no such symbol, switched off. */
const REFUSED_AS_CLOSED: ReadonlySet<number | string> = new Set([10007, 30000, 30001, 30014, 30016, 30021])

/** Returns the trader of one account. */
export function createTrader({ sender, limits, spent, symbol, prices, doubt, book, now }: TraderOptions): Trading {
  const dayOf = daysOf(limits.zone)
  /** An earlier run may have sent the orders that it counted before this one started. */
  const triedEarlier = { at: sender.world.clock.now() }
  return {
    async place(order) {
      const takesBook = order.price === undefined && order.quoteQuantity === undefined
      const top = takesBook ? await book(order.symbol) : undefined
      const known: OrderPrices = { ...prices(order.symbol), book: top }
      const valued = orderNotional(order, known)
      if (valued.kind !== 'bounded') return unbounded(order, valued, limits)
      const { worth } = valued
      const problems = problemsOf(order, symbol(order.symbol), known)
      const broken = problems.find(({ code }) => !CLOSED.has(code))
      if (broken !== undefined) return brokenRule(order, broken)
      const { day } = dayOf(now())
      const refused = refusalOf(limits, worth, spent.total(day, order.clientOrderId))
      if (refused !== undefined) return refused
      const isFirst = await spent.add(day, order.clientOrderId, worth)
      const outcome = await place(sender, order, isFirst ? true : triedEarlier)
      if (outcome.outcome === 'rejected' && isFirst) await spent.giveBack(order.clientOrderId)
      // Whether a market is open the exchange alone knows: its lists may be older than its answer.
      const isClosed = outcome.outcome === 'rejected' && REFUSED_AS_CLOSED.has(outcome.exchangeCode)
      if (isClosed || (outcome.outcome === 'placed' && problems.length > 0)) doubt(order.symbol)
      return outcome
    },
    cancel: (name, orderId) => cancel(sender, name, orderId),
  }
}

/** Rejects an order whose notional is not bounded; names the limit where its lower bound exceeds it. */
function unbounded(order: NewOrder, valued: OrderWorth, { maxOrderNotional }: TradingLimits): OrderOutcome {
  if (valued.kind === 'unbounded' && compare(valued.worth, maxOrderNotional) > 0)
    return { outcome: 'refused', code: 'NOTIONAL_LIMIT', params: { notional: valued.worth, limit: maxOrderNotional } }
  return { outcome: 'refused', code: 'NOTIONAL_UNKNOWN', params: { symbol: order.symbol } }
}

/** The symbol's rules that the order breaks; a symbol whose rules cannot be read is not checked. */
function problemsOf(
  { side, type, price, quantity, quoteQuantity }: NewOrder,
  row: SymbolAnswer | undefined,
  { lastPrice }: OrderPrices,
): readonly OrderProblem[] {
  const rules = row === undefined ? undefined : parseSymbolRules(row)
  if (rules === undefined) return []
  const checked: CheckedOrder = { side, type, price, quantity, quoteOrderQty: quoteQuantity }
  return checkOrder(rules, checked, tryDecimal<'quote per base'>(lastPrice ?? ''))
}

const brokenRule = ({ symbol }: NewOrder, { code, words }: OrderProblem): OrderOutcome => ({
  outcome: 'refused',
  code: 'ORDER_RULE_BROKEN',
  params: { symbol, rule: code },
  detail: words,
})
