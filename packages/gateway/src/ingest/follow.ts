/**
 * Follows one account: what the stream pushes goes through intake into the ledger, batch by batch; what it may have missed is
 * recovered over REST; and on a timer the ledger is audited and repaired.
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

export type FollowerHealth = {
  readonly stream?: UserStreamHealth
  /** From the exchange's sending of the last push to its arrival here, by the learnt clock. */
  readonly latencyMs?: number
  /** How often something unknown of the protocol was seen. */
  readonly drift: number
  /** How often an audit found and healed a difference. */
  readonly healed: number
  /** Pushes that wait to be folded. */
  readonly pushesWaiting: number
}

const POLL_MS = 5_000
const UPKEEP_MS = 1_000
/**
 * After so long without a push balances are compared: a stream may be silent though its socket answers, and nothing but REST tells
 * that from an account in which nothing happens.
 */
const QUIET_MS = 15_000
/** Where neither a push nor REST has told how the account stands for so long, it is not live. */
const UNSURE_MS = 45_000
/** A finished order whose deals do not add up is asked for after this, then ever more rarely. */
const REPAIR_AFTER_MS = 3_000
const MAX_REPAIRS = 8
const REPAIRS_AT_ONCE = 3
/** A socket that was found dead may have been silent for this long. */
const SILENCE_MS = 60_000
/** Pushes waiting to be folded; beyond it they are dropped and the account is reconciled. */
const MAX_INBOX = 20_000
/** Each unknown word is logged once; beyond this many they are only counted. */
const MAX_DRIFT_LOGGED = 200

/** The exchange's clock is asked for at most this often because a push disagrees with it. */
const CLOCK_ASK_MS = 10_000

type Repair = { readonly count: number; readonly nextAt: number }

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
  /** When something was pushed, or balances were to be compared because nothing was; and when either last told anything. */
  #heardAt = -Infinity
  #sureAt = -Infinity
  /** The newest frame by the machine's clock, and when it was noticed by the exchange's. */
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

  /** Where what an export tells goes in. */
  get intake(): LedgerIngest {
    return this.#intake
  }

  /** How the account is followed right now: the last status stored, or what could not be stored. */
  get status(): Status {
    return this.#recovery.status
  }

  start(): void {
    void this.#recovery.begin()
    this.#stream = this.#options.openStream({
      ready: (continuous) => this.#recovery.streamUp(continuous),
      push: (push) => this.#push(push),
      lost: (trouble) => {
        this.#options.log.warn({ code: trouble.code, detail: trouble.detail }, 'The private stream is down.')
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

  /** Folds what has arrived, then stops. Idempotent. */
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

  /** A push from the future, or one that seems late and is not once the clock is asked: reads by that clock are in doubt. */
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
      .then(compare, (error: unknown) => log.debug(describeError(error), 'The exchange did not tell its time.'))
  }

  /** What arrives while one batch is being committed makes the next one. */
  #drain(): void {
    if (this.#drainPlanned) return
    this.#drainPlanned = true
    void this.#options.writer
      .serial(async () => {
        this.#drainPlanned = false
        await this.#fold()
      })
      .catch((error: unknown) => {
        this.#options.log.error(describeError(error), 'A batch of pushes could not be folded.')
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
      this.#options.log.debug(describeError(error), 'Balances could not be compared now.')
      const sureAt = Math.max(this.#sureAt, this.#recovery.status.since)
      if (this.#recovery.isLive && this.#now() - sureAt >= UNSURE_MS) this.#recovery.missed('NOTHING_HEARD', sureAt)
    }
  }

  /** Orders whose deals do not add up, deals without their order, orders of unknown status: REST is asked. */
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
      this.#options.log.debug(describeError(error), 'An order could not be repaired now.')
    } finally {
      this.#repairing -= 1
    }
  }

  #noteDrift(code: string, raw: string): void {
    this.#drift += 1
    const key = `${code} ${raw}`
    if (this.#driftSeen.has(key) || this.#driftSeen.size >= MAX_DRIFT_LOGGED) return
    this.#driftSeen.add(key)
    this.#options.log.warn({ code, raw }, 'The exchange sent something this version does not know.')
  }

  #after(ms: number, run: () => Promise<void>): void {
    const timer = this.#options.timers.after(ms, () => {
      this.#timers.delete(timer)
      if (this.#closed) return
      run().catch((error: unknown) => this.#options.log.warn(describeError(error), 'A piece of upkeep failed.'))
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

/** A deal that no order accounts for after all repairs is no deal of this account: counted, logged, dropped. */
const GIVE_UP_MS = 10 * 60_000
