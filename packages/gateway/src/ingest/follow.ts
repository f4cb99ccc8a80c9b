/**
 * Follows one account: pushes are folded into the ledger batch by batch; what may have been missed is reconciled over
 * REST; on a timer the ledger is audited and repaired.
 */

import { type Status, isOver } from '@spotdeck/ledger'
import type { UserStream, UserStreamHandlers, UserStreamHealth } from '@spotdeck/mexc'
import type { Log, Random, Timer, Timers } from '@spotdeck/ports'
import type { DecodedPush } from '@spotdeck/wire'
import type { LedgerStore } from '../store/port.ts'
import { audit, auditBalances } from './audit.ts'
import { describeError } from './errors.ts'
import type { Exchange } from './exchange.ts'
import { type ReceivedChange, LedgerIngest } from './ledger-ingest.ts'
import { normalizePush } from './normalize.ts'
import { AUDIT_MS, repairOrder } from './reconcile.ts'
import { Recovery } from './recovery.ts'
import { CHAIN_WAIT_MS } from './sequence.ts'
import { CLOCK_MARGIN_MS } from './balance-read.ts'
import { isPlaceholder } from './placeholders.ts'
import type { Symbols } from './symbols.ts'
import type { PriceAt } from './unit-prices.ts'
import { CommitRefused, type Writer } from './writer.ts'

/** Dependencies of following one account. */
export type FollowerOptions = {
  readonly exchange: Exchange
  readonly openStream: (handlers: UserStreamHandlers) => UserStream
  readonly writer: Writer
  readonly store: LedgerStore
  readonly priceAt: PriceAt
  readonly symbols: () => Symbols
  readonly timers: Timers
  readonly random: Random
  readonly log: Log
}

/** Health figures of following one account. */
export type FollowerHealth = {
  readonly stream?: UserStreamHealth
  /** Delay between the exchange's sending of the last push and its arrival, in ms by the estimated exchange clock. */
  readonly latencyMs?: number
  /** Number of unknown protocol values. */
  readonly drift: number
  /** Number of differences that audits corrected. */
  readonly healed: number
  /** Pushes waiting to be folded. */
  readonly pushesWaiting: number
}

const POLL_MS = 5_000
const UPKEEP_MS = 1_000
/**
 * Time without a push after which balances are compared, in ms: a stream may be silent although its socket answers, and
 * only REST can distinguish that from an idle account.
 */
const QUIET_MS = 15_000
/** Time without a push and without a REST answer after which the account is no longer live, in ms. */
const UNSURE_MS = 45_000
/** Wait before a finished order whose deals do not add up is read again, in ms; grows with each try. */
const REPAIR_AFTER_MS = 3_000
const MAX_REPAIRS = 8
const REPAIRS_AT_ONCE = 3
/** Bound of the silence before a dead socket was detected, in ms. */
const SILENCE_MS = 60_000
/** Maximal number of pushes waiting to be folded; beyond it they are dropped and the account is reconciled. */
const MAX_INBOX = 20_000
/** Maximal number of logged protocol values, each once; beyond it they are only counted. */
const MAX_DRIFT_LOGGED = 200

/** Minimal interval between reads of the exchange's clock that a push caused, in ms. */
const CLOCK_ASK_MS = 10_000

type Repair = { readonly count: number; readonly nextAt: number }

/** Follows one account from `start` until `close`. */
export class AccountFollower {
  readonly #options: FollowerOptions
  readonly #intake: LedgerIngest
  readonly #recovery: Recovery
  readonly #timers = new Set<Timer>()
  readonly #driftSeen = new Set<string>()
  #repairs = new Map<string, Repair>()
  #repairing = 0
  #stream: UserStream | undefined
  #inbox: ReceivedChange[] = []
  #drainPlanned = false
  #lookPlanned = false
  #closed = false
  #drift = 0
  #healed = 0
  #latencyMs: number | undefined
  #clockAskedAt = -Infinity
  /**
   * Time of the last push or of the last balance comparison for lack of pushes, and of the last of either that brought
   * data.
   */
  #heardAt = -Infinity
  #sureAt = -Infinity
  /** Receive time of the newest frame by the machine's clock, and its processing time by the exchange's clock. */
  #newestFrame: number | undefined
  #aliveAt: number

  constructor(options: FollowerOptions) {
    this.#options = options
    this.#aliveAt = options.exchange.now()
    this.#intake = new LedgerIngest(options)
    this.#recovery = new Recovery({ ...options, intake: this.#intake })
  }

