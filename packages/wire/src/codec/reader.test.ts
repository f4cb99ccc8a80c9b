import { describe, expect, test, vi } from 'vitest'
import { WireError } from '../errors/wire-error.ts'
import { MAX_FRAME_BYTES, decodePush } from './decode.ts'
import { encodePush } from './encode.ts'
import { MAX_OBJECTS } from './reader.ts'

/** Bytes of a number as protobuf has them, low bits first; a longer `width` than needed ends in zeros. */
function varint(value: bigint, width = 1): readonly number[] {
  const bytes: number[] = []
  for (let rest = BigInt.asUintN(64, value); rest > 0n || bytes.length < width; rest >>= 7n) {
    bytes.push(Number(rest & 127n) + 128)
  }
  return bytes.with(-1, (bytes.at(-1) ?? 128) - 128)
}

const tag = (field: number, wireType: number): readonly number[] => varint(BigInt(field * 8 + wireType))
const text = (field: number, value: Uint8Array | string): readonly number[] => {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value
  return [...tag(field, 2), ...varint(BigInt(bytes.length)), ...bytes]
}
const message = (field: number, ...fields: readonly (readonly number[])[]) =>
  text(field, Uint8Array.from(fields.flat()))

const CHANNEL = 1
const CREATE_TIME = 5
const SEND_TIME = 6
/** Bodies: trades with their items, changes of the book, a fill of an own order. */
const DEALS = 314
const DEPTHS = 313
const FILL = 306
/** A field that no message of the schema has. */
const UNKNOWN = 31

const decode = (...fields: readonly (readonly number[])[]) => decodePush(Uint8Array.from(fields.flat()))
const refusal = (...fields: readonly (readonly number[])[]): WireError | undefined => {
  try {
    decode(...fields)
    return undefined
  } catch (error) {
    if (error instanceof WireError) return error
    throw error
  }
}
const codeOf = (...fields: readonly (readonly number[])[]) => refusal(...fields)?.code

describe('numbers', () => {
  const EDGES = [
    0n,
    1n,
    2n ** 53n - 1n,
    ...[7n, 14n, 21n, 28n, 35n, 42n, 49n].flatMap((bits) => [2n ** bits - 1n, 2n ** bits]),
  ]

  test('a time is read whatever number of bytes it takes', () => {
    for (const value of [...EDGES, 1790145447239n, 0x2aaaaaaaaaan, 0x15555555555n]) {
      for (const width of [1, 2, 5, 6, 7, 8, 9, 10]) {
        const frame = [tag(SEND_TIME, 0), varint(value, width), text(CHANNEL, 'c')]
        expect(decode(...frame)).toMatchObject({ sendTime: Number(value), channel: 'c' })
      }
    }
  })

  test('a time before 1970 is negative, and one beyond 2^53 is refused on both sides', () => {
    for (const value of [-1, -1790145447239, Number.MIN_SAFE_INTEGER]) {
      expect(decode(text(CHANNEL, 'c'), tag(SEND_TIME, 0), varint(BigInt(value))).sendTime).toBe(value)
    }
    for (const value of [2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n), 2n ** 56n - 1n]) {
      expect(codeOf(tag(SEND_TIME, 0), varint(value))).toBe('WIRE_TIME_OUT_OF_RANGE')
    }
  })

  test('a side is read in one byte, in several, and negative in five or ten', () => {
    const sideOf = (bytes: readonly number[]) => decode(message(FILL, tag(4, 0), bytes, text(7, 'id'))).body
    for (const value of [0, 1, 2, 127, 128, 129, 300, 2 ** 31 - 1]) {
      for (const width of [1, 2, 5, 10]) {
        const body = { kind: 'privateDeals', value: { tradeType: value, tradeId: 'id' } }
        expect(sideOf(varint(BigInt(value), width))).toMatchObject(body)
      }
    }
    expect(sideOf(varint(-3n))).toMatchObject({ value: { tradeType: -3, tradeId: 'id' } })
    expect(sideOf([0xfd, 0xff, 0xff, 0xff, 0x0f])).toMatchObject({ value: { tradeType: -3, tradeId: 'id' } })
  })

  test('a number of ten bytes without an end is malformed, a shorter one is cut', () => {
    const endless = (length: number) => [
      text(CHANNEL, 'a longer name'),
      tag(SEND_TIME, 0),
      new Array<number>(length).fill(0x80),
    ]
    for (const length of [0, 1, 5, 6, 9]) expect(codeOf(...endless(length))).toBe('WIRE_TRUNCATED')
    for (const length of [10, 11, 12, 40]) expect(codeOf(...endless(length))).toBe('WIRE_MALFORMED')
    expect(codeOf(tag(SEND_TIME, 0), varint(7n, 11))).toBe('WIRE_MALFORMED')
  })
})

