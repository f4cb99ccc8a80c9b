// Start of a ledger with stored profit, at 10 thousand, 100 thousand and 1 million deals: time until it is open, time until PnL is
// ready, and memory. Against the same history computed again at every start, with its result of every deal in memory, as before
// marks were stored. Both must realize the same, to the digit. Each start is a process of its own, with 399 deals after the newest
// mark, the most there are. Times are processor time, since a machine may let a process stand for longer than a start takes.
// With --buys nothing is ever sold: every deal is an open lot.
// node bench/pnl.mjs [deals by comma] [--buys]

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openSqliteStore } from '@spotdeck/store'
import { EMPTY_STATE, beginPnl, bookEntry, bookPnl, costKey } from '@spotdeck/ledger'
import { nodeTimers } from '@spotdeck/ports/node'
import { RealizedPnlBook } from '../packages/reports/dist/profit/realized-pnl-book.js'
import { ledgerReports } from '../packages/reports/dist/table/ledger-reports.js'
import { ReportLedger } from '../packages/reports/dist/scan/report-ledger.js'

const BEGIN = Date.UTC(2026, 0, 1)
/** 5,000 orders a day. */
const EVERY_MS = 17_280
const onlyBuys = process.argv.includes('--buys')
const BATCH = 5_000
/** Deals after the newest mark: one more would store another. */
const TAIL = 399
/** Deals of a history whose profit with a late deal is computed in one pass as well. */
const MAX_CHECKED = 200_000
const PAGE = 100
const SYMBOLS = ['MXUSDT', 'BTCUSDT', 'ETHUSDT', 'SOLUSDT']
const HEAP_MIB = 8_192

