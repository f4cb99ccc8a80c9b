/** Compares what readers are shown with the exchange's exact state. */

import { decimal, isZero } from '@spotdeck/exact'
import type { Row, ShownAccount } from './shown.ts'
import { type KnownOrder, NO_ORDER, type TruthHistory, balanceValue, dealsOf, orderValue } from './truth-history.ts'

/** A figure that is shown and is not the exchange's. `trueUntil`: up to when what is shown was, in ms; absent if it was not. */
export type Difference = { readonly figure: string; readonly text: string; readonly trueUntil: number | undefined }

/** A balance at the exchange. */
export type Held = { readonly free: string; readonly locked: string }

/** Figures that are shown and that differ from the exchange's now: balances, and the newest orders with their deals. */
export function differences(
  { balances, history }: { readonly balances: ReadonlyMap<string, Held>; readonly history: TruthHistory },
  { assets, orders: shownOrders, dealt: shownDealt, openOrders }: ShownAccount,
): readonly Difference[] {
  const found: Difference[] = []
  const note = (figure: string, value: string, text: string): void =>
    void found.push({ figure, text, trueUntil: history.trueUntil(figure, value) })
  for (const asset of new Set([...balances.keys(), ...assets.keys()])) {
    const { free = '0', locked = '0' } = balances.get(asset) ?? {}
    const row = assets.get(asset)
    const shown = { free: textOf(row?.['free']), locked: textOf(row?.['locked']) }
    if (shown.free !== free || shown.locked !== locked)
      note(
        asset,
        balanceValue(shown.free, shown.locked),
        `${asset} ${shown.free}/${shown.locked} shown, ${free}/${locked} true`,
      )
  }
  const { orders, dealt } = history
  for (const order of newest(orders)) {
    const { orderId: id, status, executedQuantity } = order
    const [shown, is] = [valueOf(shownOrders.get(id)), orderValue(status, executedQuantity)]
    if (shown !== is) note(id, shown, `order ${id} ${shown === NO_ORDER ? 'missing' : shown}, ${is} true`)
    const [sum, whole] = [shownDealt.get(id) ?? '0', dealt.get(id) ?? '0']
    if (sum !== whole) note(dealsOf(id), sum, `deals of ${id} ${sum === '0' ? 'missing' : sum}, ${whole} true`)
  }
  for (const [id, row] of openOrders)
    if (!OPEN.has(orders.get(id)?.status ?? '')) note(id, valueOf(row), `order ${id}: open shown, over in truth`)
  return found
}

/** Orders and deals that are compared all the time: the newest. */
const NEWEST = 200
const OPEN: ReadonlySet<string> = new Set(['NEW', 'PARTIALLY_FILLED'])
const newest = (orders: ReadonlyMap<string, KnownOrder>): readonly KnownOrder[] => [...orders.values()].slice(-NEWEST)

/**
 * True for an order that was canceled with nothing executed and was never shown: it left no trace in any balance. Coverage must not
 * claim its time.
 */
export function leftNoTrace({ status, executedQuantity }: KnownOrder, isShown: boolean): boolean {
  return !isShown && status === 'CANCELED' && isZero(decimal(executedQuantity))
}

/** A stretch of time of which coverage says what is known. */
export type Window = Readonly<Partial<Record<'kind' | 'state' | 'from' | 'to', unknown>>>

const CLAIMS: ReadonlySet<unknown> = new Set(['complete', 'repaired'])

/** True if coverage claims all orders of the time in which one was placed. */
export function isClaimed({ createdAt }: KnownOrder, windows: readonly Window[]): boolean {
  return windows.some(
    ({ kind, state, from, to }) =>
      kind === 'orders' && CLAIMS.has(state) && Number(from) <= createdAt && createdAt < Number(to ?? Infinity),
  )
}

const valueOf = (row: Row | undefined): string =>
  row === undefined ? NO_ORDER : orderValue(String(row['status']), String(row['executedQuantity']))

const textOf = (amount: unknown): string => (typeof amount === 'string' ? amount : '0')

/** Measures how long figures were wrong while the reader was told `live`. */
export class WrongWhileLive {
  /** Longest time of one figure, in ms. */
  longestMs = 0
  /** The figure of that time, in words. */
  longest = 'none'
  /** Time in which any figure was wrong, in ms. */
  totalMs = 0
  /** Time in which the reader was told `live`, in ms. */
  liveMs = 0
  /** Longest time that the reader was not told `live` since the last fault began, in ms. */
  notLiveMs = 0
  #liveAt: number | undefined
  /** Start of the stretch in which the reader is told `live`. */
  #liveSince = 0
  /** Since when each wrong figure is wrong, and the longest time that it may be. */
  #wrong = new Map<string, { readonly since: number; readonly limitMs: number }>()
  readonly #limitMs: number

  /** @param limitMs longest time that a figure may be wrong */
  constructor(limitMs: number) {
    this.#limitMs = limitMs
  }

  /** A fault begins. */
  begin(at: number): void {
    this.#liveAt = at
    this.notLiveMs = 0
  }

  /** Notes one look. Answers the figures that are wrong for too long now. */
  look({ at, stepMs, isLive, found, servedMs = 0 }: Look): readonly Difference[] {
    if (!isLive) this.#liveSince = at + stepMs
    if (isLive) this.liveMs += stepMs
    if (isLive) this.#liveAt = at
    this.notLiveMs = Math.max(this.notLiveMs, at - (this.#liveAt ?? at))
    if (!isLive || found.length === 0) {
      this.#wrong = new Map()
      return []
    }
    this.totalMs += stepMs
    this.#wrong = new Map(
      found.map(({ figure, trueUntil }) => {
        const known = this.#wrong.get(figure)
        const since = trueUntil === undefined ? (known?.since ?? at) : Math.max(trueUntil, this.#liveSince)
        return [figure, { since, limitMs: Math.max(this.#limitMs, servedMs, known?.limitMs ?? 0) }]
      }),
    )
    const age = (figure: string): number => at - (this.#wrong.get(figure)?.since ?? at)
    for (const { figure, text } of found) {
      if (age(figure) <= this.longestMs) continue
      this.longestMs = age(figure)
      this.longest = text
    }
    return found.filter(({ figure }) => age(figure) > (this.#wrong.get(figure)?.limitMs ?? 0))
  }
}

/**
 * One look at what a reader is shown. `servedMs`: time within which the status says that it notices what is missing; a figure may be wrong
 * for the longest of those that were said while it was.
 */
export type Look = {
  readonly at: number
  /** Time since the last look, in ms. */
  readonly stepMs: number
  readonly isLive: boolean
  readonly found: readonly Difference[]
  readonly servedMs?: number
}
