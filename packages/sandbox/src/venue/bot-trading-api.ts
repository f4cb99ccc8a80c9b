/**
 * Trading interface of a bot: the same rules, the same matching and the same public events, in whole ticks and lots and
 * without the records that people are shown. Makers place and cancel thousands of orders for each trade.
 */

import { admitsSteps } from './admission.ts'
import type { AccountId, BotTradingApi, SeatOrder } from './exchange.ts'
import { KINDS } from './placement.ts'
import { BotBalances } from './bot-balances.ts'
import { BotOrder } from './bot-order.ts'
import { settlementSink } from './settlement.ts'
import { accountOf } from './state.ts'
import type { Market, PendingBalances, VenueState } from './model.ts'

/** @param emit emits a command's events; called at the end of each */
export function openSeat(state: VenueState, id: AccountId, emit: () => void): BotTradingApi {
  const account = accountOf(state, id)
  if (!account.isBot) throw new RangeError(`${id} is a person's account: place its orders with \`place\`.`)
  /** The one used last: a seat stays at its symbol for many commands. */
  let recent: BotBalances | undefined
  const purseOf = (symbol: string): BotBalances | undefined => {
    if (recent?.market.rules.symbol === symbol) return recent
    const market = state.markets.get(symbol)
    if (market === undefined) return undefined
    recent = account.purses.find((one) => isOfMarket(one, market)) ?? new BotBalances(account, market)
    return recent
  }
  return {
    place({ symbol, side, type, ticks, lots, time }) {
      const purse = purseOf(symbol)
      if (purse === undefined || !admitsSteps(purse.market, side, ticks, lots)) return undefined
      const { market } = purse
      const crosses = side === 'BUY' && market.book.crosses('bid', ticks)
      if (!purse.lock(side, ticks, lots, crosses)) return undefined
      market.lastOrderCreateTime = time
      const order = new BotOrder(purse, side === 'BUY' ? 'bid' : 'ask', ticks, lots)
      market.book.submit(order, KINDS[type], settlementSink(state, market, time))
      if (order.level === undefined && order.lots > 0) order.release()
      emit()
      return order.level === undefined ? undefined : handleOf(order)
    },
    cancel(handle, time) {
      const order = orderOf(handle)
      const { market } = order.purse
      if (!market.book.cancel(order, settlementSink(state, market, time))) return
      order.release()
      emit()
    },
    matches: (symbol) => state.markets.get(symbol)?.matches ?? 0,
    ended: (symbol) => purseOf(symbol)?.ended ?? 0,
    isResting: (handle) => orderOf(handle).level !== undefined,
    best(symbol) {
      const book = state.markets.get(symbol)?.book
      return { bid: book?.best('bid')?.ticks, ask: book?.best('ask')?.ticks }
    },
  }
}

function handleOf(order: BotOrder): SeatOrder {
  return order as unknown as SeatOrder
}

function orderOf(handle: SeatOrder): BotOrder {
  return handle as unknown as BotOrder
}

function isOfMarket(balances: PendingBalances, market: Market): balances is BotBalances {
  return balances instanceof BotBalances && balances.market === market
}
