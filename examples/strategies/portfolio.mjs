// Prints what the account holds, in USDT, to the digit, with open orders; then again whenever it has changed.

import { add, decimal, multiply, roundHalfEven, sum, tickerPrice } from '@spotdeck/mexc/node'
import { main } from './main.mjs'

/**
 * @param {import('./main.mjs').Bot} bot
 * @param {{ everyMs: number }} options least time between two printings
 */
export async function portfolio({ client, signal, wait, now, say }, { everyMs }) {
  const view = client.view({ signal })
  if (!(await view.live({ signal }))) throw new Error('The account could not be read: check the network and the key.')
  let isNew = true
  view.subscribe((change) => (isNew ||= change.type !== 'state'))
  for (; !signal.aborted; await wait(everyMs)) {
    if (!isNew) continue
    isNew = false
    const prices = new Map((await client.call(tickerPrice, {})).map(({ symbol, price }) => [symbol, price]))
    const rows = [...view.balances.values()].flatMap(({ asset, total, locked }) => {
      const price = asset === 'USDT' ? '1' : prices.get(`${asset}USDT`)
      return Number(total) === 0 ? [] : [{ asset, total, locked, value: price && multiply(total, decimal(price)) }]
    })
    say(new Date(now()).toISOString(), view.state)
    for (const { asset, total, locked, value } of rows)
      say(asset.padEnd(6), total, `(${locked} in orders)`, value === undefined ? 'no price' : `${value} USDT`)
    const known = rows.flatMap(({ value }) => (value === undefined ? [] : [decimal(value)]))
    say('total', roundHalfEven(sum(known), 2), 'USDT,', view.openOrders.size, 'open orders')
  }
}

await main(import.meta.filename, portfolio, { everyMs: 5_000 })
