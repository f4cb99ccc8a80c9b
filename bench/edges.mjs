// Many readers over two edges: one account whose events are committed to PostgreSQL and passed on over Redis by a writer as an ingest has
// it, two edges as processes of their own, and WebSocket readers of deals, half at each edge, in two further processes. Prints how long an
// event is on its way from its commit to the readers, and what an edge costs; then how long a reader takes for an hour's events that it
// missed, read from an edge; the bytes of an event; and the statements that following and reading an account cost. Everything shares this machine.
// node bench/edges.mjs [readers] [seconds] [fills a second] [fills of the hour]

import { fork, spawn } from 'node:child_process'
import { on, once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Writer } from '@spotdeck/follow'
import { Database, ledgerSight, openPostgresStore, postgresLeases } from '@spotdeck/store/postgres'
import { openRedisBus } from '@spotdeck/cluster'
import { parseRedisAddress } from '@spotdeck/edge/config'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeTimers } from '@spotdeck/ports/node'
import { createClient } from 'redis'
import WebSocket from 'ws'
import { quantile } from './lib/desk.mjs'
import { fillAt } from './lib/fills.mjs'
import { cpuMsOf, startPostgres } from './lib/postgres-server.mjs'
import { freePort } from './lib/product.mjs'
import { markNow, serveReaders } from './lib/readers.mjs'

if (process.argv[2] === 'readers') serveReaders()
else await measure()

