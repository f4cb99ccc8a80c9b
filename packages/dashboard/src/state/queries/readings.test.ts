import type { CoverageWindow, OrderData } from '@spotdeck/api'
import { decimal, sum } from '@spotdeck/exact'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { curveOf, hasParts, withLive } from '../../charts/equity-curve.ts'
import { SECOND_MS } from '../../durations.ts'
import { assetOf, dealOf, equityOf, orderOf } from '../../live/testing/events.ts'
import { assetColours } from '../../theme/asset-colours.ts'
import {
  completeSince,
  isBackfill,
  isBeingRead,
  isFirstRead,
  knownSince,
  recordBegins,
} from '../range/complete-since.ts'
import { holdingsOf, isSmall, slicesOf } from '../assets/holdings.ts'
import { mayBeStale, lineState } from '../store/connection-status.ts'
import { mergeDeals, orderRules } from '../store/merge.ts'
import { mergeRows, sortedRows } from '../store/row-list.ts'
const worth = (value: string) => ({ asset: 'MX', total: '1', price: value, value })

describe('holdings', () => {
  test('are sorted by value, with unpriced ones last and never at zero', () => {
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

  test('are at most eight slices and the rest, with the whole as sum', () => {
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
        // A combined slice has at least two assets: a single one is shown by its own name.
        expect(slices.filter(({ asset, count }) => asset === undefined && count < 2)).toEqual([])
      }),
    )
  })
})

const NO_PNL = { realizedPnl: null, unrealizedPnl: null }

describe('lists', () => {
  const mergeOrders = (live: readonly OrderData[], read: readonly OrderData[], rules: ReturnType<typeof orderRules>) =>
    mergeRows(sortedRows(read, rules), live, rules)

  test('a live row replaces the read one, unless it is older', () => {
    const read = [orderOf('o1', { updatedAt: 5, status: 'FILLED' }), orderOf('o2', { updatedAt: 2 })]
    const live = [orderOf('o1', { updatedAt: 4 }), orderOf('o2', { updatedAt: 3, status: 'CANCELED' })]
    expect(mergeOrders(live, read, orderRules()).map((order) => [order.orderId, order.status])).toEqual([
      ['o2', 'CANCELED'],
      ['o1', 'FILLED'],
    ])
  })

  test('a row that no longer matches the filter leaves the list', () => {
    const open = { statuses: new Set(['NEW', 'PARTIALLY_FILLED']) }
    expect(mergeOrders([orderOf('o1', { status: 'FILLED', updatedAt: 9 })], [orderOf('o1')], orderRules(open))).toEqual(
      [],
    )
  })

  test('fills are listed once each, newest first, for any overlap', () => {
    const one = dealOf('t1', { time: 1 })
    const two = dealOf('t2', { time: 2 })
    expect(mergeDeals([two, one], [one])).toEqual([two, one])
    expect(mergeDeals([two], [one], { symbol: 'BTCUSDT' })).toEqual([one])
  })
})

