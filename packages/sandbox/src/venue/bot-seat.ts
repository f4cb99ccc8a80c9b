/**
 * A bot's own hand on the books: the same rules, the same matching and the same public events, in whole ticks and lots and
 * without the records that people are shown. Makers place and cancel thousands of orders for each trade.
 */

import { admitSteps } from './admission.ts'
import type { AccountId, BotSeat, SeatOrder } from './exchange.ts'
import { enterOrder } from './placement.ts'
import { type VenueState, accountOf, release } from './state.ts'
import { settlementSink } from './settlement.ts'
import { type VenueOrder, canceledStatus, isOpen, touch } from './venue-order.ts'

/** @param tell tells what a command did; called at the end of each */
export function openSeat(state: VenueState, id: AccountId, tell: () => void): BotSeat {
  const account = accountOf(state, id)
  if (!account.isBot) throw new RangeError(`${id} is a person's account: place its orders with \`place\`.`)
  return {
    place(steps) {
      const { symbol, side, type, time } = steps
      const market = state.markets.get(symbol)
      if (market === undefined) return undefined
      const order = { account: id, symbol, side, type, time }
      const admitted = admitSteps(order, market, account, steps)
      if ('refusal' in admitted) return undefined
      const entered = enterOrder(state, order, admitted, market, account, true)
      tell()
      return 'code' in entered || !isOpen(entered.status) ? undefined : handleOf(entered)
    },
    cancel(handle, time) {
      const order = orderOf(handle)
      if (order.resting === undefined || !isOpen(order.status)) return
      order.market.book.cancel(order.resting, settlementSink(state, order.market, time))
      touch(order, canceledStatus(order), time)
      release(state, order, 'ENTRUST_CANCEL', time)
      tell()
    },
    matches: (symbol) => state.markets.get(symbol)?.matches ?? 0,
    isResting: (handle) => isOpen(orderOf(handle).status),
    best(symbol) {
      const book = state.markets.get(symbol)?.book
      return { bid: book?.best('bid')?.ticks, ask: book?.best('ask')?.ticks }
    },
  }
}

function handleOf(order: VenueOrder): SeatOrder {
  return order as unknown as SeatOrder
}

function orderOf(handle: SeatOrder): VenueOrder {
  return handle as unknown as VenueOrder
}
