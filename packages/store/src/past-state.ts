/** A past state of an account: what its public events told up to one of them, or up to a time. */

import { add } from '@spotdeck/exact'
import {
  type BalanceChange,
  type LedgerEvent,
  type Order,
  type Status,
  RECONCILED,
  before,
  isPublic,
  sameBalance,
} from '@spotdeck/ledger'
import { CodedError, defined } from '@spotdeck/ports'

/** Events of a past state: up to `seq`, and of these only those up to `time`, where it is given. */
export type PastQuestion = { readonly seq: number; readonly time?: number | undefined }

/** The last event of one name, by its number and the newest of its times; `deals`: how many deals of it are known. */
export type SeenName = {
  readonly asset?: string
  readonly symbol?: string
  readonly seq: number
  readonly time: number
  readonly deals: number
}

/** State after the events of a question. Open orders alone are kept. */
export type PastState = {
  /** Last change of each asset. */
  readonly assets: readonly BalanceChange[]
  readonly openOrders: readonly Order[]
  readonly status?: Status
  /** One entry for each name that events have had: an asset, a symbol, a symbol with the asset of its fees, or none for statuses. */
  readonly seen: readonly SeenName[]
}

/** A past state needs events of an archive file that is missing or damaged: put a copy of it in its place. */
export class EventsArchived extends CodedError<'EVENTS_ARCHIVED'> {
  /** Name of the archive file. */
  readonly file: string

  constructor(file: string) {
    super(
      'EVENTS_ARCHIVED',
      `The events of this state are archived in ${file}, which cannot be read: put a copy of it in its place.`,
    )
    this.file = file
  }
}

const OPEN: ReadonlySet<string> = new Set<Order['status']>(['NEW', 'PARTIALLY_FILLED'])

/** Folds events, ascending by number, into a past state. */
export class PastFold {
  readonly #until: PastQuestion
  readonly #assets: Map<string, BalanceChange>
  readonly #orders: Map<string, Order>
  readonly #seen: Map<string, SeenName>
  /** Changes from after the time that are left out, by asset: the last of them, and whether there are more. */
  readonly #left = new Map<string, { readonly seq: number; readonly change: BalanceChange; readonly isOnly: boolean }>()
  #status: Status | undefined

  /** @param base an earlier state, whose events are all part of the question */
  constructor(until: PastQuestion, base: PastState = { assets: [], openOrders: [], seen: [] }) {
    this.#until = until
    this.#assets = new Map(base.assets.map((asset) => [asset.asset, asset]))
    this.#orders = new Map(base.openOrders.map((order) => [order.orderId, order]))
    this.#seen = new Map(base.seen.map((name) => [keyOf(name), name]))
    this.#status = base.status
  }

  /** Takes an event; one that is not part of the question changes nothing. */
  take(event: LedgerEvent): void {
    const { seq, time = Infinity } = this.#until
    if (!isPublic(event) || event.seq > seq) return
    if (event.time > time) return this.#leave(event)
    switch (event.type) {
      case 'asset.changed':
        this.#assets.set(event.change.asset, this.#changed(event))
        return this.#see(event, { asset: event.change.asset })
      case 'order.updated': {
        const { order } = event
        if (OPEN.has(order.status)) this.#orders.set(order.orderId, order)
        else this.#orders.delete(order.orderId)
        return this.#see(event, { symbol: order.symbol })
      }
      case 'deal.added':
        return this.#see(event, { symbol: event.deal.symbol, asset: event.deal.feeAsset }, 1)
      case 'deal.dropped':
        // A deal from after the time was never counted.
        return this.#see(
          event,
          { symbol: event.deal.symbol, asset: event.deal.feeAsset },
          event.deal.time > time ? 0 : -1,
        )
      case 'status.changed':
        this.#status = event.status
        return this.#see(event, {})
    }
  }

  read(): PastState {
    const [assets, openOrders, seen] = [this.#assets, this.#orders, this.#seen].map((map) => [...map.values()])
    return defined({ assets, openOrders, seen, status: this.#status }) as PastState
  }

  #leave(event: LedgerEvent): void {
    if (event.type !== 'asset.changed') return
    const { seq, change } = event
    this.#left.set(change.asset, { seq, change, isOnly: !this.#left.has(change.asset) })
  }

  /**
   * The balance after a change. One that is older than a change which is left out moves the balance by its steps; the
   * push of what a read showed before follows a change that takes the read back.
   */
  #changed({ seq, change }: Extract<LedgerEvent, { type: 'asset.changed' }>): BalanceChange {
    const left = this.#left.get(change.asset)
    const isNext = left?.isOnly === true && left.seq === seq - 1 && left.change.reason === RECONCILED
    const isTakenBack = isNext && sameBalance(before(left.change), change)
    if (isTakenBack) this.#left.delete(change.asset)
    const held = this.#assets.get(change.asset)
    if (left === undefined || isTakenBack || held === undefined) return change
    const free = add(held.free, change.freeChange)
    return { ...change, free, locked: add(held.locked, change.lockedChange) }
  }

  #see({ seq, time }: LedgerEvent, name: Pick<SeenName, 'asset' | 'symbol'>, deals = 0): void {
    const key = keyOf(name)
    const known = this.#seen.get(key)
    this.#seen.set(key, { ...name, seq, time: Math.max(time, known?.time ?? 0), deals: (known?.deals ?? 0) + deals })
  }
}

const keyOf = ({ asset = '', symbol = '' }: Pick<SeenName, 'asset' | 'symbol'>): string => `${symbol} ${asset}`
