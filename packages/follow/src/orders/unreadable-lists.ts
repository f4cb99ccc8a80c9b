/**
 * Rows of lists of orders and deals that cannot be read: the other rows are used, and the time that such a row may be
 * of is unknown for its symbol until the list is readable.
 */

import { type CoverageReason, type CoverageWindow, markCoverage } from '@spotdeck/ledger'
import { SECOND_MS, defined } from '@spotdeck/ports'
import type { OrdersState, OrdersStep, OrdersView, UnreadableRecord } from './state.ts'
import type { RoomEffect } from '../base/effect.ts'
import type { ListQuestion, RawRecord } from '../base/question.ts'

/** Reason of coverage that such rows leave. */
export const LIST_REASON: CoverageReason = 'LIST_UNREADABLE'
/** Interval at which a list is asked for again, in ms: at first, and after the first tries. */
const AGAIN_MS = 5 * SECOND_MS
const LATER_MS = 60 * SECOND_MS
const FIRST_TRIES = 12
/** Maximal number of lists that are asked for again; rows of others are searched for when all of these are readable. */
const MAX_LISTS = 100

/** Notes the rows of an answer that cannot be read, or that all can be read again. */
export function noteUnreadableRows(view: OrdersView, question: ListQuestion, told: readonly RawRecord[]): OrdersStep {
  const { orders, now } = view
  const name = nameOf(question)
  const known = orders.unreadableLists.get(name)
  if (told.length === 0) {
    const isReadable = known !== undefined && covers(question, known.question)
    return { orders: isReadable ? withoutList(orders, name) : orders, effects: [] }
  }
  const rows = told.map(
    (row) => known?.rows.find(({ kind, raw }) => kind === row.kind && raw === row.raw) ?? recordOf(view, question, row),
  )
  const news = rows.filter((row) => known?.rows.includes(row) !== true)
  const drift = news.map(({ kind, raw }) => ({ type: 'drift', code: 'BAD_VALUE', raw: `${kind} ${raw}` }) as const)
  const isHeld = known !== undefined || orders.unreadableLists.size < MAX_LISTS
  const effects = [...drift, ...markRows(view, rows, isHeld ? 'claimed' : 'all')]
  if (!isHeld) return { orders, effects }
  const tries = (known?.tries ?? 0) + 1
  const nextAt = now + (tries <= FIRST_TRIES ? AGAIN_MS : LATER_MS)
  const asked = known === undefined || covers(question, known.question) ? question : known.question
  const unreadableLists = new Map(orders.unreadableLists).set(name, { question: asked, rows, tries, nextAt })
  return { orders: { ...orders, unreadableLists }, effects }
}

/** The orders after a list became readable, or is asked for no more. */
export function withoutList(orders: OrdersState, name: string): OrdersState {
  return { ...orders, unreadableLists: new Map([...orders.unreadableLists].filter(([other]) => other !== name)) }
}

/** Marks the time of rows as unknown. `claimed`: not where a search repairs it, which leaves them out at its end. */
export function markRows(
  { ledger: { coverage } }: OrdersView,
  rows: readonly UnreadableRecord[],
  which: 'claimed' | 'all',
): readonly RoomEffect[] {
  const windows = windowsOf(rows, coverage, which)
  return windows.length === 0 ? [] : [{ type: 'enqueue', work: { kind: 'mark', windows } }]
}

/** Windows of a coverage that the rows of all lists leave unknown. */
export function unreadableWindows(
  { orders: { unreadableLists } }: OrdersView,
  coverage: readonly CoverageWindow[],
): readonly CoverageWindow[] {
  const rows = [...unreadableLists.values()].flatMap((list) => list.rows)
  return windowsOf(rows, coverage, 'claimed')
}

/** Windows with the reason where a row that cannot be read may be what is missing: they are searched again after it. */
export function withListReason(
  { orders: { unreadableLists } }: OrdersView,
  windows: readonly CoverageWindow[],
): readonly CoverageWindow[] {
  const rows = [...unreadableLists.values()].flatMap((list) => list.rows)
  return windows.map((window) => {
    const { kind, from, to = Infinity, state, reason } = window
    const isOf = (row: UnreadableRecord): boolean => row.kind === kind && row.from < to && from < row.to
    return state === 'unknown' && reason === undefined && rows.some(isOf) ? { ...window, reason: LIST_REASON } : window
  })
}

function windowsOf(
  rows: readonly UnreadableRecord[],
  coverage: readonly CoverageWindow[],
  which: 'claimed' | 'all',
): readonly CoverageWindow[] {
  const found: CoverageWindow[] = []
  let current = coverage
  for (const row of rows) {
    const marks = current.flatMap((window) => unknownPart(window, row, which) ?? [])
    current = marks.reduce(markCoverage, current)
    found.push(...marks)
  }
  return found
}

/** The part of a window that a row leaves unknown; `undefined`: nothing that is not unknown already. */
function unknownPart(
  window: CoverageWindow,
  row: UnreadableRecord,
  which: 'claimed' | 'all',
): CoverageWindow | undefined {
  const from = Math.max(window.from, row.from)
  const to = Math.min(window.to ?? Infinity, row.to)
  if (window.kind !== row.kind || to <= from) return undefined
  const mark = { kind: row.kind, from, to, state: 'unknown', reason: LIST_REASON } as const
  if (window.state === 'repairing') return which === 'all' ? mark : undefined
  const known = window.state === 'unknown' ? window.symbols : []
  if (known === undefined || (row.symbol !== undefined && known.includes(row.symbol))) return undefined
  return row.symbol === undefined ? mark : { ...mark, symbols: [...known, row.symbol].sort() }
}

function nameOf(question: ListQuestion): string {
  const { kind } = question
  return kind === 'open-orders' ? kind : kind === 'order' ? `order ${question.orderId}` : `symbol ${question.symbol}`
}

/** True if an answer to `one` has every row of an answer to `other`. */
function covers(one: ListQuestion, other: ListQuestion): boolean {
  if (one === other || one.kind !== 'symbol' || other.kind !== 'symbol') return true
  const isEarlier = one.since.orders <= other.since.orders && one.since.deals <= other.since.deals
  return isEarlier && one.to === undefined
}

/** The row with its symbol and the time that it may belong to: the second that it names, or all that was asked for. */
function recordOf(view: OrdersView, question: ListQuestion, row: RawRecord): UnreadableRecord {
  const { at } = view
  const begin = startOf(view, question, row.kind)
  const { time = -1 } = row
  const isNamed = time >= begin && time <= at
  const from = isNamed ? Math.floor(time / SECOND_MS) * SECOND_MS : begin
  const symbol = question.kind === 'open-orders' ? row.symbol : question.symbol
  return { ...row, ...defined({ symbol }), from, to: isNamed ? from + SECOND_MS : at }
}

/** Start of the time that a row of an answer may belong to. */
function startOf({ ledger, at, recovery }: OrdersView, question: ListQuestion, kind: RawRecord['kind']): number {
  const { gapFrom = Infinity } = recovery
  if (question.kind === 'symbol') return question.since[kind]
  const order = question.kind === 'order' ? ledger.orders.get(question.orderId)?.order : undefined
  return order?.createdAt ?? Math.min(gapFrom, ledger.checkedAt ?? at)
}
