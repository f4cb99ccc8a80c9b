/** The market, the same for every account: its list, its books, its prints and its klines. */

import {
  MAX_LIMIT,
  anyQuery,
  bookData,
  countText,
  klineIntervals,
  klineSeries,
  market,
  marketStreamSchema,
  noticeData,
  page,
  pageQuery,
  problem,
  spanQuery,
  tradeList,
} from '@spotdeck/api'
import { defined } from '@spotdeck/ports'
import { z } from 'zod'
import type { MarketAnswer, MarketCaller } from '../../desk.ts'
import { type EdgeAnswer, json } from '../../answer/answer.ts'
import { type Call, type Route, routeWith } from '../call.ts'
import { checkSpan, pageInMemory } from '../paging.ts'
import { directStreamUrl } from '../direct-stream.ts'
import { streamSchema } from '../documents/stream-schema.ts'
import { ProblemError } from '../../answer/problem.ts'
import { holderOf } from '@spotdeck/desk'

const route = routeWith<'access' | 'desk' | 'publicStreamUrl'>()

const EVERYONE = ['owner', 'viewer', 'public'] as const
const DEFAULT_KLINES = 500
const DEFAULT_TRADES = 100

const markets = route({
  path: '/api/v1/markets',
  summary: 'Every market: its assets, digits and least amounts, and its last price where it has traded.',
  audiences: EVERYONE,
  scope: 'none',
  query: pageQuery,
  answers: { 200: page(market) },
  handle: (call) => json(pageInMemory(call, call.desk.markets(), call.query, ({ symbol }) => symbol)),
})

const klines = route({
  path: '/api/v1/markets/:symbol/klines',
  summary: 'The newest klines of a span, oldest first; the last may still be open.',
  audiences: EVERYONE,
  scope: 'none',
  query: spanQuery.extend({
    interval: z.enum(klineIntervals).default('1m'),
    limit: countText(MAX_LIMIT, DEFAULT_KLINES),
  }),
  answers: { 200: klineSeries, 429: problem, 502: problem },
  async handle(call) {
    const { interval, from, to, limit } = call.query
    checkSpan(from, to)
    return found(
      await call.desk.klines(symbolOf(call), interval, { limit, by: readerOf(call), ...defined({ from, to }) }),
    )
  },
})

const book = route({
  path: '/api/v1/markets/:symbol/book',
  summary: 'The top 20 of both sides, best first.',
  audiences: EVERYONE,
  scope: 'none',
  answers: { 200: bookData, 429: problem, 502: problem },
  handle: async (call) => found(await call.desk.book(symbolOf(call), readerOf(call))),
})

const trades = route({
  path: '/api/v1/markets/:symbol/trades',
  summary: 'The last prints, newest first.',
  audiences: EVERYONE,
  scope: 'none',
  query: anyQuery.extend({ limit: countText(MAX_LIMIT, DEFAULT_TRADES) }),
  answers: { 200: tradeList, 429: problem, 502: problem },
  handle: async (call) =>
    found(await call.desk.trades(symbolOf(call), { limit: call.query.limit, by: readerOf(call) })),
})

const schema = route({
  path: '/api/v1/markets/schema',
  summary:
    'What a browser needs to read the exchange’s public stream itself: address, channels and the protobuf schema.',
  audiences: ['owner'],
  scope: 'none',
  answers: { 200: marketStreamSchema },
  handle: async (call) => json(streamSchema(await directStreamUrl(call))),
})

const notices = route({
  path: '/api/v1/notices',
  summary: 'What the exchange announces, newest first, and the markets where programs cannot trade.',
  audiences: EVERYONE,
  scope: 'none',
  query: pageQuery,
  answers: { 200: page(noticeData) },
  handle: (call) => {
    // Sentences that were not understood may come from the owner's files.
    const seen = call.desk.notices().filter(({ code }) => code !== 'NOT_UNDERSTOOD' || call.audience === 'owner')
    return json(pageInMemory(call, seen, call.query, ({ id }) => id))
  },
})

/** Routes of market data and notices. */
export const marketRoutes: readonly Route[] = [markets, schema, klines, book, trades, notices]

function symbolOf(call: Call<unknown, unknown, 'desk'>): string {
  const symbol = call.path['symbol'] ?? ''
  if (call.desk.markets().some((listed) => listed.symbol === symbol)) return symbol
  throw new ProblemError('UNKNOWN_SYMBOL', { symbol: symbol.slice(0, 40) })
}

/** The caller, by whose credential reads are counted, until it leaves. */
function readerOf({ principal, request }: Call<unknown, unknown>): MarketCaller {
  return { ...holderOf(principal), signal: request.left?.() }
}

function found<T>(answer: MarketAnswer<T>): EdgeAnswer {
  if (answer.kind === 'found') return json(answer.value)
  if (answer.kind === 'limited') throw new ProblemError('RATE_LIMITED', { retryAfter: answer.retryAfter })
  throw new ProblemError('EXCHANGE_UNAVAILABLE')
}
