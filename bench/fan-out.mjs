// One account, 1,000 readers, 8 events a tick: the edge, over WebSocket and SSE, against a naive server that encodes each event for
// each client and sends it. Processor time of the server a delivered event, and how long a tick's last event is on its way.
// node bench/fan-out.mjs [readers] [ticks] [rounds]

import { fork } from 'node:child_process'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { WebSocketServer } from 'ws'
import { benchDesk, median, openBenchEdge, orderEvent, quantile } from './lib/desk.mjs'
import { markNow, serveReaders } from './lib/readers.mjs'

const EVENTS = 8
const TICK_MS = 250

if (process.env.SPOTDECK_BENCH_READER !== undefined) serveReaders()
else await measure(...[1_000, 12, 3].map((usual, n) => Number(process.argv[n + 2] ?? usual)))

async function measure(readers, ticks, rounds) {
  const child = fork(fileURLToPath(import.meta.url), { env: { ...process.env, SPOTDECK_BENCH_READER: '1' } })
  const ask = (job) => new Promise((resolve) => { child.once('message', resolve); child.send(job) }) // prettier-ignore
  const contestants = [
    await naive(ask, readers),
    await ours(ask, readers, 'websocket'),
    await ours(ask, readers, 'sse'),
  ]
  const seen = contestants.map(() => ({ costs: [], latencies: [] }))
  for (let round = 0; round <= rounds; round++) {
    for (const [n, { tick, name }] of contestants.entries()) {
      const cost = await timed(tick, ticks)
      await new Promise((resolve) => setTimeout(resolve, TICK_MS))
      const { latencies } = await ask({ op: 'collect' })
      if (latencies.length < readers * ticks * 0.95) throw new Error(`${name}: ${latencies.length} of ${readers * ticks} ticks arrived.`) // prettier-ignore
      if (round > 0) (seen[n].costs.push(cost / (readers * ticks * EVENTS)), seen[n].latencies.push(...latencies))
    }
  }
  report(contestants, seen, readers)
  child.kill()
  for (const { close } of contestants) await close()
}

function report(contestants, seen, readers) {
  console.log(`${readers} readers, ${EVENTS} events a tick; medians, and quantiles over all ticks`)
  const rows = seen.map(({ costs, latencies }, n) => ({
    server: contestants[n].name,
    'µs an event and reader': median(costs),
    'p50 ms': quantile(latencies, 0.5),
    'p99 ms': quantile(latencies, 0.99),
  }))
  const base = rows[0]
  console.table(rows.map((row) => ({
    ...Object.fromEntries(Object.entries(row).map(([key, value]) => [key, typeof value === 'number' ? Number(value.toFixed(2)) : value])),
    throughput: `${(base['µs an event and reader'] / row['µs an event and reader']).toFixed(1)}x`,
    p99: `${(row['p99 ms'] / base['p99 ms']).toFixed(2)}x`,
  }))) // prettier-ignore
  console.log(`SSE ${(rows[1]['µs an event and reader'] / rows[2]['µs an event and reader']).toFixed(2)}x of WebSocket`)
}

/** Processor time of this process for so many ticks, in µs; each has all the time it needs to arrive. */
async function timed(tick, ticks) {
  const before = process.cpuUsage()
  for (let n = 0; n < ticks; n++) {
    tick()
    await new Promise((resolve) => setTimeout(resolve, TICK_MS))
  }
  const { user, system } = process.cpuUsage(before)
  return user + system
}

function marks() {
  return Array.from({ length: EVENTS }, (_, n) => (n === EVENTS - 1 ? markNow() : 'mine-000000000001'))
}

/** As one writes it first. */
async function naive(ask, count) {
  const server = createServer()
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  await ask({
    op: 'open',
    name: 'naive',
    port: server.address().port,
    path: '/',
    count,
    upgrade: true,
    say: '{"op":"hello"}',
  })
  let seq = 0
  return {
    name: 'naive ws.send',
    tick() {
      for (const mark of marks()) {
        const event = orderEvent(++seq, mark)
        for (const client of sockets.clients) client.send(JSON.stringify(event))
      }
    },
    close() {
      for (const client of sockets.clients) client.terminate()
      server.close()
    },
  }
}

async function ours(ask, count, door) {
  const desk = benchDesk()
  const { edge, token, close } = await openBenchEdge(desk)
  const headers = { authorization: `Bearer ${token}` }
  const say = JSON.stringify({ op: 'subscribe', id: 1, account: 'main', topics: ['orders', 'deals'], intervalMs: 0 })
  const job =
    door === 'sse' ? { path: '/api/v1/accounts/main/events?topics=orders,deals' } : { path: '/api/v1/ws', upgrade: true, say } // prettier-ignore
  await ask({ op: 'open', name: door, port: edge.port, count, headers, ...job })
  return { name: `spotdeck ${door}`, tick: () => desk.commit(marks()), close }
}
