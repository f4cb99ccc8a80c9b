import { decimal, type Quantity } from '@spotdeck/exact'
import type { DepthAnswer, PublicAggreDepths } from '@spotdeck/wire'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Book, bookOf, type DepthUpdate, depthUpdateOf } from './book.ts'
import { costOf, topOfBook } from './depth.ts'
import { type BookSync, MOST_UPDATES, NOTHING_YET, onSnapshot, onUpdate } from './sync.ts'

type Rows = readonly (readonly [string, string])[]
const levels = (rows: Rows): { price: string; quantity: string }[] =>
  rows.map(([price, quantity]) => ({ price, quantity }))

function push(from: number, to: number, bids: Rows, asks: Rows = []): PublicAggreDepths {
  const versions = { fromVersion: String(from), toVersion: String(to), lastOrderCreateTime: 0 }
  return { bids: levels(bids), asks: levels(asks), eventType: '', ...versions }
}

function update(from: number, to: number, bids: Rows = [], asks: Rows = []): DepthUpdate {
  const read = depthUpdateOf(push(from, to, bids, asks))
  if (read === undefined) throw new Error('not an update')
  return read
}

function snapshot(version: number, bids: Rows = [], asks: Rows = []): Book {
  const read = bookOf({ lastUpdateId: version, bids, asks })
  if (read === undefined) throw new Error('not a snapshot')
  return read
}

function drawn(sync: BookSync): string {
  if (sync.phase !== 'live') return sync.phase === 'gap' ? `gap ${sync.reason} at ${sync.expected}` : 'buffering'
  const side = (book: Book['bids']): string => book.map(({ price, quantity }) => `${quantity}@${price}`).join(' ')
  return `v${sync.book.version}: ${side(sync.book.bids)} | ${side(sync.book.asks)}`
}

const fold = (start: BookSync, ...updates: readonly DepthUpdate[]): BookSync => updates.reduce(onUpdate, start)
const live = (book: Book): BookSync => onSnapshot(NOTHING_YET, book)

describe('a book in step with the exchange', () => {
  const book = snapshot(10, [['2.4900', '5'], ['2.48', '7']], [['2.5', '3'], ['2.51', '1']]) // prettier-ignore

  it('sets, adds and removes levels by number, not by spelling', () => {
    const changes = update(11, 12, [['2.49', '6.50'], ['2.485', '1'], ['2.4800', '0'], ['1', '0']], [['2.505', '2']]) // prettier-ignore
    expect(drawn(fold(live(book), changes))).toBe('v12: 6.5@2.49 1@2.485 | 3@2.5 2@2.505 1@2.51')
    expect(drawn(live(book))).toBe('v10: 5@2.49 7@2.48 | 3@2.5 1@2.51')
  })

  it('drops what the snapshot contains and applies a push that straddles it whole', () => {
    const waiting = fold(NOTHING_YET, update(6, 8, [['2', '9']]), update(9, 12, [['2.49', '1']]), update(13, 13, [], [['2.5', '4']])) // prettier-ignore
    expect(drawn(onSnapshot(waiting, book))).toBe('v13: 1@2.49 7@2.48 | 4@2.5 1@2.51')
  })

  it('takes a push that follows the snapshot to the version, and finds one missing version', () => {
    expect(drawn(onSnapshot(fold(NOTHING_YET, update(11, 11)), book))).toMatch(/^v11:/)
    expect(drawn(onSnapshot(fold(NOTHING_YET, update(12, 12)), book))).toBe('gap VERSIONS_MISSING at 11')
    expect(drawn(fold(live(book), update(11, 11), update(13, 14)))).toBe('gap VERSIONS_MISSING at 12')
  })

  it('keeps what comes after a gap for the next snapshot, and asks again when that is too old as well', () => {
    const broken = fold(live(book), update(13, 14, [['2.47', '1']]), update(15, 15, [['2.46', '2']]))
    expect(drawn(onSnapshot(broken, snapshot(11)))).toBe('gap VERSIONS_MISSING at 12')
    expect(drawn(onSnapshot(onSnapshot(broken, snapshot(11)), snapshot(12)))).toBe('v15: 1@2.47 2@2.46 | ')
  })

  it('drops repeated and late pushes, and notices when versions go back on one socket', () => {
    expect(drawn(fold(live(book), update(7, 8), update(9, 10), update(9, 10)))).toMatch(/^v10:/)
    expect(drawn(fold(live(book), update(11, 12), update(11, 12)))).toMatch(/^v12:/)
    expect(drawn(fold(live(book), update(11, 12), update(3, 4)))).toBe('gap VERSIONS_WENT_BACK at 13')
  })

  it('is not believed when its sides cross', () => {
    expect(drawn(fold(live(book), update(11, 11, [['2.5', '1']])))).toBe('gap BOOK_CROSSED at 11')
    expect(drawn(live(snapshot(5, [['2', '1']], [['2', '1']])))).toBe('gap BOOK_CROSSED at 5')
  })

  it('keeps a bounded number of pushes while it waits', () => {
    let waiting: BookSync = NOTHING_YET
    for (let v = 1; v <= MOST_UPDATES + 50; v++) waiting = onUpdate(waiting, update(v, v))
    expect(waiting.phase === 'buffering' && waiting.updates.length).toBe(MOST_UPDATES)
    expect(drawn(onSnapshot(waiting, snapshot(10)))).toBe('gap VERSIONS_MISSING at 11')
    expect(drawn(onSnapshot(waiting, snapshot(50)))).toMatch(/^v1050:/)
  })

  it.each([
    push(2, 1, []),
    push(1, 2, [['1e3', '1']]),
    push(1, 2, [['-1', '1']]),
    push(1, 2, [['1', '']]),
    push(1, 2, [[`0.${'1'.repeat(40)}`, '1']]),
    { ...push(1, 2, []), toVersion: 'x' },
  ])('cannot be changed by a push that cannot be read %#', (bad) => {
    expect(depthUpdateOf(bad)).toBeUndefined()
  })

  it('cannot be made from a snapshot that cannot be read', () => {
    const bad = [{ lastUpdateId: -1, bids: [], asks: [] }, { lastUpdateId: 1, bids: [[1, '2']], asks: [] }, { lastUpdateId: 1, bids: [], asks: [null] }] // prettier-ignore
    for (const answer of bad) expect(bookOf(answer as unknown as DepthAnswer)).toBeUndefined()
  })
})

