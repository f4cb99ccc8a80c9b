// Fills of a busy account as MEXC pushes them: each is an order, two balances and a deal.

/** USDT of the account before its first fill; each takes two of them for one MX. */
export const FUNDS = 100_000_000
/** The market of the fills, as the exchange lists it. */
export const LISTED = [{ symbol: 'MXUSDT', status: '1', baseAsset: 'MX', quoteAsset: 'USDT', fullName: 'MX' }]

/** The pushes of the n-th fill, from 1 on: a market order that is filled at once. */
export function fillOf(n, time) {
  const id = `C02__${4_437_763_479_579_688 + n}`
  const push = (name, body, more) => ({
    channel: `spot@private.${name}.v3.api.pb`,
    createTime: time,
    sendTime: time,
    unknown: [],
    body,
    ...more,
  })
  const balance = (asset, total, change) =>
    push('account', {
      kind: 'privateAccount',
      value: {
        vcoinName: asset,
        coinId: '',
        balanceAmount: String(total),
        balanceAmountChange: String(change),
        frozenAmount: '0',
        frozenAmountChange: '0',
        type: 'ENTRUST',
        time,
      },
    })
  const order = {
    id,
    clientId: '',
    price: '2',
    quantity: '1',
    amount: '2',
    avgPrice: '2',
    orderType: 5,
    tradeType: 1,
    isMaker: false,
    remainAmount: '0',
    remainQuantity: '0',
    cumulativeQuantity: '1',
    cumulativeAmount: '2',
    status: 2,
    createTime: time,
  }
  const deal = {
    price: '2',
    quantity: '1',
    amount: '2',
    tradeType: 1,
    isMaker: false,
    isSelfTrade: false,
    tradeId: `${4_437_763_479_579_688 + n}X1`,
    clientOrderId: '',
    orderId: id,
    feeAmount: '0',
    feeCurrency: 'USDT',
    time,
  }
  return [
    push('orders', { kind: 'privateOrders', value: order }, { symbol: 'MXUSDT' }),
    balance('USDT', FUNDS - 2 * n, -2),
    balance('MX', n, 1),
    push('deals', { kind: 'privateDeals', value: deal }, { symbol: 'MXUSDT' }),
  ]
}
