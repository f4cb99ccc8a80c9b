import { describe, expect, it } from 'vitest'
import { namesOf } from './names.ts'

const pair = (baseAsset: string, quoteAsset: string) => ({ symbol: `${baseAsset}${quoteAsset}`, baseAsset, quoteAsset })
const { pairOf, assetOf } = namesOf([
  pair('MX', 'USDT'),
  pair('lUSD', 'USDT'),
  pair('USDe', 'USDT'),
  pair('USDE', 'BTC'),
])

describe('names in an export', () => {
  it('are those of the exchange, in whatever case the file has them', () => {
    expect(['mxusdt', 'LUSDUSDT', 'lUSDUSDT'].map((text) => pairOf(text)?.baseAsset)).toEqual(['MX', 'lUSD', 'lUSD'])
    expect(['mx', 'Lusd', 'USDe', 'USDE'].map(assetOf)).toEqual(['MX', 'lUSD', 'USDe', 'USDE'])
  })

  it('are as the file spells them where no market has them, and none where two differ in case alone', () => {
    expect([assetOf('gOLD'), pairOf('GONEUSDT'), assetOf('usde')]).toEqual(['gOLD', undefined, undefined])
  })
})
