// Performance and the equity curve of ranges of one account: from stretches, and from every sample. The samples are as a gateway
// keeps them, of decimals as they occur: seconds of an hour, minutes of 31 days, hours of everything. The answers are compared first.
// node scripts/build.mjs && node --expose-gc bench/equity-ranges.mjs [days, 100 by default]. Median processor time
// of 5 calls in ms; what other calls left in the heap is collected before.

import { deepStrictEqual } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore, readOpenLedger } from '@spotdeck/store'
import { nodeTimers } from '@spotdeck/ports/node'
import { ledgerReports } from '../packages/reports/dist/table/ledger-reports.js'
import { ReportLedger } from '../packages/reports/dist/scan/report-ledger.js'
import { StretchMaker } from '../packages/reports/dist/equity/stretch-maker.js'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const BEGIN = Date.UTC(2026, 0, 1)
const ZONE = 'Asia/Taipei'
const ROUNDS = 5
const RANGES = [1 / 24, 1, 3, 7, 14, 21, 31, 60, 100, 365, 1_825, 3_650]
const days = Number(process.argv[2] ?? 100)
const end = BEGIN + days * DAY_MS

const folder = mkdtempSync(join(tmpdir(), 'spotdeck-bench-equity-ranges-'))
try {
  const path = join(folder, 'main.db')
  const made = await write(path)
  process.stdout.write(
    `${made.stretches} stretches made in ${Math.round(made.cpu)} ms, a step in ${made.step.toFixed(1)} ms at most\n`,
  )
  await report(path)
} finally {
  rmSync(folder, { recursive: true })
}

async function write(path) {
  const identity = { account: 'main', host: 'bench', user: 'bench' }
  const store = openSqliteStore({ path, identity, newEpoch: 'abcdef01' })
  const minutes = Math.max(BEGIN, end - 31 * DAY_MS)
  await store.saveEquity('hour', samples(BEGIN, HOUR_MS))
  await store.saveEquity('minute', samples(minutes, 60_000))
  await store.saveEquity('second', samples(end - HOUR_MS, 1_000))
  const maker = new StretchMaker(store)
  const steps = []
  for (let isMore = true; isMore;) {
    const step = await processor(async () => (isMore = await maker.step({ minute: minutes, hour: BEGIN }, end)))
    steps.push(step)
  }
  const counts = await Promise.all(['minute', 'hour'].map((resolution) => store.stretches(resolution, 0, end)))
  await store.close()
  const sum = (numbers) => numbers.reduce((a, b) => a + b)
  return { stretches: sum(counts.map(({ length }) => length)), cpu: sum(steps), step: Math.max(...steps) }
}

function samples(from, stepMs) {
  const rows = []
  const text = (value) => value.toFixed(8).replace(/\.?0+$/, '')
  for (let time = from + 137; time < end; time += stepMs) {
    const total = 1_000_000 * (1.1 + Math.sin(time / 4e7) / 20 + Math.sin(time / 3e5) / 500)
    const pnl = { realized: text(total / 97), unrealized: text(-total / 1_009), opening: '0' }
    rows.push({
      time,
      total: text(total),
      free: text(total / 7),
      locked: text((total * 6) / 7),
      netDeposits: '900000',
      pnl,
    })
  }
  return rows
}

async function report(path) {
  const store = readOpenLedger(path)
  const reportsOver = (read) => ledgerReports(new ReportLedger({ store: read, timers: nodeTimers }))
  const [fast, slow] = [reportsOver(store), reportsOver({ ...store, stretches: () => Promise.resolve([]) })]
  const out = (...cells) => process.stdout.write(`| ${cells.join(' | ')} |\n`)
  out('days', 'performance', 'every sample', 'curve of 1,000 points', 'every sample', 'curve of 5,000 points')
  out('---:', '---:', '---:', '---:', '---:', '---:')
  for (const length of RANGES.filter((one) => one <= days)) {
    const span = { from: Math.round(end - length * DAY_MS) + 12_345, to: end - 54_321 }
    const present = { now: end, prices: new Map() }
    const performed = (reports) => reports.performance({ ...span, zone: ZONE }, present)
    const curve = (points) => (reports) => reports.equity({ ...span, points }, present)
    const cells = []
    for (const ask of [performed, curve(1_000)]) {
      deepStrictEqual(await ask(fast), await ask(slow))
      cells.push(await median(() => ask(fast)), await median(() => ask(slow)))
    }
    out(length < 1 ? '1 hour' : length, ...cells, await median(() => curve(5_000)(fast)))
  }
  await store.close()
}

async function median(work) {
  const times = []
  globalThis.gc()
  for (let n = 0; n < ROUNDS; n++) times.push(await processor(work))
  return Math.round(times.sort((a, b) => a - b)[ROUNDS >> 1])
}

async function processor(work) {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
