/// <reference lib="esnext.disposable" preserve="true" />
/**
 * An account kept up to date: balances, open orders and deals by stream and REST, with a statement of how far they can
 * be trusted.
 */

import { compare, decimal, sum } from '@spotdeck/exact'
import { type Machine, runMachine, SECOND_MS, unlessAborted, type Untimed, withDeadline } from '@spotdeck/ports'
import { accountInformation, myTrades, openOrders, plainSymbol, queryOrder } from '@spotdeck/wire'
import { CallAborted } from '../errors/mexc-error.ts'
import { UnknownOrder } from '../errors/order-errors.ts'
import { HandlerGuard } from '../hooks/handler-guard.ts'
import { BoundedQueue } from '../reading/bounded-queue.ts'
import type { RestClient } from '../rest/rest-client.ts'
import type { StreamTrouble, UserStream, UserStreamHandlers, UserStreamHealth } from '../user-stream/user-stream.ts'
import type { MexcWorld } from '../world.ts'
import { balanceOf, type ViewBalance, type ViewDeal, type ViewOrder } from './view-rows.ts'
import { startView, type ViewChange, type ViewEffect, type ViewGap, type ViewInput } from './view-state.ts'
import type { ViewState, ViewStatus } from './view-state.ts'
import { statusOf, viewStep, viewWakeAt } from './view-step.ts'

/** Options of a view. */
export type ViewOptions = {
  /** Deals kept, the newest; 1,000 by default. */
  readonly deals?: number
  /** Symbols whose deals are read after a gap, beside those that had orders or deals. */
  readonly symbols?: readonly string[]
  /** Ends the view. */
  readonly signal?: AbortSignal | undefined
}

/** Statement of how far a view can be trusted. */
export type ViewHealth = {
  readonly state: ViewStatus
  /** Since when balances and open orders are complete, ms since the epoch; absent before the first proof. */
  readonly since?: number | undefined
  /** Time at which REST was asked last with success, ms since the epoch. */
  readonly readAt?: number | undefined
  /** Since when something contradicts what is shown, ms since the epoch. */
  readonly doubtSince?: number | undefined
  /** Spans in which deals may be missing, the newest 100: see `ViewGap`. */
  readonly gaps: readonly ViewGap[]
  /** Figures that REST had and no push brought. */
  readonly corrections: number
  readonly trouble?: StreamTrouble | undefined
  readonly stream: UserStreamHealth
}

/** An account that is kept up to date until it is closed; see `openAccountView`. */
export interface AccountView extends AsyncDisposable {
  readonly state: ViewStatus
  /** By asset. */
  readonly balances: ReadonlyMap<string, ViewBalance>
  /** By order id. */
  readonly openOrders: ReadonlyMap<string, ViewOrder>
  /** Since the view was opened, oldest first. */
  readonly deals: readonly ViewDeal[]
  readonly health: ViewHealth
  /**
   * Waits until the view is live. False: it was not within `withinMs` (30,000 by default), or was closed.
   * @throws {AuthError} MEXC refuses the key or secret
   * @throws {CallAborted}
   */
  live(options?: { readonly withinMs?: number; readonly signal?: AbortSignal | undefined }): Promise<boolean>
  /**
   * Changes from now on, each once, for one loop. A loop that is 10,000 behind gets `missed` instead: read the view
   * anew.
   */
  changes(): AsyncIterableIterator<ViewChange | { readonly type: 'missed'; readonly count: number }, undefined>
  /** Calls `listener` with each change; answers the way to stop. One that throws is reported, and the others go on. */
  subscribe(listener: (change: ViewChange) => void): () => void
  /** Idempotent, bounded to a few seconds. */
  close(): Promise<void>
}

/** Parts of a view: REST, and the stream that it opens. */
export type ViewParts = {
  readonly rest: RestClient
  readonly world: MexcWorld
  readonly open: (handlers: UserStreamHandlers) => UserStream
}

