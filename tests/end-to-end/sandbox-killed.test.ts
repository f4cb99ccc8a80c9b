/** A sandbox that is killed in the middle of its work knows afterwards all that it had acknowledged. */

import { type ChildProcess, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const DEMO = { apiKey: 'mx0sandboxdemo', secret: 'sandbox-demo-secret' }
const OTHER = { apiKey: 'mx0aBYs33eIilxBWC5', secret: '45d0b3c26f2644f19bfb98b07741b2f5' }

/** Opens a sandbox without bots in the folder named, and says where. */
const PROGRAM = `
import { nodeClock, nodeRandom, nodeSign, nodeTimers } from '@spotdeck/ports/node'
import { silentLog } from '@spotdeck/ports'
import { DEFAULT_LIMITS, openSandbox } from '@spotdeck/sandbox'
const sandbox = await openSandbox(
  { port: 0, host: '127.0.0.1', seed: 1, dataDir: process.argv[2], bots: false, panel: true,
    limits: { ...DEFAULT_LIMITS, perEndpoint: 1e9, pools: false } },
  { clock: nodeClock, timers: nodeTimers, random: nodeRandom, sign: nodeSign, log: silentLog },
)
process.stdout.write(sandbox.url + '\\n')
`

/** Within the repository, so that the built program finds its libraries. */
const built = join(ROOT, 'node_modules', '.cache', `sandbox-killed-${process.pid}`)
const data = mkdtempSync(join(tmpdir(), 'sandbox-killed-'))
const children: ChildProcess[] = []

beforeAll(async () => {
  mkdirSync(built, { recursive: true })
  const entry = join(built, 'program.ts')
  writeFileSync(entry, PROGRAM)
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['source', 'node', 'import', 'default'] },
    ssr: { noExternal: [/^@spotdeck\//], resolve: { conditions: ['source', 'node', 'import', 'default'] } },
    build: { ssr: entry, outDir: join(built, 'out'), rolldownOptions: { output: { entryFileNames: 'program.mjs' } } },
  })
})

afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(built, { recursive: true, force: true })
  rmSync(data, { recursive: true, force: true })
})

type Sandbox = { readonly url: string; readonly child: ChildProcess }

async function start(): Promise<Sandbox> {
  const child = spawn(process.execPath, [join(built, 'out', 'program.mjs'), join(data, 'sandbox')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (text: Buffer) => resolve(text.toString().trim()))
    child.once('exit', (code) => reject(new Error(`The sandbox ended with code ${code} before it was ready.`)))
  })
  return { url, child }
}

type Key = typeof DEMO

async function call(
  url: string,
  key: Key,
  method: string,
  path: string,
  parameters: Record<string, string>,
): Promise<unknown> {
  const text = new URLSearchParams({ ...parameters, timestamp: String(Date.now()) }).toString()
  const signature = createHmac('sha256', key.secret).update(text).digest('hex')
  const headers = { 'x-mexc-apikey': key.apiKey }
  const answer = await fetch(`${url}/api/v3/${path}?${text}&signature=${signature}`, { method, headers })
  return answer.json()
}

type Truth = {
  readonly balances: Readonly<Record<string, { readonly free: string; readonly locked: string }>>
  readonly orders: readonly { readonly orderId: string; readonly status: string; readonly executedQuantity: string }[]
  readonly deals: readonly { readonly orderId: string; readonly quantity: string }[]
}

async function truth(url: string, key: Key): Promise<Truth> {
  return (await (await fetch(`${url}/sandbox/accounts/${key.apiKey}/truth`)).json()) as Truth
}

/**
 * Places resting sells and buys that take them until the exchange is gone: it is killed while it works on what follows this many
 * acknowledged orders. Returns the ids that were acknowledged.
 */
async function tradeUntilGone(
  { url, child }: Sandbox,
  { price, ordersBefore }: { readonly price: string; readonly ordersBefore: number },
): Promise<{ placed: string[]; canceled: string[] }> {
  const placed: string[] = []
  const canceled: string[] = []
  const limit = { symbol: 'MXUSDT', type: 'LIMIT', price }
  for (let n = 0; ; n++) {
    try {
      const sell = await call(url, DEMO, 'POST', 'order', { ...limit, side: 'SELL', quantity: '2' })
      placed.push((sell as { orderId: string }).orderId)
      if (placed.length >= ordersBefore) child.kill('SIGKILL')
      const buy = await call(url, OTHER, 'POST', 'order', { ...limit, side: 'BUY', quantity: '1' })
      placed.push((buy as { orderId: string }).orderId)
      if (n % 2 === 0) continue
      const orderId = placed.at(-2) ?? ''
      await call(url, DEMO, 'DELETE', 'order', { symbol: 'MXUSDT', orderId })
      canceled.push(orderId)
    } catch {
      return { placed, canceled }
    }
  }
}

async function lastPrice(url: string): Promise<string> {
  const ticker = (await (await fetch(`${url}/api/v3/ticker/price?symbol=MXUSDT`)).json()) as { readonly price: string }
  return ticker.price
}

test('keeps every acknowledged order, fill and cancel over three kills, and loses no money', async () => {
  const placed: string[] = []
  const canceled: string[] = []
  let price: string | undefined
  for (const ordersBefore of [11, 24, 40]) {
    const sandbox = await start()
    price ??= await lastPrice(sandbox.url)
    const round = await tradeUntilGone(sandbox, { price, ordersBefore })
    placed.push(...round.placed)
    canceled.push(...round.canceled)
  }
  expect(placed.length).toBeGreaterThanOrEqual(75)

  const { url } = await start()
  const [demo, other] = [await truth(url, DEMO), await truth(url, OTHER)]
  const known = new Map([...demo.orders, ...other.orders].map((order) => [order.orderId, order]))
  expect(placed.filter((orderId) => !known.has(orderId))).toEqual([])
  const ended = canceled.map((orderId) => known.get(orderId)?.status)
  expect(ended.every((status) => status === 'CANCELED' || status === 'PARTIALLY_CANCELED' || status === 'FILLED')).toBe(
    true,
  )

  const executed = (side: Truth): number => side.orders.reduce((sum, order) => sum + Number(order.executedQuantity), 0)
  const dealt = (side: Truth): number => side.deals.reduce((sum, deal) => sum + Number(deal.quantity), 0)
  expect(dealt(demo)).toBe(executed(demo))
  expect(executed(demo)).toBe(executed(other))
  const mx = (side: Truth): number => Number(side.balances['MX']?.free) + Number(side.balances['MX']?.locked)
  expect(mx(demo) + mx(other)).toBeCloseTo(2_400, 8)

  const open = demo.orders.filter((order) => order.status === 'NEW' || order.status === 'PARTIALLY_FILLED')
  const resting = (await (await fetch(`${url}/api/v3/depth?symbol=MXUSDT`)).json()) as { asks: [string, string][] }
  const left = open.reduce((sum, order) => sum + 2 - Number(order.executedQuantity), 0)
  expect(Number(resting.asks[0]?.[1] ?? 0)).toBe(left)
})
