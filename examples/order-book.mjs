// Keeps a local order book and prints its top, its depth and what a market order would pay, five times, then leaves.

import { cumulativeDepth, decimal, MexcClient, sweep } from '@spotdeck/mexc/node'

const client = new MexcClient({ preset: 'sandbox', port: Number(process.argv[2] ?? 9090) })
let printed = 0
client.book('BTCUSDT', {
  changed(book) {
    const paid = sweep(book, 'asks', decimal('0.5'))
    const deep = cumulativeDepth(book, 'asks', 10).at(-1)
    console.log(`version ${book.version}: ${book.bestBid?.price} / ${book.bestAsk?.price}`)
    console.log(`  10 asks hold ${deep?.cumulativeQuantity} BTC; 0.5 BTC would pay ${paid.averagePrice} on average`)
    if (++printed === 5) void client.close()
  },
  stale: (reason, detail) => console.log(`not live: ${reason}, ${detail}`),
})