  get health(): FollowerHealth {
    return {
      ...(this.#stream === undefined ? {} : { stream: this.#stream.health }),
      ...(this.#latencyMs === undefined ? {} : { latencyMs: this.#latencyMs }),
      drift: this.#drift,
      healed: this.#healed,
      pushesWaiting: this.#inbox.length,
    }
  }

  /** Entry into the ledger, also for imports. */
  get intake(): LedgerIngest {
    return this.#intake
  }

  /** The last stored status, or the error that keeps the ledger from being written. */
  get status(): Status {
    return this.#recovery.status
  }

  start(): void {
    void this.#recovery.begin()
    this.#stream = this.#options.openStream({
      ready: (continuous) => this.#recovery.streamUp(continuous),
      push: (push) => this.#push(push),
      lost: (trouble) => {
        this.#options.log.warn({ code: trouble.code, detail: trouble.detail }, 'account stream down')
        this.#recovery.streamDown(trouble, this.#aliveAt - SILENCE_MS)
      },
      undecodable: (code) => {
        this.#noteDrift(code, 'frame')
        this.#recovery.missed('UNDECODABLE')
      },
    })
    this.#every(AUDIT_MS, () => this.#audit())
    this.#every(POLL_MS, async () => this.#recovery.poll())
    this.#every(UPKEEP_MS, () => this.#upkeep())
  }

  /** Folds the received pushes, then stops. Idempotent. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    for (const timer of this.#timers) timer.cancel()
    await this.#stream?.close()
    await this.#options.writer.serial(() => this.#fold())
    await this.#recovery.end()
    await this.#recovery.close()
  }

  #now(): number {
    return this.#options.exchange.now()
  }

  #push(push: DecodedPush): void {
    if (this.#closed) return
    const { change, drift } = normalizePush(push, this.#options.symbols())
    for (const { code, raw } of drift) this.#noteDrift(code, raw)
    if (drift.some(({ lost }) => lost)) this.#recovery.missed('UNREADABLE_PUSH')
    if (push.sendTime !== undefined) this.#compareClock(push.sendTime)
    if (change === undefined) return
    this.#heardAt = this.#sureAt = this.#now()
    if (this.#inbox.length >= MAX_INBOX) {
      this.#inbox = []
      this.#recovery.missed('INBOX_FULL')
    }
    this.#inbox.push({ change, receivedAt: this.#now() })
    this.#drain()
  }

  /**
   * Reads the exchange's clock again after a push from the future, or one that only seems late: reads by a wrong clock
   * are unreliable.
   */
  #compareClock(sendTime: number): void {
    const late = this.#now() - sendTime
    this.#latencyMs = Math.max(0, late)
    if (Math.abs(late) <= CLOCK_MARGIN_MS || Math.abs(this.#now() - this.#clockAskedAt) < CLOCK_ASK_MS) return
    this.#clockAskedAt = this.#now()
    if (late < 0) return this.#recovery.missed('CLOCK_OFF')
    const { exchange, log } = this.#options
    const compare = (): void => {
      if (this.#now() - sendTime < late - CLOCK_MARGIN_MS) this.#recovery.missed('CLOCK_OFF')
    }
    exchange
      .relearnClock()
      .then(compare, (error: unknown) => log.debug(describeError(error), 'exchange time not received'))
  }

  /** Folds received pushes; those that arrive during a commit form the next batch. */
  #drain(): void {
    if (this.#drainPlanned) return
    this.#drainPlanned = true
    void this.#options.writer
      .serial(async () => {
        this.#drainPlanned = false
        await this.#fold()
      })
      .catch((error: unknown) => {
        this.#options.log.error(describeError(error), 'push batch not folded')
        if (error instanceof CommitRefused) this.#noteDrift('COMMIT_REFUSED', error.code)
        this.#recovery.missed('FOLD_FAILED')
      })
  }

  async #fold(): Promise<void> {
    const batch = this.#inbox.splice(0)
    if (batch.length === 0) return
    const { overflow } = await this.#intake.applyPushes(batch)
    if (overflow) this.#recovery.missed('INTAKE_FULL')
    this.#lookLater()
  }

  #lookLater(): void {
    if (!this.#intake.waits || this.#lookPlanned || this.#closed) return
    this.#lookPlanned = true
    this.#after(CHAIN_WAIT_MS, async () => {
      this.#lookPlanned = false
      if (this.#intake.overdueAssets(this.#options.exchange.now()).length > 0) this.#recovery.missed('CHAIN_BROKEN')
      this.#lookLater()
    })
  }

