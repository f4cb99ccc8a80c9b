// Durable commits on PostgreSQL against SQLite: one account, in turns of the same run, one fill (three events) a commit, and batches of
// 400 events. A server of its own on this machine with fsync on, over the loopback; SQLite with synchronous=FULL. The processor time of
// PostgreSQL's own processes is not in the figures of this process, and is printed beside them.
// node bench/postgres.mjs [fills] [batches] [rounds]

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore } from '@spotdeck/store'
import { Database, openPostgresStore, postgresLeases } from '@spotdeck/store/postgres'
import { EMPTY_STATE, record, touchedRows } from '@spotdeck/ledger'
import { median } from './lib/desk.mjs'
import { fillAt } from './lib/fills.mjs'
import { startPostgres } from './lib/postgres-server.mjs'

const [fills, batches, rounds] = [300, 10, 5].map((usual, n) => Number(process.argv[n + 2] ?? usual))
const BEGIN = Date.UTC(2026, 0, 1)
const HOUR_MS = 3_600_000

const folder = mkdtempSync(join(tmpdir(), 'spotdeck-bench-'))
const server = await startPostgres(folder)
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
