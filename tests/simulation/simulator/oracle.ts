/** Compares what readers are shown with the exchange's exact state. */

import { isZero } from '@spotdeck/exact'
import type { OrderRecord } from '@spotdeck/sandbox'
import type { Reader, Row } from './reader.ts'
import { NO_ORDER, balanceValue, dealsOf, orderValue } from './truth-history.ts'
import type { SimulatedVenue } from './venue.ts'

/** A figure that is shown and is not the exchange's. `trueUntil`: up to when what is shown was, in ms; absent if it was not. */
export type Difference = { readonly figure: string; readonly text: string; readonly trueUntil: number | undefined }

/** Figures that the reader shows and that differ from the exchange's now. */
export function differences(venue: SimulatedVenue, reader: Reader): readonly Difference[] {
  const { assets } = reader
  const found: Difference[] = []
  const note = (figure: string, value: string, text: string): void =>
    void found.push({ figure, text, trueUntil: venue.history.trueUntil(figure, value) })
  const truth = venue.balances()
  for (const asset of new Set([...truth.keys(), ...assets.keys()])) {
    const { free = '0', locked = '0' } = truth.get(asset) ?? {}
    const row = assets.get(asset)
    const shown = { free: textOf(row?.['free']), locked: textOf(row?.['locked']) }
    if (shown.free !== free || shown.locked !== locked)
      note(
        asset,
        balanceValue(shown.free, shown.locked),
        `${asset} ${shown.free}/${shown.locked} shown, ${free}/${locked} true`,
      )
  }
  const { orders, dealt } = venue.history
  for (const order of newest(orders)) {
    const { orderId: id, status, executedQuantity } = order
    const [shown, is] = [valueOf(reader.orders.get(id)), orderValue(status, executedQuantity)]
    if (shown !== is) note(id, shown, `order ${id} ${shown === NO_ORDER ? 'missing' : shown}, ${is} true`)
    const [sum, whole] = [reader.dealt.get(id) ?? '0', dealt.get(id) ?? '0']
    if (sum !== whole) note(dealsOf(id), sum, `deals of ${id} ${sum === '0' ? 'missing' : sum}, ${whole} true`)
  }
  for (const [id, row] of reader.openOrders)
    if (!OPEN.has(orders.get(id)?.status ?? '')) note(id, valueOf(row), `order ${id}: open shown, over in truth`)
  return found
}

/** Orders and deals that are compared all the time: the newest. */
const NEWEST = 200
const OPEN: ReadonlySet<string> = new Set(['NEW', 'PARTIALLY_FILLED'])
const newest = (orders: ReadonlyMap<string, OrderRecord>): readonly OrderRecord[] => [...orders.values()].slice(-NEWEST)

/**
 * True for an order that was canceled with nothing executed and was never shown: it left no trace in any balance. Coverage must not
 * claim its time.
 */
export function leftNoTrace({ status, executedQuantity }: OrderRecord, isShown: boolean): boolean {
  return !isShown && status === 'CANCELED' && isZero(executedQuantity)
}

const valueOf = (row: Row | undefined): string =>
  row === undefined ? NO_ORDER : orderValue(String(row['status']), String(row['executedQuantity']))

const textOf = (amount: unknown): string => (typeof amount === 'string' ? amount : '0')

/** Measures how long figures were wrong while the reader was told `live`. */
export class WrongWhileLive {
  /** Longest time of one figure, in ms. */
  longestMs = 0
  /** Time in which any figure was wrong, in ms. */
  totalMs = 0
  /** Time in which the reader was told `live`, in ms. */
  liveMs = 0
  /** Longest time that the reader was not told `live` since the last fault began, in ms. */
  notLiveMs = 0
  #liveAt: number | undefined
  /** Start of the stretch in which the reader is told `live`. */
  #liveSince = 0
  #since = new Map<string, number>()
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
  look(at: number, stepMs: number, isLive: boolean, found: readonly Difference[]): readonly Difference[] {
    if (!isLive) this.#liveSince = at + stepMs
    if (isLive) this.liveMs += stepMs
    if (isLive) this.#liveAt = at
    this.notLiveMs = Math.max(this.notLiveMs, at - (this.#liveAt ?? at))
    if (!isLive || found.length === 0) {
      this.#since = new Map()
      return []
    }
    this.totalMs += stepMs
    const since = ({ figure, trueUntil }: Difference): number =>
      trueUntil === undefined ? (this.#since.get(figure) ?? at) : Math.max(trueUntil, this.#liveSince)
    this.#since = new Map(found.map((one) => [one.figure, since(one)]))
    const age = (figure: string): number => at - (this.#since.get(figure) ?? at)
    this.longestMs = Math.max(this.longestMs, ...found.map(({ figure }) => age(figure)))
    return found.filter(({ figure }) => age(figure) > this.#limitMs)
  }
}
