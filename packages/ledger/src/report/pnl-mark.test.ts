import { add, decimal, fromInteger, subtract, sum, zero } from '@spotdeck/exact'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Deal } from '../deal/deal.ts'
import { type CostEntry, type CostKey, type Opening, compareKeys, costBookOf, costKey } from './cost-book.ts'
import { type Lot, lotsIn, NO_LOTS } from './lots.ts'
import { type PnlMark, lotsToLoad, newLots, pnlBasis, pnlMark, resumePnl } from './pnl-mark.ts'
import { QUARTER_MS, quarterOf } from './pnl-sum.ts'
import { type PnlWalk, type QuarterSums, beginPnl, bookPnl, closePnl } from './pnl-walk.ts'

const OPENINGS: readonly Opening[] = [
  { asset: 'USDT', quantity: decimal('1000') },
  { asset: 'MX', quantity: decimal('7'), unitPrice: decimal('2') },
  { asset: 'BTC', quantity: decimal('1') },
]

const ASSETS = ['USDT', 'BTC', 'MX'] as const
const price = fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined })

/** Deals and flows that buy, sell more than is held, pay fees and rebates, with and without prices, some in one second. */
const history = fc
  .array(
    fc.record({
      asset: fc.constantFrom(...ASSETS),
      feeAsset: fc.constantFrom(...ASSETS),
      isFlow: fc.nat(5),
      buys: fc.boolean(),
      quantity: fc.integer({ min: 1, max: 20 }),
      fee: fc.integer({ min: -1, max: 2 }),
      price,
      after: fc.constantFrom(0, 1, 999, 1_000, QUARTER_MS / 2, QUARTER_MS),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((steps) => {
    let time = 1_700_000_000_000
    return steps.map((step, index): CostEntry => {
      time += step.after
      const unitPrice = step.price === undefined ? undefined : fromInteger<'USDT per unit'>(step.price)
      if (step.isFlow === 0) {
        const change = fromInteger<'asset'>(step.buys ? step.quantity : -step.quantity)
        const flow = { id: `flow ${index}`, time, asset: step.asset, change }
        return { kind: 'flow', flow: unitPrice === undefined ? flow : { ...flow, unitPrice } }
      }
      const quoteAsset = step.asset === 'MX' ? 'BTC' : 'USDT'
      const baseAsset = step.asset === 'USDT' ? 'BTC' : step.asset
      const deal: Deal = {
        tradeId: `t${index}`,
        orderId: `o${index}`,
        symbol: `${baseAsset}${quoteAsset}`,
        baseAsset,
        quoteAsset,
        side: step.buys ? 'BUY' : 'SELL',
        price: decimal('3'),
        quantity: fromInteger(step.quantity),
        quoteQuantity: fromInteger(3 * step.quantity),
        fee: fromInteger(step.fee),
        feeAsset: step.feeAsset,
        isMaker: index % 2 === 0,
        isSelfTrade: false,
        time,
      }
      return { kind: 'deal', deal: unitPrice === undefined ? deal : { ...deal, quoteUnitPrice: unitPrice } }
    })
  })
  .map((entries) => entries.sort((a, b) => compareKeys(costKey(a), costKey(b))))

/** Marks with their lots, as a store keeps them: as text. */
class Disk {
  readonly #lots = new Map<string, string>()
  #mark: { readonly text: string; readonly last: CostKey } | undefined

  save(walk: PnlWalk): void {
    const { last } = walk.books.average
    if (last === undefined) return
    for (const { asset, place, lot } of newLots(walk, this.#known()))
      this.#lots.set(`${asset} ${place}`, JSON.stringify(lot))
    this.#mark = { text: JSON.stringify(pnlMark(walk)), last }
  }

  open(): PnlWalk {
    const mark = this.#known()
    if (mark === undefined || this.#mark === undefined) return beginPnl(OPENINGS)
    const lots = lotsToLoad(mark).map(({ asset, from, to }): [string, readonly Lot[]] => [
      asset,
      Array.from({ length: to - from }, (_, i) => JSON.parse(this.#lots.get(`${asset} ${from + i}`) ?? '') as Lot),
    ])
    return resumePnl(mark, this.#mark.last, new Map(lots))
  }

  #known(): PnlMark | undefined {
    return this.#mark === undefined ? undefined : (JSON.parse(this.#mark.text) as PnlMark)
  }
}

/** Reads a walk, however its queues are laid out. */
const readOf = (walk: PnlWalk) =>
  [walk.books.average, walk.books.fifo].map((book) => ({
    ...book,
    shorts: [...book.shorts],
    positions: [...book.positions].map(([asset, { lots = NO_LOTS, ...held }]) => [asset, held, lotsIn(lots)]),
    quarter: closePnl(walk),
  }))

describe('a mark of profit', () => {
  it('is taken up as the walk that it was made of, wherever it was made', () =>
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat(9)), (entries, dice) => {
        const disk = new Disk()
        let walk = beginPnl(OPENINGS)
        let whole = walk
        for (const entry of entries) {
          walk = bookPnl(walk, entry).walk
          whole = bookPnl(whole, entry).walk
          const roll = Number(dice.next().value)
          if (roll > 6) continue
          disk.save(walk)
          if (roll > 3) continue
          walk = disk.open()
          expect(JSON.parse(JSON.stringify(readOf(walk)))).toEqual(JSON.parse(JSON.stringify(readOf(whole))))
        }
        expect(JSON.parse(JSON.stringify(readOf(walk)))).toEqual(JSON.parse(JSON.stringify(readOf(whole))))
      }),
      { numRuns: 200 },
    ))

  it('adds up every quarter hour: what all of them realized is what the cost books realized', () =>
    fc.assert(
      fc.property(history, (entries) => {
        let walk = beginPnl(OPENINGS)
        const quarters: QuarterSums[] = []
        for (const entry of entries) {
          const booked = bookPnl(walk, entry)
          walk = booked.walk
          quarters.push(...booked.closed)
        }
        const open = closePnl(walk)
        const sums = [...quarters, ...(open === undefined ? [] : [open])].flatMap((quarter) => quarter.sums)
        for (const method of ['average', 'fifo'] as const)
          expect(sum(sums.map(({ realized }) => realized[method]))).toBe(costBookOf(OPENINGS, entries, method).realized)
        expect(sums.reduce((count, one) => count + one.count, 0)).toBe(entries.length)
        const deals = entries.flatMap((entry) => (entry.kind === 'deal' ? [entry.deal] : []))
        const paid = sums.reduce((all, one) => add(all, one.paid), zero<'asset'>())
        expect(paid).toBe(sum(deals.map(({ fee }) => fee)))
        const times = new Set(entries.map((entry) => quarterOf(costKey(entry).time)))
        expect(new Set(sums.map(({ time }) => time))).toEqual(times)
      }),
      { numRuns: 100 },
    ))

  it('has the size of what is held, not of what was dealt', () => {
    let walk = beginPnl(OPENINGS)
    let since: PnlMark | undefined
    const sizes: number[] = []
    for (let i = 1; i <= 3_000; i++) {
      const flow = { id: `flow ${i}`, time: 1_700_000_000_000 + i, asset: 'MX', change: decimal<'asset'>('1') }
      walk = bookPnl(walk, { kind: 'flow', flow: { ...flow, unitPrice: decimal('2') } }).walk
      if (i % 1_000 !== 0) continue
      // Every lot that came since the mark before is stored with the next one, and no other.
      expect(newLots(walk, since).length).toBe(1_000)
      since = pnlMark(walk)
      sizes.push(JSON.stringify(since).length)
    }
    expect(Math.max(...sizes)).toBeLessThan(Math.min(...sizes) + 100)
    expect(subtract(walk.books.fifo.realized, walk.books.average.realized)).toBe('0')
  })

  it('holds for one beginning: another opening or another price of it is another basis', () => {
    const reversed = [...OPENINGS].reverse()
    expect(pnlBasis(reversed)).toBe(pnlBasis(OPENINGS))
    const priced = OPENINGS.map((one) => (one.asset === 'BTC' ? { ...one, unitPrice: decimal('5') as never } : one))
    expect(pnlBasis(priced)).not.toBe(pnlBasis(OPENINGS))
  })
})
