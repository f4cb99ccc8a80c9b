import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Queue, type QueueFill, type QueueInput, step } from './queue.ts'

const START = 1_000
/** A bid of 5 lots at 100 behind 10 lots of others. */
const JOINED: QueueInput = {
  type: 'joined',
  order: { id: 'a', side: 'bid', ticks: 100, lots: 5, ahead: 10 },
  at: START,
}

function run(...inputs: readonly QueueInput[]): { queue: Queue; fills: readonly QueueFill[]; rest: number } {
  let queue: Queue = []
  let rest = 0
  const fills: QueueFill[] = []
  for (const input of inputs) {
    const stepped = step(queue, input)
    queue = stepped.queue
    rest = stepped.rest
    fills.push(...stepped.fills)
  }
  return { queue, fills, rest }
}

const sold = (ticks: number, lots: number, at: number): QueueInput => ({
  type: 'print',
  ticks,
  lots,
  takerSide: 'SELL',
  at,
})
const bought = (ticks: number, lots: number, at: number): QueueInput => ({
  type: 'print',
  ticks,
  lots,
  takerSide: 'BUY',
  at,
})
const level = (lots: number, at: number): QueueInput => ({ type: 'level', side: 'bid', ticks: 100, lots, at })

describe('the queue of a price', () => {
  test('an order fills by what is printed at its price after the quantity ahead', () => {
    expect(run(JOINED, sold(100, 10, START + 1)).fills).toEqual([])
    expect(run(JOINED, sold(100, 10, START + 1), sold(100, 3, START + 2)).fills).toEqual([{ id: 'a', lots: 3 }])
    expect(run(JOINED, sold(100, 12, START + 1))).toMatchObject({ fills: [{ id: 'a', lots: 2 }], rest: 10 })
  })

  test('prints of the other side, of other prices and from before it came give it nothing', () => {
    expect(run(JOINED, bought(100, 99, START + 1)).fills).toEqual([])
    expect(run(JOINED, sold(101, 99, START + 1)).fills).toEqual([])
    expect(run(JOINED, sold(100, 99, START)).fills).toEqual([])
  })

  test('a print through its price fills it at once, by no more than the print', () => {
    expect(run(JOINED, sold(99, 3, START + 1))).toMatchObject({ fills: [{ id: 'a', lots: 3 }], rest: 0 })
    expect(run(JOINED, bought(99, 9, START + 1))).toMatchObject({ fills: [{ id: 'a', lots: 5 }], rest: 4 })
  })

  test('cancellations ahead count only as far as the level falls below the quantity ahead', () => {
    const shrunk = [JOINED, level(50, START + 1), level(4, START + 2)]
    expect(run(...shrunk, sold(100, 4, START + 3)).fills).toEqual([])
    expect(run(...shrunk, sold(100, 5, START + 3)).fills).toEqual([{ id: 'a', lots: 1 }])
    expect(run(...shrunk, level(40, START + 3), sold(100, 5, START + 4)).fills).toEqual([{ id: 'a', lots: 1 }])
  })

  test('a print that the level lacks already moves nobody forward twice', () => {
    const late = [JOINED, level(4, START + 10), sold(100, 6, START + 5)]
    expect(run(...late).fills).toEqual([])
    expect(run(...late, sold(100, 4, START + 11)).fills).toEqual([])
    expect(run(...late, sold(100, 4, START + 11), sold(100, 1, START + 12)).fills).toEqual([{ id: 'a', lots: 1 }])
  })

  test('a print is given out once: better prices first, then those that came first', () => {
    const second: QueueInput = { ...JOINED, order: { ...JOINED.order, id: 'b', ahead: 10 } }
    const better: QueueInput = { ...JOINED, order: { ...JOINED.order, id: 'c', ticks: 101, ahead: 0 } }
    const { fills, rest, queue } = run(JOINED, second, better, sold(100, 22, START + 1))
    expect(fills).toEqual([
      { id: 'c', lots: 5 },
      { id: 'a', lots: 5 },
      { id: 'b', lots: 2 },
    ])
    expect(rest).toBe(10)
    expect(queue.map(({ id, lots }) => ({ id, lots }))).toEqual([{ id: 'b', lots: 3 }])
  })

  test('what is left of an order follows the exchange, and nothing is filled once it is gone', () => {
    expect(run(JOINED, { type: 'left', id: 'a', lots: 2 }, sold(99, 9, START + 1)).fills).toEqual([
      { id: 'a', lots: 2 },
    ])
    expect(run(JOINED, { type: 'left', id: 'a', lots: 0 }, sold(99, 9, START + 1)).fills).toEqual([])
  })
})

describe('whatever happens', () => {
  const ticks = fc.integer({ min: 97, max: 103 })
  const lots = fc.integer({ min: 1, max: 30 })
  const side = fc.constantFrom('bid' as const, 'ask' as const)
  const event = fc.oneof(
    fc.record({ type: fc.constant('level' as const), side, ticks, lots: fc.integer({ min: 0, max: 60 }) }),
    fc.record({
      type: fc.constant('print' as const),
      ticks,
      lots,
      takerSide: fc.constantFrom('BUY' as const, 'SELL' as const),
    }),
  )
  const late = fc.integer({ min: -3, max: 3 })

  test('an order never gets more than was printed through it, and at its price after the queue', () => {
    const orders = fc.array(fc.record({ side, ticks, lots, ahead: fc.integer({ min: 0, max: 40 }) }), { maxLength: 4 })
    const events = fc.array(fc.tuple(event, late), { maxLength: 60 })
    fc.assert(
      fc.property(orders, events, (joining, happening) => {
        let queue: Queue = []
        const asked = new Map<string, number>()
        for (const [n, order] of joining.entries()) {
          queue = step(queue, { type: 'joined', order: { id: `o${n}`, ...order }, at: START }).queue
          asked.set(`o${n}`, order.lots)
        }
        const got = new Map<string, number>()
        const most = new Map<string, { through: number; at: number; least: number }>()
        for (const [n, order] of joining.entries()) most.set(`o${n}`, { through: 0, at: 0, least: order.ahead })
        for (const [n, [one, offset]] of happening.entries()) {
          const at = START + 5 + n + offset
          const { queue: next, fills, rest } = step(queue, { ...one, at })
          queue = next
          const filled = fills.reduce((sum, fill) => sum + fill.lots, 0)
          expect(filled + rest).toBe(one.type === 'print' ? one.lots : 0)
          for (const fill of fills) got.set(fill.id, (got.get(fill.id) ?? 0) + fill.lots)
          for (const [index, order] of joining.entries()) {
            const bound = most.get(`o${index}`)
            if (bound === undefined) continue
            if (one.type === 'level') {
              // What was ahead may all have been canceled, down to what the level showed.
              if (one.side === order.side && one.ticks === order.ticks)
                bound.least = Math.min(bound.least, one.lots + bound.at)
              continue
            }
            const isThrough = order.side === 'bid' ? order.ticks > one.ticks : order.ticks < one.ticks
            if (isThrough) bound.through += one.lots
            else if (order.ticks === one.ticks && (one.takerSide === 'SELL') === (order.side === 'bid'))
              bound.at += one.lots
          }
          for (const [id, lotsGot] of got) {
            const { through, at: printed, least } = most.get(id) ?? { through: 0, at: 0, least: 0 }
            expect(lotsGot).toBeLessThanOrEqual(asked.get(id) ?? 0)
            expect(lotsGot).toBeLessThanOrEqual(through + Math.max(0, printed - least))
          }
        }
      }),
      { numRuns: 500 },
    )
  })
})
