import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FollowedAccount } from '@spotdeck/edge'
import { type RunningGateway, openGateway } from '@spotdeck/gateway'
import { inProcessReports } from '@spotdeck/reports'
import { type Log, silentLog } from '@spotdeck/ports'
import { nodeClock, nodeFetch, nodeOpenSocket, nodeRandom, nodeSign, nodeTimers } from '@spotdeck/ports/node'
import { type RunningSandbox, openSandbox } from '@spotdeck/sandbox'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { until } from './support/until.ts'

const verbose = process.env['SPOTDECK_TEST_LOG'] !== undefined
const say = (level: string) => (fields: unknown, message: string) =>
  void process.stderr.write(`${level} ${message} ${JSON.stringify(fields)}\n`)
const log: Log = verbose
  ? { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') }
  : silentLog
const machine = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, sign: nodeSign, log }
const exchange = { ...machine, fetch: nodeFetch, openSocket: nodeOpenSocket }
const closing: { close(): Promise<void> }[] = []
/** The exchange of all tests; each gateway has a ledger of its own. */
let on: RunningSandbox

beforeAll(async () => {
  on = await openSandbox(
    {
      port: 0,
      host: '127.0.0.1',
      seed: 11,
      bots: true,
      demo: true,
      panel: true,
      symbols: ['MXUSDT', 'BTCUSDT', 'ETHUSDT'],
    },
    machine,
  )
})

afterEach(async () => {
  for (const part of closing.splice(0).reverse()) await part.close()
})

afterAll(() => on?.close())

async function gateway(on: RunningSandbox, dataDir: string): Promise<RunningGateway> {
  const opened = await openGateway(
    {
      accounts: [{ id: 'main', label: 'Demo', credentials: on.demo, trading: true }],
      restUrl: on.url,
      wsUrl: on.wsUrl,
      dataDir,
      host: '127.0.0.1',
      port: 0,
      sandbox: true,
      // A worker runs no TypeScript, and these are the sources.
      reports: inProcessReports(nodeTimers),
    },
    exchange,
  )
  closing.push(opened)
  return opened
}

function mainOf({ desk }: RunningGateway): FollowedAccount {
  const account = desk.account('main')
  if (account === undefined) throw new Error('The gateway does not serve the account "main".')
  return account
}

const isLive = (running: RunningGateway) => () => running.desk.accounts()[0]?.status.state === 'live'

type Truth = {
  readonly balances: Readonly<Record<string, { readonly free: string; readonly locked: string }>>
  readonly orders: readonly { readonly orderId: string; readonly status: string; readonly createdAt: number }[]
  readonly deals: readonly { readonly tradeId: string; readonly fee: string; readonly time: number }[]
  readonly time: number
}
const truthOf = async (on: RunningSandbox): Promise<Truth> =>
  (await (await fetch(`${on.url}/sandbox/accounts/${on.demo.apiKey}/truth`)).json()) as Truth

const DAY = 86_400_000

/** Records of the truth that the ledger lacks, as far back as the exchange's REST reaches; empty when they agree. */
async function missing(on: RunningSandbox, running: RunningGateway): Promise<readonly string[]> {
  const truth = await truthOf(on)
  const assets = new Map(
    running.desk
      .account('main')
      ?.snapshot()
      .assets.map((asset) => [asset.asset, asset]),
  )
  const orders = new Map<string, string>()
  const deals = new Map<string, string>()
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await mainOf(running).orders({ limit: 1_000, cursor })
    for (const order of page.items) orders.set(order.orderId, order.status)
    cursor = page.nextCursor
  }
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await mainOf(running).deals({ limit: 1_000, cursor })
    for (const deal of page.items) deals.set(deal.tradeId, deal.fee)
    cursor = page.nextCursor
  }
  const inReach = truth.deals.filter((deal) => deal.time > truth.time - 29 * DAY)
  return [
    ...Object.entries(truth.balances)
      .filter(([asset, { free, locked }]) => assets.get(asset)?.free !== free || assets.get(asset)?.locked !== locked)
      .map(([asset]) => asset),
    ...truth.orders
      .filter((order) => order.createdAt > truth.time - 6 * DAY && orders.get(order.orderId) !== order.status)
      .map((order) => order.orderId),
    ...inReach.filter((deal) => deals.get(deal.tradeId) !== deal.fee).map((deal) => deal.tradeId),
  ]
}

describe('the gateway on the sandbox, over real sockets', () => {
  it('follows the demo account: an order placed through it fills, and the ledger comes to equal the truth', async () => {
    const running = await gateway(on, join(mkdtempSync(join(tmpdir(), 'spotdeck-e2e-')), 'data'))
    await until(isLive(running), 'the account is live')
    const price = on.exchange.book('MXUSDT', 5).asks[0]?.price ?? '3'
    const order = {
      symbol: 'MXUSDT',
      side: 'BUY',
      type: 'LIMIT',
      price,
      quantity: '5',
      clientOrderId: 'first-light',
    } as const
    expect(await running.desk.account('main')?.trading?.place(order)).toMatchObject({ outcome: 'placed' })
    const deals = async () => (await mainOf(running).deals({ limit: 50 })).items
    await until(async () => (await deals()).some((deal) => deal.clientOrderId === 'first-light'), 'the order fills')
    await until(async () => (await missing(on, running)).length === 0, 'the ledger is the truth')
    await until(async () => running.desk.account('main')?.snapshot().equity !== null, 'equity is known')
    await until(async () => {
      const { points } = await mainOf(running).reports.equity({
        from: Date.now() - 20 * DAY,
        estimate: true,
        to: Date.now(),
        points: 200,
      })
      return points.filter(({ total }) => total !== null).length > 100
    }, 'past equity is known')
  })

  it('refuses a wrong secret before anything is written, and says what to do', async () => {
    const dataDir = join(mkdtempSync(join(tmpdir(), 'spotdeck-e2e-')), 'data')
    const wrong = { ...on, demo: { ...on.demo, secret: 'not-the-secret' } }
    const refused = await gateway(wrong, dataDir).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'EXCHANGE_REFUSED_KEY' })
    expect(String(refused)).not.toContain('not-the-secret')
    expect(existsSync(dataDir)).toBe(false)
  })

  it('finds after a restart what happened while it was down', async () => {
    const dataDir = join(mkdtempSync(join(tmpdir(), 'spotdeck-e2e-')), 'data')
    const first = await gateway(on, dataDir)
    await until(isLive(first), 'the account is live')
    const head = first.desk.account('main')?.head()
    await first.close()
    const account = on.exchange.openOrders('10000001')[0]?.account ?? '10000001'
    const price = on.exchange.book('MXUSDT', 5).asks[0]?.price
    const placed = on.exchange.place({
      account,
      symbol: 'MXUSDT',
      side: 'BUY',
      type: 'LIMIT',
      quantity: '3' as never,
      time: Date.now(),
      ...(price === undefined ? {} : { price }),
    })
    expect(placed.ok).toBe(true)
    const second = await gateway(on, dataDir)
    await until(isLive(second), 'the account is live')
    expect(second.desk.account('main')?.head().epoch).toBe(head?.epoch)
    const replay = await mainOf(second).eventsAfter(head ?? { epoch: '', seq: 0 }, 1_000)
    const events = replay.kind === 'events' ? replay.events : []
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => (head?.seq ?? 0) + 1 + index))
    expect(events.some((event) => event.type === 'deal.added' && event.source === 'rest')).toBe(true)
    await until(async () => (await missing(on, second)).length === 0, 'the ledger is the truth')
  })
})