describe('text', () => {
  test('letters beyond ASCII are read at every place of a text', () => {
    for (let length = 0; length < 12; length++) {
      for (const sign of ['é', '币', '🚀']) {
        const channel = `${'x'.repeat(length)}${sign}`
        expect(decode(text(CHANNEL, channel)).channel).toBe(channel)
        expect(decode(text(CHANNEL, `${channel}xyz`)).channel).toBe(`${channel}xyz`)
      }
    }
  })

  test('a mark of the byte order is a letter like any other', () => {
    expect(decode(text(CHANNEL, '\ufeffMX')).channel).toBe('\ufeffMX')
  })

  test('is read the same in a browser, which has no Buffer', async () => {
    const frame = Uint8Array.from([...text(CHANNEL, 'spot@MXUSDT'), ...text(3, '币安人生USDT')])
    vi.stubGlobal('Buffer', undefined)
    vi.resetModules()
    const browser = await import('./decode.ts')
    vi.unstubAllGlobals()
    expect(browser.decodePush(frame)).toEqual(decodePush(frame))
    expect(browser.decodePush(frame)).toMatchObject({ channel: 'spot@MXUSDT', symbol: '币安人生USDT' })
  })

  test('one byte that is not UTF-8 refuses the frame wherever it stands, and the error holds its cause', () => {
    for (let length = 1; length <= 12; length++) {
      for (let at = 0; at < length; at++) {
        const damaged = new Uint8Array(length).fill(0x41).fill(0x80, at, at + 1)
        const error = refusal(text(CHANNEL, damaged), text(3, 'MXUSDT'))
        expect(error?.code).toBe('WIRE_MALFORMED')
        expect(error?.cause).toBeInstanceOf(TypeError)
      }
    }
    expect(Object.hasOwn(refusal(varint(0n, 2)) ?? {}, 'cause')).toBe(false)
  })
})