/** The obvious book: all levels in a map, sorted when looked at. */
class NaiveBook {
  readonly bids = new Map<number, number>()
  readonly asks = new Map<number, number>()
  set(side: 'bids' | 'asks', price: number, quantity: number): void {
    if (quantity === 0) this[side].delete(price)
    else this[side].set(price, quantity)
  }
  drawn(version: number): string {
    const side = (map: Map<number, number>, sign: number): string =>
      [...map].sort(([a], [b]) => sign * (a - b)).map(([price, quantity]) => `${quantity}@${price}`).join(' ') // prettier-ignore
    return `v${version}: ${side(this.bids, -1)} | ${side(this.asks, 1)}`
  }
}

it('equals a naive book however changes are cut into pushes and wherever the snapshot falls', () => {
  const change = fc.record({ isBid: fc.boolean(), offset: fc.integer({ min: 1, max: 12 }), quantity: fc.nat(5) })
  fc.assert(
    fc.property(
      fc.array(change, { minLength: 1, maxLength: 80 }),
      fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 20 }),
      fc.nat(80),
      fc.nat(80),
      (changes, cuts, at, kept) => {
        const naive = new NaiveBook()
        const snapshotAt = Math.min(at, changes.length)
        let rest: Book = snapshot(0)
        const updates: DepthUpdate[] = []
        let cut: { from: number; bids: [string, string][]; asks: [string, string][] } | undefined
        let left = 0
        changes.forEach(({ isBid, offset, quantity }, i) => {
          const [side, price] = isBid ? (['bids', 100 - offset] as const) : (['asks', 100 + offset] as const)
          naive.set(side, price, quantity)
          if (cut === undefined) {
            cut = { from: i + 1, bids: [], asks: [] }
            left = cuts[updates.length % cuts.length] ?? 1
          }
          cut[side].push([String(price), String(quantity)])
          if (--left === 0 || i === changes.length - 1) {
            updates.push(update(cut.from, i + 1, cut.bids, cut.asks))
            cut = undefined
          }
          if (i + 1 === snapshotAt) rest = snapshotOf(naive, i + 1)
        })
        const before = Math.min(kept, updates.filter(({ from }) => from <= BigInt(snapshotAt) + 1n).length)
        const waiting = fold(NOTHING_YET, ...updates.slice(0, before))
        expect(drawn(fold(onSnapshot(waiting, rest), ...updates.slice(before)))).toBe(naive.drawn(changes.length))
      },
    ),
  )
})

function snapshotOf(naive: NaiveBook, version: number): Book {
  const rows = (map: Map<number, number>): Rows =>
    [...map].map(([price, quantity]) => [String(price), String(quantity)])
  return snapshot(version, rows(naive.bids), rows(naive.asks))
}

describe('what a book says', () => {
  const book = snapshot(3, [['10', '2'], ['9', '3'], ['8', '1']], [['11', '1'], ['12', '4']]) // prettier-ignore
  const size = (text: string): Quantity => decimal(text)

  it('shows the best levels with what stands up to them', () => {
    expect(topOfBook(book, 2)).toEqual({
      version: '3',
      bids: [
        { price: '10', quantity: '2', cumulativeQuantity: '2', cumulativeNotional: '20' },
        { price: '9', quantity: '3', cumulativeQuantity: '5', cumulativeNotional: '47' },
      ],
      asks: [
        { price: '11', quantity: '1', cumulativeQuantity: '1', cumulativeNotional: '11' },
        { price: '12', quantity: '4', cumulativeQuantity: '5', cumulativeNotional: '59' },
      ],
    })
  })

  it('says what a size costs, and how much of it there is', () => {
    expect(costOf(book, 'BUY', size('3'))).toEqual({ quantity: '3', notional: '35', averagePrice: '11.666666666666666667', worstPrice: '12', isWhole: true }) // prettier-ignore
    expect(costOf(book, 'SELL', size('100'))).toEqual({ quantity: '6', notional: '55', averagePrice: '9.166666666666666667', worstPrice: '8', isWhole: false }) // prettier-ignore
    expect(costOf(snapshot(1), 'BUY', size('1'))).toBeUndefined()
    expect(costOf(book, 'BUY', size('0'))).toBeUndefined()
  })
})
