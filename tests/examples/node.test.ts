/** The examples run as they stand, as processes of their own, on the built SDK. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { MexcClient, nodeWorld } from '@spotdeck/mexc/node'
import { openSandbox, type RunningSandbox } from '@spotdeck/sandbox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { typeErrors } from './type-errors.ts'

let sandbox: RunningSandbox
beforeAll(async () => {
  const symbols = ['MXUSDT', 'BTCUSDT']
  const config = { port: 0, host: '127.0.0.1', seed: 2, bots: true, demo: false, panel: true, symbols }
  sandbox = await openSandbox(config, nodeWorld())
})
afterAll(() => sandbox.close())

type Example = {
  readonly child: ChildProcess
  text(): string
  says(words: string): Promise<void>
  readonly ended: Promise<number>
}

function run(name: string, env: Readonly<Record<string, string>> = {}): Example {
  const path = fileURLToPath(new URL(`../../examples/${name}.mjs`, import.meta.url))
  const child = spawn(process.execPath, [path, String(sandbox.port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += String(chunk)))
  const says = (words: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (text.includes(words)) resolve()
      }
      child.stdout.on('data', look)
      child.once('close', () => reject(new Error(`It ended without saying ${words}: ${text}`)))
      look()
    })
  return { child, text: () => text, says, ended: once(child, 'close').then(([code]) => Number(code)) }
}

test('are strict TypeScript as they stand, with no more than their comments', () => {
  const folder = fileURLToPath(new URL('../../examples/', import.meta.url))
  const names = ['', 'strategies/'].flatMap((inner) =>
    readdirSync(folder + inner).flatMap((name) => (name.endsWith('.mjs') ? [inner + name] : [])),
  )
  expect(names.length).toBeGreaterThan(14)
  expect(typeErrors(new Map(names.map((name) => [folder + name, readFileSync(folder + name, 'utf8')])))).toEqual([])
})

test('live-account prints balances, follows an order placed elsewhere, and ends on SIGTERM', async () => {
  const example = run('live-account')
  await example.says('ready')
  expect(example.text()).toMatch(/USDT: 25000(\.0*)? free, 0(\.0*)? locked/)
  const bot = new MexcClient({ preset: 'sandbox', port: sandbox.port })
  const { orderId } = await bot.placeOrder({ symbol: 'MXUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '10' })
  await Promise.all([
    example.says(`"orderId":"${orderId}"`),
    example.says(`"vcoinName":"MX"`),
    example.says('privateOrders'),
  ])
  await bot.close()
  example.child.kill('SIGINT')
  expect(await example.ended).toBe(0)
})

test('place-and-cancel places an accepted order, and leaves nothing open', async () => {
  const example = run('place-and-cancel')
  expect([await example.ended, example.text()]).toEqual([0, expect.stringMatching(/^placed (\S+)\ncanceled \1\n$/)])
  const account = '10000001'
  expect(sandbox.exchange.openOrders(account)).toEqual([])
})

test('order-book prints a live book that is never crossed', async () => {
  const example = run('order-book')
  expect(await example.ended).toBe(0)
  const tops = [...example.text().matchAll(/version (\d+): ([\d.]+) \/ ([\d.]+)/g)]
  expect(tops).toHaveLength(5)
  for (const [, , bid, ask] of tops) expect(Number(bid)).toBeLessThan(Number(ask))
  expect(example.text()).toMatch(/0\.5 BTC would pay [\d.]+ on average/)
})

test('best-price prints the newest prices and leaves', async () => {
  const example = run('best-price')
  expect(await example.ended).toBe(0)
  expect(example.text().match(/^[\d.]+ \/ [\d.]+$/gm)).toHaveLength(5)
})

test('accounts follows several accounts, each with its own orders only', async () => {
  const other = { apiKey: 'mx0examples', secret: 'a secret of the examples' }
  const made = await fetch(`${sandbox.url}/sandbox/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...other, balances: { USDT: '500' } }),
  })
  expect(made.status).toBe(201)
  const example = run('accounts', { ACCOUNTS: JSON.stringify([sandbox.demo, other]) })
  await Promise.all([example.says('account 1: ready'), example.says('account 2: ready')])
  const bot = new MexcClient({ preset: 'sandbox', port: sandbox.port, credentials: other })
  await bot.placeOrder({ symbol: 'MXUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '10' })
  await example.says('account 2: privateDeals')
  expect(example.text()).not.toContain('account 1: private')
  await bot.close()
  example.child.kill('SIGINT')
  expect(await example.ended).toBe(0)
})

test('sandbox-test passes as it stands', async () => {
  const example = run('sandbox-test')
  expect([await example.ended, example.text()]).toEqual([0, expect.stringContaining('# pass 1')])
})
