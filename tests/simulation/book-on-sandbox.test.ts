/** The SDK's local order book against the sandbox's own, version by version, while makers and takers are at work. */

import {
  createRestClient,
  cumulativeDepth,
  followBook,
  openMarketStreams,
  type OrderBook,
  restSnapshots,
} from '@spotdeck/mexc'
import { nodeWorld } from '@spotdeck/mexc/node'
import { openSandbox, type RunningSandbox } from '@spotdeck/sandbox'
import { depth } from '@spotdeck/wire'
import { afterAll, beforeAll, expect, test } from 'vitest'

const SYMBOL = 'BTCUSDT'
const LEVELS = 40
const world = nodeWorld()
let sandbox: RunningSandbox

beforeAll(async () => {
  const config = { port: 0, host: '127.0.0.1', seed: 5, bots: true, demo: false, panel: false, symbols: [SYMBOL] }
  sandbox = await openSandbox(config, world)
})
afterAll(() => sandbox.close())

type Side = readonly { readonly price: string; readonly quantity: string }[]

function drawn({ bids, asks }: { readonly bids: Side; readonly asks: Side }): string {
  const side = (levels: Side): string => levels.map(({ price, quantity }) => `${quantity}@${price}`).join(' ')
  return `${side(bids.slice(0, LEVELS))} | ${side(asks.slice(0, LEVELS))}`
}

test('equals the exchange’s book at every version', async () => {
  /** The exchange's book after each of its commands. */
  const truth = new Map<string, string>()
  const remember = (): void => {
    const book = sandbox.exchange.book(SYMBOL, LEVELS)
    truth.set(String(book.version), drawn(book))
  }
  remember()
  const stop = sandbox.exchange.subscribe((events) => {
    if (events.some((event) => event.type === 'level' && event.symbol === SYMBOL)) remember()
  })
  const rest = createRestClient({ baseUrl: sandbox.url, world })
  const streams = openMarketStreams({ wsUrl: sandbox.wsUrl, world })
  const troubles: string[] = []
  const books: { readonly version: string; readonly drawn: string }[] = []
  const keep = (book: OrderBook): void => {
    const [bids, asks] = [cumulativeDepth(book, 'bids', LEVELS), cumulativeDepth(book, 'asks', LEVELS)]
    books.push({ version: String(book.version), drawn: drawn({ bids, asks }) })
  }
  await new Promise<void>((resolve) => {
    const follower = followBook({
      streams,
      snapshot: restSnapshots(rest),
      symbol: SYMBOL,
      world,
      interval: '10ms',
      crossCheck: true,
      handlers: {
        changed: (book) => {
          keep(book)
          if (books.length < 25) return
          follower.close()
          resolve()
        },
        stale: (reason, detail) => troubles.push(`${reason}: ${detail}`),
      },
    })
  })
  stop()
  await streams.close()
  expect(troubles).toEqual([])
  for (const book of books) expect(book.drawn).toBe(truth.get(book.version))
  const answer = await rest.call(depth, { symbol: SYMBOL, limit: 5 })
  expect(answer.lastUpdateId).toBeGreaterThanOrEqual(Number(books[0]?.version))
})
