// Market data, and what the wire brings beside it: acknowledgements, refusals, damage, news of the schema.

import { decodePush, parseAck, sideName } from '@spotdeck/wire'
import { decoded, frame, named, privateFrame, START, SYMBOL } from './stage.mjs'

const text = (value) => `\`${value === undefined ? 'undefined' : value}\``
const TICKER = {
  bidPrice: '2.49',
  bidQuantity: '120.5',
  askPrice: '2.52',
  askQuantity: '33',
  version: '7000104',
  lastOrderCreateTime: START,
}
const tickerFrame = (change = {}) =>
  frame('spot@public.aggre.bookTicker.v3.api.pb@100ms@MXUSDT', {
    kind: 'publicAggreBookTicker',
    value: { ...TICKER, ...change },
  })
const DEALS = {
  deals: [
    { price: '2.5', quantity: '4', tradeType: 2, time: START, tradeId: '731901896985399296X0_731901896985399297X0' },
  ],
  eventType: 'spot@public.aggre.deals.v3.api.pb@100ms',
}
const dealsFrame = () =>
  frame('spot@public.aggre.deals.v3.api.pb@100ms@MXUSDT', { kind: 'publicAggreDeals', value: DEALS })
const KLINE = {
  interval: 'Min1',
  windowStart: START / 1_000,
  openingPrice: '2.5',
  closingPrice: '2.53',
  highestPrice: '2.54',
  lowestPrice: '2.49',
  volume: '1004.2',
  amount: '2512.5',
  windowEnd: START / 1_000 + 60,
}

async function heard(stage, bytes, ours, theirs) {
  const { exchange, client } = await stage.ccxt()
  const failed = []
  client.reject = (error) => failed.push(error)
  exchange.handleMessage(client, bytes)
  return { ours: ours(decoded(bytes)), ccxt: theirs(exchange, failed) }
}

/** A text frame: what our reading of it says, and what ccxt does. */
async function said(stage, message) {
  const { exchange, client } = await stage.ccxt()
  const failed = []
  client.reject = (error) => failed.push(error)
  client.resolve = () => failed.push({ constructor: { name: 'an answer' } })
  exchange.handleMessage(client, message.startsWith('{') ? JSON.parse(message) : message)
  const ack = parseAck(message)
  const ours = [
    ack.accepted.length > 0 ? `accepted: ${ack.accepted.join(', ')}` : '',
    ack.refused.length > 0 ? `refused: ${ack.refused.join(', ')}` : '',
    ack.reason === undefined ? '' : `reason: ${ack.reason}`,
    ack.empty ? 'nothing was subscribed' : '',
    ack.listenKeyRefused ? 'the listen key is dead: a new one is needed' : '',
  ]
  return {
    ours: ours.filter((part) => part !== '').join('; '),
    ccxt: failed.length === 0 ? 'nothing: the call waits on' : `\`${named(failed[0])}\``,
  }
}

const DEPTH = 'spot@public.aggre.depth.v3.api.pb@100ms@MXUSDT'
const NEWS = Uint8Array.from([...tickerFrame(), 0xf8, 0x01, 9])
const NEW_BODY = Uint8Array.from([0x0a, 1, 0x78, 0xe2, 0x13, 2, 0x08, 1])

