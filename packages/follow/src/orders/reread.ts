/** Asks again for lists with rows that cannot be read, and searches for what they hid once they are readable. */

import { SECOND_MS } from '@spotdeck/ports'
import { sweepReach } from '../exchange.ts'
import { type OrdersDraft, type UnreadableList, setOrders } from './state.ts'
import { ask, enqueue } from '../base/draft.ts'
import { isLive } from '../phase/state.ts'
import type { Answer, ListQuestion, RawRecord } from '../base/question.ts'
import { inBatches, restOf } from '../base/reports.ts'
import type { Purpose } from '../base/state.ts'
import { forgetList, markRows, noteUnreadableRows } from './unreadable-lists.ts'
import { repairAnswered } from './upkeep.ts'

/** Interval of the questions, in ms. */
const PACE_MS = 1_400
type Purposes = Extract<Purpose, { for: 'unreadable-list' }>
type SymbolQuestion = Extract<ListQuestion, { kind: 'symbol' }>
type SymbolAnswer = Extract<Answer, { kind: 'symbol' }>

/** Asks for the next list that is due; while there is none, searches the times that unreadable rows left unknown. */
export function rereadTick(draft: OrdersDraft): void {
  const { now } = draft
  const { unreadableLists } = draft.orders
  if (!isLive(draft)) return
  if ([...draft.work.calls.values()].some((purpose) => purpose.for === 'unreadable-list')) return
  const [next] = [...unreadableLists].filter(([, { nextAt }]) => nextAt <= now)
  if (next === undefined) return
  const [name, { question }] = next
  ask(draft, { ...question, background: true }, { for: 'unreadable-list', name })
}

/** Uses what can be read of an answer. */
export function rereadAnswered(draft: OrdersDraft, { name }: Purposes, answer: Answer): void {
  const list = draft.orders.unreadableLists.get(name)
  if (list === undefined) return
  // The others are asked for at a pace.
  delay(draft, PACE_MS)
  const { question } = list
  if (answer.kind === 'order' && question.kind === 'order') {
    if (answer.refused) return giveUp(draft, name, list)
    return repairAnswered(draft, { ...question, for: 'repair', isLast: false }, answer)
  }
  if (answer.kind === 'open-orders' && question.kind === 'open-orders') {
    const { orders, unreadable } = answer
    enqueue(draft, { kind: 'reports', orders, deals: [], source: 'rest', tag: { for: 'nobody' } })
    return noteUnreadableRows(draft, question, unreadable)
  }
  if (answer.kind !== 'symbol' || question.kind !== 'symbol') return
  for (const work of inBatches(answer, { source: 'rest', tag: { for: 'nobody' } })) enqueue(draft, work)
  if (!list.rows.every(({ kind }) => isTold(draft, question, answer, kind))) return giveUp(draft, name, list)
  const to = restOf(answer)
  if (to !== undefined && answer.unreadable.length === 0) return change(draft, name, { question: { ...question, to } })
  noteUnreadableRows(draft, question, answer.unreadable)
}

/** False where the exchange refuses the symbol. Beyond its reach there is nothing more to tell. */
function isTold(draft: OrdersDraft, { since }: SymbolQuestion, answer: SymbolAnswer, kind: RawRecord['kind']): boolean {
  const { rows, complete, from, isCrowded } = answer[kind]
  return (
    complete || rows.length > 0 || from !== undefined || isCrowded === true || since[kind] < sweepReach(draft.at)[kind]
  )
}

/** Leaves the rows of a list unknown: a search decides, which tells of the symbol. */
function giveUp(draft: OrdersDraft, name: string, { rows }: UnreadableList): void {
  markRows(draft, rows, 'all')
  forgetList(draft, name)
}

/** Asks again later. */
export function rereadRefused(draft: OrdersDraft, { name }: Purposes): void {
  const list = draft.orders.unreadableLists.get(name)
  if (list !== undefined) change(draft, name, { nextAt: draft.now + 5 * SECOND_MS })
}

function change(draft: OrdersDraft, name: string, part: Partial<UnreadableList>): void {
  const list = draft.orders.unreadableLists.get(name)
  if (list !== undefined)
    setOrders(draft, { unreadableLists: new Map(draft.orders.unreadableLists).set(name, { ...list, ...part }) })
}

function delay(draft: OrdersDraft, ms: number): void {
  const until = draft.now + ms
  setOrders(draft, {
    unreadableLists: new Map(
      [...draft.orders.unreadableLists].map(([name, list]) => [
        name,
        { ...list, nextAt: Math.max(list.nextAt, until) },
      ]),
    ),
  })
}
