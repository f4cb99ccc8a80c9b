import { depth, openOrders } from '@spotdeck/wire'
import { expect, it } from 'vitest'
import { MexcClient } from '../client.ts'
import { json, refusal, ScriptedRest } from '../testing/scripted-rest.ts'
import { settled } from '../testing/settled.ts'
import { virtualWorld } from '../testing/virtual-world.ts'

const CUSTOM = {
  preset: 'custom',
  restUrl: 'https://rest.example',
  wsUrl: 'wss://stream.example/ws',
  credentials: { apiKey: 'mx0key', secret: 'secret' },
} as const
const world = virtualWorld()

async function ended<T>(work: Promise<T>): Promise<{ value?: T; error?: unknown }> {
  const end = settled(work)
  await world.time.until(() => end.isDone, 180_000)
  return end.result
}

it('names the symbol that was meant, whatever was asked of a mistyped one', async () => {
  const exchange = new ScriptedRest(() => world.time.now())
  const digits = { quoteAssetPrecision: 4, baseAssetPrecision: 2, orderTypes: ['LIMIT'], isSpotTradingAllowed: true }
  const listed = { symbol: 'MXUSDT', baseAsset: 'MX', quoteAsset: 'USDT', status: '1', ...digits }
  exchange.on('GET /api/v3/exchangeInfo', json({ symbols: [listed] }))
  exchange.on('GET /api/v3/depth', refusal(-1121, 'Invalid symbol.'))
  exchange.on('GET /api/v3/klines', refusal(-1121, 'Invalid symbol.'))
  exchange.on('GET /api/v3/openOrders', refusal(10007, 'bad symbol'))
  world.network.serve('rest.example', { http: exchange.http })
  const client = new MexcClient({ ...CUSTOM, world })
  const lastMinute = { from: world.time.now() - 60_000, to: world.time.now() }
  const nearest = { code: 'UNKNOWN_SYMBOL', symbol: 'MXUSTD', nearest: ['MXUSDT'] }
  const askings: readonly (() => Promise<unknown>)[] = [
    () => client.call(depth, { symbol: 'MXUSTD' }),
    () => client.call(openOrders, { symbol: 'MX/USTD' }),
    () => client.candles('MXUSTD', '1m').ready(),
    () =>
      client.history
        .klines({ ...lastMinute, symbol: 'MXUSTD', interval: '1m' })
        [Symbol.asyncIterator]()
        .next(),
  ]
  for (const asking of askings) expect((await ended(asking())).error).toMatchObject(nearest)
  const order = { side: 'BUY', type: 'LIMIT', symbol: 'MXUSTD', price: '2', quantity: '4' } as const
  expect((await ended(client.placeOrders([order]))).value).toMatchObject([{ outcome: 'REJECTED', error: nearest }])
  await ended(client.close())
})
