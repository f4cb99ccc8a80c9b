// Prints the demo account of a running sandbox (`npm run spotdeck -- sandbox`), and then everything that happens to it.

import { MexcClient } from '@spotdeck/mexc/node'
import { accountInformation } from '@spotdeck/wire'

const client = new MexcClient({ preset: 'sandbox', port: Number(process.argv[2] ?? 9090) })
const { balances } = await client.call(accountInformation, {})
for (const { asset, free, locked } of balances) console.log(`${asset}: ${free} free, ${locked} locked`)
client.userStream({
  ready: () => console.log('live'),
  push: ({ body }) => console.log(body.kind, JSON.stringify(body.value)),
  lost: ({ code }) => console.log(`lost: ${code}`),
})
process.once('SIGINT', () => client.close())
