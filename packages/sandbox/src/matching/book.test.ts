import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBook } from './book.ts'
import { type BookOrder, type BookSink, type OrderKind, type Side, bookOrder } from './order.ts'

type Resting = { readonly id: string; readonly side: Side; readonly ticks: number; lots: number; readonly age: number }
type Command =
  | {
      readonly type: 'submit'
      readonly side: Side
      readonly kind: OrderKind
      readonly ticks: number
      readonly lots: number
      readonly budget?: number
    }
  | { readonly type: 'cancel'; readonly nth: number }

/** A book that is obviously right: one flat list, filtered and sorted anew for every command. */
class NaiveBook {
  #orders: Resting[] = []
  readonly #lines: string[] = []

  /** Events, one line each, and the book at the end. */
  run(commands: readonly Command[]): string[] {
    commands.forEach((command, at) => {
      if (command.type === 'cancel') this.#cancel(String(command.nth))
      else this.#submit(command, at)
    })
    return [...this.#lines, `bids ${this.#draw('bid')}`, `asks ${this.#draw('ask')}`, `size ${this.#orders.length}`]
  }

  #cancel(id: string): void {
    const order = this.#orders.find((one) => one.id === id)
    if (order === undefined) return void this.#lines.push('nothing to cancel')
    this.#orders = this.#orders.filter((one) => one !== order)
    this.#emitLevel(order.side, order.ticks)
    this.#lines.push(`canceled ${order.id} left ${order.lots}`)
  }

  #submit(command: Extract<Command, { type: 'submit' }>, at: number): void {
    const { side, kind, ticks } = command
    const id = String(at)
    const makers = this.#makersFor(side, ticks)
    const there = makers.reduce((lots, maker) => lots + maker.lots, 0)
    let left = command.lots
    const mayMatch = (kind !== 'post' || makers.length === 0) && (kind !== 'all' || there >= left)
    const touched = new Set<number>()
    let funds = command.budget ?? Infinity
    if (mayMatch) {
      for (const maker of makers) {
        const lots = Math.min(maker.lots, left, Math.floor(funds / maker.ticks))
        if (lots === 0) break
        if (touched.size > 0 && !touched.has(maker.ticks)) this.#emitLevel(maker.side, [...touched].at(-1) ?? 0)
        touched.add(maker.ticks)
        left -= lots
        maker.lots -= lots
        funds -= lots * maker.ticks
        this.#orders = this.#orders.filter((one) => one.lots > 0)
        this.#lines.push(`match ${maker.id} ${id} ${lots}@${maker.ticks} left ${maker.lots}`)
      }
      const last = [...touched].at(-1)
      if (last !== undefined) this.#emitLevel(side === 'bid' ? 'ask' : 'bid', last)
    }
    const rests = left > 0 && (kind === 'rest' || (kind === 'post' && makers.length === 0))
    if (rests) {
      this.#orders.push({ id, side, ticks, lots: left, age: at })
      this.#emitLevel(side, ticks)
    }
    this.#lines.push(`done ${id} ${rests ? 'rests' : 'out'} left ${left}`)
  }

  #makersFor(side: Side, limit: number): Resting[] {
    return this.#orders
      .filter((one) => one.side !== side && (side === 'bid' ? one.ticks <= limit : one.ticks >= limit))
      .sort((a, b) => (side === 'bid' ? a.ticks - b.ticks : b.ticks - a.ticks) || a.age - b.age)
  }

  #emitLevel(side: Side, ticks: number): void {
    this.#lines.push(`${side} ${ticks}=${this.#total(side, ticks)}`)
  }

  #total(side: Side, ticks: number): number {
    return this.#orders
      .filter((one) => one.side === side && one.ticks === ticks)
      .reduce((lots, one) => lots + one.lots, 0)
  }

  #draw(side: Side): string {
    const prices = [...new Set(this.#orders.filter((one) => one.side === side).map((one) => one.ticks))]
    return prices
      .sort((a, b) => (side === 'bid' ? b - a : a - b))
      .map((ticks) => `${ticks}:${this.#total(side, ticks)}`)
      .join(' ')
  }
}

const submit = fc.record({
  type: fc.constant('submit' as const),
  side: fc.constantFrom<Side>('bid', 'ask'),
  kind: fc.constantFrom<OrderKind>('rest', 'rest', 'rest', 'post', 'take', 'all'),
  ticks: fc.integer({ min: 1, max: 12 }),
  lots: fc.integer({ min: 1, max: 9 }),
})
const spend = fc.record({
  type: fc.constant('submit' as const),
  side: fc.constant<Side>('bid'),
  kind: fc.constant<OrderKind>('take'),
  ticks: fc.integer({ min: 1, max: 12 }),
  lots: fc.constant(Number.MAX_SAFE_INTEGER),
  budget: fc.integer({ min: 1, max: 150 }),
})
const cancel = fc.record({ type: fc.constant('cancel' as const), nth: fc.nat(80) })
const commands = fc.array(
  fc.oneof({ weight: 6, arbitrary: submit }, { weight: 1, arbitrary: spend }, { weight: 2, arbitrary: cancel }),
  {
    maxLength: 80,
    size: 'max',
  },
)

/** Runs commands on the fast book and writes down all it tells, one line each. */
function fastRun(list: readonly Command[]): string[] {
  const placed = new Map<number, BookOrder<undefined>>()
  const lines: string[] = []
  const sink: BookSink<undefined> = {
    match: (maker, taker, lots) =>
      lines.push(`match ${maker.id} ${taker.id} ${lots}@${maker.ticks} left ${maker.lots}`),
    level: (side, { ticks, lots }) => lines.push(`${side} ${ticks}=${lots}`),
  }
  const book = createBook(sink)
  list.forEach((command, at) => {
    if (command.type === 'cancel') {
      const order = placed.get(command.nth)
      const isTaken = order !== undefined && book.cancel(order)
      lines.push(isTaken ? `canceled ${order.id} left ${order.lots}` : 'nothing to cancel')
    } else {
      const { side, ticks, lots, kind, budget } = command
      const order = bookOrder({ id: String(at), owner: undefined, side, ticks, lots })
      placed.set(at, order)
      book.submit(order, kind, budget === undefined ? undefined : { budget: BigInt(budget) })
      lines.push(`done ${order.id} ${order.level === undefined ? 'out' : 'rests'} left ${order.lots}`)
    }
    const bid = book.best('bid')?.ticks ?? 0
    expect(bid).toBeLessThan(book.best('ask')?.ticks ?? Infinity)
  })
  const draw = (side: Side): string =>
    book
      .levels(side, 100)
      .map((level) => `${level.ticks}:${level.lots}`)
      .join(' ')
  return [...lines, `bids ${draw('bid')}`, `asks ${draw('ask')}`, `size ${book.size}`]
}

test('equals the naive book command by command, and is never crossed', () => {
  fc.assert(
    fc.property(commands, (list) => {
      expect(fastRun(list)).toEqual(new NaiveBook().run(list))
    }),
    { numRuns: 400 },
  )
})
