// Follows an account by SUBSCRIBE and writes every event to a log, once and in order, through any number of breaks.
//   REDIS_URL=redis://127.0.0.1:6379 node redis-subscribe.mjs events.log [epoch:seq:hash]
// The one dependency is `redis`. A channel keeps nothing: what is published while nobody listens is gone, and an event may be
// published twice. So a message that is not the next by `seq` is a question to the stream of the same events, which is also
// asked after each (re)connection and when it is quiet for long. What the stream has dropped is read over REST, where
// SPOTDECK_URL and SPOTDECK_TOKEN (of the same audience) say how.

import { openLog, stop } from './log.mjs'

const { createClient } = await import('redis').catch(() => stop('This reader needs a package: npm install redis'))

const {
  REDIS_URL: redisUrl = 'redis://127.0.0.1:6379',
  SPOTDECK_PREFIX: prefix = 'spotdeck',
  SPOTDECK_ACCOUNT: account = 'main',
  SPOTDECK_URL: url,
  SPOTDECK_TOKEN: token,
} = process.env
const TOPICS = ['assets', 'orders', 'deals', 'status']
const QUIET_MS = 15_000
const base = `${prefix}:${account}`
const log = openLog(process.argv[2] ?? 'events.log', process.argv[3])
const client = createClient({
  url: redisUrl,
  socket: { reconnectStrategy: (tries) => Math.min(2_000, 100 * 2 ** tries) },
})
const listener = client.duplicate()
for (const one of [client, listener]) one.on('error', (error) => console.error(error.message))
await client.connect()

let isReading = false
let again = false
let quiet
// Also after each reconnection, when the channels are subscribed again.
listener.on('ready', () => void catchUp())
await listener.connect()
await listener.subscribe(
  TOPICS.map((topic) => `${base}:${topic}`),
  take,
)
void catchUp()

function take(text) {
  const envelope = JSON.parse(text)
  const { epoch, seq } = envelope
  const { at } = log
  if (epoch === at?.epoch && seq <= at.seq) return // published twice
  if (!isReading && epoch === at?.epoch && seq === at.seq + 1) log.append(envelope)
  else void catchUp() // A gap: lost, or not for this audience. The stream knows.
}

/** Reads on from the log's end. What comes meanwhile is in the stream as well: it makes one more reading, and needs no queue. */
async function catchUp() {
  again = true
  if (isReading) return
  isReading = true
  clearTimeout(quiet)
  let waitMs = QUIET_MS
  try {
    while (again) {
      again = false
      await readOn()
    }
  } catch (error) {
    console.error(error.message)
    waitMs = 500
  }
  isReading = false
  quiet = setTimeout(catchUp, waitMs)
}

async function readOn() {
  const epoch = await client.get(`${base}:epoch`)
  if (epoch === null) return
  if (log.at === undefined) log.moveTo({ epoch, seq: 0 })
  await readStream()
  // The stream of the epoch we are in is read to its end before the next one.
  if (log.at.epoch === epoch) return
  log.moveTo({ epoch, seq: 0 })
  await readStream()
}

async function readStream() {
  const key = `${base}:${log.at.epoch}`
  await fillHole(key)
  for (;;) {
    const entries = await client.xRange(key, `(${log.at.seq}-0`, '+', { COUNT: 200 })
    for (const { message } of entries) log.append(JSON.parse(message.event))
    if (entries.length < 200) return
  }
}

/** A stream keeps its newest entries: one that begins beyond what we have seen has dropped some that we are owed. */
async function fillHole(key) {
  const [first] = await client.xRange(key, '-', '+', { COUNT: 1 })
  const begins = first === undefined ? 0 : Number(first.id.split('-')[0])
  const { seq } = log.at
  if (seq === 0 || begins <= seq + 1) return
  if (url && token) return readRest(begins - 1)
  console.error(
    `The stream begins at ${begins}, we are at ${seq}: set SPOTDECK_URL and SPOTDECK_TOKEN to read what is between over REST, or begin a new log.`,
  )
  process.exit(3)
}

/** The events after the log's end up to `last`, by Server-Sent Events, which replay before they follow. */
async function readRest(last) {
  const cut = new AbortController()
  const { epoch } = log.at
  const address = `${url}/api/v1/accounts/${account}/events?topics=${TOPICS}&since=${Object.values(log.at).join(':')}`
  const signal = AbortSignal.any([cut.signal, AbortSignal.timeout(60_000)])
  const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` }, signal })
  if ([401, 403, 404].includes(answer.status))
    stop(`${url} answers ${answer.status}: check SPOTDECK_URL and SPOTDECK_TOKEN.`)
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`)
  let rest = ''
  for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + part).split('\n\n')
    rest = blocks.pop()
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s)))
      if (fields.event === 'reset') stop('The gateway no longer has what is between: begin a new log with a snapshot.')
      if (fields.event === undefined && fields.id !== undefined) log.append(JSON.parse(fields.data))
      // A position says that everything up to its id was sent, also what this audience may not see.
      if (Number(fields.id?.split(':')[1]) < last) continue
      if (fields.id === undefined) continue
      if (log.at.seq < last) log.moveTo({ epoch, seq: last })
      cut.abort()
      return
    }
  }
  throw new Error(`${url} ended before it had sent everything up to ${last}`)
}
