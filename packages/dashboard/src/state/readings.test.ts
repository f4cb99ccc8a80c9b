import type { CoverageWindow, Market } from '@spotdeck/api'
import { decimal, sum } from '@spotdeck/exact'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { curveOf, joins, livePoint } from '../charts/equity-curve.ts'
import { assetOf, dealOf, equityOf, orderOf } from '../live/testing/events.ts'
import { assetColours } from '../theme/asset-colours.ts'
import { marketTroubles } from './attention.ts'
import { completeSince } from './complete-since.ts'
import { changeSince, holdingsOf, isSmall, slicesOf } from './holdings.ts'
import { isDoubtful, lineState } from './line-state.ts'
import { mergeDeals, mergeOrders } from './merge.ts'

const worth = (value: string) => ({ asset: 'MX', total: '1', price: value, value })

describe('holdings', () => {
  test('stand by value, with the unpriced last and never at zero', () => {
    const equity = equityOf('100', {
      byAsset: [
        { ...worth('10'), asset: 'MX' },
        { ...worth('90'), asset: 'BTC' },
        { asset: 'NEW', total: '5' },
      ],
    })
    const holdings = holdingsOf(
      [assetOf('NEW', '5'), assetOf('MX', '1'), assetOf('BTC', '1'), assetOf('NIL', '0')],
      equity,
    )
    expect(holdings.map(({ asset, share }) => [asset, share])).toEqual([
      ['BTC', '0.9'],
      ['MX', '0.1'],
      ['NEW', undefined],
    ])
    expect(holdings.filter(isSmall)).toEqual([])
  })

  test('fall into at most eight slices and the rest, together the whole', () => {
    const values = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(values, (amounts) => {
        const byAsset = amounts.map((value, index) => ({ ...worth(String(value)), asset: `A${index}` }))
        const whole = String(amounts.reduce((a, b) => a + b, 0))
        const assets = byAsset.map(({ asset }) => assetOf(asset, '1'))
        const slices = slicesOf(holdingsOf(assets, equityOf(whole, { byAsset })))
        expect(slices.length).toBeLessThanOrEqual(9)
        expect(sum(slices.map((slice) => decimal<'value'>(slice.value)))).toBe(whole)
        expect(slices.reduce((count, slice) => count + slice.count, 0)).toBe(amounts.length)
      }),
    )
  })

  test('a deposit is no profit', () => {
    const before = { total: '100', netDeposits: '100' }
    expect(changeSince({ total: '160', netDeposits: '150' }, before)).toEqual({ amount: '10', fraction: '0.1' })
    expect(changeSince({ total: '160', netDeposits: '150' }, { total: null, netDeposits: null })).toBeUndefined()
  })
})

describe('lists', () => {
  test('a live row stands over the read one, unless it is older', () => {
    const read = [orderOf('o1', { updatedAt: 5, status: 'FILLED' }), orderOf('o2', { updatedAt: 2 })]
    const live = [orderOf('o1', { updatedAt: 4 }), orderOf('o2', { updatedAt: 3, status: 'CANCELED' })]
    expect(mergeOrders(live, read).map((order) => [order.orderId, order.status])).toEqual([
      ['o2', 'CANCELED'],
      ['o1', 'FILLED'],
    ])
  })

  test('a row that no longer matches the filter leaves the list', () => {
    const open = { statuses: new Set(['NEW', 'PARTIALLY_FILLED']) }
    expect(mergeOrders([orderOf('o1', { status: 'FILLED', updatedAt: 9 })], [orderOf('o1')], open)).toEqual([])
  })

  test('fills come once each, newest first, whatever overlaps', () => {
    const one = dealOf('t1', { time: 1 })
    const two = dealOf('t2', { time: 2 })
    expect(mergeDeals([two, one], [one])).toEqual([two, one])
    expect(mergeDeals([two], [one], { symbol: 'BTCUSDT' })).toEqual([one])
  })
})

