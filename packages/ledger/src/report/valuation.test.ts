import { decimal } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import { equityOf } from './equity.ts'
import { pathsToValue, priceThrough } from './valuation.ts'

const pair = (baseAsset: string, quoteAsset: string, price: string) => ({
  baseAsset,
  quoteAsset,
  price: decimal<'quote per base'>(price),
})
const pairs = [
  pair('MX', 'USDT', '2.5'),
  pair('BTC', 'USDT', '60000'),
  pair('ALT', 'BTC', '0.001'),
  pair('USDT', 'EUR', '0.8'),
  pair('DEAD', 'USDT', '0'),
]

describe('valuing in USDT', () => {
  it('finds a price through any path of pairs', () => {
    const priceOf = priceThrough(pairs)
    expect(['USDT', 'MX', 'ALT', 'EUR'].map(priceOf)).toEqual(['1', '2.5', '60', '1.25'])
  })

  it('names what has no price and never counts it as zero', () => {
    const held = (asset: string, free: string, locked: string) =>
      [
        asset,
        { asset, free: decimal<'asset'>(free), locked: decimal<'asset'>(locked), reason: 'ENTRUST', time: 0 },
      ] as const
    const equity = equityOf(
      new Map([held('MX', '4', '2'), held('DEAD', '7', '0'), held('GONE', '0', '0')]),
      priceThrough(pairs),
    )
    expect(equity).toMatchObject({ total: '15', free: '10', locked: '5', unpriced: ['DEAD'] })
    expect(equity.byAsset[0]).toEqual({ asset: 'DEAD', total: '7' })
  })
})

it('finds the paths to USDT that a market of the past may have had, the shortest first', () => {
  const pairs = [
    { baseAsset: 'MX', quoteAsset: 'ETH' },
    { baseAsset: 'MX', quoteAsset: 'BTC' },
    { baseAsset: 'BTC', quoteAsset: 'USDT' },
    { baseAsset: 'ETH', quoteAsset: 'USDT' },
    { baseAsset: 'MX', quoteAsset: 'USDT' },
    { baseAsset: 'USDT', quoteAsset: 'EUR' },
    { baseAsset: 'KCS', quoteAsset: 'XYZ' },
  ]
  const names = (asset: string) =>
    pathsToValue(asset, pairs).map((path) =>
      path.map(({ pair, sells }) => `${sells ? '' : '-'}${pair.baseAsset}${pair.quoteAsset}`).join(' '),
    )
  expect(names('MX')).toEqual(['MXUSDT', 'MXBTC BTCUSDT', 'MXETH ETHUSDT'])
  expect(names('EUR')).toEqual(['-USDTEUR'])
  expect(names('BTC')[0]).toBe('BTCUSDT')
  expect(names('KCS')).toEqual([])
})
