/** REST's books beside the pushes of the streams: a snapshot mostly falls between two changes that one push covers. */

import { compare, isZero } from '@spotdeck/exact'
import type { Clock } from '@spotdeck/ports'
import type { BookSide, BookView, Exchange, VenueEvent } from '../contract/exchange.ts'

/** REST's book is at most this old, ms. */
const MAX_AGE_MS = 300
/** The shortest interval of aggregated pushes, ms: two changes in it are in one push of every interval. */
const PUSH_MS = 10
/** Changes that are kept before old ones are dropped. */
const MAX_CHANGES = 256

type LevelEvent = Extract<VenueEvent, { readonly type: 'level' }>
type Change = {
  readonly event: LevelEvent
  /** True for a change by a command of a person, which is never missing in an answer. */
  readonly isPersons: boolean
}

/**
 * Books a moment ago. MEXC: the version of a depth answer is normally inside the range of a push, so that a part of that push
 * is in the answer already. It follows the symbols whose level events somebody else wants; other books are as they are.
 */
export class DepthView {
  readonly #exchange: Pick<Exchange, 'book'>
  readonly #clock: Clock
  readonly #recent = new Map<string, RecentChanges>()

  constructor(exchange: Pick<Exchange, 'book' | 'subscribe'>, clock: Clock) {
    this.#exchange = exchange
    this.#clock = clock
    exchange.subscribe((events) => this.#apply(events), false)
  }

  /** At most `depth` levels a side, as of the newest version inside a push of the last 300 ms, or as of now. */
  book(symbol: string, depth: number): BookView {
    const undone = this.#recent.get(symbol)?.after(this.#clock.now()) ?? []
    const book = this.#exchange.book(symbol, depth + undone.length)
    const [first] = undone
    const isKnown = first !== undefined && undone.at(-1)?.event.version === book.version
    if (!isKnown) return { ...book, bids: book.bids.slice(0, depth), asks: book.asks.slice(0, depth) }
    return {
      ...book,
      version: first.event.version - 1,
      bids: without(book.bids, undone, 'bid').slice(0, depth),
      asks: without(book.asks, undone, 'ask').slice(0, depth),
    }
  }

  #apply(events: readonly VenueEvent[]): void {
    let isPersons: boolean | undefined
    for (const event of events) {
      if (event.type !== 'level') continue
      isPersons ??= events.some(({ type }) => type === 'order')
      let recent = this.#recent.get(event.symbol)
      if (recent?.version !== event.version - 1) {
        recent = new RecentChanges(event.version)
        this.#recent.set(event.symbol, recent)
      } else recent.add(event, isPersons)
    }
  }
}

/** The last changes of one symbol, each with what was there before it. */
class RecentChanges {
  #changes: Change[] = []
  #version: number

  constructor(version: number) {
    this.#version = version
  }

  /** Version of the last change. */
  get version(): number {
    return this.#version
  }

  add(event: LevelEvent, isPersons: boolean): void {
    this.#changes.push({ event, isPersons })
    this.#version = event.version
    if (this.#changes.length < MAX_CHANGES) return
    const old = this.#changes.findIndex((one) => one.event.time >= event.time - MAX_AGE_MS)
    this.#changes = this.#changes.slice(Math.max(old, MAX_CHANGES / 2))
  }

  /** The changes after the newest version that is inside a push, oldest first; none where there is no such version. */
  after(now: number): readonly Change[] {
    for (let n = this.#changes.length - 1; n > 0; n--) {
      const change = this.#changes[n]
      const before = this.#changes[n - 1]
      if (change === undefined || before === undefined) return []
      if (change.isPersons || before.event.time < now - MAX_AGE_MS) return []
      if (Math.floor(change.event.time / PUSH_MS) === Math.floor(before.event.time / PUSH_MS))
        return this.#changes.slice(n)
    }
    return []
  }
}

/** A side of a book without these changes. */
function without(side: BookSide, undone: readonly Change[], which: LevelEvent['side']): BookSide {
  const levels = new Map(side.map((level) => [level.price, level.quantity] as const))
  for (const { event } of undone.toReversed()) {
    const { side: changed, price, before } = event
    if (changed !== which) continue
    if (isZero(before)) levels.delete(price)
    else levels.set(price, before)
  }
  const sign = which === 'bid' ? -1 : 1
  return [...levels].map(([price, quantity]) => ({ price, quantity })).sort((a, b) => sign * compare(a.price, b.price))
}
