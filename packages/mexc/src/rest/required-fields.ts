/**
 * Required fields of the answers that this client or a ledger depends on. Everything
 * else in an answer may come, go or change without breaking a caller.
 */

import type { AnyEndpoint } from '@spotdeck/wire'
import type { UnreadableRow } from './rest-client.ts'

type Kind = 'text' | 'number' | 'list' | 'amount' | 'flag'
type Shape = Readonly<Record<string, Kind>>

const ORDER: Shape = {
  symbol: 'text',
  orderId: 'text',
  side: 'text',
  type: 'text',
  status: 'text',
  origQty: 'text',
  executedQty: 'text',
  time: 'number',
}
const TRADE: Shape = {
  symbol: 'text',
  id: 'text',
  orderId: 'text',
  price: 'text',
  qty: 'text',
  quoteQty: 'text',
  commission: 'text',
  time: 'number',
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
])

/** Lists inside an answer whose entries are read one by one. */
const LISTS_INSIDE: ReadonlyMap<string, { readonly list: string; readonly row: Shape }> = new Map([
  ['accountInformation', { list: 'balances', row: { asset: 'text', free: 'amount', locked: 'amount' } }],
])

/** A row of a ticker. MEXC: that of a pair that does not trade may hold little else. */
const ROW: Shape = { symbol: 'text' }

/** The usable part of an answer and the unreadable entries of its list; or the fault that makes it useless, as a sentence. */
export type CheckedAnswer =
  | { readonly value: unknown; readonly unreadable: readonly UnreadableRow[] }
  | { readonly problem: string; readonly lacks?: string }

/** Checks the answer of `endpoint` to a call that sent the parameters of these names. */
export function checkAnswer(answer: unknown, endpoint: AnyEndpoint, sent: readonly string[]): CheckedAnswer {
  const { name, rowOf } = endpoint
  if (rowOf !== undefined) return sent.includes(rowOf) ? checkObject(answer, ROW) : checkList(answer, ROW)
  const row = LISTS.get(name)
  return row === undefined ? checkWithList(answer, name) : checkList(answer, row)
}

function checkObject(value: unknown, shape: Shape = {}): CheckedAnswer {
  const lacks = missingField(value, shape)
  return lacks === undefined ? { value, unreadable: [] } : { problem: `The answer lacks ${lacks}.`, lacks }
}

/** An object whose list loses the entries that cannot be read. */
function checkWithList(answer: unknown, name: string): CheckedAnswer {
  const checked = checkObject(answer, OBJECTS.get(name))
  const inside = LISTS_INSIDE.get(name)
  if (inside === undefined || 'problem' in checked || typeof answer !== 'object' || answer === null) return checked
  const rows = checkList(new Map<string, unknown>(Object.entries(answer)).get(inside.list), inside.row)
  if ('problem' in rows || rows.unreadable.length === 0) return checked
  return { value: { ...answer, [inside.list]: rows.value }, unreadable: rows.unreadable }
}

function checkList(answer: unknown, shape: Shape): CheckedAnswer {
  if (!Array.isArray(answer)) return { problem: 'The answer is not a list.' }
  const rows: readonly unknown[] = answer
  const unreadable = rows.flatMap((row, index): readonly UnreadableRow[] => {
    const lacks = missingField(row, shape)
    return lacks === undefined ? [] : [{ index, lacks, row }]
  })
  if (unreadable.length === 0) return { value: answer, unreadable }
  const left = new Set(unreadable.map(({ index }) => index))
  return { value: rows.filter((_, index) => !left.has(index)), unreadable }
}

function missingField(value: unknown, shape: Shape): string | undefined {
  const fields =
    typeof value === 'object' && value !== null ? new Map<string, unknown>(Object.entries(value)) : new Map()
  return Object.keys(shape).find((name) => !isOfKind(fields.get(name), shape[name]))
}

function isOfKind(value: unknown, kind: Kind | undefined): boolean {
  if (kind === 'list') return Array.isArray(value)
  if (kind === 'flag') return typeof value === 'boolean'
  if (kind === 'amount' && typeof value === 'number') return Number.isFinite(value)
  if (kind === 'number') return typeof value === 'number' && Number.isFinite(value)
  return typeof value === 'string' && value !== ''
}
