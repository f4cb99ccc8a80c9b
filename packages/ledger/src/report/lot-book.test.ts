import { add, decimal, multiply, sum, zero } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import type { Deal } from '../deal/deal.ts'
import type { UnitPrice, Value } from '../words.ts'
import type { Opening } from './cost-book.ts'
import type { CostEntry } from './cost-entry.ts'
import { costBookOf } from './cost-book.ts'
import type { CostMethodName } from './cost-method.ts'
import { type LotRow, bookLots, closeLots, openLotBook } from './lot-book.ts'

const METHODS: readonly CostMethodName[] = ['fifo', 'average', 'hifo']
const usd = (text: string): UnitPrice => decimal<'USDT per unit'>(text)

type Extra = Partial<Pick<Deal, 'time' | 'rank' | 'quoteUnitPrice' | 'feeUnitPrice'>> & {
  readonly fee?: string
  readonly feeAsset?: string
  readonly quoteAsset?: string
}

/** `at` in seconds. */
function trade(at: number, side: 'BUY' | 'SELL', [quantity, price]: readonly [string, string], extra: Extra = {}) {
  const { fee = '0', feeAsset = 'USDT', quoteAsset = 'USDT', ...rest } = extra
  const deal: Deal = {
    tradeId: `${at}X1`,
    orderId: `C02__${at}`,
    symbol: `MX${quoteAsset}`,
    baseAsset: 'MX',
    quoteAsset,
    side,
    price: decimal(price),
    quantity: decimal(quantity),
    quoteQuantity: multiply(decimal(price), decimal(quantity)),
    fee: decimal(fee),
    feeAsset,
    isMaker: false,
    isSelfTrade: false,
    time: at * 1_000,
    ...rest,
  }
  return { kind: 'deal', deal } as const
}
const flow = (at: number, asset: string, change: string, unitPrice?: string): CostEntry => ({
  kind: 'flow',
  flow: {
    id: `f${at}`,
    time: at * 1_000,
    asset,
    change: decimal(change),
    reason: change.startsWith('-') ? 'WITHDRAW' : 'DEPOSIT',
    ...(unitPrice === undefined ? {} : { unitPrice: usd(unitPrice) }),
  },
})

const cash: readonly Opening[] = [{ asset: 'USDT', quantity: decimal('1000') }]

/** All rows of `entries`, which are in order; their gains are what the cost book realized. */
function rowsOf(entries: readonly CostEntry[], method: CostMethodName, openings = cash): readonly LotRow[] {
  let lots = openLotBook(openings, method)
  const rows: LotRow[] = []
  for (const entry of entries) {
    const booked = bookLots(lots, [entry])
    lots = booked.lots
    rows.push(...booked.rows)
  }
  rows.push(...closeLots(lots))
  expect(sum(rows.map(({ gain }) => gain ?? zero<'USDT'>()))).toBe(costBookOf(openings, entries, method).realized)
  return rows
}

/** `kind quantity asset: acquisition@second cost -> proceeds - fee = gain reasons`, `?` for what is not known. */
const line = ({ kind, quantity, asset, acquisition, acquired, cost, proceeds, fee, gain, reasons }: LotRow): string => {
  const at = acquired?.time === undefined ? '' : `@${acquired.time / 1_000}`
  const lot = `${kind} ${quantity ?? '-'} ${asset}: ${acquisition}${at} ${cost ?? '?'}`
  const paid = fee === undefined ? '' : ` - ${fee.value ?? '?'} (${fee.amount} ${fee.asset} at ${fee.unitPrice ?? '?'})`
  return [`${lot} -> ${proceeds ?? '?'}${paid} = ${gain ?? '?'}`, ...reasons].join(' ')
}
const linesOf = (...given: Parameters<typeof rowsOf>): readonly string[] => rowsOf(...given).map(line)

