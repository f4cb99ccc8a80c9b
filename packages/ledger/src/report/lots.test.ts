/** Queues of lots: in the order of purchase, and the highest cost per unit first. */

import { decimal } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import {
  HIGHEST_FIRST,
  type Lot,
  type LotQueue,
  NO_LOTS,
  OLDEST_FIRST,
  lotsIn,
  lotsOf,
  lotsSince,
  splitLot,
} from './lots.ts'

const lot = (quantity: string, cost: string, over: Partial<Lot> = {}): Lot => ({
  quantity: decimal(quantity),
  cost: decimal(cost),
  ...over,
})
const uncosted = (quantity: string): Lot => lot(quantity, '0', { isUncosted: true })
const filled = <Queue>(queue: LotQueue<Queue>, lots: readonly Lot[]): Queue =>
  lots.reduce((all, one) => queue.append(all, one), queue.none)

/** All lots of a queue in the order in which sales take them. */
function drained<Queue>(queue: LotQueue<Queue>, lots: Queue): readonly Lot[] {
  const taken: Lot[] = []
  let left = lots
  for (let next = queue.next(left); next !== undefined; next = queue.next(left)) {
    taken.push(next)
    left = queue.withoutNext(left)
  }
  return taken
}

describe('a lot that is sold in part', () => {
  it('shares its cost and what was paid for it, and the rest keeps what rounding leaves', () => {
    const { part, left } = splitLot(lot('3', '1', { paid: decimal('2') }), decimal('1'))
    expect(part).toMatchObject({ quantity: '1', cost: '0.333333333333333333', paid: '0.666666666666666667' })
    expect(left).toMatchObject({ quantity: '2', cost: '0.666666666666666667', paid: '1.333333333333333333' })
    const bare = splitLot(lot('3', '1'), decimal('1'))
    expect([bare.part.paid, bare.left.paid]).toEqual([undefined, undefined])
  })
})

describe('the oldest first', () => {
  const five = ['1', '2', '3', '4', '5'].map((cost) => lot('1', cost))

  it('is taken in the order of coming, and each lot has a place in it', () => {
    let lots = filled(OLDEST_FIRST, five)
    expect([drained(OLDEST_FIRST, lots), lots.first, lots.count]).toEqual([five, 0, 5])
    lots = OLDEST_FIRST.withoutNext(OLDEST_FIRST.withoutNext(lots))
    expect([lotsIn(lots), lots.first, lots.count]).toEqual([five.slice(2), 2, 5])
    expect(lotsIn(OLDEST_FIRST.append(lots, lot('1', '6'))).at(-1)).toEqual(lot('1', '6'))
    expect([OLDEST_FIRST.next(NO_LOTS), lotsIn(NO_LOTS), OLDEST_FIRST.withoutNext(NO_LOTS).oldest]).toEqual([
      undefined,
      [],
      undefined,
    ])
  })

  it('is read from any place on, however much of the queue has moved up', () => {
    for (const taken of [0, 1, 2, 3]) {
      for (const more of [0, 2]) {
        let lots = filled(OLDEST_FIRST, five)
        for (let i = 0; i < taken; i++) lots = OLDEST_FIRST.withoutNext(lots)
        const all = [...five, ...Array.from({ length: more }, (_, i) => lot('1', String(6 + i)))]
        for (const one of all.slice(5)) lots = OLDEST_FIRST.append(lots, one)
        for (let place = taken; place <= all.length; place++) expect(lotsSince(lots, place)).toEqual(all.slice(place))
      }
    }
  })

  it('is taken up from a list with its places', () => {
    const lots = lotsOf(five.slice(2), 2)
    expect([lots, lotsSince(lots, 3)]).toMatchObject([{ first: 2, count: 5 }, five.slice(3)])
    expect(drained(OLDEST_FIRST, OLDEST_FIRST.append(lots, lot('1', '6')))).toEqual([...five.slice(2), lot('1', '6')])
    expect(lotsOf([], 4)).toEqual({ ...NO_LOTS, first: 4, count: 4 })
  })

  it('keeps the rest of the next lot in its place', () => {
    const rest = OLDEST_FIRST.withNext(filled(OLDEST_FIRST, five), lot('0.5', '1'))
    expect(lotsIn(rest)).toEqual([lot('0.5', '1'), ...five.slice(1)])
  })
})

describe('the highest cost first', () => {
  it('is taken by cost per unit, of equal ones the oldest, and without a known cost last, the oldest first', () => {
    const lots = [
      uncosted('1'),
      lot('2', '6'),
      lot('1', '5'),
      uncosted('2'),
      lot('1', '3'),
      lot('10', '30'),
      lot('4', '1'),
      uncosted('3'),
    ]
    const [first, three, five, second, alsoThree, stillThree, least, last] = lots
    const order = [five, three, alsoThree, stillThree, least, first, second, last]
    expect(drained(HIGHEST_FIRST, filled(HIGHEST_FIRST, lots))).toEqual(order)
  })

  it('ranks the rest of a lot as it came', () => {
    const lots = filled(HIGHEST_FIRST, [lot('2', '4'), lot('1', '3')])
    const rest = HIGHEST_FIRST.withNext(lots, lot('0.5', '9'))
    expect(drained(HIGHEST_FIRST, rest)).toEqual([lot('0.5', '9'), lot('2', '4')])
    expect(drained(HIGHEST_FIRST, HIGHEST_FIRST.append(rest, lot('1', '4')))[0]).toEqual(lot('1', '4'))
    const none = HIGHEST_FIRST.withNext(HIGHEST_FIRST.none, lot('1', '1'))
    expect([HIGHEST_FIRST.next(none), HIGHEST_FIRST.withoutNext(none)]).toEqual([undefined, HIGHEST_FIRST.none])
  })

  it('takes any number of lots, also where each came at a lower cost than the one before', () => {
    const count = 10_000
    const lots = Array.from({ length: count }, (_, i) => lot('1', String(count - i)))
    const costs = drained(HIGHEST_FIRST, filled(HIGHEST_FIRST, lots)).map(({ cost }) => Number(cost))
    expect([costs.length, costs[0], costs.at(-1)]).toEqual([count, count, 1])
    expect(costs.every((cost, i) => i === 0 || cost < (costs[i - 1] ?? 0))).toBe(true)
  })
})
