import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodePush } from './decode.ts'
import { encodePush } from './encode.ts'

/** The length of a field and the field's bytes, as protobuf has them. */
function lengthPrefixed(bytes: Uint8Array): readonly number[] {
  const { length } = bytes
  if (length < 128) return [length, ...bytes]
  return length < 16384
    ? [(length % 128) + 128, length >> 7, ...bytes]
    : [(length % 128) + 128, ((length >> 7) % 128) + 128, length >> 14, ...bytes]
}

const hex = (bytes: Uint8Array | readonly number[]): string => Buffer.from(bytes).toString('hex')
const channelFrame = (channel: string) => hex([0x0a, ...lengthPrefixed(Buffer.from(channel))])
const encoded = (channel: string) => hex(encodePush({ channel, body: { kind: 'none' } }))

test('text of any length is written whole', () => {
  for (const length of [
    1, 127, 128, 129, 505, 506, 509, 510, 511, 512, 1023, 1024, 1025, 5000, 16_383, 16_384, 40_000,
  ]) {
    const channel = 'spot@x'.repeat(length).slice(0, length)
    expect(encoded(channel)).toBe(channelFrame(channel))
  }
})

test('letters beyond ASCII are written as UTF-8 wherever they stand', () => {
  for (const sign of ['\u007f', '\u0080', 'é', '币安人生', '🚀']) {
    for (const channel of [
      sign,
      `${sign}USDT`,
      `MX${sign}`,
      `MX${sign}USDT`,
      sign.repeat(200),
      'x'.repeat(508) + sign,
    ]) {
      expect(encoded(channel)).toBe(channelFrame(channel))
    }
  }
})

test('a negative number takes ten bytes, and comes back', () => {
  const minusOne = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]
  expect(encodePush({ channel: '', createTime: -1, body: { kind: 'none' } })).toEqual(
    Uint8Array.from([0x28, ...minusOne]),
  )
  expect(encodePush({ channel: '', createTime: -300, body: { kind: 'none' } })).toEqual(
    Uint8Array.from([0x28, 0xd4, 0xfd, ...minusOne.slice(2)]),
  )
})

test('frames of any text, list and time are read back as they were written', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 400 })
  const time = fc.maxSafeInteger()
  const deal = fc.record({
    price: text,
    quantity: text,
    tradeType: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    time,
    tradeId: text,
  })
  fc.assert(
    fc.property(text, time, fc.array(deal, { maxLength: 20 }), (eventType, sendTime, deals) => {
      const push = {
        channel: 'c',
        symbol: 'MXUSDT',
        sendTime,
        body: { kind: 'publicAggreDeals', value: { deals, eventType } },
      } as const
      expect(decodePush(encodePush(push))).toEqual({ ...push, unknown: [] })
    }),
  )
})
