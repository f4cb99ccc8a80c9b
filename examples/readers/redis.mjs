// Follows an account through Redis and writes every event to a log, once and in order, through any number of breaks.
//   REDIS_URL=redis://127.0.0.1:6379 node redis.mjs events.log [epoch:seq:hash]
// The one dependency is `redis`. The stream of an epoch is `spotdeck:<account>:<epoch>`, an entry's id is `<seq>-0`.

import { openLog, stop } from './log.mjs'

const { createClient } = await import('redis').catch(() => stop('This reader needs a package: npm install redis'))

const {
  REDIS_URL: url = 'redis://127.0.0.1:6379',
  SPOTDECK_PREFIX: prefix = 'spotdeck',
  SPOTDECK_ACCOUNT: account = 'main',
} = process.env
const base = `${prefix}:${account}`
const log = openLog(process.argv[2] ?? 'events.log', process.argv[3])
const client = createClient({ url, socket: { reconnectStrategy: (tries) => Math.min(2_000, 100 * 2 ** tries) } })
client.on('error', (error) => console.error(error.message))
await client.connect()

for (;;) {
  try {
    const epoch = await client.get(`${base}:epoch`)
    if (epoch === null) await new Promise((resolve) => setTimeout(resolve, 1_000))
    else await follow(epoch)
  } catch (error) {
    console.error(error.message)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

/** Until the stream is quiet for a second: then the pointer to the epoch is looked at again. */
async function follow(epoch) {
  // The stream of the epoch we are in is read to its end before the next one.
  if (log.at === undefined || (log.at.epoch !== epoch && !(await read(log.at.epoch)))) log.moveTo({ epoch, seq: 0 })
  await refuseHole(log.at)
  await refuseOtherHistory(log.at)
  while (await read(log.at.epoch));
}

async function read(epoch) {
  const streams = await client.xRead({ key: `${base}:${epoch}`, id: `${log.at.seq}-0` }, { COUNT: 200, BLOCK: 1_000 })
  const entries = streams?.[0]?.messages ?? []
  for (const { message } of entries) log.append(JSON.parse(message.event))
  return entries.length > 0
}

/** A data folder that was put back has another event under the number of our last one. */
async function refuseOtherHistory({ epoch, seq, hash }) {
  const [ours] = await client.xRange(`${base}:${epoch}`, `${seq}-0`, `${seq}-0`)
  const found = ours === undefined ? undefined : JSON.parse(ours.message.event).hash
  if (hash === undefined || found === undefined || found === hash) return
  console.error(`The ledger was put back to before ${seq}: begin a new log with a snapshot.`)
  process.exit(3)
}

/** A stream keeps its newest entries: one that begins beyond what we have seen has dropped some that we are owed. */
async function refuseHole({ epoch, seq }) {
  const [first] = await client.xRange(`${base}:${epoch}`, '-', '+', { COUNT: 1 })
  if (seq === 0 || first === undefined || Number(first.id.split('-')[0]) <= seq + 1) return
  console.error(
    `The stream begins at ${first.id}, we are at ${seq}: read what is between over REST, or begin a new log.`,
  )
  process.exit(3)
}