describe('the lots of a sale', () => {
  const history = [
    trade(1, 'BUY', ['10', '2']),
    trade(2, 'BUY', ['10', '5']),
    trade(3, 'BUY', ['10', '3']),
    trade(4, 'SELL', ['15', '6'], { fee: '3' }),
  ]

  it('are the oldest by first in, first out, the last of them in part', () => {
    expect(linesOf(history, 'fifo')).toEqual([
      'sale 10 MX: deal@1 20 -> 60 - 2 (2 USDT at 1) = 38',
      'sale 5 MX: deal@2 25 -> 30 - 1 (1 USDT at 1) = 4',
    ])
  })

  it('are the dearest by highest cost first', () => {
    expect(linesOf(history, 'hifo')).toEqual([
      'sale 10 MX: deal@2 50 -> 60 - 2 (2 USDT at 1) = 8',
      'sale 5 MX: deal@3 15 -> 30 - 1 (1 USDT at 1) = 14',
    ])
  })

  it('are all together by average cost', () => {
    expect(linesOf(history, 'average')).toEqual(['sale 15 MX: pool 50 -> 90 - 3 (3 USDT at 1) = 37'])
  })

  it('continue where the sale before left off', () => {
    const list = [...history, trade(5, 'SELL', ['10', '6'])]
    expect(linesOf(list, 'fifo').slice(2)).toEqual([
      'sale 5 MX: deal@2 25 -> 30 = 5',
      'sale 5 MX: deal@3 15 -> 30 = 15',
    ])
    expect(linesOf(list, 'hifo').slice(2)).toEqual([
      'sale 5 MX: deal@3 15 -> 30 = 15',
      'sale 5 MX: deal@1 10 -> 30 = 20',
    ])
  })

  it('take the older of equal costs first, and what has no known cost last', () => {
    const list = [
      flow(1, 'MX', '1'),
      trade(2, 'BUY', ['1', '2']),
      trade(3, 'BUY', ['2', '2']),
      trade(4, 'SELL', ['4', '3']),
    ]
    expect(linesOf(list, 'hifo')).toEqual([
      'sale 1 MX: deal@2 2 -> 3 = 1',
      'sale 2 MX: deal@3 4 -> 6 = 2',
      'sale 1 MX: flow@1 ? -> 3 = ? COST_UNKNOWN',
    ])
  })

  it('share what does not divide evenly at 18 digits, and add up all the same', () => {
    const list = [
      trade(1, 'BUY', ['3', '1']),
      trade(2, 'SELL', ['1', '2'], { fee: '0.1' }),
      trade(3, 'BUY', ['1', '0.7']),
      trade(4, 'SELL', ['3', '1.1'], { fee: '0.1' }),
    ]
    for (const method of METHODS) {
      const rows = rowsOf(list, method)
      expect(sum(rows.map(({ cost = zero<'USDT'>() }) => cost))).toBe('3.7')
      expect(sum(rows.map(({ proceeds = zero<'USDT'>() }) => proceeds))).toBe('5.3')
      expect(sum(rows.map(({ fee }) => fee?.value ?? zero<'USDT'>()))).toBe('0.2')
    }
    expect(linesOf(list, 'fifo').slice(1)).toEqual([
      'sale 2 MX: deal@1 2 -> 2.2 - 0.066666666666666667 (0.066666666666666667 USDT at 1) = 0.133333333333333333',
      'sale 1 MX: deal@3 0.7 -> 1.1 - 0.033333333333333333 (0.033333333333333333 USDT at 1) = 0.366666666666666667',
    ])
  })
})

describe('fees', () => {
  it('of a purchase in the quote stand on a row of their own', () => {
    const rows = linesOf([trade(1, 'BUY', ['10', '2'], { fee: '0.02' })], 'fifo')
    expect(rows).toEqual(['fee - USDT: none ? -> ? - 0.02 (0.02 USDT at 1) = -0.02'])
  })

  it('in the base are a disposal of the base, at a loss of its cost', () => {
    const bought = trade(1, 'BUY', ['10', '2'], { fee: '0.01', feeAsset: 'MX', feeUnitPrice: usd('2') })
    const [row, ...others] = linesOf([bought], 'fifo')
    expect([row, others]).toEqual(['fee 0.01 MX: deal@1 0.02 -> 0.02 - 0.02 (0.01 MX at 2) = -0.02', []])
  })

  it('in MX that had gained value: the sale pays what they are worth, and giving them realizes their gain', () => {
    const list = [
      trade(1, 'BUY', ['1', '2']),
      { kind: 'deal', deal: { ...trade(2, 'BUY', ['4', '10']).deal, baseAsset: 'BTC', symbol: 'BTCUSDT' } },
      {
        kind: 'deal',
        deal: {
          ...trade(3, 'SELL', ['4', '11'], { fee: '0.5', feeAsset: 'MX', feeUnitPrice: usd('3') }).deal,
          baseAsset: 'BTC',
          symbol: 'BTCUSDT',
        },
      },
    ] as const
    for (const method of ['fifo', 'hifo'] as const) {
      expect(linesOf(list, method)).toEqual([
        'sale 4 BTC: deal@2 40 -> 44 - 1.5 (0.5 MX at 3) = 2.5',
        'fee 0.5 MX: deal@1 1 -> 1.5 = 0.5',
      ])
    }
  })

  it('without a price keep their value open: the sale is before them, their cost is lost', () => {
    const list = [trade(1, 'BUY', ['10', '2']), trade(2, 'SELL', ['5', '3'], { fee: '0.5', feeAsset: 'MX' })]
    expect(linesOf(list, 'fifo')).toEqual([
      'sale 5 MX: deal@1 10 -> 15 - ? (0.5 MX at ?) = 5 FEE_PRICE_UNKNOWN',
      'fee 0.5 MX: deal@1 1 -> ? = -1 FEE_PRICE_UNKNOWN',
    ])
  })

  it('that were paid back add to the gain, and are a lot of their own', () => {
    const list = [
      trade(1, 'BUY', ['1', '2']),
      trade(2, 'SELL', ['1', '3'], { fee: '-0.1', feeAsset: 'MX', feeUnitPrice: usd('3') }),
      trade(3, 'SELL', ['0.1', '4']),
    ]
    expect(linesOf(list, 'fifo')).toEqual([
      'sale 1 MX: deal@1 2 -> 3 - -0.3 (-0.1 MX at 3) = 1.3',
      'sale 0.1 MX: rebate@2 0.3 -> 0.4 = 0.1',
    ])
  })
})

