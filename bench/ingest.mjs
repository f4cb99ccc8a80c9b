// Ingest of one account: pushes through the follower's machine and the real store (SQLite, WAL, synchronous=FULL) to publication.
// Each fill is an order, a deal and two balances, as MEXC pushes them. First as fast as it goes, then at a rate, which tells the
// time from a push to the publication of its events. Processor time stands beside wall time: a shared machine lets a process stand.
// node bench/ingest.mjs [events a second] [seconds] [events at once]

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AccountFollower, Writer, symbolsOf } from '@spotdeck/follow'
import { openSqliteStore } from '@spotdeck/store'
import { EMPTY_STATE } from '@spotdeck/ledger'
import { silentLog } from '@spotdeck/ports'
import { nodeRandom, nodeTimers } from '@spotdeck/ports/node'
import { quantile } from './lib/desk.mjs'
import { FUNDS, LISTED, fillOf } from './lib/fill-pushes.mjs'

const PER_FILL = 4
const TICK_MS = 10
const NOTHING = { rows: [], complete: true }

/** The exchange: what REST tells of `account`, without a way between. */
function exchangeOf(account) {
  const tell = async (leaves) => leaves?.()
  return {
    now: () => Date.now(),
    relearnClock: tell,
    balances: async (leaves) => {
      leaves?.()
      return [
        { asset: 'MX', free: String(account.fills), locked: '0' },
        { asset: 'USDT', free: String(FUNDS - 2 * account.fills), locked: '0' },
      ]
    },
    openOrders: async () => ({ rows: [] }),
    order: async () => undefined,
    orders: async () => NOTHING,
    trades: async () => NOTHING,
    tradesOf: async () => ({ rows: [] }),
    symbols: async () => LISTED,
    offlineSymbols: async () => [],
    deposits: async () => NOTHING,
    withdrawals: async () => NOTHING,
    transfers: async () => NOTHING,
    mayHaveMovedOtherwise: async () => false,
    tickers: async () => [],
    hourlyKlines: async () => [],
  }
}

async function open(folder) {
  const account = { fills: 0 }
  const identity = { account: 'main', host: 'bench', user: 'bench' }
  const store = openSqliteStore({ path: join(folder, 'main.db'), identity, newEpoch: 'abcdef01' })
  const exchange = exchangeOf(account)
  const published = { deals: 0, commits: 0, waits: [], sentAt: new Map() }
  const writer = new Writer({
    store,
    state: EMPTY_STATE,
    timers: nodeTimers,
    log: silentLog,
    now: exchange.now,
    publish: (events) => {
      const now = performance.now()
      published.commits += 1
      for (const event of events) {
        if (event.type !== 'deal.added') continue
        published.deals += 1
        const sent = published.sentAt.get(event.deal.orderId)
        published.sentAt.delete(event.deal.orderId)
        if (sent !== undefined) published.waits.push(now - sent)
      }
    },
  })
  let handlers
  const health = () => ({ connected: true, lastFrameAt: Date.now(), provenTo: Date.now(), channels: {}, reconnects: 0 })
  const openStream = (given) => {
    handlers = given
    setTimeout(() => given.ready(false), 10)
    return { health: health(), renew: () => undefined, close: async () => undefined }
  }
  const symbols = symbolsOf(LISTED)
  const follower = new AccountFollower({
    exchange,
    openStream,
    writer,
    store,
    symbols: () => symbols,
    timers: nodeTimers,
    random: nodeRandom,
    log: silentLog,
  })
  follower.start()
  while (writer.state.status.state !== 'live') await new Promise((resolve) => setTimeout(resolve, 20))
  const fill = () => {
    const pushes = fillOf(++account.fills, Date.now())
    published.sentAt.set(pushes[3].body.value.orderId, performance.now())
    for (const push of pushes) handlers.push(push, Date.now())
  }
  const drained = async () => {
    while (published.deals < account.fills) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const close = async () => {
    await follower.close()
    await writer.close()
    await store.close()
  }
  return { writer, published, fill, drained, close }
}

async function measured(name, { writer, published, drained }, work) {
  const [n, commits] = [writer.state.n, published.commits]
  published.waits = []
  const cpu = process.cpuUsage()
  const begun = performance.now()
  await work()
  await drained()
  const wallMs = performance.now() - begun
  const { user, system } = process.cpuUsage(cpu)
  const events = writer.state.n - n
  const rate = (ms) => Math.round((1_000 * events) / ms)
  const wait = (q) => quantile(published.waits, q).toFixed(1)
  process.stdout.write(
    `${name}: ${events} events in ${published.commits - commits} commits; ${rate(wallMs)} a second by the wall clock, ${rate((user + system) / 1_000)} by processor time; push to publication: median ${wait(0.5)}, p99 ${wait(0.99)} ms; ${writer.state.status.state}\n`,
  )
}

const [perSecond = 4_000, seconds = 10, atOnce = 20_000] = process.argv.slice(2).map(Number)
const folder = mkdtempSync(join(tmpdir(), 'spotdeck-ingest-'))
try {
  const rig = await open(folder)
  await measured('as fast as it goes', rig, async () => {
    for (let sent = 0; sent < atOnce; sent += PER_FILL * 100) {
      for (let n = 0; n < 100; n++) rig.fill()
      await rig.drained()
    }
  })
  await measured(`${perSecond} events a second`, rig, async () => {
    const begun = performance.now()
    for (let sent = 0; sent < perSecond * seconds;) {
      const due = (perSecond * (performance.now() - begun)) / 1_000
      for (; sent < due; sent += PER_FILL) rig.fill()
      await new Promise((resolve) => setTimeout(resolve, TICK_MS))
    }
  })
  await rig.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
