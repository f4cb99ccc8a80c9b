/**
 * Checks of ccxt's structures: what its own tests (`ts/src/test/Exchange/base` of its repository, which its npm package
 * leaves out) ask of an order, a trade, a ticker and so on, in a table. Each check answers what is wrong.
 */

import { isDeepStrictEqual } from 'node:util'
import type { Exchange } from './ccxt-pair.ts'

type Kind = 'text' | 'number' | 'positive' | 'not negative' | 'flag' | 'list' | 'object' | readonly unknown[]
type Fields = Readonly<Record<string, Kind>>
/** Members of a structure: those that must have a value, and those that may be undefined. */
type Shape = { readonly must: Fields; readonly may: Fields }

const SIDES = ['buy', 'sell']
const FEE = { must: { cost: 'not negative', currency: 'text' }, may: {} } satisfies Shape
const LIMIT = { must: {}, may: { min: 'not negative', max: 'not negative' } } satisfies Shape

const SHAPES = {
  order: {
    must: { id: 'text', symbol: 'text', info: 'object' },
    may: {
      clientOrderId: 'text',
      type: ['limit', 'market'],
      timeInForce: ['GTC', 'IOC', 'FOK', 'PO'],
      postOnly: 'flag',
      side: SIDES,
      price: 'positive',
      amount: 'not negative',
      cost: 'not negative',
      average: 'positive',
      filled: 'not negative',
      remaining: 'not negative',
      status: ['open', 'closed', 'canceled', 'rejected'],
      lastTradeTimestamp: 'number',
      trades: 'list',
    },
  },
  trade: {
    must: { side: SIDES, price: 'positive', amount: 'positive', cost: 'positive', symbol: 'text', info: 'object' },
    may: { id: 'text', order: 'text', takerOrMaker: ['taker', 'maker'], fees: 'list' },
  },
  ticker: {
    must: { symbol: 'text', info: 'object' },
    may: {
      ...{ open: 'positive', high: 'positive', low: 'positive', close: 'positive', last: 'positive' },
      ...{ bid: 'positive', ask: 'positive', bidVolume: 'not negative', askVolume: 'not negative' },
      ...{ vwap: 'not negative', average: 'positive', baseVolume: 'not negative', quoteVolume: 'not negative' },
      ...{ previousClose: 'positive', change: 'number', percentage: 'number' },
    },
  },
  balance: { must: { free: 'not negative', used: 'not negative', total: 'not negative' }, may: {} },
  orderBook: { must: { symbol: 'text', bids: 'list', asks: 'list' }, may: { nonce: 'number' } },
  market: {
    must: {
      ...{ id: 'text', symbol: 'text', base: 'text', quote: 'text', baseId: 'text', quoteId: 'text', info: 'object' },
      ...{ taker: 'not negative', maker: 'not negative', active: 'flag', type: ['spot'], spot: [true] },
      ...{ swap: [false], future: [false], option: [false], contract: [false], precision: 'object', limits: 'object' },
    },
    may: { margin: 'flag' },
  },
  currency: {
    must: { id: 'text', code: 'text', deposit: 'flag', withdraw: 'flag', networks: 'object', info: 'object' },
    may: { name: 'text', active: 'flag', fee: 'not negative', precision: 'positive', type: ['crypto'] },
  },
  transaction: {
    must: { currency: 'text', amount: 'positive', type: ['deposit', 'withdrawal'], info: 'object' },
    may: {
      id: 'text',
      txid: 'text',
      address: 'text',
      status: ['ok', 'pending', 'failed', 'canceled'],
      updated: 'number',
    },
  },
  transfer: {
    must: { currency: 'text', amount: 'positive', info: 'object' },
    may: { id: 'text', fromAccount: 'text', toAccount: 'text', status: ['ok', 'pending', 'failed'] },
  },
  depositAddress: { must: { currency: 'text', address: 'text' }, may: { network: 'text', tag: 'text' } },
} as const satisfies Record<string, Shape>

type Row = Readonly<Record<string, unknown>>
/** Says what is wrong with a row. */
export type Check = (row: Row, exchange: Exchange) => readonly string[]

const [EARLIEST, LATEST] = [Date.UTC(2009, 0, 3), Date.UTC(2038, 0, 19)]

/** Returns whether a member's value is of a kind. */
function isKind(value: unknown, kind: Kind): boolean {
  if (typeof kind === 'object') return kind.includes(value)
  switch (kind) {
    case 'text':
      return typeof value === 'string' && value !== ''
    case 'flag':
      return typeof value === 'boolean'
    case 'list':
      return Array.isArray(value)
    case 'object':
      return typeof value === 'object' && value !== null
    default:
      return Number.isFinite(value) && (kind === 'number' || Number(value) > 0 || (kind !== 'positive' && value === 0))
  }
}

function shapeOf({ must, may }: Shape, row: Row): string[] {
  const wrong = Object.entries({ ...must, ...may }).flatMap(([name, kind]) => {
    const value = row[name]
    const isFine = value === undefined ? !Object.hasOwn(must, name) : isKind(value, kind)
    return isFine ? [] : [`${name} is ${JSON.stringify(value)}, not ${JSON.stringify(kind)}`]
  })
  return [...wrong, ...timesOf(row)]
}

