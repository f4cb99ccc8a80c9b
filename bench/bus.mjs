// Delay from a push to a reader of another gateway: by the bus (Redis) beside the look at the database every half second, in one run at
// 1,000 events/s. A PostgreSQL server and a redis-server of its own; the writer commits what has arrived while the commit before it ran,
// as an ingest does; two edges are gateways of their own, one with the bus and one without, each with one WebSocket reader of deals.
// A delay begins when the writer has the push and ends when the reader has its event. Reader, edges and servers share this machine.
// node bench/bus.mjs [seconds] [rounds] [fills a second, of three events each]

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Writer } from '@spotdeck/follow'
import { Database, openPostgresStore, postgresLeases } from '@spotdeck/store/postgres'
import { openRedisBus } from '@spotdeck/cluster'
import { parseRedisAddress } from '@spotdeck/edge/config'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeTimers } from '@spotdeck/ports/node'
import WebSocket from 'ws'
import { median, quantile } from './lib/desk.mjs'
import { fillAt } from './lib/fills.mjs'
import { cpuMsOf, startPostgres } from './lib/postgres-server.mjs'
import { freePort } from './lib/product.mjs'

const main = fileURLToPath(new URL('../packages/cli/bundle/spotdeck.js', import.meta.url))
const [seconds, rounds, rate] = [20, 3, 334].map((usual, n) => Number(process.argv[n + 2] ?? usual))
const HOUR_MS = 3_600_000
const TICK_MS = 3
const WARM_MS = 3_000
const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, log: silentLog }

