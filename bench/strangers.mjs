// Resources that strangers and guests can take from the owner of a gateway: rate budget, connections, sockets, the processor. The gateway is a
// process of its own on loopback; its reports are read from a ledger of a month with 20,000 deals and 43,200 samples of equity, in
// the workers as `spotdeck gateway` does, or with `here` in the gateway's own thread. Every loop is bounded.
// node bench/strangers.mjs [silent connections] [sockets of one public token] [worker or here]

import { randomBytes } from 'node:crypto'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { mkdtempSync, readdirSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { ledgerPath } from '@spotdeck/store'
import { openEdge } from '@spotdeck/edge'
import { openAccess } from '@spotdeck/desk/access'
import { WorkerReports, inProcessReports } from '@spotdeck/reports'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeTimers } from '@spotdeck/ports/node'
import { openProcess, role, serveJobs } from './lib/contestant.mjs'
import { benchDesk, quantile } from './lib/desk.mjs'
import { monthLedger } from './lib/month-ledger.mjs'

const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, log: silentLog }
const BEGIN = 1736417034281
const DEALS = 20_000
const MONTH_MS = 30 * 86_400_000
const FOREIGN_CALLS = 60_000
const CONNECTIONS = 6
const REPORTS = 200
const OWNER_CALLS = 20
const SILENT_MS = 20_000

async function measure(silent, sockets, where) {
  const rows = [
    await crossSite(),
    await silentConnections(silent),
    await manySockets(sockets),
    await manyReports(where),
  ]
  for (const [name, found] of rows) console.log(name, JSON.stringify(found))
}

/** A page of another site makes the owner's browser send what it can; the owner calls, and the probes are asked. */
async function crossSite() {
  const { server, port, owner } = await openServer()
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }
  let left = FOREIGN_CALLS
  let firstRefused
  const isRefused = new Promise((resolve) => (firstRefused = resolve))
  const page = async () => {
    while (left-- > 0)
      if ((await call({ port, agent, headers, path: '/api/v1/accounts' })).status === 429) firstRefused()
  }
  const flood = Promise.all(Array.from({ length: CONNECTIONS }, page))
  await Promise.race([isRefused, flood])
  const refused = { owner: 0, probes: 0 }
  for (let n = 0; n < 10; n++) {
    if ((await call({ port, path: '/api/v1/accounts', headers: bearer(owner) })).status === 429) refused.owner += 1
    if ((await call({ port, path: '/healthz' })).status === 429) refused.probes += 1
    await pause(20)
  }
  left = 0
  await flood
  agent.destroy()
  server.close()
  return ['cross-site GETs on 6 connections: 429 of 10', refused]
}

/** Connections of which nothing comes. */
async function silentConnections(count) {
  const { server, port, owner } = await openServer()
  const opened = await Promise.all(Array.from({ length: count }, () => openSilent(port)))
  await pause(500)
  const held = async () => (await server.ask({ op: 'held' })).held
  const atFirst = await held()
  const { status, ms } = await call({ port, path: '/api/v1/accounts', headers: bearer(owner) })
  await pause(SILENT_MS)
  const later = await held()
  for (const socket of opened) socket.destroy()
  server.close()
  return [
    `${count} silent connections of one address`,
    { atFirst, [`after ${SILENT_MS / 1000} s`]: later, owner: status, ownerMs: round(ms) },
  ]
}

/** One public token opens WebSockets and follows the market. */
async function manySockets(count) {
  const { server, port, owner, guest } = await openServer()
  const { rssMb: before } = await server.ask({ op: 'memory' })
  const opened = await Promise.all(Array.from({ length: count }, () => openSocket(port, guest)))
  await pause(1_000)
  const { rssMb: after } = await server.ask({ op: 'memory' })
  const { status, ms } = await call({ port, path: '/api/v1/accounts', headers: bearer(owner) })
  const taken = opened.filter(({ status }) => status === 101).length
  for (const { socket } of opened) socket.destroy()
  server.close()
  return [`${count} sockets of one public token`, { taken, rssMb: [before, after], owner: status, ownerMs: round(ms) }]
}

