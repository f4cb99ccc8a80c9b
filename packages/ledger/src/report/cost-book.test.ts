import {
  type AnyDecimal,
  add,
  as,
  decimal,
  fromScaled,
  isNegative,
  multiply,
  negate,
  subtract,
  sum,
  toApproximate,
} from '@spotdeck/exact'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Deal } from '../deal/deal.ts'
import { dealEffects } from '../deal/effect.ts'
import type { UnitPrice, Value } from '../words.ts'
import { NO_LOTS, lotsIn } from './lots.ts'
import { bookEntry, costBookOf, estimatedBook, openCostBook, quoteValue, unrealized } from './cost-book.ts'
import { type CostEntry } from './cost-entry.ts'

/** `SPOTDECK_PROPERTY_RUNS=2` runs twice as many. */
const RUNS = Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1)
const numRuns = Math.ceil(100 * RUNS)

const usd = (text: string): UnitPrice => decimal<'USDT per unit'>(text)

function trade(id: number, side: 'BUY' | 'SELL', quantity: string, price: string, fee = '0', feeAsset = 'USDT'): Deal {
  return {
    tradeId: `${id}X1`,
    orderId: `C02__${id}`,
    symbol: 'MXUSDT',
    baseAsset: 'MX',
    quoteAsset: 'USDT',
    side,
    price: decimal(price),
    quantity: decimal(quantity),
    quoteQuantity: multiply(decimal(price), decimal(quantity)),
    fee: decimal(fee),
    feeAsset,
    isMaker: false,
    isSelfTrade: false,
    time: id * 1_000,
  }
}
const deals = (...list: Deal[]): CostEntry[] => list.map((deal) => ({ kind: 'deal', deal }))
const cash = [{ asset: 'USDT', quantity: decimal<'asset'>('1000') }]

