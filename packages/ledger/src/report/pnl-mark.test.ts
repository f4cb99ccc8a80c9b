import { add, decimal, subtract, sum, zero } from '@spotdeck/exact'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EMPTY_BOOK } from '../state.ts'
import { OPENINGS, history } from '../testing/history.ts'
import { costBookOf } from './cost-book.ts'
import { type CostKey, costKey } from './cost-entry.ts'
import { type Lot, lotsIn, NO_LOTS } from './lots.ts'
import { type PnlMark, lotsToLoad, newLots, pnlBasis, pnlMark, resumePnl } from './pnl-mark.ts'
import { quarterOf } from './pnl-sum.ts'
import { type PnlWalk, type QuarterSums, beginPnl, bookPnl, closePnl, openingsOf } from './pnl-walk.ts'

/** `SPOTDECK_PROPERTY_RUNS=2` runs twice as many. */
const RUNS = Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1)

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
    charges: [...walk.charges],
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
          walk = bookPnl(walk, [entry]).walk
          whole = bookPnl(whole, [entry]).walk
          const roll = Number(dice.next().value)
          if (roll > 6) continue
          disk.save(walk)
          if (roll > 3) continue
          walk = disk.open()
          expect(JSON.parse(JSON.stringify(readOf(walk)))).toEqual(JSON.parse(JSON.stringify(readOf(whole))))
        }
        expect(JSON.parse(JSON.stringify(readOf(walk)))).toEqual(JSON.parse(JSON.stringify(readOf(whole))))
      }),
      { numRuns: Math.ceil(200 * RUNS) },
    ))

  it('is the same of entries that are booked one by one and of many at once', () =>
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.integer({ min: 1, max: 12 })), (entries, sizes) => {
        const alone = entries.map((entry) => [entry])
        const together: (typeof entries)[] = []
        for (let from = 0; from < entries.length;) {
          const size = Number(sizes.next().value)
          together.push(entries.slice(from, from + size))
          from += size
        }
        const [one, other] = [alone, together].map((parts) => {
          let walk = beginPnl(OPENINGS)
          const steps = parts.map((part) => {
            const { walk: next, ...told } = bookPnl(walk, part)
            walk = next
            return told
          })
          const booked = steps.flatMap((step) => step.booked)
          const closed = steps.flatMap((step) => step.closed)
          return {
            ended: readOf(walk),
            mark: pnlMark(walk),
            booked,
            closed,
            totals: steps.flatMap((step) => step.totals),
          }
        })
        expect(other).toEqual(one)
      }),
      { numRuns: Math.ceil(200 * RUNS) },
    ))

  it('adds up every quarter hour: what all of them realized is what the cost books realized', () =>
    fc.assert(
      fc.property(history, (entries) => {
        let walk = beginPnl(OPENINGS)
        const quarters: QuarterSums[] = []
        for (const entry of entries) {
          const booked = bookPnl(walk, [entry])
          walk = booked.walk
          const { realized } = walk.books.average
          expect(booked.totals).toEqual([{ time: costKey(entry).time, realized }])
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
      { numRuns: Math.ceil(100 * RUNS) },
    ))

  it('has the size of what is held, not of what was dealt', () => {
    let walk = beginPnl(OPENINGS)
    let since: PnlMark | undefined
    const sizes: number[] = []
    for (let i = 1; i <= 3_000; i++) {
      const flow = { id: `flow ${i}`, time: 1_700_000_000_000 + i, asset: 'MX', change: decimal<'asset'>('1') }
      walk = bookPnl(walk, [{ kind: 'flow', flow: { ...flow, unitPrice: decimal('2') } }]).walk
      if (i % 1_000 !== 0) continue
      // Every lot that came since the mark before is stored with the next one, and no other.
      expect(newLots(walk, since).length).toBe(1_000)
      since = pnlMark(walk)
      sizes.push(JSON.stringify(since).length)
    }
    expect(Math.max(...sizes)).toBeLessThan(Math.min(...sizes) + 100)
    expect(subtract(walk.books.fifo.realized, walk.books.average.realized)).toBe('0')
  })

  it('is not taken up without the lots that it names', () => {
    const flow = { id: 'f', time: 1_700_000_000_000, asset: 'MX', change: decimal<'asset'>('1') }
    const two = [flow, { ...flow, id: 'g', time: flow.time + 1 }].map((one) => ({ kind: 'flow', flow: one }) as const)
    const { walk } = bookPnl(beginPnl([]), two)
    const { last } = walk.books.average
    const lots = lotsIn(walk.books.fifo.positions.get('MX')?.lots ?? NO_LOTS)
    const resumed = (stored: readonly Lot[]) => last && resumePnl(pnlMark(walk), last, new Map([['MX', stored]]))
    expect(resumed(lots.slice(1))?.books.fifo.realized).toBe('0')
    expect(() => resumed([])).toThrow(RangeError)
  })

  it('begins with what a ledger held before its first record, and has no sums before an entry', () => {
    const books = new Map([['MX', { ...EMPTY_BOOK, opening: decimal<'asset'>('7') }]])
    expect(openingsOf({ books })).toEqual([{ asset: 'MX', quantity: '7' }])
    expect(closePnl(beginPnl(OPENINGS))).toBeUndefined()
  })

  it('holds for one beginning: another opening or another price of it is another basis', () => {
    const reversed = [...OPENINGS].reverse()
    expect(pnlBasis(reversed)).toBe(pnlBasis(OPENINGS))
    const priced = OPENINGS.map((one) => (one.asset === 'BTC' ? { ...one, unitPrice: decimal('5') as never } : one))
    expect(pnlBasis(priced)).not.toBe(pnlBasis(OPENINGS))
  })
})
