/** MEXC's text -> a channel as data. What this refuses, the exchange answers with `Blocked!`. */

import type { AggreInterval, Channel, DepthLevels } from './channel.ts'
import { isStreamKlineInterval } from './kline.ts'
import { isChannelSymbol } from './symbol.ts'
import { isTimeZone } from './zone.ts'

/** Reads a channel's text; undefined for retired, unknown or misspelt channels and for lower-case symbols. */
export function parseChannel(text: string): Channel | undefined {
  const [scope, family = '', ...parameters] = text.split('@')
  if (scope !== 'spot') return undefined
  const read = READERS.get(family)
  if (read === undefined || read.length !== parameters.length) return undefined
  const [first = '', second = ''] = parameters
  return read(first, second)
}

/** Reads a family's parameters; how many it takes is how many it declares. */
type Reader = (first: string, second: string) => Channel | undefined

const READERS: ReadonlyMap<string, Reader> = new Map([
  ['public.aggre.deals.v3.api.pb', aggre('aggreDeals')],
  ['public.aggre.depth.v3.api.pb', aggre('aggreDepth')],
  ['public.aggre.bookTicker.v3.api.pb', aggre('aggreBookTicker')],
  ['public.kline.v3.api.pb', kline],
  ['public.limit.depth.v3.api.pb', limitDepth],
  ['public.bookTicker.batch.v3.api.pb', bookTickerBatch],
  ['public.miniTicker.v3.api.pb', miniTicker],
  ['public.miniTickers.v3.api.pb', miniTickers],
  ['private.account.v3.api.pb', () => ({ kind: 'privateAccount' })],
  ['private.deals.v3.api.pb', () => ({ kind: 'privateDeals' })],
  ['private.orders.v3.api.pb', () => ({ kind: 'privateOrders' })],
])

/** Names of all channels, such as `public.aggre.deals.v3.api.pb`: what stands before the first parameter. */
export const CHANNEL_NAMES: readonly string[] = [...READERS.keys()]

function aggre(kind: 'aggreDeals' | 'aggreDepth' | 'aggreBookTicker'): Reader {
  return (interval, symbol) =>
    isAggreInterval(interval) && isChannelSymbol(symbol) ? { kind, symbol, interval } : undefined
}

function kline(symbol: string, interval: string): Channel | undefined {
  return isChannelSymbol(symbol) && isStreamKlineInterval(interval) ? { kind: 'kline', symbol, interval } : undefined
}

function limitDepth(symbol: string, text: string): Channel | undefined {
  const levels = DEPTH_LEVELS.find((known) => String(known) === text)
  return isChannelSymbol(symbol) && levels !== undefined ? { kind: 'limitDepth', symbol, levels } : undefined
}

function bookTickerBatch(symbol: string): Channel | undefined {
  return isChannelSymbol(symbol) ? { kind: 'bookTickerBatch', symbol } : undefined
}

function miniTicker(symbol: string, zone: string): Channel | undefined {
  return isChannelSymbol(symbol) && isTimeZone(zone) ? { kind: 'miniTicker', symbol, zone } : undefined
}

function miniTickers(zone: string): Channel | undefined {
  return isTimeZone(zone) ? { kind: 'miniTickers', zone } : undefined
}

/** Numbers of levels per side that the limit.depth channel can send. */
export const DEPTH_LEVELS = [5, 10, 20] as const satisfies readonly DepthLevels[]
/** Intervals at which aggre channels push. */
export const AGGRE_INTERVALS = ['10ms', '100ms'] as const satisfies readonly AggreInterval[]

function isAggreInterval(text: string): text is AggreInterval {
  return text === '10ms' || text === '100ms'
}
