/**
 * Realized profit of one account, in the order of (time, id). It is taken up from the newest stored mark, with the
 * entries after it; an entry that is learned late sends it back to the mark before, which is the newest one that the
 * commit left in the store. A long history is read in steps between which others run.
 */

import {
  type CostEntry,
  type LedgerEvent,
  type LedgerState,
  type PnlWalk,
  type Position,
  type PriceOf,
  type QuarterSums,
  type Value,
  beginPnl,
  bookPnl,
  compareKeys,
  newLots,
  openingsOf,
  pnlBasis,
  pnlMark,
  unrealized,
} from '@spotdeck/ledger'
import { type Timers, sleep, withDeadline } from '@spotdeck/ports'
import { type LedgerStore, type PnlTotal, type StoredMark, listed, pnlChange } from '@spotdeck/store'
import { type PnlSource, nextEntries, resumeMark } from './pnl-entries.ts'
import { ReportError } from '../base/report-error.ts'

/** Computations that late entries interrupt, at most. */
const TRIES = 3
/** Entries between two marks, at least; where more assets are held, a mark is larger, and there are fewer of them. */
const MARK_EVERY = 400
const MARK_EVERY_POSITION = 4
/** Some seconds of work. */
const MAX_TAIL = 50_000

/** Profit since a mark. */
export type PnlTail = {
  readonly basis: string
  /** `undefined`: since the beginning. */
  readonly base: StoredMark | undefined
  readonly walk: PnlWalk
  /** Of the quarter hours that are over. */
  readonly quarters: readonly QuarterSums[]
  /** Ascending by time; the first is that of the mark. */
  readonly totals: readonly PnlTotal[]
}
type Work = {
  readonly basis: string
  /** Value that the books began with. */
  readonly opening: Value
  base: StoredMark | undefined
  walk: PnlWalk
  quarters: QuarterSums[]
  totals: PnlTotal[]
  /** Entries since the mark. */
  count: number
}

/** Options of a profit book. */
export type BookOptions = {
  /** Stores its marks; without it, they are only read. */
  readonly save?: LedgerStore['savePnl']
  /** Called where a mark cannot be stored, or profit cannot be computed; it is tried again. */
  readonly failed?: (error: unknown) => void
  /** Entries between two marks; by default at least 400, and more where many assets are held. */
  readonly markEvery?: number
  /** Entries after the newest mark that a book which stores none takes up. */
  readonly maxTail?: number
}

/** Realized profit of one account by both kept methods. */
export class RealizedPnlBook {
  readonly #store: PnlSource
  readonly #timers: Timers
  readonly #save: BookOptions['save']
  readonly #failed: (error: unknown) => void
  readonly #markEvery: number | undefined
  readonly #maxTail: number
  #work: Work = begun([])
  /** Computation under way, until it replaces `#work`. */
  #building: Work | undefined
  #settling: Promise<void> | undefined
  #isStale = true
  /** True if an entry came late for the computation under way. */
  #isLate = false
  #isEnded = false
  /** Counts changes, so that a step notices what came while it was read. */
  #taken = 0
  /** Number of the last event that is known. */
  #n = 0

  constructor(store: PnlSource, timers: Timers, options: BookOptions = {}) {
    const { save, failed = () => undefined, markEvery, maxTail = MAX_TAIL } = options
    this.#store = store
    this.#timers = timers
    this.#save = save
    this.#failed = failed
    this.#markEvery = markEvery
    this.#maxTail = maxTail
  }

  /** Positions held with their average cost, by asset. */
  get positions(): ReadonlyMap<string, Position> {
    return this.#work.walk.books.average.positions
  }

  /** By average cost. */
  get realized(): Value {
    return this.#work.walk.books.average.realized
  }

  /** The value that the book began with: another one means that profit is counted from another beginning. */
  get opening(): Value {
    return this.#work.opening
  }

