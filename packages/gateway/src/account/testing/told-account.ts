/** An account whose money comes and goes heard or not, sampled every 15 seconds, over a store: what happens is said step by step. */

import { type AssetAmount, add, decimal, isNegative, multiply, negate, zero } from '@spotdeck/exact'
import {
  PerformanceReader,
  type Deal,
  type EventDraft,
  type LedgerState,
  type ReportedFlow,
  type UnitPrice,
  RECONCILED,
  dealEffects,
} from '@spotdeck/ledger'
import { silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { matchFlows, Writer } from '@spotdeck/follow'
import { type LedgerStore } from '@spotdeck/store'
import { daysOf } from '@spotdeck/reports'
import { indexOf, samplesOf, seriesOf, performanceReport } from '@spotdeck/reports/testing'
import { EquitySampler } from '../equity-sampler.ts'
import { AdjustmentRecorder } from '../adjustment-recorder.ts'
import { PriceJob } from '../price-job.ts'

export type Money = { readonly asset: 'USDT' | 'MX'; readonly amount: string }

const BIRTH = Date.UTC(2026, 0, 5)
const LOOK_MS = 15_000
const amountOf = (text: string): AssetAmount => decimal<'asset'>(text)

export class ToldAccount {
  readonly store: LedgerStore
  readonly #writer: Writer
  readonly #keeper: EquitySampler
  #noting: AdjustmentRecorder
  readonly #pricing: PriceJob
  /** False: the exchange answers no past prices. */
  hasPrices = true
  #now = BIRTH
  #count = 0
  /** Prices of MX, each from its time on. */
  readonly #prices: { readonly time: number; readonly price: UnitPrice }[] = [{ time: 0, price: decimal('2') }]

  readonly #adjusts: boolean

  private constructor(store: LedgerStore, state: LedgerState, adjusts: boolean) {
    this.store = store
    this.#adjusts = adjusts
    const time = new VirtualTime()
    this.#writer = new Writer({
      store,
      state,
      now: () => this.#now,
      timers: time,
      log: silentLog,
      ...(adjusts ? { priceOf: (asset: string) => (this.hasPrices ? prices.priceOf(asset) : undefined) } : {}),
      publish: (events) => this.#pricing.committed(events),
    })
    const prices = {
      ready: true,
      stale: false,
      priceOf: (asset: string) => this.#priceAt(asset, this.#now),
      staleSince: () => undefined,
      hourClose: this.#priceAt,
      loadHistory: async () => undefined,
    }
    const profits = {
      stale: false,
      realized: zero<'USDT'>(),
      opening: zero<'USDT'>(),
      unrealized: () => zero<'USDT'>(),
    }
    this.#keeper = new EquitySampler({
      store,
      prices,
      profits,
      state: () => this.state,
      coming: () => this.#writer.coming,
      now: () => this.#now,
    })
    const at = async (asset: string, when: number) => {
      const price = this.#priceAt(asset, when)
      if (!this.hasPrices) return { kind: 'unavailable' as const }
      return price === undefined ? { kind: 'none' as const } : { kind: 'found' as const, price }
    }
    const parts = { store, writer: this.#writer, prices, past: { at }, log: silentLog }
    this.#noting = new AdjustmentRecorder(parts)
    this.#pricing = new PriceJob({ ...parts, turn: () => Promise.resolve() })
  }

  /** Followed since just now, with 1,000 USDT and 500 MX. @param adjusts false: by a version without adjustments */
  static async born(store: LedgerStore, adjusts = true): Promise<ToldAccount> {
    const account = new ToldAccount(store, await store.load(), adjusts)
    await account.#write(
      account.#moved({ asset: 'USDT', amount: '1000' }, RECONCILED),
      account.#moved({ asset: 'MX', amount: '500' }, RECONCILED),
    )
    const head = { time: BIRTH, source: 'rest' } as const
    await account.#write(
      { type: 'coverage.marked', window: { kind: 'flows', from: BIRTH, state: 'complete' }, ...head },
      { type: 'status.changed', status: { state: 'live', code: 'LIVE', params: {}, since: BIRTH }, ...head },
    )
    return account
  }

  /** The same ledger in another process, at the same time. */
  static async reopened(store: LedgerStore, before: ToldAccount): Promise<ToldAccount> {
    const account = new ToldAccount(store, await store.load(), true)
    account.#now = before.#now
    account.#prices.push(...before.#prices.slice(1))
    return account
  }

  get state(): LedgerState {
    return this.#writer.state
  }

  /** Applies a push. */
  async heard(money: Money): Promise<void> {
    const reason = isNegative(amountOf(money.amount)) ? 'WITHDRAW' : 'DEPOSIT'
    const unitPrice = this.#priceAt(money.asset, this.#now)
    await this.#write({ ...this.#moved(money, reason), ...(unitPrice === undefined ? {} : { unitPrice }) })
  }

  /** Applies a push with an unknown reason. */
  async odd(money: Money): Promise<void> {
    await this.#write(this.#moved(money, 'ETF_INDEX'))
  }

  /** Applies a change that is found in the balances alone, after a gap. Returns the later reports that could explain it. */
  async unheard(money: Money): Promise<ReportedFlow> {
    const time = this.#now
    await this.#write(this.#gap(), this.#moved(money, RECONCILED))
    const change = amountOf(money.amount)
    return {
      id: `told ${++this.#count}`,
      asset: money.asset,
      change,
      reason: isNegative(change) ? 'WITHDRAW' : 'DEPOSIT',
      time,
    }
  }

  /** Imports a flow of an export. */
  async told(flow: ReportedFlow): Promise<void> {
    const verdicts = await matchFlows([flow], {
      state: this.state,
      store: this.store,
      source: 'import',
    })
    await this.#write(...verdicts.flatMap(({ happenings }) => happenings))
    await this.#pricing.look()
  }

  /** A purchase of MX, whose pushes come or are lost; then `deal` is to be `learnt` later. */
  async buys(quantity: string, isHeard: boolean): Promise<Deal> {
    if (!isHeard) {
      const deal = this.#deal(quantity)
      await this.audited(deal)
      return deal
    }
    const deal = await this.buysUnbalanced(quantity)
    await this.#write(...this.#movesOf(deal, 'ENTRUST'))
    return deal
  }

  /** A purchase whose deal is pushed, and whose balances are not. */
  async buysUnbalanced(quantity: string): Promise<Deal> {
    const deal = this.#deal(quantity)
    await this.learns(deal, 'stream')
    return deal
  }

  /** The balances are read that a deal led to. */
  async audited(deal: Deal): Promise<void> {
    await this.#write(this.#gap(), ...this.#movesOf(deal, RECONCILED))
  }

  async learns(deal: Deal, source: 'stream' | 'rest' = 'rest'): Promise<void> {
    await this.#write({ type: 'deal.added', deal, namedBy: source, time: deal.time, source })
  }

  priced(price: string): void {
    this.#prices.push({ time: this.#now, price: decimal(price) })
  }

  /** A minute passes. */
  async minute(): Promise<void> {
    for (let waited = 0; waited < 60_000; waited += LOOK_MS) {
      this.#now += LOOK_MS
      if (this.#adjusts) await this.#noting.look()
      this.#keeper.sample()
    }
    // Nothing happens at the very moment of a sample.
    this.#now += 1_000
  }

  /** Writes the samples that wait, as a clean end does. */
  settled(): Promise<void> {
    return this.#keeper.flush()
  }

  /** Returns the performance by every sample, and the figures at its end. */
  async growth() {
    const span = { from: BIRTH, to: this.#now + 1 }
    await this.#keeper.flush()
    const history = {
      equity: this.store.equity.bind(this.store),
      flows: () => this.store.flows(),
      notes: () => this.state.notes.values(),
      valuations: () => this.state.valuations.values(),
      isPastWhole: () => false,
    }
    const samples = await samplesOf(history, span)
    const { timeWeightedReturn, maxDrawdown, drawdown, days } = performanceReport(
      samples,
      { wins: 0, losses: 0 },
      { ...span, now: this.#now },
      new PerformanceReader(daysOf('UTC')),
    )
    const index = (await indexOf(history, { ...span, points: 5_000 })).points.flatMap(({ index: level }) => level ?? [])
    const book = { opening: zero<'USDT'>(), totalsAt: async () => new Map() }
    const present = { last: this.#keeper.lastRow, book }
    const end = (await seriesOf(history, { ...span, points: 5_000 }, present)).points.at(-1)
    return { growth: { timeWeightedReturn, maxDrawdown, drawdown, days, index }, end }
  }

  #priceAt = (asset: string, time: number): UnitPrice | undefined =>
    asset === 'USDT' ? decimal('1') : this.#prices.findLast((one) => one.time <= time)?.price

  #moved({ asset, amount }: Money, reason: string): EventDraft {
    const change = amountOf(amount)
    const free = add(this.state.assets.get(asset)?.free ?? zero<'asset'>(), change)
    const moved = {
      asset,
      free,
      locked: zero<'asset'>(),
      freeChange: change,
      lockedChange: zero<'asset'>(),
      reason,
      time: this.#now,
    }
    return { type: 'asset.changed', change: moved, time: this.#now, source: reason === RECONCILED ? 'rest' : 'stream' }
  }

  #movesOf(deal: Deal, reason: string): readonly EventDraft[] {
    return dealEffects(deal).map(({ asset, change }) =>
      this.#moved({ asset: asset === 'MX' ? 'MX' : 'USDT', amount: change }, reason),
    )
  }

  #gap(): EventDraft {
    const window = { kind: 'flows', from: this.#now - 5_000, to: this.#now, state: 'unknown' } as const
    return { type: 'coverage.marked', window, time: this.#now, source: 'rest' }
  }

  #deal(quantity: string): Deal {
    const price = decimal<'quote per base'>(this.#priceAt('MX', this.#now) ?? '2')
    const id = ++this.#count
    return {
      tradeId: `t${id}`,
      orderId: `o${id}`,
      symbol: 'MXUSDT',
      baseAsset: 'MX',
      quoteAsset: 'USDT',
      side: 'BUY',
      price,
      quantity: decimal(quantity),
      quoteQuantity: multiply(price, decimal<'base'>(quantity)),
      fee: negate(zero()),
      feeAsset: 'USDT',
      isMaker: false,
      isSelfTrade: false,
      time: this.#now,
    }
  }

  async #write(...happenings: readonly EventDraft[]): Promise<void> {
    await this.#writer.propose(() => happenings)
  }
}
