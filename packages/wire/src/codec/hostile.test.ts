import { expect, test } from 'vitest'
import { WireError } from '../errors/wire-error.ts'
import type { Push } from '../push.ts'
import { decodePush, MAX_FRAME_BYTES } from './decode.ts'
import { encodePush } from './encode.ts'

const ticker: Push = {
  channel: 'spot@public.bookTicker.batch.v3.api.pb@MXUSDT',
  symbol: 'MXUSDT',
  sendTime: 1790300000130,
  body: {
    kind: 'publicBookTickerBatch',
    value: {
      items: [{ bidPrice: '2.49', bidQuantity: '120.5', askPrice: '2.52', askQuantity: '33' }],
      version: '7000104',
      lastOrderCreateTime: 1790300000090,
    },
  },
}

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)
const text = (value: string): number[] => [...Buffer.from(value)]
const join = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts)
const codeOf = (frame: Uint8Array): string | undefined => {
  try {
    decodePush(frame)
    return undefined
  } catch (error) {
    return error instanceof WireError ? error.code : String(error)
  }
}

test('reads an empty frame, and one without a body, as a keep-alive', () => {
  expect(decodePush(bytes())).toEqual({ channel: '', body: { kind: 'none' }, unknown: [] })
  expect(decodePush(bytes(0x0a, 1, 0x78)).body).toEqual({ kind: 'none' })
})

test('fills in the defaults of a body that is there but empty', () => {
  expect(decodePush(bytes(0xca, 0x13, 0)).body).toEqual({
    kind: 'publicAggreDepths',
    value: { asks: [], bids: [], eventType: '', fromVersion: '', toVersion: '', lastOrderCreateTime: 0 },
  })
})

test('keeps a field that was added to a known message, with its place and its bytes', () => {
  const body = bytes(0x0a, 5, 0x0a, 3, ...text('2.5'), 0x78, 7)
  const frame = bytes(0xca, 0x13, body.length, ...body, 0xf8, 0x01, 9)
  const push = decodePush(frame)
  expect(push.body).toMatchObject({ kind: 'publicAggreDepths', value: { asks: [{ price: '2.5', quantity: '' }] } })
  expect(push.unknown).toEqual([
    { path: '', field: 31, bytes: bytes(0xf8, 0x01, 9) },
    { path: 'publicAggreDepths', field: 15, bytes: bytes(0x78, 7) },
  ])
})

test('reports the list index of an unknown field', () => {
  const deal = bytes(0x0a, 1, 0x31, 0x3a, 1, 0x78)
  const frame = bytes(0xd2, 0x13, deal.length + 2, 0x0a, deal.length, ...deal)
  expect(decodePush(frame).unknown).toEqual([{ path: 'publicAggreDeals.deals', field: 7, bytes: bytes(0x3a, 1, 0x78) }])
})

test('keeps a body of an unknown kind raw and reports it', () => {
  const push = decodePush(bytes(0x0a, 1, 0x78, 0xe2, 0x13, 2, 0x08, 1))
  expect(push.body).toEqual({ kind: 'unknown' })
  expect(push.unknown).toEqual([{ path: '', field: 316, bytes: bytes(0xe2, 0x13, 2, 0x08, 1) }])
})

test('keeps a known field that comes in another wire type as unknown', () => {
  expect(decodePush(bytes(0x08, 5))).toEqual({
    channel: '',
    body: { kind: 'none' },
    unknown: [{ path: '', field: 1, bytes: bytes(0x08, 5) }],
  })
})

test('does not hold on to the bytes it was given', () => {
  const frame = bytes(0xe2, 0x13, 2, 0x08, 1)
  const push = decodePush(frame)
  frame.fill(0)
  expect(push.unknown[0]?.bytes).toEqual(bytes(0xe2, 0x13, 2, 0x08, 1))
})

test('reads a view into a larger buffer, and the buffers of Node, alike', () => {
  const frame = encodePush(ticker)
  const wide = join(bytes(1, 2, 3), frame, bytes(4))
  expect(decodePush(wide.subarray(3, 3 + frame.length))).toEqual({ ...ticker, unknown: [] })
  expect(decodePush(Buffer.from(frame))).toEqual({ ...ticker, unknown: [] })
})

test('refuses a time that a double cannot hold', () => {
  const max = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]
  expect(codeOf(bytes(0x30, ...max))).toBe('WIRE_TIME_OUT_OF_RANGE')
  expect(codeOf(bytes(0xca, 0x13, 10, 0x30, ...max))).toBe('WIRE_TIME_OUT_OF_RANGE')
  expect(decodePush(bytes(0x30, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f)).sendTime).toBe(Number.MAX_SAFE_INTEGER)
  for (const sendTime of [Number.MAX_SAFE_INTEGER + 1, 1.5, Number.NaN]) {
    expect(() => encodePush({ ...ticker, sendTime })).toThrow(
      expect.objectContaining({ code: 'WIRE_TIME_OUT_OF_RANGE' }),
    )
  }
})

