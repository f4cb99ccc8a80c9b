// Soak of a gateway with subscribers that come and go: its longest block of the event loop, the delivery of events, and its memory at
// the start and at the end. Every second some of the subscribers leave and others come, who go on where they left, start at the head,
// or replay from far back. Sandbox, gateway and this are processes of their own. Exits with 1 over a limit.
// node scripts/build.mjs && node bench/soak.mjs [minutes, 15 unless told] [subscribers, 100] [events a second, 500]
//   [--deals 10000] [--profile FOLDER]

import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { post, startDesk } from './lib/bot-desk.mjs'
import { BOT, writeBotLedger } from './lib/bot-ledger.mjs'
import { follow } from './lib/streams.mjs'

/** Without the time in which the loop waited for a processor. */
const MAX_BLOCK_MS = 50
const MAX_P99_MS = 1_000
const MAX_GROWTH_MIB = 100
const STEP_MS = 1_000
const CHURN = 5
/** Warmed up by then: buffers and caches are as large as they get. */
const WARM_MS = 30_000
/** Events of a MARKET order of the sandbox, about: two balance changes and more of the order. */
const EVENTS_PER_ORDER = 4

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { deals: { type: 'string', default: '10000' }, profile: { type: 'string' } },
})
const [minutes, subscribers, rate] = [15, 100, 500].map((usual, n) => Number(positionals[n] ?? usual))

const folder = mkdtempSync(join(tmpdir(), 'spotdeck-soak-'))
const { balances } = await writeBotLedger(folder, { deals: Number(values.deals) })
const desk = await startDesk(folder, { balances: { ...balances, USDT: 1_000_000 }, profile: values.profile })
const seen = { delays: [], events: 0, resets: 0, joined: 0, failed: 0 }
const open = new Set()
try {
  const { epoch } = await snapshot()
  for (let n = 0; n < subscribers; n++) arrive(n)
  await desk.probe()
  const begun = performance.now()
  const rounds = []
  let warm
  for (let step = 0; performance.now() - begun < minutes * 60_000 + WARM_MS; step++) {
    const due = begun + (step + 1) * STEP_MS
    await trade(step)
    churn(step, epoch)
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
    if (warm === undefined && performance.now() - begun >= WARM_MS) {
      warm = { seq: (await snapshot()).seq, at: performance.now(), rssMiB: desk.residentMiB() }
      Object.assign(seen, { delays: [], events: 0, resets: 0 })
      await desk.probe()
    } else if (step % 60 === 59) {
      rounds.push(await desk.probe())
      const { ownMs, over } = rounds.at(-1)
      console.log(`minute ${rounds.length}: longest block ${Math.round(ownMs)} ms, ${over} over ${MAX_BLOCK_MS} ms`)
    }
  }
  rounds.push(await desk.probe())
  report({ warm, rounds, seq: (await snapshot()).seq, rssMiB: desk.residentMiB() })
} finally {
  for (const one of open) one.leave()
  await desk.end()
  rmSync(folder, { recursive: true, force: true })
}

function snapshot() {
  return desk.text('/api/v1/accounts/main/snapshot').then(JSON.parse)
}

/** Orders of the account, as many as make the events of a second. */
async function trade(step) {
  const count = Math.round(rate / EVENTS_PER_ORDER)
  const side = step % 2 === 0 ? 'BUY' : 'SELL'
  const burst = { symbol: 'MXUSDT', count: Math.ceil(count / 4), side, cross: true, quantity: '1' }
  for (let part = 0; part < 4; part++)
    await post(`${desk.host}/sandbox/accounts/${BOT.apiKey}/orders`, burst).catch(() => (seen.failed += 1))
}

function churn(step, epoch) {
  const leaving = [...open].slice(0, CHURN)
  for (const [n, one] of leaving.entries()) {
    open.delete(one)
    one.leave()
    // One in five replays from the first event, again and again; two go on where they were; two begin at the head.
    arrive(step * CHURN + n, n === 0 ? `${epoch}:0` : n < 3 ? one.position() : undefined)
  }
}

function arrive(n, since) {
  const from = since === undefined ? '' : `&since=${since}`
  const isReplay = since?.endsWith(':0') ?? false
  const one = follow(desk, `/api/v1/accounts/main/events?topics=assets,orders,deals,status${from}`, {
    event(sentAt) {
      seen.events += 1
      if (!isReplay && sentAt !== undefined) seen.delays.push(Date.now() - sentAt)
    },
    reset: () => (seen.resets += 1),
    failed: () => (seen.failed += 1),
  })
  seen.joined += 1
  open.add(one)
}

function report({ warm, rounds, seq, rssMiB }) {
  const seconds = (performance.now() - warm.at) / 1_000
  const sorted = seen.delays.sort((a, b) => a - b)
  const p = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  const blocks = rounds.map(({ ownMs }) => ownMs)
  const figures = {
    'load average': loadavg()
      .map((one) => one.toFixed(1))
      .join(' '),
    seconds: Math.round(seconds),
    'events a second': Math.round((seq - warm.seq) / seconds),
    'delivered a second': Math.round(seen.events / seconds),
    'subscribers that came': seen.joined,
    resets: seen.resets,
    failed: seen.failed,
    'longest block ms': Math.round(Math.max(...blocks)),
    'with the time it waited for a processor': Math.round(Math.max(...rounds.map(({ longestMs }) => longestMs))),
    'blocks over 50 ms': rounds.reduce((sum, { over }) => sum + over, 0),
    'most processor ms of a turn': Math.round(Math.max(...rounds.map(({ processorMs }) => processorMs))),
    'loop busy': `${Math.round(rounds.reduce((sum, { busyMs }) => sum + busyMs, 0) / seconds / 10)} %`,
    'p50 delivery ms': p(0.5),
    'p99 delivery ms': p(0.99),
    'MiB at the start': Math.round(warm.rssMiB),
    'MiB at the end': Math.round(rssMiB),
  }
  console.table(figures)
  const missed = [
    Math.max(...blocks) > MAX_BLOCK_MS && `a block of more than ${MAX_BLOCK_MS} ms`,
    !(p(0.99) <= MAX_P99_MS) && `a p99 delivery of more than ${MAX_P99_MS} ms`,
    rssMiB - warm.rssMiB > MAX_GROWTH_MIB && `growth of more than ${MAX_GROWTH_MIB} MiB`,
    seen.failed > 0 && 'calls or streams failed',
  ].filter(Boolean)
  console.log(missed.length === 0 ? 'within the limits' : `over the limits: ${missed.join('; ')}`)
  if (missed.length > 0) process.exitCode = 1
}
