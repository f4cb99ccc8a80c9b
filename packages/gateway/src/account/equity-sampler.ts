/**
 * Equity every second: to readers at once, to the store thinned out (seconds for an hour, minutes for a month, hours for
 * good). What lies before the first start is computed back from deals and hourly prices as far as that is certain.
 */

import type { EquityData } from '@spotdeck/api'
import { type AssetAmount, add, decimal, isZero, multiply, subtract, sum, zero } from '@spotdeck/exact'
import {
  type Asset,
  type CostEntry,
  type LedgerEvent,
  type LedgerState,
  type PriceOf,
  type UnitPrice,
  type Value,
  costKey,
  equityOf,
  holdingsAt,
  isPastWhole,
  netRevalued,
  netUnexplained,
  openingsOf,
  reasonKind,
  totalOf,
  unclassified,
  unadjusted,
  valuationChanges,
  valuedBy,
} from '@spotdeck/ledger'
import type { Prices } from '../market/prices.ts'
import {
  shown,
  valueInUsdt,
  KEPT_MS,
  STEP_MS,
  StretchMaker,
  type StretchStore,
  type Restated,
  type PastEntries,
  pnlAtTimes,
  type RealizedPnlBook,
} from '@spotdeck/reports'
import type { EquityRow, EquityRowPnl, LedgerStore, Resolution } from '@spotdeck/store'
import { defined } from '@spotdeck/ports'
import { lacksValue } from './adjustment-recorder.ts'

/** Calls of a store for samples; without those for stretches, none are made. */
type SampledStore = Pick<LedgerStore, 'saveEquity' | 'pruneEquity'> & Partial<StretchStore>

/** Parts of an equity sampler. */
export type EquityKeeperOptions = {
  /** Storage of the samples. */
  readonly store: SampledStore
  readonly prices: PastPrices & Pick<Prices, 'ready' | 'stale' | 'staleSince'>
  readonly profits: Pick<RealizedPnlBook, 'stale' | 'realized' | 'unrealized' | 'opening'>
  readonly state: () => LedgerState
  /** The state that is being stored, if one is: what it learned counts from a time that may be over. */
  readonly coming: () => LedgerState | undefined
  readonly now: () => number
}

type PastPrices = Pick<Prices, 'priceOf' | 'hourClose'>

/** Seconds are written together, this many at a time: a kill loses no more of them, and no event. */
const WRITE_TOGETHER = 10
/** States in which balances are known to be current. */
const CURRENT: ReadonlySet<string> = new Set(['live', 'reconciling', 'degraded'])

/** Kinds of changes that no push and no list has named. */
const CAUSELESS: ReadonlySet<string> = new Set(['reconciled', 'unknown'])

/** Samples an account's equity, stores the samples, and publishes each. */
export class EquitySampler {
  readonly #options: EquityKeeperOptions
  #last: EquityData | undefined
  #lastRow: Restated<EquityRow> | undefined
  /** The newest row: stored when the next one comes, so that a read which is being stored meanwhile can withdraw it. */
  #newest: EquityRow | undefined
  #seconds: EquityRow[] = []
  #writing: Promise<void> = Promise.resolve()
  #sampledAt = 0
  readonly #stretches: StretchMaker | undefined

  constructor(options: EquityKeeperOptions) {
    this.#options = options
    const { equity, saveStretches, stretchesEnd } = options.store
    if (equity === undefined || saveStretches === undefined || stretchesEnd === undefined) return
    this.#stretches = new StretchMaker({ equity, saveStretches, stretchesEnd })
  }

  /** The newest sample; `undefined` while nothing can be valued. */
  get last(): EquityData | undefined {
    return this.#last
  }

  /** The price that the newest sample used; `undefined` where it used none. */
  priceOf(asset: string): UnitPrice | undefined {
    const price = this.#last?.byAsset.find((one) => one.asset === asset)?.price
    return price === undefined ? undefined : decimal(price)
  }

  /** The same as it is stored, with the unexplained adjustments that are known by now. */
  get lastRow(): Restated<EquityRow> | undefined {
    return this.#lastRow
  }

