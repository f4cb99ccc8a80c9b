// Archiving the events of a ledger: bytes of an order before and after, events a second, the longest block of the event loop, a list that
// reads archived events, verify, and VACUUM. `npm run build`, then `node bench/archive.mjs FOLDER [ACCOUNT]`; the data folder is copied and not changed.

import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { archivePath, diskArchive, ledgerPath, openSqliteStore, verifyBackup } from '@spotdeck/store'

const [from, account = 'main'] = process.argv.slice(2)
const data = mkdtempSync(join(tmpdir(), 'spotdeck-bench-archive-'))
mkdirSync(join(data, 'ledger'))
const path = ledgerPath(data, account)
copyFileSync(ledgerPath(from, account), path)
const out = (line) => process.stdout.write(`${line}\n`)
const whole = (value) => Math.round(value).toLocaleString('en')

function measured(work) {
  const db = new Database(path)
  try {
    return work(db)
  } finally {
    db.close()
  }
}
const numberOf = (db, sql) => Number(Object.values(db.prepare(sql).get())[0])
const usedPages = (db) => numberOf(db, 'PRAGMA page_count') - numberOf(db, 'PRAGMA freelist_count')
const used = () => measured((db) => numberOf(db, 'PRAGMA page_size') * usedPages(db))

/** Bytes of a compact copy, such as a backup. */
function compact() {
  const copy = join(data, 'compact.db')
  measured((db) => db.prepare('VACUUM INTO ?').run(copy))
  const { size } = statSync(copy)
  rmSync(copy)
  return size
}

/** Processor time since `before`, in ms. */
function processorSince(before) {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

/** Wall time and processor time of one call, in ms. */
async function timed(work) {
  const [began, before] = [performance.now(), process.cpuUsage()]
  const result = await work()
  return { ms: performance.now() - began, cpu: processorSince(before), result }
}

/** Median processor time of five calls, in ms. */
async function repeated(work) {
  const times = []
  for (let n = 0; n < 5; n++) times.push((await timed(work)).cpu)
  return times.sort((a, b) => a - b)[2].toFixed(1)
}

/** Archives everything; `blocks` get what held the event loop between two turns. */
async function archiveAll(store, blocks) {
  let began
  const begin = () => (began = { wall: performance.now(), cpu: process.cpuUsage() })
  const end = () => blocks.push({ wall: performance.now() - began.wall, cpu: processorSince(began.cpu) })
  const turn = async () => {
    end()
    await new Promise((resolve) => setImmediate(resolve))
    begin()
  }
  const files = []
  for (;;) {
    begin()
    const file = await store.archive({ before: Infinity, turn })
    end()
    if (file === undefined) return files
    files.push(file)
  }
}

const meta = measured(
  (db) =>
    new Map(
      db
        .prepare('SELECT key, value FROM meta')
        .all()
        .map((row) => [row.key, row.value]),
    ),
)
const identity = { account, host: meta.get('host'), user: meta.get('user') }
const archive = diskArchive(archivePath(data, account))
const open = () => openSqliteStore({ path, identity, newEpoch: 'abcdef01', archive })
const orders = measured((db) => numberOf(db, 'SELECT count(*) FROM orders'))
const old = measured((db) => numberOf(db, 'SELECT created_at FROM orders ORDER BY created_at LIMIT 1 OFFSET 1000'))
const page = (store) => repeated(() => store.history('movements', { limit: 200, before: { time: old, n: 0 } }))
const verify = () => timed(() => verifyBackup(path, { archive }))

let store = open()
const before = { used: used(), compact: compact(), page: await page(store) }
await store.close()
before.verify = await verify()

store = open()
const blocks = []
const archived = await timed(() => archiveAll(store, blocks))
const after = { page: await page(store) }
await store.close()
Object.assign(after, { used: used(), compact: compact(), file: statSync(path).size, verify: await verify() })
const vacuum = await timed(async () => measured((db) => db.exec('VACUUM')))

const files = archived.result
const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
const events = files.at(-1)?.last ?? 0
const each = (size) => whole(size / orders)
const seconds = ({ ms, cpu }) => `${(ms / 1_000).toFixed(1)} s (${(cpu / 1_000).toFixed(1)} s of processor)`
out(`${whole(orders)} orders, ${whole(events)} events in ${files.length} files of ${whole(bytes / files.length)} bytes`)
out(`bytes an order: ${each(before.used)} before, ${each(after.used)} after, and ${each(bytes)} in the archive`)
out(`compact, as in a backup: ${each(before.compact)} before, ${each(after.compact)} after`)
out(`archived in ${seconds(archived)}: ${whole(events / (archived.cpu / 1_000))} events a second of processor time`)
for (const [clock, name] of [
  ['cpu', 'processor'],
  ['wall', 'wall'],
]) {
  const sorted = blocks.map((block) => block[clock]).sort((x, y) => y - x)
  const longest = sorted.slice(0, 5).map((ms) => ms.toFixed(0))
  out(`longest blocks, ms of ${name} time: ${longest.join(', ')}; median ${sorted[sorted.length >> 1].toFixed(1)}`)
}
out(`old page of 200 movements: ${before.page} ms of processor before, ${after.page} after`)
out(`verify: ${seconds(before.verify)} before, ${seconds(after.verify)} after, ${after.verify.result.events} events`)
out(`file ${whole(after.file)} bytes; VACUUM took ${seconds(vacuum)} and left ${whole(statSync(path).size)}`)
rmSync(data, { recursive: true })
