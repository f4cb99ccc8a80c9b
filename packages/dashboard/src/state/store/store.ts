/**
 * The page's one store. Events change it as fast as they come; readers see a new value at most once per animation
 * frame, and only of the sections that changed.
 */

import type * as Api from '@spotdeck/api'
import type { AccountTarget, Connection } from '../../live/ports.ts'
import type { World } from '../../world.ts'
import {
  type AccountFreshness,
  FRESH_ACCOUNT,
  type Received,
  NOT_RECEIVED,
  accountFreshness,
  applyRecord,
  applySample,
  applySnapshot,
  applyState,
} from './freshness.ts'
import { FramePainter } from './frame-painter.ts'
import { dealKey } from './merge.ts'
import { type AccountData, type Section, isOpen } from './view.ts'

/** The most changed orders and new deals kept; beyond it the older half goes and the lists are read anew over REST. */
export const KEPT_ROWS = 5_000

/** One account's live state. Made when an account is opened, dropped with it. */
export class AccountStore implements AccountTarget {
  readonly #world: Pick<World, 'frame' | 'now'>
  readonly #painter: FramePainter<Section>
  readonly #assets = new Map<string, Api.AssetData>()
  readonly #openOrders = new Map<string, Api.OrderData>()
  readonly #changedOrders = new Map<string, Api.OrderData>()
  readonly #newDeals = new Map<string, Api.DealData>()
  #clockOffsetMs = 0
  #received: Received = NOT_RECEIVED
  #freshness: AccountFreshness = FRESH_ACCOUNT
  #installed = false
  /** Since when the ledger's own last status has been so. */
  #statusSince = -Infinity
  #next: Pick<AccountData, 'connection' | 'status' | 'equity' | 'health' | 'warnings' | 'coverage' | 'generation'>
  #painted: AccountData

