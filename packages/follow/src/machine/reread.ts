/** Asks again for lists with rows that cannot be read, and searches for what they hid once they are readable. */

import type { CoverageKind, CoverageWindow } from '@spotdeck/ledger'
import { SECOND_MS, defined } from '@spotdeck/ports'
import { sweepReach } from '../exchange.ts'
import { MARGIN_MS } from './coverage-marks.ts'
import { type Draft, ask, enqueue, isLive } from './draft.ts'
import type { Answer, ListQuestion, RawRecord } from './question.ts'
import { inBatches, restOf } from './reports.ts'
import { searchSpan } from './search.ts'
import type { Purpose, UnreadableList } from './state.ts'
import { LIST_REASON, forgetList, markRows, noteUnreadableRows } from './unreadable-lists.ts'
import { repairAnswered } from './upkeep.ts'

/** Interval of the questions, in ms. */
const PACE_MS = 1_400
/** Interval of looking for times to search, in ms, and of the searches. */
const LOOK_MS = 5 * SECOND_MS
const HEAL_MS = 60 * SECOND_MS
const KINDS = ['orders', 'deals'] as const

type Purposes = Extract<Purpose, { for: 'unreadable-list' }>
type SymbolQuestion = Extract<ListQuestion, { kind: 'symbol' }>
type SymbolAnswer = Extract<Answer, { kind: 'symbol' }>

/** Asks for the next list that is due; while there is none, searches the times that unreadable rows left unknown. */
export function rereadTick(draft: Draft): void {
  const { now } = draft
  const { unreadableLists } = draft.orders
  if (!isLive(draft)) return
  if (unreadableLists.size === 0) return heal(draft)
  if ([...draft.work.calls.values()].some((purpose) => purpose.for === 'unreadable-list')) return
  const [next] = [...unreadableLists].filter(([, { nextAt }]) => nextAt <= now)
  if (next === undefined) return
  const [name, { question }] = next
  ask(draft, { ...question, background: true }, { for: 'unreadable-list', name })
}

/** Uses what can be read of an answer. */
export function rereadAnswered(draft: Draft, { name }: Purposes, answer: Answer): void {
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
function isTold(draft: Draft, { since }: SymbolQuestion, answer: SymbolAnswer, kind: RawRecord['kind']): boolean {
  const { rows, complete, from, isCrowded } = answer[kind]
  return (
    complete || rows.length > 0 || from !== undefined || isCrowded === true || since[kind] < sweepReach(draft.at)[kind]
  )
}

/** Leaves the rows of a list unknown: a search decides, which tells of the symbol. */
function giveUp(draft: Draft, name: string, { rows }: UnreadableList): void {
  markRows(draft, rows, 'all')
  forgetList(draft, name)
}

/** Asks again later. */
export function rereadRefused(draft: Draft, { name }: Purposes): void {
  const list = draft.orders.unreadableLists.get(name)
  if (list !== undefined) change(draft, name, { nextAt: draft.now + 5 * SECOND_MS })
}

function change(draft: Draft, name: string, part: Partial<UnreadableList>): void {
  const list = draft.orders.unreadableLists.get(name)
  if (list !== undefined)
    draft.orders = {
      ...draft.orders,
      unreadableLists: new Map(draft.orders.unreadableLists).set(name, { ...list, ...part }),
    }
}

function delay(draft: Draft, ms: number): void {
  const until = draft.now + ms
  draft.orders = {
    ...draft.orders,
    unreadableLists: new Map(
      [...draft.orders.unreadableLists].map(([name, list]) => [
        name,
        { ...list, nextAt: Math.max(list.nextAt, until) },
      ]),
    ),
  }
}

/** Repairs what unreadable rows left unknown, also in an earlier run: every symbol is searched, as after a gap. */
function heal(draft: Draft): void {
  const { at, now, ledger } = draft
  if (draft.search.nextHealAt > now || draft.search.searches.length > 0) return
  draft.search = { ...draft.search, nextHealAt: now + LOOK_MS }
  const reach = sweepReach(at)
  const left = KINDS.flatMap((kind) =>
    ledger.coverage.flatMap((window): readonly (CoverageWindow & { readonly kind: (typeof KINDS)[number] })[] => {
      const from = Math.max(window.from, reach[kind])
      const { to = at } = window
      if (window.kind !== kind || window.reason !== LIST_REASON || to <= from) return []
      return [{ kind, from, to, state: 'repairing', ...defined({ symbols: window.symbols }) }]
    }),
  )
  if (left.length === 0) return
  draft.search = { ...draft.search, nextHealAt: now + HEAL_MS }
  enqueue(draft, { kind: 'mark', windows: left })
  const since = (kind: CoverageKind): number =>
    Math.min(at, ...left.filter((window) => window.kind === kind).map(({ from }) => from)) - MARGIN_MS
  const to = Math.max(...left.map((window) => window.to ?? at))
  searchSpan(draft, { since: { orders: since('orders'), deals: since('deals') }, to, amounts: new Map() })
}
