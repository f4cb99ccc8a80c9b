/** Events of an account as pushes of the private channels. */

import { compare, divide, multiply, subtract, zero } from '@spotdeck/exact'
import type { Amount } from '@spotdeck/exact'
import { defined } from '@spotdeck/ports'
import {
  type PrivateAccount,
  type PrivateDeals,
  type PrivateOrders,
  type Push,
  SIDE_NUMBERS,
  STATUS_NUMBERS,
  TYPE_NUMBERS,
} from '@spotdeck/wire'
import type { Switches } from '../switches.ts'
import { coinIdOf } from '../venue/listing/coins.ts'
import type { AccountId, DealRecord, OrderRecord, VenueEvent } from '../venue/contract/exchange.ts'

/** Kind of a private push. */
export type PrivateKind = 'privateAccount' | 'privateDeals' | 'privateOrders'

/** Channel names of private pushes, by kind. */
export const PRIVATE_CHANNELS = {
  privateAccount: 'spot@private.account.v3.api.pb',
  privateDeals: 'spot@private.deals.v3.api.pb',
  privateOrders: 'spot@private.orders.v3.api.pb',
} as const satisfies Record<PrivateKind, string>

/** Returns the account whose private channels push the event; `undefined` for public events. */
export function accountOf(event: VenueEvent): AccountId | undefined {
  switch (event.type) {
    case 'order':
      return event.order.account
    case 'balance':
      return event.account
    case 'deal':
      return event.deal.account
    default:
      return undefined
  }
}

const FIRST = { 'balances-first': 'balance', 'deals-first': 'deal' } as const

/** Returns the events of one command in push order. MEXC: the order between channels is not promised. */
export function inPushOrder(events: readonly VenueEvent[], order: Switches['pushOrder']): readonly VenueEvent[] {
  if (order === 'as-happened') return events
  const first = events.filter((event) => event.type === FIRST[order])
  return [...first, ...events.filter((event) => event.type !== FIRST[order])]
}

/** The event as a push made at `sendTime`; `undefined` for public ones. */
export function privatePush(
  event: VenueEvent,
  sendTime: number,
  cancelChange = 'ENTRUST_CANCEL',
): { kind: PrivateKind; push: Push } | undefined {
  const pushed = (body: Extract<Push['body'], { readonly kind: PrivateKind }>, more: Partial<Push>) => ({
    kind: body.kind,
    push: { channel: PRIVATE_CHANNELS[body.kind], ...more, sendTime, body },
  })
  switch (event.type) {
    case 'order': {
      const value = orderBody(event.order, event.lastDealQuantity)
      return pushed({ kind: 'privateOrders', value }, { symbol: event.order.symbol })
    }
    case 'deal':
      return pushed({ kind: 'privateDeals', value: dealBody(event.deal) }, { symbol: event.deal.symbol })
    case 'balance':
      return pushed({ kind: 'privateAccount', value: accountBody(event, cancelChange) }, { createTime: event.time })
    default:
      return undefined
  }
}

function orderBody(order: OrderRecord, lastDealQuantity: string | undefined): PrivateOrders {
  const traded = order.executedQuantity !== '0'
  return defined({
    id: order.orderId,
    clientId: order.clientOrderId ?? '',
    price: order.price,
    quantity: order.quantity,
    amount: order.quoteQuantity,
    avgPrice: traded ? divide(order.executedQuoteQuantity, order.executedQuantity) : '',
    orderType: TYPE_NUMBERS[order.type],
    tradeType: SIDE_NUMBERS[order.side],
    isMaker: order.isMaker,
    remainAmount: remainingQuote(order),
    remainQuantity: subtract(order.quantity, order.executedQuantity),
    lastDealQuantity,
    cumulativeQuantity: order.executedQuantity,
    cumulativeAmount: order.executedQuoteQuantity,
    status: STATUS_NUMBERS[order.status],
    createTime: order.createdAt,
  })
}

/** MEXC: for a buy what of its quote was not used, and so above zero when it filled below its price. */
function remainingQuote(order: OrderRecord): Amount {
  if (order.side === 'SELL') return multiply(order.price, subtract(order.quantity, order.executedQuantity))
  const ordered = order.quoteQuantity === '0' ? multiply<'quote'>(order.price, order.quantity) : order.quoteQuantity
  const rest = subtract(ordered, order.executedQuoteQuantity)
  return compare(rest, zero()) < 0 ? zero() : rest
}

function dealBody(deal: DealRecord): PrivateDeals {
  return {
    price: deal.price,
    quantity: deal.quantity,
    amount: deal.quoteQuantity,
    tradeType: SIDE_NUMBERS[deal.side],
    isMaker: deal.isMaker,
    isSelfTrade: deal.isSelfTrade,
    tradeId: deal.tradeId,
    clientOrderId: deal.clientOrderId ?? '',
    orderId: deal.orderId,
    feeAmount: deal.fee,
    feeCurrency: deal.feeAsset,
    time: deal.time,
  }
}

/** MEXC: `balanceAmount` is the free balance. */
function accountBody(event: Extract<VenueEvent, { readonly type: 'balance' }>, cancelChange: string): PrivateAccount {
  return {
    vcoinName: event.asset,
    coinId: coinIdOf(event.asset),
    balanceAmount: event.after.free,
    balanceAmountChange: event.freeChange,
    frozenAmount: event.after.locked,
    frozenAmountChange: event.lockedChange,
    type: event.reason === 'ENTRUST_CANCEL' ? cancelChange : event.reason,
    time: event.time,
  }
}
