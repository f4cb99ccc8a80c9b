/** The market as a reader of the desk gets it, against what the exchange itself knows: over real sockets, for every audience. */

import { join } from 'node:path'
import {
  type BookData,
  type KlineData,
  type MarketEnvelope,
  bookData,
  klineSeries,
  marketEnvelope,
} from '@spotdeck/api'
import { type RunningGateway, openGateway } from '@spotdeck/gateway'
import { openAccess } from '@spotdeck/desk/access'
import { nodeWorld } from '@spotdeck/mexc/node'
import { type RunningSandbox, openSandbox } from '@spotdeck/sandbox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { ccxtOn } from './support/ccxt.ts'
import { temporaryFolder } from './support/command.ts'
import { until } from './support/until.ts'

const world = nodeWorld()
const TOPICS = ['ticker', 'book', 'trades', 'klines']
const folder = temporaryFolder()
const open: WebSocket[] = []
let sandbox: RunningSandbox
let gateway: RunningGateway
let everybody: string

beforeAll(async () => {
  sandbox = await openSandbox(
    { port: 0, host: '127.0.0.1', seed: 5, bots: true, demo: true, panel: false, symbols: ['MXUSDT', 'BTCUSDT'] },
    world,
  )
  const dataDir = join(folder.path, 'data')
  const account = { id: 'main', label: 'Demo', credentials: sandbox.demo, trading: false }
  gateway = await openGateway(
    {
      accounts: [account],
      restUrl: sandbox.url,
      wsUrl: sandbox.wsUrl,
      dataDir,
      host: '127.0.0.1',
      port: 0,
      sandbox: true,
    },
    world,
  )
  const access = openAccess(dataDir, world)
  everybody = access.createToken({ audience: 'public', accounts: 'all' }).secret
  access.close()
})

afterAll(async () => {
  for (const socket of open) socket.terminate()
  await gateway.close()
  await sandbox.close()
  folder.remove()
})

/** Takes what the book offers: whether and when others trade is their affair. */
async function tradeAt({ url, demo }: RunningSandbox): Promise<void> {
  const exchange = ccxtOn(url, demo)
  await exchange.createMarketBuyOrderWithCost('MX/USDT', 20)
  await exchange.close()
}

type DataOf<Topic> = Extract<MarketEnvelope, { topic: Topic }>['data']

/** A reader of everything there is about one market; every frame is what its schema says. */
async function follow(symbol: string, intervalMs: number) {
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/api/v1/ws`, {
    headers: { authorization: `Bearer ${everybody}` },
  })
  open.push(socket)
  const heard: MarketEnvelope[] = []
  const said: unknown[] = []
  socket.on('message', (data: Buffer) => {
    for (const item of [JSON.parse(data.toString('utf8')) as object].flat()) {
      if ('op' in item) said.push(item.op)
      else heard.push(marketEnvelope.parse(item))
    }
  })
  await new Promise((resolve) => socket.once('open', resolve))
  const say = (message: object): void => socket.send(JSON.stringify(message))
  say({ op: 'subscribe', id: 1, topics: TOPICS, symbols: [symbol], kline: '1m', intervalMs })
  const lastOf = <Topic extends MarketEnvelope['topic']>(topic: Topic): DataOf<Topic> | undefined =>
    heard.findLast((event): event is Extract<MarketEnvelope, { topic: Topic }> => event.topic === topic)?.data as
      | DataOf<Topic>
      | undefined
  return { heard, said, say, lastOf, socket }
}

/** Answers of a guest's read; `undefined` where it must ask again later, because the account's own reads go first. */
async function get(path: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${everybody}` }
  const answer = await fetch(`${gateway.url}/api/v1/markets/${path}`, { headers })
  return answer.status === 429 || answer.status === 502 ? undefined : answer.json()
}

/** The exchange's own book now, as the API writes one. */
function truth(symbol: string): { readonly version: string; readonly sides: string } {
  const { version, bids, asks } = sandbox.exchange.book(symbol, 20)
  return { version: String(version), sides: sidesOf({ bids: bids.map(pairOf), asks: asks.map(pairOf) }) }
}
const pairOf = ({ price, quantity }: { price: string; quantity: string }): [string, string] => [price, quantity]
/** Amounts without the zeros at their ends: both sides pad as they like. */
const sidesOf = ({ bids, asks }: Pick<BookData, 'bids' | 'asks'>): string =>
  JSON.stringify([bids, asks].map((side) => side.map((level) => level.map(Number))))

describe('the market data of a subscribed symbol', () => {
  it('equals the exchange’s book, prints, klines and ticker, for subscribers with different intervals', async () => {
    const [fast, slow] = await Promise.all([follow('MXUSDT', 0), follow('MXUSDT', 250)])
    for (const { lastOf } of [fast, slow]) {
      await until(() => {
        const [ours, theirs] = [lastOf('book'), truth('MXUSDT')]
        return ours?.version === theirs.version && ours.stale !== true && sidesOf(ours) === theirs.sides
          ? true
          : undefined
      }, 'the book is the exchange’s, at the same version')
    }
    await tradeAt(sandbox)
    const printed = await until(() => fast.lastOf('trades'), 'the trade is told')
    expect(printed.symbol).toBe('MXUSDT')
    const ticker = await until(() => fast.lastOf('ticker'), 'there is a ticker')
    expect(Number(ticker.lastPrice)).toBeGreaterThan(0)
    await until(async () => {
      const candle = slow.lastOf('klines')
      const read = await get('MXUSDT/klines?interval=1m&limit=5')
      if (read === undefined) return undefined
      const same = klineSeries.parse(read).items.find(({ openTime }) => openTime === candle?.openTime)
      return candle !== undefined && same !== undefined && pricesOf(same) === pricesOf(candle) ? true : undefined
    }, 'the candle that is pushed is the one that is read')
    const book = await until(() => get('MXUSDT/book'), 'the book is read')
    expect(bookData.parse(book).bids.length).toBeGreaterThan(0)
    const versions = fast.heard.flatMap((event) => (event.topic === 'book' ? [Number(event.data.version)] : []))
    expect(versions).toEqual([...versions].sort((a, b) => a - b))
    expect(fast.heard.every((event) => event.topic === 'notices' || event.data.symbol === 'MXUSDT')).toBe(true)
  })

  it('stops after unsubscribing, and continues for another subscriber', async () => {
    const [leaves, stays] = await Promise.all([follow('BTCUSDT', 0), follow('BTCUSDT', 0)])
    await until(() => (leaves.lastOf('book') && stays.lastOf('book') ? true : undefined), 'both have a book')
    leaves.say({ op: 'unsubscribe', id: 2 })
    await until(() => (leaves.said.includes('unsubscribed') ? true : undefined), 'it has left')
    const [heard, before] = [leaves.heard.length, stays.heard.length]
    await until(() => (stays.heard.length > before + 5 ? true : undefined), 'the other is told more')
    expect(leaves.heard.length).toBe(heard)
  })
})

const pricesOf = ({
  open: first,
  high,
  low,
  close,
  volume,
}: Pick<KlineData, 'open' | 'high' | 'low' | 'close' | 'volume'>): string =>
  [first, high, low, close, volume].map(Number).join(' ')
