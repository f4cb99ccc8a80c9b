/**
 * Plans against a naive reference, written apart from `@spotdeck/plans`: it walks over a list of prices as floating
 * point numbers and says at which price each order is sent. It knows no faults, no restarts and no ledger.
 */

import { decimal, fromUnits } from '@spotdeck/exact'
import { type Input, type PlanMarket, type PlanSpec, startOf, step } from '@spotdeck/plans'
import { expect, test } from 'vitest'

const SEEDS = 300
const MARKET: PlanMarket = {
  baseAsset: 'MX',
  quoteAsset: 'USDT',
  lotSize: decimal('0.1'),
  tickSize: decimal('0.1'),
  minQuantity: decimal('1'),
}

type Sent = {
  readonly at: number
  readonly side: string
  readonly quantity: number
  readonly price: number | undefined
}
/** Prices in tenths: `[last, bid, ask]`. */
type Path = readonly (readonly [number, number, number])[]

const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9

/** The price that a plan looks at. */
function seen([last, bid, ask]: Path[number], source: string, side: string): number {
  if (source === 'last') return last / 10
  if (source === 'mid') return (bid + ask) / 20
  return (side === 'SELL' ? bid : ask) / 10
}

/** First index from `from` at which `isHit` held `times` in a row. */
function firstHit(path: Path, { from, times, isHit }: { from: number; times: number; isHit: (i: number) => boolean }) {
  let row = 0
  for (let i = from; i < path.length; i++) {
    row = isHit(i) ? row + 1 : 0
    if (row === times) return i
  }
  return undefined
}

/** Orders that a plan sends over a path; the plan is created at the path's first price. */
function naive(spec: PlanSpec, path: Path): readonly Sent[] {
  const side = spec.side ?? 'SELL'
  const quantity = Number(spec.quantity)
  const times = spec.trigger?.confirmations ?? 1
  const source = spec.trigger?.source ?? 'last'
  const order = (at: number, terms: PlanSpec['order'], as = side): Sent => ({
    at,
    side: as,
    quantity,
    price: terms?.price === undefined ? undefined : Number(terms.price),
  })
  const cross = (from: number, level: number, rises: boolean, as: string, count: number) =>
    firstHit(path, {
      from,
      times: count,
      isHit: (i) => {
        const price = seen(path[i] ?? [0, 0, 0], source, as)
        return near(price, level) || (rises ? price > level : price < level)
      },
    })
  const either = (from: number, as: 'BUY' | 'SELL'): readonly Sent[] => {
    const stop = cross(from, Number(spec.trigger?.price), as === 'BUY', as, times) ?? Infinity
    const profit = cross(from, Number(spec.target?.price), as === 'SELL', as, times) ?? Infinity
    if (stop === profit) return []
    return [stop < profit ? order(stop, spec.order, as) : order(profit, spec.target?.order, as)]
  }
  switch (spec.kind) {
    case 'stop':
    case 'take-profit': {
      const rises = (spec.kind === 'stop') === (side === 'BUY')
      const at = cross(1, Number(spec.trigger?.price), rises, side, times)
      return at === undefined ? [] : [order(at, spec.order)]
    }
    case 'oco':
      return either(1, side)
    case 'bracket':
      return [order(0, spec.entry), ...either(1, side === 'BUY' ? 'SELL' : 'BUY')]
    case 'trailing': {
      let best: number | undefined
      const levels = path.map((prices, i) => {
        const price = seen(prices, source, side)
        if (i > 0) best = best === undefined ? price : side === 'SELL' ? Math.max(best, price) : Math.min(best, price)
        const trail = spec.trigger?.trail ?? { amount: '0' }
        const behind = 'amount' in trail ? Number(trail.amount) : (best ?? 0) * Number(trail.rate)
        return side === 'SELL' ? (best ?? 0) - behind : (best ?? 0) + behind
      })
      const at = firstHit(path, {
        from: 1,
        times,
        isHit: (i) => {
          const price = seen(path[i] ?? [0, 0, 0], source, side)
          return near(price, levels[i] ?? 0) || (side === 'SELL' ? price < (levels[i] ?? 0) : price > (levels[i] ?? 0))
        },
      })
      return at === undefined ? [] : [order(at, spec.order)]
    }
    default:
      throw new Error(`${spec.kind} does not depend on prices`)
  }
}

