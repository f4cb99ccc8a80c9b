// Readers that do not read: 360 WebSockets follow one account; then the same beside 40 that stand still, whose sockets were filled
// to the brim before, so that all they are owed waits in the gateway. How long a tick's last event is on its way to the others, with
// and without them. Server and readers are processes of their own; each round has a new gateway.
// node bench/slow-readers.mjs [readers] [ticks] [rounds]

import { fileURLToPath } from 'node:url'
import { openProcess, role, serveJobs, timedTicks } from './lib/contestant.mjs'
import { benchDesk, median, openBenchEdge, quantile } from './lib/desk.mjs'
import { markNow, serveReaders } from './lib/readers.mjs'

const EVENTS = 8
const TICK_MS = 50
/** More than the kernel keeps for a socket that is not read, and less than what a reader is cut off for. */
const FILL_BYTES = 8 * 1024 * 1024
const FILL_EVENT_BYTES = 50_000
const subscribe = (topics) => ({
  path: '/api/v1/ws',
  upgrade: true,
  say: JSON.stringify({ op: 'subscribe', id: 1, account: 'main', topics, intervalMs: 0 }),
})
/** The fill goes to those that stand still alone, in a topic that the others do not follow. */
const TOPICS = { healthy: ['orders'], stalled: ['orders', 'deals'] }

if (role === undefined) await measure(...[400, 60, 4].map((usual, n) => Number(process.argv[n + 2] ?? usual)))
else if (role === 'readers') serveReaders()
else await serve()

async function measure(readers, ticks, rounds) {
  const stalled = readers / 10
  const healthy = readers - stalled
  const seen = { alone: [], beside: [] }
  for (let round = 0; round <= rounds; round++) {
    for (const [name, still] of [
      ['alone', 0],
      ['beside', stalled],
    ]) {
      const found = await oneRound(healthy, still, ticks)
      if (round > 0) seen[name].push(found)
    }
  }
  const row = (name, found) => {
    const [p50, p99, base] = [
      [found, 'p50'],
      [found, 'p99'],
      [seen.alone, 'p99'],
    ].map(([list, key]) => median(list.map((one) => one[key])))
    return { readers: name, 'p50 ms': round2(p50), 'p99 ms': round2(p99), p99: `${(p99 / base).toFixed(2)}x` }
  }
  console.log(
    `${healthy} readers that read; ${stalled} that do not; ${EVENTS} events every ${TICK_MS} ms; medians of ${rounds} rounds`,
  )
  console.table([row('alone', seen.alone), row('beside the stalled', seen.beside)])
}

async function oneRound(healthy, stalled, ticks) {
  const file = fileURLToPath(import.meta.url)
  const [server, audience] = [openProcess(file, 'server'), openProcess(file, 'readers')]
  const { port, headers } = await server.ask({ op: 'open' })
  const open = (name, count, still) =>
    audience.ask({ op: 'open', name, port, headers, count, stalled: still, ...subscribe(TOPICS[name]) })
  await open('healthy', healthy, 0)
  if (stalled > 0) {
    await open('stalled', stalled, stalled)
    await server.ask({ op: 'fill' })
  }
  await server.ask({ op: 'run', ticks })
  await new Promise((resolve) => setTimeout(resolve, 500))
  const { latencies } = await audience.ask({ op: 'collect' })
  const { readers } = await server.ask({ op: 'count' })
  if (readers !== healthy + stalled) throw new Error(`${readers} readers are left of ${healthy + stalled}.`)
  for (const { close } of [server, audience]) close()
  return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) }
}

function round2(value) {
  return Number(value.toFixed(2))
}

async function serve() {
  const desk = benchDesk()
  const { edge, token } = await openBenchEdge(desk)
  const tick = () =>
    desk.commit(Array.from({ length: EVENTS }, (_, n) => (n === EVENTS - 1 ? markNow() : 'mine-000000000001')))
  serveJobs({
    open: () => ({ port: edge.port, headers: { authorization: `Bearer ${token}` } }),
    async fill() {
      for (let bytes = 0; bytes < FILL_BYTES; bytes += FILL_EVENT_BYTES) {
        desk.commit(['x'.repeat(FILL_EVENT_BYTES)], 'deals')
        await new Promise(setImmediate)
      }
    },
    run: ({ ticks }) => timedTicks(tick, ticks, TICK_MS).then((cost) => ({ cost })),
    async count() {
      const metrics = await fetch(`${edge.url}/metrics`).then((answer) => answer.text())
      return { readers: Number(/^spotdeck_edge_connections\{door="websocket"\} (\d+)/m.exec(metrics)?.[1]) }
    },
  })
}