  async #audit(): Promise<void> {
    if (!this.#recovery.isLive) return
    await this.#options.exchange.relearnClock()
    const began = this.#now()
    const result = await audit(this.#recovery.reading('audit'), this.#options.log)
    this.#healed += result.healed
    if (!this.#recovery.isLive) return
    if (result.healed > 0) return this.#recovery.missed('AUDIT_DIFFERED')
    const { writer } = this.#options
    if (!this.#recovery.isExplained) return
    await writer.serial(() => writer.write([{ type: 'account.checked', at: began, time: began, source: 'audit' }]))
  }

  async #compareQuiet(now: number): Promise<void> {
    this.#heardAt = now
    try {
      const healed = await auditBalances(this.#recovery.reading('audit'), this.#options.log)
      this.#healed += healed
      this.#sureAt = Math.max(this.#sureAt, now)
      if (healed === 0 || !this.#recovery.isLive) return
      this.#recovery.missed('STREAM_SILENT')
      this.#stream?.renew()
    } catch (error) {
      this.#options.log.debug(describeError(error), 'balances not compared')
      const sureAt = Math.max(this.#sureAt, this.#recovery.status.since)
      if (this.#recovery.isLive && this.#now() - sureAt >= UNSURE_MS) this.#recovery.missed('NOTHING_HEARD', sureAt)
    }
  }

  /** Reads orders whose deals do not add up, deals without their order, and orders of unknown status over REST. */
  async #upkeep(): Promise<void> {
    const now = this.#now()
    this.#noticeFrames(now)
    this.#lookLater()
    if (this.#recovery.isLive) void this.#recovery.searchUnexplained()
    if (this.#recovery.isLive && now - this.#heardAt >= QUIET_MS) void this.#compareQuiet(now)
    const wanting = this.#wanting()
    const next = new Map<string, Repair>()
    for (const [id, symbol] of wanting) {
      const repair = this.#repairs.get(id) ?? { count: 0, nextAt: now + REPAIR_AFTER_MS }
      const due = repair.nextAt <= now && repair.count < MAX_REPAIRS && this.#repairing < REPAIRS_AT_ONCE
      next.set(id, due ? { count: repair.count + 1, nextAt: now + REPAIR_AFTER_MS * 3 ** (repair.count + 1) } : repair)
      if (due) void this.#repair(symbol, id, repair.count + 1 === MAX_REPAIRS)
    }
    this.#repairs = next
    const lost = this.#intake.overdueDeals(now - GIVE_UP_MS)
    if (lost.length > 0) {
      for (const deal of lost) this.#noteDrift('DEAL_BEYOND_ORDER', `${deal.orderId} ${deal.tradeId}`)
      this.#intake.dropHeld(lost)
    }
  }

  #noticeFrames(now: number): void {
    const newest = this.#stream?.health.lastFrameAt
    if (newest === this.#newestFrame) return
    this.#newestFrame = newest
    this.#aliveAt = now
  }

  #wanting(): ReadonlyMap<string, string> {
    const wanting = new Map<string, string>()
    for (const [id, { order, deals, dealt }] of this.#options.writer.state.orders) {
      if (isPlaceholder(id)) continue
      if (order === undefined) {
        const symbol = deals.at(-1)?.symbol
        if (symbol !== undefined) wanting.set(id, symbol)
      } else if (dealt !== order.executedQuantity || order.status === 'UNKNOWN' || isOver(order))
        wanting.set(id, order.symbol)
    }
    for (const deal of this.#intake.overdueDeals(this.#now())) wanting.set(deal.orderId, deal.symbol)
    return wanting
  }

  async #repair(symbol: string, orderId: string, isLast: boolean): Promise<void> {
    this.#repairing += 1
    try {
      await repairOrder(this.#recovery.reading(), symbol, orderId, isLast)
    } catch (error) {
      this.#options.log.debug(describeError(error), 'order not repaired')
    } finally {
      this.#repairing -= 1
    }
  }

  #noteDrift(code: string, raw: string): void {
    this.#drift += 1
    const key = `${code} ${raw}`
    if (this.#driftSeen.has(key) || this.#driftSeen.size >= MAX_DRIFT_LOGGED) return
    this.#driftSeen.add(key)
    this.#options.log.warn({ code, raw }, 'unknown protocol value received')
  }

  #after(ms: number, run: () => Promise<void>): void {
    const timer = this.#options.timers.after(ms, () => {
      this.#timers.delete(timer)
      if (this.#closed) return
      run().catch((error: unknown) => this.#options.log.warn(describeError(error), 'maintenance task failed'))
    })
    this.#timers.add(timer)
  }

  #every(ms: number, run: () => Promise<void>): void {
    this.#after(ms, async () => {
      try {
        await run()
      } finally {
        if (!this.#closed) this.#every(ms, run)
      }
    })
  }
}

/**
 * Wait before a deal without a matching order is counted, logged and dropped, in ms: it is not a deal of this account.
 */
const GIVE_UP_MS = 10 * 60_000
