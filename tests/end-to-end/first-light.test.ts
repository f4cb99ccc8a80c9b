import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumPath, openBrowser, openPage } from './support/browser.ts'
import { ccxtOn } from './support/ccxt.ts'
import { type Running, runCommand, startCommand, temporaryFolder } from './support/command.ts'
import { type Ledger, logIn, readLedger } from './support/gateway.ts'

const folder = temporaryFolder()
const pictures = new URL('../artifacts/', import.meta.url).pathname
const keys = { SPOTDECK_API_KEY: 'mx0sandboxdemo', SPOTDECK_API_SECRET: 'sandbox-demo-secret' }

let sandbox: Running
let gateway: Running
let browser: Browser

const startSandbox = (port = '0') =>
  startCommand(['sandbox', '--port', port, '--data', folder.path, '--seed', 'first-light'])
const startGateway = (port = '0') => {
  const rest = sandbox.address
  const args = [
    'gateway',
    '--port',
    port,
    '--data',
    folder.path,
    '--rest',
    rest,
    '--ws',
    `${rest.replace('http', 'ws')}/ws`,
  ]
  return startCommand(args, { environment: keys })
}

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true })
  sandbox = await startSandbox()
  gateway = await startGateway()
  browser = await openBrowser()
}, 120_000)

afterAll(async () => {
  await browser.close()
  await gateway.end('SIGTERM')
  await sandbox.end('SIGTERM')
  folder.remove()
})

/** A one-time link of its own, as `spotdeck login` makes it beside the running gateway. */
async function newLink(): Promise<string> {
  const { out, err } = await runCommand(['login', '--data', folder.path])
  const link = /http\S+#login=\S+/.exec(out)?.[0]
  if (link === undefined) throw new Error(`No link: ${out}${err}`)
  return link
}

async function openDesk(): Promise<{ page: Page; troubles: string[] }> {
  const opened = await openPage(browser)
  await opened.page.goto(await newLink())
  await opened.page.getByTestId('stream-state').getByText('live').waitFor({ timeout: 30_000 })
  return opened
}

/** The free amount of an asset as the page shows it in full. */
async function freeOf(page: Page, asset: string): Promise<string> {
  const cell = page.getByTestId(`asset-${asset}-free`)
  await cell.waitFor()
  return (await cell.getAttribute('data-value')) ?? ''
}

test.skipIf(chromiumPath === undefined)(
  'an order placed by ccxt appears in the browser as an order, a fill and two changed balances, and outlives a SIGKILL',
  async () => {
    const exchange = ccxtOn(sandbox.address)
    await exchange.loadMarkets()
    const desk = await openDesk()
    const page = desk.page
    await page.goto(new URL('/assets', gateway.address).href)
    const before = { mx: await freeOf(page, 'MX'), usdt: await freeOf(page, 'USDT') }

    const orderId = String((await exchange.createOrder('MX/USDT', 'market', 'buy', 5)).id)
    const [fill] = await exchange.fetchOrderTrades(orderId, 'MX/USDT')
    expect(fill).toMatchObject({ side: 'buy', order: orderId })

    // two balances
    await page.waitForFunction(
      ([mx, usdt]) =>
        document.querySelector('[data-testid="asset-MX-free"]')?.getAttribute('data-value') !== mx &&
        document.querySelector('[data-testid="asset-USDT-free"]')?.getAttribute('data-value') !== usdt,
      [before.mx, before.usdt],
    )
    // the order and its fill
    await page.goto(new URL('/orders', gateway.address).href)
    await page.getByTestId(`order-${orderId}`).waitFor()
    await page.goto(new URL('/fills', gateway.address).href)
    await page.getByTestId(`fill-${orderId}`).first().waitFor()
    await page.screenshot({ path: join(pictures, 'first-light-fills.png') })
    await page.goto(new URL('/', gateway.address).href)
    await page.getByTestId('equity-total').waitFor()
    await page.screenshot({ path: join(pictures, 'first-light-overview.png') })
    expect(desk.troubles).toEqual([])

    // killed and started again: the same ledger
    const session = await logIn(await newLink())
    const written = await readLedger(session)
    expect(written.deals.map((deal) => deal.orderId)).toContain(orderId)
    await gateway.end('SIGKILL')
    gateway = await startGateway()
    const again = await readLedger(await logIn(await newLink()))
    expect(again.epoch).toBe(written.epoch)
    expect(again.seq).toBeGreaterThanOrEqual(written.seq)
    expectToHold(again, written)

    const returned = await openDesk()
    await returned.page.goto(new URL('/fills', gateway.address).href)
    await returned.page.getByTestId(`fill-${orderId}`).first().waitFor()
    await exchange.close()
  },
  180_000,
)

/** Everything that was written is still there, to the digit. */
function expectToHold(again: Ledger, written: Ledger): void {
  const deals = new Map(again.deals.map((deal) => [`${deal.orderId} ${deal.tradeId}`, deal]))
  for (const deal of written.deals) expect(deals.get(`${deal.orderId} ${deal.tradeId}`)).toEqual(deal)
  const orders = new Map(again.orders.map((order) => [order.orderId, order]))
  for (const order of written.orders) expect(orders.has(order.orderId)).toBe(true)
}

test('what the exchange acknowledged it still knows after a SIGKILL', async () => {
  const port = new URL(sandbox.address).port
  const before = ccxtOn(sandbox.address)
  await before.loadMarkets()
  const orderId = String((await before.createOrder('MX/USDT', 'limit', 'buy', 10, 1)).id)
  await sandbox.end('SIGKILL')
  sandbox = await startSandbox(port)
  const after = ccxtOn(sandbox.address)
  await after.loadMarkets()
  expect(await after.fetchOrder(orderId, 'MX/USDT')).toMatchObject({ id: orderId, status: 'open', amount: 10 })
  await after.cancelOrder(orderId, 'MX/USDT')
}, 60_000)
