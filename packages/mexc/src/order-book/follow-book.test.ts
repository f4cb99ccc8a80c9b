import { buildChannel, type DepthAnswer } from '@spotdeck/wire'
import { beforeEach, describe, expect, it } from 'vitest'
import type { MarketStreams } from '../market-stream/market-stream.ts'
import { openMarketStreams } from '../market-stream/open-market-streams.ts'
import { NaiveBook } from '../testing/naive-book.ts'
import { ScriptedStream } from '../testing/scripted-stream.ts'
import { type TestWorld, virtualWorld } from '../testing/virtual-world.ts'
import type { PriceLevel } from './depth.ts'
import { type FollowBookOptions, followBook, type FollowedBook } from './follow-book.ts'

const HOST = '127.0.0.1:9090'
const SYMBOL = 'MXUSDT'
const DEPTH = buildChannel({ kind: 'aggreDepth', symbol: SYMBOL, interval: '100ms' })
const TICKER = buildChannel({ kind: 'aggreBookTicker', symbol: SYMBOL, interval: '100ms' })
const TOP = buildChannel({ kind: 'limitDepth', symbol: SYMBOL, levels: 20 })

let world: TestWorld
let server: ScriptedStream
let streams: MarketStreams
let exchange: NaiveBook
let version: number
let asked: number
let log: string[]
/** Answers of the next snapshots instead of the truth; `fail`, `hang`, or a version to answer from the past. */
/** MEXC repeats the ticker every 100 ms, whatever happens; a test may stop it. */
let isTicking: boolean
let odd: ('fail' | 'hang' | { readonly version: number })[]

beforeEach(() => {
  world = virtualWorld()
  server = new ScriptedStream(() => world.time.now())
  world.network.serve(HOST, { accept: server.accept })
  streams = openMarketStreams({ wsUrl: `ws://${HOST}/ws`, world })
  exchange = new NaiveBook()
  version = 100
  asked = 0
  log = []
  odd = []
  exchange.put('bids', ['2.49', '100'])
  exchange.put('asks', ['2.52', '50'])
  isTicking = true
  tick()
})

/** The exchange's book changes; subscribers are told unless the push is lost. */
function change(side: 'bids' | 'asks', level: PriceLevel, lost = false): void {
  exchange.put(side, level)
  version++
  const [price, quantity] = level
  const levels = { bids: [], asks: [], [side]: [{ price, quantity }] }
  const versions = { fromVersion: String(version), toVersion: String(version) }
  const value = { ...levels, ...versions, eventType: '', lastOrderCreateTime: 0 }
  if (!lost) server.push({ channel: DEPTH, symbol: SYMBOL, sendTime: 1, body: { kind: 'publicAggreDepths', value } })
}

function tick(): void {
  if (isTicking) pushTicker()
  if (world.time.waiting > 0 || server.open.length > 0 || asked === 0) world.time.after(100, tick)
}

function pushTicker(at = version): void {
  const [bid, ask] = [exchange.pairs('bids')[0], exchange.pairs('asks')[0]]
  const value = {
    ...{ bidPrice: bid?.[0] ?? '', bidQuantity: bid?.[1] ?? '', askPrice: ask?.[0] ?? '', askQuantity: ask?.[1] ?? '' },
    ...{ version: String(at), lastOrderCreateTime: 0 },
  }
  server.push({ channel: TICKER, symbol: SYMBOL, sendTime: 1, body: { kind: 'publicAggreBookTicker', value } })
}

function pushTop(bids: readonly PriceLevel[]): void {
  const levels = (pairs: readonly PriceLevel[]): { price: string; quantity: string }[] =>
    pairs.map(([price, quantity]) => ({ price: `${price}00`, quantity }))
  const value = {
    bids: levels(bids),
    asks: levels(exchange.pairs('asks')),
    version: String(version),
    eventType: '',
    lastOrderCreateTime: 0,
  }
  server.push({ channel: TOP, symbol: SYMBOL, sendTime: 1, body: { kind: 'publicLimitDepths', value } })
}

function follow(more: Partial<FollowBookOptions> = {}): FollowedBook {
  return followBook({
    symbol: SYMBOL,
    streams,
    world,
    snapshot: async () => {
      asked++
      const script = odd.shift()
      if (script === 'fail') throw new Error('firewall')
      if (script === 'hang') return new Promise<DepthAnswer>(() => undefined)
      return { lastUpdateId: script?.version ?? version, bids: exchange.pairs('bids'), asks: exchange.pairs('asks') }
    },
    handlers: {
      changed: (book) => log.push(`changed ${book.version}`),
      stale: (reason) => log.push(`stale ${reason}`),
    },
    ...more,
  })
}

