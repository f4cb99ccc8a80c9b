// Durable commits on PostgreSQL against SQLite: one account, in turns of the same run, one fill (three events) a commit, and batches of
// 400 events. A server of its own on this machine with fsync on, over the loopback; SQLite with synchronous=FULL. The processor time of
// PostgreSQL's own processes is not in the figures of this process, and is printed beside them.
// node bench/postgres.mjs [fills] [batches] [rounds]

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore } from '@spotdeck/follow'
import { Database, openPostgresStore, postgresLeases } from '@spotdeck/follow/postgres'
import { EMPTY_STATE, record, touchedRows } from '@spotdeck/ledger'
import { median } from './lib/desk.mjs'
import { fillAt } from './lib/fills.mjs'

const [fills, batches, rounds] = [300, 10, 5].map((usual, n) => Number(process.argv[n + 2] ?? usual))
const BEGIN = Date.UTC(2026, 0, 1)
const DEBIAN = '/usr/lib/postgresql'
const HOUR_MS = 3_600_000

const folder = mkdtempSync(join(tmpdir(), 'spotdeck-bench-'))
const server = await startServer(join(folder, 'data'))
const database = await Database.open({ url: server.url })
const identity = (account) => ({ account, host: 'bench', user: 'u' })

const seen = { fill: { postgres: [], sqlite: [] }, batch: { postgres: [], sqlite: [] } }
const spent = { fill: { postgres: [], sqlite: [] }, batch: { postgres: [], sqlite: [] } }
let [serverMs, serverEvents] = [0, 0]
for (let round = 0; round < rounds; round++)
  for (const [kind, count, size] of [
    ['fill', fills, 1],
    ['batch', batches, 134],
  ])
    for (const [name, open] of [
      ['postgres', openPostgres],
      ['sqlite', openSqlite],
    ]) {
      const store = await open(`${kind}-${round}`)
      const [cpu, ofServer, begun] = [process.cpuUsage(), server.cpuMs(), performance.now()]
      const events = await write(store, count, size)
      seen[kind][name].push((1_000 * events) / (performance.now() - begun))
      const { user, system } = process.cpuUsage(cpu)
      spent[kind][name].push((user + system) / events)
      if (name === 'postgres') {
        serverMs += server.cpuMs() - ofServer
        serverEvents += events
      }
      await store.close()
    }
report()
await database.close()
await server.close()
rmSync(folder, { recursive: true, force: true })

/** Commits so many times so many fills; answers the number of events. */
async function write(store, count, size) {
  let state = EMPTY_STATE
  for (let at = 0; at < count; at++) {
    const drafts = Array.from({ length: size }, (_, n) => fillAt(at * size + n, BEGIN)).flat()
    const next = record(state, drafts, BEGIN + at * 1_000)
    await store.commit({ events: next.events, rows: touchedRows(state, next.state, next.events) })
    state = next.state
  }
  return state.n
}

function openSqlite(account) {
  return openSqliteStore({ path: join(folder, `${account}.db`), identity: identity(account), newEpoch: 'abcdef01' })
}

async function openPostgres(account) {
  const token = await postgresLeases(database, { account, holder: 'bench' }).acquire(HOUR_MS)
  return openPostgresStore({ database, identity: identity(account), newEpoch: 'abcdef01', token })
}

function report() {
  for (const [kind, title] of [
    ['fill', 'one fill a commit'],
    ['batch', '402 events a commit'],
  ]) {
    const ratios = seen[kind].postgres.map((value, n) => value / seen[kind].sqlite[n])
    const each = ['postgres', 'sqlite'].map(
      (name) =>
        `${name} ${Math.round(median(seen[kind][name]))} events/s (${Math.round(median(spent[kind][name]))} us of processor each)`,
    )
    process.stdout.write(`${title}: ${each.join(', ')}, ratio ${median(ratios).toFixed(2)}\n`)
  }
  process.stdout.write(
    `processes of the server: ${Math.round((1_000 * serverMs) / serverEvents)} us of processor an event\n`,
  )
}

/** PostgreSQL refuses to run as root: root starts it as its own user. */
async function startServer(data) {
  const user = process.getuid() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {}
  if (user.uid !== undefined) {
    chmodSync(folder, 0o755)
    chownSync(folder, user.uid, user.gid)
  }
  const [version] = readdirSync(DEBIAN).sort((a, b) => b - a)
  const program = (name) => join(DEBIAN, version, 'bin', name)
  const made = spawnSync(program('initdb'), ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C'], {
    ...user,
    cwd: folder,
  })
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const port = await freePort()
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=']
  const child = spawn(program('postgres'), ['-D', data, ...settings.flatMap((one) => ['-c', one])], {
    ...user,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  for await (const chunk of child.stderr) if (String(chunk).includes('ready to accept connections')) break
  return {
    url: `postgres://bench@127.0.0.1:${port}/postgres`,
    cpuMs: () => cpuMsOf(child.pid),
    async close() {
      const gone = once(child, 'exit')
      child.kill('SIGINT')
      await gone
    },
  }
}

function idOf(flag) {
  return Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
}

/** Processor time of a process and of its children that run, in ms, by ticks of 10 ms. */
function cpuMsOf(pid) {
  const children = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n')
  const ticks = [pid, ...children].map((one) => {
    try {
      const fields = readFileSync(`/proc/${one}/stat`, 'utf8').split(') ')[1].split(' ')
      return Number(fields[11]) + Number(fields[12])
    } catch {
      return 0
    }
  })
  return ticks.reduce((sum, one) => sum + one, 0) * 10
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  return port
}
