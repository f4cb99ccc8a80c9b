/** Counts and streaks of trades, and the runs in which their order is stored. */

import { decimal, zero } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import type { Deal } from '../deal/deal.ts'
import type { Value } from '../words.ts'
import type { Trade } from './entry-result.ts'
import type { Booked } from './pnl-sum.ts'
import { type DoneTrade, type TradeCell, type TradeRun, readRun, tradeOf, withTrades } from './trade-run.ts'
import { HOLDINGS, NO_TRADES, type Outcome, Streaks, addTrades, holdingOf, outcomeOf, tradeSumOf } from './trade-sum.ts'

const usd = (text: string): Value => decimal<'USDT'>(text)
const trade = (gain: string, heldMs?: number): Trade => ({ gain: usd(gain), heldMs })
const MINUTE = 60_000
const DAY = 86_400_000

describe('the holding time of a trade', () => {
  it('has a bucket from its beginning up to the next one', () => {
    const of = (...times: readonly number[]) => times.map((ms) => holdingOf(trade('1', ms)))
    expect(of(0, MINUTE - 1, MINUTE, 15 * MINUTE, 60 * MINUTE, 240 * MINUTE)).toEqual([
      'under1m',
      'under1m',
      '1m-15m',
      '15m-1h',
      '1h-4h',
      '4h-1d',
    ])
    expect(of(DAY - 1, DAY, 7 * DAY, 30 * DAY - 1, 30 * DAY)).toEqual(['4h-1d', '1d-7d', '7d-30d', '7d-30d', 'over30d'])
  })

  it('may be unknown, or that of no trade', () => {
    expect([holdingOf(trade('1')), holdingOf(undefined)]).toEqual(['unknown', 'noTrade'])
    expect(HOLDINGS.slice(-3)).toEqual(['over30d', 'unknown', 'noTrade'])
  })
})

describe('the outcome of a trade', () => {
  it('is won or lost by its gain at eight digits', () => {
    const of = (...gains: readonly string[]) => gains.map((gain) => outcomeOf(trade(gain)))
    expect(of('3', '0.0000002', '0.00000001', '0.000000006')).toEqual([2, 2, 2, 2])
    expect(of('-3', '-0.0000002', '-0.00000001', '-0.000000006')).toEqual([3, 3, 3, 3])
    expect(of('0', '0.000000005', '-0.000000005', '0.000000000000000001')).toEqual([1, 1, 1, 1])
    expect(outcomeOf(undefined)).toBe(0)
  })

  it('is counted with its gain and its holding time', () => {
    expect(tradeSumOf(undefined)).toBe(NO_TRADES)
    expect(tradeSumOf(trade('3', 7))).toEqual({
      count: 1,
      wins: 1,
      losses: 0,
      won: '3',
      lost: '0',
      timed: 1,
      heldMs: '7',
    })
    expect(tradeSumOf(trade('-2'))).toEqual({
      count: 1,
      wins: 0,
      losses: 1,
      won: '0',
      lost: '-2',
      timed: 0,
      heldMs: '0',
    })
    expect(tradeSumOf(trade('0', 5))).toMatchObject({ count: 1, wins: 0, losses: 0, won: '0', lost: '0', timed: 1 })
  })

  it('adds up with others', () => {
    const sums = ['3', '-2', '4', '0'].map((gain) => tradeSumOf(trade(gain, 10)))
    const added = { count: 4, wins: 2, losses: 1, won: '7', lost: '-2', timed: 4, heldMs: '40' }
    expect(addTrades([NO_TRADES, ...sums])).toEqual(added)
    expect([addTrades([]), addTrades([NO_TRADES]), addTrades(sums.slice(0, 1))]).toEqual([
      NO_TRADES,
      NO_TRADES,
      sums[0],
    ])
  })
})

it('the longest streaks are those of wins and of losses without a trade of gain 0 between', () => {
  const longest = (...outcomes: readonly Outcome[]) => {
    const streaks = new Streaks()
    for (const one of outcomes) streaks.add(one)
    return [streaks.longestWin, streaks.longestLoss]
  }
  expect(longest()).toEqual([0, 0])
  expect(longest(2, 2, 3, 2)).toEqual([2, 1])
  expect(longest(2, 1, 2, 0, 2, 3, 3, 0, 3, 1, 3)).toEqual([2, 3])
  expect(longest(3, 3, 2, 3)).toEqual([1, 2])
})

describe('a run of trades', () => {
  const cell = (symbol: string): TradeCell => [symbol, 'USDT', 'maker', '1m-15m']
  const done = (symbol: string, average: Outcome, fifo: Outcome): DoneTrade => ({
    cell: cell(symbol),
    outcomes: { average, fifo },
  })
  const read = (runs: readonly TradeRun[], method: 'average' | 'fifo') =>
    runs.flatMap((run) => {
      const all: (readonly [symbol: string | undefined, outcome: Outcome])[] = []
      readRun(run, method, (place, outcome) => void all.push([run.cells[place]?.[0], outcome]))
      return all
    })

  it('has each trade with its cell and its outcomes by both methods, in their order', () => {
    const first = withTrades([], 900, [done('A', 2, 3), done('B', 0, 1)])
    const runs = withTrades(first, 900, [done('A', 3, 0), done('C', 1, 2)])
    expect(runs).toMatchObject([{ time: 900, cells: [cell('A'), cell('B'), cell('C')] }])
    expect(runs[0]?.codes).toHaveLength(4)
    expect(read(runs, 'average')).toEqual([
      ['A', 2],
      ['B', 0],
      ['A', 3],
      ['C', 1],
    ])
    expect(read(runs, 'fifo').map(([, outcome]) => outcome)).toEqual([3, 1, 0, 2])
    expect(withTrades(runs, 900, [])).toBe(runs)
  })

  it('of too many cells goes on in another run', () => {
    const many = Array.from({ length: 3_500 }, (_, i) => done(`S${i}`, 2, 3))
    const runs = withTrades([], 900, many)
    expect(runs.map(({ time, cells }) => [time, cells.length])).toEqual([
      [900, 3_437],
      [900, 63],
    ])
    expect(read(runs, 'fifo')).toEqual(many.map(({ cell: [symbol] }) => [symbol, 3]))
    const more = withTrades(runs, 900, [done('S3499', 1, 1), done('S0', 1, 1)])
    expect([more[1]?.cells.length, read(more, 'average').slice(-2)]).toEqual([
      64,
      [
        ['S3499', 1],
        ['S0', 1],
      ],
    ])
  })

  it('has the sales with a known gain by either method, and no flows', () => {
    const deal = { symbol: 'MXUSDC', quoteAsset: 'USDC', isMaker: true } as Deal
    const booked = (average: Trade | undefined, fifo: Trade | undefined): Booked =>
      ({ entry: { kind: 'deal', deal }, results: { average: { trade: average }, fifo: { trade: fifo } } }) as Booked
    expect(tradeOf(booked(undefined, undefined))).toBeUndefined()
    expect(tradeOf(booked(trade('1'), undefined))).toEqual({
      cell: ['MXUSDC', 'USDC', 'maker', 'noTrade'],
      outcomes: { average: 2, fifo: 0 },
    })
    expect(tradeOf(booked(undefined, trade('-1', 5)))).toEqual({
      cell: ['MXUSDC', 'USDC', 'maker', 'under1m'],
      outcomes: { average: 0, fifo: 3 },
    })
    const flow = { id: 'f', time: 1, asset: 'MX', change: zero<'asset'>() }
    expect(tradeOf({ ...booked(trade('1'), trade('1')), entry: { kind: 'flow', flow } })).toBeUndefined()
  })
})