describe('trust', () => {
  const window = (
    kind: CoverageWindow['kind'],
    from: number,
    to?: number,
    state: CoverageWindow['state'] = 'complete',
  ) => ({ kind, from, state, ...(to === undefined ? {} : { to }) }) satisfies CoverageWindow

  test('complete since the latest start of what joins up to now', () => {
    const coverage = [window('orders', 10, 50), window('orders', 50), window('deals', 30), window('deals', 5, 20)]
    expect(completeSince(coverage)).toEqual({ since: 30, repairing: false })
  })

  test('a hole up to now is said, not skipped', () => {
    const coverage = [window('orders', 10), window('deals', 5, 20), window('deals', 20, undefined, 'repairing')]
    expect(completeSince(coverage)).toEqual({ since: undefined, repairing: true })
    expect(completeSince([])).toEqual({ since: undefined, repairing: false })
  })

  test('the worse of the two lines is what is said', () => {
    const live = { state: 'live', code: 'LIVE', params: {}, since: 1 } as const
    expect(lineState({ phase: 'open', since: 1, roundTripMs: 1 }, live).word).toBe('live')
    const lost = lineState({ phase: 'waiting', lostAt: 1, retryAt: 2, attempt: 1 }, live)
    expect([lost.word, isDoubtful(lost)]).toEqual(['reconnecting', true])
    const degraded = lineState({ phase: 'open', since: 1, roundTripMs: 1 }, { ...live, state: 'degraded' })
    expect([degraded.word, degraded.tone]).toEqual(['degraded', 'unsure'])
  })

  test('a market of ours that is closed to the API is named, others are not', () => {
    const market = {
      symbol: 'KASUSDT',
      baseAsset: 'KAS',
      quoteAsset: 'USDT',
      status: 'online',
      apiTrading: false,
    } as Market
    const held = holdingsOf([assetOf('KAS', '1')], undefined)
    expect(marketTroubles([market], held, [])).toEqual([{ symbol: 'KASUSDT', trouble: 'api-disabled' }])
    expect(marketTroubles([market], [], [])).toEqual([])
  })
})

describe('the curve', () => {
  const point = (time: number, total: string | null, netDeposits = '0') =>
    total === null
      ? { time, total, free: null, locked: null, netDeposits: null }
      : { time, total, free: total, locked: '0', netDeposits }

  test('a hole is a hole: named from the last known point to the next', () => {
    const curve = curveOf([point(0, null), point(10, '1'), point(20, null), point(30, null), point(40, '2')])
    expect(curve.holes).toEqual([{ from: 10, to: 40 }])
    expect(curve.points).toHaveLength(4)
  })

  test('a bucket not filled yet at the live end is no hole', () => {
    const curve = curveOf([point(0, '1'), point(1_000, '2'), point(2_000, null)])
    expect([curve.holes, curve.points.length]).toEqual([[], 2])
  })

  test('the live edge moves in its bucket, and does not bridge a hole', () => {
    const curve = curveOf([point(0, '1'), point(10_000, '2')])
    const near = livePoint(curve, equityOf('3', { time: 12_000 }))
    const far = livePoint(curve, equityOf('3', { time: 90_000 }))
    expect(near?.time).toBe(20_000)
    expect(near !== undefined && joins(curve, near)).toBe(true)
    expect(far !== undefined && joins(curve, far)).toBe(false)
  })

  test('money that came in or went out is marked where it did', () => {
    const curve = curveOf([point(0, '1', '10'), point(10, '1', '10'), point(20, '6', '15'), point(30, '3', '12')])
    expect(curve.flows).toEqual([
      { time: 20, amount: '5' },
      { time: 30, amount: '-3' },
    ])
  })
})

test('assets drawn side by side differ in colour, whatever their order', () => {
  const large = ['MX', 'BTC', 'USDT', 'ETH', 'SOL', 'XRP', 'KAS', 'DOGE']
  const colours = assetColours(large, ['ADA', 'PEPE', 'TRX', 'AIRDROP'])
  expect(new Set(large.map((asset) => colours.get(asset))).size).toBe(large.length)
  expect(assetColours([...large].reverse(), ['TRX', 'AIRDROP', 'PEPE', 'ADA'])).toEqual(colours)
})
