import { decimal, sum } from '@spotdeck/exact'
import {
  type CostEntry,
  type CostMethodName,
  type EventDraft,
  type LedgerState,
  EMPTY_STATE,
  costBookOf,
  record,
  touchedRows,
  unrealized,
} from '@spotdeck/ledger'
import type { Timers } from '@spotdeck/ports'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemoryDisk, openMemoryStore } from '@spotdeck/follow'
import { RealizedPnlBook } from './realized-pnl-book.ts'
import { numberedDeal } from './testing/numbered-deal.ts'

/** `SPOTDECK_PROPERTY_RUNS=2` runs twice as many. */
const RUNS = Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1)

const BIRTH = 1_000_000
const timers: Timers = {
  after: (_ms, run) => {
    const timer = setImmediate(run)
    return { cancel: () => clearImmediate(timer) }
  },
}
const priceOf = () => decimal<'USDT per unit'>('3')

/** A ledger with its book, and every entry it was told of. */
class Desk {
  readonly store = openMemoryStore(new MemoryDisk({ account: 'main', host: 'h', user: 'u' }, 'abcdef01'))
  readonly entries: CostEntry[] = []
  readonly book: RealizedPnlBook
  state: LedgerState = EMPTY_STATE
  #count = 0

  constructor(method: CostMethodName = 'average') {
    this.book = new RealizedPnlBook(this.store, timers, { method })
  }

  async born(): Promise<this> {
    await this.#write([
      {
        type: 'status.changed',
        time: BIRTH,
        source: 'rest',
        status: { state: 'live', code: 'LIVE', params: {}, since: BIRTH },
      },
    ])
    return this
  }

  async deals(times: readonly number[]): Promise<void> {
    const made = times.map((time) => numberedDeal(++this.#count, time))
    this.entries.push(...made.map((one): CostEntry => ({ kind: 'deal', deal: one })))
    await this.#write(
      made.map((one) => ({ type: 'deal.added', deal: one, namedBy: 'stream', time: one.time, source: 'stream' })),
    )
  }

  async flow(time: number): Promise<void> {
    const id = `f${++this.#count}`
    await this.#write([
      {
        type: 'flow.told',
        flow: { id, asset: 'MX', change: decimal('2'), reason: 'DEPOSIT', time },
        unitPrice: decimal('2.5'),
        time,
        source: 'rest',
      },
    ])
    this.entries.push({
      kind: 'flow',
      flow: { id: `flow ${this.state.n}`, asset: 'MX', change: decimal('2'), time, unitPrice: decimal('2.5') },
    })
  }

  async #write(happenings: readonly EventDraft[]): Promise<void> {
    const next = record(this.state, happenings, BIRTH * 9)
    await this.store.commit({ events: next.events, rows: touchedRows(this.state, next.state, next.events) })
    this.state = next.state
    this.book.take(next.events, next.state)
  }

  /** Against the book of everything in one go. */
  async check(method: CostMethodName): Promise<void> {
    await this.book.settle(() => this.state)
    const whole = costBookOf([], this.entries, method)
    expect(this.book.stale).toBe(false)
    expect(this.book.realized).toBe(whole.realized)
    expect(this.book.unrealized(priceOf)).toBe(unrealized(whole, priceOf))
    expect(this.book.source.lines.map(({ time }) => time)).toEqual(this.entries.map(timeOf).sort((a, b) => a - b))
    expect(sum(this.book.source.lines.map(({ realized }) => realized))).toBe(whole.realized)
  }
}

const timeOf = (entry: CostEntry): number => (entry.kind === 'deal' ? entry.deal.time : entry.flow.time)
const upTo = (count: number, from: number): number[] => Array.from({ length: count }, (_, i) => from + i * 10)

describe('the profit book', () => {
  it('equals the book computed in one pass, with any late entries, also during the computation', async () => {
    const step = fc.oneof(
      fc.record({ what: fc.constant('deals' as const), at: fc.nat(9_000), count: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ what: fc.constant('flow' as const), at: fc.nat(9_000), count: fc.constant(1) }),
      fc.record({ what: fc.constant('settle' as const), at: fc.constant(0), count: fc.constant(1) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), fc.constantFrom('average', 'fifo'), async (steps, method) => {
        const desk = await new Desk(method).born()
        await desk.deals(upTo(600, BIRTH + 2_000))
        let running: Promise<void> | undefined
        for (const { what, at, count } of steps) {
          if (what === 'settle') running = desk.book.settle(() => desk.state)
          else if (what === 'deals') await desk.deals(upTo(count, BIRTH + at))
          else await desk.flow(BIRTH + at + 1_001)
          if (running !== undefined && at % 2 === 0) await new Promise(setImmediate)
        }
        await running
        await desk.check(method)
      }),
      { numRuns: 7 * RUNS },
    )
  })

  it('is recomputed from the time of a late deal, not from the start', async () => {
    const desk = await new Desk().born()
    await desk.deals(upTo(9_000, BIRTH))
    await desk.check('average')
    let read = 0
    const { store } = desk
    const whole = store.dealsAscending.bind(store)
    store.dealsAscending = async (...query) => {
      const page = await whole(...query)
      read += page.length
      return page
    }
    await desk.deals([BIRTH + 85_005])
    await desk.check('average')
    expect(read).toBeLessThan(2_000)
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
})
