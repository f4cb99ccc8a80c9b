/** One account's ledger as the desk serves it, whichever process writes it: state, lists, reports and snapshot. */

import type { AccountInfo, AccountNotice, DealData, Message, OrderData, Page, Snapshot } from '@spotdeck/api'
import type { AccountVitals, DeskAccount, EventsAnswer, FollowedAccount, Head, Plans, Trading } from '@spotdeck/edge'
import { isZero } from '@spotdeck/exact'
import type { AccountFollower } from '@spotdeck/follow'
import { type LedgerState, isOver, totalOf } from '@spotdeck/ledger'
import { type Timers, defined, sleep } from '@spotdeck/ports'
import {
  type AccountReportsOptions,
  type Asker,
  type DealsQuery,
  type Hides,
  type OrdersQuery,
  type PastQuestion,
  type PastState,
  type Position,
  type Reports,
  type ScanReports,
  accountReports,
  dealsPage,
  ordersPage,
  toAssetData,
  toCoverage,
  toOrderData,
  toPastState,
  toStatusData,
} from '@spotdeck/reports'
import type { LedgerStore } from '@spotdeck/store'
import type { Touchable } from '../notices/notice-board.ts'
import type { AccountFigures } from './account-figures.ts'
import { eventsAfter, isCurrent } from './account-view.ts'
import type { LedgerSource } from './ledger-source.ts'

/** Parts and settings of a served ledger, of both kinds of owners. */
export type ServedLedgerOptions = Omit<AccountReportsOptions, 'state' | 'equity' | 'scans' | 'turn' | 'store'> & {
  readonly id: string
  readonly label: string
  /** True where the account may trade, in the process that follows it. */
  readonly isTrading: boolean
  readonly trading?: Trading | undefined
  readonly plans?: Plans | undefined
  readonly imports?: FollowedAccount['imports']
  /** Warnings about the API key of this process. */
  readonly keyWarnings: readonly Message[]
  /** Returns the notices that affect what is held or open. */
  readonly noticesFor: (touched: Touchable) => readonly AccountNotice[]
  readonly store: LedgerStore
  readonly scans: Readonly<Record<Asker, ScanReports>>
  readonly timers: Timers
}

/** Health of an account that another process follows. */
const IDLE: AccountFollower['health'] = { drift: 0, healed: 0, pushesWaiting: 0 }

/** Answers the desk's questions about one ledger. */
export class ServedLedger implements DeskAccount {
  readonly reports: Reports
  readonly guestReports: Reports
  readonly imports: FollowedAccount['imports']
  readonly trading: Trading | undefined
  readonly plans: Plans | undefined
  readonly #options: ServedLedgerOptions
  readonly #source: LedgerSource
  readonly #figures: AccountFigures

  constructor(options: ServedLedgerOptions, source: LedgerSource, figures: AccountFigures) {
    this.#options = options
    this.#source = source
    this.#figures = figures
    this.imports = options.imports
    this.trading = options.trading
    this.plans = options.plans
    const { scans, timers } = options
    const reported = {
      ...options,
      state: () => source.state,
      equity: figures.equity,
      turn: () => sleep({ timers, ms: 0 }),
    }
    this.reports = accountReports({ ...reported, scans: scans.owner })
    this.guestReports = accountReports({ ...reported, scans: scans.guests })
  }

  get id(): string {
    return this.#options.id
  }

  get isFollowedHere(): boolean {
    return this.#source.refresh === undefined
  }

  get keyWarnings(): readonly Message[] {
    return this.#options.keyWarnings
  }

  get knownSince(): number | undefined {
    const known = this.#source.state.coverage.filter(({ state }) => state !== 'unknown').map(({ from }) => from)
    return known.length === 0 ? undefined : Math.min(...known)
  }

  get archivedSeq(): number {
    return this.#options.store.archived.seq
  }

  info(): AccountInfo {
    const { id, label, isTrading } = this.#options
    return { id, label, trading: isTrading, status: toStatusData(this.#source.status) }
  }

  vitals(): AccountVitals {
    const { status, health = IDLE, counts } = this.#source
    const { stream, ...measured } = health
    const { lastPushAt, reconnects = 0 } = stream ?? {}
    return { state: status.state, lastPushAt, reconnects, ...measured, read: counts }
  }

  head(): Head {
    return this.#source.head()
  }

  reportRevision(time: number): number {
    return this.#figures.revision.before(time)
  }

  refresh(): Promise<void> | undefined {
    return this.#source.refresh?.()
  }

  async leaveEpoch(epoch: string): Promise<void> {
    await this.#source.leaveEpoch?.(epoch)
  }

  snapshot(): Snapshot {
    const { equity, currentAt } = this.#figures
    const { state, status } = this.#source
    const time = this.#options.now()
    return {
      account: this.id,
      ...this.head(),
      time,
      assets: [...state.assets.values()].map(toAssetData),
      openOrders: openOrders(state)
        .sort((a, b) => b.createdAt - a.createdAt)
        .map(toOrderData),
      status: toStatusData(status),
      ...defined({ currentAt: isCurrent(status) ? time : currentAt }),
      equity: equity.last ?? null,
      coverage: toCoverage(state.coverage),
    }
  }

  eventsAfter(after: Position, limit: number): Promise<EventsAnswer> {
    return eventsAfter({ ...this.#options, source: this.#source }, after, limit)
  }

  notices(hides?: Hides): readonly AccountNotice[] {
    return this.#options.noticesFor(touchableOf(this.#source.state, hides))
  }

  async pastState(until: PastQuestion, turn: () => Promise<void>): Promise<PastState> {
    return toPastState(await this.#options.store.pastState(until, turn))
  }

  orders(query: OrdersQuery): Promise<Page<OrderData>> {
    return ordersPage(this.#options.store, query)
  }

  async order(orderId: string): Promise<OrderData | undefined> {
    const order = (await this.#options.store.histories([orderId])).get(orderId)?.order
    return order === undefined ? undefined : toOrderData(order)
  }

  deals(query: DealsQuery): Promise<Page<DealData>> {
    return dealsPage(this.#options.store, query)
  }
}

/** Assets held, and the symbol of each open order, for matching notices; without the names that `hides` hides. */
function touchableOf(state: LedgerState, hides: Hides = () => false): Touchable {
  const held = [...state.assets].filter(([, balance]) => !isZero(totalOf(balance))).map(([asset]) => asset)
  const openSymbols = openOrders(state).map(({ symbol }) => symbol)
  return {
    held: held.filter((asset) => !hides('asset', asset)),
    openSymbols: openSymbols.filter((symbol) => !hides('symbol', symbol)),
    isHidden: (symbol) => hides('symbol', symbol),
  }
}

function openOrders({ orders }: LedgerState) {
  return [...orders.values()].flatMap(({ order }) => (order === undefined || isOver(order) ? [] : [order]))
}
