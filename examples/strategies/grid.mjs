// A grid: between two prices there are lines. In each space between two lines, it buys at the lower one, sells what it
// bought at the upper one, and so on. Orders say their space in the client order id, so a restart goes on with them.

import { randomUUID } from 'node:crypto'
import { add, bookTicker, decimal, divide, fromInteger, multiply, roundPrice, subtract } from '@spotdeck/mexc/node'
import { main } from './main.mjs'

/**
 * @param {import('./main.mjs').Bot} bot
 * @param {{ symbol: string, low: string, high: string, spaces: number, quantity: string }} options
 */
export async function grid({ client, signal, say }, { symbol, low, high, spaces, quantity }) {
  const rules = await client.rules.of(symbol)
  if (rules === undefined) throw new Error(`MEXC does not list ${symbol}.`)
  const height = divide(subtract(decimal(high), decimal(low)), fromInteger(spaces), rules.priceDigits)
  const line = (/** @type {number} */ n) => add(decimal(low), multiply(height, fromInteger(n)))
  const place = async (/** @type {'BUY' | 'SELL'} */ side, /** @type {number} */ space) => {
    const price = roundPrice(rules, line(side === 'BUY' ? space : space + 1), side)
    const clientOrderId = `grid-${space}-${randomUUID().slice(0, 8)}`
    await client.placeOrder({ symbol, side, type: 'LIMIT', price, quantity, clientOrderId })
    say(side, quantity, 'at', price)
  }

  const view = client.view({ symbols: [symbol], signal })
  const changes = view.changes()
  if (!(await view.live({ signal }))) throw new Error('The account could not be read: check the network and the key.')
  const held = new Set([...view.openOrders.values()].map(spaceOf))
  const { bidPrice } = await client.call(bookTicker, { symbol })
  for (let space = 0; space < spaces; space++)
    if (!held.has(space) && Number(line(space)) < Number(bidPrice)) await place('BUY', space)
  for await (const change of changes) {
    if (change.type === 'missed') throw new Error('Too much happened at once: start the grid again.')
    if (change.type !== 'order' || change.order.status !== 'FILLED') continue
    const space = spaceOf(change.order)
    if (space !== undefined) await place(change.order.side === 'BUY' ? 'SELL' : 'BUY', space)
  }
}

/** @param {{ clientOrderId: string }} order */
function spaceOf({ clientOrderId }) {
  const [, space] = /^grid-(\d+)-/.exec(clientOrderId) ?? []
  return space === undefined ? undefined : Number(space)
}

await main(import.meta.filename, grid, async (client) => {
  const symbol = 'MXUSDT'
  const middle = Number((await client.call(bookTicker, { symbol })).bidPrice)
  const [low, high] = [(middle * 0.99).toFixed(4), (middle * 1.01).toFixed(4)]
  return { symbol, low, high, spaces: 10, quantity: '10' }
})
