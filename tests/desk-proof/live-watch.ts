/**
 * Measures how long an edge called an account `live` while it lacked an order that the exchange had acknowledged. Rules, without I/O; times
 * in ms by one clock.
 */

type Waiting = { readonly acknowledgedAt: number; wrongSince: number | undefined; shown: string }

/** Status of an account at an edge, as its last sample told it. */
type Told = { readonly isLive: boolean; readonly at: number }

/** Edges sample the status once a second: after this time without one, a page no longer shows it as present. */
export const SAMPLE_LIMIT_MS = 2_500

/** Figures of all edges together. */
export type LiveFigures = {
  readonly orders: number
  /** Longest time, and the account, edge and order of it. */
  readonly longestMs: number
  readonly longest: string
  readonly longestOrder: { readonly account: string; readonly orderId: string } | undefined
  /** Delays of orders that were seen while the account was live all the time. */
  readonly delays: readonly number[]
}

/** Watches one edge. */
export class LiveWatch {
  readonly #edge: string
  readonly #told = new Map<string, Told>()
  readonly #waiting = new Map<string, Map<string, Waiting>>()
  /** Orders that were seen before they were acknowledged. */
  readonly #early = new Set<string>()
  readonly #delays: number[] = []
  #orders = 0
  #longest: { readonly ms: number; readonly what: string; readonly order?: LiveFigures['longestOrder'] } = {
    ms: 0,
    what: '',
  }

  constructor(edge: string) {
    this.#edge = edge
  }

  get figures(): LiveFigures {
    return {
      orders: this.#orders,
      longestMs: this.#longest.ms,
      longest: this.#longest.what,
      longestOrder: this.#longest.order,
      delays: this.#delays,
    }
  }

  /** The exchange has acknowledged an order, at the latest now. */
  acknowledged(account: string, orderId: string, at: number): void {
    if (this.#early.delete(orderId)) return
    const orders = this.#waiting.get(account) ?? new Map<string, Waiting>()
    this.#waiting.set(account, orders)
    orders.set(orderId, {
      acknowledgedAt: at,
      wrongSince: this.#isLive(account, at) ? at : undefined,
      shown: 'not shown',
    })
  }

  /** The edge has shown the order. */
  seen(account: string, orderId: string, at: number): void {
    this.tick(at)
    const waiting = this.#waiting.get(account)?.get(orderId)
    if (waiting === undefined) {
      this.#early.add(orderId)
      return
    }
    this.#waiting.get(account)?.delete(orderId)
    this.#orders += 1
    if (waiting.wrongSince === waiting.acknowledgedAt) this.#delays.push(at - waiting.acknowledgedAt)
    this.#end(account, orderId, waiting, at)
  }

  /** The order is no present figure any more: an order that came and went is history, which may be read later. */
  ended(account: string, orderId: string, at: number): void {
    this.tick(at)
    const waiting = this.#waiting.get(account)?.get(orderId)
    if (waiting === undefined) return
    this.#waiting.get(account)?.delete(orderId)
    this.#end(account, orderId, waiting, at)
  }

  /** The edge has shown the order in a state that is not its present one. */
  outdated(account: string, orderId: string, shown: string): void {
    const waiting = this.#waiting.get(account)?.get(orderId)
    if (waiting !== undefined) waiting.shown = shown
  }

  /** The edge has told the status of an account. */
  told(account: string, isLive: boolean, at: number): void {
    this.tick(at)
    this.#told.set(account, { isLive, at })
    for (const [orderId, waiting] of this.#waiting.get(account) ?? []) {
      if (isLive) waiting.wrongSince ??= at
      else this.#end(account, orderId, waiting, at)
    }
  }

  /** The connection to the edge is lost: nothing is shown. */
  lost(at: number): void {
    for (const [account, orders] of this.#waiting)
      for (const [orderId, waiting] of orders) this.#end(account, orderId, waiting, at)
    this.#told.clear()
  }

  /** Ends what was told too long ago. */
  tick(at: number): void {
    for (const [account, told] of this.#told) {
      if (at - told.at <= SAMPLE_LIMIT_MS) continue
      this.#told.delete(account)
      for (const [orderId, waiting] of this.#waiting.get(account) ?? [])
        this.#end(account, orderId, waiting, told.at + SAMPLE_LIMIT_MS)
    }
  }

  #isLive(account: string, at: number): boolean {
    const told = this.#told.get(account)
    return told?.isLive === true && at - told.at <= SAMPLE_LIMIT_MS
  }

  #end(account: string, orderId: string, waiting: Waiting, at: number): void {
    const ms = at - (waiting.wrongSince ?? at)
    waiting.wrongSince = undefined
    if (ms > this.#longest.ms)
      this.#longest = {
        ms: Math.round(ms),
        what: `${account} at ${this.#edge}, order ${orderId} ${waiting.shown}`,
        order: { account, orderId },
      }
  }
}
