// Fills of a busy bot, one a second, as the drafts of events.

/** A push of a fill: its order, its deal and the balances after it. @param begin time of the first, in ms */
export function fillAt(id, begin) {
  const time = begin + id * 1_000
  const orderId = `C02__${4_437_763_479_579_688 + id}`
  const [symbol, price, quantity] = ['MXUSDT', '2', '1']
  const deal = {
    orderId,
    tradeId: `${4_437_763_479_579_688 + id}X1`,
    symbol,
    baseAsset: 'MX',
    quoteAsset: 'USDT',
    side: 'BUY',
    price,
    quantity,
    quoteQuantity: price,
    fee: '0.01',
    feeAsset: 'USDT',
    isMaker: false,
    isSelfTrade: false,
    time,
  }
  const base = { reason: 'ENTRUST_PLACE', time }
  const mx = { ...base, asset: 'MX', free: String(id + 1), locked: '0', freeChange: '1', lockedChange: '0' }
  const left = String(1_000_000 - 2 * (id + 1))
  const usdt = { ...base, asset: 'USDT', free: left, locked: '0', freeChange: '-2', lockedChange: '0' }
  return [
    { type: 'deal.added', deal, namedBy: 'stream', time, source: 'stream' },
    { type: 'asset.changed', change: mx, time, source: 'stream' },
    { type: 'asset.changed', change: usdt, time, source: 'stream' },
  ]
}
