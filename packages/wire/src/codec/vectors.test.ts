import { describe, expect, test } from 'vitest'
import type { Push } from '../push.ts'
import { decodePush } from './decode.ts'
import { encodePush } from './encode.ts'

type Vector = { readonly name: string; readonly hex: string; readonly push: Push }

const CAPTURED: readonly Vector[] = [
  {
    name: 'a book ticker',
    hex: '0a3373706f74407075626c69632e61676772652e626f6f6b5469636b65722e76332e6170692e70624031306d7340425443555344541a074254435553445430c78aefe78c34da133f0a0838363530332e3932120b31342e39313333353330381a0838363530332e39332208302e3030343936352a0b383139393932373534343530c18aefe78c34',
    push: {
      channel: 'spot@public.aggre.bookTicker.v3.api.pb@10ms@BTCUSDT',
      symbol: 'BTCUSDT',
      sendTime: 1790145447239,
      body: {
        kind: 'publicAggreBookTicker',
        value: {
          bidPrice: '86503.92',
          bidQuantity: '14.91335308',
          askPrice: '86503.93',
          askQuantity: '0.004965',
          version: '81999275445',
          lastOrderCreateTime: 1790145447233,
        },
      },
    },
  },
  {
    name: 'two trades with their ids',
    hex: '0a2f73706f74407075626c69632e61676772652e6465616c732e76332e6170692e7062403130306d7340425443555344541a074254435553445430aacccfa88d34d213bb010a470a053834323730120a302e3030303939383239180220e0cbcfa88d342a2937333139303138393639383533393932393658305f37333139303138393639383533393932393758300a470a053834323730120a302e3030303139313639180120e1cbcfa88d342a2937333139303138393639383533393932393858305f3733313930313839363938353339393239395830122773706f74407075626c69632e61676772652e6465616c732e76332e6170692e7062403130306d73',
    push: {
      channel: 'spot@public.aggre.deals.v3.api.pb@100ms@BTCUSDT',
      symbol: 'BTCUSDT',
      sendTime: 1790281246250,
      body: {
        kind: 'publicAggreDeals',
        value: {
          deals: [
            {
              price: '84270',
              quantity: '0.00099829',
              tradeType: 2,
              time: 1790281246176,
              tradeId: '731901896985399296X0_731901896985399297X0',
            },
            {
              price: '84270',
              quantity: '0.00019169',
              tradeType: 1,
              time: 1790281246177,
              tradeId: '731901896985399298X0_731901896985399299X0',
            },
          ],
          eventType: 'spot@public.aggre.deals.v3.api.pb@100ms',
        },
      },
    },
  },
  {
    name: 'a kline, whose window is in seconds',
    hex: '0a2873706f74407075626c69632e6b6c696e652e76332e6170692e70624042544355534454404d696e311a07425443555344542220326662393432313534656634346134616232656639386338616662366134613728e3fbd0cc8d34a213500a044d696e311084dadad5061a0838333935382e3231220838333936312e32312a0838333936312e3231320838333935352e30393a0a302e3335333838363333420832393731312e343148c0dadad506',
    push: {
      channel: 'spot@public.kline.v3.api.pb@BTCUSDT@Min1',
      symbol: 'BTCUSDT',
      symbolId: '2fb942154ef44a4ab2ef98c8afb6a4a7',
      createTime: 1790356766179,
      body: {
        kind: 'publicSpotKline',
        value: {
          interval: 'Min1',
          windowStart: 1790356740,
          openingPrice: '83958.21',
          closingPrice: '83961.21',
          highestPrice: '83961.21',
          lowestPrice: '83955.09',
          volume: '0.35388633',
          amount: '29711.41',
          windowEnd: 1790356800,
        },
      },
    },
  },
  {
    name: 'a book ticker of an earlier day',
    hex: Buffer.from(
      'CjVzcG90QHB1YmxpYy5hZ2dyZS5ib29rVGlja2VyLnYzLmFwaS5wYkAxMDBtc0BIWVBFVVNEVBoISFlQRVVTRFQw+t6t8+gz2hMtCgU3Mi4yORIENy4wMRoFNzIuMzQiBDgyLjEqCjEzMjAwNDMzNTYwyt6t8+gz',
      'base64',
    ).toString('hex'),
    push: {
      channel: 'spot@public.aggre.bookTicker.v3.api.pb@100ms@HYPEUSDT',
      symbol: 'HYPEUSDT',
      sendTime: 1780505866106,
      body: {
        kind: 'publicAggreBookTicker',
        value: {
          bidPrice: '72.29',
          bidQuantity: '7.01',
          askPrice: '72.34',
          askQuantity: '82.1',
          version: '1320043356',
          lastOrderCreateTime: 1780505866058,
        },
      },
    },
  },
]

