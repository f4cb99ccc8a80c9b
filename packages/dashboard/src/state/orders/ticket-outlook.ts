/** Effects of an order that is not sent yet on costs: its fee, as maker or taker, and the average cost after it. */

import type { DealData } from '@spotdeck/api'
import { add, compare, decimal, divide, isPositive, multiply, tryDecimal } from '@spotdeck/exact'
import type { Checked, Draft } from './ticket.ts'

/** Fee of one unit of turnover, as a fraction; absent where no own fill shows it. */
export type FeeRates = { readonly maker: string | undefined; readonly taker: string | undefined }

/** Fee and cost of a draft. Figures are exact text in quote; absent where unknown. */
export type Outlook = {
  readonly role: keyof FeeRates
  readonly fee: string | undefined
  readonly averageCost: string | undefined
}

/** The rates that the newest own fills of a market paid. `deals`: newest first; `prices`: quote per unit of a fee asset. */
export function feeRatesOf(deals: readonly DealData[], prices: (asset: string) => string | undefined): FeeRates {
  const rateOf = (isMaker: boolean) => {
    const deal = deals.find((one) => one.isMaker === isMaker && isPositive(decimal(one.quoteQuantity)))
    const price = deal === undefined ? undefined : tryDecimal<'price'>(prices(deal.feeAsset) ?? '')
    if (deal === undefined || price === undefined) return undefined
    return divide<'share'>(multiply<'quote'>(decimal(deal.fee), price), decimal<'quote'>(deal.quoteQuantity), 8)
  }
  return { maker: rateOf(true), taker: rateOf(false) }
}

type Held = { readonly quantity: string; readonly cost: string | null }

/** Role, fee and average cost after the order. `held`: the position by average cost. */
export function outlookOf(
  { side, type }: Pick<Draft, 'side' | 'type'>,
  { quote, base, parts }: Checked,
  { rates, held }: { readonly rates: FeeRates; readonly held: Held },
): Outlook {
  const { now, later } =
    type === 'MARKET' ? { now: quote, later: '0' } : (parts ?? { now: undefined, later: undefined })
  const fees = [feeOf(now, rates.taker), feeOf(later, rates.maker)]
  const role = now === undefined || now === '0' ? (type === 'MARKET' ? 'taker' : 'maker') : 'taker'
  const paid =
    now === undefined || later === undefined ? undefined : add(decimal<'quote'>(now), decimal<'quote'>(later))
  return {
    role,
    fee: both(fees),
    averageCost: side === 'BUY' ? costAfter(held, base, paid) : costAfter(held, '0', '0'),
  }
}

/** The fee of an amount; nothing costs nothing, whatever the rate. */
function feeOf(quote: string | undefined, rate: string | undefined): string | undefined {
  if (quote === '0') return '0'
  return quote === undefined || rate === undefined
    ? undefined
    : multiply<'quote'>(decimal<'quote'>(quote), decimal(rate))
}

function both([a, b]: readonly (string | undefined)[]): string | undefined {
  return a === undefined || b === undefined ? undefined : add(decimal<'quote'>(a), decimal<'quote'>(b))
}

/** The cost of what is held and bought ÷ its quantity. Fees are losses of their own, never cost. */
function costAfter(
  { quantity: before, cost }: Held,
  base: string | undefined,
  quote: string | undefined,
): string | undefined {
  if (cost === null || base === undefined || quote === undefined) return undefined
  const quantity = add(decimal<'base'>(before), decimal<'base'>(base))
  if (compare(quantity, decimal<'base'>('0')) <= 0) return undefined
  return divide<'price'>(add(decimal<'quote'>(cost), decimal<'quote'>(quote)), quantity, 12)
}