describe('what is not known stays unknown', () => {
  it('of a sale beyond what is held: its gain is no row’s zero, and its fee is still a loss', () => {
    const list = [trade(1, 'BUY', ['2', '2']), trade(2, 'SELL', ['5', '3'], { fee: '1' })]
    for (const method of METHODS) {
      const [known, unknown, ...others] = linesOf(list, method)
      expect(known).toMatch(/^sale 2 MX: (deal@1|pool) 4 -> 6 - 1 \(1 USDT at 1\) = 1$/)
      expect([unknown, others]).toEqual(['sale 3 MX: unknown ? -> 9 = ? ACQUISITION_UNKNOWN', []])
    }
    expect(linesOf([trade(1, 'SELL', ['5', '3'], { fee: '1' })], 'fifo')).toEqual([
      'sale 5 MX: unknown ? -> 15 = ? ACQUISITION_UNKNOWN',
      'fee - USDT: none ? -> ? - 1 (1 USDT at 1) = -1',
    ])
  })

  it('of a deposit without a price: no cost, no gain; with one it costs its value of the day', () => {
    const sold = trade(3, 'SELL', ['2', '3'])
    expect(linesOf([flow(1, 'MX', '2'), sold], 'fifo')).toEqual(['sale 2 MX: flow@1 ? -> 6 = ? COST_UNKNOWN'])
    expect(linesOf([flow(1, 'MX', '2', '2.5'), sold], 'fifo')).toEqual(['sale 2 MX: flow@1 5 -> 6 = 1'])
    expect(linesOf([flow(1, 'MX', '2'), trade(2, 'BUY', ['2', '1']), sold], 'average')).toEqual([
      'sale 1 MX: pool 1 -> 3 = 2',
      'sale 1 MX: pool ? -> 3 = ? COST_UNKNOWN',
    ])
  })

  it('of a fee without a price: its value; one that was paid from lots of no known cost is no known loss', () => {
    const inMx = { fee: '0.5', feeAsset: 'MX', quoteAsset: 'USDC' }
    expect(linesOf([flow(1, 'MX', '2'), trade(2, 'SELL', ['1', '3'], inMx)], 'fifo')).toEqual([
      'sale 1 MX: flow@1 ? -> ? = ? COST_UNKNOWN PRICE_UNKNOWN',
      'fee 0.5 MX: flow@1 ? -> ? = ? COST_UNKNOWN FEE_PRICE_UNKNOWN',
      'fee - MX: none ? -> ? - ? (0.5 MX at ?) = ? FEE_PRICE_UNKNOWN',
    ])
  })

  it('of what was held before the ledger began: the day it was acquired', () => {
    const openings = [...cash, { asset: 'MX', quantity: decimal<'asset'>('2'), unitPrice: usd('2') }]
    expect(linesOf([trade(1, 'SELL', ['1', '3'])], 'fifo', openings)).toEqual([
      'sale 1 MX: opening 2 -> 3 = 1 HELD_BEFORE',
    ])
  })

  it('of an unpriced quote: the proceeds; the cost moves on to what was bought', () => {
    const usdc = { quoteAsset: 'USDC', quoteUnitPrice: usd('1.01') }
    const list = [
      trade(1, 'BUY', ['2', '2']),
      trade(2, 'SELL', ['2', '3'], { quoteAsset: 'USDC' }),
      trade(3, 'BUY', ['3', '1'], usdc),
    ]
    expect(linesOf(list, 'fifo')).toEqual([
      'sale 2 MX: deal@1 4 -> ? = ? PRICE_UNKNOWN',
      'sale 3 USDC: deal@2 2 -> 3.03 = 1.03',
    ])
    const withFee = [...list.slice(0, 2), trade(3, 'BUY', ['3', '1'], { ...usdc, fee: '0.1', feeAsset: 'MX' })]
    const [sold, given, paid] = rowsOf(withFee, 'fifo')
    expect([given?.receivedAsset, paid?.kind, paid?.received, paid?.receivedAsset, paid?.unitPrice]).toEqual([
      'MX',
      'fee',
      undefined,
      undefined,
      undefined,
    ])
    expect([sold?.paid, sold?.received, sold?.receivedAsset, sold?.unitPrice]).toEqual(['4', '6', 'USDC', undefined])
    expect([given?.paid, given?.acquired?.paidAsset, given?.received, given?.unitPrice]).toEqual([
      '1',
      'MX',
      '3',
      '1.01',
    ])
  })
})

