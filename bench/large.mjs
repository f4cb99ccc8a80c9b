// A year of a busy bot: what a start, every list, every report, an export, a check and a backup cost, at 10 thousand, 100 thousand
// and 1 million deals, each beside its limit. The ledgers are made once and kept in the folder for temporary files.
// `npm run build`, then `node bench/large.mjs [deals by comma]`; 3600000 deals are the year (1.8 million orders, 18 million events).
// `node bench/large.mjs 1000000 FOLDER` measures the data folder of a bot's ledger, as bench/loop.mjs keeps it.
// Each measurement is a process of its own. Times are of the wall; the processor's stands behind them.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'libsql'
import { breakdownMeasures } from '@spotdeck/api'
import { backupData, ledgerPath, readLedger, readOpenLedger, verifyBackup } from '@spotdeck/store'
import { nodeTimers } from '@spotdeck/ports/node'
import { exportCsv } from '@spotdeck/reports'
import { readStateAt } from '../packages/edge/dist/rest/state.js'
import { ledgerReports } from '../packages/reports/dist/table/ledger-reports.js'
import { RealizedPnlBook } from '../packages/reports/dist/profit/realized-pnl-book.js'
import { ReportLedger } from '../packages/reports/dist/scan/report-ledger.js'
import { openBotLedger } from './lib/bot-ledger.mjs'
import { DEALS_PER_ORDER, open, yearLedger } from './lib/year-ledger.mjs'

const DEFAULT = '10000,100000,1000000'
const [what = DEFAULT, ...rest] = process.argv.slice(2)
const [count, kept] = /^\d+$/.test(rest[0] ?? '') ? rest : ['0', rest[0]]
const HEAP_MIB = 4_096
const ROUNDS = 5
const ZONE = 'Asia/Taipei'

/** Limit of each figure, by the part of its name before the comma. */
const LIMITS = [
  ['ready', '3,000 ms'],
  ['memory', '300 MB'],
  ['page', '20 ms'],
  ['filter', '100 ms'],
  ['deep page', '100 ms'],
  ['report', '200 ms'],
  ['state', '300 ms'],
  ['export', '50,000 rows/s'],
  ['bytes an order', '2,500'],
]
const limitOf = (name) => LIMITS.find(([start]) => name.startsWith(start))?.[1] ?? ''

async function measure(sizes) {
  const columns = []
  for (const deals of sizes) {
    const run = (name) => {
      const args = [
        '--expose-gc',
        `--max-old-space-size=${HEAP_MIB}`,
        fileURLToPath(import.meta.url),
        name,
        String(deals),
        ...(kept === undefined ? [] : [kept]),
      ]
      const stdio = ['ignore', 'pipe', 'inherit']
      return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', stdio }))
    }
    columns.push(Object.assign({}, ...Object.keys(children).map(run)))
    report(sizes.slice(0, columns.length), columns)
  }
}

function report(sizes, columns) {
  const out = (line) => process.stdout.write(`${line}\n`)
  out(`| | ${sizes.join(' | ')} | limit |`)
  out(`| --- | ${sizes.map(() => '---:').join(' | ')} | --- |`)
  for (const name of Object.keys(columns[0]))
    out(`| ${name} | ${columns.map((column) => column[name]).join(' | ')} | ${limitOf(name)} |`)
}

const whole = (value) => Math.round(value).toLocaleString('en')
const mb = (bytes) => `${whole(bytes / 1e6)} MB`

/** Wall time and processor time of one call. */
async function timed(work) {
  const [began, before] = [performance.now(), process.cpuUsage()]
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  return { ms: performance.now() - began, cpu: (user + system) / 1_000, result }
}
const shown = ({ ms, cpu }) => `${ms < 10 ? ms.toFixed(1) : whole(ms)} (${cpu < 10 ? cpu.toFixed(1) : whole(cpu)}) ms`

/** Median of several calls after a first one. */
async function repeated(work) {
  const rounds = []
  for (let n = 0; n <= ROUNDS; n++) rounds.push(await timed(work))
  return shown(rounds.slice(1).sort((a, b) => a.ms - b.ms)[ROUNDS >> 1])
}

const dataOf = async (deals) => kept ?? yearLedger(deals)
const fileOf = async (deals) => ledgerPath(await dataOf(deals), 'main')
/** As the gateway opens a file that was closed cleanly. */
const openKept = (path) => (kept === undefined ? open : openBotLedger)(path, { unchecked: () => undefined })

