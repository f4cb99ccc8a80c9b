/**
 * Revisions of what reports are computed from: deals, flows, their prices, and what balances were explained by. Orders
 * and the balance changes of trading change no report, and neither does a deal after the end of a report's span.
 */

import { type LedgerEvent, reasonKind } from '@spotdeck/ledger'

/** Changes that are told apart by their times; older ones count for every span. */
const MAX_CHANGES = 1_000
/** The time of a change that concerns every span. */
const ALWAYS = -Infinity

type Change = { readonly time: number; readonly n: number }

/** Revisions of one ledger since its start. */
export class ReportRevision {
  /** Ascending by time and by number: a change hides earlier ones of the same time or later. */
  readonly #changes: Change[] = []
  /** Number of the last change that is not told apart. */
  #floor = 0

  /** Takes the events of a commit. */
  take(events: readonly LedgerEvent[]): void {
    for (const event of events) {
      const time = changedAt(event)
      if (time === undefined) continue
      while ((this.#changes.at(-1)?.time ?? ALWAYS) >= time && this.#changes.length > 0) this.#changes.pop()
      if (time === ALWAYS) this.#floor = event.n
      else this.#changes.push({ time, n: event.n })
    }
    if (this.#changes.length <= MAX_CHANGES) return
    for (const { n } of this.#changes.splice(0, MAX_CHANGES / 2)) this.#floor = Math.max(this.#floor, n)
  }

  /** Number of the last event that changed a report over a span ending before `time`; 0 where none has since start. */
  before(time: number): number {
    const last = this.#changes.findLast((change) => change.time < time)
    return Math.max(this.#floor, last?.n ?? 0)
  }
}

/** Time from which an event changes reports, in ms; `undefined` where it changes none. */
function changedAt(event: LedgerEvent): number | undefined {
  switch (event.type) {
    case 'deal.added':
    case 'deal.dropped':
      return event.deal.time
    case 'deal.priced':
    case 'flow.priced':
      return event.time
    case 'asset.changed':
      return reasonKind(event.change.reason) === 'trade' ? undefined : Math.min(event.time, event.change.time)
    case 'order.updated':
    case 'order.recalled':
    case 'order.set-aside':
    case 'deal.named':
    case 'account.checked':
    case 'plan.changed':
      return undefined
    default:
      return ALWAYS
  }
}
