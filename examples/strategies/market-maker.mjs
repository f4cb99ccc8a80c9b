// A market maker: a bid and an ask around the middle of a live book, moved as it moves, with a limit to what it holds.
// Without a live book or a live account it has no orders.

import { randomUUID } from 'node:crypto'
import { absolute, add, compare, decimal, divide, multiply, negate, roundPrice, subtract } from '@spotdeck/mexc/node'
import { main } from './main.mjs'

/** @typedef {'BUY' | 'SELL'} Side */

/**
 * @param {import('./main.mjs').Bot} bot
 * @param {{ symbol: string, spread: string, quantity: string, most: string, everyMs: number }} options
 *   `spread`: between bid and ask, as a fraction of the price; `most`: bought or sold beyond the start, in base
 */
export async function marketMaker({ client, signal, wait, say }, { symbol, spread, quantity, most, everyMs }) {
  const rules = await client.rules.of(symbol)
  if (rules === undefined) throw new Error(`MEXC does not list ${symbol}.`)
  const view = client.view({ symbols: [symbol], signal })
  const followed = client.book(symbol, { changed: () => undefined, stale: (reason) => say('book', reason) })
  if (!(await view.live({ signal }))) throw new Error('The account could not be read: check the network and the key.')
  const held = () => view.balances.get(rules.baseAsset)?.total ?? decimal('0')
  const atStart = held()
  const half = divide(decimal(spread), decimal('2'), 8)
  /** @type {{ [side in Side]?: { orderId: string, price: string } }} */
  const quotes = {}
  view.subscribe((change) => {
    if (change.type !== 'order' || ['NEW', 'PARTIALLY_FILLED'].includes(change.order.status)) return
    for (const side of /** @type {const} */ (['BUY', 'SELL']))
      if (quotes[side]?.orderId === change.order.orderId) delete quotes[side]
  })

  /** The price at which it wants to trade now. @param {Side} side */
  const wanted = (side) => {
    const [bid, ask] = [followed.book?.bestBid?.price, followed.book?.bestAsk?.price]
    if (bid === undefined || ask === undefined || view.state !== 'live') return undefined
    const position = subtract(held(), atStart)
    const after = add(position, side === 'BUY' ? decimal(quantity) : negate(decimal(quantity)))
    if (compare(absolute(after), decimal(most)) > 0 && compare(absolute(after), absolute(position)) > 0)
      return undefined
    const middle = divide(add(decimal(bid), decimal(ask)), decimal('2'), rules.priceDigits + 1)
    const away = multiply(middle, half)
    return roundPrice(rules, side === 'BUY' ? subtract(middle, away) : add(middle, away), side)
  }

  /** Own orders of a side as the account shows them, also one whose answer was lost. @param {Side} side */
  const own = (side) =>
    [...view.openOrders.values()].filter((order) => order.side === side && order.clientOrderId.startsWith('maker-'))
  const cancel = (/** @type {string} */ orderId) =>
    client.cancelOrder({ symbol, orderId }).catch((error) => say(error.message))

  /** @param {Side} side */
  const quote = async (side) => {
    const [open, price] = [quotes[side], wanted(side)]
    const others = own(side).filter(({ orderId }) => orderId !== open?.orderId)
    for (const { orderId } of others) await cancel(orderId)
    if (open?.price === price || others.length > 0) return
    delete quotes[side]
    // What the cancel found is in the view within a moment: the next round counts with it.
    if (open !== undefined) return void (await cancel(open.orderId))
    if (price === undefined) return
    const clientOrderId = `maker-${randomUUID().slice(0, 8)}`
    const terms = /** @type {const} */ ({ symbol, side, type: 'LIMIT_MAKER', quantity, clientOrderId })
    const order = await client.placeOrder({ ...terms, price }).catch((error) => say(error.message))
    if (order && !view.deals.some(({ orderId }) => orderId === order.orderId))
      quotes[side] = { orderId: order.orderId, price }
  }

  const sides = /** @type {const} */ (['BUY', 'SELL'])
  try {
    for (; !signal.aborted; await wait(everyMs)) for (const side of sides) await quote(side)
  } finally {
    followed.close()
    const last = sides.flatMap((side) => [quotes[side], ...own(side)].flatMap((order) => order?.orderId ?? []))
    for (const orderId of new Set(last)) await cancel(orderId)
  }
}

await main(import.meta.filename, marketMaker, {
  symbol: 'MXUSDT',
  spread: '0.004',
  quantity: '10',
  most: '50',
  everyMs: 1_000,
})