describe('coverage in words', () => {
  const window = (
    kind: CoverageWindow['kind'],
    from: number,
    to?: number,
    state: CoverageWindow['state'] = 'complete',
  ) => ({ kind, from, state, ...(to === undefined ? {} : { to }) }) satisfies CoverageWindow

  test('complete since the latest start of windows that reach now without a gap', () => {
    const coverage = [window('orders', 10, 50), window('orders', 50), window('deals', 30), window('deals', 5, 20)]
    expect(completeSince(coverage)).toEqual({ since: 30, repairing: false })
  })

  test('one time states since when flows are known, separately from the rest', () => {
    const coverage = [window('flows', 0, 61_234, 'unknown'), window('flows', 61_234), window('deals', 5)]
    expect(knownSince(coverage, 'flows')).toBe(61_234)
    expect(knownSince([window('flows', 0, undefined, 'unknown')], 'flows')).toBeUndefined()
  })

  test('a gap up to now is reported, not skipped', () => {
    const coverage = [window('orders', 10), window('deals', 5, 20), window('deals', 20, undefined, 'repairing')]
    expect(completeSince(coverage)).toEqual({ since: undefined, repairing: true })
    expect(completeSince([])).toEqual({ since: undefined, repairing: false })
  })

  test('data still being read is distinguished from known data, and before the first read all is', () => {
    const coverage = [window('deals', 10, 50, 'repairing'), window('deals', 50)]
    expect([isBeingRead([]), isBeingRead(coverage), isBeingRead(coverage, 10)]).toEqual([true, true, false])
    expect(isBeingRead([window('deals', 0, 10, 'unknown'), window('deals', 10, 50, 'repaired')])).toBe(false)
  })

  test('the first read ends when the history is complete; a later repair is not a first read', () => {
    const first = [window('deals', 0, 10, 'unknown'), window('deals', 10, 50, 'repairing'), window('deals', 50)]
    expect([isFirstRead([], 'deals'), isFirstRead(first, 'deals')]).toEqual([true, true])
    const read = [window('deals', 0, 10, 'unknown'), window('deals', 10, 50, 'repaired'), window('deals', 50, 70)]
    expect(isFirstRead([...read, window('deals', 70, 80, 'repairing'), window('deals', 80)], 'deals')).toBe(false)
    expect(isFirstRead([...read, window('orders', 70, 80, 'repairing')], 'deals')).toBe(false)
  })

  test('the record begins at the first balance', () => {
    expect(recordBegins([])).toBeUndefined()
    expect(recordBegins([window('deals', 1, 50, 'repaired'), window('assets', 50, 60), window('assets', 60)])).toBe(50)
  })

  test('imported history is not a repair; data read after a gap is', () => {
    expect(isBackfill(window('deals', 5, 48, 'repaired'), 50)).toBe(true)
    expect(isBackfill(window('deals', 60, 70, 'repaired'), 50)).toBe(false)
    expect(isBackfill(window('deals', 5, 48, 'complete'), 50)).toBe(false)
    expect(isBackfill(window('deals', 5, 48, 'repaired'), undefined)).toBe(false)
  })

  test('the worse of the two connections is shown', () => {
    const live = { state: 'live', code: 'LIVE', params: {}, since: 1 } as const
    expect(lineState({ phase: 'open', since: 1, roundTripMs: 1 }, live).word).toBe('live')
    const paused = lineState({ phase: 'open', since: 1, roundTripMs: 1 }, live, { isPaused: true })
    expect([paused.word, mayBeStale(paused)]).toEqual(['paused', true])
    const lost = lineState({ phase: 'waiting', lostAt: 1, retryAt: 2, attempt: 1 }, live, { isPaused: true })
    expect([lost.word, mayBeStale(lost)]).toEqual(['reconnecting', true])
    const degraded = lineState({ phase: 'open', since: 1, roundTripMs: 1 }, { ...live, state: 'degraded' })
    expect([degraded.word, degraded.tone]).toEqual(['degraded', 'unsure'])
  })
})

