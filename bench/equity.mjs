// An equity curve of 1,000 points out of 5 million samples, one a second (58 days): rolled up as the gateway keeps them (seconds for an
// hour, minutes for a month, hours for good) against one table of all samples and a plain GROUP BY. Both on SQLite; read in turns, medians of
// processor time, since a machine may let a process stand for longer than a curve takes.
// Every point of both is checked to be a sample that was taken. node bench/equity.mjs [samples] [rounds]

import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openSqliteStore } from '@spotdeck/store'
import { KEPT_MS, STEP_MS } from '../packages/reports/dist/equity/equity-curve.js'
import { seriesOf } from '../packages/reports/dist/equity/equity-readings.js'
import { collect } from './lib/interleave.mjs'

const Database = createRequire(new URL('../packages/gateway/package.json', import.meta.url))('libsql')
const [samples, rounds] = [5_000_000, 7].map((usual, n) => Number(process.argv[n + 2] ?? usual))
const POINTS = 1_000
const SETTLE_MS = 200
const DENSITIES = ['second', 'minute', 'hour']
const from = Date.UTC(2026, 0, 1)
const to = from + samples * 1_000

const totalAt = (n) => `${100_000 + ((n * 7_919) % 10_007)}.${String(n % 100).padStart(2, '0')}`
const rowAt = (n) => ({
  time: from + n * 1_000,
  total: totalAt(n),
  free: totalAt(n),
  locked: '0',
  netDeposits: '100000',
})

const folder = mkdtempSync(join(tmpdir(), 'spotdeck-equity-'))
try {
  const plain = plainTable()
  const store = await rolledUp()
  const spent = { plain: [], ours: [] }
  for (let round = 0; round <= rounds; round++) {
    for (const [name, read] of Object.entries({ plain: () => plainCurve(plain), ours: () => ourCurve(store) })) {
      // Garbage of one measurement is collected before the next.
      collect()
      await sleep(SETTLE_MS)
      const before = process.cpuUsage()
      const curve = await read()
      const { user, system } = process.cpuUsage(before)
      if (round > 0) spent[name].push((user + system) / 1_000)
      check(name, curve)
    }
  }
  const [theirs, ours] = [median(spent.plain), median(spent.ours)]
  process.stdout.write(`\n${samples} samples to ${POINTS} points, ${rounds} rounds\n\n`)
  process.stdout.write(`| kept as | ms of processor a curve (median) | least to most |\n| --- | --- | --- |\n`)
  process.stdout.write(`| one table, GROUP BY | ${theirs.toFixed(1)} | ${span(spent.plain)} |\n`)
  process.stdout.write(
    `| rolled up | ${ours.toFixed(1)} | ${span(spent.ours)} |\n\nratio ${(theirs / ours).toFixed(0)}x\n`,
  )
  plain.close()
  await store.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function plainTable() {
  const database = new Database(join(folder, 'plain.db'))
  database.exec('CREATE TABLE equity (time INTEGER PRIMARY KEY, total TEXT, free TEXT, locked TEXT, netDeposits TEXT)')
  database
    .prepare(
      `INSERT INTO equity
       WITH RECURSIVE sample(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM sample WHERE n + 1 < ?)
       SELECT ? + n * 1000, t, t, '0', '100000' FROM (SELECT n, (100000 + (n * 7919) % 10007) || '.' || printf('%02d', n % 100) AS t FROM sample)`,
    )
    .run(samples, from)
  return database
}

/** Samples that the gateway would have kept at their end. */
async function rolledUp() {
  const path = join(folder, 'ours.db')
  const store = openSqliteStore({ path, identity: { account: 'main', host: 'test', user: '1' }, newEpoch: 'abcdef01' })
  for (const resolution of DENSITIES) {
    const rows = []
    const every = STEP_MS[resolution] / 1_000
    const kept = KEPT_MS[resolution] ?? Infinity
    for (let n = Math.max(0, Math.ceil((samples - kept / 1_000) / every) * every); n < samples; n += every)
      rows.push(rowAt(n))
    await store.saveEquity(resolution, rows)
  }
  return store
}

/** As the gateway answers: the density that serves, coarser ones before it, the ends at the finest, thinned out. */
async function ourCurve(store) {
  const samples = { ...store, notes: () => [], valuations: () => [], isPastWhole: () => true }
  const { points } = await seriesOf(samples, { from, to, points: POINTS }, {})
  return points
}

function plainCurve(database) {
  const step = Math.ceil((to - from) / POINTS)
  return database
    .prepare(
      'SELECT max(time) AS time, total, free, locked, netDeposits FROM equity WHERE time >= ? AND time < ? GROUP BY time / CAST(? AS INTEGER)',
    )
    .all(from, to, step)
}

function check(name, curve) {
  const good = curve.every(({ time, total }) => total === totalAt((time - from) / 1_000))
  if (!good || curve.length < POINTS - 1 || curve.length > POINTS + 2)
    throw new Error(`${name}: a curve of ${curve.length} points that is not what was taken.`)
}

function median(list) {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]
}

function span(list) {
  return `${Math.min(...list).toFixed(1)} to ${Math.max(...list).toFixed(1)}`
}
