import type { HealthData, StreamState } from '@spotdeck/api'
import { describe, expect, it } from 'vitest'
import { assetEvent, assetOf, healthEvent, snapshotOf, statusEvent } from '../../live/testing/events.ts'
import { FakeWorld } from '../../live/testing/fake-world.ts'
import { MarketStore } from './market-store.ts'
import { AccountStore } from './store.ts'

const START = 1_700_000_000_000

/** A page whose gateway samples health every second; prices came `pricesAgeMs` before each sample. */
function page(state: StreamState = 'live') {
  const world = new FakeWorld()
  const status = { state, code: 'LIVE', params: {}, since: START } as const
  const store = new AccountStore(world, snapshotOf(1, { time: START, status }))
  const read = () => {
    store.tick()
    world.paint()
    return store.read('freshness')
  }
  return {
    world,
    store,
    read,
    /** One second later, with a sample of health unless the line is silent. */
    second: (data: Partial<HealthData> | 'silence') => {
      world.time += 1_000
      if (data !== 'silence') store.apply([{ ...healthEvent({ drift: 0, ...data }), time: world.time }])
      return read()
    },
    say: (said: StreamState) => {
      store.apply([statusEvent(2, { ...status, state: said, since: world.time })])
      return read()
    },
  }
}

describe('the age of each source', () => {
  it('is that of balances and orders while the stream is silent, though prices arrive', () => {
    const { second, say } = page()
    say('stale')
    const at = Array.from({ length: 6 }, () => second({ pricesAt: START + 60_000 })).at(-1)
    expect(at).toMatchObject({ records: { ageMs: 6_000, isOld: true }, prices: { ageMs: undefined } })
  })

  it('is that of prices while they stop, though the stream is live', () => {
    const { second } = page()
    const at = Array.from({ length: 7 }, () => second({ pricesAt: START })).at(-1)
    expect(at).toMatchObject({ records: { ageMs: undefined }, prices: { ageMs: 7_000, isOld: true } })
  })

  it('is no older than the newest row of the list', () => {
    const { store, second, say } = page()
    say('stale')
    for (let n = 0; n < 6; n++) second({})
    expect(second({}).records.isOld).toBe(true)
    store.apply([assetEvent(3, assetOf('MX', '1'))])
    expect(second({}).records.ageMs).toBeUndefined()
  })
})

describe('age of the account', () => {
  it('is not shown while prices arrive every 3 s, as on a quiet account', () => {
    const { world, second } = page()
    const ages = Array.from({ length: 12 }, (_, index) =>
      second({ pricesAt: world.time + 1_000 - (index % 4) * 1_000 }),
    )
    expect(ages.every(({ ageMs, isOld }) => ageMs === undefined && !isOld)).toBe(true)
  })

  it('is shown, then dimmed after 5 s, when the exchange is silent while “live”', () => {
    const { second } = page()
    const ages = Array.from({ length: 7 }, () => second({ pricesAt: START }))
    expect(ages.map(({ ageMs }) => ageMs)).toEqual([undefined, undefined, undefined, 4_000, 5_000, 6_000, 7_000])
    expect(ages.map(({ isOld }) => isOld)).toEqual([false, false, false, false, false, true, true])
  })

  it('grows when the gateway itself goes silent', () => {
    const { world, second } = page()
    second({ pricesAt: world.time + 1_000 })
    const ages = Array.from({ length: 7 }, () => second('silence'))
    expect(ages.at(-1)).toMatchObject({ ageMs: 7_000, isOld: true })
  })

  it('does not follow prices while the account itself is not followed', () => {
    const { world, second, say } = page()
    say('stale')
    const ages = Array.from({ length: 8 }, () => second({ pricesAt: world.time + 1_000 }))
    expect(ages.at(-1)).toMatchObject({ ageMs: 8_000, isOld: true })
    say('live')
    expect(second({ pricesAt: world.time + 1_000 })).toMatchObject({ ageMs: undefined, isOld: false })
  })

  it('is not affected by a clock of the exchange that runs differently', () => {
    const { world, store, read } = page()
    world.time += 1_000
    store.apply([{ ...healthEvent({ drift: 0, pricesAt: 5_000 }), time: 13_000 }])
    expect(read()).toMatchObject({ ageMs: 8_000, isOld: true })
  })
})

describe('waiting for live', () => {
  it('is long after 10 s, for any changes of status in between', () => {
    const { say, second } = page()
    say('reconciling')
    for (let at = 0; at < 5; at++) expect(second({}).busyMs).toBeUndefined()
    say('connecting')
    for (let at = 0; at < 4; at++) expect(second({}).busyMs).toBeUndefined()
    say('reconciling')
    expect(second({}).busyMs).toBe(10_000)
    expect(say('live').busyMs).toBeUndefined()
  })

  it('counts from before the page was opened', () => {
    const world = new FakeWorld()
    const status = { state: 'reconciling', code: 'RECONCILING', params: {}, since: START - 60_000 } as const
    const store = new AccountStore(world, snapshotOf(1, { time: START, status }))
    expect(store.read('freshness')).toMatchObject({ busyMs: 60_000, ageMs: 60_000, isOld: true })
  })

  it('counts from the last time at which figures were current, whatever states came since', () => {
    const world = new FakeWorld()
    const status = { state: 'offline', code: 'EXCHANGE_UNREACHABLE', params: {}, since: START - 5_000 } as const
    const store = new AccountStore(world, snapshotOf(1, { time: START, status, currentAt: START - 19_000 }))
    expect(store.read('freshness')).toMatchObject({ ageMs: 19_000, isOld: true })
  })
})

describe('age of a market', () => {
  const book = { symbol: 'MXUSDT', version: '1', bids: [['2', '1']], asks: [['3', '1']] } as const
  function market() {
    const world = new FakeWorld()
    const store = new MarketStore(world)
    store.look({ symbol: 'MXUSDT', interval: '1m' })
    const tell = (isStale = false) =>
      store.apply({
        time: world.time,
        topic: 'book',
        type: 'book.updated',
        data: { ...book, bids: [['2', '1']], asks: [['3', '1']], ...(isStale ? { stale: true } : {}) },
      })
    const after = (ms: number, lineAt: number | undefined) => {
      world.time += ms
      store.tick(lineAt)
      world.paint()
      return store.read('freshness')
    }
    return { world, tell, after }
  }

  it('is not shown in a quiet market while the gateway does not mark the book stale', () => {
    const { world, tell, after } = market()
    tell()
    expect(after(60_000, world.time + 59_500)).toEqual({
      book: { ageMs: undefined, isOld: false },
      market: { ageMs: undefined, isOld: false },
      isBookMissing: false,
    })
  })

  it('is shown from 3 s on and old after 5 s once the gateway marks the book stale', () => {
    const { world, tell, after } = market()
    tell()
    world.time += 2_500
    tell(true)
    expect(after(400, world.time).book).toEqual({ ageMs: undefined, isOld: false })
    expect(after(200, world.time).book).toEqual({ ageMs: 3_000, isOld: false })
    expect(after(2_000, world.time).book).toEqual({ ageMs: 5_000, isOld: true })
  })

  it('reports that the first book is overdue after 10 s', () => {
    const { world, tell, after } = market()
    expect(after(9_000, world.time).isBookMissing).toBe(false)
    expect(after(1_000, world.time).isBookMissing).toBe(true)
    tell()
    expect(after(1_000, world.time).isBookMissing).toBe(false)
  })

  it('grows when the gateway goes silent', () => {
    const { world, tell, after } = market()
    tell()
    expect(after(6_000, world.time).book).toEqual({ ageMs: 6_000, isOld: true })
  })
})