/** One public token asks for reports, each another one, while the owner asks for a list and for a report. */
async function manyReports(where) {
  const { server, port, owner, guest } = await openServer(where)
  const agent = new Agent({ keepAlive: true, maxSockets: REPORTS })
  const path = (n) => `/api/v1/accounts/main/performance?from=${BEGIN + n}&to=${BEGIN + MONTH_MS}`
  const ask = (n) => call({ port, agent, path: path(n), headers: bearer(guest) })
  // The profit book is computed once, by whoever asks first.
  const first = await call({ port, path: path(20_000), headers: bearer(owner) })
  const alone = await call({ port, path: path(20_001), headers: bearer(owner) })
  await server.ask({ op: 'block' })
  const flood = Promise.all(Array.from({ length: REPORTS }, (_, n) => ask(n)))
  await pause(50)
  const times = { list: [], report: [] }
  for (let n = 0; n < OWNER_CALLS; n++) {
    times.list.push((await call({ port, path: '/api/v1/accounts', headers: bearer(owner) })).ms)
    times.report.push((await call({ port, path: path(10_000 + n), headers: bearer(owner) })).ms)
  }
  const answers = await flood
  const { blockMs } = await server.ask({ op: 'block' })
  agent.destroy()
  server.close()
  const of = (list) => ({ p50: round(quantile(list, 0.5)), worst: round(Math.max(...list)) })
  const refused = answers.filter(({ status }) => status === 429).length
  const before = { first: round(first.ms), alone: round(alone.ms) }
  return [
    `${REPORTS} reports at once by one public token, owner's ms`,
    { before, ...mapped(times, of), refused, blockMs },
  ]
}

const mapped = (record, of) => Object.fromEntries(Object.entries(record).map(([name, value]) => [name, of(value)]))
const bearer = (token) => ({ authorization: `Bearer ${token}` })
const round = (value) => Number(value.toFixed(1))
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** @param args who computes reports, where they are asked for */
async function openServer(...args) {
  const server = openProcess(fileURLToPath(import.meta.url), 'server', args)
  return { server, ...(await server.ask({ op: 'open' })) }
}

function call({ port, path, headers = {}, agent = false }) {
  const began = performance.now()
  return new Promise((resolve) => {
    const done = (status) => resolve({ status, ms: performance.now() - began })
    const asked = request({ host: '127.0.0.1', port, path, headers, agent }, (answer) => {
      answer.resume()
      answer.on('end', () => done(answer.statusCode))
    })
    asked.on('error', () => done(0))
    asked.end()
  })
}

function openSilent(port) {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  // Read, so that the server's end of the connection is seen.
  socket.resume()
  return new Promise((resolve) => {
    for (const event of ['connect', 'close']) socket.once(event, () => resolve(socket))
  })
}

function openSocket(port, token) {
  const socket = connect(port, '127.0.0.1')
  const lines = [
    'GET /api/v1/ws HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    `Authorization: Bearer ${token}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
  ]
  socket.on('error', () => undefined)
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  return new Promise((resolve) => {
    socket.once('close', () => resolve({ socket, status: 0 }))
    socket.once('data', (bytes) => resolve({ socket, status: Number(bytes.toString('latin1').slice(9, 12)) }))
  })
}

/** The report of a month, for the owner and for guests, where this process was told who computes it. */
async function monthReports(dataDir) {
  const where = process.argv[2]
  if (where === undefined) return []
  const store = await monthLedger(dataDir, { begin: BEGIN, deals: DEALS })
  const { timers, log } = world
  const pathOf = (account) => ledgerPath(dataDir, account)
  const readers = where === 'here' ? inProcessReports(timers) : new WorkerReports({ pathOf, timers, log })
  const present = { now: BEGIN + MONTH_MS, prices: new Map() }
  return ['owner', 'guests'].map((asker) => {
    const reports = readers.of('main', store, asker)
    return { performance: (span) => reports.performance(span, present) }
  })
}

async function serve() {
  const dataDir = mkdtempSync(join(tmpdir(), 'spotdeck-bench-'))
  const desk = benchDesk(...(await monthReports(dataDir)))
  const edge = await openEdge({ desk, world, config: { host: '127.0.0.1', port: 0, sandbox: true, dataDir } })
  const access = openAccess(dataDir, world)
  const token = (audience) => access.createToken({ audience, accounts: 'all' }).secret
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  serveJobs({
    open: () => ({ port: edge.port, owner: token('owner'), guest: token('public') }),
    // As the kernel has them: what waits to be accepted is not the gateway's yet.
    held: () => ({ held: readdirSync('/proc/self/fd').filter(isSocket).length }),
    block: () => {
      const blockMs = Math.round(delay.max / 1e6)
      delay.reset()
      return { blockMs }
    },
    memory: () => ({ rssMb: Math.round(process.memoryUsage().rss / 1024 / 1024) }),
  })
}

function isSocket(fd) {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`).startsWith('socket:')
  } catch {
    return false
  }
}

const [silent = 3_000, sockets = 1_000, where = 'worker'] = process.argv.slice(2)
if (role === undefined) await measure(Number(silent), Number(sockets), where)
else await serve()