describe('profit by first in, first out', () => {
  it('realizes the selling price less the cost of the oldest lots, and keeps the rest of a lot', () => {
    const book = costBookOf(
      cash,
      deals(trade(1, 'BUY', '10', '2'), trade(2, 'BUY', '10', '4'), trade(3, 'SELL', '15', '5', '0.5')),
      'fifo',
    )
    expect(book.realized).toBe('34.5')
    const held = book.positions.get('MX')
    expect(held).toMatchObject({ quantity: '5', cost: '20' })
    expect(lotsIn(held?.lots ?? NO_LOTS)).toMatchObject([{ quantity: '5', cost: '20' }])
  })

  it('equals average cost once nothing is held', () => {
    const side = fc.record({ quantity: fc.integer({ min: 1, max: 50 }), price: fc.integer({ min: 1, max: 50 }) })
    fc.assert(
      fc.property(fc.array(side, { minLength: 1, maxLength: 20 }), fc.array(fc.boolean()), (plan, sells) => {
        const list: Deal[] = []
        let held = 0
        for (const [i, { quantity, price }] of plan.entries()) {
          const sold = Math.min(held, quantity)
          const sell = sells[i] === true && sold > 0
          held += sell ? -sold : quantity
          list.push(trade(i, sell ? 'SELL' : 'BUY', String(sell ? sold : quantity), String(price)))
        }
        if (held > 0) list.push(trade(plan.length, 'SELL', String(held), '7'))
        const [fifo, average] = [costBookOf(cash, deals(...list), 'fifo'), costBookOf(cash, deals(...list))]
        expect(fifo.positions.get('MX')).toMatchObject({
          quantity: '0',
          cost: '0',
          lots: { oldest: undefined, newest: undefined },
        })
        expect(Math.abs(toApproximate(subtract(fifo.realized, average.realized)))).toBeLessThan(1e-9)
      }),
      { numRuns },
    )
  })

  it('takes the oldest of any number of lots, like a plain list', () => {
    const step = fc.record({
      sells: fc.boolean(),
      quantity: fc.integer({ min: 1, max: 40 }),
      price: fc.integer({ min: 1, max: 60 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        let book = openCostBook(cash, 'fifo')
        const lots: { quantity: number; price: number }[] = []
        let realized = 0
        for (const [index, { sells, quantity, price }] of steps.entries()) {
          const held = lots.reduce((total, lot) => total + lot.quantity, 0)
          const amount = sells ? Math.min(held, quantity) : quantity
          if (amount === 0) continue
          book = bookEntry(book, {
            kind: 'deal',
            deal: trade(index, sells ? 'SELL' : 'BUY', String(amount), String(price)),
          })
          if (!sells) lots.push({ quantity, price })
          for (let left = sells ? amount : 0; left > 0;) {
            const [first] = lots
            if (first === undefined) throw new Error('No more is sold than is held.')
            const part = Math.min(left, first.quantity)
            realized += part * (price - first.price)
            left -= part
            first.quantity -= part
            if (first.quantity === 0) lots.shift()
          }
          expect(lotsIn(book.positions.get('MX')?.lots ?? NO_LOTS)).toMatchObject(
            lots.map((lot) => ({ quantity: String(lot.quantity), cost: String(lot.quantity * lot.price) })),
          )
        }
        expect(book.realized).toBe(String(realized))
      }),
      { numRuns },
    )
  })

  it('keeps 50,000 lots apart, each of its own price, and books as fast at the end as at the start', () => {
    let book = openCostBook(cash, 'fifo')
    const count = Math.ceil(50_000 * Math.min(1, RUNS))
    for (let id = 1; id <= count; id++)
      book = bookEntry(book, { kind: 'deal', deal: trade(id, 'BUY', '1', String(id)) })
    book = bookEntry(book, { kind: 'deal', deal: trade(count + 1, 'SELL', '1', '10') })
    expect(book.realized).toBe('9')
    for (let id = 2; id <= count; id++)
      book = bookEntry(book, { kind: 'deal', deal: trade(count + id, 'SELL', '1', String(id)) })
    expect(book.realized).toBe('9')
    expect(book.positions.get('MX')?.quantity).toBe('0')
  })

  it('reports every position as its lots', () => {
    const list = deals(
      ...Array.from({ length: 2_200 }, (_, i) => trade(i, i % 50 === 49 ? 'SELL' : 'BUY', '3', String(1 + (i % 7)))),
    )
    const held = costBookOf(cash, list, 'fifo').positions.get('MX')
    const lots = lotsIn(held?.lots ?? NO_LOTS)
    expect([sum(lots.map(({ quantity }) => quantity)), sum(lots.map(({ cost }) => cost))]).toEqual([
      held?.quantity,
      held?.cost,
    ])
  })
})

describe('profit by average cost', () => {
  it('realizes the selling price less the average cost, after fees', () => {
    const book = costBookOf(
      cash,
      deals(trade(1, 'BUY', '10', '2'), trade(2, 'BUY', '10', '4'), trade(3, 'SELL', '5', '5', '0.5')),
    )
    expect(book.realized).toBe('9.5')
    expect(book.positions.get('MX')).toEqual({ quantity: '15', cost: '45' })
    expect(unrealized(book, () => usd('4'))).toBe('15')
  })

  it('books a fee in an asset that was never bought at its price, and a rebate too', () => {
    const paid = { ...trade(1, 'BUY', '10', '2', '0.5', 'KCS'), feeUnitPrice: usd('8') }
    expect(costBookOf(cash, deals(paid)).realized).toBe('-4')
    const rebate = { ...trade(1, 'BUY', '10', '2', '-0.5', 'KCS'), feeUnitPrice: usd('8') }
    const book = costBookOf(cash, deals(rebate))
    expect(book.realized).toBe('4')
    expect(book.positions.get('KCS')).toMatchObject({ quantity: '0.5', cost: '4' })
  })

  it('does not depend on the order in which deals were learnt', () => {
    const list = deals(trade(1, 'BUY', '10', '2'), trade(2, 'SELL', '4', '3'), trade(3, 'BUY', '1', '9'))
    expect(costBookOf(cash, [...list].reverse())).toEqual(costBookOf(cash, list))
  })

  it('claims no profit on a quantity without a known purchase', () => {
    const book = costBookOf([], deals(trade(1, 'SELL', '10', '5')))
    expect(book.realized).toBe('0')
    expect(book.opening).toBe('50')
  })

  it('never counts a deposit or a withdrawal as profit or loss in total', () => {
    const flow = (id: number, change: string): CostEntry => ({
      kind: 'flow',
      flow: { id: `f${id}`, time: id * 1_000, asset: 'MX', change: decimal(change), unitPrice: usd('3') },
    })
    const book = costBookOf(cash, [flow(1, '10'), flow(2, '-4')])
    expect([book.realized, unrealized(book, () => usd('3'))]).toEqual(['0', '0'])
  })

  describe.each(['average', 'fifo'] as const)('of a deposit with unknown cost, by %s', (method) => {
    const came = (id: number, asset: string, change: string): CostEntry => ({
      kind: 'flow',
      flow: { id: `f${id}`, time: id * 1_000, asset, change: decimal(change) },
    })
    const uncosted = (asset: string, ...entries: CostEntry[]) =>
      costBookOf(cash, entries, method).positions.get(asset)?.uncosted?.quantity

    it('is marked until it is gone, even if more was bought', () => {
      const mixed = [came(1, 'MX', '10'), ...deals(trade(2, 'BUY', '5', '2'))]
      expect(uncosted('MX', ...mixed)).toBe('10')
      expect(uncosted('MX', ...mixed, came(3, 'MX', '-15'))).toBeUndefined()
      expect(uncosted('MX', ...mixed, came(3, 'MX', '-15'), ...deals(trade(4, 'BUY', '1', '2')))).toBeUndefined()
      expect(uncosted('MX', ...deals(trade(2, 'BUY', '5', '2')))).toBeUndefined()
    })

    it('has neither profit nor loss, held or sold; purchases beside it count', () => {
      const given = [came(1, 'MX', '10'), ...deals(trade(2, 'BUY', '10', '2'))]
      const held = costBookOf(cash, given, method)
      expect([held.realized, unrealized(held, () => usd('3'))]).toEqual(['0', '10'])
      const sold = costBookOf(cash, [...given, ...deals(trade(3, 'SELL', '20', '3', '0.5'))], method)
      expect([sold.realized, sold.opening, unrealized(sold, () => usd('3'))]).toEqual(['9.5', '1030', '0'])
      const withdrawn: CostEntry = {
        kind: 'flow',
        flow: { id: 'w', time: 4_000, asset: 'MX', change: decimal('-20'), unitPrice: usd('3') },
      }
      expect(costBookOf(cash, [...given, withdrawn], method).realized).toBe('10')
    })

    it('excludes its known part of the cost from profit too', () => {
      const swap: Deal = { ...trade(3, 'SELL', '20', '3'), symbol: 'MXFOO', quoteAsset: 'FOO' }
      const given = [came(1, 'MX', '10'), ...deals(trade(2, 'BUY', '10', '2'), swap)]
      const sale: Deal = { ...trade(4, 'SELL', '60', '1'), symbol: 'FOOUSDT', baseAsset: 'FOO' }
      const sold = costBookOf(cash, [...given, ...deals(sale)], method)
      expect([sold.realized, sold.opening]).toEqual(['0', '1040'])
    })

    it('is valued at a given price for an estimate; known costs stay', () => {
      const book = costBookOf(cash, [came(1, 'MX', '10'), ...deals(trade(2, 'BUY', '10', '2'))], method)
      const guess = estimatedBook(book, () => usd('1.5'))
      expect([...guess.assets]).toEqual(['MX'])
      expect([guess.book.positions.get('MX')?.cost, unrealized(guess.book, () => usd('3'))]).toEqual(['35', '25'])
      expect(estimatedBook(book, () => undefined)).toEqual({ book, assets: new Set() })
    })

    it('says so of what it was swapped for while neither has a price', () => {
      const swap: Deal = { ...trade(2, 'SELL', '4', '3'), symbol: 'MXFOO', quoteAsset: 'FOO' }
      expect(uncosted('FOO', came(1, 'MX', '10'), ...deals(swap))).toBe('12')
      expect(uncosted('FOO', ...deals(swap))).toBe('12')
    })
  })

  it('knows the cost of the rest once the oldest lot with unknown cost is sold', () => {
    const entries: CostEntry[] = [
      { kind: 'flow', flow: { id: 'f', time: 1_000, asset: 'MX', change: decimal('10') } },
      ...deals(trade(2, 'BUY', '5', '2'), trade(3, 'SELL', '10', '3')),
    ]
    const held = costBookOf(cash, entries, 'fifo').positions.get('MX')
    expect([held?.quantity, held?.cost, held?.uncosted]).toEqual(['5', '10', undefined])
  })

  it.each(['average', 'fifo'] as const)(
    'conserves by %s: equity = opening + net deposits + realized + unrealized',
    (method) => {
      const entry = fc.record({
        kind: fc.constantFrom('BUY', 'SELL', 'flow'),
        quantity: fc.integer({ min: 1, max: 9_999 }),
        price: fc.integer({ min: 1, max: 500 }),
        fee: fc.nat(20),
        feeAsset: fc.constantFrom('USDT', 'MX'),
      })
      fc.assert(
        fc.property(fc.array(entry, { maxLength: 25 }), fc.integer({ min: 1, max: 500 }), (plan, last) => {
          const cents = (value: number): string => fromScaled<'any'>(BigInt(value), 2)
          const entries = plan.map(({ kind, quantity, price, fee, feeAsset }, index): CostEntry => {
            if (kind !== 'flow') {
              const deal = trade(index, kind, cents(quantity), cents(price), cents(fee), feeAsset)
              return { kind: 'deal', deal: { ...deal, feeUnitPrice: usd(cents(price)) } }
            }
            const change = decimal<'asset'>(cents(index % 2 === 0 ? quantity : -quantity))
            return {
              kind: 'flow',
              flow: { id: `f${index}`, time: index * 1_000, asset: 'MX', change, unitPrice: usd(cents(price)) },
            }
          })
          const start = [...cash, { asset: 'MX', quantity: decimal<'asset'>('50'), unitPrice: usd('1') }]
          const book = costBookOf(start, entries, method)
          const priceOf = (asset: string): UnitPrice => usd(asset === 'USDT' ? '1' : cents(last))
          expect(
            Math.abs(toApproximate(subtract(heldValue(book.positions, priceOf), explained(book, entries, priceOf)))),
          ).toBeLessThan(1e-12)
        }),
        { numRuns },
      )
    },
  )
})

function heldValue(
  positions: ReadonlyMap<string, { quantity: AnyDecimal }>,
  priceOf: (asset: string) => UnitPrice,
): Value {
  return sum([...positions].map(([asset, { quantity }]) => multiply<'USDT'>(quantity, priceOf(asset))))
}

function explained(
  book: ReturnType<typeof openCostBook>,
  entries: readonly CostEntry[],
  priceOf: (asset: string) => UnitPrice,
): Value {
  const flows = entries.flatMap((entry) => (entry.kind === 'flow' ? [entry.flow] : []))
  const net = sum(flows.map((flow) => multiply<'USDT'>(flow.change, flow.unitPrice ?? usd('0'))))
  return sum([book.opening, net, book.realized, unrealized(book, priceOf)])
}

it('books the same step by step as at once', () => {
  const list = deals(trade(1, 'BUY', '3', '2', '0.1', 'MX'), trade(2, 'SELL', '1', '3'))
  expect(list.reduce(bookEntry, openCostBook(cash))).toEqual(costBookOf(cash, list))
  const net = list.flatMap((entry) => (entry.kind === 'deal' ? dealEffects(entry.deal) : []))
  const mx = sum(net.filter((effect) => effect.asset === 'MX').map((effect) => effect.change))
  expect(costBookOf(cash, list).positions.get('MX')?.quantity).toBe(as<'asset'>(mx))
  expect(isNegative(negate(add(mx, mx)))).toBe(true)
})

describe('deals of one second, as REST reports them', () => {
  const atOnce = (id: number, side: 'BUY' | 'SELL', price: string, over: Partial<Deal> = {}): Deal => ({
    ...trade(id, side, '10', price),
    time: 5_000,
    ...over,
  })

  it('are booked in the order of the exchange where it is known, whatever their ids', () => {
    const list = deals(
      atOnce(9, 'BUY', '2', { rank: 0 }),
      atOnce(8, 'SELL', '3', { rank: 1 }),
      atOnce(7, 'BUY', '4', { rank: 2 }),
    )
    for (const method of ['average', 'fifo'] as const) {
      const book = costBookOf(cash, list, method)
      expect(book.realized).toBe('10')
      expect(book.positions.get('MX')).toMatchObject({ quantity: '10', cost: '40' })
      expect(book.opening).toBe('1000')
    }
  })

  it('buy first where a sale would leave less than nothing: a round trip earns its difference and leaves no position', () => {
    const book = costBookOf(cash, deals(atOnce(1, 'SELL', '3'), atOnce(2, 'BUY', '2')))
    expect(book.realized).toBe('10')
    expect(book.opening).toBe('1000')
    expect(book.positions.get('MX')).toEqual({ quantity: '0', cost: '0' })
    expect(book.positions.get('USDT')).toEqual({ quantity: '1010', cost: '1010' })
  })

  it('settle a sale by one purchase after the other, and one sale after the other', () => {
    const bought = (id: number, quantity: string, price: string): Deal => ({
      ...trade(id, 'BUY', quantity, price),
      time: 5_000,
    })
    const two = costBookOf(cash, deals(atOnce(1, 'SELL', '3'), bought(2, '4', '2'), bought(3, '10', '1')))
    expect([two.realized, two.opening, two.shorts.size]).toEqual(['16', '1000', 0])
    expect(two.positions.get('MX')).toMatchObject({ quantity: '4', cost: '4' })
    const part = costBookOf(cash, deals(atOnce(1, 'SELL', '3'), atOnce(2, 'SELL', '5'), bought(3, '15', '2')))
    expect([part.realized, part.opening, part.positions.get('MX')?.quantity]).toEqual(['25', '1025', '0'])
    expect(part.shorts.get('MX')).toEqual({ sold: [{ quantity: '5', worth: '25' }], second: 5 })
  })

  it('are of the stream where their times have milliseconds: then their order is known, and nothing is settled', () => {
    const book = costBookOf(
      cash,
      deals(atOnce(1, 'SELL', '3', { time: 5_001 }), atOnce(2, 'BUY', '2', { time: 5_002 })),
    )
    expect([book.realized, book.opening, book.shorts.size]).toEqual(['0', '1030', 0])
  })

  it('settle no sale of another second', () => {
    const book = costBookOf(cash, deals(atOnce(1, 'SELL', '3'), atOnce(2, 'BUY', '2', { time: 6_000 })))
    expect(book).toMatchObject({ realized: '0', opening: '1030' })
    expect(book.positions.get('MX')).toMatchObject({ quantity: '10', cost: '20' })
  })
})

it('the turnover of a deal is what was paid in USDT, whichever side of the market that is', () => {
  const deal = trade(1, 'BUY', '10', '2')
  const other: Deal = { ...deal, baseAsset: 'USDT', quoteAsset: 'USDC' }
  const priced: Deal = { ...deal, quoteAsset: 'BTC', quoteUnitPrice: usd('3') }
  expect([deal, other, priced, { ...deal, quoteAsset: 'BTC' }].map(quoteValue)).toEqual(['20', '10', '60', undefined])
})
