/** Asks again for lists with rows that cannot be read, and searches for what they hid once they are readable. */

import { SECOND_MS } from '@spotdeck/ports'
import { sweepReach } from '../exchange.ts'
import type { OrdersState, OrdersStep, OrdersView, UnreadableList } from './state.ts'
import { type RoomEffect, inTurn } from '../base/effect.ts'
import { isLive } from '../phase/state.ts'
import type { Answer, ListQuestion, RawRecord } from '../base/question.ts'
import { inBatches, restOf } from '../base/reports.ts'
import type { Purpose } from '../base/state.ts'
import { markRows, noteUnreadableRows, withoutList } from './unreadable-lists.ts'
import { repairAnswered } from './upkeep.ts'

/** Interval of the questions, in ms. */
const PACE_MS = 1_400
type Purposes = Extract<Purpose, { for: 'unreadable-list' }>
type SymbolQuestion = Extract<ListQuestion, { kind: 'symbol' }>
type SymbolAnswer = Extract<Answer, { kind: 'symbol' }>

/** Asks for the next list that is due. */
export function rereadTick(view: OrdersView): OrdersStep {
  const { orders, now, work } = view
  const [next] = [...orders.unreadableLists].filter(([, { nextAt }]) => nextAt <= now)
  const isAsked = [...work.calls.values()].some((purpose) => purpose.for === 'unreadable-list')
  if (next === undefined || isAsked || !isLive(view)) return { orders, effects: [] }
  const [name, list] = next
  const question = { ...list.question, background: true } as const
  return { orders, effects: [{ type: 'ask', question, purpose: { for: 'unreadable-list', name } }] }
}

/** Uses what can be read of an answer. */
export function rereadAnswered(view: OrdersView, { name }: Purposes, answer: Answer): OrdersStep {
  const list = view.orders.unreadableLists.get(name)
  if (list === undefined) return { orders: view.orders, effects: [] }
  // The others are asked for at a pace.
  const orders = delayed(view.orders, view.now + PACE_MS)
  const next = { ...view, orders }
  const { question } = list
  if (answer.kind === 'order' && question.kind === 'order') {
    if (answer.refused) return giveUp(next, name, list)
    return repairAnswered(next, { ...question, for: 'repair', isLast: false }, answer)
  }
  const to = { source: 'rest', tag: { for: 'nobody' } } as const
  if (answer.kind === 'open-orders' && question.kind === 'open-orders') {
    const work = { kind: 'reports', orders: answer.orders, deals: [], ...to } as const
    const first = { orders, effects: [{ type: 'enqueue', work }] } as const
    return inTurn<OrdersView, OrdersStep>(next, first, (then) => noteUnreadableRows(then, question, answer.unreadable))
  }
  if (answer.kind !== 'symbol' || question.kind !== 'symbol') return { orders, effects: [] }
  const effects = inBatches(answer, to).map((work): RoomEffect => ({ type: 'enqueue', work }))
  return inTurn<OrdersView, OrdersStep>(next, { orders, effects }, (then) => {
    if (!list.rows.every(({ kind }) => isTold(then, question, answer, kind))) return giveUp(then, name, list)
    const rest = restOf(answer)
    if (rest === undefined || answer.unreadable.length > 0) return noteUnreadableRows(then, question, answer.unreadable)
    return { orders: changed(orders, name, { question: { ...question, to: rest } }), effects: [] }
  })
}

/** False where the exchange refuses the symbol. Beyond its reach there is nothing more to tell. */
function isTold({ at }: OrdersView, { since }: SymbolQuestion, answer: SymbolAnswer, kind: RawRecord['kind']): boolean {
  const { rows, complete, from, isCrowded } = answer[kind]
  return complete || rows.length > 0 || from !== undefined || isCrowded === true || since[kind] < sweepReach(at)[kind]
}

/** Leaves the rows of a list unknown: a search decides, which tells of the symbol. */
function giveUp(view: OrdersView, name: string, { rows }: UnreadableList): OrdersStep {
  return { orders: withoutList(view.orders, name), effects: markRows(view, rows, 'all') }
}

/** Asks again later. */
export function rereadRefused({ orders, now }: OrdersView, { name }: Purposes): OrdersStep {
  return { orders: changed(orders, name, { nextAt: now + 5 * SECOND_MS }), effects: [] }
}

function changed(orders: OrdersState, name: string, part: Partial<UnreadableList>): OrdersState {
  const list = orders.unreadableLists.get(name)
  if (list === undefined) return orders
  return { ...orders, unreadableLists: new Map(orders.unreadableLists).set(name, { ...list, ...part }) }
}

function delayed(orders: OrdersState, until: number): OrdersState {
  const lists = [...orders.unreadableLists].map(
    ([name, list]) => [name, { ...list, nextAt: Math.max(list.nextAt, until) }] as const,
  )
  return { ...orders, unreadableLists: new Map(lists) }
}