/** From the first deal of a ledger until a minute after the last one, and their markets. */
async function contentsOf(store) {
  const [first] = await store.dealsAscending({ from: 0, to: Number.MAX_SAFE_INTEGER }, 1)
  const newest = await store.deals({ limit: 100 })
  const { symbol, baseAsset } = newest.find(({ baseAsset }) => baseAsset !== 'MX')
  return { span: { from: first.time, to: newest[0].time + 60_000 }, symbol, baseAsset }
}

/** Size of a file, and of the pages of it that are in use. */
function sizes(path, deals) {
  const { size } = statSync(path)
  const file = new Database(path, { readonly: true })
  const [pages, free] = ['page_count', 'freelist_count'].map((name) => file.prepare(`PRAGMA ${name}`).get()[name])
  file.close()
  const anOrder = (bytes) => whole(bytes / (deals / DEALS_PER_ORDER))
  return {
    file: mb(size),
    'bytes an order': anOrder(size),
    'bytes an order, in use': anOrder((size * (pages - free)) / pages),
  }
}

const children = {
  async make(deals) {
    if (kept !== undefined) return sizes(await fileOf(deals), deals)
    const told = (line) => process.stderr.write(`${deals} deals: ${line}\n`)
    const { ms } = await timed(() => yearLedger(deals, told))
    const path = await fileOf(deals)
    const migrated = await timed(async () => open(path).close())
    if (migrated.ms > 5_000) told(`opened first in ${whole(migrated.ms)} ms, made in ${whole(ms)} ms`)
    return sizes(path, deals)
  },

  /** From the start of the process's own work until the account can be served with its profit. */
  async start(deals) {
    const path = await fileOf(deals)
    let store
    const opened = await timed(async () => {
      store = openKept(path)
      const state = await store.load()
      await store.publicAfter(state.seq - 1, 1)
      await new RealizedPnlBook(store, nodeTimers).settle(() => state)
    })
    globalThis.gc()
    const memory = mb(process.memoryUsage.rss())
    await store.close()
    return { ready: shown(opened), 'memory at the start': memory }
  },

  async lists(deals) {
    const store = readOpenLedger(await fileOf(deals))
    const { span, symbol, baseAsset } = await contentsOf(store)
    const middle = span.from + (span.to - span.from) / 10
    const before = { time: middle, id: '' }
    const limit = 100
    const asked = {
      'page of orders': () => store.orders({ limit }),
      'page of deals': () => store.deals({ limit }),
      'page of movements': () => store.history('movements', { limit }),
      'page of flows': () => store.history('flows', { limit }),
      'filter, orders by status': () => store.orders({ limit, statuses: ['CANCELED'] }),
      'filter, orders by two statuses': () => store.orders({ limit, statuses: ['FILLED', 'CANCELED'] }),
      'filter, orders by type': () => store.orders({ limit, types: ['MARKET'] }),
      'filter, type without a match': () => store.orders({ limit, types: ['FILL_OR_KILL'] }),
      'filter, symbol and status without a match': () =>
        store.orders({ limit, symbol: 'MXUSDT', statuses: ['UNKNOWN'] }),
      'filter, deals by symbol and side': () => store.deals({ limit, symbol, side: 'SELL' }),
      'filter, movements by reason': () => store.history('movements', { limit, reasons: { only: ['DEPOSIT'] } }),
      'filter, reason without a match': () => store.history('movements', { limit, reasons: { only: ['SUGAR'] } }),
      'filter, movements by asset': () => store.history('movements', { limit, asset: baseAsset }),
      'filter, deals without an asset': () => store.deals({ limit, hides: (_, name) => name.startsWith('BTC') }),
      'deep page of orders': () => store.orders({ limit, before }),
      'deep page of deals by symbol': () => store.deals({ limit, before, symbol }),
      'deep page of movements': () => store.history('movements', { limit, before: { time: middle, n: 0 } }),
    }
    const found = {}
    for (const [name, work] of Object.entries(asked)) found[name] = await repeated(work)
    await store.close()
    return found
  },

  async reports(deals) {
    const store = readOpenLedger(await fileOf(deals))
    const reports = ledgerReports(new ReportLedger({ store, timers: nodeTimers }))
    const { span, symbol } = await contentsOf(store)
    const zoned = { ...span, zone: ZONE }
    const present = { now: span.to, prices: new Map() }
    await reports.dealsSummary({ from: span.to - 3_600_000, to: span.to })
    const breakdown = (group, filter = {}, part = span) =>
      reports.breakdown({ group, measures: breakdownMeasures, method: 'fifo', ...filter, ...part, zone: ZONE })
    const lastPart = (parts) => ({ from: span.to - (span.to - span.from) / parts, to: span.to })
    const asked = {
      'report, deals summary': () => reports.dealsSummary(span),
      'report, PnL by day': () => reports.pnl({ method: 'fifo', by: 'day', ...zoned }, present),
      'report, PnL by asset': () => reports.pnl({ method: 'average', by: 'asset', ...zoned }, present),
      'report, fees by day': () => reports.fees({ by: 'day', ...zoned }),
      'report, volume by symbol': () => reports.volume({ by: 'symbol', ...zoned }),
      'report, volume by day in Kathmandu': () => reports.volume({ by: 'day', ...zoned, zone: 'Asia/Kathmandu' }),
      'report, breakdown': () => breakdown('none'),
      'report, breakdown by market': () => breakdown('symbol'),
      'report, breakdown by role': () => breakdown('role'),
      'report, breakdown by holding time': () => breakdown('holdingTime'),
      'report, breakdown by hour of the day': () => breakdown('hour'),
      'report, breakdown by day of one market': () => breakdown('day', { symbols: [symbol] }),
      'report, breakdown of an uneven span': () =>
        breakdown('symbol', {}, { from: span.from + 1_234_567, to: span.to - 7_654_321 }),
      'report, performance': () => reports.performance(zoned, present),
      'report, curve of 1,000 points': () => reports.equity({ ...span, points: 1_000 }, present),
      'by highest cost first': () => breakdown('symbol', { method: 'hifo' }),
      'by highest cost first, last tenth': () => breakdown('symbol', { method: 'hifo' }, lastPart(10)),
      'by highest cost first, last hundredth': () => breakdown('symbol', { method: 'hifo' }, lastPart(100)),
    }
    const found = {}
    for (const [name, work] of Object.entries(asked)) found[name] = shown(await timed(work))
    return { ...found, 'memory after reports': mb(process.memoryUsage.rss()) }
  },

  async state(deals) {
    const store = readOpenLedger(await fileOf(deals))
    const { seq } = await store.load()
    const head = { epoch: 'abcdef01', seq, hash: '' }
    const account = { id: 'main', pastState: (until, turn) => store.pastState(until, turn) }
    const view = { audience: 'owner' }
    const turn = () => new Promise(setImmediate)
    const ask = (at) => timed(() => readStateAt(account, { at, view, head, turn })).catch(() => undefined)
    const found = {}
    for (const [name, part] of [
      ['state at the middle', 0.5],
      ['state near the end', 0.99],
    ]) {
      const done = await ask(`seq:${Math.floor(seq * part)}`)
      found[name] = done === undefined ? 'refused' : shown(done)
    }
    const { span } = await contentsOf(store)
    const done = await ask(String(Math.round((span.from + span.to) / 2)))
    found['state at a time'] = done === undefined ? 'refused' : shown(done)
    return found
  },

  async export(deals) {
    const ledger = readLedger(await fileOf(deals))
    let [rows, peak] = [0, 0]
    const { ms, cpu } = await timed(async () => {
      for await (const part of exportCsv(ledger, { table: 'deals' })) {
        rows += part.split('\n').length - 1
        peak = Math.max(peak, process.memoryUsage.rss())
      }
    })
    await ledger.close()
    return {
      'export of deals': `${whole(rows / (ms / 1_000))} (${whole(rows / (cpu / 1_000))}) rows/s`,
      'memory of an export': mb(peak),
    }
  },

  async verify(deals) {
    const path = await fileOf(deals)
    const { ms, cpu, result } = await timed(() => verifyBackup(path))
    return {
      verify: shown({ ms, cpu }),
      'verify, events/s': whole(result.events / (ms / 1_000)),
      'memory of verify': mb(process.memoryUsage.rss()),
    }
  },

  async backup(deals) {
    const to = mkdtempSync(join(tmpdir(), 'spotdeck-bench-backup-'))
    try {
      const done = await timed(async () => backupData(await dataOf(deals), join(to, 'copy')))
      return { 'backup, with its check': shown(done) }
    } finally {
      if (existsSync(to)) rmSync(to, { recursive: true })
    }
  },
}

if (what in children) process.stdout.write(JSON.stringify(await children[what](Number(count))))
else await measure(what.split(',').map(Number))
