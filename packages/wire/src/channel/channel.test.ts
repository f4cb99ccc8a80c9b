import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bodyOf, isPrivateChannel } from './body.ts'
import { buildChannel } from './build.ts'
import type { Channel } from './channel.ts'
import { STREAM_KLINE_INTERVALS } from './kline.ts'
import { AGGRE_INTERVALS, DEPTH_LEVELS, parseChannel } from './parse.ts'
import { TIME_ZONES, zoneOffsetMinutes } from './zone.ts'

const EXAMPLES: readonly (readonly [string, Channel])[] = [
  ['spot@public.aggre.deals.v3.api.pb@100ms@MXUSDT', { kind: 'aggreDeals', symbol: 'MXUSDT', interval: '100ms' }],
  ['spot@public.aggre.depth.v3.api.pb@10ms@MXUSDT', { kind: 'aggreDepth', symbol: 'MXUSDT', interval: '10ms' }],
  [
    'spot@public.aggre.bookTicker.v3.api.pb@10ms@BTCUSDT',
    { kind: 'aggreBookTicker', symbol: 'BTCUSDT', interval: '10ms' },
  ],
  ['spot@public.kline.v3.api.pb@MXUSDT@Min15', { kind: 'kline', symbol: 'MXUSDT', interval: 'Min15' }],
  ['spot@public.limit.depth.v3.api.pb@MXUSDT@5', { kind: 'limitDepth', symbol: 'MXUSDT', levels: 5 }],
  ['spot@public.bookTicker.batch.v3.api.pb@MXUSDT', { kind: 'bookTickerBatch', symbol: 'MXUSDT' }],
  ['spot@public.miniTicker.v3.api.pb@MXUSDT@UTC+5:30', { kind: 'miniTicker', symbol: 'MXUSDT', zone: 'UTC+5:30' }],
  ['spot@public.miniTickers.v3.api.pb@24H', { kind: 'miniTickers', zone: '24H' }],
  ['spot@private.account.v3.api.pb', { kind: 'privateAccount' }],
  ['spot@private.deals.v3.api.pb', { kind: 'privateDeals' }],
  ['spot@private.orders.v3.api.pb', { kind: 'privateOrders' }],
  [
    'spot@public.aggre.deals.v3.api.pb@100ms@币安人生USDT',
    { kind: 'aggreDeals', symbol: '币安人生USDT', interval: '100ms' },
  ],
]

test.each(EXAMPLES)('%s is built from its parts and read back', (text, channel) => {
  expect(buildChannel(channel)).toBe(text)
  expect(parseChannel(text)).toEqual(channel)
})

test('a channel carries the body that the exchange names after it; those of an account need a listen key', () => {
  const carried = EXAMPLES.map(([, one]) => [one.kind, bodyOf(one), isPrivateChannel(one)])
  expect(carried).toEqual([
    ['aggreDeals', 'publicAggreDeals', false],
    ['aggreDepth', 'publicAggreDepths', false],
    ['aggreBookTicker', 'publicAggreBookTicker', false],
    ['kline', 'publicSpotKline', false],
    ['limitDepth', 'publicLimitDepths', false],
    ['bookTickerBatch', 'publicBookTickerBatch', false],
    ['miniTicker', 'publicMiniTicker', false],
    ['miniTickers', 'publicMiniTickers', false],
    ['privateAccount', 'privateAccount', true],
    ['privateDeals', 'privateDeals', true],
    ['privateOrders', 'privateOrders', true],
    ['aggreDeals', 'publicAggreDeals', false],
  ])
})

const symbol = fc.stringMatching(/^[A-Z0-9]{2,20}$/)
const channel: fc.Arbitrary<Channel> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('aggreDeals' as const, 'aggreDepth' as const, 'aggreBookTicker' as const),
    symbol,
    interval: fc.constantFrom(...AGGRE_INTERVALS),
  }),
  fc.record({ kind: fc.constant('kline' as const), symbol, interval: fc.constantFrom(...STREAM_KLINE_INTERVALS) }),
  fc.record({ kind: fc.constant('limitDepth' as const), symbol, levels: fc.constantFrom(...DEPTH_LEVELS) }),
  fc.record({ kind: fc.constant('bookTickerBatch' as const), symbol }),
  fc.record({ kind: fc.constant('miniTicker' as const), symbol, zone: fc.constantFrom(...TIME_ZONES) }),
  fc.record({ kind: fc.constant('miniTickers' as const), zone: fc.constantFrom(...TIME_ZONES) }),
)