describe('flows', () => {
  it('out leave at their value of the day; without a price their cost leaves and nothing is realized', () => {
    const list = [trade(1, 'BUY', ['4', '2']), flow(2, 'MX', '-1', '3'), flow(3, 'MX', '-1')]
    expect(linesOf(list, 'fifo')).toEqual([
      'flow 1 MX: deal@1 2 -> 3 = 1',
      'flow 1 MX: deal@1 2 -> ? = ? PRICE_UNKNOWN',
    ])
  })

  it('of USDT are no disposals', () => {
    expect(rowsOf([flow(1, 'USDT', '10'), flow(2, 'USDT', '-5')], 'fifo')).toEqual([])
  })
})

describe('a sale that the purchase of the same second covers', () => {
  it('has the lot of that purchase, whichever came first', () => {
    const [early, later, sold] = [
      trade(5, 'SELL', ['3', '4'], { rank: 0 }),
      trade(5, 'SELL', ['2', '5'], { rank: 1 }),
      trade(5, 'BUY', ['4', '3'], { rank: 2 }),
    ]
    for (const method of METHODS) {
      expect(linesOf([early, later, sold], method)).toEqual([
        'sale 3 MX: deal@5 9 -> 12 = 3',
        'sale 1 MX: deal@5 3 -> 5 = 2',
        'sale 1 MX: unknown ? -> 5 = ? ACQUISITION_UNKNOWN',
      ])
    }
    // What is received for it is divided alike.
    const [, covered, open] = rowsOf([early, later, sold], 'fifo')
    expect([covered?.received, open?.received, open?.receivedAsset, open?.unitPrice]).toEqual(['5', '5', 'USDT', '1'])
    const next = trade(6, 'BUY', ['4', '3'])
    expect(linesOf([early, next], 'fifo')).toEqual(['sale 3 MX: unknown ? -> 12 = ? ACQUISITION_UNKNOWN'])
  })

  it('is of the asset that was bought', () => {
    const ofBtc = ({ deal }: ReturnType<typeof trade>, tradeId: string): CostEntry => ({
      kind: 'deal',
      deal: { ...deal, tradeId, baseAsset: 'BTC', symbol: 'BTCUSDT' },
    })
    const list = [
      trade(5, 'SELL', ['3', '4'], { rank: 0 }),
      ofBtc(trade(5, 'SELL', ['3', '7'], { rank: 1 }), 'b'),
      ofBtc(trade(5, 'BUY', ['3', '6'], { rank: 2 }), 'c'),
    ]
    expect(linesOf(list, 'fifo')).toEqual([
      'sale 3 MX: unknown ? -> 12 = ? ACQUISITION_UNKNOWN',
      'sale 3 BTC: deal@5 18 -> 21 = 3',
    ])
  })

  it('has the lots of all purchases of that second, one after the other', () => {
    const list = [
      trade(5, 'SELL', ['3', '4'], { rank: 0 }),
      trade(5, 'SELL', ['2', '5'], { rank: 1 }),
      trade(5, 'BUY', ['1', '3'], { rank: 2 }),
      trade(5, 'BUY', ['4', '2'], { rank: 3 }),
    ]
    for (const method of METHODS) {
      expect(linesOf(list, method)).toEqual([
        'sale 1 MX: deal@5 3 -> 4 = 1',
        'sale 2 MX: deal@5 4 -> 8 = 4',
        'sale 2 MX: deal@5 4 -> 10 = 6',
      ])
    }
  })
})

it('leaves a book as it was, so that a walk can go on from it again', () => {
  const { lots } = bookLots(openLotBook(cash, 'hifo'), [trade(1, 'BUY', ['2', '2'])])
  const sold = trade(2, 'SELL', ['1', '3'])
  // Its rows are given once its second is over.
  expect(bookLots(lots, [sold, trade(3, 'BUY', ['1', '1'])]).rows.map(line)).toEqual(['sale 1 MX: deal@1 2 -> 3 = 1'])
  const once = closeLots(bookLots(lots, [sold]).lots)
  expect(closeLots(bookLots(lots, [sold]).lots)).toEqual(once)
  const total: Value = once.reduce((all, { gain }) => add(all, gain ?? zero()), zero<'USDT'>())
  expect(total).toBe('1')
})
