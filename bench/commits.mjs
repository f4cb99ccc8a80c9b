// Commits of many trading accounts: one SQLite file an account, WAL, synchronous=FULL. Each account in turn commits one fill,
// as its follower does. On the disk against the same files in memory (tmpfs): the difference is the disk's flush. Wall time and
// processor time stand beside each other, since a shared machine lets a process stand.
// node bench/commits.mjs [accounts] [fills of each account] [folder]

import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore } from '@spotdeck/store'
import { EMPTY_STATE, record, touchedRows } from '@spotdeck/ledger'
import { quantile } from './lib/desk.mjs'
import { fillAt } from './lib/fills.mjs'

const BEGIN = Date.UTC(2026, 0, 1)
const MEMORY = '/dev/shm'
const TMPFS = 0x01021994

async function run(folder, accounts, fills) {
  const data = mkdtempSync(join(folder, 'spotdeck-commits-'))
  try {
    const each = Array.from({ length: accounts }, (_, n) => ({
      state: EMPTY_STATE,
      store: openSqliteStore({
        path: join(data, `${n}.db`),
        identity: { account: `a${n}`, host: 'bench', user: `u${n}` },
        newEpoch: 'abcdef01',
      }),
    }))
    const took = []
    const cpu = process.cpuUsage()
    const begun = performance.now()
    for (let fill = 0; fill < fills; fill++)
      for (const account of each) {
        const from = performance.now()
        const next = record(account.state, fillAt(fill, BEGIN), BEGIN + fill * 1_000)
        await account.store.commit({ events: next.events, rows: touchedRows(account.state, next.state, next.events) })
        account.state = next.state
        took.push(performance.now() - from)
      }
    const wallMs = performance.now() - begun
    const { user, system } = process.cpuUsage(cpu)
    for (const { store } of each) await store.close()
    return { took, wallMs, cpuMs: (user + system) / 1_000 }
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

function report(name, { took, wallMs, cpuMs }) {
  const count = took.length
  const perSecond = (ms) => Math.round((1_000 * count) / ms)
  const ms = (value) => value.toFixed(2)
  const times = `median ${ms(quantile(took, 0.5))}, p99 ${ms(quantile(took, 0.99))} ms`
  process.stdout.write(
    `${name}: ${count} commits, one flush each; ${perSecond(wallMs)} a second by the wall clock, ${perSecond(cpuMs)} by processor time; ${times}; processor ${ms(cpuMs / count)} ms each\n`,
  )
}

const [accounts = '50', fills = '40', folder = tmpdir()] = process.argv.slice(2)
if (statfsSync(folder).type === TMPFS) process.stdout.write(`${folder} is in memory: name a folder on a disk.\n`)
for (const [name, place] of [
  ['disk', folder],
  ['memory', MEMORY],
]) {
  report(`${accounts} accounts, ${name}`, await run(place, Number(accounts), Number(fills)))
  report(`1 account, ${name}`, await run(place, 1, Number(accounts) * Number(fills)))
}
