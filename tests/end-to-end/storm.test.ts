/**
 * A gateway that is killed at random moments while orders, fills, deposits and transfers happen: at the end its ledger is the
 * exchange's truth, and a reader that resumed over all kills has each event once.
 * `SPOTDECK_KILLS` says how often, `SPOTDECK_MINUTES` how long at most, `SPOTDECK_SEED` which moments; `npm run storm -- --kills 200`
 * runs many.
 */

import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededRandom } from '@spotdeck/ports/virtual'
import { type Key, ccxtOn } from './support/ccxt.ts'
import { type Running, killedAfter, runCommand, startCommand, temporaryFolder } from './support/command.ts'
import { type Ledger, type Session, eventsAfter, logIn, readLedger } from './support/gateway.ts'
import { type Truth, newAccount, truthOf } from './support/panel.ts'
import { StormReader } from './support/storm-reader.ts'
import { PATIENCE_MS, until } from './support/until.ts'

const KILLS = Number(process.env['SPOTDECK_KILLS'] ?? 3)
/** No kill begins after this; the storm then ends with those that it has. */
const LIMIT_MS = Number(process.env['SPOTDECK_MINUTES'] ?? 25) * 60_000
const SEED = process.env['SPOTDECK_SEED'] ?? ''
/** Two thirds of the kills come this soon after the process began: before it is ready, or while it reconciles. */
const KILL_WITHIN_MS = 4_000
/** The others come this soon after it was ready. */
const KILL_READY_WITHIN_MS = 2_000
/** Keeps the orders of this test and the gateway's readings within the exchange's limits. */
const BETWEEN_ORDERS_MS = 400

const moments = seededRandom(`moments ${SEED}`)
const choices = seededRandom(`orders ${SEED}`)
const folder = temporaryFolder()
let sandbox: Running
let key: Key
let exchange: ReturnType<typeof ccxtOn>

beforeAll(async () => {
  sandbox = await startCommand([
    'sandbox',
    '--port',
    '0',
    '--data',
    folder.path,
    '--symbols',
    'MXUSDT,BTCUSDT',
    '--seed',
    `kills ${SEED}`,
  ])
  key = await newAccount(sandbox.address, { USDT: '100000', MX: '10000' })
  exchange = ccxtOn(sandbox.address, key)
  await exchange.loadMarkets()
})

afterAll(async () => {
  await sandbox?.end('SIGTERM')
  folder.remove()
})

const environment = () => ({ SPOTDECK_API_KEY: key.apiKey, SPOTDECK_API_SECRET: key.secret })

/** `port`: 0 for any free one; every later start has the first one's, so that the reader finds it. */
const gatewayArguments = (port: string): string[] => {
  const [rest, ws] = [sandbox.address, `${sandbox.address.replace('http', 'ws')}/ws`]
  return ['gateway', '--port', port, '--data', folder.path, '--rest', rest, '--ws', ws]
}

const startGateway = (port = '0'): Promise<Running> =>
  startCommand(gatewayArguments(port), { environment: environment() })

/** Orders that fill at once, orders that rest, cancels; one after the other until it is told to stop. Answers how many. */
async function trade(going: () => boolean): Promise<number> {
  let placed = 0
  for (let n = 0; going(); n++) {
    await pause(BETWEEN_ORDERS_MS)
    // A rejected order (limits, a moved market) is not counted; the exchange's truth lists the others.
    placed += await order(n).catch(() => 0)
    if (n % 5 === 2) await moveMoney(n).catch(() => undefined)
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

/** A deposit, or a transfer to or from futures. */
async function moveMoney(n: number): Promise<void> {
  if (n % 15 === 7) {
    await fetch(`${sandbox.address}/sandbox/accounts/${key.apiKey}/deposit`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ asset: 'USDT', amount: String(10 + n) }),
    })
    return
  }
  const [from, to] = n % 2 === 0 ? ['spot', 'swap'] : ['swap', 'spot']
  await exchange.transfer('USDT', 1 + (n % 7), from ?? '', to ?? '')
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

async function killOnce(port: string): Promise<void> {
  if (moments.next() < 2 / 3) {
    const killed = await killedAfter(moments.next() * KILL_WITHIN_MS, gatewayArguments(port), {
      environment: environment(),
    })
    return expect(killed).toMatchObject({ code: null })
  }
  const gateway = await startGateway(port)
  await pause(moments.next() * KILL_READY_WITHIN_MS)
  await gateway.end('SIGKILL')
}

test(
  `a gateway that is killed ${KILLS} times loses and doubles nothing (seed ${SEED})`,
  async () => {
    const began = await startGateway()
    const { port, origin } = new URL(began.address)
    const first = await becomesTrue(await logIn(began.address))
    const made = await runCommand(['token', 'create', '--audience', 'owner', '--data', folder.path])
    const reader = new StormReader(origin, made.out.trim(), `${first.epoch}:0`)
    let going = true
    const trading = trade(() => going)
    await began.end('SIGKILL')
    let kills = 1
    for (const end = Date.now() + LIMIT_MS; kills < KILLS && Date.now() < end; kills++) await killOnce(port)
    going = false
    const orders = await trading
    const gateway = await startGateway(port)
    const session = await logIn(gateway.address)
    const ledger = await becomesTrue(session)
    expect(ledger.epoch).toBe(first.epoch)
    const owed = await eventsAfter(session, { epoch: ledger.epoch, seq: 0, topics: 'assets,orders,deals,status' })
    await until(
      () => reader.seq >= (owed.at(-1)?.seq ?? 0),
      () => `the reader stands at ${reader.seq}`,
    )
    await reader.stop()
    expect(reader.resets).toBe(0)
    expect(reader.received.slice(0, owed.length)).toEqual(owed)
    await gateway.end('SIGTERM')
    expect(await runCommand(['verify', '--data', folder.path])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^main: ok, \d+ events/) as string,
    })
    expect(orders).toBeGreaterThan(kills)
    process.stdout.write(
      `\nkills ${kills}, seed ${SEED}: orders ${orders}, deals ${ledger.deals.length}, events ${ledger.seq}; the ledger is the truth, ` +
        `and the reader, connected ${reader.connections} times, has each event once\n`,
    )
  },
  (4 + KILLS) * 2 * PATIENCE_MS,
)
