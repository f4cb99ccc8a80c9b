// Events into Redis: ours (one script call a batch that checks, adds and publishes, over node-redis) against ioredis adding and publishing
// in pipelines of 100. A real redis-server of its own on a free port; every event is one XADD and one PUBLISH on both sides.
// node bench/redis.mjs [events] [rounds]

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { maskEnvelope } from '@spotdeck/api'
import Redis from 'ioredis'
import { EPOCH, benchDesk, median, openBenchEdge, orderEvent } from './lib/desk.mjs'
import { freePort } from './lib/product.mjs'

const PIPELINE = 100
const view = { audience: 'owner', maskId: (id) => id }
const [events, rounds] = [20_000, 7].map((usual, n) => Number(process.argv[n + 2] ?? usual))

const port = await freePort()
const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--dir', tmpdir(), '--save', ''], {
  stdio: 'ignore',
})
const rival = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 50 })
rival.on('error', () => undefined)
await rival.ping()
const desk = benchDesk()
const { edge, close } = await openBenchEdge(desk, {
  redis: [{ url: `redis://127.0.0.1:${port}`, prefix: 'ours', audience: 'owner', maxLength: 1_000_000 }],
})

const seen = { theirs: [], ours: [] }
const spent = { theirs: [], ours: [] }
for (let round = 0; round <= rounds; round++) {
  for (const [name, run] of [
    ['theirs', theirRound],
    ['ours', ourRound],
  ]) {
    const before = process.cpuUsage()
    const ms = await run(round)
    const { user, system } = process.cpuUsage(before)
    if (round === 0) continue
    seen[name].push(ms)
    spent[name].push((user + system) / events)
  }
}
const added = await rival.xlen(`ours:main:${EPOCH}`)
if (added !== desk.account('main').head().seq)
  throw new Error(`The stream holds ${added} of ${desk.account('main').head().seq} events.`)
report()
await close()
rival.disconnect()
const gone = once(server, 'close')
server.kill('SIGKILL')
await gone

/** Each event masked and encoded once, as ours is, then added and published. ms */
async function theirRound(round) {
  const started = performance.now()
  for (let from = 0; from < events; from += PIPELINE) {
    const pipeline = rival.pipeline()
    for (let n = from; n < from + PIPELINE; n++) {
      const text = JSON.stringify(maskEnvelope(orderEvent(round * events + n + 1, 'mine-000000000001'), view))
      pipeline.xadd('theirs:main', 'MAXLEN', '~', 1_000_000, `${round * events + n + 1}-0`, 'event', text)
      pipeline.publish('theirs:main:orders', text)
    }
    await pipeline.exec()
  }
  return performance.now() - started
}

/** Commits of 100 events; done when the stream has the last one. ms */
async function ourRound() {
  const marks = Array.from({ length: PIPELINE }, () => 'mine-000000000001')
  const started = performance.now()
  for (let from = 0; from < events; from += PIPELINE) desk.commit(marks)
  const { seq } = desk.account('main').head()
  while (edge.redis()[0].accounts[0].seq < seq) await new Promise((resolve) => setTimeout(resolve, 1))
  return performance.now() - started
}

function report() {
  const rate = (list) => Math.round((events / median(list)) * 1_000)
  const row = (writer, name) => ({
    writer,
    'events a second': rate(seen[name]),
    speed: `${(median(seen.theirs) / median(seen[name])).toFixed(1)}x`,
    'µs of processor an event': Number(median(spent[name]).toFixed(1)),
    cost: `${(median(spent.theirs) / median(spent[name])).toFixed(1)}x less`,
  })
  console.log(
    `${events} events a round, XADD and PUBLISH each; medians of ${rounds}; processor time is this process's, not Redis'`,
  )
  console.table([row(`ioredis, pipelines of ${PIPELINE}`, 'theirs'), row('spotdeck', 'ours')])
}
