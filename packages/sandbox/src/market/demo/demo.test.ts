import { add, decimal, subtract, zero } from '@spotdeck/exact'
import type { AssetAmount } from '@spotdeck/exact'
import { silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { expect, test } from 'vitest'
import { openVenue } from '../../venue/engine/open-venue.ts'
import { referencePrices, sandboxSymbols } from '../../venue/listing/symbols.ts'
import type { AccountPast, DealRecord } from '../../venue/contract/exchange.ts'
import { demoPast } from './demo-past.ts'
import { createModel } from '../model/model.ts'
import { startMarket } from '../run.ts'
import { memoryMarketStore } from '../data/store.ts'

const DEPOSITS: ReadonlyMap<string, AssetAmount> = new Map([
  ['USDT', decimal('25000')],
  ['MX', decimal('1200')],
  ['BTC', decimal('0.15')],
])
const NOW = Date.UTC(2026, 8, 23, 12, 0, 3)
const rules = new Map(sandboxSymbols.map((symbol) => [symbol.rules.symbol, symbol.rules]))
const past = (seed: number) =>
  demoPast({
    account: 'demo',
    rules,
    model: createModel({ seed, rules, references: referencePrices }),
    seed,
    now: NOW,
    deposits: DEPOSITS,
  })

/** Balances that deposits and deals make, added up independently. */
function totals(deals: readonly DealRecord[]): Map<string, AssetAmount> {
  const held = new Map<string, AssetAmount>(DEPOSITS)
  const move = (asset: string, change: string, sign: 1 | -1) => {
    const before = held.get(asset) ?? zero<'asset'>()
    held.set(asset, sign > 0 ? add(before, change as AssetAmount) : subtract(before, change as AssetAmount))
  }
  for (const deal of deals) {
    const pair = rules.get(deal.symbol)
    if (pair === undefined) continue
    const buys = deal.side === 'BUY' ? 1 : -1
    move(pair.baseAsset, deal.quantity, buys)
    move(pair.quoteAsset, deal.quoteQuantity, buys === 1 ? -1 : 1)
    move(deal.feeAsset, deal.fee, -1)
  }
  return held
}

function expectExact(balances: AccountPast['balances'], deals: readonly DealRecord[]): void {
  for (const [asset, expected] of totals(deals)) {
    const balance = balances.get(asset)
    expect([asset, balance === undefined ? '0' : add(balance.free, balance.locked)]).toEqual([asset, expected])
    expect(Number(balance?.free ?? 0)).toBeGreaterThanOrEqual(0)
    expect(Number(balance?.locked ?? 0)).toBeGreaterThanOrEqual(0)
  }
}

test('the past adds up to the digit: balances are deposits plus deals less fees', () => {
  for (const seed of [1, 2, 3]) {
    const { balances, orders, deals } = past(seed)
    expect(orders.length).toBeGreaterThan(400)
    expect(deals.length).toBeGreaterThan(300)
    expectExact(balances, deals)
    const statuses = new Set(orders.map((order) => order.status))
    for (const status of ['NEW', 'FILLED', 'CANCELED', 'PARTIALLY_CANCELED'] as const)
      expect(statuses).toContain(status)
    expect(orders.filter((order) => order.status === 'NEW').length).toBeGreaterThan(1)
  }
})

test('every order of the past is the sum of its deals; ids and times rise; nothing is in the future', () => {
  const { orders, deals } = past(1)
  for (const order of orders) {
    const own = deals.filter((deal) => deal.orderId === order.orderId)
    expect(own.reduce((sum, deal) => add(sum, deal.quantity), zero<'base'>())).toBe(order.executedQuantity)
    expect(own.reduce((sum, deal) => add(sum, deal.quoteQuantity), zero<'quote'>())).toBe(order.executedQuoteQuantity)
    expect(order.orderId).toMatch(/^C02__\d{21}$/)
    for (const deal of own) expect(deal.time).toBeGreaterThanOrEqual(order.createdAt)
    for (const { price } of own) {
      if (order.side === 'BUY') expect(Number(price)).toBeLessThanOrEqual(Number(order.price))
      else expect(Number(price)).toBeGreaterThanOrEqual(Number(order.price))
    }
  }
  const rising = (values: readonly (string | number)[]) =>
    values.every((value, n) => n === 0 || value > (values[n - 1] ?? ''))
  expect(rising(orders.map((order) => order.orderId))).toBe(true)
  expect(rising(orders.map((order) => order.createdAt))).toBe(true)
  expect(new Set(deals.map((deal) => deal.tradeId)).size).toBe(deals.length)
  for (const { tradeId, orderId } of deals) expect(tradeId).toMatch(new RegExp(`^${orderId.slice(5, 23)}X\\d$`))
  expect(Math.max(...orders.map((order) => order.updatedAt), ...deals.map((deal) => deal.time))).toBeLessThan(NOW)
})

test('the demo account goes on trading within its means, and stays exact', async () => {
  const time = new VirtualTime(NOW)
  const exchange = openVenue({ symbols: sandboxSymbols, firstVersion: NOW })
  const setup = { exchange, clock: time, timers: time, seed: 1, store: memoryMarketStore(), log: silentLog, bots: true }
  for (const [asset, amount] of DEPOSITS) exchange.adjust('demo', asset, amount, 'DEPOSIT', NOW)
  const kept: AccountPast[] = []
  const demo = { account: 'demo', hasPast: false, keep: (past: AccountPast) => void kept.push(past) }
  startMarket({ ...setup, references: referencePrices, demo })
  expect(kept).toHaveLength(1)
  const before = dealsOf().length
  const open = exchange.openOrders('demo')
  expect(open.length).toBeGreaterThan(0)
  await time.advance(15 * 60_000)
  expect(dealsOf().length).toBeGreaterThan(before + 2)
  expect(exchange.openOrders('demo').length).toBeLessThanOrEqual(11)
  expectExact(exchange.balances('demo'), dealsOf())

  function dealsOf(): readonly DealRecord[] {
    return [...rules.keys()].flatMap((symbol) => exchange.deals('demo', symbol))
  }
})
