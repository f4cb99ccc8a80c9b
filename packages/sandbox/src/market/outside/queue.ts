/**
 * The queue model: when orders of persons fill that rest in a market whose other participants are elsewhere. Pure, in
 * ticks and lots, and never earlier than those participants would have filled them: see `docs/decisions/0020`.
 */

import { unreachable } from '@spotdeck/ports'
import type { OrderSide } from '@spotdeck/wire'

/** A person's resting order and what stands before it. */
type QueuedOrder = {
  readonly id: string
  readonly side: 'bid' | 'ask'
  readonly ticks: number
  /** Lots left of it. */
  readonly lots: number
  /** Others' lots that came before it, less what was printed at its price since. */
  readonly ahead: number
  /** The least that others had at its price since it came, less what was printed after that moment. */
  readonly bound: { readonly lots: number; readonly at: number }
  /** ms since the epoch; prints up to this time do not count. */
  readonly joinedAt: number
}

/** Orders of one symbol, those that came first first. */
export type Queue = readonly QueuedOrder[]

/** An event of the market. Times are those of the exchange that the others are on, in ms since the epoch. */
export type QueueInput =
  | {
      /** An order came to rest; `ahead` is what others had at its price. */
      readonly type: 'joined'
      readonly order: Pick<QueuedOrder, 'id' | 'side' | 'ticks' | 'lots' | 'ahead'>
      readonly at: number
    }
  /** The quantity that is left of an order changed otherwise than by its queue; 0: it is gone. */
  | { readonly type: 'left'; readonly id: string; readonly lots: number }
  /** Quantity of others at a price. */
  | {
      readonly type: 'level'
      readonly side: 'bid' | 'ask'
      readonly ticks: number
      readonly lots: number
      readonly at: number
    }
  /** A print between others. */
  | {
      readonly type: 'print'
      readonly ticks: number
      readonly lots: number
      readonly takerSide: OrderSide
      readonly at: number
    }

/** A part of a resting order that a print fills, at the order's own price. */
export type QueueFill = { readonly id: string; readonly lots: number }

/** The queue after an input, the fills in order, and what of a print is left between others. */
type QueueStep = { readonly queue: Queue; readonly fills: readonly QueueFill[]; readonly rest: number }

/** The state after an input. */
export function step(queue: Queue, input: QueueInput): QueueStep {
  switch (input.type) {
    case 'joined': {
      const { order, at } = input
      return quiet([...queue, { ...order, bound: { lots: order.ahead, at }, joinedAt: at }])
    }
    case 'left':
      return quiet(queue.flatMap((one) => (one.id === input.id ? withLots(one, input.lots) : [one])))
    case 'level':
      return quiet(queue.map((one) => underLevel(one, input)))
    case 'print':
      return onPrint(queue, input)
    default:
      return unreachable(input)
  }
}

type Print = Extract<QueueInput, { readonly type: 'print' }>

/** Better prices first, then those that came first: a print is given out once. */
function onPrint(queue: Queue, print: Print): QueueStep {
  const met = queue.filter((one) => print.at > one.joinedAt && meets(one, print))
  if (met.length === 0) return { queue, fills: [], rest: print.lots }
  const after = new Map<string, QueuedOrder>()
  const fills: QueueFill[] = []
  let rest = print.lots
  for (const one of met.sort((a, b) => (a.side === 'bid' ? b.ticks - a.ticks : a.ticks - b.ticks))) {
    const { order, filled } = one.ticks === print.ticks ? atItsPrice(one, rest, print.at) : through(one, rest)
    after.set(one.id, order)
    if (filled > 0) fills.push({ id: one.id, lots: filled })
    rest -= filled
  }
  const next = queue.flatMap((one) => {
    const order = after.get(one.id) ?? one
    return order.lots === 0 ? [] : [order]
  })
  return { queue: next, fills, rest }
}

/** A print at a worse price for the taker went through the order's price, whoever took; one at its price must have met its side. */
function meets({ side, ticks }: QueuedOrder, print: Print): boolean {
  if (ticks === print.ticks) return print.takerSide === (side === 'bid' ? 'SELL' : 'BUY')
  return side === 'bid' ? ticks > print.ticks : ticks < print.ticks
}

function through(order: QueuedOrder, lots: number): { readonly order: QueuedOrder; readonly filled: number } {
  const filled = Math.min(order.lots, lots)
  return { order: { ...order, lots: order.lots - filled }, filled }
}

/** Both counts say how much was ahead; the print reaches the order by the one that says less. */
function atItsPrice(
  order: QueuedOrder,
  lots: number,
  at: number,
): { readonly order: QueuedOrder; readonly filled: number } {
  // A level that was seen after the print lacks its lots already.
  const counts = at > order.bound.at
  const reached = Math.max(0, lots - order.ahead, counts ? lots - order.bound.lots : 0)
  const filled = Math.min(order.lots, reached)
  const ahead = Math.max(0, order.ahead - lots)
  const bound = counts ? { ...order.bound, lots: Math.max(0, order.bound.lots - lots) } : order.bound
  return { order: { ...order, lots: order.lots - filled, ahead, bound }, filled }
}

/** No more can be ahead than what others have there; who of them left is not known, so nothing else is concluded. */
function underLevel(order: QueuedOrder, level: Extract<QueueInput, { readonly type: 'level' }>): QueuedOrder {
  if (order.side !== level.side || order.ticks !== level.ticks || level.lots >= order.bound.lots) return order
  return { ...order, bound: { lots: level.lots, at: level.at } }
}

function withLots(order: QueuedOrder, lots: number): readonly QueuedOrder[] {
  return lots === 0 ? [] : [{ ...order, lots }]
}

function quiet(queue: Queue): QueueStep {
  return { queue, fills: [], rest: 0 }
}