function timesOf({ timestamp, datetime }: Row): string[] {
  if (timestamp === undefined) return []
  if (typeof timestamp !== 'number' || !Number.isInteger(timestamp)) return ['timestamp is no integer']
  const isPossible = timestamp > EARLIEST && timestamp < LATEST
  const isSame = datetime === undefined || datetime === new Date(timestamp).toISOString()
  return [...(isPossible ? [] : ['timestamp is impossible']), ...(isSame ? [] : ['datetime is another time'])]
}

const rule = (isKept: boolean, words: string): string[] => (isKept ? [] : [words])
const atLeast = (high: unknown, low: unknown): boolean =>
  high === undefined || low === undefined || Number(high) >= Number(low)
const rowsOf = (value: unknown): readonly Row[] => (Array.isArray(value) ? (value as Row[]) : [])
const isSorted = (numbers: readonly number[]): boolean =>
  isDeepStrictEqual(
    numbers,
    numbers.toSorted((a, b) => a - b),
  )
const feesOf = ({ fee, fees }: Row): readonly string[] =>
  [...rowsOf(fees), ...(fee === undefined ? [] : [fee as Row])].flatMap((one) =>
    one['cost'] === undefined ? [] : shapeOf(FEE, one),
  )

/** Checks by structure. */
export const CHECKS = {
  order: (row) => [
    ...shapeOf(SHAPES.order, row),
    ...rule(atLeast(row['amount'], row['filled']), 'more is filled than was ordered'),
    ...rule(atLeast(row['amount'], row['remaining']), 'more remains than was ordered'),
    ...feesOf(row),
    ...rowsOf(row['trades']).flatMap((trade) => shapeOf(SHAPES.trade, trade)),
  ],
  trade: (row) => [...shapeOf(SHAPES.trade, row), ...feesOf(row)],
  ticker: (row) => [
    ...shapeOf(SHAPES.ticker, row),
    ...rule(row['last'] === row['close'], 'last and close differ'),
    ...rule(atLeast(row['ask'], row['bid']) && (row['ask'] ?? 0) !== row['bid'], 'ask is not above bid'),
    ...rule(atLeast(row['high'], row['low']), 'high is below low'),
    ...rule((row['vwap'] ?? 0) === 0 || row['baseVolume'] !== undefined, 'vwap without a volume'),
  ],
  balance: (row) =>
    Object.entries(Object(row['total']) as Row).flatMap(([asset, total]) => {
      const one = row[asset] as Row
      const sum = Number(one['free']) + Number(one['used'])
      return [
        ...shapeOf(SHAPES.balance, one),
        ...rule(Math.abs(Number(total) - sum) < 1e-9, `${asset}: total is not free and used`),
        ...rule(
          ['free', 'used', 'total'].every((kind) => (row[kind] as Row)[asset] === one[kind]),
          `${asset}: differs`,
        ),
      ]
    }),
  orderBook: (row) => {
    const [bids, asks] = [row['bids'], row['asks']] as [number, number][][]
    const prices = [...(bids ?? []).toReversed(), ...(asks ?? [])].map(([price]) => price)
    return [
      ...shapeOf(SHAPES.orderBook, row),
      ...rule(isSorted(prices) && new Set(prices).size === prices.length, 'prices are not best first, or cross'),
      ...rule(
        [...(bids ?? []), ...(asks ?? [])].every((level) => level.every((one) => one > 0)),
        'a level is empty',
      ),
    ]
  },
  candle: (row) => {
    const [time, open, high, low, close, volume] = Object.values(row).map(Number)
    return [
      ...timesOf({ timestamp: time }),
      ...rule(Object.keys(row).length === 6, 'a candle has six numbers'),
      ...rule(
        [open, close, low].every((one) => atLeast(high, one)),
        'high is not the highest',
      ),
      ...rule([open, close].every((one) => atLeast(one, low)) && Number(low) > 0, 'low is not the lowest'),
      ...rule(Number(volume) >= 0, 'volume is negative'),
    ]
  },
  market: (row, exchange) => [
    ...shapeOf(SHAPES.market, row),
    ...Object.values(row['precision'] as Row).flatMap((step) =>
      rule(isKind(step ?? 1, 'positive'), 'a step is not positive'),
    ),
    ...Object.entries(row['limits'] as Record<string, Row>).flatMap(([name, limit]) => [
      ...shapeOf(LIMIT, limit).map((wrong) => `${name}: ${wrong}`),
      ...rule(atLeast(limit['max'], limit['min']), `${name}: max is below min`),
    ]),
    ...['base', 'quote'].flatMap((side) =>
      rule(exchange.currencies[String(row[side])] !== undefined, `${String(row[side])} is no currency`),
    ),
  ],
  currency: (row) => [
    ...shapeOf(SHAPES.currency, row),
    ...rule(
      row['deposit'] !== row['withdraw'] || row['active'] === undefined || row['active'] === row['deposit'],
      'active contradicts deposit and withdraw',
    ),
  ],
  transaction: (row) => [...shapeOf(SHAPES.transaction, row), ...feesOf(row)],
  transfer: (row) => shapeOf(SHAPES.transfer, row),
  depositAddress: (row) => shapeOf(SHAPES.depositAddress, row),
} as const satisfies Record<string, Check>
