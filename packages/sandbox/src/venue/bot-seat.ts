/**
 * A bot's own hand on the books: the same rules, the same matching and the same public events, in whole ticks and lots and
 * without the records that people are shown. Makers place and cancel thousands of orders for each trade.
 */

import { admitSteps } from './admission.ts'
import type { AccountId, BotSeat } from './exchange.ts'
import { enterOrder } from './placement.ts'
import { type VenueState, accountOf, release } from './state.ts'
import { settlementSink } from './settlement.ts'
import { canceledStatus, touch } from './venue-order.ts'
import { leave } from './account.ts'

/** @param after runs a command and tells its events, as every command of the exchange */
export function openSeat(state: VenueState, id: AccountId, after: <T>(command: () => T) => T): BotSeat {
  const account = accountOf(state, id)
  if (!account.isBot) throw new RangeError(`${id} is a person's account: place its orders with \`place\`.`)
  return {
    place: ({ symbol, side, type, ticks, lots, time }) =>
      after(() => {
        const market = state.markets.get(symbol)
        if (market === undefined) return undefined
        const order = { account: id, symbol, side, type, time }
        const admitted = admitSteps(order, market, account, { ticks, lots })
        if ('refusal' in admitted) return undefined
        const entered = enterOrder(state, order, admitted, market, account)
        return 'code' in entered || !account.open.has(entered.orderId) ? undefined : entered.orderId
      }),
    cancel: (orderId, time) =>
      after(() => {
        const order = account.open.get(orderId)
        if (order === undefined) return
        order.market.book.cancel(orderId, settlementSink(state, order.market, time))
        touch(order, canceledStatus(order), time)
        leave(account, order)
        release(state, order, 'ENTRUST_CANCEL', time)
      }),
    matches: (symbol) => state.markets.get(symbol)?.matches ?? 0,
    isResting: (orderId) => account.open.has(orderId),
    best(symbol) {
      const book = state.markets.get(symbol)?.book
      return { bid: book?.best('bid')?.ticks, ask: book?.best('ask')?.ticks }
    },
  }
}
