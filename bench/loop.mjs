// Longest block of a gateway's event loop over a large ledger, and what `/healthz` took, while each kind of request runs, one after the
// other: replays from the first event, exports, also one whose reader leaves, reports, the state of a time, backup and verify while orders
// are filled, an import, archiving. Sandbox and gateway are processes of their own. The ledger is written once and kept. Archiving begins
// ten minutes after a start.
// node scripts/build.mjs && node bench/loop.mjs FOLDER [--deals 100000] [--only NAME,NAME] [--profile FOLDER]
//   [--anew]

import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import Database from 'libsql'
import { ledgerPath } from '@spotdeck/store'
import { BOT, writeBotLedger } from './lib/bot-ledger.mjs'
import { post, run, startDesk } from './lib/bot-desk.mjs'
import { files } from './lib/import-files.mjs'
import { drain } from './lib/streams.mjs'

const ALLOWED_MS = 50
const DAY_MS = 86_400_000
const REPLAYERS = 5
/** Below the limit of the gateway. */
const REPLAYED = 400_000
/** Below the limit of calls, however long profit takes. */
const ASK_AGAIN_MS = 5_000
const POLL_MS = 500
const MAX_ASKED = 720
/** Lines after which a reader leaves. */
const LEFT_AFTER = 20_000
const TRADE_EVERY_MS = 250
/** The job archives a file, pauses for a second, and goes on. */
const ARCHIVE_FIRST_MS = 10 * 60_000
const ARCHIVE_IDLE_MS = 10_000
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    deals: { type: 'string', default: '100000' },
    only: { type: 'string', default: '' },
    profile: { type: 'string' },
    /** Profit is computed anew, as after an import of old deals: `--only profit` measures it. */
    anew: { type: 'boolean', default: false },
  },
})
const [kept] = positionals
if (kept === undefined) throw new Error('Name the folder that keeps the ledger.')
const deals = Number(values.deals)
const ledger = join(kept, `bot-${deals}`)
const facts = join(ledger, 'facts.json')
if (!existsSync(facts)) {
  rmSync(ledger, { recursive: true, force: true })
  writeFileSync(facts, JSON.stringify(await writeBotLedger(ledger, { deals })))
}
const { balances, begin } = JSON.parse(readFileSync(facts, 'utf8'))
const folder = mkdtempSync(join(tmpdir(), 'spotdeck-loop-'))
cpSync(ledger, folder, { recursive: true })
if (values.anew) {
  const file = new Database(ledgerPath(folder, 'main'))
  file.exec('DELETE FROM pnl_marks')
  file.close()
}
let desk = await startDesk(folder, { balances: { ...balances, USDT: 1_000_000 }, profile: values.profile })
const get = (path) => () => desk.text(`/api/v1/accounts/main/${path}`)
const rows = []
try {
  const whole = `from=${begin}&to=${Date.now()}`
  const csv = (name, untilLine) => () => drain(desk, `/api/v1/accounts/main/export/${name}.csv`, { untilLine })
  const { epoch, seq } = JSON.parse(await get('snapshot')())
  const replay = () =>
    drain(
      desk,
      `/api/v1/accounts/main/events?topics=assets,orders,deals,status&since=${epoch}:${Math.max(0, seq - REPLAYED)}`,
      { untilSeq: seq },
    )
  await profitComputed(get(`pnl?${whole}&by=day`))
  await measure('nothing', () => new Promise((resolve) => setTimeout(resolve, 3_000)))
  await measure('SSE replay', replay)
  await measure(`the same, ${REPLAYERS} subscribers`, () => Promise.all(Array.from({ length: REPLAYERS }, replay)))
  for (const name of ['orders', 'deals', 'ledger']) await measure(`${name}.csv`, csv(name))
  await measure('ledger.csv, left in the middle', csv('ledger', LEFT_AFTER))
  const year = new Date().getUTCFullYear()
  await measure('lots.csv', () => drain(desk, `/api/v1/accounts/main/export/lots.csv?year=${year}&method=fifo`))
  for (const by of ['day', 'symbol']) await measure(`pnl by ${by}`, get(`pnl?${whole}&by=${by}`))
  await measure('performance', get(`performance?${whole}`))
  await measure('deals/summary', get(`deals/summary?${whole}`))
  await measure('fees by day', get(`fees?${whole}&by=day`))
  await measure('volume by day', get(`volume?${whole}&by=day`))
  await measure('equity', get(`equity?${whole}&points=1000`))
  await measure('report by hour', get(`report?${whole}&group=hour`))
  await measure('report by holding time', get(`report?${whole}&group=holdingTime&method=fifo`))
  await measure('flows/summary', get(`flows/summary?${whole}`))
  await measure('history of an asset', get(`assets/USDT/history?${whole}`))
  await measure('state of a time', get(`state?at=${Date.now() - DAY_MS}`))
  await measure('snapshot', get('snapshot'))
  await measure('allocation', get('allocation'))
  await measure('movements', get('movements?limit=1000'))
  await measure('orders, none of the type', get('orders?type=MARKET'))
  await measure('orders filled', () => trading(() => new Promise((resolve) => setTimeout(resolve, 10_000))))
  await measure('verify, orders filled', () => trading(() => run(['verify', '--data', folder])))
  const backup = join(folder, 'backup')
  await measure('backup, orders filled', () => trading(() => run(['backup', '--data', folder, '--to', backup])))
  rmSync(backup, { recursive: true, force: true })
  await imported()
  await archived()
} finally {
  await desk.end()
  rmSync(folder, { recursive: true, force: true })
}
console.log(
  `${deals} deals; Node ${process.version}; load average ${loadavg()
    .map((one) => one.toFixed(1))
    .join(' ')}`,
)
console.log(
  `Blocks of the event loop in ms, without the time it waited for a processor, and their share of ${ALLOWED_MS} ms.`,
)
console.table(rows)