describe('a field that crosses the end of its message', () => {
  /** A body whose last field ends in the bytes behind it: read on its own terms, those make a whole field. */
  const crossing = (body: readonly number[], behind: readonly number[]) => codeOf(message(DEPTHS, body), behind)

  test.each<[string, readonly number[], readonly number[]]>([
    ['a tag of two bytes', [0xf8], [0x01, 0x07]],
    ['a tag without its value', tag(6, 0), [0x0a, 0]],
    ['a number', [...tag(6, 0), 0x80], [0x01]],
    ['a time of six bytes', [...tag(6, 0), 0xc7, 0x8a, 0xef, 0xe7, 0x8c], [0x34, 0x0a, 0]],
    ['a text without its length', tag(4, 2), [0]],
    ['a text', text(4, 'ab').slice(0, -1), [0x0a, 0]],
    ['an item', message(1, text(1, '2.5')).slice(0, -1), [0x0a, 0]],
    ['an unknown text', text(UNKNOWN, 'ab').slice(0, -1), [0x0a, 0]],
    ['an unknown number', [...tag(UNKNOWN, 0), 0x80], [0x01]],
    ['an unknown fixed32', [...tag(UNKNOWN, 5), 1, 2, 3], [0x0a, 0]],
    ['an unknown fixed64', [...tag(UNKNOWN, 1), 1, 2, 3, 4, 5, 6, 7], [0x0a, 0]],
    ['a group', tag(UNKNOWN, 3), tag(UNKNOWN, 4)],
  ])('%s is malformed, not read on', (_, body, behind) => {
    expect(crossing(body, behind)).toBe('WIRE_MALFORMED')
    expect(codeOf(body)).not.toBe('WIRE_MALFORMED')
  })

  test('a side of one byte is not taken from behind its message', () => {
    expect(codeOf(message(FILL, tag(4, 0)), [0x02])).toBe('WIRE_MALFORMED')
    expect(codeOf(message(FILL, tag(5, 0)), [0x01])).toBe('WIRE_MALFORMED')
  })

  test.each<[string, readonly number[], readonly number[]]>([
    ['a side', tag(3, 0), [0x02]],
    ['a time of six bytes', [...tag(4, 0), 0xc7, 0x8a, 0xef, 0xe7, 0x8c], [0x34]],
    ['a group', tag(15, 3), tag(15, 4)],
    ['the end of a group', [...tag(UNKNOWN, 3), 0xfc], [0x01]],
  ])('%s of a list item is not taken from what follows the item in its list', (_, item, behind) => {
    expect(codeOf(message(DEALS, message(1, item), behind))).toBe('WIRE_MALFORMED')
    expect(codeOf(message(DEALS, message(1, item, behind)))).toBeUndefined()
  })

  test('an item may not reach beyond its list, though the frame goes on', () => {
    const item = [...tag(1, 2), 4, ...tag(1, 2), 2, 0x31]
    expect(codeOf(message(DEALS, item), text(CHANNEL, 'c'))).toBe('WIRE_MALFORMED')
  })
})

describe('a cut frame', () => {
  const frame = encodePush({
    channel: 'spot@public.aggre.deals.v3.api.pb@100ms@币安人生USDT',
    symbol: '币安人生USDT',
    sendTime: 1790281246250,
    body: {
      kind: 'publicAggreDeals',
      value: {
        deals: [
          { price: '84270', quantity: '0.00099829', tradeType: 2, time: 1790281246176, tradeId: '1_2' },
          { price: '84271', quantity: '1', tradeType: 1, time: 1790281246177, tradeId: '3_4' },
        ],
        eventType: 'spot@public.aggre.deals.v3.api.pb@100ms',
      },
    },
  })

  test('is never read as a whole one: it ends at a field of the wrapper, or is refused as truncated', () => {
    const whole = decodePush(frame)
    for (let length = 0; length < frame.length; length++) {
      let read: unknown
      try {
        read = decodePush(frame.subarray(0, length))
      } catch (error) {
        expect(error).toMatchObject({ code: 'WIRE_TRUNCATED' })
        continue
      }
      expect(read).not.toEqual(whole)
      expect(read).toMatchObject({ body: { kind: 'none' }, unknown: [] })
    }
  })

  test('every field that ends at the end of the frame is read', () => {
    expect(decode(tag(CREATE_TIME, 0), varint(1790281246250n)).createTime).toBe(1790281246250)
    expect(decode(tag(CREATE_TIME, 0), varint(5n)).createTime).toBe(5)
    expect(decode(text(CHANNEL, '')).channel).toBe('')
    expect(decode(message(FILL, tag(4, 0), varint(2n))).body).toMatchObject({ value: { tradeType: 2 } })
  })
})

