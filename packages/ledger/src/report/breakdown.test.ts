import { decimal, multiply } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import type { Deal } from '../deal/deal.ts'
import { type Breakdown, type BreakdownFilter, type BreakdownGroup, BreakdownSums } from './breakdown.ts'
import type { CostEntry } from './cost-entry.ts'
import type { CostMethodName } from './cost-method.ts'
import { bookResults, closeResults, openResultBook } from './entry-result.ts'
import { HOLDING_BUCKETS } from './trade-sum.ts'

const MINUTE = 60
const DAY = 86_400

type Extra = {
  readonly base?: string
  readonly quote?: string
  readonly fee?: string
  readonly feeAsset?: string
  readonly feePrice?: string
  readonly quotePrice?: string
  readonly maker?: boolean
}

/** `at` in seconds. */
function deal(at: number, side: 'BUY' | 'SELL', [quantity, price]: readonly [string, string], extra: Extra = {}) {
  const { base = 'MX', quote = 'USDT', fee = '0', feeAsset = 'USDT', feePrice, quotePrice, maker = false } = extra
  const made: Deal = {
    tradeId: `${at}X1`,
    orderId: `C02__${at}`,
    symbol: base + quote,
    baseAsset: base,
    quoteAsset: quote,
    side,
    price: decimal(price),
    quantity: decimal(quantity),
    quoteQuantity: multiply(decimal(price), decimal(quantity)),
    fee: decimal(fee),
    feeAsset,
    isMaker: maker,
    isSelfTrade: false,
    time: at * 1_000,
    ...(feePrice === undefined ? {} : { feeUnitPrice: decimal<'USDT per unit'>(feePrice) }),
    ...(quotePrice === undefined ? {} : { quoteUnitPrice: decimal<'USDT per unit'>(quotePrice) }),
  }
  return { kind: 'deal', deal: made } as const
}
type DealEntry = ReturnType<typeof deal>
const at = ({ deal: made }: DealEntry, time: number): DealEntry => ({ kind: 'deal', deal: { ...made, time } })
const withId = ({ deal: made }: DealEntry, tradeId: string): DealEntry => ({ kind: 'deal', deal: { ...made, tradeId } })
const withdrawal = (at: number, asset: string, quantity: string, unitPrice: string): CostEntry => ({
  kind: 'flow',
  flow: { id: `f${at}`, time: at * 1_000, asset, change: decimal(`-${quantity}`), unitPrice: decimal(unitPrice) },
})

/** Keys by a clock that runs on UTC. */
function utc(time: number) {
  const text = new Date(time).toISOString()
  const weekday = String(((new Date(time).getUTCDay() + 6) % 7) + 1)
  return { hour: text.slice(11, 13), weekday, day: text.slice(0, 10), week: text.slice(0, 10), month: text.slice(0, 7) }
}

type Asked = {
  readonly group?: BreakdownGroup
  readonly filter?: BreakdownFilter
  readonly from?: number
  readonly to?: number
  readonly method?: CostMethodName
}

/** The breakdown of entries that are in order; `from` and `to` in seconds. */
function breakdown(entries: readonly CostEntry[], asked: Asked = {}): Breakdown {
  const { group = 'none', filter = {}, from = 0, to = 1_000 * DAY, method = 'fifo' } = asked
  const sums = new BreakdownSums({ group, filter, from: from * 1_000, to: to * 1_000, periodsOf: utc })
  let book = openResultBook([{ asset: 'USDT', quantity: decimal('1000') }], method)
  for (const entry of entries) {
    const booked = bookResults(book, [entry])
    book = booked.book
    booked.results.forEach((result) => sums.add(result))
  }
  closeResults(book).forEach((result) => sums.add(result))
  return sums.read()
}
const keysOf = ({ items }: Breakdown) => items.map(({ key }) => key)
const itemOf = (report: Breakdown, key: string) => report.items.find((item) => item.key === key)?.figures

