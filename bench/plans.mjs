// From the price that reaches a trigger to the order that is sent: 500 plans on disk, 1,000 prices a second, and an
// exchange that answers at once. Machine, runner, writer and SQLite as in the gateway; a plan is stored first.
// The first tenth of what fires is not counted: a machine in use has met its inputs.
// npm run build && node bench/plans.mjs [seconds] [plans] [prices a second] [symbols] [folder]

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { createBus } from '@spotdeck/edge'
import { Writer } from '@spotdeck/follow'
import { EMPTY_STATE } from '@spotdeck/ledger'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeTimers } from '@spotdeck/ports/node'
import { openSqliteStore } from '@spotdeck/store'
import { PlanRunner } from '../packages/gateway/dist/trading/plan-runner.js'
import { quantile } from './lib/desk.mjs'

const [seconds = '20', count = '500', perSecond = '1000', symbolCount = '1', folder = tmpdir()] = process.argv.slice(2)
/** Plans that fire during the run; the others wait for a price that never comes. */
const FIRING = Math.floor(Number(count) * 0.4)
const START = 100_000
const priceText = (cents) => (cents / 100).toFixed(2)
const symbols = Array.from({ length: Number(symbolCount) }, (_, n) => `A${n}USDT`)
const market = { baseAsset: 'MX', quoteAsset: 'USDT', lotSize: '0.1', tickSize: '0.01', minQuantity: '1' }
const balance = { asset: 'MX', free: '1000000', locked: '0', total: '1000000', reason: 'bench', time: 0 }

const data = mkdtempSync(join(folder, 'spotdeck-plans-'))
const store = openSqliteStore({
  path: join(data, 'plans.db'),
  identity: { account: 'main', host: 'bench', user: 'u' },
  newEpoch: 'abcdef01',
})
const now = () => nodeClock.now()
const commitMs = []
const writer = new Writer({
  store: {
    async commit(commit) {
      const from = performance.now()
      const hashes = await store.commit(commit)
      commitMs.push(performance.now() - from)
      return hashes
    },
  },
  state: { ...EMPTY_STATE, assets: new Map([['MX', balance]]) },
  now,
  timers: nodeTimers,
  log: silentLog,
  publish: () => undefined,
})
const bus = createBus(silentLog)
const sentAt = new Map()
const last = new Map(symbols.map((symbol) => [symbol, START]))
const runner = new PlanRunner({
  account: 'main',
  writer,
  trading: {
    find: async () => ({ kind: 'none' }),
    cancel: async () => ({ kind: 'done' }),
    cancelAll: async () => ({ kind: 'done' }),
    async place({ clientOrderId, quantity }) {
      sentAt.set(clientOrderId, performance.now())
      return { kind: 'order', orderId: `o-${clientOrderId}`, executed: quantity, isOver: true }
    },
  },
  marketOf: () => market,
  isLive: () => true,
  prices: {
    ticker: (symbol) => ({ lastPrice: priceText(last.get(symbol)) }),
    get heardAt() {
      return now()
    },
  },
  market: { watch: () => ({ stop: () => undefined }) },
  bus,
  book: async () => undefined,
  now,
  timers: nodeTimers,
  log: silentLog,
})
runner.start()

/** Trigger of the n-th plan, in cents: one in each share of the run for those that fire. */
const triggerOf = (n) => (n < FIRING ? START - 100 * (n + 1) : 100)
const create = (n) =>
  runner.create(`pl${n}`, {
    kind: 'stop',
    symbol: symbols[n % symbols.length],
    side: 'SELL',
    quantity: '1',
    trigger: { source: 'last', price: priceText(triggerOf(n)) },
    order: { type: 'MARKET' },
  })
const made = await Promise.all(Array.from({ length: Number(count) }, (_, n) => create(n)))
assert.ok(
  made.every(({ kind }) => kind === 'plan'),
  JSON.stringify(made.find(({ kind }) => kind !== 'plan')),
)
commitMs.length = 0

const total = Number(seconds) * Number(perSecond)
const dueAt = new Map()
const stepMs = []
const begun = performance.now()
const cpu = process.cpuUsage()
for (let i = 0; i < total; i++) {
  while (performance.now() - begun < (i * 1_000) / Number(perSecond)) await turn()
  const fired = Math.floor(((i + 1) * FIRING) / total)
  const firing = fired > Math.floor((i * FIRING) / total) ? fired - 1 : undefined
  const symbol = symbols[firing === undefined ? i % symbols.length : firing % symbols.length]
  // Between two triggers the price stays above the next one, and no two prints are equal.
  const cents = firing === undefined ? START - 100 * fired - 20 - (i % 60) : triggerOf(firing)
  last.set(symbol, cents)
  const from = performance.now()
  if (firing !== undefined) dueAt.set(`pl${firing}-0`, from)
  bus.publish({
    kind: 'market',
    events: [{ topic: 'trades', data: { symbol, trades: [{ price: priceText(cents) }] } }],
  })
  stepMs.push(performance.now() - from)
}
const wallMs = performance.now() - begun
const { user, system } = process.cpuUsage(cpu)
for (let i = 0; i < 1_000 && sentAt.size < FIRING; i++) await new Promise((resolve) => setTimeout(resolve, 10))
runner.close()
await writer.close()
await store.close()
rmSync(data, { recursive: true, force: true })
assert.equal(sentAt.size, FIRING)

const took = [...dueAt].slice(FIRING / 10).map(([id, at]) => sentAt.get(id) - at)
const ms = (value) => value.toFixed(2)
const of = (values) => `p50 ${ms(quantile(values, 0.5))}, p99 ${ms(quantile(values, 0.99))} ms`
process.stdout.write(
  `${count} plans, ${perSecond} prices a second over ${symbols.length} symbols, ${seconds} s: ${FIRING} orders sent
price in to order sent: ${of(took)}, longest ${ms(Math.max(...took))}
a price: ${of(stepMs)}
a commit: ${of(commitMs)}
processor: ${((100 * (user + system)) / 1_000 / wallMs).toFixed(0)} % of one core
`,
)
