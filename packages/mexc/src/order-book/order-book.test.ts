import { decimal } from '@spotdeck/exact'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NaiveBook } from '../testing/naive-book.ts'
import type { PriceLevel } from './depth.ts'
import { snapshotOf, updateOf } from './depth.ts'
import { OrderBook } from './order-book.ts'
import { cumulativeDepth, imbalance, sweep, vwap } from './readings.ts'
import { digitsOf, formatTicks, NO_NUMBER, parseTicks, parseVersion, signOfText, TOO_FINE } from './ticks.ts'

const SIDES = ['bids', 'asks'] as const
const levelOf = ([price, quantity]: PriceLevel) => ({ price, quantity })
const pairs = (levels: readonly PriceLevel[]) => levels.map(levelOf)

describe('prices as ticks', () => {
  it('convert both ways exactly', () => {
    fc.assert(
      fc.property(fc.nat(10 ** 9), fc.integer({ min: 0, max: 8 }), fc.nat(3), (units, scale, padding) => {
        const text = `${formatTicks(units, scale)}`
        const padded = text.includes('.') ? text + '0'.repeat(padding) : text
        expect(parseTicks(padded, scale)).toBe(units)
        expect(digitsOf(padded)).toBe(digitsOf(text))
      }),
    )
  })

  it('say what is no number, what has too many digits, and what is too large', () => {
    for (const text of ['', '.', 'abc', '1e5', '-1', '1.2.3', ' 1', '1,5']) expect(parseTicks(text, 2)).toBe(NO_NUMBER)
    expect(parseTicks('1.234', 2)).toBe(TOO_FINE)
    expect(parseTicks('1.230000', 2)).toBe(123)
    expect(parseTicks('99999999999', 8)).toBe(NO_NUMBER)
    expect(['0', '0.000', '00.', '0.0001', '7'].map(signOfText)).toEqual([0, 0, 0, 1, 1])
    for (const text of ['', '.', '1e5', '-1', '1.2.3', ' 1', '1,5', 'x']) expect(signOfText(text)).toBe(NO_NUMBER)
  })
})

describe('versions', () => {
  it('are read exactly up to 2^53 - 1, with zeros before them too', () => {
    const count = fc.oneof(fc.nat(10 ** 9), fc.maxSafeNat())
    fc.assert(
      fc.property(count, fc.nat(20), (version, zeros) => {
        expect(parseVersion(`${'0'.repeat(zeros)}${version}`)).toBe(version)
      }),
    )
  })

  it('are no numbers when they are larger or anything else', () => {
    const larger = ['9007199254740992', '99999999999999999999', `1${'0'.repeat(400)}`]
    const others = ['', '-1', '1.0', '1e5', ' 1', 'x', '1234567890x', 'x1234567890', '12345678901234567x89']
    for (const text of [...larger, ...others]) expect(parseVersion(text)).toBe(NO_NUMBER)
  })
})

describe('the book', () => {
  const price = fc
    .tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 0, max: 3 }))
    .map(([units, scale]) => `${formatTicks(units, scale)}`)
  const quantity = fc.oneof(
    { weight: 2, arbitrary: fc.constant('0') },
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 999 }).map((n) => `${n / 10}`) },
  )
  const change = fc.tuple(fc.constantFrom(...SIDES), price, quantity)

  it('equals the naive one after any changes, whatever grid the prices come on', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 300 }), fc.array(change, { maxLength: 300 }), (first, later) => {
        const naive = new NaiveBook()
        for (const [side, ...level] of first) naive.put(side, level)
        const book = new OrderBook({ version: 1, bids: naive.pairs('bids'), asks: naive.pairs('asks') })
        for (const [index, [side, ...level]] of later.entries()) {
          naive.put(side, level)
          const levels = { bids: [], asks: [], [side]: [levelOf(level)] }
          book.apply({ fromVersion: index + 2, toVersion: index + 2, ...levels })
        }
        for (const side of SIDES) expect(book.top(side, 1_000)).toEqual(naive.levels(side))
        expect(book.version).toBe(later.length + 1)
      }),
    )
  })

  it('holds and finds thousands of levels', () => {
    const far = (side: 'bids' | 'asks'): PriceLevel[] =>
      Array.from({ length: 5_000 }, (_, i) => [side === 'bids' ? `${5_000 - i}` : `${6_000 + i}`, '1'])
    const book = new OrderBook({ version: 1, bids: far('bids'), asks: far('asks') })
    book.apply({
      fromVersion: 2,
      toVersion: 2,
      bids: pairs([
        ['1', '0'],
        ['2500', '7'],
      ]),
      asks: pairs([
        ['10999', '0'],
        ['99999', '0'],
      ]),
    })
    expect([book.bids.size, book.asks.size]).toEqual([4_999, 4_999])
    expect(book.level(book.bids, 2_500)).toEqual({ price: '2500', quantity: '7' })
    expect([book.bestBid?.price, book.bestAsk?.price, book.isCrossed]).toEqual(['5000', '6000', false])
  })

  it('leaves out what is no number and keeps the rest', () => {
    const book = new OrderBook({
      version: 1,
      bids: [
        ['NaN', '1'],
        ['2.5', 'x'],
        ['2.4', '1'],
      ],
      asks: [],
    })
    expect(book.top('bids', 5)).toEqual([{ price: '2.4', quantity: '1' }])
    expect([book.bestAsk, book.isCrossed]).toEqual([undefined, false])
    const next = { fromVersion: 2, toVersion: 2, asks: [] }
    expect(
      book.apply({
        ...next,
        bids: pairs([
          ['2.3', 'x'],
          ['2.2', '1'],
        ]),
      }),
    ).toBe(false)
    expect(book.apply({ ...next, bids: pairs([['1e9', '1']]) })).toBe(false)
    expect(book.apply({ ...next, bids: pairs([['2.4', '0.00']]) })).toBe(true)
    expect(book.top('bids', 5)).toEqual([{ price: '2.2', quantity: '1' }])
  })
})

