// Readers that do not read: 400 WebSockets follow one account; then the same with 10 % of them standing still. How long a tick's last
// event is on its way to the others, with and without them.
// node bench/slow-readers.mjs [readers] [ticks] [rounds]

import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { benchDesk, openBenchEdge, quantile } from './lib/desk.mjs'
import { markNow, serveReaders } from './lib/readers.mjs'

const EVENTS = 8
const TICK_MS = 50

if (process.env.SPOTDECK_BENCH_READER !== undefined) serveReaders()
else await measure(...[400, 100, 3].map((usual, n) => Number(process.argv[n + 2] ?? usual)))

async function measure(readers, ticks, rounds) {
  const child = fork(fileURLToPath(import.meta.url), { env: { ...process.env, SPOTDECK_BENCH_READER: '1' } })
  const ask = (job) =>
    new Promise((resolve) => {
      child.once('message', resolve)
      child.send(job)
    })
  const stalled = readers / 10
  const healthy = readers - stalled
  const alone = await open(ask, 'alone', healthy, 0)
  const beside = await open(ask, 'beside', readers, stalled)
  const seen = { alone: [], beside: [] }
  for (let round = 0; round <= rounds; round++) {
    for (const [name, desk] of [
      ['alone', alone.desk],
      ['beside', beside.desk],
    ]) {
      // prettier-ignore
      for (let n = 0; n < ticks; n++) {
        desk.commit(Array.from({ length: EVENTS }, (_, at) => (at === EVENTS - 1 ? markNow() : 'mine-000000000001')))
        await new Promise((resolve) => setTimeout(resolve, TICK_MS))
      }
      await new Promise((resolve) => setTimeout(resolve, 500))
      const { latencies } = await ask({ op: 'collect' })
      if (round > 0) seen[name].push(...latencies)
    }
  }
  const [base, other] = [seen.alone, seen.beside]
  console.log(`${healthy} readers that read; ${stalled} that do not; ${EVENTS} events every ${TICK_MS} ms`)
  console.table([
    { readers: 'alone', 'p50 ms': round2(quantile(base, 0.5)), 'p99 ms': round2(quantile(base, 0.99)), p99: '1.00x' },
    { readers: 'beside the stalled', 'p50 ms': round2(quantile(other, 0.5)), 'p99 ms': round2(quantile(other, 0.99)), p99: `${(quantile(other, 0.99) / quantile(base, 0.99)).toFixed(2)}x` },
  ]) // prettier-ignore
  child.kill()
  await alone.close()
  await beside.close()
}

function round2(value) {
  return Number(value.toFixed(2))
}

async function open(ask, name, count, stalled) {
  const desk = benchDesk()
  const { edge, token, close } = await openBenchEdge(desk)
  const say = JSON.stringify({ op: 'subscribe', id: 1, account: 'main', topics: ['orders', 'deals'], intervalMs: 0 })
  const headers = { authorization: `Bearer ${token}` }
  await ask({ op: 'open', name, port: edge.port, count, stalled, headers, path: '/api/v1/ws', upgrade: true, say })
  return { desk, close }
}
