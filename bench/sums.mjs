// Reports from stored sums: what the first computation of profit costs, and then each report over everything, for generated deals of
// 13 markets, 10,000 a day. The ledger has no events and no rows of deals: only sums and marks, which is what reports read. It is
// made once in FOLDER. Processor time stands before the time of the wall.
// node scripts/build.mjs && node bench/sums.mjs FOLDER [deals]

import { existsSync, mkdirSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { breakdownMeasures } from '@spotdeck/api'
import { openSqliteStore, readOpenLedger } from '@spotdeck/store'
import { EMPTY_STATE } from '@spotdeck/ledger'
import { nodeTimers } from '@spotdeck/ports/node'
import { ledgerReports } from '../packages/reports/dist/table/ledger-reports.js'
import { RealizedPnlBook } from '../packages/reports/dist/profit/realized-pnl-book.js'
import { ReportLedger } from '../packages/reports/dist/scan/report-ledger.js'

const BEGIN = Date.UTC(2026, 0, 1)
const EVERY_MS = 8_640
const ASSETS = ['MX', 'BTC', 'ETH', 'SOL', 'DOT', 'XRP', 'ADA', 'TRX', 'UNI', 'LTC', 'BCH', 'ETC', 'KAS']
const ZONES = ['Asia/Taipei', 'Asia/Kolkata']
const GROUPS = ['none', 'symbol', 'role', 'holdingTime', 'hour', 'weekday', 'day', 'month']
const FILTERS = {
  'one market': { symbols: ['BTCUSDT'] },
  'one asset': { asset: 'BTC' },
  sales: { side: 'SELL' },
  makers: { role: 'maker' },
  'sales of one market': { symbols: ['BTCUSDT'], side: 'SELL' },
}
const FILTERED = ['none', 'symbol', 'holdingTime', 'hour', 'weekday', 'day', 'week', 'month']
const [folder, count = '100000'] = process.argv.slice(2)
if (folder === undefined) throw new Error('Name the folder that keeps the ledger.')
const deals = Number(count)
const path = join(folder, `sums-${deals}.db`)
mkdirSync(folder, { recursive: true })
if (!existsSync(path)) await compute()
await report()

/** Orders of two fills each, bought and sold by turns; one fee in five is paid in MX. */
function dealAt(index) {
  const order = index >> 1
  const base = ASSETS[order % ASSETS.length]
  const whole = 1 + ((index * 7) % 5)
  const quote = (whole * (2 + ((index * 11) % 7)) * 1.07).toFixed(4).replace(/\.?0+$/, '')
  const fee = index % 5 === 0 ? { feeAsset: 'MX', feeUnitPrice: '2.5' } : { feeAsset: 'USDT' }
  return {
    orderId: `C02__${4_437_763_479_579_688 + order}`,
    tradeId: `${4_437_763_479_579_688 + index}X1`,
    symbol: `${base}USDT`,
    baseAsset: base,
    quoteAsset: 'USDT',
    side: Math.floor(order / ASSETS.length) % 2 === 0 ? 'BUY' : 'SELL',
    price: '2.13',
    quantity: `${whole}.5`,
    quoteQuantity: quote,
    fee: '0.01',
    ...fee,
    isMaker: order % 3 === 0,
    isSelfTrade: false,
    time: BEGIN + index * EVERY_MS,
  }
}

async function dealsAscending({ from }, limit, after) {
  const start = after === undefined ? Math.ceil((from - BEGIN) / EVERY_MS) : (after.time - BEGIN) / EVERY_MS + 1
  const first = Math.max(0, start)
  return Array.from({ length: Math.max(0, Math.min(limit, deals - first)) }, (_, i) => dealAt(first + i))
}

async function compute() {
  const identity = { account: 'main', host: 'bench', user: 'bench' }
  const opened = openSqliteStore({ path, identity, newEpoch: 'abcdef01' })
  const store = { ...opened, dealsAscending }
  const book = new RealizedPnlBook(store, nodeTimers, { save: (step) => opened.savePnl(step) })
  await timed('first computation', () => book.settle(() => EMPTY_STATE))
  await opened.close()
}

async function report() {
  const store = { ...readOpenLedger(path), dealsAscending }
  const reports = ledgerReports(new ReportLedger({ store, timers: nodeTimers }))
  const span = { from: BEGIN, to: BEGIN + deals * EVERY_MS }
  const present = { now: span.to, prices: new Map() }
  const breakdown = (group, zoned, filter = {}) =>
    reports.breakdown({ group, measures: breakdownMeasures, method: 'fifo', ...filter, ...zoned })
  await timed('first read', () => reports.dealsSummary({ from: span.to - 3_600_000, to: span.to }))
  for (const zone of ZONES) {
    const zoned = { ...span, zone }
    await timed(`${zone}: deals summary`, () => reports.dealsSummary(span))
    await timed(`${zone}: PnL by day`, () => reports.pnl({ method: 'fifo', by: 'day', ...zoned }, present))
    await timed(`${zone}: fees by day`, () => reports.fees({ by: 'day', ...zoned }))
    await timed(`${zone}: volume by symbol`, () => reports.volume({ by: 'symbol', ...zoned }))
    for (const group of GROUPS) await timed(`${zone}: report by ${group}`, () => breakdown(group, zoned))
    await timed(`${zone}: report by day, one market`, () => breakdown('day', zoned, { symbols: ['BTCUSDT'] }))
    await timed(`${zone}: report by day, sales`, () => breakdown('day', zoned, { side: 'SELL' }))
    const uneven = { zone, from: span.from + 1_234_567, to: span.to - 7_654_321 }
    await timed(`${zone}: report by symbol, uneven span`, () => breakdown('symbol', uneven))
  }
  const zoned = { ...span, zone: ZONES[0] }
  for (const [name, filter] of Object.entries(FILTERS))
    for (const group of FILTERED)
      await timed(`${zoned.zone}: ${name} by ${group}`, () => breakdown(group, zoned, filter))
  await timed(`${zoned.zone}: report by highest cost first`, () => breakdown('none', zoned, { method: 'hifo' }))
  const load = loadavg().map((one) => one.toFixed(1))
  process.stdout.write(`${deals} deals; Node ${process.version}; load average ${load.join(' ')}\n`)
}

async function timed(name, work) {
  const [began, before] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(before)
  const [cpu, wall] = [(user + system) / 1_000, performance.now() - began]
  process.stdout.write(`${name.padEnd(48)} ${cpu.toFixed(0).padStart(8)} ${wall.toFixed(0).padStart(8)} ms\n`)
}
