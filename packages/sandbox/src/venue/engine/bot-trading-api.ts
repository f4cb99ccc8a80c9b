/**
 * Trading interface of a bot: the same rules, the same matching and the same public events, in whole ticks and lots and
 * without the funds and records that people have. Makers place and cancel thousands of orders for each trade.
 */

import { admitsSteps } from './admission.ts'
import { BotOrder, type BotPlace } from './bot-order.ts'
import type { BotTradingApi, SeatOrder } from '../contract/exchange.ts'
import { KINDS } from './placement.ts'
import { beginCommand } from './settlement.ts'
import type { VenueState } from './model.ts'

/** @param emit emits a command's events; called at the end of each */
export function openSeat(state: VenueState, emit: () => void): BotTradingApi {
  const places = new Map<string, BotPlace>()
  /** The one used last: a bot stays at its symbol for many commands. */
  let recent: BotPlace | undefined
  const placeIn = (symbol: string): BotPlace | undefined => {
    if (recent?.market.rules.symbol === symbol) return recent
    const market = state.markets.get(symbol)
    if (market === undefined) return undefined
    recent = places.get(symbol) ?? { market, ended: 0 }
    places.set(symbol, recent)
    return recent
  }
  return {
    place({ symbol, side, type, ticks, lots, time }) {
      const place = placeIn(symbol)
      const order = place && new BotOrder(place, { side: side === 'BUY' ? 'bid' : 'ask', ticks, lots })
      if (order === undefined || !admitsSteps(order.place.market, order)) return undefined
      const { market } = order.place
      market.lastOrderCreateTime = time
      beginCommand(state, market, time)
      market.book.submit(order, KINDS[type])
      emit()
      return order.level === undefined ? undefined : handleOf(order)
    },
    cancel(handle, time) {
      const order = orderOf(handle)
      const { market } = order.place
      beginCommand(state, market, time)
      if (market.book.cancel(order)) emit()
    },
    matches: (symbol) => state.markets.get(symbol)?.matches ?? 0,
    ended: (symbol) => placeIn(symbol)?.ended ?? 0,
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
