/** The page's own decoder beside ours: a protobuf library reading by the schema that the gateway serves. */

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createDecoder } from '@spotdeck/dashboard/market-decoder'
import { PUSH_DESCRIPTOR_SET, PUSH_MESSAGE, type Push, decodePush, encodePush } from '@spotdeck/wire'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bodiesOf, frameOf, readWrapper } from './protobuf-schema.ts'

const decode = createDecoder({ message: PUSH_MESSAGE, descriptorSet: PUSH_DESCRIPTOR_SET })
const ours = (bytes: Uint8Array): unknown => {
  const { unknown: _, ...push } = decodePush(bytes)
  return push
}
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))

/** Frames as the exchange sent them, and the channels that the page reads as it would send them. */
const CAPTURED = {
  bookTicker:
    '0a3373706f74407075626c69632e61676772652e626f6f6b5469636b65722e76332e6170692e70624031306d7340425443555344541a074254435553445430c78aefe78c34da133f0a0838363530332e3932120b31342e39313333353330381a0838363530332e39332208302e3030343936352a0b383139393932373534343530c18aefe78c34',
  trades:
    '0a2f73706f74407075626c69632e61676772652e6465616c732e76332e6170692e7062403130306d7340425443555344541a074254435553445430aacccfa88d34d213bb010a470a053834323730120a302e3030303939383239180220e0cbcfa88d342a2937333139303138393639383533393932393658305f37333139303138393639383533393932393758300a470a053834323730120a302e3030303139313639180120e1cbcfa88d342a2937333139303138393639383533393932393858305f3733313930313839363938353339393239395830122773706f74407075626c69632e61676772652e6465616c732e76332e6170692e7062403130306d73',
}
const PUSHES: readonly Push[] = [
  {
    channel: 'spot@public.limit.depth.v3.api.pb@MXUSDT@20',
    symbol: 'MXUSDT',
    sendTime: 1_790_281_246_250,
    body: {
      kind: 'publicLimitDepths',
      value: {
        asks: [{ price: '2.3173', quantity: '50.36' }],
        bids: [
          { price: '2.3164', quantity: '0.10' },
          { price: '2.3160', quantity: '4.00' },
        ],
        eventType: '',
        version: '81999275445',
        lastOrderCreateTime: 0,
      },
    },
  },
  {
    channel: 'spot@public.kline.v3.api.pb@MXUSDT@Min15',
    symbol: 'MXUSDT',
    symbolId: '128f589271cb4951b03e71e6323eb7be',
    createTime: 1_790_281_246_250,
    body: {
      kind: 'publicSpotKline',
      value: {
        interval: 'Min15',
        windowStart: 1_790_280_900,
        openingPrice: '2.31',
        closingPrice: '2.3165',
        highestPrice: '2.32',
        lowestPrice: '2.309',
        volume: '1023.44',
        amount: '2370.98',
        windowEnd: 1_790_281_800,
      },
    },
  },
  {
    channel: 'spot@public.miniTicker.v3.api.pb@MXUSDT@24H',
    symbol: 'MXUSDT',
    sendTime: 1_790_281_246_250,
    body: {
      kind: 'publicMiniTicker',
      value: {
        symbol: 'MXUSDT',
        price: '2.3165',
        rate: '0.0041',
        zonedRate: '-0.0012',
        high: '2.35',
        low: '2.29',
        volume: '85803.14',
        quantity: '37000.5',
        lastCloseRate: '',
        lastCloseZonedRate: '',
        lastCloseHigh: '',
        lastCloseLow: '',
      },
    },
  },
  { channel: 'spot@public.miniTicker.v3.api.pb@MXUSDT@24H', body: { kind: 'none' } },
]

test('the served schema equals buf’s output for our .proto', async () => {
  const script = fileURLToPath(new URL('../../scripts/generate-descriptor.mjs', import.meta.url))
  const { stderr } = await promisify(execFile)(process.execPath, [script, '--check'])
  expect(stderr).toBe('')
})

test.each(Object.entries(CAPTURED))('a captured frame decodes equally on both sides: %s', (_, hex) => {
  expect(decode(bytesOf(hex))).toEqual(ours(bytesOf(hex)))
})

test.each(PUSHES)('a frame of $channel with $body.kind decodes equally on both sides', (push) => {
  const frame = encodePush(push)
  expect(decode(frame)).toEqual(push)
  expect(decode(frame)).toEqual(ours(frame))
})

const wrapper = readWrapper()

describe.each(bodiesOf(wrapper).map((field) => ({ name: field.name, field })))('$name', ({ field }) => {
  test('the page decodes the same values as the codec, for any content', () => {
    fc.assert(
      fc.property(frameOf(wrapper, field), ({ frame }) => {
        expect(decode(frame)).toEqual(ours(frame))
      }),
    )
  })
})

test('a cut frame is rejected by the page, or decoded like the codec', () => {
  const frame = bytesOf(CAPTURED.trades)
  for (let length = 0; length < frame.length; length++) {
    const cut = frame.subarray(0, length)
    const [theirs, own] = [attempt(() => decode(cut)), attempt(() => ours(cut))]
    expect(theirs instanceof Error).toBe(own instanceof Error)
    if (!(theirs instanceof Error)) expect(theirs).toEqual(own)
  }
})

function attempt(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