it('ignores unreadable answers and pushes', () => {
  const rows = [[null], [[1, '2']], [['1e3', '1']], [['1', '']], [['-1', '1']], ['12'], {}]
  for (const bids of rows) {
    expect(snapshotOf({ lastUpdateId: 5, bids, asks: [] } as never)).toBeUndefined()
  }
  const push = { bids: [], asks: [], eventType: '', fromVersion: '5', toVersion: '6', lastOrderCreateTime: 0 }
  expect(updateOf(push)).toMatchObject({ fromVersion: 5, toVersion: 6 })
  expect(updateOf({ ...push, toVersion: '4' })).toBeUndefined()
  expect(updateOf({ ...push, fromVersion: 'x' })).toBeUndefined()
})

describe('readings', () => {
  const book = new OrderBook({
    version: 1,
    bids: [
      ['2.49', '120.5'],
      ['2.48', '10'],
    ],
    asks: [
      ['2.52', '33'],
      ['2.53', '67'],
      ['2.60', '1'],
    ],
  })

  it('add up what lies up to each level', () => {
    expect(cumulativeDepth(book, 'asks', 2)).toEqual([
      { price: '2.52', quantity: '33', cumulativeQuantity: '33', cumulativeNotional: '83.16' },
      { price: '2.53', quantity: '67', cumulativeQuantity: '100', cumulativeNotional: '252.67' },
    ])
  })

  it('say what a quantity would cost, and when the book does not hold it', () => {
    expect(sweep(book, 'asks', decimal('100'))).toEqual({
      quantity: '100',
      notional: '252.67',
      averagePrice: '2.5267',
      worstPrice: '2.53',
      complete: true,
      certain: true,
    })
    expect(sweep(book, 'bids', decimal('200'))).toMatchObject({
      quantity: '130.5',
      worstPrice: '2.48',
      complete: false,
      certain: false,
    })
    const nothing = { quantity: '0', notional: '0', complete: true, certain: true }
    expect(sweep(book, 'asks', decimal('0'))).toEqual(nothing)
  })

  it('say up to which price a side is known, on a finer grid too, and give no average beyond it', () => {
    const grown = new OrderBook({ version: 1, bids: [['2.49', '10']], asks: [['2.52', '10']] })
    const far = { bids: [{ price: '2.405', quantity: '5' }], asks: [{ price: '2.605', quantity: '5' }] }
    grown.apply({ fromVersion: 2, toVersion: 2, ...far })
    expect([grown.knownTo('bids'), grown.knownTo('asks')]).toEqual(['2.49', '2.52'])
    expect([vwap(grown, 'asks', decimal('10')), vwap(grown, 'bids', decimal('10'))]).toEqual(['2.52', '2.49'])
    expect([vwap(grown, 'asks', decimal('11')), vwap(grown, 'bids', decimal('11'))]).toEqual([undefined, undefined])
    expect(sweep(grown, 'asks', decimal('11'))).toMatchObject({ complete: true, certain: false })
    const cleared = [{ price: '2.52', quantity: '0' }]
    grown.apply({ fromVersion: 3, toVersion: 3, bids: [], asks: cleared })
    expect([grown.bestAsk?.price, grown.knownTo('asks')]).toEqual(['2.605', '2.52'])
  })

  it('weigh both sides of the first levels', () => {
    expect(imbalance(book, 2)).toBe('0.132321041214750542')
    expect(imbalance(new OrderBook({ version: 1, bids: [['1', '3']], asks: [['2', '1']] }), 5)).toBe('0.5')
    expect(imbalance(new OrderBook({ version: 1, bids: [], asks: [] }), 5)).toBeUndefined()
  })
})
