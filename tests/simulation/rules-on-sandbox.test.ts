/** Compares the SDK's check of an order with the exchange's answer to it. */

import { createMarketRules, createRestClient, checkOrder, type NewOrder, type SymbolRules } from '@spotdeck/mexc'
import { nodeWorld } from '@spotdeck/mexc/node'
import { decimal } from '@spotdeck/exact'
import { DEFAULT_LIMITS, openSandbox, type RunningSandbox } from '@spotdeck/sandbox'
import { testOrder } from '@spotdeck/wire'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'

const world = nodeWorld()
const SYMBOLS = ['MXUSDT', 'ETHUSDC', 'ETHBTC', 'PEPEUSDT', 'FROPUSDT']
let sandbox: RunningSandbox

beforeAll(async () => {
  const limits = { ...DEFAULT_LIMITS, pools: false, perEndpoint: 1_000_000 }
  const config = {
    port: 0,
    host: '127.0.0.1',
    seed: 9,
    bots: false,
    demo: false,
    panel: false,
    symbols: SYMBOLS,
    limits,
  }
  sandbox = await openSandbox(config, world)
  for (const asset of ['MX', 'USDT', 'USDC', 'BTC', 'ETH', 'PEPE', 'FROP']) {
    sandbox.exchange.adjust(ACCOUNT, asset, decimal('1000000000000'), 'DEPOSIT', world.clock.now())
  }
})
afterAll(() => sandbox.close())

/** The demo account, so rich that no order fails for want of funds. */
const ACCOUNT = '10000001'

/** Any order around what the symbol allows: sizes and prices inside, at and beyond its limits, digits too many. */
function orders(rules: SymbolRules, last: string): fc.Arbitrary<NewOrder> {
  const scaled = (value: string, digits: number): fc.Arbitrary<string> =>
    fc
      .tuple(
        fc.constantFrom(0.5, 0.9499, 0.95, 0.97, 1, 1.05, 1.0501, 2, 1_000, 3_000_000),
        fc.integer({ min: -1, max: 1 }),
      )
      .map(([factor, extra]) => (Number(value) * factor).toFixed(Math.max(0, digits + extra)))
  const least = String(Math.max(Number(rules.minQuantity), Number(rules.minNotional) / Number(last)))
  return fc.record({
    symbol: fc.constant(rules.symbol),
    side: fc.constantFrom('BUY' as const, 'SELL' as const),
    type: fc.constantFrom('LIMIT' as const, 'LIMIT_MAKER' as const, 'MARKET' as const, 'IMMEDIATE_OR_CANCEL' as const),
    price: scaled(last, rules.priceDigits),
    quantity: scaled(least, rules.quantityDigits),
  }) as fc.Arbitrary<NewOrder>
}

test('the same orders are rejected, with the same code, on every symbol', async () => {
  const rest = createRestClient({ baseUrl: sandbox.url, credentials: sandbox.demo, world })
  const known = await createMarketRules({ rest, clock: world.clock }).all()
  expect([...known.keys()].sort()).toEqual([...SYMBOLS].sort())
  const seen = new Set<string>()
  for (const [symbol, rules] of known) {
    const last = sandbox.exchange.lastPrice(symbol)
    for (const order of fc.sample(orders(rules, last), { numRuns: 150 })) {
      const { type, price, quantity } = order
      const problems = checkOrder(rules, order, last).map(({ code }) => code)
      for (const code of problems.length === 0 ? ['none'] : problems) seen.add(code)
      const placed = sandbox.exchange.place({
        ...{
          account: ACCOUNT,
          symbol,
          side: order.side,
          type,
          quantity: decimal(quantity ?? ''),
          time: world.clock.now(),
        },
        ...(type === 'MARKET' ? {} : { price: decimal<'quote per base'>(price ?? '') }),
      })
      const refused = placed.ok ? 'taken' : `${placed.refusal.code} ${placed.refusal.msg}`
      expect([JSON.stringify(order), problems, refused, problems.length === 0]).toEqual([
        JSON.stringify(order),
        problems,
        refused,
        placed.ok,
      ])
      if (placed.ok) sandbox.exchange.cancel(ACCOUNT, symbol, { orderId: placed.order.orderId }, world.clock.now())
    }
  }
  const codes = ['API_TRADING_OFF', 'NOTIONAL_TOO_LARGE', 'NOTIONAL_TOO_SMALL', 'PRICE_OUTSIDE_BAND', 'PRICE_TOO_FINE']
  for (const code of [...codes, 'QUANTITY_TOO_FINE', 'TYPE_NOT_ALLOWED', 'none']) expect(seen).toContain(code)
  const good = {
    symbol: 'MXUSDT',
    side: 'BUY',
    type: 'LIMIT',
    price: sandbox.exchange.lastPrice('MXUSDT'),
    quantity: '10',
  } as const
  expect(await rest.call(testOrder, good)).toEqual({})
})