const DEFAULT_DEALS = 1_000
const DEFAULT_LIVE_WITHIN_MS = 30 * SECOND_MS
const MAX_CHANGES = 10_000
const READ_WITHIN_MS = 10 * SECOND_MS
const DEALS_PAGE = 1_000
/** MEXC: older docs stop at 100 rows. A full page does not say what it left out. */
const FULL_PAGES = [100, DEALS_PAGE]

/** Opens the stream and reads the account. It is `live` some 5 s later: REST may lag so long behind the stream. */
export function openAccountView(parts: ViewParts, options: ViewOptions = {}): AccountView {
  return new RunningView(parts, options)
}

class RunningView implements AccountView {
  readonly #rest: RestClient
  readonly #world: MexcWorld
  readonly #guard: HandlerGuard
  readonly #stream: UserStream
  readonly #machine: Machine<ViewState, ViewInput>
  readonly #listeners = new Set<(change: ViewChange) => void>()
  readonly #queues = new Set<BoundedQueue<ViewChange | { readonly type: 'missed'; readonly count: number }>>()
  readonly #ending = new AbortController()

  constructor({ rest, world, open }: ViewParts, options: ViewOptions) {
    const { deals = DEFAULT_DEALS, symbols = [], signal } = options
    this.#rest = rest
    this.#world = world
    const { clock, timers, random } = world
    this.#guard = new HandlerGuard(world)
    this.#machine = runMachine<ViewState, ViewInput, ViewEffect>({
      start: startView(random.next(), clock.now()),
      step: viewStep({ most: deals, symbols: symbols.map(plainSymbol) }),
      run: (effect) => this.#run(effect),
      wake: { at: viewWakeAt, input: () => ({ type: 'wake', at: clock.now() }), clock, timers },
    })
    this.#stream = open({
      ready: (continuous) => this.#send({ type: 'ready', continuous }),
      push: (push) => this.#send({ type: 'push', push }),
      lost: (trouble) => this.#send({ type: 'lost', trouble, from: this.#stream.health.provenTo ?? clock.now() }),
      undecodable: () => this.#send({ type: 'missed' }),
      missed: (what) => this.#send({ type: 'missed', what }),
      closed: () => void this.close(),
    })
    if (signal?.aborted === true) void this.close()
    else signal?.addEventListener('abort', () => void this.close(), { signal: this.#ending.signal })
  }

  get state(): ViewStatus {
    return statusOf(this.#machine.state, this.#world.clock.now())
  }

  get balances(): ReadonlyMap<string, ViewBalance> {
    return this.#machine.state.account.balances
  }

  get openOrders(): ReadonlyMap<string, ViewOrder> {
    return this.#machine.state.account.orders.open
  }

  get deals(): readonly ViewDeal[] {
    return [...this.#machine.state.account.orders.deals.values()]
  }

  get health(): ViewHealth {
    const { history, readAt, doubtSince } = this.#machine.state
    const { since, lost, corrections } = history
    const gaps = lost === undefined ? history.gaps : [...history.gaps, { from: lost.from, to: lost.to, symbols: [] }]
    const stream = this.#stream.health
    return { state: this.state, since, readAt, doubtSince, gaps, corrections, trouble: stream.trouble, stream }
  }

  async live({ withinMs = DEFAULT_LIVE_WITHIN_MS, signal }: Parameters<AccountView['live']>[0] = {}): Promise<boolean> {
    const ended = (): boolean => this.state === 'live' || this.state === 'closed' || this.#refusal !== undefined
    let stop = (): void => undefined
    const changed = new Promise<void>((resolve) => {
      const look = (): void => void (ended() && resolve())
      stop = this.subscribe(look)
      look()
    })
    const aborted = (): Error => new CallAborted({})
    const late = (): Error => new Error('late')
    await withDeadline(unlessAborted(changed, signal, aborted), { timers: this.#world.timers, ms: withinMs, late })
      .catch((error: unknown) => {
        if (error instanceof CallAborted) throw error
      })
      .finally(() => stop())
    if (this.#refusal !== undefined) throw this.#refusal
    return this.state === 'live'
  }

  changes(): ReturnType<AccountView['changes']> {
    const policy = { keep: 'queue', most: MAX_CHANGES } as const
    const queue = new BoundedQueue<ViewChange | { readonly type: 'missed'; readonly count: number }>(policy, () =>
      this.#queues.delete(queue),
    )
    if (this.state === 'closed') queue.end()
    else this.#queues.add(queue)
    return queue
  }

  subscribe(listener: (change: ViewChange) => void): () => void {
    const one = (change: ViewChange): void => listener(change)
    this.#listeners.add(one)
    return () => void this.#listeners.delete(one)
  }

  close(): Promise<void> {
    if (!this.#ending.signal.aborted) {
      this.#send({ type: 'close' })
      this.#tell({ type: 'state', state: 'closed' })
      this.#machine.close()
      for (const queue of this.#queues) queue.end()
      this.#ending.abort()
    }
    return this.#stream.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  get #refusal(): Error | undefined {
    return this.#stream.health.trouble?.error
  }

  #send(input: Untimed<ViewInput>): void {
    this.#machine.send({ ...input, at: this.#world.clock.now() })
  }

  #run(effect: ViewEffect): void {
    switch (effect.type) {
      case 'changed':
        return this.#tell(effect.change)
      case 'renew':
        return this.#stream.renew()
      case 'read':
        return void this.#read(effect.call)
      case 'look-up':
        return void this.#lookUp(effect)
      default:
        return void this.#readDeals({ symbol: effect.symbol, startTime: effect.from }, effect.from)
    }
  }

  #tell(change: ViewChange): void {
    for (const queue of this.#queues) {
      if (queue.isFull) queue.put({ type: 'missed', count: queue.clear() })
      queue.put(change)
    }
    for (const listener of [...this.#listeners]) this.#guard.run('account view change', () => listener(change))
  }

  async #read(call: number): Promise<void> {
    let t0 = Infinity
    const leaves = (): void => void (t0 = Math.min(t0, this.#world.clock.now()))
    const options = { priority: 'urgent', signal: this.#ending.signal, withinMs: READ_WITHIN_MS, leaves } as const
    try {
      const [account, orders] = await Promise.all([
        this.#rest.call(accountInformation, {}, options),
        this.#rest.call(openOrders, {}, options),
      ])
      const read = { t0, balances: account.balances.map(balanceOf), openOrders: orders }
      this.#send({ type: 'read', call, read })
    } catch {
      this.#send({ type: 'not-read', call })
    }
  }

  async #lookUp({ orderId, symbol }: { readonly orderId: string; readonly symbol: string }): Promise<void> {
    const options = { signal: this.#ending.signal, withinMs: READ_WITHIN_MS }
    try {
      const order = await this.#rest.call(queryOrder, { symbol, orderId }, options)
      // Deals are ten times as dear as an order: they are read where some are missing.
      const own = this.deals.filter((deal) => deal.orderId === orderId).map(({ quantity }) => quantity)
      if (compare(sum(own), decimal(order.executedQty)) < 0) await this.#readDeals({ symbol, orderId }, order.time)
      this.#send({ type: 'looked-up', orderId, order })
    } catch (error) {
      if (error instanceof UnknownOrder) this.#send({ type: 'looked-up', orderId, order: undefined })
      else this.#send({ type: 'not-looked-up', orderId })
    }
  }

  /** Reads deals since `from`. Those that cannot be read now stay in a gap that the view states. */
  async #readDeals(
    query: { readonly symbol: string; readonly orderId?: string; readonly startTime?: number },
    from: number,
  ): Promise<void> {
    const options = { signal: this.#ending.signal, withinMs: READ_WITHIN_MS }
    const rows = await this.#rest.call(myTrades, { ...query, limit: DEALS_PAGE }, options).catch(() => undefined)
    if (rows !== undefined) this.#send({ type: 'deals', rows })
    if (rows === undefined || FULL_PAGES.includes(rows.length)) {
      this.#send({ type: 'deals-unread', symbol: query.symbol, from })
    }
  }
}
