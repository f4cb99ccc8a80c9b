import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumPath, newPerson, openBrowser, openPage } from './support/browser.ts'
import { type Key, ccxtOn } from './support/ccxt.ts'
import { ONE_MARKET, type Running, runCommand, startCommand, temporaryFolder } from './support/command.ts'
import { type Ledger, type Session, eventsAfter, logIn, readLedger } from './support/gateway.ts'
import { newAccount, truthOf } from './support/panel.ts'
import { until } from './support/until.ts'

const folder = temporaryFolder()
const pictures = new URL('../artifacts/', import.meta.url).pathname

let sandbox: Running
let gateway: Running
let key: Key

const startSandbox = (port = '0') =>
  startCommand(['sandbox', '--port', port, '--data', folder.path, '--seed', 'first-light'], { environment: ONE_MARKET })
const startGateway = () => {
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

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true })
  sandbox = await startSandbox()
  key = await newAccount(sandbox.address, { USDT: '1000', MX: '100' })
  gateway = await startGateway()
})

afterAll(async () => {
  await gateway?.end('SIGTERM')
  await sandbox?.end('SIGTERM')
  folder.remove()
})

/** A one-time link of its own, as `spotdeck login` makes it beside the running gateway. */
async function newLink(): Promise<string> {
  const { out, err } = await runCommand(['login', '--data', folder.path])
  const link = /http\S+#login=\S+/.exec(out)?.[0]
  if (link === undefined) throw new Error(`No link: ${out}${err}`)
  return link
}

/** The free amount of an asset as the page holds it, in full. */
const freeOn = (page: Page, asset: string) => page.getByTestId(`asset-${asset}-free`).getAttribute('data-value')

const ledgerWith = (session: Session, isReached: (ledger: Ledger) => boolean): Promise<Ledger> =>
  until(async () => {
    const ledger = await readLedger(session)
    return isReached(ledger) && ledger
  }, 'the ledger has every deal')

async function tradeInFrontOf(browser: Browser): Promise<void> {
  const exchange = ccxtOn(sandbox.address, key)
  await exchange.loadMarkets()
  const person = await newPerson(browser)
  const overview = await openPage(person, await newLink())
  const at = (path: string) => openPage(person, new URL(path, gateway.address).href)
  const [assets, orders, fills] = [await at('/assets'), await at('/orders'), await at('/fills')]
  const session = await logIn(await newLink())
  const before = await readLedger(session)
  expect(await freeOn(assets, 'USDT')).toBe('1000')
  expect(before.deals).toEqual([])

  const orderId = String((await exchange.createOrder('MX/USDT', 'market', 'buy', 5)).id)

  // pages that were open before show what came by the stream alone
  await orders.getByTestId(`order-${orderId}`).waitFor()
  await fills.getByTestId(`fill-${orderId}`).first().waitFor()
  const truth = await truthOf(sandbox.address, key)
  for (const asset of ['MX', 'USDT']) {
    const free = truth.balances[asset]?.free ?? ''
    await assets.waitForFunction(
      ([id, value]) => document.querySelector(`[data-testid="${id}"]`)?.getAttribute('data-value') === value,
      [`asset-${asset}-free`, free] as const,
    )
  }
  expect(truth.balances['MX']?.free).toBe('105')
  const news = await eventsAfter(session, before)
  const ours = news.filter(({ topic, data }) => topic === 'assets' || ('orderId' in data && data.orderId === orderId))
  expect(new Set(ours.map(({ topic }) => topic))).toEqual(new Set(['assets', 'orders', 'deals']))
  // A later read may add the one field that the stream lacks: the order's quote amount as the exchange computed it.
  const status = (event: (typeof ours)[number]) => ('status' in event.data ? event.data.status : undefined)
  expect(ours.find((event) => status(event) === 'FILLED')?.source).toBe('stream')
  // As many as the levels of the book that it took.
  expect(ours.filter(({ topic }) => topic === 'deals').map(({ source }) => source)).toEqual(
    truth.deals.map(() => 'stream'),
  )

  await fills.screenshot({ path: join(pictures, 'first-light-fills.png') })
  await overview.getByTestId('equity-total').waitFor()
  await overview.screenshot({ path: join(pictures, 'first-light-overview.png') })
  expect(person.troubles).toEqual([])

  // killed and started again: the same ledger, equal to the exchange's truth
  const written = await readLedger(session)
  await gateway.end('SIGKILL')
  gateway = await startGateway()
  const again = await ledgerWith(await logIn(await newLink()), ({ deals }) => deals.length === truth.deals.length)
  expect(again.epoch).toBe(written.epoch)
  expect(again.seq).toBeGreaterThanOrEqual(written.seq)
  expect(again.deals).toEqual(written.deals)
  expect(again.orders).toEqual(written.orders)
  const held = Object.fromEntries(again.assets.map(({ asset, free, locked }) => [asset, { free, locked }]))
  expect(held).toEqual(truth.balances)
  expect(again.deals.map(({ tradeId, fee, quantity }) => ({ tradeId, fee, quantity }))).toEqual(
    truth.deals.map(({ tradeId, fee, quantity }) => ({ tradeId, fee, quantity })).reverse(),
  )

  const returned = await openPage(await newPerson(browser), await newLink())
  await returned.goto(new URL('/fills', gateway.address).href)
  await returned.getByTestId(`fill-${orderId}`).first().waitFor()
  await exchange.close()
}

test.skipIf(chromiumPath === undefined)(
  'an order placed by ccxt appears in the browser as an order, a fill and two changed balances, and outlives a SIGKILL',
  async () => {
    const browser = await openBrowser()
    try {
      await tradeInFrontOf(browser)
    } finally {
      await browser.close()
    }
  },
)

test('the exchange keeps acknowledged orders over a SIGKILL', async () => {
  const port = new URL(sandbox.address).port
  const before = ccxtOn(sandbox.address, key)
  await before.loadMarkets()
  const orderId = String((await before.createOrder('MX/USDT', 'limit', 'buy', 10, 1)).id)
  await sandbox.end('SIGKILL')
  sandbox = await startSandbox(port)
  const after = ccxtOn(sandbox.address, key)
  await after.loadMarkets()
  expect(await after.fetchOrder(orderId, 'MX/USDT')).toMatchObject({ id: orderId, status: 'open', amount: 10 })
  await after.cancelOrder(orderId, 'MX/USDT')
})
