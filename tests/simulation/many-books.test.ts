/** Many books over a hiccup of the network, on one line of virtual time: none is read again that can prove itself. */

import { MexcClient } from '@spotdeck/mexc'
import type { OpenSocket } from '@spotdeck/ports'
import { afterEach, expect, it } from 'vitest'
import { REST_URL, sandboxInMemory, type SandboxScene, WS_URL } from './support/sandbox-in-memory.ts'

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'MXUSDT', 'SOLUSDT', 'XRPUSDT', 'DOGEUSDT', 'KASUSDT', 'PEPEUSDT'] as const
/** Books of one client: 25 of each symbol. */
const BOOKS = 200
const DEPTH = 'GET /api/v3/depth'
const open: { close(): unknown }[] = []
afterEach(() => {
  for (const one of open.splice(0).reverse()) void one.close()
})

/** Sockets whose frames wait, in order, while the network is held up. */
function holding(one: SandboxScene) {
  let held: (() => void)[] | undefined
  const openSocket: OpenSocket = (url, handlers) =>
    one.world.openSocket(url, {
      ...handlers,
      message: (data) => (held === undefined ? handlers.message(data) : void held.push(() => handlers.message(data))),
    })
  const stall = async (ms: number): Promise<void> => {
    held = []
    await one.time.advance(ms)
    const waiting = held
    held = undefined
    for (const deliver of waiting) deliver()
  }
  return { world: { ...one.world, openSocket }, stall }
}

it('200 busy books are live again at once after a stall of 4 s, without a snapshot or a new socket', async () => {
  const one = sandboxInMemory({ seed: 7, bots: true, symbols: SYMBOLS })
  open.push(one.rules)
  const { world, stall } = holding(one)
  const client = new MexcClient({ preset: 'custom', restUrl: REST_URL, wsUrl: WS_URL, world })
  open.push(client)
  const symbolAt = (at: number): string => SYMBOLS[at % SYMBOLS.length] ?? ''
  const books = Array.from({ length: BOOKS }, (_, at) => client.book(symbolAt(at), { changed: () => undefined }))
  const live = (): number => books.filter(({ book }) => book !== undefined).length
  await one.time.until(() => live() === BOOKS, 30_000)
  await one.time.advance(2_000)
  const before = one.calls.filter(({ call }) => call === DEPTH).length
  await stall(4_000)
  await one.time.advance(500)
  expect(live()).toBe(BOOKS)
  const versions = SYMBOLS.map((symbol) => Number(one.rules.exchange.book(symbol, 1).version))
  await one.time.advance(300)
  for (const [at, { book }] of books.entries())
    expect(book?.version).toBeGreaterThanOrEqual(versions[at % SYMBOLS.length] ?? Infinity)
  expect(one.calls.filter(({ call }) => call === DEPTH)).toHaveLength(before)
  const at = one.calls.filter(({ call }) => call === DEPTH).map((call) => call.at)
  for (const [n, from] of at.entries())
    expect((at[n + 11] ?? Infinity) - from, 'ten a second').toBeGreaterThanOrEqual(1_000)
  expect(client.streams.health.sockets.every(({ reconnects }) => reconnects === 0)).toBe(true)
})