describe('the figures of trades', () => {
  // Gains by FIFO: +2 − 0.1, −1, −1, 0, +4. All of one lot bought at 10, of which the purchase paid a fee of 0.5.
  const entries = [
    deal(0, 'BUY', ['10', '10'], { fee: '0.5' }),
    deal(MINUTE, 'SELL', ['1', '12'], { fee: '0.1' }),
    deal(2 * MINUTE, 'SELL', ['1', '9']),
    deal(3 * MINUTE, 'SELL', ['1', '9'], { maker: true }),
    deal(4 * MINUTE, 'SELL', ['1', '10']),
    deal(5 * MINUTE, 'SELL', ['2', '12']),
  ]

  it('are those of a calculation by hand', () => {
    expect(breakdown(entries).total).toEqual({
      realized: '3.4',
      fees: '0.6',
      feesSavedByMx: '0',
      volume: '164',
      bought: '100',
      sold: '64',
      deals: 6,
      // 9 / 164
      makerShare: '0.0549',
      trades: 5,
      wins: 2,
      losses: 2,
      winRate: '0.5',
      // (1.9 − 1 − 1 + 0 + 4) / 5
      expectancy: '0.78',
      // 5.9 / 2
      profitFactor: '2.95',
      averageWin: '2.95',
      averageLoss: '-1',
      longestLosingStreak: 2,
      longestWinningStreak: 1,
      // (1 + 2 + 3 + 4 + 5) minutes / 5
      averageHoldingMs: 3 * MINUTE * 1_000,
    })
  })

  it('are absent where nothing defines them', () => {
    expect(breakdown(entries.slice(0, 1)).total).toMatchObject({
      trades: 0,
      winRate: undefined,
      expectancy: undefined,
      profitFactor: undefined,
      averageWin: undefined,
      averageLoss: undefined,
      averageHoldingMs: undefined,
      makerShare: '0',
    })
    expect(breakdown([]).total.makerShare).toBeUndefined()
    // Nothing was lost.
    expect(breakdown(entries.slice(0, 2)).total).toMatchObject({ winRate: '1', profitFactor: undefined })
  })

  it('count a sale once, however many lots it consumed, and weigh their times by quantity', () => {
    const sold = [deal(0, 'BUY', ['1', '10']), deal(60, 'BUY', ['3', '10']), deal(100, 'SELL', ['4', '11'])]
    // (1 × 100 s + 3 × 40 s) / 4
    expect(breakdown(sold).total).toMatchObject({ trades: 1, wins: 1, averageWin: '4', averageHoldingMs: 55_000 })
    expect(breakdown(sold, { method: 'average' }).total).toMatchObject({ trades: 1, averageHoldingMs: undefined })
    // However long that was held which paid the fee.
    const inMx = { base: 'BTC', fee: '1', feeAsset: 'MX', feePrice: '1' }
    const paid = [
      deal(0, 'BUY', ['1', '1']),
      deal(90, 'BUY', ['1', '9'], { base: 'BTC' }),
      deal(99, 'SELL', ['1', '9'], inMx),
    ]
    expect(breakdown(paid).total).toMatchObject({ trades: 1, averageHoldingMs: 9_000 })
  })

  it('count no sale of unknown cost, and only the known part of another', () => {
    expect(breakdown([deal(0, 'SELL', ['1', '10'])]).total).toMatchObject({ trades: 0, realized: '0', sold: '10' })
    const partly = [deal(0, 'BUY', ['1', '10']), deal(1.5, 'SELL', ['2', '12'])]
    expect(breakdown(partly).total).toMatchObject({ trades: 1, realized: '2', wins: 1 })
  })

  it('end a streak at a trade of gain 0, and count it within the range and the group alone', () => {
    const losing = (at: number, base = 'MX') => deal(at, 'SELL', ['1', '9'], { base })
    const run = [
      deal(0, 'BUY', ['9', '10']),
      deal(1, 'BUY', ['9', '10'], { base: 'BTC' }),
      losing(10),
      losing(11),
      losing(12, 'BTC'),
      losing(13),
      deal(14, 'SELL', ['1', '10']),
      losing(15),
      losing(16),
    ]
    expect(breakdown(run).total.longestLosingStreak).toBe(4)
    expect(itemOf(breakdown(run, { group: 'symbol' }), 'MXUSDT')?.longestLosingStreak).toBe(3)
    expect(breakdown(run, { from: 13 }).total.longestLosingStreak).toBe(2)
  })
})

describe('a sale at its average cost', () => {
  it('is neither a win nor a loss where the cost has no exact quotient', () => {
    const sold = [
      deal(0, 'BUY', ['1', '1']),
      deal(1, 'BUY', ['2', '1.0000000000000001']),
      deal(2, 'SELL', ['1', '1']),
      deal(3, 'SELL', ['2', '1']),
    ]
    expect(breakdown(sold, { method: 'average' }).total).toMatchObject({
      trades: 2,
      wins: 0,
      losses: 0,
      winRate: undefined,
    })
  })
})

