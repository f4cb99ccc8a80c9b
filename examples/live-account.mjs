// Prints the demo account of a running sandbox (`npm run spotdeck -- sandbox`), and then everything that happens to it.

import { accountInformation, MexcClient } from '@spotdeck/mexc/node'

const client = new MexcClient({ preset: 'sandbox', port: Number(process.argv[2] ?? 9090) })
process.once('SIGINT', () => client.close())
const { balances } = await client.call(accountInformation, {})
for (const { asset, free, locked } of balances) console.log(`${asset}: ${free} free, ${locked} locked`)
for await (const event of client.account()) {
  console.log(event.type, event.type === 'push' ? JSON.stringify(event.push.body) : '')
}
