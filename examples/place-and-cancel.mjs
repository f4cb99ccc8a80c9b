// Places an order that fits the pair's rules, says what became of it, and cancels it: `node examples/place-and-cancel.mjs`
// beside a running sandbox.

import {
  bookTicker,
  checkOrder,
  decimal,
  leastQuantity,
  MexcClient,
  multiply,
  orderOutcome,
  roundPrice,
} from '@spotdeck/mexc/node'

const symbol = 'MXUSDT'
const client = new MexcClient({ preset: 'sandbox', port: Number(process.argv[2] ?? 9090) })
try {
  const rules = await client.rules.of(symbol)
  if (rules === undefined) throw new Error(`MEXC does not list ${symbol}.`)
  const { bidPrice } = await client.call(bookTicker, { symbol })
  if (!bidPrice) throw new Error(`Nobody buys ${symbol} now.`)
  // A little below the best bid: it rests in the book instead of trading.
  const price = roundPrice(rules, multiply(decimal(bidPrice), decimal('0.97')), 'BUY')
  const quantity = leastQuantity(rules, price)
  const order = /** @type {const} */ ({ symbol, side: 'BUY', type: 'LIMIT', price, quantity })
  for (const { words } of checkOrder(rules, order)) console.log(`It would be refused: ${words}`)

  const result = await orderOutcome(client.placeOrder(order))
  switch (result.outcome) {
    case 'PLACED': {
      const { orderId, clientOrderId } = result.order
      console.log(`placed ${orderId}`)
      await client.cancelOrder({ symbol, clientOrderId })
      console.log(`canceled ${orderId}`)
      break
    }
    case 'REJECTED':
      console.log(`rejected: ${result.error.message}`)
      break
    case 'UNKNOWN':
      console.log(`nobody knows yet: ${result.error.advice}`)
  }
} finally {
  await client.close()
}