async function measure() {
  const [readers, seconds, rate, hour] = [10_000, 20, 2, 12_000].map((usual, n) => Number(process.argv[n + 2] ?? usual))
  const main = fileURLToPath(new URL('../packages/cli/bundle/spotdeck.js', import.meta.url))
  const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, log: silentLog }
  const secret = 'a secret of the gateways of a bench'
  const folder = mkdtempSync(join(tmpdir(), 'spotdeck-bench-'))
  const postgres = await startPostgres(folder)
  const redisPort = await freePort()
  const args = ['--port', String(redisPort), '--bind', '127.0.0.1', '--dir', folder, '--save', '']
  const redis = spawn('redis-server', args, { stdio: 'ignore' })
  const busUrl = `redis://127.0.0.1:${redisPort}`
  const database = await Database.open({ url: postgres.url })
  const leases = postgresLeases(database, { account: 'main', holder: 'bench', follows: () => true })
  const token = await leases.acquire(3_600_000)
  const store = await openPostgresStore({
    database,
    identity: { account: 'main', host: 'bench', user: 'u' },
    newEpoch: 'abcdef01',
    token,
  })
  const bus = openRedisBus({ address: parseRedisAddress(busUrl).address, secret, world })
  bus.follow('main', () => ({ epoch: store.epoch, n: 0 }))
  const writer = new Writer({
    store,
    state: await store.load(),
    timers: nodeTimers,
    log: silentLog,
    now: () => nodeClock.now(),
    publish(events, _state, hashes) {
      const entries = events.map((event, at) => ({ n: event.n, hash: hashes[at], body: JSON.stringify(event) }))
      bus.publish('main', store.epoch, entries)
    },
  })
  let fills = 0
  const push = async (count, mark) => {
    const drafts = []
    for (let n = 0; n < count; n++) {
      const draft = fillAt(fills++, Date.UTC(2026, 0, 1))
      if (mark !== undefined) draft[0].deal.clientOrderId = mark
      drafts.push(...draft)
    }
    await writer.propose(() => drafts)
  }
  await push(1)
  await leases.renew(token, 3_600_000)
  const environment = {
    ...process.env,
    SPOTDECK_DATABASE_URL: postgres.url,
    SPOTDECK_BUS_URL: busUrl,
    SPOTDECK_GATEWAY_SECRET: secret,
  }
  // A credential has at most 1,000 connections at a gateway.
  const secrets = []
  for (let left = readers / 2; left > 0; left -= 900)
    secrets.push((await run([main, 'token', 'create', '--audience', 'owner', '--data', folder], environment)).trim())
  const edges = [await startEdge('one'), await startEdge('two')]
  const crowds = edges.map(() => fork(fileURLToPath(import.meta.url), ['readers']))
  const headersOf = (n) => ({ authorization: `Bearer ${secrets[n % secrets.length]}` })
  const headers = headersOf(0)
  const say = JSON.stringify({ op: 'subscribe', id: 1, account: 'main', topics: ['deals'], intervalMs: 0 })
  const opening = performance.now()
  for (const [n, crowd] of crowds.entries())
    for (let left = readers / 2; left > 0; left -= 100) {
      const job = {
        op: 'open',
        name: `${left}`,
        count: Math.min(100, left),
        headers: headersOf(Math.floor(left / 100)),
        say,
        upgrade: true,
      }
      crowd.send({ ...job, port: edges[n].port, path: '/api/v1/ws' })
      await once(crowd, 'message')
    }
  const openedS = (performance.now() - opening) / 1_000
  await sleep(2_000)

  const cpu = () => edges.map(({ child }) => cpuMsOf(child.pid))
  const [before, begun, first] = [cpu(), performance.now(), fills]
  while (performance.now() - begun < seconds * 1_000) {
    if (fills - first < ((performance.now() - begun) * rate) / 1_000) await push(1, markNow())
    else await sleep(5)
  }
  const took = performance.now() - begun
  await sleep(3_000)
  const after = cpu()
  const delays = []
  for (const crowd of crowds) {
    crowd.send({ op: 'read' })
    const [{ latencies }] = await once(crowd, 'message')
    for (const one of latencies) delays.push(one)
  }
  const count = fills - first
  const memory = edges.map(({ child }) => residentMb(child.pid))
  const of = (share) => quantile(delays, share).toFixed(0)
  process.stdout.write(
    `${readers} readers at two edges, opened in ${openedS.toFixed(0)} s; ${count} deals in ${(took / 1_000).toFixed(0)} s
delivered ${delays.length} of ${count * readers}, ${Math.round((1_000 * delays.length) / took)} a second
commit to reader: p50 ${of(0.5)} ms, p99 ${of(0.99)} ms, longest ${of(1)} ms
an edge: ${edges.map((_, n) => `${((100 * (after[n] - before[n])) / took).toFixed(0)} % of a core, ${memory[n]} MB`).join('; ')}
processor of the edges, a delivered event: ${((1_000 * (after[0] + after[1] - before[0] - before[1])) / delays.length).toFixed(1)} µs
`,
  )
  for (const crowd of crowds) crowd.kill('SIGKILL')

  const from = fills
  for (let left = hour; left > 0; left -= 100) await push(Math.min(100, left))
  await sleep(2_000)
  const resumed = await resume(edges[0].port, headers, `${store.epoch}`, hour)
  process.stdout.write(
    `${(fills - from) * 3} events missed: a reader has them ${(resumed.ms / 1_000).toFixed(1)} s after it connected (${Math.round(resumed.events / (resumed.ms / 1_000))} events/s)\n`,
  )

  for (const { child } of edges) await ended(child, 'SIGTERM')
  await sizes()
  const statements = await statementsOf()
  process.stdout.write(`${statements}\n`)
  bus.close()
  await writer.close()
  await store.close()
  await database.close()
  await postgres.close()
  await ended(redis, 'SIGKILL')
  rmSync(folder, { recursive: true, force: true })

  /** Bytes of an event in the database, with its indexes and lists, and in the stream of the bus. */
  async function sizes() {
    const tables = `SELECT sum(pg_total_relation_size(c.oid)) AS bytes FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'spotdeck' AND c.relkind = 'r'`
    const [{ bytes }] = await database.all(tables)
    const client = createClient({ url: busUrl })
    await client.connect()
    const key = '{spotdeck:bus}:main:abcdef01'
    const [inRedis, entries] = [
      await client.sendCommand(['MEMORY', 'USAGE', key, 'SAMPLES', '0']),
      await client.xLen(key),
    ]
    client.destroy()
    process.stdout.write(
      `bytes an event: ${Math.round(Number(bytes) / (3 * fills))} in PostgreSQL (${3 * fills} events), ${Math.round(Number(inRedis) / entries)} in Redis (${entries} entries)\n`,
    )
  }

  /** Renewals of leases and looks at ledgers that one gateway's two connections of each do in a second, and what they cost the server. */
  async function statementsOf() {
    const two = await Database.open({ url: postgres.url, maxConnections: 2 })
    const measured = async (work) => {
      const [from, end, server] = [performance.now(), performance.now() + 3_000, postgres.cpuMs()]
      let done = 0
      const one = async () => {
        for (; performance.now() < end; done++) await work()
      }
      await Promise.all([one(), one()])
      const per = (1_000 * (postgres.cpuMs() - server)) / done
      return `${Math.round((1_000 * done) / (performance.now() - from))} a second, ${per.toFixed(0)} µs of the server each`
    }
    const ours = postgresLeases(two.writes, { account: 'main', holder: 'bench', follows: () => true })
    const renewals = await measured(() => ours.renew(token, 3_600_000))
    const looks = await measured(() => ledgerSight(two, 'main'))
    await two.close()
    return `renewals of a lease: ${renewals}; looks at a ledger: ${looks}`
  }

  async function startEdge(name) {
    const nowhere = `127.0.0.1:${await freePort()}`
    const flags = ['gateway', '--role', 'edge', '--port', '0', '--data', join(folder, name)]
    const child = spawn(
      process.execPath,
      [main, ...flags, '--rest', `http://${nowhere}`, '--ws', `ws://${nowhere}/ws`],
      {
        env: environment,
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    )
    let text = ''
    for await (const chunk of child.stdout) {
      text += chunk
      if (/ready: \S+/.test(text)) break
    }
    return { child, port: Number(new URL(/ready: (\S+)/.exec(text)[1]).port) }
  }
}

/** Reads everything from the beginning of the newest `count` fills on, over a WebSocket. */
async function resume(port, headers, epoch, count) {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/accounts/main/snapshot`, { headers })
  const { seq: end } = await answer.json()
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/ws`, { headers })
  await once(socket, 'open')
  const begun = performance.now()
  const topics = ['assets', 'orders', 'deals', 'status']
  const since = { epoch, seq: end - 3 * count }
  socket.send(JSON.stringify({ op: 'subscribe', id: 1, account: 'main', topics, since, intervalMs: 0 }))
  let events = 0
  for await (const [frame] of on(socket, 'message')) {
    const all = [JSON.parse(String(frame))].flat()
    events += all.filter(({ topic }) => topics.includes(topic)).length
    if (all.some(({ seq, op }) => op === undefined && seq >= end)) break
  }
  socket.terminate()
  return { ms: performance.now() - begun, events }
}

function residentMb(pid) {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)
}

async function run(args, env) {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  for await (const chunk of child.stdout) text += chunk
  return text
}

async function ended(child, signal) {
  const gone = once(child, 'close')
  child.kill(signal)
  await gone
}
