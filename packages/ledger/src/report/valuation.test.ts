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

describe('a price', () => {
  it('comes over the shortest path, and among equal ones over the deeper market', () => {
    const odd = [
      pair('ALT', 'KCS', '9'),
      pair('KCS', 'USDT', '1'),
      pair('ALT', 'BTC', '0.001'),
      pair('ALT', 'USDC', '7'),
    ]
    const deep = [pair('BTC', 'USDT', '60000'), pair('USDC', 'USDT', '1')]
    expect(priceThrough([...odd, ...deep])('ALT')).toBe('7')
    expect(priceThrough([...odd.slice(0, 3), ...deep])('ALT')).toBe('60')
    expect(priceThrough([...odd.slice(0, 2), ...deep])('ALT')).toBe('9')
    expect(priceThrough([...odd, ...deep, pair('ALT', 'USDT', '8')])('ALT')).toBe('8')
  })

  it('of an asset that two markets of one rank lead to is that of the first name', () => {
    const both = [pair('ALT', 'ZZZ', '5'), pair('ALT', 'AAA', '4'), pair('ZZZ', 'USDT', '1'), pair('AAA', 'USDT', '1')]
    expect([both, [...both].reverse()].map((some) => priceThrough(some)('ALT'))).toEqual(['4', '4'])
  })

  it('comes over three pairs at most', () => {
    const chain = [pair('A', 'USDT', '2'), pair('B', 'A', '2'), pair('C', 'B', '2'), pair('D', 'C', '2')]
    expect(['A', 'B', 'C', 'D'].map(priceThrough(chain))).toEqual(['2', '4', '8', undefined])
  })
})

describe('equity', () => {
  const held = (asset: string, free: string, locked = '0') =>
    [
      asset,
      { asset, free: decimal<'asset'>(free), locked: decimal<'asset'>(locked), reason: 'ENTRUST', time: 0 },
    ] as const

  it('lists what is held by name, each with its price and value', () => {
    const equity = equityOf(new Map([held('MX', '4', '2'), held('BTC', '1'), held('GONE', '0')]), priceThrough(pairs))
    expect(equity.byAsset).toEqual([
      { asset: 'BTC', total: '1', price: '60000', value: '60000' },
      { asset: 'MX', total: '6', price: '2.5', value: '15' },
    ])
    expect([equity.total, equity.unpriced]).toEqual(['60015', []])
  })
})

describe('paths of the past', () => {
  const step = (baseAsset: string, quoteAsset: string) => ({ baseAsset, quoteAsset })
  const names = (asset: string, all: readonly ReturnType<typeof step>[]) =>
    pathsToValue(asset, all).map((path) => path.map((one) => `${one.pair.baseAsset}${one.pair.quoteAsset}`).join(' '))

  it('visit no asset twice and have three pairs at most', () => {
    const all = [step('A', 'BTC'), step('A', 'ETH'), step('ETH', 'BTC'), step('BTC', 'USDT')]
    expect(names('A', all)).toEqual(['ABTC BTCUSDT', 'AETH ETHBTC BTCUSDT'])
    const long = [step('A', 'BTC'), step('BTC', 'ETH'), step('ETH', 'USDC'), step('USDC', 'USDT')]
    expect(names('A', long)).toEqual([])
    expect(names('BTC', long)).toEqual(['BTCETH ETHUSDC USDCUSDT'])
  })

  it('go over a deep market, or one that has a market in USDT itself', () => {
    expect(names('A', [step('A', 'X'), step('X', 'BTC'), step('BTC', 'USDT')])).toEqual([])
    expect(names('A', [step('A', 'X'), step('X', 'USDT')])).toEqual(['AX XUSDT'])
  })

  it('of one length are in the order of the names between, the deep markets first', () => {
    const between = ['ZZZ', 'AAA', 'ETH', 'MMM', 'BTC']
    for (const order of [between, [...between].reverse(), ['MMM', 'BTC', 'AAA', 'ETH', 'ZZZ']]) {
      const all = order.flatMap((name) => [step('A', name), step(name, 'USDT')])
      expect(names('A', all)).toEqual(['BTC', 'ETH', 'AAA', 'MMM', 'ZZZ'].map((name) => `A${name} ${name}USDT`))
    }
  })

  it('are eight at most', () => {
    const all = Array.from({ length: 12 }, (_, i) => [step('A', `Q${i}`), step(`Q${i}`, 'USDT')]).flat()
    expect(names('A', all)).toHaveLength(8)
  })
})
