/**
 * Required fields of the answers that this client or a ledger depends on. Everything
 * else in an answer may come, go or change without breaking a caller.
 */

import { tryDecimal } from '@spotdeck/exact'
import { type AnyEndpoint, isPlausibleAmount, isPlausibleAsset, isPlausibleTime } from '@spotdeck/wire'
import type { UnreadableRow } from './rest-client.ts'

/**
 * `decimal` is text, `amount` text or a number; both, `asset` and `time` must be plausible. A `fee` is
 * a decimal, a rebate below zero. MEXC: it may be empty, null or absent on pairs without fees.
 */
type Kind = 'text' | 'fee' | 'number' | 'list' | 'asset' | 'decimal' | 'amount' | 'time' | 'flag'
type Shape = Readonly<Record<string, Kind>>

const ORDER: Shape = {
  symbol: 'text',
  orderId: 'text',
  side: 'text',
  type: 'text',
  status: 'text',
  origQty: 'decimal',
  executedQty: 'decimal',
  time: 'time',
}
const TRADE: Shape = {
  symbol: 'text',
  id: 'text',
  orderId: 'text',
  price: 'decimal',
  qty: 'decimal',
  quoteQty: 'decimal',
  commission: 'fee',
  time: 'time',
  isBuyer: 'flag',
}

const OBJECTS: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['serverTime', { serverTime: 'number' }],
  ['exchangeInfo', { symbols: 'list' }],
  ['depth', { lastUpdateId: 'number', bids: 'list', asks: 'list' }],
  ['accountInformation', { balances: 'list' }],
  ['placeOrder', { orderId: 'text' }],
  ['cancelOrder', { orderId: 'text' }],
  ['queryOrder', ORDER],
  ['createListenKey', { listenKey: 'text' }],
  ['listListenKeys', { listenKey: 'list' }],
])

const LISTS: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['openOrders', ORDER],
  ['allOrders', ORDER],
  ['myTrades', TRADE],
  ['klines', {}],
  ['placeOrders', {}],
  ['cancelOpenOrders', { orderId: 'text' }],
])

/** Lists inside an answer whose entries are read one by one. */
const LISTS_INSIDE: ReadonlyMap<string, { readonly list: string; readonly row: Shape }> = new Map([
  ['accountInformation', { list: 'balances', row: { asset: 'asset', free: 'amount', locked: 'amount' } }],
])

/** Unreadable rows of one answer that are reported one by one; with more of them the list is worth nothing. */
const MAX_UNREADABLE = 1_000

/** A row of a ticker. MEXC: that of a pair that does not trade may hold little else. */
const ROW: Shape = { symbol: 'text' }

/** The usable part of an answer and the unreadable entries of its list; or the fault that makes it useless, in words. */
export type CheckedAnswer =
  | { readonly value: unknown; readonly unreadable: readonly UnreadableRow[] }
  | { readonly problem: string; readonly lacks?: string }

/** Facts that an answer is checked by: its endpoint, the names of the parameters sent, and the exchange's time. */
export type AnswerCheck = {
  readonly endpoint: AnyEndpoint
  readonly sent: readonly string[]
  readonly exchangeNow: number
}

/** Checks an answer. */
export function checkAnswer(answer: unknown, { endpoint, sent, exchangeNow }: AnswerCheck): CheckedAnswer {
  const { name, rowOf } = endpoint
  if (rowOf !== undefined) {
    return sent.includes(rowOf) ? checkObject(answer, ROW, exchangeNow) : checkList(answer, ROW, exchangeNow)
  }
  const row = LISTS.get(name)
  return row === undefined ? checkWithList(answer, name, exchangeNow) : checkList(answer, row, exchangeNow)
}

const isDecimal = (value: unknown): boolean => typeof value === 'string' && tryDecimal(value) !== undefined

function checkObject(value: unknown, shape: Shape = {}, now: number): CheckedAnswer {
  const lacks = missingField(value, shape, now)
  return lacks === undefined ? { value, unreadable: [] } : { problem: `The answer lacks ${lacks}.`, lacks }
}

/** An object whose list loses the entries that cannot be read. */
function checkWithList(answer: unknown, name: string, now: number): CheckedAnswer {
  const checked = checkObject(answer, OBJECTS.get(name), now)
  const inside = LISTS_INSIDE.get(name)
  if (inside === undefined || 'problem' in checked || typeof answer !== 'object' || answer === null) return checked
  const rows = checkList(new Map<string, unknown>(Object.entries(answer)).get(inside.list), inside.row, now)
  if ('problem' in rows) return rows
  if (rows.unreadable.length === 0) return checked
  return { value: { ...answer, [inside.list]: rows.value }, unreadable: rows.unreadable }
}

function checkList(answer: unknown, shape: Shape, now: number): CheckedAnswer {
  if (!Array.isArray(answer)) return { problem: 'The answer is not a list.' }
  const rows: readonly unknown[] = answer
  const unreadable: UnreadableRow[] = []
  for (const [index, row] of rows.entries()) {
    const lacks = missingField(row, shape, now)
    if (lacks !== undefined) unreadable.push({ index, lacks, row })
    if (unreadable.length > MAX_UNREADABLE) return { problem: `More than ${MAX_UNREADABLE} rows cannot be read.` }
  }
  if (unreadable.length === 0) return { value: answer, unreadable }
  const left = new Set(unreadable.map(({ index }) => index))
  return { value: rows.filter((_, index) => !left.has(index)), unreadable }
}

function missingField(value: unknown, shape: Shape, now: number): string | undefined {
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>
  for (const name in shape) {
    if (!isOfKind(Object.hasOwn(fields, name) ? fields[name] : undefined, shape[name], now)) return name
  }
  return undefined
}

function isOfKind(value: unknown, kind: Kind | undefined, now: number): boolean {
  switch (kind) {
    case 'list':
      return Array.isArray(value)
    case 'flag':
      return typeof value === 'boolean'
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
    case 'time':
      return isPlausibleTime(value, now)
    case 'amount':
      return isPlausibleAmount(value)
    case 'decimal':
      return typeof value === 'string' && isPlausibleAmount(value)
    case 'asset':
      return isPlausibleAsset(value)
    case 'fee':
      return value === undefined || value === null || value === '' || isDecimal(value)
    default:
      return typeof value === 'string' && value !== ''
  }
}
