/**
 * A gateway that is killed at random moments while its account trades: whenever it is back, its ledger is the exchange's truth.
 * `SPOTDECK_KILLS` says how often, `SPOTDECK_SEED` which moments; `node scripts/kills.mjs 50` runs many and prints the figure.
 */

import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededRandom } from '@spotdeck/ports/virtual'
import { type Key, ccxtOn } from './support/ccxt.ts'
import { type Running, runCommand, startCommand, temporaryFolder } from './support/command.ts'
import { type Ledger, type Session, logIn, readLedger } from './support/gateway.ts'
import { type Truth, newAccount, truthOf } from './support/panel.ts'
import { PATIENCE_MS } from './support/until.ts'

const KILLS = Number(process.env['SPOTDECK_KILLS'] ?? 5)
const SEED = process.env['SPOTDECK_SEED'] ?? '1'
const KILL_WITHIN_MS = 2_500
/** Keeps the orders of this test and the gateway's readings within the exchange's limits. */
const BETWEEN_ORDERS_MS = 150

const moments = seededRandom(`moments ${SEED}`)
const choices = seededRandom(`orders ${SEED}`)
const folder = temporaryFolder()
let sandbox: Running
let key: Key
let exchange: ReturnType<typeof ccxtOn>

beforeAll(async () => {
  sandbox = await startCommand(['sandbox', '--port', '0', '--data', folder.path, '--seed', `kills ${SEED}`])
  key = await newAccount(sandbox.address, { USDT: '100000', MX: '10000' })
  exchange = ccxtOn(sandbox.address, key)
  await exchange.loadMarkets()
})

afterAll(async () => {
  await sandbox?.end('SIGTERM')
  folder.remove()
})

const startGateway = (): Promise<Running> => {
  const rest = sandbox.address
  const args = [
    'gateway',
    '--port',
    '0',
    '--data',
    folder.path,
    '--rest',
    rest,
    '--ws',
    `${rest.replace('http', 'ws')}/ws`,
  ]
  return startCommand(args, { environment: { SPOTDECK_API_KEY: key.apiKey, SPOTDECK_API_SECRET: key.secret } })
}

/** Orders that fill at once, orders that rest, cancels; one after the other until it is told to stop. Answers how many. */
async function trade(going: () => boolean): Promise<number> {
  let placed = 0
  for (let n = 0; going(); n++) {
    await pause(BETWEEN_ORDERS_MS)
    // What the exchange refuses (its limits, a market that moved) is no order; the truth says what is.
    placed += await order(n).catch(() => 0)
  }
  return placed
}

async function order(n: number): Promise<number> {
  const symbol = n % 3 === 0 ? 'BTC/USDT' : 'MX/USDT'
  const { bid = 0, ask = 0 } = await exchange.fetchTicker(symbol)
  const quantity = symbol === 'MX/USDT' ? 5 + Math.floor(choices.next() * 20) : 0.001
  if (n % 4 === 3) {
    const resting = await exchange.createOrder(symbol, 'limit', 'buy', quantity, Number(bid) * 0.9)
    if (choices.next() < 0.5) await exchange.cancelOrder(String(resting.id), symbol)
  } else if (n % 2 === 0) await exchange.createOrder(symbol, 'limit', 'buy', quantity, Number(ask) * 1.01)
  else await exchange.createOrder(symbol, 'limit', 'sell', quantity, Number(bid) * 0.99)
  return 1
}

const sorted = (rows: readonly string[]): readonly string[] => [...rows].sort()

/** Records of both sides in the same form. */
const said = ({ orders, deals }: Pick<Truth, 'orders' | 'deals'>) => ({
  orders: sorted(orders.map(({ orderId, status, executedQuantity }) => [orderId, status, executedQuantity].join(' '))),
  deals: sorted(deals.map(({ orderId, tradeId, quantity, fee }) => [orderId, tradeId, quantity, fee].join(' '))),
})
const held = ({ assets }: Ledger) =>
  Object.fromEntries(
    assets.filter(({ total }) => total !== '0').map(({ asset, free, locked }) => [asset, { free, locked }]),
  )
const owned = ({ balances }: Truth) =>
  Object.fromEntries(Object.entries(balances).filter(([, { free, locked }]) => free !== '0' || locked !== '0'))

/** Reads until the ledger is the truth; at the end of its time the difference is what the test shows. */
async function becomesTrue(session: Session): Promise<Ledger> {
  const until = Date.now() + PATIENCE_MS
  for (;;) {
    const ledger = await readLedger(session)
    const truth = await truthOf(sandbox.address, key)
    try {
      expect({ ...said(ledger), balances: held(ledger) }).toEqual({ ...said(truth), balances: owned(truth) })
      return ledger
    } catch (difference) {
      if (Date.now() > until) throw difference
      await pause(100)
    }
  }
}

test(
  `a gateway that is killed ${KILLS} times loses nothing (seed ${SEED})`,
  async () => {
    let gateway = await startGateway()
    let orders = 0
    let deals = 0
    let seq = 0
    let epoch: string | undefined
    for (let kill = 1; kill <= KILLS; kill++) {
      let going = true
      const trading = trade(() => going)
      await pause(moments.next() * KILL_WITHIN_MS)
      await gateway.end('SIGKILL')
      const restarted = startGateway()
      await pause(moments.next() * 300)
      going = false
      orders += await trading
      gateway = await restarted
      const ledger = await becomesTrue(await logIn(gateway.address))
      epoch ??= ledger.epoch
      expect(ledger.epoch).toBe(epoch)
      expect(ledger.seq).toBeGreaterThan(seq)
      seq = ledger.seq
      deals = ledger.deals.length
    }
    await gateway.end('SIGTERM')
    expect(await runCommand(['verify', '--data', folder.path])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^main: ok, \d+ events/) as string,
    })
    expect(orders).toBeGreaterThan(KILLS)
    process.stdout.write(
      `\nkills ${KILLS}, orders ${orders}, deals ${deals}, events ${seq}: the ledger is the truth after each\n`,
    )
  },
  (1 + KILLS) * 2 * PATIENCE_MS,
)
