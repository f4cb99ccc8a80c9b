/**
 * Rows of lists of orders and deals that cannot be read: the other rows are used, and the time that such a row may belong to
 * is unknown until the list is readable.
 */

import type { CoverageReason, CoverageWindow } from '@spotdeck/ledger'
import { SECOND_MS } from '@spotdeck/ports'
import { type Draft, enqueue, isLive, noteDrift } from './draft.ts'
import type { ListQuestion, RawRecord } from './question.ts'
import { sayLive } from './unreadable.ts'

/** Reason of coverage that such rows leave. */
export const LIST_REASON: CoverageReason = 'LIST_UNREADABLE'
/** Interval at which a list is asked for again, in ms: at first, and after the first tries. */
const AGAIN_MS = 5 * SECOND_MS
const LATER_MS = 60 * SECOND_MS
const FIRST_TRIES = 12
/** Maximal number of lists that are asked for again; rows of further ones are searched for when all of these are readable. */
const MAX_LISTS = 100

/** Notes the rows of an answer that cannot be read, or that all can be read again. */
export function noteUnreadableRows(draft: Draft, question: ListQuestion, told: readonly RawRecord[]): void {
  const name = nameOf(question)
  const rows = question.kind === 'open-orders' ? told : told.map((row) => ({ symbol: question.symbol, ...row }))
  const known = draft.unreadableLists.get(name)
  if (rows.length === 0) {
    if (known !== undefined && covers(question, known.question)) forgetList(draft, name)
    return
  }
  for (const { kind, raw } of rows)
    if (known?.rows.some((row) => row.raw === raw) !== true) noteDrift(draft, 'BAD_VALUE', `${kind} ${raw}`)
  const windows = rows.flatMap((row) => unknownWindows(draft, question, row))
  if (windows.length > 0) enqueue(draft, { kind: 'mark', windows })
  if (known === undefined && draft.unreadableLists.size >= MAX_LISTS) return
  const tries = (known?.tries ?? 0) + 1
  const nextAt = draft.now + (tries <= FIRST_TRIES ? AGAIN_MS : LATER_MS)
  const asked = known === undefined || covers(question, known.question) ? question : known.question
  draft.unreadableLists = new Map(draft.unreadableLists).set(name, { question: asked, rows, tries, nextAt })
  if (isLive(draft)) sayLive(draft)
}

/** A list is readable again. */
export function forgetList(draft: Draft, name: string): void {
  draft.unreadableLists = new Map([...draft.unreadableLists].filter(([other]) => other !== name))
  if (isLive(draft)) sayLive(draft)
}

function nameOf(question: ListQuestion): string {
  const { kind } = question
  return kind === 'open-orders' ? kind : kind === 'order' ? `order ${question.orderId}` : `symbol ${question.symbol}`
}

/** True if an answer to `one` has every row of an answer to `other`. */
function covers(one: ListQuestion, other: ListQuestion): boolean {
  if (one === other || one.kind !== 'symbol' || other.kind !== 'symbol') return true
  const isEarlier = one.since.orders <= other.since.orders && one.since.deals <= other.since.deals
  return isEarlier && one.to === undefined && (one.ordersOnly !== true || other.ordersOnly === true)
}

/** Windows that are claimed although the row may belong to them: the second that it names, or all that was asked for. */
function unknownWindows(draft: Draft, question: ListQuestion, { kind, time }: RawRecord): readonly CoverageWindow[] {
  const { at, ledger } = draft
  const begin = startOf(draft, question, kind)
  const isNamed = time !== undefined && time >= begin && time <= at
  const start = isNamed ? Math.floor(time / SECOND_MS) * SECOND_MS : begin
  const end = isNamed ? start + SECOND_MS : at
  return ledger.coverage.flatMap((window): readonly CoverageWindow[] => {
    const from = Math.max(window.from, start)
    const to = Math.min(window.to ?? Infinity, end)
    if (window.kind !== kind || window.state === 'unknown' || to <= from) return []
    return [{ kind, from, to, state: 'unknown', reason: LIST_REASON }]
  })
}

/** Start of the time that a row of an answer may belong to. */
function startOf(draft: Draft, question: ListQuestion, kind: RawRecord['kind']): number {
  const { ledger, gapFrom = Infinity, at } = draft
  if (question.kind === 'symbol') return question.since[kind]
  const order = question.kind === 'order' ? ledger.orders.get(question.orderId)?.order : undefined
  return order?.createdAt ?? Math.min(gapFrom, ledger.checkedAt ?? at)
}