  /** Takes a sample; `undefined` while the account or all prices are unknown. PnL is null while it is computed. */
  sample(): EquityData | undefined {
    const { prices, profits, state: stateNow, now } = this.#options
    const state = stateNow()
    if (state.birth === undefined || !prices.ready) return undefined
    const time = now()
    // A price that came or went is recorded first: until then equity would show it as growth.
    if (valuationChanges(state, { priceOf: prices.priceOf, lastPriceOf: () => undefined, time }).length > 0)
      return undefined
    // The same for what a read showed before there were prices.
    if ([...state.notes.values()].some((note) => lacksValue(note, prices, state))) return undefined
    const equity = equityOf(state.assets, valuedBy(state, prices.priceOf))
    const revalued = shown(netRevalued(state.valuations.values()))
    this.#last = {
      time,
      total: shown(equity.total),
      free: shown(equity.free),
      locked: shown(equity.locked),
      unit: 'USDT',
      netDeposits: shown(state.netDeposits),
      netUnexplained: shown(add(netUnexplained(state.notes.values()), worthNow(unadjusted(state), prices.priceOf))),
      ...(revalued === '0' ? {} : { netRevalued: revalued }),
      // Never an old figure: it is being computed.
      realizedPnl: profits.stale ? null : shown(profits.realized),
      unrealizedPnl: profits.stale ? null : shown(profits.unrealized(prices.priceOf)),
      byAsset: equity.byAsset.map(({ asset, total, price, value }) =>
        defined({
          asset,
          total,
          price,
          value: value === undefined ? undefined : shown(value),
          staleSince: prices.staleSince(asset),
        }),
      ),
      unpriced: [...equity.unpriced],
      ...(prices.stale ? { stale: true as const } : {}),
    }
    const row = rowOf(this.#last, shown(profits.opening))
    this.#lastRow = { ...row, netUnexplained: this.#last.netUnexplained, netRevalued: revalued }
    if (CURRENT.has(state.status.state) && !this.#isBetween(state)) this.#keep(row)
    return this.#last
  }

  /**
   * True while a flow, its price, or an adjustment is being stored: a sample of now would be restated as if it counted it
   * already.
   */
  #isBetween({ netDeposits, notes }: LedgerState): boolean {
    const coming = this.#options.coming()
    return coming !== undefined && (coming.notes !== notes || shown(coming.netDeposits) !== shown(netDeposits))
  }

  /**
   * Computes the hours before the first start, newest first, until something is not certain any more. They are an estimate unless
   * deals and flows explain every balance of the first start.
   * @param entries everything since `from`
   * @param past everything before the first start, from the beginning
   */
  async backfill(
    entries: readonly CostEntry[],
    from: number,
    past: Pick<PastEntries, 'deals' | 'turn'>,
  ): Promise<void> {
    const { store, state: stateNow, prices } = this.#options
    const state = stateNow()
    if (state.birth === undefined) return
    const hours: number[] = []
    const isWhole = isPastWhole(state)
    const begin = isWhole ? Math.max(from, firstTime(entries)) : from
    for (let hour = Math.floor(state.birth / STEP_MS.hour) * STEP_MS.hour; hour > begin; hour -= STEP_MS.hour)
      hours.push(hour)
    // Unexplained additions since then were not held at that time.
    const explained = (held: Asset): AssetAmount => subtract(totalOf(held), unclassified(state, held.asset))
    const totals = new Map([...state.assets].map(([asset, held]) => [asset, explained(held)]))
    const flows = entries.filter(({ kind }) => kind === 'flow')
    const pnl = await pnlAtTimes(
      [...hours].reverse(),
      { openings: openingsOf(state), flows, ...past },
      (time) => (asset) => pastPrice(asset, time, prices),
    )
    const rows: EquityRow[] = []
    const turn = past.turn ?? (() => Promise.resolve())
    for await (const { time, totals: held, known } of holdingsAt(totals, { entries, times: hours }, turn)) {
      const total = known ? valueAt(held, time, prices) : undefined
      if (total !== undefined) rows.push(isWhole ? knownRow(time, total, pnl.get(time)) : estimatedRow(time, total))
    }
    if (rows.length > 0) await store.saveEquity('hour', rows)
  }

  /**
   * Withdraws the newest sample where a balance without a known cause changed before it and was stored after it: the change
   * counts as unexplained from its own time on, so the sample would show it as a gain or a loss. The same for a flow, or its
   * price, that was learned in the millisecond of the sample and stored after it.
   */
  committed(events: readonly LedgerEvent[], { netDeposits }: Pick<LedgerState, 'netDeposits'>): void {
    const row = this.#newest
    if (row === undefined) return
    const isBefore = (event: LedgerEvent): boolean =>
      event.type === 'asset.changed' && event.time <= row.time && CAUSELESS.has(reasonKind(event.change.reason))
    const isLearned = events.some(({ learntAt }) => learntAt <= row.time) && shown(netDeposits) !== row.netDeposits
    if (isLearned || events.some(isBefore)) this.#newest = undefined
  }

