/** The three private bodies: one fill, one order, one balance. */

import type { PrivateAccount, PrivateDeals, PrivateOrders } from '../push.ts'
import { keepUnknown, type Message, safeNumber, type UnknownSink } from './message.ts'

export function readPrivateAccount(m: Message<PrivateAccount, 'time'>, sink: UnknownSink): PrivateAccount {
  keepUnknown(m, 'privateAccount', sink)
  return {
    vcoinName: m.vcoinName,
    coinId: m.coinId,
    balanceAmount: m.balanceAmount,
    balanceAmountChange: m.balanceAmountChange,
    frozenAmount: m.frozenAmount,
    frozenAmountChange: m.frozenAmountChange,
    type: m.type,
    time: safeNumber(m.time),
  }
}

export function readPrivateDeals(m: Message<PrivateDeals, 'time'>, sink: UnknownSink): PrivateDeals {
  keepUnknown(m, 'privateDeals', sink)
  return {
    price: m.price,
    quantity: m.quantity,
    amount: m.amount,
    tradeType: m.tradeType,
    isMaker: m.isMaker,
    isSelfTrade: m.isSelfTrade,
    tradeId: m.tradeId,
    clientOrderId: m.clientOrderId,
    orderId: m.orderId,
    feeAmount: m.feeAmount,
    feeCurrency: m.feeCurrency,
    time: safeNumber(m.time),
  }
}

export function readPrivateOrders(m: Message<PrivateOrders, 'createTime'>, sink: UnknownSink): PrivateOrders {
  keepUnknown(m, 'privateOrders', sink)
  return {
    id: m.id,
    clientId: m.clientId,
    price: m.price,
    quantity: m.quantity,
    amount: m.amount,
    avgPrice: m.avgPrice,
    orderType: m.orderType,
    tradeType: m.tradeType,
    isMaker: m.isMaker,
    remainAmount: m.remainAmount,
    remainQuantity: m.remainQuantity,
    ...(m.lastDealQuantity === null ? undefined : { lastDealQuantity: m.lastDealQuantity }),
    cumulativeQuantity: m.cumulativeQuantity,
    cumulativeAmount: m.cumulativeAmount,
    status: m.status,
    createTime: safeNumber(m.createTime),
    ...undocumented(m),
  }
}

type Undocumented = Pick<
  PrivateOrders,
  | 'market'
  | 'triggerType'
  | 'triggerPrice'
  | 'state'
  | 'ocoId'
  | 'routeFactor'
  | 'symbolId'
  | 'marketId'
  | 'marketCurrencyId'
  | 'currencyId'
>

/** The fields that no sample of a normal order carries: absent unless sent. */
function undocumented(m: Message<Undocumented>): Undocumented {
  return {
    ...(m.market === null ? undefined : { market: m.market }),
    ...(m.triggerType === null ? undefined : { triggerType: m.triggerType }),
    ...(m.triggerPrice === null ? undefined : { triggerPrice: m.triggerPrice }),
    ...(m.state === null ? undefined : { state: m.state }),
    ...(m.ocoId === null ? undefined : { ocoId: m.ocoId }),
    ...(m.routeFactor === null ? undefined : { routeFactor: m.routeFactor }),
    ...(m.symbolId === null ? undefined : { symbolId: m.symbolId }),
    ...(m.marketId === null ? undefined : { marketId: m.marketId }),
    ...(m.marketCurrencyId === null ? undefined : { marketCurrencyId: m.marketCurrencyId }),
    ...(m.currencyId === null ? undefined : { currencyId: m.currencyId }),
  }
}
