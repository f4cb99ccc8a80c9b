import { type AnyDecimal, add, decimal, subtract, zero } from '@spotdeck/exact'
import {
  type CostEntry,
  type Deal,
  type EventDraft,
  type LedgerState,
  EMPTY_STATE,
  QUARTER_MS,
  type Value,
  bookEntry,
  compareKeys,
  costBookOf,
  costKey,
  openCostBook,
  openingsOf,
  record,
  sumGrains,
  touchedRows,
  unrealized,
} from '@spotdeck/ledger'
import type { Timers } from '@spotdeck/ports'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LedgerStore, storeOver, temporarySqlite } from '@spotdeck/store'
import { MemoryDisk, openMemoryStore } from '@spotdeck/store/testing'
import { type Counting, realizedAt, sumsOver } from './pnl-sums.ts'
import { RealizedPnlBook } from './realized-pnl-book.ts'
import { numberedDeal } from '../testing/numbered-deal.ts'

/** `SPOTDECK_PROPERTY_RUNS=2` runs twice as many. */
const RUNS = Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1)

const BIRTH = 4 * QUARTER_MS
const METHODS = ['average', 'fifo'] as const
const identity = { account: 'main', host: 'h', user: 'u' }
const timers: Timers = {
  after: (_ms, run) => {
    const timer = setImmediate(run)
    return { cancel: () => clearImmediate(timer) }
  },
}
const turn = (): Promise<void> => new Promise(setImmediate)
const priceOf = () => decimal<'USDT per unit'>('3')

type Found = { average: Value; fifo: Value; fees: Value; count: number }
/** Sums of each grain, over the whole span and by hours. */
const COUNTINGS = sumGrains.flatMap((grain) =>
  [undefined, { keyOf: (time: number) => String(Math.floor(time / 7_200_000)), longestMs: 3_600_000 }].map(
    (period): Counting<Found> => ({
      none: () => ({ average: zero(), fifo: zero(), fees: zero(), count: 0 }),
      passes: [
        {
          grain,
          period,
          count(found, sum) {
            for (const method of METHODS) found[method] = add(found[method], sum.realized[method])
            found.fees = add(found.fees, sum.fees)
            found.count += sum.count
          },
        },
      ],
    }),
  ),
)

/** A ledger with its book, and every entry it was told of. */
class Desk {
  entries: CostEntry[] = []
  store: LedgerStore
  book: RealizedPnlBook
  state: LedgerState = EMPTY_STATE
  readonly #open: () => LedgerStore
  readonly #markEvery: number | undefined
  #process = { isAlive: true }
  #count = 0

  constructor({ markEvery, open }: { readonly markEvery?: number; readonly open?: () => LedgerStore } = {}) {
    const disk = new MemoryDisk(identity, 'abcdef01')
    this.#open = open ?? (() => openMemoryStore(disk))
    this.#markEvery = markEvery
    this.store = this.#open()
    this.book = this.#bookOf(this.store)
  }

  async born(): Promise<this> {
    const status = { state: 'live', code: 'LIVE', params: {}, since: BIRTH } as const
    await this.#write([{ type: 'status.changed', time: BIRTH, source: 'rest', status }])
    return this
  }

  /** Kills the process at this point and starts the next one over what it had stored. */
  async crash(): Promise<void> {
    this.#process.isAlive = false
    this.#process = { isAlive: true }
    this.store = this.#open()
    this.state = await this.store.load()
    this.book = this.#bookOf(this.store)
  }

  async deals(times: readonly number[]): Promise<void> {
    const made = times.map((time) => numberedDeal(++this.#count, time))
    this.entries.push(...made.map((one): CostEntry => ({ kind: 'deal', deal: one })))
    await this.#write(
      made.map((one) => ({ type: 'deal.added', deal: one, namedBy: 'stream', time: one.time, source: 'stream' })),
    )
  }

  /** A flow whose price is not known yet. */
  async flow(time: number): Promise<void> {
    const id = `f${++this.#count}`
    const flow = { id, asset: 'MX', change: decimal<'asset'>('2'), reason: 'DEPOSIT', time }
    await this.#write([{ type: 'flow.told', flow, time, source: 'rest' }])
    this.entries.push({
      kind: 'flow',
      flow: { id: `flow ${this.state.n}`, asset: 'MX', change: decimal('2'), time },
    })
  }

  /** Prices every flow that waits for its price. */
  async price(): Promise<void> {
    const unitPrice = decimal<'USDT per unit'>('2.5')
    for (const [at, entry] of this.entries.entries()) {
      if (entry.kind !== 'flow' || entry.flow.unitPrice !== undefined) continue
      const { id, asset, change, time } = entry.flow
      const flow = { of: Number(id.slice('flow '.length)), asset, change, unitPrice }
      this.entries[at] = { kind: 'flow', flow: { ...entry.flow, unitPrice } }
      await this.#write([{ type: 'flow.priced', flow, time, source: 'inferred' }])
    }
  }

  /** Takes a deal back. */
  async drop(which: number): Promise<void> {
    const deals = this.entries.flatMap((entry) => (entry.kind === 'deal' ? [entry.deal] : []))
    const deal: Deal | undefined = deals[which % Math.max(1, deals.length)]
    if (deal === undefined) return
    this.entries = this.entries.filter((entry) => entry.kind !== 'deal' || entry.deal !== deal)
    await this.#write([{ type: 'deal.dropped', deal, time: deal.time, source: 'rest' }])
  }

  async #write(happenings: readonly EventDraft[]): Promise<void> {
    const next = record(this.state, happenings, BIRTH * 9)
    await this.store.commit({ events: next.events, rows: touchedRows(this.state, next.state, next.events) })
    this.state = next.state
    this.book.take(next.events, next.state)
  }