export const market = [
  {
    title: 'The best prices',
    about: 'Bid 2.49 × 120.5, ask 2.52 × 33.',
    run: (stage) =>
      heard(
        stage,
        tickerFrame(),
        ({ body: { value } }) => `${value.bidQuantity}@${value.bidPrice} / ${value.askQuantity}@${value.askPrice}`,
        ({ tickers }) => {
          const t = tickers[SYMBOL]
          return `${t.bidVolume}@${t.bid} / ${t.askVolume}@${t.ask}`
        },
      ),
    alike: true,
    sense: 'Both right.',
  },
  {
    title: 'The best prices for who watches bids and asks',
    about: 'The same push; ccxt’s `watchBidsAsks` subscribes to this channel and reads `bidsasks`.',
    run: (stage) =>
      heard(
        stage,
        tickerFrame(),
        ({ body: { value } }) => `${value.bidPrice} / ${value.askPrice}`,
        ({ bidsasks }) =>
          bidsasks[SYMBOL] === undefined
            ? 'nothing: the call never answers'
            : `${text(bidsasks[SYMBOL].bid)} / ${text(bidsasks[SYMBOL].ask)}`,
      ),
    sense: 'ccxt still reads the names of the JSON streams that MEXC switched off.',
  },
  {
    title: 'An empty side',
    about: 'Nobody sells: ask price and quantity are empty.',
    run: (stage) =>
      heard(
        stage,
        tickerFrame({ askPrice: '', askQuantity: '' }),
        ({ body: { value } }) => `ask ${text(value.askPrice)} (empty)`,
        ({ tickers }) => `ask ${text(tickers[SYMBOL].ask)}`,
      ),
    alike: true,
    sense: 'Neither makes a zero of it.',
  },
  {
    title: 'The id of a print',
    about: 'Prints carry ids since June 2026.',
    run: (stage) =>
      heard(
        stage,
        dealsFrame(),
        ({ body: { value } }) => text(value.deals[0].tradeId),
        ({ trades }) => text(trades[SYMBOL][0].id),
      ),
    sense: 'ccxt’s schema is older than the field: two prints alike in time, price and quantity cannot be told apart.',
  },
  {
    title: 'The side of a print',
    about: 'The taker sold.',
    run: (stage) =>
      heard(
        stage,
        dealsFrame(),
        ({ body: { value } }) => text(sideName(value.deals[0].tradeType)),
        ({ trades }) => text(trades[SYMBOL][0].side),
      ),
    alike: true,
    sense: 'Both right.',
  },
  {
    title: 'A candle, whose window is in seconds',
    about: 'Every other time of MEXC is in milliseconds.',
    run: (stage) =>
      heard(
        stage,
        frame('spot@public.kline.v3.api.pb@MXUSDT@Min1', { kind: 'publicSpotKline', value: KLINE }),
        ({ body: { value: k } }) =>
          `opens ${k.windowStart * 1_000}; ${k.openingPrice} ${k.highestPrice} ${k.lowestPrice} ${k.closingPrice}`,
        ({ ohlcvs }) => {
          const [time, open, high, low, close] = ohlcvs[SYMBOL]['1m'][0]
          return `opens ${time}; ${open} ${high} ${low} ${close}`
        },
      ),
    alike: true,
    sense: 'Both right, although close stands before high and low on the wire.',
  },
  {
    title: 'A field that MEXC has just added',
    about: 'A push carries field 31, which no schema knows yet.',
    run: (stage) =>
      heard(
        stage,
        NEWS,
        ({ unknown }) =>
          unknown.map(({ field, bytes }) => `kept: field ${field}, ${bytes.length} bytes; the push is read`).join(),
        ({ tickers }) => `the push is read (bid ${tickers[SYMBOL].bid}); the field is gone`,
      ),
    sense: 'Neither fails. What is kept and counted tells its reader that the schema has moved.',
  },
  {
    title: 'A body that MEXC has just added',
    about: 'A push with body 316.',
    run: (stage) =>
      heard(
        stage,
        NEW_BODY,
        ({ body, unknown }) => `\`${body.kind}\`, kept raw as field ${unknown[0].field}`,
        (_, failed) => (failed.length === 0 ? 'nothing' : `\`${named(failed[0])}\``),
      ),
    sense: 'Neither fails; ccxt drops it without a word.',
  },
  {
    title: 'A frame that was cut',
    about: 'The last five bytes of a push are missing.',
    run: async (stage) => {
      const bytes = tickerFrame().subarray(0, -5)
      const { exchange, client } = await stage.ccxt()
      const failure = (read) => {
        try {
          return `read as ${typeof read()}`
        } catch (error) {
          return `throws \`${named(error)}\`${error.code === undefined ? '' : ` (${error.code})`}`
        }
      }
      return { ours: failure(() => decodePush(bytes)), ccxt: failure(() => exchange.handleMessage(client, bytes)) }
    },
    sense: 'Both notice. Spotdeck’s error is typed, and its streams count the frame and say that a push was lost.',
  },
  {
    title: 'A private push while nobody asked for it',
    about: 'The account channel speaks before anything was fetched.',
    run: (stage) =>
      heard(
        stage,
        privateFrame('Account', {
          vcoinName: 'MX',
          coinId: '',
          balanceAmount: '4',
          balanceAmountChange: '4',
          frozenAmount: '0',
          frozenAmountChange: '0',
          type: 'ENTRUST',
          time: START,
        }),
        ({ body: { value } }) =>
          `${value.vcoinName}: free ${value.balanceAmount}, changed by ${value.balanceAmountChange}, because ${value.type}`,
        ({ balance }) => `assets known: ${Object.keys(balance.spot.total).join(', ')}; MX free ${balance.spot.MX.free}`,
      ),
    sense: 'Both know no other asset yet. ccxt keeps change and reason in `info` alone, and only of the last push.',
  },
  {
    title: 'An acknowledgement without a word',
    about: '`{"id":1,"code":0,"msg":""}`: the listen key in the address is missing or misspelt.',
    run: (stage) => said(stage, '{"id":1,"code":0,"msg":""}'),
    sense: 'Only the missing names tell: the code is that of success.',
  },
  {
    title: 'A refusal with code 0',
    about: 'The channel is unknown, lower case or retired: `Blocked!`.',
    run: (stage) =>
      said(stage, `{"id":1,"code":0,"msg":"Not Subscribed successfully! [${DEPTH}].  Reason： Blocked! "}`),
    sense: 'Only the text tells; ccxt does not look for it there.',
  },
  {
    title: 'A dead listen key, said in JSON',
    about: '`Wrong listen key`.',
    run: (stage) => said(stage, '{"id":0,"code":0,"msg":"Wrong listen key"}'),
    sense: 'ccxt knows the other spelling alone.',
  },
  {
    title: 'A dead listen key, said in plain text',
    about: '`Invalid listen key`.',
    run: (stage) => said(stage, 'Invalid listen key'),
    alike: true,
    sense: 'Both notice.',
  },
]
