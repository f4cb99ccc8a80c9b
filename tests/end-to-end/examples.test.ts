/** The examples run as they stand, on the built SDK. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { MexcClient, nodeWorld } from '@spotdeck/mexc/node'
import { openSandbox, type RunningSandbox } from '@spotdeck/sandbox'
import { afterAll, beforeAll, expect, test } from 'vitest'

let sandbox: RunningSandbox
beforeAll(async () => {
  const config = { port: 0, host: '127.0.0.1', seed: 2, bots: true, demo: false, panel: false, symbols: ['MXUSDT'] }
  sandbox = await openSandbox(config, nodeWorld())
})
afterAll(() => sandbox.close())

test('live-account prints the balances, follows an order of somebody else, and ends when it is told to', async () => {
  const example = fileURLToPath(new URL('../../examples/live-account.mjs', import.meta.url))
  const child = spawn(process.execPath, [example, String(sandbox.port)], { stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  const says = (words: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (text.includes(words)) resolve()
      }
      child.stdout.on('data', look)
      child.once('close', () => reject(new Error(`It ended without saying ${words}: ${text}`)))
      look()
    })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += String(chunk)))
  const ended = once(child, 'close')
  await says('live')
  expect(text).toMatch(/USDT: 25000(\.0*)? free, 0(\.0*)? locked/)
  const bot = new MexcClient({ preset: 'sandbox', port: sandbox.port })
  const { orderId } = await bot.placeOrder({ symbol: 'MXUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '10' })
  await Promise.all([says(`"orderId":"${orderId}"`), says(`"vcoinName":"MX"`), says('privateOrders')])
  await bot.close()
  child.kill('SIGINT')
  expect((await ended)[0]).toBe(0)
})
