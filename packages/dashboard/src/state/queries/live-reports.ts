/** Reports that end now, moved on to the newest equity sample: every figure of a view shows one moment. */

import { type EquityData, type Performance, type PnlReport, netFlow } from '@spotdeck/api'
import {
  type Decimal,
  type Fraction,
  add,
  as,
  compare,
  decimal,
  divide,
  isPositive,
  multiply,
  roundHalfEven,
  subtract,
  sum,
} from '@spotdeck/exact'
import { DAY_MS, MINUTE_MS } from '../../durations.ts'

const ONE = decimal<'fraction'>('1')
const SHARE_DIGITS = 6
const VALUE_DIGITS = 8
const DIVISION_DIGITS = 12
const usdt = (text: string) => decimal<'USDT'>(text)

/** True where a report ends with the present of a sample. */
const endsNow = (to: number, equity: EquityData | undefined): equity is EquityData =>
  equity !== undefined && to > equity.time - MINUTE_MS

/** Profit, return, drawdown and the last day at the newest sample; the report itself where it is newer or past. */
export function performanceAt(report: Performance, equity: EquityData | undefined): Performance {
  const { profit, last, timeWeightedReturn, maxDrawdown, to } = report
  if (!endsNow(to, equity) || profit === undefined || last === undefined || equity.time <= last.time) return report
  const gained = subtract(subtract(usdt(equity.total), as<'USDT'>(netFlow(equity) ?? usdt('0'))), usdt(last.worth))
  const before = usdt(last.total)
  const step = isPositive(before) ? divide<'fraction'>(gained, before, DIVISION_DIGITS) : undefined
  const drawdown = step === undefined ? report.drawdown : fallen(report.drawdown, step)
  return {
    ...report,
    profit: add(usdt(profit), gained),
    timeWeightedReturn: compounded(timeWeightedReturn, step),
    drawdown,
    maxDrawdown: deeper(maxDrawdown, drawdown),
    days: report.days.map((day, index) => {
      const isNow = index === report.days.length - 1 && equity.time < day.time + DAY_MS
      return isNow ? dayAt(day, { gained, step, drawdown }) : day
    }),
  }
}

type Moved = {
  readonly gained: Decimal<'USDT'>
  /** Gain of one unit, where that is known. */
  readonly step: Fraction | undefined
  readonly drawdown: string | null
}

function dayAt(day: Performance['days'][number], { gained, step, drawdown }: Moved): Performance['days'][number] {
  const { profit, total, drawdown: deepest } = day
  return {
    ...day,
    return: compounded(day.return, step),
    profit: profit && add(usdt(profit), gained),
    total: total && compounded(total, step),
    drawdown: deepest && deeper(deepest, drawdown),
  }
}

/** A return to which `step` was added; as it is where either is not known. */
function compounded<T extends string | null>(growth: T, step: Fraction | undefined): T | Fraction {
  if (growth === null || step === undefined) return growth
  const whole = multiply<'fraction'>(add(ONE, decimal<'fraction'>(growth)), add(ONE, step))
  return roundHalfEven(subtract(whole, ONE), SHARE_DIGITS)
}

/** The distance below the peak after `step`: above the peak there is none. */
function fallen(drawdown: string | null, step: Fraction): string | null {
  if (drawdown === null) return null
  const left = multiply<'fraction'>(subtract(ONE, decimal<'fraction'>(drawdown)), add(ONE, step))
  return compare(left, ONE) >= 0 ? '0' : roundHalfEven(subtract(ONE, left), SHARE_DIGITS)
}

function deeper<T extends string | null>(deepest: T, drawdown: string | null): T | string {
  if (deepest === null || drawdown === null) return deepest
  return compare(decimal<'fraction'>(drawdown), decimal<'fraction'>(deepest)) > 0 ? drawdown : deepest
}

/** Unrealized profit at the prices of the newest sample, of every coin and in all; they add up as in the report. */
export function pnlAt(report: PnlReport, equity: EquityData | undefined): PnlReport {
  const { assets = [], positions, change, to } = report
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
    change: change && { ...change, total: add(usdt(change.total), gained) },
    assets: assets.map((coin) => {
      const gain = gains.get(coin.asset)
      const { unrealized, total, priceEffect } = coin
      if (gain === undefined || unrealized === undefined || total === undefined) return coin
      const moved = { ...coin, unrealized: add(usdt(unrealized), gain), total: add(usdt(total), gain) }
      return priceEffect === undefined ? moved : { ...moved, priceEffect: add(usdt(priceEffect), gain) }
    }),
  }
}
