// TWAP: trades a quantity in equal parts over time, never beyond a price. A part that is not filled at once is added to
// those that follow. The client order id says the part, so that a restart trades none twice.

import {
  bookTicker,
  compare,
  decimal,
  divide,
  fromInteger,
  leastQuantity,
  orderOutcome,
  roundQuantity,
  subtract,
  sum,
} from '@spotdeck/mexc/node'
import { main } from './main.mjs'

/**
 * @param {import('./main.mjs').Bot} bot
 * @param {{ symbol: string, side: 'BUY' | 'SELL', quantity: string, price: string, parts: number, everyMs: number,
 *   name: string }} options
 */
export async function twap({ client, signal, wait, say }, { symbol, side, quantity, price, parts, everyMs, name }) {
  const rules = await client.rules.of(symbol)
  if (rules === undefined) throw new Error(`MEXC does not list ${symbol}.`)
  let done = decimal('0')
  for (let part = 0; part < parts && !signal.aborted;) {
    const rest = subtract(decimal(quantity), done)
    const size = roundQuantity(
      rules,
      part === parts - 1 ? rest : divide(rest, fromInteger(parts - part), rules.quantityDigits),
    )
    if (compare(size, leastQuantity(rules, decimal(price))) >= 0) {
      const order = /** @type {const} */ ({ symbol, side, type: 'IMMEDIATE_OR_CANCEL', price, quantity: size })
      const clientOrderId = `twap-${name}-${part}`
      const result = await orderOutcome(
        client.placeOrder({ ...order, clientOrderId }, { mayHaveBeenSent: true, signal }),
      )
      if (result.outcome === 'UNKNOWN') {
        await wait(1_000)
        continue // the same part: the exchange is asked for it first
      }
      const end = result.outcome === 'PLACED' ? await client.waitUntilFilled({ symbol, clientOrderId }) : undefined
      done = sum([done, decimal(end?.order?.executedQty ?? '0')])
      say(
        `part ${part + 1} of ${parts}:`,
        result.outcome === 'REJECTED' ? result.error.message : `${done} of ${quantity}`,
      )
    }
    part += 1
    if (part < parts && compare(done, decimal(quantity)) < 0) await wait(everyMs)
  }
}

await main(import.meta.filename, twap, async (client) => {
  const symbol = 'MXUSDT'
  const { askPrice } = await client.call(bookTicker, { symbol })
  const price = (Number(askPrice) * 1.01).toFixed(4)
  return {
    symbol,
    side: /** @type {const} */ ('BUY'),
    quantity: '100',
    price,
    parts: 10,
    everyMs: 5_000,
    name: String(Date.now()),
  }
})