describe('the curve', () => {
  const point = (time: number, total: string | null, netDeposits = '0') =>
    total === null
      ? { time, total, free: null, locked: null, netDeposits: null, netUnexplained: null, ...NO_PNL }
      : { time, total, free: total, locked: '0', netDeposits, netUnexplained: '0', ...NO_PNL }

  const grid = { from: 0, stepMs: 1_000, points: 6 }

  test('a gap runs from the last known bucket to the next, for any spread of points', () => {
    const dense = [point(1_000, null), point(2_000, '1'), point(3_000, null), point(4_000, null), point(5_000, '2')]
    const sparse = [point(10, null), point(1_900, '1'), point(2_200, null), point(4_100, '2')]
    for (const series of [dense, sparse]) {
      const curve = curveOf(series, { ...grid, points: 5 })
      expect(curve.holes).toEqual([{ from: 2_000, to: 5_000 }])
      expect(curve.points.map(({ state }) => state)).toEqual(['known', 'hole', 'hole', 'known'])
    }
  })

  test('the line continues through empty buckets, and a bucket has its last value', () => {
    const curve = curveOf([point(100, '1'), point(900, '2'), point(3_500, '3')], grid)
    expect(curve.points.map((bucket) => bucket.known?.total)).toEqual([
      '2',
      undefined,
      undefined,
      '3',
      undefined,
      undefined,
    ])
    expect(curve.holes).toEqual([])
    expect(withLive(curve, equityOf('3', { time: 6_200 })).holes).toEqual([])
  })

  test('it begins with the first known point at its own time, even with more points in the bucket', () => {
    const { points } = curveOf([point(2_000, '100'), point(9_000, '110'), point(25_000, '120')], {
      ...grid,
      stepMs: 10_000,
    })
    expect(points.slice(0, 2).map(({ time, known }) => [time, known?.total])).toEqual([
      [2_000, '100'],
      [10_000, '110'],
    ])
  })

  test('an unfilled bucket at the live edge is no gap, a long silence is', () => {
    expect(curveOf([point(4_000, '1'), point(5_000, '2'), point(6_000, null)], grid).holes).toEqual([])
    expect(curveOf([point(1_000, '2'), point(1_500, null)], grid).holes).toEqual([{ from: 1_000, to: 6_000 }])
  })

  const ends = (curve: ReturnType<typeof curveOf>) =>
    curve.points.slice(-2).map(({ time, known }) => [time, known?.total])

  test('the newest point has its own time, and the live edge moves within its bucket', () => {
    const curve = curveOf([point(46_000, '1'), point(54_000, '2')], { ...grid, stepMs: 10_000 })
    expect(ends(curve)).toEqual([
      [50_000, '1'],
      [54_000, '2'],
    ])
    const lazyComponent = [62_000, 69_000, 71_000].reduce(
      (growthAt, time) => withLive(growthAt, equityOf('3', { time })),
      curve,
    )
    expect(lazyComponent.points.slice(-3).map(({ time }) => time)).toEqual([54_000, 69_000, 71_000])
    expect(lazyComponent.holes).toEqual([])
    expect(withLive(lazyComponent, equityOf('9', { time: 70_000 }))).toBe(lazyComponent)
  })

  test('no sample is drawn later than its time, for any bucket length', () => {
    const steps = fc.integer({ min: 1_000, max: 86_400_000 })
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 10_000 }), (stepMs, share) => {
        const long = { from: 0, stepMs, points: 6 }
        const known = Math.floor((6 * stepMs * share) / 10_000)
        const curve = curveOf([point(Math.max(SECOND_MS, known), '1')], long)
        const time = 6 * stepMs + Math.floor((stepMs * share) / 20_000)
        expect(withLive(curve, equityOf('3', { time })).points.at(-1)?.time).toBe(time)
        expect(curve.points.find((item) => item.known !== undefined)?.time).toBeLessThanOrEqual(
          Math.max(SECOND_MS, known) + SECOND_MS,
        )
      }),
    )
  })

  test('the live sample is drawn after hourly history, a quiet end and a gap alike', () => {
    const live = equityOf('3', { time: 90_000 })
    const quiet = withLive(curveOf([point(1_000, '1')], grid), live)
    expect([ends(quiet), quiet.holes]).toEqual([
      [
        [6_000, undefined],
        [90_000, '3'],
      ],
      [],
    ])
    const unknown = withLive(curveOf([point(1_000, '1'), point(1_500, null)], grid), live)
    expect([ends(unknown).at(-1), unknown.holes]).toEqual([[90_000, '3'], [{ from: 1_000, to: 90_000 }]])
    const silent = withLive(curveOf([point(5_000, '1'), point(6_000, '2')], grid), live)
    expect(silent.holes).toEqual([{ from: 6_000, to: 90_000 }])
    expect(silent.points.slice(-3).map(({ state }) => state)).toEqual(['known', 'hole', 'known'])
  })

  test('free and locked are drawn once they are known over some time', () => {
    const totals = [1_000, 2_000].map((time) => ({ ...point(time, '1'), free: null, locked: null }))
    const curve = curveOf(totals, grid)
    expect([hasParts(curve), hasParts(withLive(curve, equityOf('3', { time: 6_500 })))]).toEqual([false, false])
    expect(hasParts(curveOf([point(1_000, '1'), point(2_000, '1')], grid))).toBe(true)
    const speck = [...totals, ...[99_000, 100_000].map((time) => point(time, '1'))]
    expect(hasParts(curveOf(speck, { ...grid, points: 100 }))).toBe(false)
  })

  test('flows are marked at their time', () => {
    const series = [point(1_000, '1', '10'), point(2_000, '1', '10'), point(3_000, '6', '15'), point(4_000, '3', '12')]
    expect(curveOf(series, grid).flows).toEqual([
      { since: 2_000, time: 3_000, amount: '5' },
      { since: 3_000, time: 4_000, amount: '-3' },
    ])
  })

  test('growth is the gateway’s, and at the live edge that of the range up to now', () => {
    const grown = (time: number, gain: string, drawdown: string) => ({ ...point(time, '100'), return: gain, drawdown })
    const curve = curveOf([grown(1_000, '0', '0'), grown(4_000, '0.1', '0.02')], { ...grid, points: 4 })
    const growth = (whole: typeof curve) => whole.points.flatMap(({ known }) => known?.growth ?? [])
    expect(growth(curve).at(-1)).toEqual({ return: '0.1', drawdown: '0.02' })
    const live = equityOf('103.5', { time: 4_500 })
    expect(growth(withLive(curve, live)).at(-1)).toEqual({ return: '0.1', drawdown: '0.02' })
    const now = { return: '0.12', drawdown: '0' }
    expect(growth(withLive(curve, live, now)).at(-1)).toEqual(now)
  })
})

test('assets drawn side by side differ in colour, whatever their order', () => {
  const large = ['MX', 'BTC', 'USDT', 'ETH', 'SOL', 'XRP', 'KAS', 'DOGE']
  const colours = assetColours(large, ['ADA', 'PEPE', 'TRX', 'AIRDROP'])
  expect(new Set(large.map((asset) => colours.get(asset))).size).toBe(large.length)
  expect(assetColours([...large].reverse(), ['TRX', 'AIRDROP', 'PEPE', 'ADA'])).toEqual(colours)
})
