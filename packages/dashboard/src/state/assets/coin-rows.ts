/** Results by coin as the page shows them: rounded so that every row and every column adds up to the last digit shown. */

import type { PnlReport } from '@spotdeck/api'
import { absolute, add, compare, decimal, roundHalfEven, roundTogether, subtract } from '@spotdeck/exact'
import { csvOf } from '../../format/csv.ts'

type Usdt = ReturnType<typeof decimal<'USDT'>>
type Figures<Value> = { readonly realised: Value; readonly unrealised: Value; readonly total: Value }

/** Result of one coin, or of all, in USDT, exact text; `unrealised` and `total` are absent where a price is not known. */
export type CoinRow = Figures<string | undefined> & {
  /** Absent for what belongs to no coin. */
  readonly key: string | undefined
  readonly count: number
  readonly fees: string | undefined
  /** The same figures as they are shown. */
  readonly shown: Figures<string>
}

/** Rows by coin, and what they add up to. */
export type CoinTable = { readonly rows: readonly CoinRow[]; readonly total: CoinRow }

/** The table of a report; what rounding leaves of a row goes to the next one. */
export function coinTable(report: PnlReport): CoinTable {
  const { assets = [], unassigned, realized, unrealized, total, fees } = report
  const parts = [
    ...assets.map((coin) => ({
      key: coin.asset,
      count: coin.count,
      fees: coin.fees,
      realised: add(decimal<'USDT'>(coin.realized), decimal<'USDT'>(coin.realizedByFlows)),
      unrealised: coin.unrealized,
      total: coin.total,
    })),
    ...(unassigned === undefined
      ? []
      : [{ key: undefined, count: 0, fees: undefined, realised: ZERO, unrealised: unassigned, total: unassigned }]),
  ]
  const totals = parts.map((row) => (row.total === undefined ? row.realised : decimal<'USDT'>(row.total)))
  const digits = totals.every((one) => compare(absolute(one), ONE) < 0) ? SMALL_DIGITS : DIGITS
  const [own, all] = [
    roundTogether(
      parts.map((row) => row.realised),
      digits,
    ),
    roundTogether(totals, digits),
  ]
  const rows = parts.map((row, i) => ({ ...row, shown: figuresOf(own[i] ?? ZERO, all[i] ?? ZERO) }))
  const whole = figuresOf(roundHalfEven(decimal(realized), digits), roundHalfEven(decimal(total), digits))
  const count = assets.reduce((deals, coin) => deals + coin.count, 0)
  const figures = { realised: realized, unrealised: unrealized, total }
  return { rows, total: { key: undefined, count, fees, ...figures, shown: whole } }
}

const ZERO = decimal<'USDT'>('0')
const ONE = decimal<'USDT'>('1')
const DIGITS = 2
/** Digits where every total is below one USDT. */
const SMALL_DIGITS = 4

const figuresOf = (realised: Usdt, total: Usdt) => ({ realised, unrealised: subtract(total, realised), total })

/** The table as a file, with every digit. */
export function coinCsv({ rows, total }: CoinTable, words: { readonly rest: string; readonly total: string }): string {
  const line = (row: CoinRow, name: string) => [name, row.count, row.fees, row.realised, row.unrealised, row.total]
  return csvOf(
    ['asset', 'fills', 'fees', 'realizedPnl', 'unrealizedPnlChange', 'totalPnl'],
    [...rows.map((row) => line(row, row.key ?? words.rest)), line(total, words.total)],
  )
}
