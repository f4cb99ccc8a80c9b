// Buys for the same amount in every period, at the market. The client order id says the period, so that neither a lost
// answer nor a restart buys twice.

import { orderOutcome } from '@spotdeck/mexc/node'
import { main } from './main.mjs'

/**
 * @param {import('./main.mjs').Bot} bot
 * @param {{ symbol: string, amount: string, everyMs: number }} options `amount`: in the quote asset
 */
export async function averageIn({ client, signal, wait, now, say }, { symbol, amount, everyMs }) {
  while (!signal.aborted) {
    const period = Math.floor(now() / everyMs)
    const order = /** @type {const} */ ({ symbol, side: 'BUY', type: 'MARKET', quoteOrderQty: amount })
    const clientOrderId = `dca-${symbol}-${period}`
    const result = await orderOutcome(client.placeOrder({ ...order, clientOrderId }, { mayHaveBeenSent: true, signal }))
    say(new Date(now()).toISOString(), result.outcome, result.outcome === 'PLACED' ? amount : result.error.message)
    // Nobody knows yet: the same period again, which asks the exchange before it sends anything.
    await wait(result.outcome === 'UNKNOWN' ? 5_000 : (period + 1) * everyMs - now())
  }
}

await main(import.meta.filename, averageIn, { symbol: 'MXUSDT', amount: '10', everyMs: 60_000 })
