// Says when a price crosses a line, when an own order fills or is refused, and when the account cannot be trusted.

import { channels, compare, decimal } from '@spotdeck/mexc/node'
import { main } from './main.mjs'

/**
 * @param {import('./main.mjs').Bot} bot
 * @param {{ lines: Record<string, string[]> }} options `lines`: prices by symbol
 */
export async function alerts({ client, signal, say }, { lines }) {
  const stops = Object.entries(lines).map(([symbol, prices]) => {
    /** @type {string | undefined} */
    let before
    return client.streams.subscribe(channels.aggreBookTicker(symbol), {
      push({ body }) {
        const bid = body.value.bidPrice
        for (const line of prices) {
          const was = before === undefined ? 0 : compare(decimal(before), decimal(line))
          const is = compare(decimal(bid), decimal(line))
          if (was < 0 && is >= 0) say(`${symbol} rose to ${bid}, past ${line}`)
          if (was > 0 && is <= 0) say(`${symbol} fell to ${bid}, past ${line}`)
        }
        before = bid
      },
      lost: (reason) => say(`${symbol}: no prices (${reason})`),
    })
  })
  const view = client.view({ symbols: Object.keys(lines), signal })
  try {
    for await (const change of view.changes()) {
      if (change.type === 'order' && change.order.status === 'FILLED')
        say(`${change.order.side} ${change.order.executedQuantity} ${change.order.symbol} filled`)
      if (change.type === 'state') say(`account ${change.state}`)
      if (change.type === 'missed') say(`${change.count} changes were missed: look at the account`)
    }
  } finally {
    for (const stop of stops) stop()
  }
}

await main(import.meta.filename, alerts, { lines: { MXUSDT: ['2.3', '2.4'] } })
