// Signed orders over loopback against a bare fastify route that takes the same body and answers a constant: both in this
// run, 16 connections, the callers in a process of their own.
// node bench/rest-orders.mjs [seconds]

import { fork } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { request, Agent } from 'node:http'
import { fileURLToPath } from 'node:url'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeSign, nodeTimers } from '@spotdeck/ports/node'
import { DEFAULT_LIMITS, openSandbox } from '@spotdeck/sandbox'
import fastify from 'fastify'
import { brief } from './lib/interleave.mjs'

const CONNECTIONS = 16
const TURN_MS = brief(400, 150)
const DEMO = { apiKey: 'mx0sandboxdemo', secret: 'sandbox-demo-secret' }

if (process.env.SPOTDECK_BENCH_CALLER === undefined) await measure(Number(process.argv[2] ?? 6))
else process.on('message', (job) => void call(job).then((count) => process.send(count)))

async function measure(seconds) {
  const limits = { ...DEFAULT_LIMITS, perEndpoint: 1e12, pools: false, refusalsUntilBan: 0 }
  const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, sign: nodeSign, log: silentLog }
  const config = { port: 0, host: '127.0.0.1', seed: 1, bots: false, panel: true, symbols: ['MXUSDT'], limits }
  const sandbox = await openSandbox(config, world)
  const deposit = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"asset":"USDT","amount":"900000000"}',
  }
  await fetch(`${sandbox.url}/sandbox/accounts/${DEMO.apiKey}/deposit`, deposit)
  const told = await (await fetch(`${sandbox.url}/api/v3/ticker/price?symbol=MXUSDT`)).json()
  // Below every offer, and within what the exchange allows.
  const price = (Number(told.price) * 0.98).toFixed(4)
  const bare = fastify()
  bare.removeAllContentTypeParsers()
  bare.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  bare.post('/api/v3/order', () => ({
    symbol: 'MXUSDT',
    orderId: 'C02__900000000000000000042',
    orderListId: -1,
    price: '2.4',
    origQty: '10',
    type: 'LIMIT',
    side: 'BUY',
    stpMode: '',
    transactTime: 1,
  }))
  await bare.listen({ host: '127.0.0.1', port: 0 })
  const caller = fork(fileURLToPath(import.meta.url), { env: { ...process.env, SPOTDECK_BENCH_CALLER: '1' } })
  const run = (port, ms) =>
    new Promise((resolve) => {
      caller.once('message', resolve)
      caller.send({ port, ms, price })
    })
  const bases = []
  const orders = []
  for (const port of [bare.server.address().port, sandbox.port]) await run(port, brief(1_000, TURN_MS))
  // Short turns side by side, so that a busy machine slows both; the median of their ratios is what counts.
  for (let round = 0; round < (seconds * 1_000) / TURN_MS; round++) {
    bases.push(await run(bare.server.address().port, TURN_MS))
    orders.push(await run(sandbox.port, TURN_MS))
  }
  const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1]
  const rate = (counts) => ((median(counts) * 1_000) / TURN_MS).toFixed(0)
  console.log(`bare fastify route: ${rate(bases)} a second`)
  console.log(`signed orders, checked, funded, ended and told: ${rate(orders)} a second`)
  console.log(`ratio ${median(orders.map((count, n) => count / bases[n])).toFixed(2)}`)
  caller.kill()
  await bare.close()
  await sandbox.close()
}

/** Immediate orders that find no match: each is signed, checked, acknowledged, funded, ended and released. */
async function call({ port, ms, price }) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const until = performance.now() + ms
  let count = 0
  const one = () =>
    new Promise((resolve, reject) => {
      const text = `symbol=MXUSDT&side=BUY&type=IMMEDIATE_OR_CANCEL&quantity=10&price=${price}&recvWindow=60000&timestamp=${Date.now()}`
      const body = `${text}&signature=${createHmac('sha256', DEMO.secret).update(text).digest('hex')}`
      const headers = {
        'x-mexc-apikey': DEMO.apiKey,
        'content-type': 'application/json',
        'content-length': body.length,
      }
      const sent = request(
        { port, host: '127.0.0.1', method: 'POST', path: '/api/v3/order', headers, agent },
        (answer) => {
          answer.resume()
          if (answer.statusCode !== 200) reject(new Error(`answered ${answer.statusCode}`))
          answer.on('end', resolve)
        },
      )
      sent.on('error', reject)
      sent.end(body)
    })
  const lane = async () => {
    while (performance.now() < until) {
      await one()
      count++
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, lane))
  agent.destroy()
  return count
}
