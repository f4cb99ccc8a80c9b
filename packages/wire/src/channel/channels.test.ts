import { expect, test } from 'vitest'
import { buildChannel } from './build.ts'
import { channels } from './channels.ts'

test('a channel by its name is subscribed by the exchange’s text, with the usual parameter where none is given', () => {
  const built = [
    channels.aggreDeals('MXUSDT'),
    channels.aggreDeals('MXUSDT', '10ms'),
    channels.aggreDepth('MXUSDT'),
    channels.aggreBookTicker('MXUSDT'),
    channels.kline('MXUSDT', 'Hour4'),
    channels.limitDepth('MXUSDT'),
    channels.limitDepth('MXUSDT', 5),
    channels.bookTickerBatch('MXUSDT'),
    channels.miniTicker('MXUSDT'),
    channels.miniTicker('MXUSDT', 'UTC+8'),
    channels.miniTickers(),
  ].map(buildChannel)
  expect(built).toEqual([
    'spot@public.aggre.deals.v3.api.pb@100ms@MXUSDT',
    'spot@public.aggre.deals.v3.api.pb@10ms@MXUSDT',
    'spot@public.aggre.depth.v3.api.pb@100ms@MXUSDT',
    'spot@public.aggre.bookTicker.v3.api.pb@100ms@MXUSDT',
    'spot@public.kline.v3.api.pb@MXUSDT@Hour4',
    'spot@public.limit.depth.v3.api.pb@MXUSDT@20',
    'spot@public.limit.depth.v3.api.pb@MXUSDT@5',
    'spot@public.bookTicker.batch.v3.api.pb@MXUSDT',
    'spot@public.miniTicker.v3.api.pb@MXUSDT@24H',
    'spot@public.miniTicker.v3.api.pb@MXUSDT@UTC+8',
    'spot@public.miniTickers.v3.api.pb@24H',
  ])
})