  /** Begins with what `first` says, where there is one. */
  constructor(world: Pick<World, 'frame' | 'now'>, first?: Api.Snapshot) {
    this.#world = world
    this.#painter = new FramePainter(world, (changed) => this.#paint(changed))
    this.#next = { connection: { phase: 'opening' }, generation: 0 }
    this.#painted = {
      ...this.#next,
      changedOrders: [],
      newDeals: [],
      now: world.now(),
      freshness: FRESH_ACCOUNT,
    }
    if (first === undefined) return
    this.install(first)
    this.#painter.paint()
  }

  /** The section as last painted: the same value until the next frame in which it changed. */
  read<S extends Section>(section: S): AccountData[S] {
    return this.#painted[section]
  }

  /** Calls `listener` after each frame in which `section` changed. Returns a function that stops it. */
  subscribe(section: Section, listener: () => void): () => void {
    return this.#painter.subscribe(section, listener)
  }

  /** The exchange's clock ahead of the page's, in ms, as last learnt. */
  get clockOffsetMs(): number {
    return this.#clockOffsetMs
  }

  /** Replaces everything by a snapshot; what was shown of the old ledger goes. */
  install(snapshot: Api.Snapshot): void {
    const again = this.#installed
    this.#installed = true
    this.#assets.clear()
    this.#openOrders.clear()
    this.#changedOrders.clear()
    this.#newDeals.clear()
    for (const asset of snapshot.assets) this.#assets.set(asset.asset, asset)
    for (const order of snapshot.openOrders) this.#openOrders.set(order.orderId, order)
    this.#learnTime(snapshot.time)
    this.#statusSince = snapshot.status.since
    this.#received = applySnapshot(this.#received, snapshot, this.#world.now())
    this.#age()
    this.#next = {
      ...this.#next,
      status: snapshot.status,
      equity: snapshot.equity ?? undefined,
      coverage: snapshot.coverage,
      generation: this.#next.generation + (again ? 1 : 0),
    }
    this.#painter.mark(
      'assets',
      'openOrders',
      'changedOrders',
      'newDeals',
      'status',
      'equity',
      'coverage',
      'generation',
      'now',
    )
  }

  /** Applies events. They come once and in order: the rules of resuming see to that. */
  apply(events: readonly Api.Envelope[]): void {
    this.#received = { ...this.#received, lineAt: this.#world.now() }
    for (const event of events) this.#applyOne(event)
    if (events.some(({ topic }) => topic === 'assets' || topic === 'orders' || topic === 'deals'))
      this.#received = applyRecord(this.#received, this.#world.now())
  }

  /** Sets the status of the page's connection to the gateway. */
  setConnection(connection: Connection): void {
    this.#next = { ...this.#next, connection }
    this.#painter.mark('connection')
  }

  /** Says how far each kind of record can be trusted, as read anew. */
  setCoverage(coverage: readonly Api.CoverageWindow[]): void {
    this.#next = { ...this.#next, coverage }
    this.#painter.mark('coverage')
  }

  /** Moves the shown time and the ages on. */
  tick(): void {
    this.#age()
    this.#painter.mark('now')
  }

  /** Moment of the last frame of the gateway, by the page's clock. */
  get lineAt(): number | undefined {
    return this.#received.lineAt
  }

  #age(): void {
    const next = accountFreshness(this.#received, this.#world.now())
    if (JSON.stringify(next) === JSON.stringify(this.#freshness)) return
    this.#freshness = next
    this.#painter.mark('freshness')
  }

  #setStatus(status: Api.StatusData | undefined): void {
    const before = this.#next.status?.state
    this.#next = { ...this.#next, status }
    this.#painter.mark('status')
    if (status === undefined || status.state === before) return
    this.#received = applyState(this.#received, status.state, this.#world.now())
    this.#age()
  }

  #applyOne(event: Api.Envelope): void {
    switch (event.topic) {
      case 'assets':
        this.#assets.set(event.data.asset, event.data)
        return this.#painter.mark('assets')
      case 'orders':
        return this.#applyOrder(event.data)
      case 'deals':
        if (event.type === 'deal.dropped') return this.#dropDeal(event.data)
        this.#bound(this.#newDeals, dealKey(event.data), event.data)
        return this.#painter.mark('newDeals')
      case 'status':
        this.#statusSince = event.data.since
        return this.#setStatus(event.data)
      case 'equity':
        this.#learnTime(event.data.time)
        this.#next = { ...this.#next, equity: event.data }
        return this.#painter.mark('equity')
      case 'health':
        // Health carries what is in no event: the number of the attempt, or that the ledger cannot be written.
        this.#next = { ...this.#next, health: event.data }
        this.#setStatus(this.#newerStatus(event.data.status))
        this.#received = applySample(
          this.#received,
          { time: event.time, data: event.data, state: this.#next.status?.state },
          this.#world.now(),
        )
        return this.#painter.mark('health')
      case 'warnings':
        this.#next = { ...this.#next, warnings: event.data }
        return this.#painter.mark('warnings')
      default:
        return
    }
  }

  #applyOrder(order: Api.OrderData): void {
    if (isOpen(order)) this.#openOrders.set(order.orderId, order)
    else this.#openOrders.delete(order.orderId)
    this.#bound(this.#changedOrders, order.orderId, order)
    this.#painter.mark('openOrders', 'changedOrders')
  }

  /** A deal that is taken back may stand in lists that were read earlier: those are read anew. */
  #dropDeal(deal: Api.DroppedDeal): void {
    this.#newDeals.delete(dealKey(deal))
    this.#next = { ...this.#next, generation: this.#next.generation + 1 }
    this.#painter.mark('newDeals', 'generation')
  }

  /** Keeps the newest `KEPT_ROWS`: dropping one means that the lists read earlier no longer join up with these. */
  #bound<T>(rows: Map<string, T>, key: string, row: T): void {
    rows.delete(key)
    rows.set(key, row)
    if (rows.size <= KEPT_ROWS) return
    const older = Math.ceil(KEPT_ROWS / 2)
    let dropped = 0
    for (const old of rows.keys()) {
      if (dropped++ >= older) break
      rows.delete(old)
    }
    this.#next = { ...this.#next, generation: this.#next.generation + 1 }
    this.#painter.mark('generation')
  }

  /** A sample that is sent again to a new subscriber may be older than the last event of the status. */
  #newerStatus(reported: Api.StatusData | undefined): Api.StatusData | undefined {
    return reported === undefined || reported.since < this.#statusSince ? this.#next.status : reported
  }

  #learnTime(exchangeTime: number): void {
    this.#clockOffsetMs = exchangeTime - this.#world.now()
  }

  #paint(changed: readonly Section[]): void {
    const fresh = changed.map((section) => [section, this.#section(section)] as const)
    this.#painted = { ...this.#painted, ...Object.fromEntries(fresh) }
  }

  #section(section: Section): AccountData[Section] {
    switch (section) {
      case 'assets':
        return [...this.#assets.values()].sort((a, b) => (a.asset < b.asset ? -1 : 1))
      case 'openOrders':
        return [...this.#openOrders.values()].sort((a, b) => newest(a.createdAt, b.createdAt, a.orderId, b.orderId))
      case 'changedOrders':
        return [...this.#changedOrders.values()].reverse()
      case 'newDeals':
        return [...this.#newDeals.values()].reverse()
      case 'now':
        return this.#world.now() + this.#clockOffsetMs
      case 'freshness':
        return this.#freshness
      default:
        return this.#next[section]
    }
  }
}

/** Newest first; the id decides where the time is the same, so that rows never swap places. */
function newest(timeA: number, timeB: number, idA: string, idB: string): number {
  if (timeA !== timeB) return timeB - timeA
  return idA < idB ? 1 : -1
}
