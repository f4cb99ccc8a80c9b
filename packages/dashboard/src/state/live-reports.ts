/** Reports that end now, moved on to the moment of the newest equity sample: every figure of a view shows one moment. */

import { type EquityData, type Performance, type PnlReport, netFlow } from '@spotdeck/api'
import { add, as, compare, decimal, divide, isPositive, multiply, roundHalfEven, subtract, sum } from '@spotdeck/exact'
import { MINUTE_MS } from '../durations.ts'

const ONE = decimal<'fraction'>('1')
const SHARE_DIGITS = 6
const VALUE_DIGITS = 8
const DIVISION_DIGITS = 12
const usdt = (text: string) => decimal<'USDT'>(text)

/** True where a report ends with the present of a sample. */
const endsNow = (to: number, equity: EquityData | undefined): equity is EquityData =>
  equity !== undefined && to > equity.time - MINUTE_MS

/** Profit and return at the newest sample; the report itself where it is newer, or is of the past. */
export function performanceAt(report: Performance, equity: EquityData | undefined): Performance {
  const { profit, last, timeWeightedReturn, to } = report
  if (!endsNow(to, equity) || profit === undefined || last === undefined || equity.time <= last.time) return report
  const gained = subtract(subtract(usdt(equity.total), as<'USDT'>(netFlow(equity) ?? usdt('0'))), usdt(last.worth))
  const before = usdt(last.total)
  const step = isPositive(before) ? divide<'fraction'>(gained, before, DIVISION_DIGITS) : undefined
  const growth = timeWeightedReturn === null || step === undefined ? undefined : decimal<'fraction'>(timeWeightedReturn)
  return {
    ...report,
    profit: add(usdt(profit), gained),
    timeWeightedReturn:
      growth === undefined || step === undefined
        ? timeWeightedReturn
        : roundHalfEven(subtract(multiply<'fraction'>(add(ONE, growth), add(ONE, step)), ONE), SHARE_DIGITS),
  }
}

/** Unrealized profit at the prices of the newest sample, of every coin and in all; they add up as in the report. */
export function pnlAt(report: PnlReport, equity: EquityData | undefined): PnlReport {
  const { assets = [], positions, to } = report
  if (!endsNow(to, equity)) return report
  const prices = new Map(equity.byAsset.map(({ asset, price }) => [asset, price]))
  const gains = new Map(
    positions.flatMap(({ asset, quantity, price }) => {
      const live = prices.get(asset)
      if (price === undefined || live === undefined || compare(decimal(live), decimal(price)) === 0) return []
      const gain = multiply<'USDT'>(decimal(quantity), subtract(decimal<'price'>(live), decimal(price)))
      return [[asset, roundHalfEven(gain, VALUE_DIGITS)] as const]
    }),
  )
  const known = assets.filter(({ unrealized, asset }) => unrealized !== undefined && gains.has(asset))
  const gained = sum(known.map(({ asset }) => gains.get(asset) ?? usdt('0')))
  return {
    ...report,
    unrealized: add(usdt(report.unrealized), gained),
    total: add(usdt(report.total), gained),
    assets: assets.map((coin) => {
      const gain = gains.get(coin.asset)
      const { unrealized, total } = coin
      if (gain === undefined || unrealized === undefined || total === undefined) return coin
      return { ...coin, unrealized: add(usdt(unrealized), gain), total: add(usdt(total), gain) }
    }),
  }
}