async function measure(sizes) {
  const folder = mkdtempSync(join(tmpdir(), 'spotdeck-pnl-'))
  try {
    const rows = []
    for (const size of sizes) {
      const deals = size + TAIL
      const ledger = join(folder, `${deals}.db`)
      const run = (name) => {
        const args = ['--expose-gc', `--max-old-space-size=${HEAP_MIB}`, fileURLToPath(import.meta.url), name, ledger]
        const more = [String(deals), ...(onlyBuys ? ['--buys'] : [])]
        return JSON.parse(execFileSync(process.execPath, [...args, ...more], { encoding: 'utf8' }))
      }
      run('write')
      const before = statSync(ledger).size
      const [first, stored, anew, late] = ['marks', 'start', 'again', 'late'].map(run)
      for (const one of [stored, late])
        if (one.realized !== (one === late ? late.expected : anew.realized))
          throw new Error(`${one.realized} is not what the history realizes.`)
      rows.push({ deals, before, after: statSync(ledger).size, first, stored, anew, late })
      rmSync(ledger)
    }
    report(rows)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function report(rows) {
  const out = (line) => process.stdout.write(`${line}\n`)
  const s = (ms) => `${(ms / 1_000).toFixed(2)} s`
  const mib = (bytes) => `${Math.round(bytes / 2 ** 20)} MiB`
  out(
    '| deals | open | PnL ready, stored | PnL ready, computed again | ratio | memory, stored | memory, computed again |',
  )
  out('| --- | --- | --- | --- | --- | --- | --- |')
  for (const { deals, stored, anew } of rows) {
    const ratio = `${(anew.readyMs / stored.readyMs).toFixed(0)}x`
    const times = `${s(stored.openMs)} | ${s(stored.readyMs)} | ${s(anew.readyMs)} | ${ratio}`
    out(`| ${deals} | ${times} | ${mib(stored.memory)} | ${mib(anew.memory)} |`)
  }
  out('')
  out(
    '| deals | first computation | its longest step | after a deal one hour late | report of all days | stored, of the file |',
  )
  out('| --- | --- | --- | --- | --- | --- |')
  for (const { deals, before, after, first, stored, late } of rows) {
    const step = `${first.longestMs.toFixed(0)} ms`
    const share = `${((100 * (after - before)) / after).toFixed(1)} %`
    out(`| ${deals} | ${s(first.readyMs)} | ${step} | ${s(late.readyMs)} | ${s(stored.reportMs)} | ${share} |`)
  }
}

const open = (file) =>
  openSqliteStore({ path: file, identity: { account: 'main', host: 'bench', user: 'bench' }, newEpoch: 'abcdef01' })

function dealAt(index) {
  const symbol = SYMBOLS[index % SYMBOLS.length]
  const round = Math.floor(index / SYMBOLS.length)
  const quantity = 1 + ((index * 7) % 5)
  return {
    orderId: `C02__${4_437_763_479_579_688 + index}`,
    tradeId: `${4_437_763_479_579_688 + index}X1`,
    symbol,
    baseAsset: symbol.slice(0, -4),
    quoteAsset: 'USDT',
    side: onlyBuys || round % 2 === 0 ? 'BUY' : 'SELL',
    price: '2',
    quantity: String(quantity),
    quoteQuantity: String(quantity * (2 + ((index * 11) % 7))),
    fee: '0.01',
    feeAsset: 'USDT',
    isMaker: index % 2 === 0,
    isSelfTrade: false,
    time: BEGIN + index * EVERY_MS,
  }
}

const eventOf = (n, deal) => ({
  n,
  seq: n,
  type: 'deal.added',
  deal,
  namedBy: 'stream',
  time: deal.time,
  learntAt: deal.time,
  source: 'stream',
})

async function write(file, deals) {
  const store = open(file)
  for (let first = 0; first < deals; first += BATCH) {
    const size = Math.min(BATCH, deals - first)
    const events = Array.from({ length: size }, (_, i) => eventOf(first + i + 1, dealAt(first + i)))
    await store.commit({ events, rows: [] })
  }
  await store.close()
  return {}
}

const bookOver = (store) => new RealizedPnlBook(store, nodeTimers, { save: (step) => store.savePnl(step) })

/** The first computation, in steps that let others run; and the longest of them. */
async function marks(file, deals) {
  const store = open(file)
  const begun = cpuMs()
  let longestMs = 0
  let last = begun
  const beat = () => {
    const now = cpuMs()
    longestMs = Math.max(longestMs, now - last)
    last = now
    timer = setImmediate(beat)
  }
  let timer = setImmediate(beat)
  const book = bookOver(store)
  await book.settle(() => ({ ...EMPTY_STATE, n: deals }))
  clearImmediate(timer)
  const readyMs = cpuMs() - begun
  await store.close()
  return { readyMs, longestMs }
}

async function start(file, deals) {
  const before = memory()
  const begun = cpuMs()
  const store = open(file)
  const openMs = cpuMs() - begun
  const book = bookOver(store)
  await book.settle(() => ({ ...EMPTY_STATE, n: deals }))
  const readyMs = cpuMs() - begun - openMs
  const taken = memory() - before
  const reports = ledgerReports(new ReportLedger({ store: reading(store, deals), timers: nodeTimers }))
  const asked = cpuMs()
  const span = { from: BEGIN, to: BEGIN + deals * EVERY_MS, zone: 'Asia/Taipei' }
  const now = { now: span.to, prices: new Map() }
  const pnl = await reports.pnl({ method: 'average', by: 'day', ...span }, now)
  const reportMs = cpuMs() - asked
  if (pnl.items.reduce((sum, item) => sum + item.count, 0) !== deals) throw new Error('The report lacks deals.')
  const realized = book.realized
  await store.close()
  return { openMs, readyMs, memory: taken, reportMs, realized }
}

/** The ledger has events alone: its state is that of its number of events. */
const reading = (store, n) => ({ ...store, load: async () => ({ ...EMPTY_STATE, n }) })

/** As before: every deal is booked again, and its result is kept. */
async function again(file) {
  const before = memory()
  const store = open(file)
  const begun = cpuMs()
  const lines = []
  let { average } = beginPnl([]).books
  let after
  for (;;) {
    const page = await store.dealsAscending({ from: 0, to: Number.MAX_SAFE_INTEGER }, PAGE, after)
    for (const deal of page) {
      const entry = { kind: 'deal', deal }
      const next = bookEntry(average, entry)
      const { time, symbol, side, quoteAsset, fee, feeAsset, isMaker, quoteQuantity } = deal
      const trade = { quoteAsset, fee, feeAsset, isMaker, worth: quoteQuantity, feeWorth: fee }
      lines.push({ time, symbol, realized: next.realized, fee, sells: side === 'SELL', trade, total: next.realized })
      average = next
      after = costKey(entry)
    }
    if (page.length < PAGE) break
    await new Promise(setImmediate)
  }
  const readyMs = cpuMs() - begun
  const taken = memory() - before
  await store.close()
  return { readyMs, memory: taken, realized: average.realized, lines: lines.length }
}

/** A deal that is learned an hour late: how long profit is not known. */
async function late(file, deals) {
  const store = open(file)
  const state = () => ({ ...EMPTY_STATE, n: deals, birth: 0 })
  const book = bookOver(store)
  await book.settle(state)
  const deal = { ...dealAt(deals), time: BEGIN + deals * EVERY_MS - 3_600_000 }
  const event = eventOf(deals + 1, deal)
  await store.commit({ events: [event], rows: [] })
  book.take([event], state())
  const begun = cpuMs()
  await book.settle(() => ({ ...state(), n: deals + 1 }))
  const readyMs = cpuMs() - begun
  const realized = book.realized
  await store.close()
  return { readyMs, realized, expected: deals > MAX_CHECKED ? realized : realizedWith(deals, deal) }
}

function realizedWith(deals, lateDeal) {
  let walk = beginPnl([])
  let booked = false
  for (let index = 0; index < deals; index++) {
    const deal = dealAt(index)
    if (!booked && deal.time > lateDeal.time) {
      walk = bookPnl(walk, [{ kind: 'deal', deal: lateDeal }]).walk
      booked = true
    }
    walk = bookPnl(walk, [{ kind: 'deal', deal }]).walk
  }
  return (booked ? walk : bookPnl(walk, [{ kind: 'deal', deal: lateDeal }]).walk).books.average.realized
}

/** Processor time of this process, in ms. */
function cpuMs() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

/** Heap and buffers in use, in bytes. */
function memory() {
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const [what = '10000,100000,1000000', path = '', count = '0'] = process.argv
  .slice(2)
  .filter((word) => word !== '--buys')
const children = { write, marks, start, again, late }
if (what in children) process.stdout.write(JSON.stringify(await children[what](path, Number(count))))
else await measure(what.split(',').map(Number))