describe('fields that the schema does not know', () => {
  test.each<[string, number, number, readonly number[]]>([
    ['a number', UNKNOWN, 0, varint(300n)],
    ['a fixed64', UNKNOWN, 1, [1, 2, 3, 4, 5, 6, 7, 0x88]],
    ['a text', UNKNOWN, 2, [2, 0xc3, 0x28]],
    ['a fixed32', UNKNOWN, 5, [1, 2, 3, 0x84]],
    ['the last number that fits a tag of two bytes', 2047, 0, [1]],
    ['the first number beyond', 2048, 0, [1]],
    ['the largest number', 2 ** 29 - 1, 0, [1]],
  ])('%s is kept whole, and what follows is read', (_, field, wireType, value) => {
    const kept = { field, bytes: Uint8Array.from([...tag(field, wireType), ...value]) }
    const push = decode(
      tag(field, wireType),
      value,
      text(CHANNEL, 'c'),
      message(FILL, tag(field, wireType), value, text(7, 'id')),
    )
    expect(push).toMatchObject({ channel: 'c', body: { value: { tradeId: 'id' } } })
    expect(push.unknown).toEqual([
      { path: '', ...kept },
      { path: 'privateDeals', ...kept },
    ])
  })

  test('a field number that no schema can have is refused', () => {
    expect(codeOf(varint(2n ** 32n), [1])).toBe('WIRE_MALFORMED')
    expect(codeOf(varint(2n ** 40n), [1])).toBe('WIRE_MALFORMED')
    expect(codeOf(tag(0, 5), [1, 2, 3, 4])).toBe('WIRE_MALFORMED')
  })

  test('a fixed number that is cut is truncated, one at the end of the frame is whole', () => {
    expect(decode(tag(UNKNOWN, 5), [1, 2, 3, 4]).unknown).toHaveLength(1)
    expect(decode(tag(UNKNOWN, 1), [1, 2, 3, 4, 5, 6, 7, 8]).unknown).toHaveLength(1)
    expect(codeOf(tag(UNKNOWN, 1), [1, 2, 3, 4, 5, 6, 7])).toBe('WIRE_TRUNCATED')
    expect(codeOf(tag(UNKNOWN, 5), [1, 2, 3])).toBe('WIRE_TRUNCATED')
  })

  test('groups are kept up to 64 levels', () => {
    const nested = (depth: number) => [
      ...Array.from({ length: depth }, () => tag(UNKNOWN, 3)),
      ...Array.from({ length: depth }, () => tag(UNKNOWN, 4)),
    ]
    expect(decode(...nested(64)).unknown).toHaveLength(1)
    expect(codeOf(...nested(65))).toBe('WIRE_MALFORMED')
    expect(codeOf(tag(UNKNOWN, 3), tag(UNKNOWN + 1, 4))).toBe('WIRE_MALFORMED')
  })

  test('those of a body that comes in two parts are all reported, once', () => {
    const first = { path: 'privateDeals', field: UNKNOWN, bytes: Uint8Array.from([...tag(UNKNOWN, 0), 1]) }
    const second = { ...first, bytes: Uint8Array.from([...tag(UNKNOWN, 0), 2]) }
    const parts = [message(FILL, tag(UNKNOWN, 0), [1]), message(FILL, tag(UNKNOWN, 0), [2], text(7, 'id'))]
    expect(decode(...parts).unknown).toEqual([first, second])
    const around = { path: '', field: UNKNOWN, bytes: Uint8Array.from([...tag(UNKNOWN, 0), 3]) }
    expect(decode(...parts, tag(UNKNOWN, 0), [3]).unknown).toEqual([around, first, second])
    expect(decode(message(FILL), message(FILL)).unknown).toEqual([])
  })
})

test('the largest frame is read', () => {
  const length = MAX_FRAME_BYTES - 5
  const head = [...tag(CHANNEL, 2), ...varint(BigInt(length))]
  expect(head).toHaveLength(5)
  const frame = new Uint8Array(MAX_FRAME_BYTES).fill(0x61)
  frame.set(head)
  expect(decodePush(frame).channel).toHaveLength(length)
})

test('the most objects of one frame are read, one more is refused', () => {
  const items = (count: number) => {
    const body = new Uint8Array(count * 2)
    for (let i = 0; i < body.length; i += 2) body[i] = 0x0a
    return Uint8Array.from([...tag(DEPTHS, 2), ...varint(BigInt(body.length)), ...body])
  }
  const { body } = decodePush(items(MAX_OBJECTS))
  expect(body.kind === 'publicAggreDepths' && body.value.asks.length).toBe(MAX_OBJECTS)
  expect(() => decodePush(items(MAX_OBJECTS + 1))).toThrow(expect.objectContaining({ code: 'WIRE_TOO_LARGE' }))
})
