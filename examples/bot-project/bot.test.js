// The bot on its own exchange, under paused time: hours pass in a moment, and every run is the same.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { assertVerdict, startSandbox, toHaveCalls, toStayBelowRate } from '@spotdeck/sandbox'
import { Bot } from './bot.js'

const symbol = 'MXUSDT'
let sandbox
let key
let bot
beforeEach(async () => {
  sandbox = await startSandbox({ time: 'virtual', startAt: Date.UTC(2027, 0, 4, 12), bots: true, symbols: [symbol] })
  key = sandbox.createAccount({ balances: { USDT: '1000' } })
  bot = new Bot({ restUrl: sandbox.restUrl, ...key, symbol, now: () => sandbox.now() })
})
afterEach(() => sandbox.close())

const orders = () => sandbox.truth(key.apiKey).orders

test('a falling price fills the order, and the money is there to the last digit', async () => {
  await bot.turn()
  await sandbox.play({ steps: [{ atMs: 0, do: 'price', symbol, percent: -3, overMs: 30_000 }] })
  await sandbox.advance(120_000)
  const [order] = orders()
  assert.equal(order.status, 'FILLED')
  const { balances, deals } = sandbox.truth(key.apiKey)
  assert.equal(balances.MX.free, '20')
  const paid = deals.reduce((sum, deal) => sum + Number(deal.price) * Number(deal.quantity), 0)
  assert.ok(Math.abs(1_000 - paid - Number(balances.USDT.free)) < 1e-6)
})

test('an order whose answer was lost is not sent a second time', async () => {
  const target = { endpoint: 'POST order' }
  sandbox.faults.add({ kind: 'error-after', target, probability: 1, times: 1, status: 504 })
  await bot.turn()
  assert.equal(orders().length, 1)
  assert.equal(bot.order.orderId, orders()[0].orderId)
  assertVerdict(toHaveCalls(sandbox.journal.read({ apiKey: key.apiKey }), { method: 'POST', path: 'order' }, 1))
})

test('an order that was refused without a trace is sent again', async () => {
  const target = { endpoint: 'POST order' }
  sandbox.faults.add({ kind: 'error-before', target, probability: 1, times: 1, status: 503 })
  await bot.turn()
  assert.equal(orders().length, 1)
})

test('an hour of turns follows the price, leaves one order at most, and stays within the limits', async () => {
  for (let minute = 0; minute < 60; minute++) {
    await bot.turn()
    await sandbox.advance(60_000)
    assert.ok(orders().filter(({ status }) => status === 'NEW' || status === 'PARTIALLY_FILLED').length <= 1)
  }
  assertVerdict(toStayBelowRate(sandbox.journal.read({ apiKey: key.apiKey }), { calls: 10, perMs: 1_000 }))
})