function expectTruth(followed: FollowedBook): void {
  for (const side of ['bids', 'asks'] as const) expect(followed.book?.top(side, 99)).toEqual(exchange.levels(side))
  expect(followed.book?.version).toBe(version)
}

describe('a followed book', () => {
  it('becomes live on a quiet pair too, and follows each change', async () => {
    const followed = follow()
    await world.time.advance(5_000)
    expectTruth(followed)
    change('bids', ['2.50', '7'])
    change('asks', ['2.52', '0'])
    await world.time.advance(100)
    expectTruth(followed)
    expect(log).toEqual(['changed 100', 'changed 101', 'changed 102'])
    expect(followed.health).toMatchObject({ phase: 'live', version: 102, snapshots: 1, gaps: 0, checks: 0 })
  })

  it('requests a snapshot at once when updates arrive, and drops repeats silently', async () => {
    const followed = follow()
    await world.time.until(() => server.open[0]?.channels.has(DEPTH) === true)
    change('bids', ['2.48', '1'])
    await world.time.advance(100)
    expectTruth(followed)
    const told = log.length
    server.open[0]?.peer.send('{"id":0,"code":0,"msg":"PONG"}')
    await world.time.advance(100)
    expect([log.length, asked]).toEqual([told, 1])
  })

  it('is stale when an update was lost, and live again soon', async () => {
    const followed = follow()
    await world.time.advance(5_000)
    change('bids', ['2.50', '7'], true)
    change('bids', ['2.51', '8'])
    await world.time.advance(10)
    expect([followed.book, log.at(-1)]).toEqual([undefined, 'stale GAP'])
    await world.time.advance(2_000)
    expectTruth(followed)
    expect(followed.health.gaps).toBe(1)
  })

  it('drops the book when the socket is lost: versions differ on the next one', async () => {
    const followed = follow()
    await world.time.advance(5_000)
    server.closeAll()
    await world.time.advance(10)
    expect([followed.book, log.at(-1)]).toEqual([undefined, 'stale LOST'])
    version = 40
    exchange.put('bids', ['2.49', '33'])
    await world.time.advance(10_000)
    expectTruth(followed)
  })

  it('survives failing, hanging and outdated snapshots, with backoff', async () => {
    odd = ['fail', 'hang', { version: 1 }, { version: 1 }, { version: 1 }, { version: 1 }]
    const followed = follow()
    await world.time.until(() => server.open[0]?.channels.has(DEPTH) === true)
    change('bids', ['2.48', '1'])
    const until = world.time.now() + 120_000
    while (world.time.now() < until) {
      await world.time.advance(500)
      change('bids', ['2.47', String(version)])
    }
    await world.time.advance(100)
    expectTruth(followed)
    expect(asked).toBe(7)
    const subscriptions = server.sockets.flatMap(({ requests }) =>
      requests.filter(({ text }) => text.includes('"SUBSC')),
    )
    expect(subscriptions.length).toBe(2)
  })

  it('compares its best prices with MEXC’s, and starts again when they differ', async () => {
    const followed = follow()
    await world.time.advance(5_000)
    pushTop(exchange.pairs('bids'))
    await world.time.advance(100)
    expect([followed.health.checks, followed.health.phase]).toEqual([1, 'live'])
    pushTop([['2.49', '99']])
    await world.time.advance(10)
    expect(log.at(-1)).toBe('stale DIFFERS')
    await world.time.advance(2_000)
    expectTruth(followed)
  })

  it('is not live any more when its channel falls silent while MEXC’s own top goes on', async () => {
    const followed = follow()
    await world.time.advance(5_000)
    change('bids', ['2.50', '7'], true)
    pushTop(exchange.pairs('bids'))
    await world.time.advance(6_000)
    expect(log.slice(0, 2)).toEqual(['changed 100', 'stale SILENT'])
    expect(followed.health.gaps).toBe(1)
  })

  it('finds the silence by the version of the ticker alone', async () => {
    const followed = follow({ crossCheck: false })
    await world.time.advance(5_000)
    change('bids', ['2.50', '7'], true)
    await world.time.advance(2_700)
    expect([followed.book, log.at(-1)]).toEqual([undefined, 'stale SILENT'])
    await world.time.advance(10_000)
    expectTruth(followed)
  })

  it('does not call a snapshot live while the channel stays silent and the exchange moves on', async () => {
    const followed = follow()
    await world.time.advance(5_000)
    change('bids', ['2.50', '7'], true)
    pushTop(exchange.pairs('bids'))
    await world.time.advance(3_000)
    log = []
    for (let n = 1; n < 120; n++) {
      change('bids', ['2.50', String(n)], true)
      pushTop(exchange.pairs('bids'))
      await world.time.advance(500)
      expect(followed.book).toBeUndefined()
    }
    expect(asked).toBeLessThan(30)
    change('bids', ['2.50', '99'])
    await world.time.advance(6_000)
    expectTruth(followed)
    expect(log).toEqual([`changed ${version}`])
  })

  it('waits for updates that are only late', async () => {
    const followed = follow()
    await world.time.advance(5_000)
    for (let n = 1; n < 20; n++) {
      version++
      pushTop(exchange.pairs('bids'))
      version--
      await world.time.advance(2_000)
      change('bids', ['2.50', String(n)])
      await world.time.advance(2_000)
    }
    expectTruth(followed)
    expect(log.filter((line) => line.startsWith('stale'))).toEqual([])
  })

  it('asks less and less often whether a quiet pair is still quiet', async () => {
    follow()
    await world.time.advance(5_000)
    await world.time.advance(3_600_000)
    expect(asked).toBeLessThan(12)
    expect(log).toEqual(['changed 100'])
  })

  it('is rejected if its book ticker is, since nothing could confirm it', async () => {
    server.refused.add(TICKER)
    follow()
    await world.time.advance(60_000)
    expect(log).toEqual(['stale REFUSED'])
  })

  it('says once that the symbol is refused', async () => {
    server.refused.add(DEPTH)
    const followed = follow()
    await world.time.advance(600_000)
    expect([log, asked, followed.health.phase]).toEqual([['stale REFUSED'], 0, 'buffering'])
  })

  it.each<readonly [string, FollowBookOptions['snapshot']]>([
    [
      'throws at once',
      () => {
        throw new Error('of the caller')
      },
    ],
    ['answers nothing', () => Promise.resolve(null as never)],
  ])('asks again when the function that brings snapshots %s', async (_what, fails) => {
    let isBroken = true
    const followed = follow({
      snapshot: (symbol, signal) => {
        if (isBroken) return fails(symbol, signal)
        return Promise.resolve({ lastUpdateId: version, bids: exchange.pairs('bids'), asks: exchange.pairs('asks') })
      },
    })
    await world.time.advance(5_000)
    expect(followed.health.phase).toBe('buffering')
    isBroken = false
    await world.time.advance(60_000)
    expectTruth(followed)
  })

  it('is not live any more from the moment on that its streams are closed', async () => {
    const followed = follow()
    await world.time.advance(5_000)
    await streams.close()
    expect([followed.book, log]).toEqual([undefined, ['changed 100', 'stale LOST']])
    await world.time.advance(600_000)
    expect([world.time.waiting, log.length]).toEqual([0, 2])
  })

  it('leaves no timer or socket behind when closed, even with a pending snapshot', async () => {
    odd = ['hang']
    const followed = follow()
    await world.time.advance(5_000)
    followed.close()
    await world.time.advance(60_000)
    expect([server.open.length, world.time.waiting, log]).toEqual([0, 0, []])
  })
})

