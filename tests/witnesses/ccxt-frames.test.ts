/** The same frames, read by ccxt's own protobuf and by ours: the same prices, sizes, ids and times, for every channel. */

import { createRestClient, memoryKeyring, openMarketStreams, openUserStream, placeOrder } from '@spotdeck/mexc'
import { channels, decodePush } from '@spotdeck/wire'
import ccxt from 'ccxt'
import { expect, test } from 'vitest'
import { CREDENTIALS, REST_URL, sandboxInMemory, WS_URL } from '../simulation/support/sandbox-in-memory.ts'

const SYMBOL = 'BTCUSDT'
/** Newer than ccxt's copy of the schema, which passes over them; what they hold others vouch for. */
const NEWER_THAN_CCXT = /\.deals\.\d+\.tradeId$|^\.public\w*BookTicker\w*\.version$|\.lastOrderCreateTime$/

/** Every binary frame of half a minute with trades, fills and changes of balance. */
async function record(): Promise<readonly Uint8Array[]> {
  const { time, rules, world: plain } = sandboxInMemory({ seed: 12, bots: true, symbols: [SYMBOL] })
  const frames: Uint8Array[] = []
  const world: typeof plain = {
    ...plain,
    openSocket: (url, handlers) =>
      plain.openSocket(url, {
        ...handlers,
        message(data) {
          if (typeof data !== 'string') frames.push(data)
          handlers.message(data)
        },
      }),
  }
  const streams = openMarketStreams({ wsUrl: WS_URL, world })
  const all = [
    channels.aggreDeals(SYMBOL),
    channels.aggreDepth(SYMBOL),
    channels.aggreBookTicker(SYMBOL),
    channels.bookTickerBatch(SYMBOL),
    channels.limitDepth(SYMBOL, 5),
    channels.kline(SYMBOL, 'Min1'),
    channels.miniTicker(SYMBOL),
    channels.miniTickers(),
  ]
  for (const channel of all) streams.subscribe(channel, { push: () => undefined })
  const rest = createRestClient({ baseUrl: REST_URL, credentials: CREDENTIALS, world })
  const nothing = (): void => undefined
  const stream = openUserStream({
    rest,
    wsUrl: WS_URL,
    world,
    keyring: memoryKeyring(),
    handlers: { ready: nothing, push: nothing, lost: nothing, undecodable: nothing },
  })
  await time.advance(5_000)
  for (const side of ['BUY', 'SELL', 'BUY'] as const) {
    void placeOrder(rest, { symbol: SYMBOL, side, type: 'MARKET', quantity: '0.001' }, world)
    await time.advance(8_000)
  }
  void stream.close()
  await streams.close()
  rules.close()
  return frames
}

/** Every value with its place, as text. */
function leaves(value: unknown, path = ''): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null) return new Map([[path, String(value)]])
  return new Map(Object.entries(value).flatMap(([name, part]) => [...leaves(part, `${path}.${name}`)]))
}

test('in every frame of every channel', async () => {
  const exchange = new ccxt.pro.mexc()
  await exchange.loadHttpProxyAgent()
  const kinds = new Map<string, number>()
  for (const frame of await record()) {
    const { channel, symbol, sendTime, createTime, body } = decodePush(frame)
    if (body.kind === 'none' || body.kind === 'unknown') continue
    kinds.set(body.kind, (kinds.get(body.kind) ?? 0) + 1)
    const theirs = leaves(exchange.decodeProtoMsg(frame))
    const ours = leaves({ channel, symbol, sendTime, createTime, [body.kind]: body.value })
    for (const [path, value] of theirs)
      if (!path.endsWith('symbolId')) expect([path, ours.get(path)]).toEqual([path, value])
    for (const [path, value] of ours) {
      const isDefault = ['', '0', 'false', 'undefined'].includes(value)
      if (!isDefault && !NEWER_THAN_CCXT.test(path)) expect([path, theirs.get(path)]).toEqual([path, value])
    }
  }
  expect([...kinds.keys()].sort()).toEqual([
    'privateAccount',
    'privateDeals',
    'privateOrders',
    'publicAggreBookTicker',
    'publicAggreDeals',
    'publicAggreDepths',
    'publicBookTickerBatch',
    'publicLimitDepths',
    'publicMiniTicker',
    'publicMiniTickers',
    'publicSpotKline',
  ])
})
