/** Parts of an account that its stored ledger lacks, and what a report needs of them before it is computed. */

import type { Performance } from '@spotdeck/api'
import { add, decimal, divide, isZero, multiply, subtract } from '@spotdeck/exact'
import type { LedgerState, PriceOf, UnitPrice } from '@spotdeck/ledger'
import { defined } from '@spotdeck/ports'
import type { EquityRow, LedgerStore } from '@spotdeck/store'
import type { NamingStore } from '../history/movements.ts'
import type { Estimating, ZonedSpan } from '../base/port.ts'
import type { PricesAt } from '../base/price-port.ts'
import { KEPT_MS, STEP_MS } from '../equity/equity-curve.ts'
import type { Restated } from '../equity/restate.ts'

/** Digits of the part of a step that has passed. */
const SHARE_DIGITS = 12

/** Inputs of a report that the stored ledger does not contain. */
export type Present = {
  /** Exchange time. */
  readonly now: number
  /** Current price of each asset that the account has touched, where one is known. */
  readonly prices: ReadonlyMap<string, UnitPrice>
  /** Price of each asset held at the first record, then: costs of an estimate; absent where none was asked for. */
  readonly firstPrices?: ReadonlyMap<string, UnitPrice> | undefined
  /** The ends of the span of a profit report; absent: it is about all time. */
  readonly ends?: PresentEnds | undefined
  /** The newest equity sample, which may not be stored. */
  readonly last?: Restated<EquityRow> | undefined
}

/** Prices at the ends of a span, and what equity says of it. */
export type PresentEnds = {
  /** From when on equity is known in the span, in ms: the change of unrealized profit counts from there. */
  readonly since: number
  /** Change of equity since then without flows; absent where it is not known. */
  readonly profit?: string | undefined
  readonly change?: Performance['change']
  readonly opening: ReadonlyMap<string, UnitPrice>
  /** Absent where the span ends now. */
  readonly closing?: ReadonlyMap<string, UnitPrice> | undefined
}

/** Equity samples as far as reports need them. */
export type SampledEquity = {
  /** The newest sample, which may not be stored. */
  readonly lastRow: Restated<EquityRow> | undefined
  /** The price that it used; `undefined` where it used none. */
  priceOf(asset: string): UnitPrice | undefined
  /** Stores the samples that wait. */
  flush(): Promise<void>
}

/** Parts of an account that its reports read. */
export type ReportedAccount = {
  readonly store: NamingStore & Pick<LedgerStore, 'flowPrices' | 'archived'>
  readonly state: () => LedgerState
  readonly prices: { readonly priceOf: PriceOf }
  readonly past: PricesAt
  readonly equity: SampledEquity
  /** Exchange time. */
  readonly now: () => number
  /** Lets other work run. */
  readonly turn: () => Promise<void>
  /** The report that others are computed from. */
  readonly scans: { performance(question: ZonedSpan & Estimating, present: Present): Promise<Performance> }
}

/** Prices and the newest sample of now, after every sample is stored. */
export async function samplesOfNow(account: ReportedAccount): Promise<Present> {
  await account.equity.flush()
  const { state, prices, equity, now } = account
  const { assets, books } = state()
  const priced = [...new Set([...assets.keys(), ...books.keys()])].flatMap((asset) => {
    const price = equity.priceOf(asset) ?? prices.priceOf(asset)
    return price === undefined ? [] : [[asset, price] as const]
  })
  return { now: now(), prices: new Map(priced), last: equity.lastRow }
}

/** The same with the prices at the ends of a span, and the change of equity in it. */
export async function withEnds(
  account: ReportedAccount,
  { from, to, zone, estimate }: ZonedSpan & Estimating,
): Promise<Present> {
  const span = { from, to, zone }
  const firstPrices = estimate === true ? await firstPricesOf(account) : undefined
  // One moment for the total and for what its coins add up to.
  const present = await samplesOfNow(account)
  const { since, profit, change } = await account.scans.performance({ ...span, ...defined({ estimate }) }, present)
  const begins = Math.max(span.from, since ?? span.from)
  const assets = [...present.prices.keys()]
  const opening = await pricesAtBound(account, assets, begins)
  const isNow = span.to > (present.last?.time ?? present.now)
  const closing = isNow ? undefined : await pricesAtBound(account, assets, span.to)
  const ends = { since: begins, opening, ...defined({ closing, profit, change }) }
  return { ...present, ends, ...defined({ firstPrices }) }
}

/** Prices at the first record of what was held then and nothing explains. */
async function firstPricesOf(account: ReportedAccount): Promise<ReadonlyMap<string, UnitPrice>> {
  const { birth, books } = account.state()
  if (birth === undefined) return new Map()
  const held = [...books].flatMap(([asset, { opening }]) => (isZero(opening) ? [] : [asset]))
  return pricesAt(account, held, birth)
}

/**
 * Prices at a bound of a span as equity has them there: between two samples, equity lies between theirs, and so does
 * each price. Prices of the very moment would explain another change than that of equity.
 */
async function pricesAtBound(
  account: ReportedAccount,
  assets: readonly string[],
  time: number,
): Promise<ReadonlyMap<string, UnitPrice>> {
  const { before, after } = samplesAround(time, account.state().birth ?? 0, account.now())
  const early = await pricesAt(account, assets, before - 1)
  if (before === after) return early
  const late = await pricesAt(account, assets, after - 1)
  const share = divide<'share'>(decimal(String(time - before)), decimal(String(after - before)), SHARE_DIGITS)
  const between = (start: UnitPrice, end: UnitPrice): UnitPrice =>
    add(start, multiply<'USDT per unit'>(subtract(end, start), share))
  return new Map([...early].map(([asset, price]) => [asset, between(price, late.get(asset) ?? price)]))
}

/** Times of the samples around a time, in ms: hours before the first start and after a month, else minutes. */
function samplesAround(time: number, birth: number, now: number): { readonly before: number; readonly after: number } {
  const isPast = time < birth
  const step = isPast || time < now - KEPT_MS.minute ? STEP_MS.hour : STEP_MS.minute
  const [before, after] = [Math.floor(time / step) * step, Math.ceil(time / step) * step]
  return isPast ? { before, after: Math.min(after, birth) } : { before: Math.max(before, birth), after }
}

async function pricesAt(
  { past }: ReportedAccount,
  assets: readonly string[],
  time: number,
): Promise<ReadonlyMap<string, UnitPrice>> {
  const prices = new Map<string, UnitPrice>()
  for (const asset of assets) {
    const answer = await past.at(asset, time)
    if (answer.kind === 'found') prices.set(asset, answer.price)
  }
  return prices
}
