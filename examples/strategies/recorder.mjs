// Records public trades, the top of the book and own deals of a symbol as one line of JSON each. A line `gap` says from
// when to when something may be missing: without one, the recording is whole.

import { channels } from '@spotdeck/mexc/node'
import { main } from './main.mjs'

/**
 * @param {import('./main.mjs').Bot} bot
 * @param {{ symbol: string }} options
 */
export async function record({ client, signal, now, say }, { symbol }) {
  const write = (/** @type {string} */ kind, /** @type {object} */ row) =>
    say(JSON.stringify({ at: now(), kind, ...row }))
  let goneSince = now()
  const stop = client.streams.subscribe(channels.aggreDeals(symbol), {
    push: ({ body }) => {
      for (const { price, quantity, tradeType, time } of body.value.deals)
        write('trade', { price, quantity, side: tradeType === 1 ? 'BUY' : 'SELL', time })
    },
    subscribed: () => write('gap', { of: 'trade', from: goneSince, to: now() }),
    lost: (reason) => {
      goneSince = now()
      write('lost', { of: 'trade', reason })
    },
    refused: (reason) => write('refused', { of: 'trade', reason }),
  })
  let top = ''
  const book = client.book(symbol, {
    changed({ bestBid: bid, bestAsk: ask, version }) {
      const next = JSON.stringify({ bid, ask })
      if (next !== top) write('top', { bid, ask, version })
      top = next
    },
    stale: (reason) => write('lost', { of: 'top', reason }),
  })
  const view = client.view({ symbols: [symbol], signal })
  try {
    for await (const change of view.changes()) {
      if (change.type === 'deal') write('deal', change.deal)
      if (change.type === 'state') write('account', { state: change.state, gaps: view.health.gaps })
    }
  } finally {
    stop()
    book.close()
  }
}

await main(import.meta.filename, record, { symbol: 'MXUSDT' })
