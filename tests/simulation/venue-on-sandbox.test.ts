/** A gateway follows an account that trades symbols of a venue file: beyond ASCII, in coins and at fees of its own. */

import { decimal } from '@spotdeck/exact'
import { openMemoryStore } from '@spotdeck/store/testing'
import { openDesk } from '@spotdeck/gateway'
import { type MemoryDisks, memoryStorage } from '@spotdeck/gateway/testing'
import { createRestClient, openMarketStreams, openUserStream } from '@spotdeck/mexc'
import { MINUTE_MS } from '@spotdeck/ports'
import { parseVenue } from '@spotdeck/sandbox/venue'
import { expect, test } from 'vitest'
import { REST_URL, type SandboxScene, WS_URL, sandboxInMemory } from './support/sandbox-in-memory.ts'

const CAROL = { apiKey: 'mx0carol', secret: 'carols-secret' }
const ACCOUNT = '20000001'
const MEME = '币安人生USDT'
const CROSS = '币安人生EURX'
const market = { tradesPerMinute: 20 }
const VENUE = parseVenue({
  symbols: [
    { baseAsset: '币安人生', quoteAsset: 'USDT', price: '0.25', market },
    { baseAsset: '币安人生', quoteAsset: 'EURX', price: '0.23', digits: { price: 4, quantity: 1 }, market },
  ],
  coins: [{ coin: 'EURX', networkList: [{ netWork: 'ETH' }] }],
  feeTiers: [{ name: 'vip', makerCommission: '0.0002', takerCommission: '0.0007' }],
  accounts: [{ uid: ACCOUNT, feeTier: 'vip', balances: { USDT: '5000', EURX: '5000' }, keys: [CAROL] }],
})

/** One round of everything an account does in a symbol. */
function trade({ rules: { exchange }, time }: SandboxScene, symbol: string): void {
  const now = time.now()
  const last = Number(exchange.lastPrice(symbol))
  const price = (share: number) => decimal<'quote per base'>((last * share).toFixed(4))
  const order = { account: ACCOUNT, symbol, time: now, quantity: decimal<'base'>('40.5') } as const
  exchange.place({ ...order, side: 'BUY', type: 'MARKET' })
  exchange.place({ ...order, side: 'SELL', type: 'LIMIT', price: price(0.999), quantity: decimal('11.2') })
  exchange.place({ ...order, side: 'BUY', type: 'LIMIT', price: price(0.9995) })
  const resting = exchange.place({ ...order, side: 'BUY', type: 'LIMIT_MAKER', price: price(0.97) })
  if (resting.ok) exchange.cancel(ACCOUNT, symbol, { orderId: resting.order.orderId }, now)
  exchange.place({ ...order, side: 'BUY', type: 'LIMIT', price: price(0.96) })
}

test(
  'the ledger of an account of a venue file equals the truth, through an outage too',
  { timeout: 120_000 },
  async () => {
    const scene = sandboxInMemory({ seed: 11, bots: true, symbols: [MEME, CROSS, 'MXUSDT', 'BTCUSDT'], venue: VENUE })
    const { time, network, rules, world } = scene
    const disks: MemoryDisks = { ledgers: new Map(), listenKeys: new Map() }
    const accounts = [{ id: 'main', label: 'main', credentials: CAROL, trading: true }]
    const opening = openDesk({ accounts, restUrl: REST_URL, wsUrl: WS_URL, dataDir: '/nowhere' }, world, {
      sdk: { createRestClient, openUserStream, openMarketStreams },
      storage: memoryStorage(disks, () => false),
    })
    await time.advance(500)
    const running = await opening
    const { desk } = running
    const status = () => desk.accounts().find(({ id }) => id === 'main')?.status.state
    await time.until(() => status() === 'live', 5 * MINUTE_MS)
    for (let round = 0; round < 4; round++) {
      trade(scene, MEME)
      trade(scene, CROSS)
      await time.advance(7_000)
      if (round !== 1) continue
      const host = new URL(REST_URL).host
      network.cut(host)
      network.setLink(host, 'refused')
      trade(scene, MEME)
      rules.core.house.wallet.deposit(ACCOUNT, '币安人生', decimal('12.5'), time.now())
      await time.advance(20_000)
      network.setLink(host, 'up')
      await time.until(() => status() === 'live', 5 * MINUTE_MS)
    }
    await time.advance(20_000)
    await time.until(() => status() === 'live', 5 * MINUTE_MS)
    rules.time.pause(true)

    const truth = rules.truth(CAROL.apiKey)
    const held = desk.account('main')?.snapshot()
    expect(
      Object.fromEntries((held?.assets ?? []).map(({ asset, free, locked }) => [asset, { free, locked }])),
    ).toEqual(truth?.balances)
    const disk = disks.ledgers.get('main')
    const store = disk === undefined ? undefined : openMemoryStore(disk)
    const dealText = ({ orderId, price, quantity, fee, feeAsset }: Record<string, unknown>): string =>
      [orderId, price, quantity, fee, feeAsset].join(' ')
    const deals = (await store?.deals({ limit: 10_000 })) ?? []
    expect(deals.map(dealText).sort()).toEqual(truth?.deals.map(dealText).sort())
    expect(new Set(deals.map(({ symbol }) => symbol))).toEqual(new Set([MEME, CROSS]))
    const orderText = ({ orderId, status: state, executedQuantity }: Record<string, unknown>): string =>
      [orderId, state, executedQuantity].join(' ')
    expect(((await store?.orders({ limit: 10_000 })) ?? []).map(orderText).sort()).toEqual(
      truth?.orders.map(orderText).sort(),
    )
    const [taken] = deals.filter(({ isMaker, symbol }) => !isMaker && symbol === CROSS)
    expect([taken?.feeAsset, Number(taken?.fee) / Number(taken?.quoteQuantity)]).toEqual([
      'EURX',
      expect.closeTo(0.0007, 9),
    ])
    const closing = running.close()
    await time.advance(10_000)
    await closing
    rules.close()
  },
)
