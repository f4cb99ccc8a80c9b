// Longest block of a gateway's event loop over a large ledger, and what `/healthz` took, while each kind of request runs, one after the
// other: replays from the first event, exports, reports, the state of a time. Sandbox and gateway are
// processes of their own. The ledger is written once and kept.
// node scripts/build.mjs && node bench/loop.mjs FOLDER [--deals 100000] [--only NAME,NAME] [--profile FOLDER]

import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeBotLedger } from './lib/bot-ledger.mjs'
import { startDesk } from './lib/bot-desk.mjs'
import { drain } from './lib/streams.mjs'

const ALLOWED_MS = 50
const DAY_MS = 86_400_000
const REPLAYERS = 5
/** Below the limit of the gateway. */
const REPLAYED = 400_000
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    deals: { type: 'string', default: '100000' },
    only: { type: 'string', default: '' },
    profile: { type: 'string' },
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
const desk = await startDesk(folder, { balances, profile: values.profile })
const rows = []
try {
  const whole = `from=${begin}&to=${Date.now()}`
  const get = (path) => () => desk.text(`/api/v1/accounts/main/${path}`)
  const csv = (name) => () => drain(desk, `/api/v1/accounts/main/export/${name}.csv`)
  const { epoch, seq } = JSON.parse(await get('snapshot')())
  const replay = () =>
    drain(
      desk,
      `/api/v1/accounts/main/events?topics=assets,orders,deals,status&since=${epoch}:${Math.max(0, seq - REPLAYED)}`,
      { untilSeq: seq },
    )
  await measure('nothing', () => new Promise((resolve) => setTimeout(resolve, 3_000)))
  await measure('SSE replay', replay)
  await measure(`the same, ${REPLAYERS} subscribers`, () => Promise.all(Array.from({ length: REPLAYERS }, replay)))
  for (const name of ['orders', 'deals', 'ledger']) await measure(`${name}.csv`, csv(name))
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

async function measure(name, work) {
  if (!values.only.split(',').some((part) => name.includes(part))) return
  await desk.probe()
  const began = performance.now()
  const answer = await work().then(
    (told) => (/^[{[]/.test(told ?? '') ? `${(told.length / 1e3).toFixed(1)} kB` : told),
    (error) => error.message,
  )
  const tookMs = performance.now() - began
  const { ownMs, longestMs, over, busyMs, peakMiB } = await desk.probe()
  const row = {
    what: name,
    answer,
    'took ms': Math.round(tookMs),
    'loop busy ms': Math.round(busyMs),
    'longest block ms': Math.round(ownMs),
    share: (ownMs / ALLOWED_MS).toFixed(2),
    over,
    'wall ms': Math.round(longestMs),
    'healthz ms': Math.round(desk.longestHealth()),
    'peak MiB': Math.round(peakMiB),
  }
  console.log(JSON.stringify(row))
  rows.push(row)
}