describe('a followed book without incoming frames', () => {
  it('is not live 2.5 s after pushes stop although PING is answered, and live again on another socket', async () => {
    const followed = follow()
    await world.time.advance(5_000)
    const [stalled] = server.open
    stalled?.channels.clear()
    change('bids', ['2.50', '7'])
    await world.time.advance(2_600)
    expect([followed.book, log.at(-1)]).toEqual([undefined, 'stale SILENT'])
    await world.time.advance(5_000)
    expectTruth(followed)
    expect(server.open.at(-1)).not.toBe(stalled)
  })

  it('is not live 2.5 s after the last frame of a half-open socket', async () => {
    const followed = follow()
    await world.time.advance(5_000)
    world.network.setLink(HOST, 'silent')
    await world.time.advance(2_700)
    expect(followed.book).toBeUndefined()
    await world.time.advance(20_000)
    world.network.setLink(HOST, 'up')
    await world.time.advance(12_000)
    expectTruth(followed)
  })

  it('has the time at which the exchange last changed or confirmed it, in ms since the epoch', async () => {
    const followed = follow()
    await world.time.advance(30_000)
    const age = (): number => world.time.now() - (followed.book?.updatedAt ?? 0)
    expect(age()).toBeLessThanOrEqual(110)
    isTicking = false
    await world.time.advance(1_000)
    expect(age()).toBeGreaterThanOrEqual(990)
    expect(followed.health.updatedAt).toBe(followed.book?.updatedAt)
  })

  it('goes on when a handler throws', async () => {
    const followed = follow({
      handlers: {
        changed: () => {
          throw new Error('of the program')
        },
      },
    })
    await world.time.advance(5_000)
    change('bids', ['2.50', '7'])
    await world.time.advance(500)
    expectTruth(followed)
  })
})
