// One push for many readers: the sandbox's streams against a naive server that sends each event to each client.
// 8 events a tick, plain sockets on loopback, the readers in a process of their own.
// node bench/stream-fan-out.mjs [clients] [ticks]

import { fork } from 'node:child_process'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeSign, nodeTimers } from '@spotdeck/ports/node'
import { DEFAULT_LIMITS, openSandbox } from '@spotdeck/sandbox'
import { encodePush } from '@spotdeck/wire'
import { WebSocket, WebSocketServer } from 'ws'

const EVENTS = 8
/** Rounds that are not counted: until what runs a few times a second is compiled. */
const WARM_UP = 3
const ROUNDS = 7
const CHANNEL = 'spot@public.aggre.deals.v3.api.pb@10ms@MXUSDT'

if (process.env.SPOTDECK_BENCH_READER === undefined) {
  await measure(Number(process.argv[2] ?? 400), Number(process.argv[3] ?? 60))
} else process.on('message', (job) => void read(job).then(() => process.send('open')))

async function measure(clients, ticks) {
  const reader = fork(fileURLToPath(import.meta.url), { env: { ...process.env, SPOTDECK_BENCH_READER: '1' } })
  const connect = (url, subscribe) =>
    new Promise((resolve) => {
      reader.once('message', resolve)
      reader.send({ url, clients, subscribe })
    })
  const naive = await openNaive(connect)
  const ours = await openOurs(connect)
  const costs = { naive: [], ours: [] }
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const [theirs, mine] = [await timed(naive.tick, ticks), await timed(ours.tick, ticks)]
    if (round < 0) continue
    costs.naive.push(theirs)
    costs.ours.push(mine)
  }
  const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1]
  const each = (list) => ((median(list) * 1_000) / ticks / clients).toFixed(2)
  console.log(`${clients} clients, ${EVENTS} events a tick`)
  console.log(`naive: ${each(costs.naive)} µs of processor a client and tick; sandbox: ${each(costs.ours)} µs`)
  console.log(`ratio ${(median(costs.naive) / median(costs.ours)).toFixed(1)}`)
  reader.kill()
  naive.close()
  await ours.close()
}

/** Processor time of this process for so many ticks, in ms. */
async function timed(tick, ticks) {
  const before = process.cpuUsage()
  for (let n = 0; n < ticks; n++) {
    tick()
    await new Promise((resolve) => setTimeout(resolve, 14))
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

/** As one writes it first: each event, encoded once, sent to each client. */
async function openNaive(connect) {
  const server = createServer()
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  await connect(`ws://127.0.0.1:${server.address().port}/`, false)
  return {
    tick() {
      for (let n = 0; n < EVENTS; n++) {
        const deal = {
          price: '2.49',
          quantity: '1',
          tradeType: 1,
          time: Date.now(),
          tradeId: '900000000000000011X0_900000000000000012X1',
        }
        const value = { deals: [deal], eventType: 'spot@public.aggre.deals.v3.api.pb@10ms' }
        const frame = encodePush({
          channel: CHANNEL,
          symbol: 'MXUSDT',
          sendTime: Date.now(),
          body: { kind: 'publicAggreDeals', value },
        })
        for (const client of sockets.clients) client.send(frame)
      }
    },
    close() {
      for (const client of sockets.clients) client.terminate()
      server.close()
    },
  }
}

/** The sandbox: the same events by trades in its book, which it has to match first. */
async function openOurs(connect) {
  const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, sign: nodeSign, log: silentLog }
  const config = {
    port: 0,
    host: '127.0.0.1',
    seed: 1,
    bots: false,
    panel: false,
    symbols: ['MXUSDT'],
    limits: DEFAULT_LIMITS,
  }
  const sandbox = await openSandbox(config, world)
  const now = Date.now()
  const seat = sandbox.exchange.seat()
  const order = { symbol: 'MXUSDT', type: 'LIMIT', ticks: 24_900, time: now }
  seat.place({ ...order, side: 'SELL', lots: 80_000_000 })
  await connect(sandbox.wsUrl, true)
  return {
    tick() {
      for (let n = 0; n < EVENTS; n++) {
        seat.place({ ...order, type: 'IMMEDIATE_OR_CANCEL', side: 'BUY', lots: 100, time: Date.now() })
      }
    },
    close: () => sandbox.close(),
  }
}

async function read({ url, clients, subscribe }) {
  await Promise.all(
    Array.from({ length: clients }, () => {
      const socket = new WebSocket(url, { perMessageDeflate: false })
      socket.on('message', () => undefined)
      return new Promise((resolve, reject) => {
        socket.once('error', reject)
        socket.once('open', () => {
          if (subscribe) socket.send(JSON.stringify({ method: 'SUBSCRIPTION', params: [CHANNEL], id: 1 }))
          else return resolve()
          socket.once('message', resolve)
        })
      })
    }),
  )
}