  /** Writes what waits. */
  flush(): Promise<void> {
    this.#keep(undefined)
    return this.#flushSeconds()
  }

  #flushSeconds(): Promise<void> {
    const rows = this.#seconds.splice(0)
    if (rows.length > 0) this.#write('second', rows)
    return this.#writing
  }

  #keep(next: EquityRow | undefined): void {
    const row = this.#newest
    this.#newest = next
    if (row === undefined) return
    const before = this.#sampledAt
    this.#sampledAt = row.time
    this.#seconds.push(row)
    if (this.#seconds.length >= WRITE_TOGETHER) void this.#flushSeconds()
    for (const resolution of ['minute', 'hour'] as const) {
      const step = STEP_MS[resolution]
      if (Math.floor(before / step) === Math.floor(row.time / step)) continue
      this.#write(resolution, [row])
      const finer = resolution === 'minute' ? 'second' : 'minute'
      this.#prune(finer, row.time - KEPT_MS[finer])
      if (resolution === 'minute') this.#makeStretches(row.time)
    }
  }

  /** Once a minute: those of older samples, too, after an upgrade. */
  #makeStretches(until: number): void {
    const [made, { birth }] = [this.#stretches, this.#options.state()]
    if (made === undefined || birth === undefined) return
    const begins = { minute: Math.max(birth, until - KEPT_MS.minute), hour: birth }
    this.#writing = this.#writing.then(async () => void (await made.step(begins, until))).catch(() => undefined)
  }

  #write(resolution: Resolution, rows: readonly EquityRow[]): void {
    this.#writing = this.#writing.then(() => this.#options.store.saveEquity(resolution, rows)).catch(() => undefined)
  }

  #prune(resolution: Resolution, before: number): void {
    this.#writing = this.#writing.then(() => this.#options.store.pruneEquity(resolution, before)).catch(() => undefined)
  }
}

function rowOf(sample: EquityData, opening: string): EquityRow {
  const { time, total, free, locked, netDeposits, realizedPnl: realized, unrealizedPnl: unrealized } = sample
  const row = { time, total, free, locked, netDeposits }
  return realized === null || unrealized === null ? row : { ...row, pnl: { realized, unrealized, opening } }
}

/** Net deposits are restated when the row is read. */
function knownRow(time: number, total: Value, pnl: EquityRowPnl | undefined): EquityRow {
  return { time, total: shown(total), free: null, locked: null, netDeposits: null, ...defined({ pnl }) }
}

/** Without profit: what was held had an unknown cost. */
function estimatedRow(time: number, total: Value): EquityRow {
  return { ...knownRow(time, total, undefined), backfilled: true }
}

/** Time of the earliest entry; `Infinity` without entries. */
function firstTime(entries: readonly CostEntry[]): number {
  return entries.reduce((first, entry) => Math.min(first, costKey(entry).time), Infinity)
}

/**
 * Value of the adjustments that are not recorded yet: a deal or its balance may still arrive, and the two cancel out.
 */
function worthNow(amounts: ReadonlyMap<string, AssetAmount>, priceOf: PriceOf): Value {
  const values = [...amounts].map(([asset, amount]) => valueInUsdt(amount, asset, priceOf(asset)) ?? zero<'USDT'>())
  return sum(values)
}

/**
 * Value of the assets at a time. Assets without a price today are left out, as in today's equity; a missing past price
 * leaves a gap.
 */
function valueAt(held: ReadonlyMap<string, AssetAmount>, time: number, prices: PastPrices): Value | undefined {
  let total = zero<'USDT'>()
  for (const [asset, amount] of held) {
    if (isZero(amount) || prices.priceOf(asset) === undefined) continue
    const price = pastPrice(asset, time, prices)
    if (price === undefined) return undefined
    total = add(total, multiply<'USDT'>(amount, price))
  }
  return total
}

/** The close of the hour that ends at `time`. */
function pastPrice(asset: string, time: number, prices: PastPrices): UnitPrice | undefined {
  return prices.hourClose(asset, time - STEP_MS.hour)
}