  /** By average cost. */
  unrealized(priceOf: PriceOf): Value {
    return unrealized(this.#work.walk.books.average, priceOf)
  }

  /** Profit since the newest mark, as it is now. */
  get tail(): PnlTail {
    const { basis, base, walk, quarters, totals } = this.#work
    return { basis, base, walk, quarters: [...quarters], totals: [...totals] }
  }

  /** True if the book must be computed again before it may be read. */
  get stale(): boolean {
    return this.#isStale
  }

  /** Books what a commit brought, or notes that it came late. */
  take(events: readonly LedgerEvent[], { birth }: Pick<LedgerState, 'birth'>): void {
    let { last } = (this.#building ?? this.#work).walk.books.average
    const next: CostEntry[] = []
    for (const event of events) {
      this.#n = event.n
      const begins = event.type === 'status.changed' && event.status.since === birth
      const change = pnlChange(event)
      if (change === undefined && !begins) continue
      this.#taken += 1
      // An entry from before the first start changes the opening balance and so every cost.
      const isLate =
        change === undefined ||
        birth === undefined ||
        change.time < birth ||
        (last !== undefined && compareKeys(last, change) >= 0)
      const entry = entryOf(event)
      if (this.#building !== undefined) this.#isLate ||= isLate
      else if (isLate) this.#isStale = true
      else if (entry !== undefined) {
        next.push(entry)
        last = change
      }
    }
    if (!this.#isStale) book(this.#work, next)
  }

  /** Brings the book up to date and stores a mark that is due; concurrent callers share one computation. Idempotent. */
  async settle(state: () => LedgerState): Promise<void> {
    for (let tries = 0; tries < TRIES && !this.#isEnded && (this.#isStale || this.#isLong(this.#work)); tries++) {
      this.#settling ??= this.#bringUpToDate(state).finally(() => (this.#settling = undefined))
      await this.#settling
    }
  }

  /** The same, but waits no longer than `ms`; the computation goes on. A failure is told to `failed`. */
  async settleWithin(state: () => LedgerState, ms: number): Promise<void> {
    const settled = this.settle(state).catch(this.#failed)
    const late = (): Error => new ReportError('PNL_COMPUTING', 'Profit is still being computed.')
    await withDeadline(settled, { timers: this.#timers, ms, late }).catch(() => undefined)
  }

  /** Ends a computation after its step; the next process goes on from its newest mark. Idempotent. */
  async end(): Promise<void> {
    this.#isEnded = true
    await this.#settling?.catch(() => undefined)
  }

  async #bringUpToDate(state: () => LedgerState): Promise<void> {
    if (!this.#isStale && this.#save !== undefined) return this.#saveMark(this.#work)
    if (!this.#isStale) {
      const newest = await this.#store.pnlMark(this.#work.basis)
      if (newest === undefined || newest.n === this.#work.base?.n) return
    }
    await this.#rebuild(state)
  }

  /** Stays stale when something came late meanwhile. */
  async #rebuild(state: () => LedgerState): Promise<void> {
    const known = state()
    this.#n = Math.max(this.#n, known.n)
    const taken = this.#taken
    const work = await this.#open(known)
    // A commit may have removed the mark after it was read.
    if (taken !== this.#taken) return
    this.#isLate = false
    this.#building = work
    // Until it is done: what is taken meanwhile is in the new computation alone.
    this.#isStale = true
    try {
      await this.#walk(work)
      if (this.#isLate || this.#isEnded) return
      this.#work = work
      this.#isStale = false
    } finally {
      this.#building = undefined
    }
  }

  async #open(state: LedgerState): Promise<Work> {
    const openings = openingsOf(state)
    const work = begun(openings)
    const base = await this.#store.pnlMark(work.basis)
    if (base === undefined) return work
    const walk = await resumeMark(this.#store, base, () => this.#turn())
    // Lots of the mark are missing: what is derived is computed from the beginning, and its marks replace the others.
    if (walk === undefined) return work
    return { ...work, base, walk, totals: [{ time: base.last.time, realized: walk.books.average.realized }] }
  }

  async #walk(work: Work): Promise<void> {
    for (;;) {
      const taken = this.#taken
      const { entries, isLast } = await nextEntries(this.#store, work.walk)
      // What came while this was read may belong in between.
      if (taken === this.#taken) book(work, entries)
      if (this.#isLate || this.#isEnded || (isLast && taken === this.#taken)) return
      await this.#turn()
      // What came late in this turn is missing from what was booked: a mark of it would hold for good.
      if (this.#isLate || this.#isEnded) return
      if (!this.#isLong(work)) continue
      // A mark is stored in a turn of its own: entries are booked in the one before.
      await this.#longTail(work)
      await this.#turn()
    }
  }

  async #longTail(work: Work): Promise<void> {
    if (this.#save !== undefined) return this.#saveMark(work)
    if (work.count > this.#maxTail)
      throw new ReportError('PNL_COMPUTING', 'Profit is being computed: ask again in some minutes.')
  }

  /** Stores what came since the mark before; what is taken meanwhile belongs to the next one. */
  async #saveMark(work: Work): Promise<void> {
    const { basis, base, walk, quarters, totals, count } = work
    const { last } = walk.books.average
    if (last === undefined || this.#save === undefined) return
    const stored: StoredMark = { last, n: this.#n, mark: pnlMark(walk) }
    const lots = newLots(walk, base?.mark)
    Object.assign(work, { quarters: [], totals: totals.slice(-1), count: 0 })
    const isSaved = await this.#save({ ...stored, basis, after: base?.last, quarters, totals, lots }).catch(
      (error: unknown) => {
        this.#failed(error)
        return false
      },
    )
    if (isSaved) work.base = stored
    else {
      work.quarters.unshift(...quarters)
      work.totals.splice(0, 1, ...totals)
      work.count += count
    }
  }

  #isLong({ count, walk }: Work): boolean {
    const positions = walk.books.average.positions.size
    return count >= (this.#markEvery ?? Math.max(MARK_EVERY, MARK_EVERY_POSITION * positions))
  }

  /** Lets other work run. */
  #turn(): Promise<void> {
    return sleep({ timers: this.#timers, ms: 0 })
  }
}

function begun(openings: ReturnType<typeof openingsOf>): Work {
  const walk = beginPnl(openings)
  const { opening } = walk.books.average
  return { basis: pnlBasis(openings), base: undefined, walk, quarters: [], totals: [], count: 0, opening }
}

function book(work: Work, entries: readonly CostEntry[]): void {
  const { walk, closed, totals } = bookPnl(work.walk, entries)
  work.walk = walk
  work.quarters.push(...closed)
  work.count += entries.length
  for (const total of totals) {
    if (work.totals.at(-1)?.time === total.time) work.totals.pop()
    work.totals.push(total)
  }
}

function entryOf(event: LedgerEvent): CostEntry | undefined {
  const entry = listed(event)
  return entry?.kind === 'deal' || entry?.kind === 'flow' ? entry : undefined
}
