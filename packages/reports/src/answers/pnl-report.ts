/** Profit in the API's words: a reading of the profit book at the ends of a span. */

import type { PnlMethod, PnlReport } from '@spotdeck/api'
import { absolute, add, compare, decimal, divide, isPositive, multiply, subtract, zero } from '@spotdeck/exact'
import {
  type CostBook,
  type CostKey,
  type DayOf,
  type Flow,
  type PnlSum,
  type PriceOf,
  VALUE_ASSET,
  type Value,
  estimatedBook,
} from '@spotdeck/ledger'
import { defined } from '@spotdeck/ports'
import { type CoinSums, type SpanEnd, coinResults, countCoin, differencesOf } from '../profit/coin-results.ts'
import { dayPeriod, daysOf } from '../base/days.ts'
import { type Counting, type Pass, bookBefore } from '../profit/pnl-sums.ts'
import { pagesOf } from '../base/pages.ts'
import type { Estimating, Span, ZonedSpan } from '../base/port.ts'
import type { Present } from '../scan/present.ts'
import type { Scan } from '../scan/scan.ts'
import { shown } from '../base/valuation.ts'

type How = { readonly method: PnlMethod; readonly by: 'day' | 'symbol' }

/** Computes realized and unrealized profit of a span, with the result of each coin. */
export function computePnl(
  scan: Scan,
  { method, by, zone, from, to }: How & ZonedSpan & Estimating,
  { prices, firstPrices, ends }: Present,
): Promise<PnlReport> {
  const { store, turn, ledger } = scan
  const span = { from, to }
  const priceOf: PriceOf = (asset) => prices.get(asset)
  const estimated = (book: CostBook) => estimatedBook(book, (asset) => firstPrices?.get(asset))
  return scan.sums(pnlBy({ method, by }, daysOf(zone)), span, async (sums, tail) => {
    const endAt = async (time: number, known: Present['prices']): Promise<SpanEnd> => ({
      book: estimated(await bookBefore({ store, tail, turn }, time, method)).book,
      priceOf: (asset) => known.get(asset),
    })
    const { book, assets } = estimated(tail.walk.books[method])
    const { since = from, opening = prices, closing = prices, profit, change } = ends ?? {}
    const { assets: held } = ledger.state ?? {}
    const begin = await endAt(since, opening)
    // What equity gained later is not what the span gained where something was booked in between.
    const isWhole = (begin.book.last?.time ?? -Infinity) < from
    return {
      ...pnlReport(sums, book, { method, by, ...span, estimated: assets }, priceOf),
      ...coinResults(sums.coins, {
        opening: begin,
        closing: await endAt(to, closing),
        profit: profit === undefined || !isWhole ? undefined : decimal(profit),
        flows: await flowsWithin(scan, { from: since, to }),
      }),
      ...defined({ differences: held && differencesOf(held, book.positions), change }),
    }
  })
}

const FLOWS_PAGE = 200

async function flowsWithin({ store, turn }: Scan, { from, to }: Span): Promise<readonly Flow[]> {
  const flows: Flow[] = []
  const read = (last: CostKey = { time: from, id: '' }) => store.flowsAscending(FLOWS_PAGE, last)
  for await (const page of pagesOf<Flow>({ size: FLOWS_PAGE, turn, read })) {
    flows.push(...page.filter(({ time }) => time < to))
    if (flows.at(-1) !== page.at(-1)) break
  }
  return flows
}

type PnlRow = { realized: Value; fees: Value; count: number }
/** Sums of a profit report, in USDT. */
type PnlSums = {
  realized: Value
  fees: Value
  byFlows: Value
  readonly rows: Map<string, PnlRow>
  readonly coins: CoinSums
}

/** Sums profit by day or symbol. */
function pnlBy({ method, by }: How, dayOf: DayOf): Counting<PnlSums> {
  const none = (): PnlSums => ({ realized: zero(), fees: zero(), byFlows: zero(), rows: new Map(), coins: new Map() })
  const count = (sums: PnlSums, one: PnlSum): void => {
    const { fees, symbol, time, count } = one
    const realized = one.realized[method]
    sums.realized = add(sums.realized, realized)
    sums.fees = add(sums.fees, fees)
    if (symbol === '') {
      sums.byFlows = add(sums.byFlows, realized)
      return
    }
    const key = by === 'symbol' ? symbol : dayOf(time).day
    const row = sums.rows.get(key) ?? { realized: zero<'USDT'>(), fees: zero<'USDT'>(), count: 0 }
    row.realized = add(row.realized, realized)
    row.fees = add(row.fees, fees)
    row.count += count
    sums.rows.set(key, row)
  }
  const countCoins = ({ coins }: PnlSums, one: PnlSum): void => countCoin(coins, one, one.realized[method])
  const rows: Pass<PnlSums> = { grain: by === 'day' ? 'all' : 'cell', count }
  const period = by === 'day' ? dayPeriod((time) => dayOf(time).day) : undefined
  return {
    none,
    passes: [
      { ...rows, period },
      { grain: 'cell', count: countCoins },
    ],
  }
}

/** Assets of which a part has an estimated cost. */
type Estimated = { readonly estimated: ReadonlySet<string> }

/** A profit report without the results of coins. @param book the book of `method` now */
function pnlReport(
  { realized, fees, byFlows, rows }: PnlSums,
  book: CostBook,
  { method, by, from, to, estimated }: How & Span & Estimated,
  priceOf: PriceOf,
): Omit<PnlReport, 'unrealized' | 'total'> {
  const positions = positionsOf(book, priceOf).map((position) =>
    estimated.has(position.asset) ? { ...position, estimate: true as const } : position,
  )
  return {
    from,
    to,
    unit: 'USDT',
    method,
    by,
    realized: shown(realized),
    realizedByFlows: shown(byFlows),
    fees: shown(fees),
    items: [...rows]
      .sort(by === 'day' ? byKey : bySize)
      .map(([key, row]) => ({ key, realized: shown(row.realized), fees: shown(row.fees), count: row.count })),
    positions,
    unpriced: positions
      .filter(({ price }) => price === undefined)
      .map(({ asset }) => asset)
      .sort(),
    ...defined({ estimate: positions.some(({ estimate }) => estimate === true) ? (true as const) : undefined }),
  }
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : a > b ? 1 : 0)
const bySize = (a: readonly [string, PnlRow], b: readonly [string, PnlRow]): number =>
  compare(absolute(b[1].realized), absolute(a[1].realized)) || byKey(a, b)

/** USDT is its own cost and no position. */
function positionsOf(book: CostBook, priceOf: PriceOf): PnlReport['positions'] {
  return [...book.positions]
    .filter(([asset, { quantity }]) => asset !== VALUE_ASSET && isPositive(quantity))
    .sort((a, b) => compare(b[1].cost, a[1].cost) || byKey(a, b))
    .map(([asset, { quantity, cost, uncosted }]) => {
      const price = priceOf(asset)
      const isKnown = uncosted === undefined
      const value = price === undefined ? undefined : multiply<'USDT'>(quantity, price)
      return {
        asset,
        quantity,
        cost: isKnown ? shown(cost) : null,
        averageCost: isKnown ? divide<'USDT per unit'>(cost, quantity, 12) : null,
        ...defined({
          price,
          value: value === undefined ? undefined : shown(value),
          unrealized: value === undefined || !isKnown ? undefined : shown(subtract(value, cost)),
        }),
      }
    })
}
