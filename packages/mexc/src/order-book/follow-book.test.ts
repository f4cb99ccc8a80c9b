import { buildChannel, type DepthAnswer } from '@spotdeck/wire'
import { beforeEach, describe, expect, it } from 'vitest'
import { openMarketStreams } from '../market-stream/open-market-streams.ts'
import { ScriptedStream } from '../testing/scripted-stream.ts'
import { type TestWorld, virtualWorld } from '../testing/virtual-world.ts'
import { type BookFollower, followBook } from './follow-book.ts'

const HOST = '127.0.0.1:9090'
const CHANNEL = buildChannel({ kind: 'aggreDepth', symbol: 'MXUSDT', interval: '100ms' })

let world: TestWorld
let server: ScriptedStream
let told: string[]
let asked: number[]
/** What the exchange answers to the n-th request for a snapshot; the version counts with the stream when absent. */
let snapshot: () => DepthAnswer | Promise<DepthAnswer>
let version: number
let follower: BookFollower
beforeEach(async () => {
  world = virtualWorld()
  server = new ScriptedStream(() => world.time.now())
  world.network.serve(HOST, { accept: server.accept })
  told = []
  asked = []
  version = 100
  snapshot = () => ({ lastUpdateId: version, bids: [['1', String(version)]], asks: [['2', '5']] })
  const streams = openMarketStreams({ wsUrl: `ws://${HOST}/ws`, world })
  follower = followBook({
    streams,
    symbol: 'MXUSDT',
    world,
    snapshot: async () => {
      asked.push(world.time.now())
      await new Promise<void>((resolve) => void world.time.after(30, resolve))
      return snapshot()
    },
    on: {
      book: (book) => told.push(`v${book.version} ${book.bids[0]?.quantity ?? '-'}`),
      stale: (trouble) => told.push(trouble),
    },
  })
  await world.time.until(() => server.open[0]?.channels.has(CHANNEL) === true)
})

/** Moves the exchange's book on by `by` versions and pushes it. */
async function push(by = 1, quantity?: string, from = version + 1): Promise<void> {
  version += by
  const value = {
    ...{ bids: [{ price: '1', quantity: quantity ?? String(version) }], asks: [], eventType: '' },
    ...{ fromVersion: String(from), toVersion: String(version), lastOrderCreateTime: 0 },
  }
  server.push({ channel: CHANNEL, symbol: 'MXUSDT', body: { kind: 'publicAggreDepths', value } })
  await world.time.advance(100)
}

describe('following a book', () => {
  it('takes a snapshot after the first push and tells each change', async () => {
    await push()
    expect(told).toEqual(['v101 101'])
    await push(3)
    await push()
    expect(told).toEqual(['v101 101', 'v104 104', 'v105 105'])
    expect(asked).toHaveLength(1)
    expect(follower.book?.version).toBe(105n)
  })

  it('has a book of a pair on which nothing happens', async () => {
    await world.time.advance(2_000)
    expect(told).toEqual(['v100 100'])
  })

  it('says that the book is stale at a gap and mends it with one more snapshot', async () => {
    await push()
    await world.time.advance(20_000)
    version += 5
    await push()
    expect(told.slice(1)).toEqual(['VERSIONS_MISSING', 'v107 107'])
    expect(asked).toHaveLength(2)
    expect(follower.book?.version).toBe(107n)
  })

  it('asks for snapshots ever more slowly when none fits, and then subscribes anew', async () => {
    snapshot = () => ({ lastUpdateId: 1, bids: [], asks: [] })
    for (let i = 0; i < 600; i++) await push()
    expect(asked.length).toBeGreaterThan(3)
    expect(asked.length).toBeLessThan(40)
    const texts = server.sockets.flatMap(({ requests }) => requests.map(({ text }) => text))
    expect(texts.filter((text) => text.includes('UNSUBSCRIPTION')).length + server.sockets.length).toBeGreaterThan(1)
    expect(told).toEqual([])
    snapshot = () => ({ lastUpdateId: version, bids: [], asks: [] })
    for (let i = 0; i < 400 && told.length === 0; i++) await push()
    expect(told[0]).toMatch(/^v/)
  })

  it('does not hammer REST when every other push is a gap', async () => {
    for (let i = 0; i < 300; i++) {
      version += 2
      await push()
    }
    expect(asked.length).toBeLessThan(40)
  })

  it('says that a snapshot cannot be had, once, and has it when it can', async () => {
    const works = snapshot
    snapshot = () => Promise.reject(new Error('down'))
    await push()
    await world.time.advance(5_000)
    expect(told).toEqual(['SNAPSHOT_FAILED'])
    snapshot = works
    await world.time.until(() => told.length > 1, 60_000)
    expect(told[1]).toBe('v101 101')
  })

  it('starts anew on another socket, whatever its versions are', async () => {
    await push()
    server.closeAll()
    version = 7
    await world.time.until(() => server.open.some((socket) => socket.channels.has(CHANNEL)), 10_000)
    await push()
    await world.time.advance(1_000)
    expect(told).toEqual(['v101 101', 'STREAM_LOST', 'v8 8'])
  })

  it('distrusts a push that cannot be read, and crossed sides', async () => {
    await push()
    await push(1, 'many')
    await world.time.advance(2_000)
    expect(told.slice(1)).toEqual(['PUSH_UNREADABLE', 'v102 102'])
    const value = { bids: [{ price: '3', quantity: '1' }], asks: [], eventType: '', fromVersion: '103', toVersion: '103', lastOrderCreateTime: 0 } // prettier-ignore
    server.push({ channel: CHANNEL, body: { kind: 'publicAggreDepths', value } })
    version = 103
    await world.time.advance(5_000)
    expect(told.slice(3)).toEqual(['BOOK_CROSSED', 'v103 103'])
  })

  it('ends when it is closed, in the middle of anything', async () => {
    await push()
    follower.close()
    follower.close()
    await push()
    await world.time.advance(5_000)
    expect(told).toEqual(['v101 101'])
    expect([server.open.length, world.time.waiting]).toEqual([0, 0])
  })
})

it('says when the exchange refuses the pair', async () => {
  server.refused.add(buildChannel({ kind: 'aggreDepth', symbol: 'GONEUSDT', interval: '100ms' }))
  const streams = openMarketStreams({ wsUrl: `ws://${HOST}/ws`, world })
  const said: string[] = []
  const gone = followBook({
    streams,
    symbol: 'GONEUSDT',
    world,
    snapshot: () => Promise.reject(new Error('no')),
    on: { book: () => said.push('book'), stale: (trouble) => said.push(trouble) },
  })
  await world.time.advance(30_000)
  expect(said).toEqual(['REFUSED'])
  gone.close()
})