  #bookOf(store: LedgerStore): RealizedPnlBook {
    const process = this.#process
    const save: LedgerStore['savePnl'] = (step) => (process.isAlive ? store.savePnl(step) : Promise.resolve(false))
    const markEvery = this.#markEvery
    return new RealizedPnlBook(store, timers, { save, ...(markEvery === undefined ? {} : { markEvery }) })
  }

  /** Against books of everything in one pass: of the process that stores, and of one that only reads. */
  async check(span: { readonly from: number; readonly to: number }): Promise<void> {
    await this.book.settle(() => this.state)
    const reader = new RealizedPnlBook(this.store, timers)
    await reader.settle(() => this.state)
    const openings = openingsOf(this.state)
    for (const book of [this.book, reader]) {
      expect(book.stale).toBe(false)
      for (const method of METHODS) {
        const whole = costBookOf(openings, this.entries, method)
        expect(book.tail.walk.books[method].realized).toBe(whole.realized)
        expect(unrealized(book.tail.walk.books[method], priceOf)).toBe(unrealized(whole, priceOf))
      }
    }
    const { store } = this
    const { tail } = reader
    for (const counting of COUNTINGS)
      expect(await sumsOver({ store, tail, turn }, span, counting)).toEqual(this.#naive(span))
    const times = [span.from, span.to]
    const totals = await realizedAt(store, tail, times)
    for (const time of times) expect(totals.get(time)).toBe(this.#naive({ from: -Infinity, to: time + 1 }).average)
  }

  #naive({ from, to }: { readonly from: number; readonly to: number }): Record<string, AnyDecimal | number> {
    const sums = { average: zero<'USDT'>(), fifo: zero<'USDT'>(), fees: zero<'USDT'>(), count: 0 }
    const sorted = [...this.entries].sort((a, b) => compareKeys(costKey(a), costKey(b)))
    const isIn = (entry: CostEntry): boolean => costKey(entry).time >= from && costKey(entry).time < to
    for (const method of METHODS) {
      let book = openCostBook(openingsOf(this.state), method)
      for (const entry of sorted) {
        const next = bookEntry(book, entry)
        if (isIn(entry)) sums[method] = add(sums[method], subtract(next.realized, book.realized))
        book = next
      }
    }
    for (const entry of sorted.filter(isIn)) {
      sums.count += 1
      if (entry.kind === 'deal') sums.fees = add(sums.fees, decimal<'USDT'>(entry.deal.fee))
    }
    return sums
  }
}

const upTo = (count: number, from: number): number[] => Array.from({ length: count }, (_, i) => from + i * 10)

/** A ledger in SQLite that counts the rows it reads of lists and profit, not those of events that a commit seals. */
function countingStore() {
  const file = temporarySqlite()
  const read = { rows: 0 }
  const counting = {
    ...file,
    all: (...asked: Parameters<typeof file.all>) => {
      const rows = file.all(...asked)
      if (!/FROM (?:events|segments|state_marks)/.test(asked[0])) read.rows += rows.length
      return rows
    },
  }
  return { file, read, open: () => storeOver(counting, { identity, epoch: 'abcdef01' }) }
}

const STEPS = fc.array(
  fc.record({
    what: fc.constantFrom('deals' as const, 'deals' as const, 'flow', 'price', 'drop', 'settle', 'crash'),
    at: fc.integer({ min: -2_000, max: 3 * QUARTER_MS }),
    count: fc.integer({ min: 1, max: 30 }),
  }),
  { maxLength: 24 },
)

async function run(desk: Desk, steps: typeof STEPS extends fc.Arbitrary<infer S> ? S : never): Promise<void> {
  let running: Promise<void> | undefined
  for (const { what, at, count } of steps) {
    if (what === 'settle') running = desk.book.settle(() => desk.state)
    else if (what === 'deals') await desk.deals(upTo(count, BIRTH + at))
    else if (what === 'flow') await desk.flow(BIRTH + at)
    else if (what === 'price') await desk.price()
    else if (what === 'drop') await desk.drop(count)
    else await desk.crash()
    if (running !== undefined && at % 2 === 0) await new Promise(setImmediate)
  }
  await running
}

