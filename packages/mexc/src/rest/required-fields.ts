/**
 * Required fields of the answers that this client or a ledger depends on. Everything
 * else in an answer may come, go or change without breaking a caller.
 */

import type { AnyEndpoint } from '@spotdeck/wire'

type Kind = 'text' | 'number' | 'list'
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
  id: 'text',
  orderId: 'text',
  price: 'text',
  qty: 'text',
  quoteQty: 'text',
  commission: 'text',
  time: 'number',
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

/** A row of a ticker. MEXC: that of a pair that does not trade may hold little else. */
const ROW: Shape = { symbol: 'text' }

/**
 * Describes the fault in the answer of `endpoint` to a call that sent the parameters of these names, as a sentence; `undefined`
 * when it can be used.
 */
export function missingIn(answer: unknown, endpoint: AnyEndpoint, sent: readonly string[]): string | undefined {
  const { name, rowOf } = endpoint
  if (rowOf !== undefined) return sent.includes(rowOf) ? missingInObject(answer, ROW) : missingInList(answer, ROW)
  const row = LISTS.get(name)
  if (row !== undefined) return missingInList(answer, row)
  const shape = OBJECTS.get(name)
  return shape === undefined ? undefined : missingInObject(answer, shape)
}

function missingInObject(answer: unknown, shape: Shape): string | undefined {
  const problem = missingField(answer, shape)
  return problem === undefined ? undefined : `The answer lacks ${problem}.`
}

function missingInList(answer: unknown, row: Shape): string | undefined {
  if (!Array.isArray(answer)) return 'The answer is not a list.'
  const items: readonly unknown[] = answer
  const problem = items.map((item) => missingField(item, row)).find((field) => field !== undefined)
  return problem === undefined ? undefined : `An entry of the answer lacks ${problem}.`
}

function missingField(value: unknown, shape: Shape): string | undefined {
  const fields =
    typeof value === 'object' && value !== null ? new Map<string, unknown>(Object.entries(value)) : new Map()
  return Object.keys(shape).find((name) => !isOfKind(fields.get(name), shape[name]))
}

function isOfKind(value: unknown, kind: Kind | undefined): boolean {
  if (kind === 'list') return Array.isArray(value)
  if (kind === 'number') return typeof value === 'number' && Number.isFinite(value)
  return typeof value === 'string' && value !== ''
}