const SYNTHETIC: readonly Vector[] = [
  {
    name: 'a change of the book that removes one level',
    hex: '0a2e73706f74407075626c69632e61676772652e64657074682e76332e6170692e7062403130306d73404d58555344541a064d585553445430f89ec8b18d34ca135c0a090a04322e3531120130120d0a04322e343912053132302e351a2773706f74407075626c69632e61676772652e64657074682e76332e6170692e7062403130306d732207373030303130312a073730303031303430da9ec8b18d34',
    push: {
      channel: 'spot@public.aggre.depth.v3.api.pb@100ms@MXUSDT',
      symbol: 'MXUSDT',
      sendTime: 1790300000120,
      body: {
        kind: 'publicAggreDepths',
        value: {
          asks: [{ price: '2.51', quantity: '0' }],
          bids: [{ price: '2.49', quantity: '120.5' }],
          eventType: 'spot@public.aggre.depth.v3.api.pb@100ms',
          fromVersion: '7000101',
          toVersion: '7000104',
          lastOrderCreateTime: 1790300000090,
        },
      },
    },
  },
  {
    name: 'a batch of book tickers',
    hex: '0a2d73706f74407075626c69632e626f6f6b5469636b65722e62617463682e76332e6170692e7062404d58555344541a064d585553445430829fc8b18d34ba13290a170a04322e343912053132302e351a04322e35322202333312073730303031303418da9ec8b18d34',
    push: {
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
    },
  },
  {
    name: 'a day ticker of a zone',
    hex: '0a2d73706f74407075626c69632e6d696e695469636b65722e76332e6170692e7062404d5855534454405554432b381a064d585553445430e8a5c8b18d34aa135b0a064d58555344541203322e351a06302e303132352206302e303132352a04322e36313204322e34343a09323531323030302e354209313030343830302e324a06302e303132355206302e303132355a04322e36316204322e3434',
    push: {
      channel: 'spot@public.miniTicker.v3.api.pb@MXUSDT@UTC+8',
      symbol: 'MXUSDT',
      sendTime: 1790300001000,
      body: {
        kind: 'publicMiniTicker',
        value: {
          symbol: 'MXUSDT',
          price: '2.5',
          rate: '0.0125',
          zonedRate: '0.0125',
          high: '2.61',
          low: '2.44',
          volume: '2512000.5',
          quantity: '1004800.2',
          lastCloseRate: '0.0125',
          lastCloseZonedRate: '0.0125',
          lastCloseHigh: '2.61',
          lastCloseLow: '2.44',
        },
      },
    },
  },
  {
    name: 'a balance after an order was placed',
    hex: '0a1e73706f7440707269766174652e6163636f756e742e76332e6170692e706228d0adc8b18d3430d9adc8b18d349a13570a0455534454122031323866353839323731636234393531623033653731653633323365623762651a0437352e3122052d32342e392a0432342e39320432342e393a0d454e54525553545f504c41434540d0adc8b18d34',
    push: {
      channel: 'spot@private.account.v3.api.pb',
      createTime: 1790300002000,
      sendTime: 1790300002009,
      body: {
        kind: 'privateAccount',
        value: {
          vcoinName: 'USDT',
          coinId: '128f589271cb4951b03e71e6323eb7be',
          balanceAmount: '75.1',
          balanceAmountChange: '-24.9',
          frozenAmount: '24.9',
          frozenAmountChange: '24.9',
          type: 'ENTRUST_PLACE',
          time: 1790300002000,
        },
      },
    },
  },
  {
    name: 'a deal as maker, isSelfTrade left out',
    hex: '0a1c73706f7440707269766174652e6465616c732e76332e6170692e70621a064d585553445430f4b5c8b18d349213630a04322e34391201341a04392e3936200128013a1439303030303030303030303030303030303158304206677269642d374a1a4330325f5f3930303030303030303030303030303030303034325207302e30303439385a045553445460b8b5c8b18d34',
    push: {
      channel: 'spot@private.deals.v3.api.pb',
      symbol: 'MXUSDT',
      sendTime: 1790300003060,
      body: {
        kind: 'privateDeals',
        value: {
          price: '2.49',
          quantity: '4',
          amount: '9.96',
          tradeType: 1,
          isMaker: true,
          isSelfTrade: false,
          tradeId: '900000000000000001X0',
          clientOrderId: 'grid-7',
          orderId: 'C02__900000000000000000042',
          feeAmount: '0.00498',
          feeCurrency: 'USDT',
          time: 1790300003000,
        },
      },
    },
  },
  {
    name: 'an order partly filled, its undocumented fields absent',
    hex: '0a1d73706f7440707269766174652e6f72646572732e76332e6170692e70621a064d585553445430ccb5c8b18d348213600a1a4330325f5f3930303030303030303030303030303030303034321206677269642d371a04322e3439220231302a0432342e393204322e3439380140014801520531342e39345a01366201346a01347204392e393678038001d0adc8b18d34',
    push: {
      channel: 'spot@private.orders.v3.api.pb',
      symbol: 'MXUSDT',
      sendTime: 1790300003020,
      body: {
        kind: 'privateOrders',
        value: {
          id: 'C02__900000000000000000042',
          clientId: 'grid-7',
          price: '2.49',
          quantity: '10',
          amount: '24.9',
          avgPrice: '2.49',
          orderType: 1,
          tradeType: 1,
          isMaker: true,
          remainAmount: '14.94',
          remainQuantity: '6',
          lastDealQuantity: '4',
          cumulativeQuantity: '4',
          cumulativeAmount: '9.96',
          status: 3,
          createTime: 1790300002000,
        },
      },
    },
  },
]

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe.each([...CAPTURED, ...SYNTHETIC])('the frame of $name', ({ hex, push }) => {
  test('decodes to MEXC’s values exactly', () => {
    expect(decodePush(bytesOf(hex))).toEqual({ ...push, unknown: [] })
  })

  test('encodes to the same bytes', () => {
    expect(hexOf(encodePush(push))).toBe(hex)
  })

  test('is refused with a typed error when it is cut inside the body', () => {
    const frame = bytesOf(hex)
    for (let end = frame.length - 1; end > frame.length - 40; end--) {
      expect(() => decodePush(frame.subarray(0, end))).toThrow(expect.objectContaining({ code: 'WIRE_TRUNCATED' }))
    }
  })
})
