/** The one table of kinds: the legs that each kind of plan is made of. */

import {
  type Price,
  type Quantity,
  add,
  decimal,
  divideDown,
  fromInteger,
  multiply,
  stepDown,
  subtract,
} from '@spotdeck/exact'
import type { Act, Leg, PriceCondition, When } from './plan.ts'
import type { OrderSpec, PlanKind, PlanMarket, PlanSpec, Side } from './spec.ts'

/** A plan whose fields are known to be there: which ones, its kind says. */
type FullSpec = { readonly [K in keyof PlanSpec]-?: NonNullable<PlanSpec[K]> }
type Part = { readonly when: When; readonly act: Act; readonly oneOf?: true }
type Shape = (spec: FullSpec, market: PlanMarket, at: number) => readonly Part[]

const opposite = (side: Side): Side => (side === 'BUY' ? 'SELL' : 'BUY')
/** A stop follows the market: it buys when the price rises and sells when it falls; a take-profit does the reverse. */
const stopWay = (side: Side): 'up' | 'down' => (side === 'BUY' ? 'up' : 'down')
const profitWay = (side: Side): 'up' | 'down' => (side === 'BUY' ? 'down' : 'up')

const stop: Shape = (spec) => [{ when: priceOf(spec, stopWay(spec.side)), act: orderOf(spec) }]

/** Stop and take-profit of one quantity. */
function pair(spec: FullSpec, side: Side, after?: number): readonly Part[] {
  const { trigger, target, order } = spec
  const quantity = after === undefined ? decimal<'base'>(spec.quantity) : undefined
  const profit = { ...spec, trigger: { ...trigger, price: target.price } }
  return [
    { when: { ...priceOf(spec, stopWay(side)), after }, act: actOf(order, side, quantity), oneOf: true },
    { when: { ...priceOf(profit, profitWay(side)), after }, act: actOf(target.order, side, quantity), oneOf: true },
  ]
}

const KINDS: Readonly<Record<PlanKind, Shape>> = {
  stop,
  trailing: stop,
  'take-profit': (spec) => [{ when: priceOf(spec, profitWay(spec.side)), act: orderOf(spec) }],
  oco: (spec) => pair(spec, spec.side),
  bracket: (spec) => [
    { when: { kind: 'now' }, act: actOf(spec.entry, spec.side, decimal<'base'>(spec.quantity)) },
    ...pair(spec, opposite(spec.side), 0),
  ],
  ladder: (spec, market) =>
    shares(spec, market).map((quantity, n) => ({
      when: { kind: 'now' },
      act: { ...actOf(spec.order, spec.side, quantity), price: rung(spec, market, n) },
    })),
  twap: (spec, market, at) =>
    shares(spec, market).map((quantity, n) => {
      const every = spec.split.intervalMs ?? 0
      return {
        when: { kind: 'at', time: at + n * every, until: at + (n + 1) * every },
        act: actOf(spec.order, spec.side, quantity),
      }
    }),
  iceberg: (spec, market) =>
    shares(spec, market).map((quantity, n) => ({
      when: n === 0 ? { kind: 'now' } : { kind: 'filled', leg: n - 1 },
      act: actOf(spec.order, spec.side, quantity),
    })),
  'cancel-at': ({ cancel, symbol }) => [
    { when: { kind: 'at', time: cancel.at ?? 0 }, act: { kind: 'cancel-all', symbol } },
  ],
  'cancel-after': ({ cancel, symbol }) => [
    { when: { kind: 'silent', ms: cancel.silentMs ?? 0 }, act: { kind: 'cancel-all', symbol } },
  ],
}

/** The legs of a plan that `specProblem` accepts, created at `at`. */
export function legsOf(spec: PlanSpec, market: PlanMarket | undefined, at: number): readonly Leg[] {
  const parts = KINDS[spec.kind](spec as FullSpec, market ?? NO_MARKET, at)
  return parts.map((part, n) => ({ n, ...part, phase: { kind: 'waiting' } }))
}

/** Of canceling plans, which have no quantity. */
const NO_MARKET: PlanMarket = {
  baseAsset: '',
  quoteAsset: '',
  lotSize: decimal('1'),
  tickSize: decimal('1'),
  minQuantity: decimal('0'),
}

function priceOf({ trigger }: Pick<FullSpec, 'trigger'>, way: 'up' | 'down'): PriceCondition {
  const { source, price, trail, confirmations = 1 } = trigger
  const at = price === undefined ? undefined : decimal<'quote per base'>(price)
  return { kind: 'price', source, way, price: at, trail, confirmations }
}

const orderOf = ({ order, side, quantity }: FullSpec): Act => actOf(order, side, decimal<'base'>(quantity))

function actOf(
  { type, price }: OrderSpec,
  side: Side,
  quantity: Quantity | undefined,
): Extract<Act, { kind: 'order' }> {
  return { kind: 'order', side, type, price: price === undefined ? undefined : decimal(price), quantity }
}

/** The quantity in equal parts of whole lots; the last one takes the rest. */
function shares({ quantity, split }: FullSpec, { lotSize }: PlanMarket): readonly Quantity[] {
  const { count } = split
  const total = decimal<'base'>(quantity)
  const part = stepDown(divideDown<'base'>(total, fromInteger(count)), lotSize)
  const last = subtract(total, multiply<'base'>(part, fromInteger(count - 1)))
  return Array.from({ length: count }, (_, n) => (n === count - 1 ? last : part))
}

/** Price of the n-th order of a ladder: evenly spread, on the grid. */
function rung({ order, split }: FullSpec, { tickSize }: PlanMarket, n: number): Price {
  const first = decimal<'quote per base'>(order.price ?? '0')
  const last = decimal<'quote per base'>(split.priceTo ?? '0')
  if (n === split.count - 1) return last
  const way = multiply<'quote per base'>(subtract(last, first), fromInteger(n))
  return stepDown(add(first, divideDown<'quote per base'>(way, fromInteger(split.count - 1))), tickSize)
}