describe('what paying fees in MX saved', () => {
  const inMx = { fee: '0.08', feeAsset: 'MX', feePrice: '2' }

  it('is a quarter of the fee where the usual rate is not known: 20 % of what it would have been', () => {
    expect(breakdown([deal(0, 'BUY', ['1', '400'], { base: 'BTC', ...inMx })]).total).toMatchObject({
      fees: '0.16',
      feesSavedByMx: '0.04',
    })
    // What was paid in MX before is no usual rate.
    const twice = [0, 9].map((at) => deal(at, 'BUY', ['1', '400'], { base: 'BTC', ...inMx }))
    expect(breakdown(twice).total.feesSavedByMx).toBe('0.08')
  })

  it('is by the usual rate where the account was charged it before, on the same market in the same role', () => {
    const usual = deal(0, 'BUY', ['1', '400'], { base: 'BTC', fee: '0.4' })
    const paid = (extra: Extra = {}) => deal(9, 'BUY', ['0.5', '400'], { base: 'BTC', ...inMx, ...extra })
    // 0.1 % of 200 less 0.16
    expect(breakdown([usual, paid()], { from: 9 }).total.feesSavedByMx).toBe('0.04')
    // The same for both of one second, and years after 1970.
    expect(breakdown([usual, paid(), withId(paid(), '9X2')], { from: 9 }).total.feesSavedByMx).toBe('0.08')
    const moved = (entry: DealEntry) => at(entry, entry.deal.time + 900 * DAY * 1_000)
    expect(breakdown([usual, paid({ fee: '0.1' })].map(moved), { from: DAY }).total.feesSavedByMx).toBe('0')
    const rebated = deal(0, 'BUY', ['1', '400'], { base: 'BTC', fee: '-0.4' })
    expect(breakdown([rebated, paid({ fee: '0.1' })], { from: 9 }).total.feesSavedByMx).toBe('0.05')
    // A rate of more than 30 days ago says nothing of today's.
    const later = at(paid({ fee: '0.1' }), 30 * DAY * 1_000)
    expect(breakdown([usual, later], { from: 9 }).total.feesSavedByMx).toBe('0')
    const tooLate = at(later, 30 * DAY * 1_000 + 1)
    expect(breakdown([usual, tooLate], { from: 9 }).total.feesSavedByMx).toBe('0.05')
    // 0.1 % of 200 less 0.2 is nothing saved; another role or market knows no rate: a quarter.
    expect(breakdown([usual, paid({ fee: '0.1' })], { from: 9 }).total.feesSavedByMx).toBe('0')
    expect(breakdown([usual, paid({ fee: '0.1', maker: true })], { from: 9 }).total.feesSavedByMx).toBe('0.05')
    expect(breakdown([usual, paid({ fee: '0.1', base: 'ETH' })], { from: 9 }).total.feesSavedByMx).toBe('0.05')
    // So does a rate in an asset that had no price.
    const inBtc = { base: 'ETH', quote: 'BTC' }
    const unpriced = [deal(0, 'BUY', ['1', '4'], { ...inBtc, fee: '0.1', feeAsset: 'BTC' }), paid(inBtc)]
    expect(breakdown(unpriced, { from: 9 }).total.feesSavedByMx).toBe('0.04')
  })

  it('is nothing for fees in other assets, where MX is the quote, and where MX has no price', () => {
    expect(breakdown([deal(0, 'BUY', ['1', '400'], { fee: '0.2' })]).total.feesSavedByMx).toBe('0')
    const quoted = { quote: 'MX', base: 'BTC', quotePrice: '2', ...inMx }
    expect(breakdown([deal(0, 'BUY', ['1', '40'], quoted)]).total.feesSavedByMx).toBe('0')
    const unpriced = breakdown([deal(0, 'BUY', ['1', '400'], { base: 'BTC', fee: '0.08', feeAsset: 'MX' })])
    expect(unpriced).toMatchObject({ unpriced: ['MX'], total: { feesSavedByMx: '0' } })
  })
})