test('distinguishes invalid UTF-8, bad tags and bad wire types from a cut frame', () => {
  expect(codeOf(bytes(0x0a, 2, 0xc3, 0x28))).toBe('WIRE_MALFORMED')
  expect(codeOf(bytes(0x00, 1))).toBe('WIRE_MALFORMED')
  expect(codeOf(bytes(0x0f))).toBe('WIRE_MALFORMED')
  expect(codeOf(bytes(0x0c))).toBe('WIRE_MALFORMED')
  expect(codeOf(bytes(0x0a, 5, 0x78))).toBe('WIRE_TRUNCATED')
  expect(codeOf(bytes(0x0a))).toBe('WIRE_TRUNCATED')
})

test('rejects endless nesting instead of overflowing the stack', () => {
  expect(codeOf(new Uint8Array(100_000).fill(0x0b))).toBe('WIRE_MALFORMED')
})

test('refuses frames that are too long or cost too much memory, before decoding them', () => {
  expect(codeOf(new Uint8Array(MAX_FRAME_BYTES + 1))).toBe('WIRE_TOO_LARGE')
  const items = new Uint8Array(1_048_576)
  for (let i = 0; i < items.length; i += 2) items[i] = 0x0a
  const flood = join(bytes(0xca, 0x13, 0x80, 0x80, 0x40), items)
  expect(codeOf(flood)).toBe('WIRE_TOO_LARGE')
  const unknowns = new Uint8Array(1_048_576)
  for (let i = 0; i < unknowns.length; i += 2) unknowns[i] = 0x78
  expect(codeOf(unknowns)).toBe('WIRE_TOO_LARGE')
})

test('reads a large but honest frame: ten thousand levels on each side', () => {
  const level = (_: unknown, i: number) => ({ price: `1${i}.25`, quantity: '1234.5678' })
  const side = Array.from({ length: 10_000 }, level)
  const body = {
    kind: 'publicAggreDepths',
    value: { asks: side, bids: side, eventType: 'x', fromVersion: '1', toVersion: '2', lastOrderCreateTime: 3 },
  } as const
  expect(decodePush(encodePush({ channel: 'c', body })).body).toEqual(body)
})

test('writes default values nowhere but in fields with presence', () => {
  expect(encodePush({ channel: '', body: { kind: 'none' } })).toEqual(bytes())
  expect(encodePush({ channel: '', symbol: '', createTime: 0, body: { kind: 'none' } })).toEqual(
    bytes(0x1a, 0, 0x28, 0),
  )
  expect(decodePush(bytes(0x1a, 0, 0x28, 0))).toEqual({
    channel: '',
    symbol: '',
    createTime: 0,
    body: { kind: 'none' },
    unknown: [],
  })
})

test('merges a body that comes twice, takes the last of two kinds, and refuses bodies without end', () => {
  const asks = [0xca, 0x13, 5, 0x0a, 3, 0x0a, 1, 0x31]
  const version = [0xca, 0x13, 3, 0x22, 1, 0x37]
  const merged = decodePush(bytes(...asks, ...version, ...asks)).body
  expect(merged).toMatchObject({ kind: 'publicAggreDepths', value: { fromVersion: '7' } })
  expect(merged).toMatchObject({ value: { asks: [{ price: '1' }, { price: '1' }] } })
  expect(decodePush(bytes(...asks, 0x92, 0x13, 0, ...version)).body).toMatchObject({ value: { asks: [] } })
  const flood = new Uint8Array(3 * 300_000)
  for (let i = 0; i < flood.length; i += 3) flood.set([0xca, 0x13, 0], i)
  expect(codeOf(flood)).toBe('WIRE_TOO_LARGE')
})

test('keeps a group as unknown, whole, and copies what it keeps of a Buffer too', () => {
  const group = [0x7b, 0x08, 1, 0x7b, 0x7c, 0x7c]
  const frame = Buffer.from(bytes(0x0a, 1, 0x78, ...group))
  const { unknown } = decodePush(frame)
  frame.fill(0)
  expect(unknown).toEqual([{ path: '', field: 15, bytes: bytes(...group) }])
  expect(codeOf(bytes(0x7b, 0x08, 1))).toBe('WIRE_TRUNCATED')
  expect(codeOf(bytes(0x7b, 0x84, 1))).toBe('WIRE_MALFORMED')
})

test('distinguishes a field beyond its message from a cut frame', () => {
  expect(codeOf(bytes(0xca, 0x13, 2, 0x0a, 9, 0x0a, 1, 0x78, 0, 0, 0, 0, 0, 0))).toBe('WIRE_MALFORMED')
  expect(codeOf(bytes(0x30, 0x80, 0x80))).toBe('WIRE_TRUNCATED')
  expect(codeOf(bytes(0x30, ...new Array<number>(11).fill(0x80)))).toBe('WIRE_MALFORMED')
})