/** The same by the machine, whose exchange fills everything at once. */
function machine(spec: PlanSpec, path: Path): readonly Sent[] {
  let state = startOf([], 0)
  let index = 0
  const sent: Sent[] = []
  const send = (input: Input): void => {
    const stepped = step(state, input)
    state = stepped.state
    for (const effect of stepped.effects) {
      const { at } = input
      if (effect.type === 'record') send({ at, type: 'saved', planId: 'p', revision: effect.plan.revision })
      if (effect.type !== 'place') continue
      const { side, quantity, price } = effect.order
      sent.push({ at: index, side, quantity: Number(quantity), price: price === undefined ? undefined : Number(price) })
      send({
        at,
        type: 'answer',
        call: effect.call,
        answer: { kind: 'order', orderId: 'o', executed: quantity, isOver: true },
      })
    }
  }
  const all = decimal<'asset'>('1000000')
  send({
    at: 0,
    type: 'balances',
    free: new Map([
      ['MX', all],
      ['USDT', all],
    ]),
  })
  send({ at: 0, type: 'account', isLive: true })
  for (const [last, bid, ask] of path) {
    const at = (index + 1) * 1_000
    const price = {
      last: fromUnits<'quote per base'>(last, 1),
      bid: fromUnits<'quote per base'>(bid, 1),
      ask: fromUnits<'quote per base'>(ask, 1),
    }
    send({ at, type: 'price', symbol: 'MXUSDT', price: { ...price, printedAt: at, currentAt: at } })
    if (index === 0) send({ at, type: 'create', planId: 'p', spec, market: MARKET })
    index += 1
  }
  return sent
}

/** Numbers from a seed, in 0..n-1. */
function numbers(seed: number): (n: number) => number {
  let x = seed * 2_654_435_761 + 12_345
  return (n) => {
    x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((x / 4_294_967_296) * n)
  }
}

/** A plan around a price of 100: stops below, targets above for a sale, and the other way round for a purchase. */
function specOf(pick: (n: number) => number): PlanSpec {
  const kind = (['stop', 'take-profit', 'oco', 'bracket', 'trailing'] as const)[pick(5)] ?? 'stop'
  const side = pick(2) === 0 ? 'BUY' : 'SELL'
  const isLong = (side === 'BUY') === (kind === 'bracket')
  const [below, above] = [`${90 + pick(9)}`, `${102 + pick(9)}`]
  const [away, target] = isLong ? [below, above] : [above, below]
  const common = { kind, symbol: 'MXUSDT', side, quantity: '10' } as const
  const source = (['last', 'best', 'mid'] as const)[pick(3)] ?? 'last'
  const trigger = { source, confirmations: 1 + pick(3) }
  const order = pick(2) === 0 ? ({ type: 'MARKET' } as const) : ({ type: 'LIMIT', price: '99.5' } as const)
  if (kind === 'trailing') {
    const trail = pick(2) === 0 ? { amount: `${1 + pick(4)}` } : { rate: `0.0${1 + pick(4)}` }
    return { ...common, trigger: { ...trigger, trail }, order }
  }
  const price = kind === 'take-profit' ? target : away
  const plan = { ...common, trigger: { ...trigger, price }, order }
  if (kind === 'oco') return { ...plan, target: { price: target, order: { type: 'MARKET' } } }
  if (kind === 'bracket')
    return { ...plan, entry: { type: 'MARKET' }, target: { price: target, order: { type: 'MARKET' } } }
  return plan
}

test(`the machine and a naive reference send the same orders at the same prices, over ${SEEDS} random paths`, () => {
  let sent = 0
  for (let seed = 1; seed <= SEEDS; seed++) {
    const pick = numbers(seed)
    const spec = specOf(pick)
    let last = 1_000
    const path = Array.from({ length: 120 }, (_, i): Path[number] => {
      if (i > 0) last += pick(31) - 15
      return [last, last - pick(6), last + pick(6)]
    })
    path[0] = [1_000, 1_000, 1_000]
    sent += naive(spec, path).length
    expect(machine(spec, path), `seed ${seed}: ${JSON.stringify(spec)}`).toEqual(naive(spec, path))
  }
  expect(sent).toBeGreaterThan(SEEDS / 2)
})