describe('groups', () => {
  const entries = [
    deal(0, 'BUY', ['10', '10']),
    deal(9 * 3_600, 'SELL', ['1', '14'], { maker: true }),
    deal(9 * 3_600 + 30, 'SELL', ['1', '9']),
    deal(DAY, 'BUY', ['2', '10'], { base: 'BTC' }),
    deal(DAY + 30, 'SELL', ['2', '11'], { base: 'BTC' }),
    withdrawal(2 * DAY, 'MX', '4', '10.5'),
  ]

  it('divide the total, and leave flows beside', () => {
    const groups = [
      'symbol',
      'asset',
      'side',
      'role',
      'hour',
      'weekday',
      'day',
      'week',
      'month',
      'holdingTime',
    ] as const
    for (const group of groups) {
      const report = breakdown(entries, { group })
      const realized = report.items.reduce((sum, { figures }) => sum + Number(figures.realized), 0)
      expect(realized + Number(report.realizedByFlows), group).toBe(Number(report.total.realized))
      expect(
        report.items.reduce((sum, { figures }) => sum + figures.deals, 0),
        group,
      ).toBe(5)
      expect(report.total.deals, group).toBe(5)
    }
    expect(breakdown(entries)).toMatchObject({ items: [], realizedByFlows: '2', total: { realized: '7' } })
  })

  it('are named by market, asset, side, role and period', () => {
    const keys = (group: BreakdownGroup) => keysOf(breakdown(entries, { group }))
    expect(keys('symbol')).toEqual(['MXUSDT', 'BTCUSDT'])
    expect(keys('asset')).toEqual(['MX', 'BTC'])
    expect(keys('side')).toEqual(['SELL', 'BUY'])
    expect(keys('role')).toEqual(['maker', 'taker'])
    expect(keys('hour')).toEqual(['00', '09'])
    // 1 and 2 January 1970: a Thursday and a Friday.
    expect(keys('weekday')).toEqual(['4', '5'])
    expect(keys('day')).toEqual(['1970-01-01', '1970-01-02'])
    expect(keys('holdingTime')).toEqual(['under1m', '4h-1d', 'noTrade'])
  })

  it('are in the order of their periods, or of what they realized and then of their names', () => {
    expect(keysOf(breakdown(entries.slice(1), { group: 'hour' }))).toEqual(['00', '09'])
    const bought = ['XRP', 'BTC', 'ETH'].map((base, at) => deal(at, 'BUY', ['1', '4'], { base }))
    expect(keysOf(breakdown(bought, { group: 'asset' }))).toEqual(['BTC', 'ETH', 'XRP'])
  })

  it('name the assets without a price in order, of fees and of turnover', () => {
    const inMx = deal(0, 'BUY', ['1', '4'], { fee: '0.1', feeAsset: 'MX' })
    const inBtc = deal(1, 'BUY', ['1', '4'], { base: 'ETH', quote: 'BTC' })
    expect(breakdown([inMx, inBtc]).unpriced).toEqual(['BTC', 'MX'])
  })

  it('have every bucket of holding time, each from its beginning on', () => {
    let at = 0
    const held = [0, ...HOLDING_BUCKETS.map(([, end]) => end).slice(0, -1)].flatMap((ms) => {
      at += 400 * DAY
      return [deal(at, 'BUY', ['1', '1']), deal(at + Math.max(ms / 1_000, 1), 'SELL', ['1', '2'])]
    })
    const report = breakdown(held, { group: 'holdingTime', to: at * 2 })
    expect(keysOf(report)).toEqual([...HOLDING_BUCKETS.map(([key]) => key), 'noTrade'])
    expect(report.items.every(({ key, figures }) => key === 'noTrade' || figures.trades === 1)).toBe(true)
    const unknown = breakdown(held.slice(0, 2), { group: 'holdingTime', to: at, method: 'average' })
    expect(keysOf(unknown)).toEqual(['unknown', 'noTrade'])
  })

  it('are filtered by symbols, asset, side, role and time', () => {
    const deals = (filter: BreakdownFilter) => breakdown(entries, { filter }).total.deals
    expect(deals({ symbols: ['MXUSDT'] })).toBe(3)
    expect(deals({ symbols: ['MXUSDT', 'BTCUSDT'] })).toBe(5)
    expect(deals({ asset: 'BTC' })).toBe(2)
    expect(deals({ side: 'BUY' })).toBe(2)
    expect(deals({ role: 'maker' })).toBe(1)
    expect(deals({ asset: 'MX', side: 'SELL', role: 'taker' })).toBe(1)
    // From is within, to is not.
    expect(breakdown(entries, { from: 9 * 3_600, to: DAY }).total.deals).toBe(2)
    const flowOf = (filter: BreakdownFilter) => breakdown(entries, { filter }).realizedByFlows
    expect(flowOf({ asset: 'MX' })).toBe('2')
    expect(flowOf({ asset: 'BTC' })).toBe('0')
    for (const filter of [{ symbols: ['MXUSDT'] }, { side: 'SELL' }, { role: 'taker' }] as const)
      expect(flowOf(filter)).toBe('0')
  })

  it('give a sale its own result where the purchase of the same second comes after it', () => {
    const second = (extra: Extra = {}) => [
      withId(deal(10, 'SELL', ['1', '12'], extra), 't0'),
      withId(deal(10, 'BUY', ['1', '10'], extra), 't1'),
    ]
    const report = breakdown(second(), { group: 'side' })
    expect(itemOf(report, 'SELL')).toMatchObject({ realized: '2', wins: 1 })
    expect(itemOf(report, 'BUY')).toMatchObject({ realized: '0' })
    // Fees of a held asset.
    const held = deal(0, 'BUY', ['1', '10'], { base: 'BTC' })
    const paid = breakdown([held, ...second({ fee: '0.1', feeAsset: 'BTC', feePrice: '10' })], { group: 'side' })
    expect(itemOf(paid, 'SELL')).toMatchObject({ realized: '1', wins: 1 })
    expect(itemOf(paid, 'BUY')).toMatchObject({ realized: '-1' })
  })
})