describe('stored profit', () => {
  it('equals books of everything in one pass, learned in any order, with crashes and computations in between', async () => {
    const spans = fc.tuple(fc.integer({ min: 0, max: 9 * QUARTER_MS }), fc.integer({ min: 0, max: 9 * QUARTER_MS }))
    await fc.assert(
      fc.asyncProperty(STEPS, spans, fc.constantFrom(1, 7, 50), async (steps, span, markEvery) => {
        const desk = await new Desk({ markEvery }).born()
        await desk.deals(upTo(60, BIRTH + 2_000))
        await run(desk, steps)
        await desk.check({ from: Math.min(...span), to: Math.max(...span) })
      }),
      { numRuns: 20 * RUNS },
    )
  })

  it('counts a deal that comes late in the turn before a mark is stored', async () => {
    const desk = await new Desk({ markEvery: 1 }).born()
    await desk.deals(upTo(60, BIRTH + 2_000))
    await desk.deals(upTo(11, BIRTH))
    const running = desk.book.settle(() => desk.state)
    for (const count of [29, 1]) {
      await desk.deals(upTo(count, BIRTH))
      await turn()
    }
    await running
    await desk.check({ from: BIRTH, to: BIRTH + 2_100 })
  })

  it('is the same in SQLite', async () => {
    await fc.assert(
      fc.asyncProperty(STEPS, async (steps) => {
        const { open } = countingStore()
        const desk = await new Desk({ markEvery: 7, open }).born()
        await run(desk, steps)
        await desk.check({ from: BIRTH + 500, to: BIRTH + QUARTER_MS })
      }),
      { numRuns: 5 * RUNS },
    )
  })

  it('reads as many rows at a start after 9,000 deals as after 3,000', async () => {
    const { read, open } = countingStore()
    const desk = await new Desk({ open }).born()
    const rows: number[] = []
    for (const count of [3_000, 6_000]) {
      await desk.deals(upTo(count, BIRTH + desk.entries.length * 10))
      await desk.book.settle(() => desk.state)
      await desk.crash()
      read.rows = 0
      await desk.book.settle(() => desk.state)
      rows.push(read.rows - openLots(desk))
      expect(desk.book.stale).toBe(false)
    }
    expect(rows[1]).toBeLessThan((rows[0] ?? 0) + 1_000)
    expect(Math.max(...rows)).toBeLessThan(2_500)
  })

  it('is computed from the mark before a late deal, not from the start', async () => {
    const { read, open } = countingStore()
    const desk = await new Desk({ open }).born()
    await desk.deals(upTo(9_000, BIRTH))
    await desk.book.settle(() => desk.state)
    read.rows = 0
    await desk.deals([BIRTH + 85_005])
    await desk.book.settle(() => desk.state)
    expect(read.rows - openLots(desk)).toBeLessThan(3_000)
    expect(desk.book.realized).toBe(costBookOf([], desk.entries).realized)
  })

  it('is computed again from the beginning where lots of its mark are missing', async () => {
    const { file, open } = countingStore()
    const desk = await new Desk({ markEvery: 50, open }).born()
    await desk.deals(upTo(300, BIRTH))
    await desk.book.settle(() => desk.state)
    file.run('DELETE FROM pnl_lots')
    await desk.crash()
    await desk.check({ from: BIRTH + 5, to: BIRTH + 2_000 })
    await desk.crash()
    await desk.check({ from: BIRTH + 5, to: BIRTH + 2_000 })
  })

  it('lets other work run while a long history is read', async () => {
    const desk = await new Desk().born()
    await desk.deals(upTo(3_000, BIRTH))
    let turns = 0
    const settled = desk.book.settle(() => desk.state)
    const beat = setInterval(() => void turns++, 0)
    await settled
    clearInterval(beat)
    expect(turns).toBeGreaterThanOrEqual(3)
    expect(desk.book.stale).toBe(false)
  })

  it('goes on without a mark where the store fails, and says so', async () => {
    const failures: unknown[] = []
    const desk = await new Desk().born()
    await desk.deals(upTo(40, BIRTH))
    const book = new RealizedPnlBook(desk.store, timers, {
      save: () => Promise.reject(new Error('The disk is full.')),
      failed: (error) => failures.push(error),
      markEvery: 10,
    })
    await book.settle(() => desk.state)
    expect(book.realized).toBe(costBookOf([], desk.entries).realized)
    expect(failures.length).toBeGreaterThan(0)
  })

  it('has no figures of a book that is longer without a mark than a reader takes up', async () => {
    const desk = await new Desk().born()
    await desk.deals(upTo(600, BIRTH))
    const book = new RealizedPnlBook(desk.store, timers, { markEvery: 50, maxTail: 400 })
    await expect(book.settle(() => desk.state)).rejects.toMatchObject({ code: 'PNL_COMPUTING' })
    expect(book.stale).toBe(true)
  })
})

/** Open lots are read with a mark: their number is that of what is held. */
function openLots(desk: Desk): number {
  const lots = desk.book.tail.walk.books.fifo.positions.get('MX')?.lots
  return lots === undefined ? 0 : lots.count - lots.first
}
