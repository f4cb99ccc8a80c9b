/**
 * Measures how long an edge called an account `live` while a balance, an open order or one of the newest orders and deals that it showed was
 * not the exchange's. Rules, without I/O; times in ms by one clock. Figures are compared as the simulator's oracle does.
 */

import { SECOND_MS } from '@spotdeck/ports'
import {
  type Difference,
  type Held,
  type Window,
  WrongWhileLive,
  differences,
  isClaimed,
  leftNoTrace,
} from '../simulation/simulator/oracle.ts'
import { type Row, ShownAccount } from '../simulation/simulator/shown.ts'
import { type Reading, TruthHistory, orderOf } from '../simulation/simulator/truth-history.ts'

/** Figures of an account at the exchange at one moment. */
export type Truth = Reading & { readonly balances: ReadonlyMap<string, Held> }

type Watched = {
  readonly shown: ShownAccount
  readonly history: TruthHistory
  readonly always: WrongWhileLive
  readonly quiet: WrongWhileLive
  truth: { readonly text: string; readonly balances: Truth['balances']; readonly at: number } | undefined
  coverage: readonly Window[]
  told: { readonly isLive: boolean; readonly at: number } | undefined
  /** Differences of the last comparison: they last up to the next one. */
  found: readonly Difference[]
  /** False once the account was not live since the truth changed. */
  isLiveSince: boolean
}

/** Edges sample the status once a second: after this time without one, a page no longer shows it as present. */
export const SAMPLE_LIMIT_MS = 2_500
/**
 * The most that a figure may be wrong while live, with and without failures of the desk's own processes: a reader believes a lease
 * until 2.5 s of its 6 s are left, and looks once a second.
 */
export const WRONG_LIMIT_MS = { failing: 8 * SECOND_MS, quiet: 3 * SECOND_MS } as const

/** Longest time of a wrong figure, and the figure. */
type Longest = { readonly ms: number; readonly what: string }

/** Figures of one edge. */
export type LiveFigures = {
  /** Comparisons of an account with the exchange, in which the account was live. */
  readonly compared: number
  /** At any time, and while nothing failed. */
  readonly longest: Longest
  readonly longestQuiet: Longest
  /** Times from a change at the exchange to the same at the edge, of accounts that were live all the time. */
  readonly delays: readonly number[]
}

/** Watches one edge. */
export class LiveWatch {
  readonly #edge: string
  readonly #accounts = new Map<string, Watched>()
  readonly #delays: number[] = []
  #compared = 0
  #disturbedUntil = -Infinity

  constructor(edge: string) {
    this.#edge = edge
  }

  get figures(): LiveFigures {
    const longest = (of: 'always' | 'quiet'): Longest =>
      [...this.#accounts].reduce<Longest>(
        (worst, [account, { [of]: wrong }]) =>
          wrong.longestMs > worst.ms
            ? { ms: Math.round(wrong.longestMs), what: `${account} at ${this.#edge}: ${wrong.longest}` }
            : worst,
        { ms: 0, what: 'none' },
      )
    const [always, quiet] = [longest('always'), longest('quiet')]
    return { compared: this.#compared, longest: always, longestQuiet: quiet, delays: this.#delays }
  }

  /** Something of the desk fails, or is about to recover, up to a time. */
  disturbed(until: number): void {
    this.#disturbedUntil = Math.max(this.#disturbedUntil, until)
  }

  /** The exchange had this when it was asked. */
  truth(account: string, truth: Truth, at: number): void {
    const watched = this.#of(account)
    const { balances, orders, deals } = truth
    const text = JSON.stringify([
      [...balances],
      orders.map((one) => [one.orderId, one.status, one.executedQuantity]),
      deals.length,
    ])
    watched.history.read(truth, at)
    if (watched.truth?.text !== text) {
      watched.truth = { text, balances, at }
      watched.isLiveSince = isLive(watched, at)
    }
    this.#compare(watched, at)
  }

  /** The edge has told an event. */
  shown(
    account: string,
    event: { readonly topic: string; readonly type: string; readonly data: Row },
    at: number,
  ): void {
    const watched = this.#of(account)
    watched.shown.apply(event)
    this.#compare(watched, at)
  }

  /** The edge has told the status of an account. */
  told(account: string, isLive: boolean, at: number): void {
    const watched = this.#of(account)
    this.#expire(watched, at)
    watched.told = { isLive, at }
    if (!isLive) this.#notLive(watched, at)
    this.#compare(watched, at)
  }

  /** The edge has told what it knows to be complete. */
  covered(account: string, coverage: readonly Window[], at: number): void {
    const watched = this.#of(account)
    watched.coverage = coverage
    this.#compare(watched, at)
  }

  /** The connection to the edge is lost: nothing is shown. */
  lost(at: number): void {
    for (const watched of this.#accounts.values()) {
      this.#expire(watched, at)
      this.#notLive(watched, at)
      watched.told = undefined
    }
  }

  /** True if the account is shown as live with other figures than those that the exchange had last. */
  isDifferent(account: string): boolean {
    return this.#of(account).found.length > 0
  }

  #compare(watched: Watched, at: number): void {
    this.#expire(watched, at)
    const { truth, history, shown } = watched
    if (truth === undefined || !isLive(watched, at)) return
    this.#compared += 1
    const found = differences({ balances: truth.balances, history }, shown).flatMap((one) => judged(watched, one))
    this.#look(watched, at, watched.found)
    this.#look(watched, at, found)
    if (found.length === 0 && watched.found.length > 0 && watched.isLiveSince) this.#delays.push(at - truth.at)
    watched.found = found
  }

  #look({ always, quiet }: Watched, at: number, found: readonly Difference[]): void {
    const look = { at, stepMs: 0, isLive: true, found }
    always.look(look)
    quiet.look({ ...look, isLive: at >= this.#disturbedUntil })
  }

  /** Ends what was told too long ago. */
  #expire(watched: Watched, at: number): void {
    const { told } = watched
    if (told === undefined || at - told.at <= SAMPLE_LIMIT_MS) return
    this.#notLive(watched, told.at + SAMPLE_LIMIT_MS)
    watched.told = undefined
  }

  /** The account is live no longer: what was wrong was so up to now. */
  #notLive(watched: Watched, at: number): void {
    this.#look(watched, at, watched.found)
    for (const wrong of [watched.always, watched.quiet]) wrong.look({ at, stepMs: 0, isLive: false, found: [] })
    watched.found = []
    watched.isLiveSince = false
  }

  #of(account: string): Watched {
    const found = this.#accounts.get(account)
    if (found !== undefined) return found
    const made: Watched = {
      shown: new ShownAccount(),
      history: new TruthHistory(),
      always: new WrongWhileLive(WRONG_LIMIT_MS.failing),
      quiet: new WrongWhileLive(WRONG_LIMIT_MS.quiet),
      truth: undefined,
      coverage: [],
      told: undefined,
      found: [],
      isLiveSince: false,
    }
    this.#accounts.set(account, made)
    return made
  }
}

/** An order that left no trace in a balance is wrong only once coverage claims its time, and from then on. */
function judged({ history, shown, coverage }: Watched, one: Difference): readonly Difference[] {
  const order = history.orders.get(orderOf(one.figure))
  if (order === undefined || !leftNoTrace(order, shown.orders.has(order.orderId))) return [one]
  return isClaimed(order, coverage) ? [{ ...one, trueUntil: undefined }] : []
}

function isLive({ told }: Watched, at: number): boolean {
  return told?.isLive === true && at - told.at <= SAMPLE_LIMIT_MS
}
