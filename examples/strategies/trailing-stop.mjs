// A trailing stop: sells when the best bid is a part below the highest one since the start. It lives in this program,
// not on the exchange. One bad print never sells: several bids in a row must agree, and a pause between them starts
// anew.

import { channels, compare, decimal, max, multiply, orderOutcome, subtract } from '@spotdeck/mexc/node'
import { main } from './main.mjs'

/** Pause between two tickers, in ms, after which nothing is believed: MEXC repeats them every 100 ms. */
const STALE_MS = 2_000

/**
 * @param {import('./main.mjs').Bot} bot
 * @param {{ symbol: string, quantity: string, below: string, confirmations: number, name: string }} options
 *   `below`: as a fraction of the highest bid; 0 is not allowed. `name`: sells once, also after a restart
 */
export async function trailingStop({ client, signal, now, say }, { symbol, quantity, below, confirmations, name }) {
  const part = subtract(decimal('1'), decimal(below))
  let [high, inARow, seenAt] = [decimal('0'), 0, 0]
  for await (const { body } of client.read(channels.aggreBookTicker(symbol), { signal })) {
    const bid = decimal(body.value.bidPrice)
    if (now() - seenAt > STALE_MS) inARow = 0
    seenAt = now()
    high = max(high, bid)
    inARow = compare(bid, multiply(high, part)) <= 0 ? inARow + 1 : 0
    if (inARow < confirmations) continue
    say('stop at', bid, 'after', high)
    const order = /** @type {const} */ ({
      symbol,
      side: 'SELL',
      type: 'MARKET',
      quantity,
      clientOrderId: `stop-${name}`,
    })
    for (;;) {
      const result = await orderOutcome(client.placeOrder(order, { mayHaveBeenSent: true, signal }))
      say(result.outcome, result.outcome === 'PLACED' ? result.order.orderId : result.error.message)
      if (result.outcome !== 'UNKNOWN' || signal.aborted) return
    }
  }
}

await main(import.meta.filename, trailingStop, {
  symbol: 'MXUSDT',
  quantity: '10',
  below: '0.005',
  confirmations: 3,
  name: 'demo',
})
