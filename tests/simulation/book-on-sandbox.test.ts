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

const mapOf = (levels: Side) => new Map(levels.map(({ price, quantity }) => [price, quantity]))
/** Levels from the best: prices rise with `direction` 1. */
const levelsOf = (side: ReadonlyMap<string, string>, direction: 1 | -1): Side =>
  Array.from(side, ([price, quantity]) => ({ price, quantity })).sort(
    (a, b) => (Number(a.price) - Number(b.price)) * direction,
  )

test('equals the exchange’s book at every version', async () => {
  /** The exchange's book at each version, from its changes: it may have gone on when they are heard. */
  const truth = new Map<string, string>()
  const begin = sandbox.exchange.book(SYMBOL, 100_000)
  const sides = { bid: mapOf(begin.bids), ask: mapOf(begin.asks) }
  const remember = (version: number): void => {
    const [bids, asks] = [levelsOf(sides.bid, -1), levelsOf(sides.ask, 1)]
    truth.set(String(version), drawn({ bids, asks }))
  }
  remember(begin.version)
  const stop = sandbox.exchange.subscribe((events) => {
    for (const event of events) {
      if (event.type !== 'level' || event.symbol !== SYMBOL) continue
      if (Number(event.quantity) === 0) sides[event.side].delete(event.price)
      else sides[event.side].set(event.price, event.quantity)
      remember(event.version)
    }
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
