import { MINUTE_MS } from '@spotdeck/ports'
import { describe, expect, test } from 'vitest'
import { referencePrices, sandboxSymbols } from '../../venue/listing/symbols.ts'
import { csvSource } from './csv-source.ts'
import { createModel } from '../model/model.ts'
import { sourceContract } from '../data/testing/source-contract.ts'

const START = Date.UTC(2026, 8, 23, 12)
const options = {
  seed: 1,
  rules: new Map(sandboxSymbols.map((one) => [one.rules.symbol, one.rules])),
  references: referencePrices,
}
const read = (text: string, name = 'MXUSDT-1m.csv') => csvSource({ name, text }, options, createModel(options))

/** A climb from 5 to 6 in a hundred minutes. */
const CLIMB = Array.from({ length: 100 }, (_, n) => {
  const [open, close] = [5 + n / 100, 5 + (n + 1) / 100]
  return [START + n * MINUTE_MS, open, close + 0.002, open - 0.002, close, 1200.5].map((cell, at) =>
    at === 0 ? cell : Number(cell).toFixed(4),
  )
})
const candles = (heading: string, rows: readonly (readonly unknown[])[] = CLIMB): string =>
  [...(heading === '' ? [] : [heading]), ...rows.map((row) => row.join(','))].join('\n')

describe('candles from CSV', () => {
  describe('are a market', () => sourceContract(() => read(candles('open_time,open,high,low,close,volume'))))

  test.each([
    [
      'a heading of Binance',
      candles(
        'open_time,open,high,low,close,volume,close_time',
        CLIMB.map((row) => [...row, 0]),
      ),
    ],
    [
      'words with capitals and units',
      candles('Open time,Open price,High,Low,Close,Volume (base)').replace('Volume (base)', 'Base Volume'),
    ],
    ['none', candles('')],
    [
      'seconds',
      candles(
        'time,open,high,low,close,volume',
        CLIMB.map(([time, ...rest]) => [Number(time) / 1_000, ...rest]),
      ),
    ],
    [
      'dates, newest first, with semicolons',
      candles(
        'date,open,high,low,close,volume',
        [...CLIMB]
          .reverse()
          .map(([time, ...rest]) => [new Date(Number(time)).toISOString().slice(0, 19).replace('T', ' '), ...rest]),
      ).replaceAll(',', ';'),
    ],
    [
      'a column of symbols',
      candles(
        'symbol,time,open,high,low,close,volume',
        CLIMB.map((row) => ['MX/USDT', ...row]),
      ),
    ],
  ])('with %s', (_, text) => {
    const source = read(text, 'MXUSDT.csv')
    expect(source.price('MXUSDT', START + 50 * MINUTE_MS)).toBeCloseTo(5.5, 9)
    expect(source.minute('MXUSDT', START + 50 * MINUTE_MS)).toMatchObject({
      open: 55_000,
      close: 55_100,
      lots: 120_050,
    })
    expect(source.price('BTCUSDT', START)).toBe(createModel(options).price('BTCUSDT', START))
  })

  test('of five minutes go evenly from open to close, and reach high and low', () => {
    const rows = [
      [START, '5', '6', '4', '5.5', '100'],
      [START + 5 * MINUTE_MS, '5.5', '5.6', '5.4', '5.5', '100'],
    ]
    const source = read(candles('time,open,high,low,close,volume', rows))
    const minutes = [0, 1, 2, 3, 4].map((n) => source.minute('MXUSDT', START + n * MINUTE_MS))
    expect(minutes.map(({ close }) => close)).toEqual([51_000, 52_000, 53_000, 54_000, 55_000])
    expect(Math.max(...minutes.map(({ high }) => high))).toBe(60_000)
    expect(Math.min(...minutes.map(({ low }) => low))).toBe(40_000)
    expect(minutes.reduce((sum, { lots }) => sum + lots, 0)).toBe(10_000)
  })

  test('with a gap stay at the last close in between', () => {
    const source = read(candles('time,open,high,low,close,volume', [CLIMB[0] ?? [], CLIMB[1] ?? [], CLIMB[4] ?? []]))
    expect(source.minute('MXUSDT', START + 2 * MINUTE_MS)).toMatchObject({ open: 50_200, close: 50_200 })
  })
})

describe('prints from CSV', () => {
  const rows = [
    [START + 1_000, '5.1', '10', 'BUY'],
    [START + 30_000, '5.3', '5', 'SELL'],
    [START + 90_000, '5.2', '1', 'SELL'],
  ]
  const text = candles('time,price,qty,side', rows)

  describe('are a market', () => sourceContract(() => read(text)))

  test('lead the price at their times', () => {
    const source = read(text)
    expect(source.ticks('MXUSDT', START + 1_001)).toBe(51_000)
    expect(source.ticks('MXUSDT', START + 29_000)).toBe(51_000)
    expect(source.ticks('MXUSDT', START + 31_000)).toBe(53_000)
    expect(source.minute('MXUSDT', START)).toMatchObject({ high: 53_000, close: 53_000, lots: 1_500 })
  })

  test('without a heading are time, price, quantity', () => {
    expect(
      read(
        candles(
          '',
          rows.map((row) => row.slice(0, 3)),
        ),
      ).ticks('MXUSDT', START + 31_000),
    ).toBe(53_000)
  })
})

describe('a bad file is named by line and column', () => {
  const heading = 'time,open,high,low,close,volume'
  test.each([
    [
      candles(heading, [CLIMB[0] ?? [], [START + MINUTE_MS, '5', 'abc', '5', '5', '1']]),
      'line 3, column high: "abc" is no amount',
    ],
    [candles(heading, [[START, '5', '5', '5', '5', '-1']]), 'line 2, column volume: "-1" is no amount'],
    [candles(heading, [['soon', '5', '5', '5', '5', '1']]), 'line 2, column time: "soon" is no time'],
    [candles(heading, [[START + 1, '5', '5', '5', '5', '1']]), 'line 2, column time'],
    ['time,open,high,low,close\n1,2,3,4,5', 'its heading has no column volume'],
    ['a,b\n1,2', 'its heading has no column'],
    ['', 'it is empty'],
    [`${heading}\n`, 'it has a heading and no rows'],
  ])('%j', (text, message) => {
    expect(() => read(text)).toThrow(message)
  })

  test('and so is one of no symbol here', () => {
    expect(() => read(candles(heading), 'export.csv')).toThrow('as in BTCUSDT-1m.csv')
  })
})