test('every channel survives being written and read', () => {
  fc.assert(
    fc.property(channel, (one) => {
      expect(parseChannel(buildChannel(one))).toEqual(one)
    }),
  )
})

test('reading any text answers a channel that writes the same text, or nothing', () => {
  const soup = fc.array(
    fc.constantFrom('spot', '@', 'public.aggre.deals.v3.api.pb', '100ms', 'MXUSDT', 'Min1', '20', 'UTC+8', 'a', ''),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        soup.map((parts) => parts.join('')),
      ),
      (text) => {
        const read = parseChannel(text)
        if (read !== undefined) expect(buildChannel(read)).toBe(text)
      },
    ),
  )
})

describe('a blocked name is not a channel', () => {
  test.each([
    'spot@public.aggre.deals.v3.api.pb@MXUSDT',
    'spot@public.aggre.deals.v3.api.pb@100ms@mxusdt',
    'spot@public.aggre.deals.v3.api.pb@1000ms@MXUSDT',
    'spot@public.aggre.deals.v3.api@100ms@MXUSDT',
    'spot@public.aggre.deals.v3.api.pb@100ms@MXUSDT@',
    'spot@public.aggre.deals.v3.api.pb@100ms@MX,USDT',
    'spot@public.deals.v3.api.pb@MXUSDT',
    'spot@public.increase.depth.v3.api.pb@MXUSDT',
    'spot@public.increase.depth.batch.v3.api.pb@MXUSDT',
    'spot@public.bookTicker.v3.api.pb@MXUSDT',
    'spot@public.kline.v3.api.pb@MXUSDT@1m',
    'spot@public.kline.v3.api.pb@Min1@MXUSDT',
    'spot@public.limit.depth.v3.api.pb@MXUSDT@15',
    'spot@public.limit.depth.v3.api.pb@MXUSDT@05',
    'spot@public.miniTicker.v3.api.pb@MXUSDT@UTC-9',
    'spot@public.miniTickers.v3.api.pb@UTC+8@MXUSDT',
    'spot@private.orders.v3.api.pb@MXUSDT',
    'futures@public.miniTicker.v3.api.pb@MXUSDT@UTC+8',
    '__proto__@x',
    '',
  ])('%s', (text) => {
    expect(parseChannel(text)).toBeUndefined()
  })
})

test('an invalid symbol or time zone is rejected before it is sent', () => {
  const bad = { code: 'WIRE_BAD_VALUE' }
  for (const wrong of ['mxusdt', '', 'MX USDT', 'MX@USDT', 'MX,USDT', 'X'.repeat(65)]) {
    expect(() => buildChannel({ kind: 'bookTickerBatch', symbol: wrong })).toThrow(expect.objectContaining(bad))
  }
  expect(() => buildChannel({ kind: 'miniTickers', zone: 'CET' })).toThrow(expect.objectContaining(bad))
})

test('zones know how far ahead of UTC their day starts; 24H has no day', () => {
  expect(TIME_ZONES).toHaveLength(25)
  expect(zoneOffsetMinutes('24H')).toBeUndefined()
  expect(zoneOffsetMinutes('UTC+0')).toBe(0)
  expect(zoneOffsetMinutes('UTC-10')).toBe(-600)
  expect(zoneOffsetMinutes('UTC+5:30')).toBe(330)
  expect(zoneOffsetMinutes('UTC+12:45')).toBe(765)
  expect(() => zoneOffsetMinutes('toString')).toThrow(expect.objectContaining({ code: 'WIRE_BAD_VALUE' }))
  for (const zone of TIME_ZONES) {
    const [, sign, hours, minutes] = /^UTC([+-])(\d+)(?::(\d+))?$/.exec(zone) ?? []
    if (hours === undefined) continue
    expect(zoneOffsetMinutes(zone)).toBe((sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes ?? 0)) + 0)
  }
})