/** A ledger of an older form has its profit computed first, which takes the loop as well: `--only profit` measures it. */
async function profitComputed(ask) {
  const settled = () =>
    until('Profit', ASK_AGAIN_MS, async () => {
      const failed = await ask().then(
        () => undefined,
        (error) => error,
      )
      if (failed === undefined) return 'computed'
      if (!/PNL_COMPUTING|REPORTS_BUSY|REPORT_TOO_LONG|RATE_LIMITED/.test(failed.message)) throw failed
      return undefined
    })
  if (values.only.includes('profit')) await measure('profit', settled)
  else await settled()
}

/** Asks again and again until there is an answer. */
async function until(what, everyMs, ask) {
  for (let tries = 0; tries < MAX_ASKED; tries++) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
  throw new Error(`${what} was not done in time.`)
}

/** Does work while orders of the account are filled; answers how many events they made. */
async function trading(work) {
  const seq = async () => JSON.parse(await get('snapshot')()).seq
  const [before, began] = [await seq(), performance.now()]
  let isOver = false
  const traded = (async () => {
    for (let n = 0; !isOver; n++) {
      const order = { symbol: 'MXUSDT', count: 5, side: n % 2 === 0 ? 'BUY' : 'SELL', cross: true, quantity: '1' }
      await post(`${desk.host}/sandbox/accounts/${BOT.apiKey}/orders`, order)
      await new Promise((resolve) => setTimeout(resolve, TRADE_EVERY_MS))
    }
  })()
  await work().finally(() => (isOver = true))
  await traded
  return `${Math.round((await seq()) - before)} events in ${Math.round(performance.now() - began)} ms`
}

/** Both phases of an import of 99,000 deals. */
async function imported() {
  const { fileName, bytes } = files.find(({ name }) => name.startsWith('99,000 deals'))
  const path = '/api/v1/accounts/main/import'
  const content = bytes.toString('base64')
  const headers = { ...desk.headers, 'content-type': 'application/json' }
  const send = async (to, body) => {
    const answer = await fetch(`${desk.url}${to}?wait=false`, { method: 'POST', headers, body: JSON.stringify(body) })
    return answer.json()
  }
  let importId
  const followed = () =>
    until('The import', POLL_MS, async () => {
      const { phase, preview, applied, problem } = JSON.parse(await desk.text(`${path}/${importId}`))
      if (['reading', 'matching', 'applying'].includes(phase)) return undefined
      return problem?.code ?? `${phase}, ${(applied ?? preview)?.added} rows`
    })
  await measure('import, preview', async () => {
    ;({ importId } = await send(path, { fileName, content }))
    return followed()
  })
  await measure('import, apply', async () => {
    await send(`${path}/${importId}/apply`, {})
    return followed()
  })
}

/** A gateway with retention; what it archives is counted by its metrics. */
async function archived() {
  if (!isAsked('archive')) return
  await desk.end()
  desk = await startDesk(folder, { balances, profile: values.profile, options: ['--retention-days', '7'] })
  await new Promise((resolve) => setTimeout(resolve, ARCHIVE_FIRST_MS - ARCHIVE_IDLE_MS))
  const count = async () => Number(/^spotdeck_archived_events_total (\d+)/m.exec(await desk.text('/metrics'))?.[1] ?? 0)
  await measure('archive', async () => {
    let [events, changedAt] = [0, performance.now() + ARCHIVE_IDLE_MS]
    return until('Archiving', POLL_MS, async () => {
      const now = await count()
      if (now > events) [events, changedAt] = [now, performance.now()]
      return performance.now() - changedAt > ARCHIVE_IDLE_MS ? `${events} events` : undefined
    })
  })
}

function isAsked(name) {
  return values.only.split(',').some((part) => name.includes(part))
}

async function measure(name, work) {
  if (!isAsked(name)) return
  await desk.probe()
  const began = performance.now()
  const answer = await work().then(
    (told) => (/^[{[]/.test(told ?? '') ? `${(told.length / 1e3).toFixed(1)} kB` : told),
    (error) => error.message,
  )
  const tookMs = performance.now() - began
  const { ownMs, processorMs, longestMs, over, busyMs, peakMiB } = await desk.probe()
  const row = {
    what: name,
    answer,
    'took ms': Math.round(tookMs),
    'loop busy ms': Math.round(busyMs),
    'longest block ms': Math.round(ownMs),
    share: (ownMs / ALLOWED_MS).toFixed(2),
    over,
    'processor ms of a turn': Math.round(processorMs),
    'wall ms': Math.round(longestMs),
    'healthz ms': Math.round(desk.longestHealth()),
    'peak MiB': Math.round(peakMiB),
  }
  console.log(JSON.stringify(row))
  rows.push(row)
}