const folder = mkdtempSync(join(tmpdir(), 'spotdeck-bench-'))
const postgres = await startPostgres(folder)
const redisPort = await freePort()
const redis = spawn(
  'redis-server',
  ['--port', String(redisPort), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
  { stdio: 'ignore' },
)
const busUrl = `redis://127.0.0.1:${redisPort}`
const database = await Database.open({ url: postgres.url })
const leases = postgresLeases(database, { account: 'main', holder: 'bench', follows: () => true })
const token = await leases.acquire(HOUR_MS)
const store = await openPostgresStore({
  database,
  identity: { account: 'main', host: 'bench', user: 'u' },
  newEpoch: 'abcdef01',
  token,
})
const secret = 'a secret of the gateways of a bench'
const bus = openRedisBus({ address: parseRedisAddress(busUrl).address, secret, world })
bus.follow('main', () => ({ epoch: store.epoch, n: 0 }))

/** Of each order, when the writer had its push and when it was committed. */
const pushes = new Map()
const committed = []
const writer = new Writer({
  store,
  state: await store.load(),
  timers: nodeTimers,
  log: silentLog,
  now: () => nodeClock.now(),
  publish(events, _state, hashes) {
    const now = performance.now()
    for (const event of events) {
      if (event.type !== 'deal.added') continue
      const push = pushes.get(event.deal.orderId)
      push.committedAt = now
      committed.push(now - push.at)
    }
    bus.publish(
      'main',
      store.epoch,
      events.map((event, at) => ({ n: event.n, hash: hashes[at], body: JSON.stringify(event) })),
    )
  },
})
let fills = 0
await push(1)
await leases.renew(token, HOUR_MS)

const edges = {
  bus: await startEdge('bus', { SPOTDECK_BUS_URL: busUrl, SPOTDECK_GATEWAY_SECRET: secret }),
  poll: await startEdge('poll', {}),
}
await sleep(WARM_MS)
const seen = []
for (let round = 0; round <= rounds; round++) {
  const found = await measured(round === 0 ? WARM_MS : seconds * 1_000)
  if (round > 0) seen.push(found)
}
report()

for (const { child } of Object.values(edges)) {
  const gone = once(child, 'close')
  child.kill('SIGTERM')
  await gone
}
bus.close()
await writer.close()
await store.close()
await database.close()
await postgres.close()
const gone = once(redis, 'close')
redis.kill('SIGKILL')
await gone
rmSync(folder, { recursive: true, force: true })

/** Commits so many fills together, which arrived now. */
async function push(count) {
  const drafts = []
  for (let n = 0; n < count; n++) {
    const draft = fillAt(fills++, Date.UTC(2026, 0, 1))
    pushes.set(draft[0].deal.orderId, { at: performance.now() })
    drafts.push(...draft)
  }
  await writer.propose(() => drafts)
}

/** Fills at the rate for so many ms: the delays of each edge, of the commits, and what the edges and the database cost. */
async function measured(ms) {
  committed.length = 0
  for (const { delays, afterCommit } of Object.values(edges)) delays.length = afterCommit.length = 0
  const cpu = () => ({ bus: cpuMsOf(edges.bus.child.pid), poll: cpuMsOf(edges.poll.child.pid) })
  const [before, begun, first] = [cpu(), performance.now(), fills]
  let waiting = []
  let committing = Promise.resolve()
  let isCommitting = false
  const commit = async () => {
    isCommitting = true
    while (waiting.length > 0) {
      const drafts = waiting.splice(0).flat()
      await writer.propose(() => drafts)
    }
    isCommitting = false
  }
  while (performance.now() - begun < ms) {
    while (fills - first < ((performance.now() - begun) * rate) / 1_000) {
      const draft = fillAt(fills++, Date.UTC(2026, 0, 1))
      pushes.set(draft[0].deal.orderId, { at: performance.now() })
      waiting.push(draft)
    }
    if (!isCommitting) committing = commit()
    await sleep(TICK_MS)
  }
  await committing
  const count = fills - first
  const took = performance.now() - begun
  while (Object.values(edges).some(({ delays }) => delays.length < count)) await sleep(20)
  const after = cpu()
  pushes.clear()
  const of = (delays) => ({ p50: quantile(delays, 0.5), p99: quantile(delays, 0.99), max: Math.max(...delays) })
  return {
    rate: (3_000 * count) / took,
    commit: of(committed),
    afterCommit: of(edges.bus.afterCommit),
    bus: { ...of(edges.bus.delays), cpu: (after.bus - before.bus) / took },
    poll: { ...of(edges.poll.delays), cpu: (after.poll - before.poll) / took },
  }
}

/** An edge of its own process, and the delays of the deals that its reader has received, in ms. */
async function startEdge(name, more) {
  const data = join(folder, name)
  mkdirSync(data)
  const env = { ...process.env, SPOTDECK_DATABASE_URL: postgres.url, ...more }
  const created = [main, 'token', 'create', '--audience', 'owner', '--data', data]
  const secret = execFileSync(process.execPath, created, { env, encoding: 'utf8' }).trim()
  const nowhere = `127.0.0.1:${await freePort()}`
  const args = ['gateway', '--role', 'edge', '--port', '0', '--data', data]
  const child = spawn(process.execPath, [main, ...args, '--rest', `http://${nowhere}`, '--ws', `ws://${nowhere}/ws`], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let text = ''
  for await (const chunk of child.stdout) {
    text += chunk
    if (/ready: \S+/.test(text)) break
  }
  const { origin } = new URL(/ready: (\S+)/.exec(text)[1])
  const [delays, afterCommit] = [[], []]
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/api/v1/ws`, {
    headers: { authorization: `Bearer ${secret}` },
  })
  await once(socket, 'open')
  socket.on('message', (frame) => {
    const now = performance.now()
    const messages = [JSON.parse(String(frame))].flat()
    for (const { topic, data: deal } of messages) {
      const push = topic === 'deals' ? pushes.get(deal.orderId) : undefined
      if (push === undefined) continue
      delays.push(now - push.at)
      afterCommit.push(now - push.committedAt)
    }
  })
  socket.send(JSON.stringify({ op: 'subscribe', id: 1, account: 'main', topics: ['deals'], intervalMs: 0 }))
  return { child, delays, afterCommit }
}

function report() {
  const of = (name, value) => median(seen.map((one) => one[name][value]))
  const line = (name, title) =>
    `${title}: p50 ${of(name, 'p50').toFixed(1)} ms, p99 ${of(name, 'p99').toFixed(1)} ms, longest ${of(name, 'max').toFixed(1)} ms`
  const cpu = (name) => `, edge's processor ${(100 * of(name, 'cpu')).toFixed(0)} % of a core`
  const ratio = (value) => median(seen.map(({ bus: ours, poll }) => poll[value] / ours[value])).toFixed(1)
  process.stdout.write(
    `${Math.round(median(seen.map((one) => one.rate)))} events/s, ${rounds} rounds of ${seconds} s, medians of rounds
${line('commit', 'push to commit')}
${line('afterCommit', 'commit to reader, bus')}
${line('bus', 'push to reader, bus')}${cpu('bus')}
${line('poll', 'push to reader, poll')}${cpu('poll')}
poll / bus: p50 ${ratio('p50')}, p99 ${ratio('p99')}
`,
  )
}
