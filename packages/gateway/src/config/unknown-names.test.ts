import { VirtualTime } from '@spotdeck/ports/virtual'
import { expect, it } from 'vitest'
import { unknownNames, warnOfUnknownNames } from './unknown-names.ts'

const MARKETS = [
  { symbol: 'MXUSDT', baseAsset: 'MX', quoteAsset: 'USDT' },
  { symbol: 'BTCUSDC', baseAsset: 'BTC', quoteAsset: 'USDC' },
]
const AUDIENCES = {
  viewer: { withoutAssets: ['MX', 'BTTC', 'USDC'], withoutSymbols: ['MXUSDT', 'MX-USDT'] },
  public: { withoutSymbols: ['BTC'] },
}
const UNKNOWN = [
  { key: 'audiences.viewer.withoutAssets', name: 'BTTC' },
  { key: 'audiences.viewer.withoutSymbols', name: 'MX-USDT' },
  { key: 'audiences.public.withoutSymbols', name: 'BTC' },
]

it('names unknown symbols and assets, each with its configuration key', () => {
  expect(unknownNames(AUDIENCES, MARKETS)).toEqual(UNKNOWN)
  expect(unknownNames({}, MARKETS)).toEqual([])
})

it('warns once, as soon as the markets are known', async () => {
  const time = new VirtualTime()
  const logged: unknown[] = []
  let markets: typeof MARKETS = []
  const log = { warn: (fields: object) => void logged.push(fields) }
  warnOfUnknownNames({ audiences: AUDIENCES, markets: () => markets, timers: time, log })
  await time.advance(60_000)
  expect(logged).toEqual([])
  markets = MARKETS
  await time.advance(60_000)
  expect(logged).toEqual(UNKNOWN.map((found) => ({ event: 'hidden-name-unknown', ...found })))
})

it('stops checking once it is closed', async () => {
  const time = new VirtualTime()
  let looks = 0
  const markets = () => (looks++, [])
  const end = warnOfUnknownNames({ audiences: AUDIENCES, markets, timers: time, log: { warn: () => undefined } })
  end()
  await time.advance(60_000)
  expect(looks).toBe(1)
})
