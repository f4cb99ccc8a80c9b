/** Panel routes for the market: trading rules and prices. */

import { DAY_MS, defined } from '@spotdeck/ports'
import { fromApproximate, tryDecimal } from '@spotdeck/exact'
import type { PriceMove } from '../../market/data/market.ts'
import type { ControlledSandbox } from '../call/controlled-sandbox.ts'
import { type PanelReply, problem, unknownSymbol } from '../call/reply.ts'
import { type PanelCall, type PanelRoute, type PanelWorld, amount, flag, number, object, text } from '../call/route.ts'

const STATUSES = ['online', 'paused', 'offline'] as const
const SIDES = [1, 2, 3, 4] as const
const MAX_MOVE_MS = 7 * DAY_MS

/** Routes for the market: trading rules of a symbol and price overrides. */
export function marketRoutes({ rules }: PanelWorld): readonly PanelRoute[] {
  return [
    {
      call: 'GET /sandbox/symbols',
      summary: 'What symbols allow now, and what will change',
      answers: '{ symbols: [{ symbol, apiTrading, status, tradeSideType, lastPrice }], switches: [...] }',
      handle: () => ({
        status: 200,
        body: { symbols: symbolsOf(rules), switches: rules.core.house.symbolSwitches.list() },
      }),
    },
    {
      call: 'GET /sandbox/symbols/{symbol}/book',
      summary: 'The best levels of a book and the newest prints, beside the limits and faults of REST',
      answers: '{ symbol, version, bids: [{ price, quantity }], asks, trades: [{ price, quantity, takerSide, time }] }',
      handle: ({ parameters: { symbol = '' } }) => bookOf(rules, symbol),
    },
    {
      call: 'POST /sandbox/symbols/{symbol}',
      summary: "Switch a symbol's API trading, status or open sides, now or at a time; the exchange announces it",
      body: object({
        apiTrading: flag,
        status: { enum: STATUSES },
        tradeSideType: { enum: SIDES, description: '1 both, 2 buy only, 3 sell only, 4 closed' },
        at: { ...number, description: 'ms since the epoch' },
      }),
      answers: 'The switch with its id and time',
      handle: (call) => switchSymbol(rules, call),
    },
    {
      call: 'POST /sandbox/prices',
      summary: 'Lead a price somewhere: to toPrice, or by percent, within overMs; makers and takers follow',
      body: object({ symbol: text, toPrice: amount, percent: number, overMs: number }, ['symbol']),
      answers: '{ symbol, from, to, until }',
      handle: ({ body }) => movePrice(rules, body),
    },
  ]
}

/** Returns the current state of every symbol. */
export function symbolsOf(rules: ControlledSandbox) {
  const { exchange } = rules
  return [...exchange.rules.values()].map(({ symbol, apiTrading, status, tradeSideType }) => ({
    symbol,
    apiTrading,
    status,
    tradeSideType,
    lastPrice: exchange.lastPrice(symbol) ?? rules.core.market.data.currentKline(symbol, '1m').close,
  }))
}

const SHOWN_LEVELS = 12
const SHOWN_TRADES = 24

function bookOf(rules: ControlledSandbox, symbol: string): PanelReply {
  const { exchange } = rules
  if (!exchange.rules.has(symbol)) return unknownSymbol
  rules.core.market.step(rules.time.now())
  const { version, bids, asks } = exchange.book(symbol, SHOWN_LEVELS)
  const trades = rules.core.market.data.trades(symbol, SHOWN_TRADES)
  const shown = trades.map(({ price, quantity, takerSide, time }) => ({ price, quantity, takerSide, time }))
  return { status: 200, body: { symbol, version, bids, asks, trades: shown } }
}

/** Changes what a symbol allows, now or at a time; the reply has the change. */
export function switchSymbol(rules: ControlledSandbox, { parameters: { symbol = '' }, body }: PanelCall): PanelReply {
  if (!rules.exchange.rules.has(symbol)) return unknownSymbol
  const { apiTrading, at = rules.time.now() } = body
  const status = STATUSES.find((one) => one === body['status'])
  const tradeSideType = SIDES.find((one) => one === body['tradeSideType'])
  const isWrong =
    (apiTrading !== undefined && typeof apiTrading !== 'boolean') ||
    (body['status'] !== undefined && status === undefined) ||
    (body['tradeSideType'] !== undefined && tradeSideType === undefined) ||
    (apiTrading === undefined && status === undefined && tradeSideType === undefined) ||
    typeof at !== 'number' ||
    !Number.isSafeInteger(at)
  if (isWrong) {
    return problem(
      400,
      'BAD_BODY',
      `Send apiTrading (true or false), status (${STATUSES.join(', ')}) or tradeSideType (1 to 4); "at" in ms.`,
    )
  }
  const made = rules.core.house.symbolSwitches.add(defined({ symbol, at, apiTrading, status, tradeSideType }))
  return { status: 200, body: made }
}

/** Leads a price somewhere; the reply has where from, where to and until when. */
export function movePrice(rules: ControlledSandbox, body: Readonly<Record<string, unknown>>): PanelReply {
  const { symbol, overMs = 60_000 } = body
  const pair = typeof symbol === 'string' ? rules.exchange.rules.get(symbol) : undefined
  if (pair === undefined) return unknownSymbol
  const target = targetOf(body)
  if (target === undefined || typeof overMs !== 'number' || !(overMs >= 0 && overMs <= MAX_MOVE_MS)) {
    const message = 'Send toPrice (decimal text above 0) or percent (above -100, at most 900), and overMs up to 7 days.'
    return problem(400, 'BAD_BODY', message)
  }
  const from = rules.exchange.lastPrice(pair.symbol)
  const to = rules.core.market.move({ symbol: pair.symbol, target, overMs: Math.floor(overMs) })
  if (to === undefined)
    return problem(409, 'MARKET_FOLLOWS', 'Prices are those of another exchange: stop following it first.')
  const until = rules.time.now() + Math.floor(overMs)
  return { status: 200, body: { symbol: pair.symbol, from, to: fromApproximate(to, pair.priceDigits), until } }
}

function targetOf({ toPrice, percent }: Readonly<Record<string, unknown>>): PriceMove['target'] | undefined {
  if (typeof toPrice === 'string' && percent === undefined) {
    const price = tryDecimal<'quote per base'>(toPrice)
    return price === undefined || price === '0' || price.startsWith('-') ? undefined : { price }
  }
  return toPrice === undefined && typeof percent === 'number' && percent > -100 && percent <= 900
    ? { percent }
    : undefined
}
