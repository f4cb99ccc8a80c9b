// Several accounts side by side, each with its own stream, all within one address's limits:
// `ACCOUNTS='[{"apiKey":"…","secret":"…"}]' node examples/accounts.mjs` beside a running sandbox.

import { accountInformation, createLimiter, MexcClient, nodeWorld } from '@spotdeck/mexc/node'

const port = Number(process.argv[2] ?? 9090)
const limiter = createLimiter(nodeWorld())
/** @type {import('@spotdeck/mexc').Credentials[]} */
const accounts = JSON.parse(process.env.ACCOUNTS ?? '[]')
const clients = accounts.map((credentials) => new MexcClient({ preset: 'sandbox', port, credentials, limiter }))
process.once('SIGINT', () => Promise.all(clients.map((client) => client.close())))

/** @param {MexcClient} client @param {string} name */
async function follow(client, name) {
  const { balances } = await client.call(accountInformation, {})
  console.log(`${name}: ${balances.map(({ asset, free }) => `${free} ${asset}`).join(', ')}`)
  for await (const event of client.account()) {
    const what = event.type === 'push' ? event.push.body.kind : event.type
    console.log(`${name}: ${what}`)
  }
}
await Promise.all(clients.map((client, index) => follow(client, `account ${index + 1}`)))
