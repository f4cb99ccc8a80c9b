/** Why a total changed: its parts, rounded so that they add up to the digit with the total that is shown. */

import type { PnlReport } from '@spotdeck/api'
import {
  type Decimal,
  absolute,
  add,
  compare,
  decimal,
  isZero,
  negate,
  roundTogether,
  subtract,
  sum,
} from '@spotdeck/exact'
import { coinTable } from './coin-rows.ts'

type Usdt = Decimal<'USDT'>
const usdt = (text = '0') => decimal<'USDT'>(text)
const DIGITS = 2

/** Kind of a part. `rest`: what no coin explains; `revalued`: what gained or lost its price. */
export type WhyKind = 'price' | 'trades' | 'fees' | 'rest' | 'flows' | 'unexplained' | 'revalued'
/** One part in USDT: exact, and as it is shown. `asset` is present for the effect of a coin's price. */
export type WhyPart = {
  readonly kind: WhyKind
  readonly asset?: string
  readonly exact: Usdt
  readonly shown: Usdt
}
/** Sum of parts. */
export type WhySum = Pick<WhyPart, 'exact' | 'shown'>
/** `profit` adds up to `total`; with `flows`, which are no profit, to `equity`, absent where equity is not known. */
export type Why = {
  readonly profit: readonly WhyPart[]
  readonly price: WhySum
  readonly total: WhySum
  readonly flows: readonly WhyPart[]
  readonly equity: (WhySum & { readonly opening: string; readonly closing: string }) | undefined
}

/** Explains `total`, the figure that the page shows; what the report of about the same moment lacks of it is `rest`. */
export function whyOf(report: PnlReport, total: string): Why {
  const { assets = [], change } = report
  const effects = assets.flatMap(({ asset, priceEffect }) => {
    const exact = usdt(priceEffect)
    return isZero(exact) ? [] : [{ kind: 'price' as const, asset, exact }]
  })
  const price = sum(effects.map(({ exact }) => exact))
  const fees = usdt(report.fees)
  const unassigned = usdt(report.unassigned)
  const trades = subtract(add(subtract(usdt(report.total), unassigned), fees), price)
  const profit = rounded([
    ...effects.sort((a, b) => compare(absolute(b.exact), absolute(a.exact)) || (a.asset < b.asset ? -1 : 1)),
    { kind: 'trades', exact: trades },
    { kind: 'fees', exact: negate(fees) },
    { kind: 'rest', exact: add(unassigned, subtract(usdt(total), usdt(report.total))) },
  ])
  const flows = rounded(
    change === undefined
      ? []
      : [
          { kind: 'flows', exact: usdt(change.netDeposits) },
          { kind: 'unexplained', exact: unexplainedOf(change, report.total) },
          { kind: 'revalued', exact: usdt(change.netRevalued) },
        ],
  )
  const whole = sumOf(profit)
  const equity = sumOf([whole, ...flows])
  return {
    profit: profit.filter(isPart),
    price: sumOf(profit.filter(({ kind }) => kind === 'price')),
    total: whole,
    flows: flows.filter(isPart),
    equity: change && { ...equity, opening: change.opening, closing: add(usdt(change.opening), equity.exact) },
  }
}

/** A figure of the table by coin. */
export type CoinFigure = 'realised' | 'unrealised'

/** A figure of the table by coin as parts that add up to it: the largest first, none that shows as zero. */
export function coinParts(report: PnlReport, figure: CoinFigure): { readonly parts: readonly WhyPart[] } & WhySum {
  const { rows, total } = coinTable(report)
  const kind = figure === 'realised' ? 'trades' : 'price'
  const parts = rows.flatMap(({ key, shown, ...row }): readonly WhyPart[] => {
    const part = { exact: usdt(row[figure] ?? shown[figure]), shown: usdt(shown[figure]) }
    if (isZero(part.shown)) return []
    return [key === undefined ? { kind: 'rest', ...part } : { kind, asset: key, ...part }]
  })
  return {
    parts: parts.sort((a, b) => compare(absolute(b.exact), absolute(a.exact))),
    exact: usdt(total[figure]),
    shown: usdt(total.shown[figure]),
  }
}

/** Change that nothing explains, with what equity gained while too little was known to call it profit. */
function unexplainedOf({ total, netDeposits, netRevalued }: NonNullable<PnlReport['change']>, profit: string): Usdt {
  return subtract(usdt(total), sum([usdt(profit), usdt(netDeposits), usdt(netRevalued)]))
}

/** Trades, fees and flows are named also where they are none; others where something of them is shown. */
const isPart = ({ kind, shown }: WhyPart): boolean => ['trades', 'fees', 'flows'].includes(kind) || !isZero(shown)

const sumOf = (parts: readonly WhySum[]): WhySum => ({
  exact: sum(parts.map(({ exact }) => exact)),
  shown: sum(parts.map(({ shown }) => shown)),
})

function rounded(parts: readonly Omit<WhyPart, 'shown'>[]): readonly WhyPart[] {
  const shown = roundTogether(
    parts.map(({ exact }) => exact),
    DIGITS,
  )
  return parts.map((part, index) => ({ ...part, shown: shown[index] ?? usdt() }))
}
