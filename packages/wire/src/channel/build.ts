/** A channel as data -> MEXC's text. */

import { WireError } from '../errors/wire-error.ts'
import type { Channel } from './channel.ts'
import { isChannelSymbol, plainSymbol } from './symbol.ts'
import { isTimeZone } from './zone.ts'

/**
 * The text to subscribe with. MEXC: the interval stands before the symbol on aggre channels, other parameters after.
 * @throws {WireError} `WIRE_BAD_VALUE` for a symbol or zone that no channel can carry
 */
export function buildChannel(channel: Channel): string {
  switch (channel.kind) {
    case 'aggreDeals':
    case 'aggreDepth':
    case 'aggreBookTicker':
      return `spot@public.${AGGRE_NAMES[channel.kind]}.v3.api.pb@${channel.interval}@${checkedSymbol(channel.symbol)}`
    case 'kline':
      return `spot@public.kline.v3.api.pb@${checkedSymbol(channel.symbol)}@${channel.interval}`
    case 'limitDepth':
      return `spot@public.limit.depth.v3.api.pb@${checkedSymbol(channel.symbol)}@${channel.levels}`
    case 'bookTickerBatch':
      return `spot@public.bookTicker.batch.v3.api.pb@${checkedSymbol(channel.symbol)}`
    case 'miniTicker':
      return `spot@public.miniTicker.v3.api.pb@${checkedSymbol(channel.symbol)}@${checkedZone(channel.zone)}`
    case 'miniTickers':
      return `spot@public.miniTickers.v3.api.pb@${checkedZone(channel.zone)}`
    case 'privateAccount':
      return 'spot@private.account.v3.api.pb'
    case 'privateDeals':
      return 'spot@private.deals.v3.api.pb'
    case 'privateOrders':
      return 'spot@private.orders.v3.api.pb'
  }
}

const AGGRE_NAMES = {
  aggreDeals: 'aggre.deals',
  aggreDepth: 'aggre.depth',
  aggreBookTicker: 'aggre.bookTicker',
} as const

function checkedSymbol(named: string): string {
  const symbol = plainSymbol(named)
  if (isChannelSymbol(symbol)) return symbol
  throw new WireError('WIRE_BAD_VALUE', `No channel carries the symbol ${JSON.stringify(symbol)}: write it upper case.`)
}

function checkedZone(zone: string): string {
  if (isTimeZone(zone)) return zone
  throw new WireError('WIRE_BAD_VALUE', `MEXC has no ticker zone ${JSON.stringify(zone)}: take one of TIME_ZONES.`)
}
