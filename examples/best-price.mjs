// A public channel as a loop that only ever wants the newest push, and what that cost: `node examples/best-price.mjs`.

import { channels, MexcClient } from '@spotdeck/mexc/node'

const client = new MexcClient({ preset: 'sandbox', port: Number(process.argv[2] ?? 9090) })
const reading = client.read(channels.aggreBookTicker('BTCUSDT'), { policy: { keep: 'latest' } })
for await (const { body } of reading) {
  const { bidPrice, askPrice } = body.value
  console.log(`${bidPrice} / ${askPrice}`)
  if (reading.health.delivered === 5) break
}
console.log(`${reading.health.dropped} pushes were too many for this loop`)
await client.close()
