// One account, 1,000 readers, 8 events a tick: the edge, over WebSocket and SSE, against a naive server that masks each event for
// each client, encodes it and sends it; and against one that need not mask. Each server and the readers are processes of their own,
// the servers take turns. Processor time of the server a delivered event, and how long a tick's last event is on its way. 'bare writes'
// is the least that any server can spend here: bytes made beforehand, one bare write a reader and tick.
// node bench/fan-out.mjs [readers] [ticks] [rounds]

import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { maskEnvelope } from '@spotdeck/api'
import { WebSocketServer } from 'ws'
import { openProcess, role, serveJobs, timedTicks } from './lib/contestant.mjs'
import { benchDesk, median, openBenchEdge, orderEvent, quantile } from './lib/desk.mjs'
import { brief } from './lib/interleave.mjs'
import { markNow, serveReaders } from './lib/readers.mjs'

const EVENTS = 8
const TICK_MS = 250
const HELLO = { path: '/', say: '{"op":"hello"}', upgrade: true }
const SUBSCRIBE = {
  path: '/api/v1/ws',
  upgrade: true,
  say: JSON.stringify({ op: 'subscribe', id: 1, account: 'main', topics: ['orders', 'deals'], intervalMs: 0 }),
}
const CONTESTANTS = {
  'naive: mask, encode, send': HELLO,
  'spotdeck websocket': SUBSCRIBE,
  'spotdeck sse': { path: '/api/v1/accounts/main/events?topics=orders,deals' },
  ...brief({ 'naive: encode, send': HELLO, 'bare writes': HELLO }, {}),
}

if (role === undefined) await measure(...[1_000, 10, 7].map((usual, n) => Number(process.argv[n + 2] ?? usual)))
else if (role === 'readers') serveReaders()
else await serve(role)

async function measure(readers, ticks, rounds) {
  const file = fileURLToPath(import.meta.url)
  const audience = openProcess(file, 'readers')
  const servers = []
  for (const [name, job] of Object.entries(CONTESTANTS)) {
    const server = openProcess(file, name)
    const { port, headers } = await server.ask({ op: 'open' })
    await audience.ask({ op: 'open', name, port, headers, count: readers, ...job })
    servers.push({ name, ...server, costs: [], middles: [], tails: [] })
  }
  for (let round = 0; round <= rounds; round++) {
    for (const { name, ask, costs, middles, tails } of servers) {
      const { cost } = await ask({ op: 'run', ticks })
      const seen = await arrived(audience.ask, readers * ticks, name)
      // The first round warms up.
      if (round === 0) continue
      costs.push(cost / (readers * ticks * EVENTS))
      middles.push(quantile(seen, 0.5))
      tails.push(quantile(seen, 0.99))
    }
  }
  report(servers, readers)
  for (const { close } of [audience, ...servers]) close()
}

/** All that was sent, save what stood in two chunks; waited for, on a machine that is busy. */
async function arrived(ask, sent, name) {
  const latencies = []
  for (let tries = 0; latencies.length < sent * 0.97; tries++) {
    if (tries > 60) throw new Error(`${name}: ${latencies.length} of ${sent} ticks arrived.`)
    await new Promise((resolve) => setTimeout(resolve, TICK_MS))
    for (const latency of (await ask({ op: 'collect' })).latencies) latencies.push(latency)
  }
  return latencies
}

function report(servers, readers) {
  console.log(`${readers} readers, ${EVENTS} events a tick; medians of the rounds`)
  const rows = servers.map(({ name, costs, middles, tails }) => ({
    server: name,
    'µs an event and reader': median(costs),
    'p50 ms': median(middles),
    'p99 ms': median(tails),
  }))
  const base = rows[0]
  console.table(
    rows.map((row) => ({
      ...Object.fromEntries(
        Object.entries(row).map(([key, value]) => [key, typeof value === 'number' ? Number(value.toFixed(2)) : value]),
      ),
      throughput: `${(base['µs an event and reader'] / row['µs an event and reader']).toFixed(1)}x`,
      p99: `${(row['p99 ms'] / base['p99 ms']).toFixed(2)}x`,
    })),
  )
  console.log(`SSE ${(rows[1]['µs an event and reader'] / rows[2]['µs an event and reader']).toFixed(2)}x of WebSocket`)
}

/** One contestant in this process. */
async function serve(name) {
  const { port, headers = {}, tick } = name.startsWith('spotdeck') ? await ours() : await theirs(name)
  serveJobs({
    open: () => ({ port, headers }),
    run: async ({ ticks }) => ({ cost: await timedTicks(tick, ticks, TICK_MS) }),
  })
}

function marks() {
  return Array.from({ length: EVENTS }, (_, n) => (n === EVENTS - 1 ? markNow() : 'mine-000000000001'))
}

/** `ws` as one writes it first, or no more than its sockets. */
async function theirs(name) {
  const server = createServer()
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bare = []
  server.on('connection', (socket) => bare.push(socket))
  const ticks = {
    'naive: mask, encode, send': () => naive(sockets, true),
    'naive: encode, send': () => naive(sockets, false),
    'bare writes': () => write(bare),
  }
  return { port: server.address().port, tick: ticks[name] }
}

let seq = 0
const view = { audience: 'owner', maskId: (id) => id }

function naive(sockets, masks) {
  for (const mark of marks()) {
    const event = orderEvent(++seq, mark)
    for (const client of sockets.clients) client.send(JSON.stringify(masks ? maskEnvelope(event, view) : event))
  }
}

function write(sockets) {
  const text = JSON.stringify(marks().map((mark) => orderEvent(++seq, mark)))
  const frame = Buffer.concat([Buffer.from([0x81, 126, text.length >> 8, text.length & 255]), Buffer.from(text)])
  for (const socket of sockets) socket.write(frame)
}

async function ours() {
  const desk = benchDesk()
  const { edge, token } = await openBenchEdge(desk)
  return { port: edge.port, headers: { authorization: `Bearer ${token}` }, tick: () => desk.commit(marks()) }
}
