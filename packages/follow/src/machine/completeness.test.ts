import { EMPTY_STATE, type CoverageKind, type CoverageWindow } from '@spotdeck/ledger'
import { silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import { MemoryDisk, openMemoryStore } from '@spotdeck/store/testing'
import { Rig } from '../testing/rig.ts'
import { differences, falseClaims, startedRig, wrongAssets } from '../testing/truth.ts'
import { Writer } from '../shell/writer.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const noAnswer = (): Error => Object.assign(new Error('No answer in time.'), { code: 'NETWORK_TIMEOUT' })

/** A fill of which only the balances were pushed. */
function fillUnseen(rig: Rig, symbol: string): void {
  rig.fate = ({ body }) => (body.kind === 'privateAccount' ? [0] : [])
  rig.venue.fill(rig.venue.place(symbol, 'BUY', '100', '1') ?? '', '1')
  rig.fate = () => [0]
}

const dealsIn = async (rig: Rig): Promise<number> => (await rig.store.deals({ limit: 100 })).length
const windowAt = (rig: Rig, kind: CoverageKind, time: number): CoverageWindow | undefined =>
  rig.state.coverage.find((window) => window.kind === kind && window.from <= time && time < (window.to ?? Infinity))

describe('a fill whose pushes were lost', () => {
  it('is found although the first search for it gets no answer, and nothing is claimed until then', async () => {
    const rig = await startedRig(new Rig())
    let failures = 0
    const at = rig.time.now()
    fillUnseen(rig, 'ETHUSDT')
    rig.venue.onSymbol = (symbol) => {
      if (symbol === 'ETHUSDT' && failures++ < 12) throw noAnswer()
    }
    await rig.time.until(() => failures > 3, HOUR)
    expect(await dealsIn(rig)).toBe(0)
    expect(windowAt(rig, 'deals', at)?.state).toMatch(/^(unknown|repairing)$/)
    expect(rig.state.checkedAt).toBeLessThan(at)
    await rig.time.advance(HOUR)
    expect(await dealsIn(rig)).toBe(1)
    expect(windowAt(rig, 'deals', at)?.state).toBe('repaired')
    expect(rig.state.checkedAt).toBeGreaterThan(at)
  })

  it('is found while another search is under way', async () => {
    const rig = new Rig()
    rig.venue.deposit('USDT', '1000')
    let failing = true
    rig.venue.onSymbol = (symbol) => {
      if (failing && symbol === 'MXBTC') throw noAnswer()
    }
    await rig.start()
    rig.up()
    await rig.live()
    await rig.time.advance(MINUTE)
    fillUnseen(rig, 'ETHUSDT')
    await rig.time.advance(10 * MINUTE)
    failing = false
    await rig.time.advance(10 * MINUTE)
    expect(await dealsIn(rig)).toBe(1)
  })

  it('is found in a gap although the learnt clock is an hour behind', async () => {
    const rig = await startedRig(new Rig())
    const order = rig.venue.place('ETHUSDT', 'BUY', '100', '1') ?? ''
    await rig.time.advance(1_000)
    rig.down()
    rig.venue.clockOffMs = -HOUR
    rig.venue.fill(order, '0.5')
    await rig.time.advance(2_000)
    rig.up()
    await rig.live()
    expect({ deals: await dealsIn(rig), offMs: rig.venue.clockOffMs }).toEqual({ deals: 1, offMs: 0 })
  })

  it('is found after a socket fell silent, although the machine’s clock is minutes ahead', async () => {
    const rig = new Rig()
    rig.machineAheadMs = 5 * MINUTE
    await startedRig(rig)
    const order = rig.venue.place('ETHUSDT', 'BUY', '100', '1') ?? ''
    await rig.time.advance(20_000)
    rig.stalled = true
    const at = rig.time.now()
    rig.venue.fill(order, '1')
    await rig.time.advance(40_000)
    rig.down('SOCKET_SILENT')
    await rig.time.advance(0)
    expect(windowAt(rig, 'deals', at)?.state).toBe('unknown')
    rig.up()
    await rig.live()
    expect(await dealsIn(rig)).toBe(1)
  })

  it('asks the exchange for its time when a push comes from the future', async () => {
    const rig = await startedRig(new Rig())
    rig.venue.clockOffMs = -2 * MINUTE
    rig.venue.deposit('USDT', '1')
    await rig.time.advance(10_000)
    expect({ offMs: rig.venue.clockOffMs, state: rig.state.status.state, wrong: wrongAssets(rig) }).toEqual({
      offMs: 0,
      state: 'live',
      wrong: [],
    })
  })
})

describe('what coverage claims', () => {
  it('is not complete for orders in a gap until every symbol was read', async () => {
    const rig = await startedRig(new Rig())
    let failing = true
    rig.venue.onSymbol = (symbol) => {
      if (failing && symbol === 'ETHUSDT') throw noAnswer()
    }
    rig.down()
    const at = rig.time.now()
    rig.venue.cancel(rig.venue.place('ETHUSDT', 'BUY', '100', '1') ?? '')
    await rig.time.advance(2_000)
    rig.up()
    await rig.live()
    await rig.time.advance(MINUTE)
    expect(windowAt(rig, 'orders', at)?.state).toBe('repairing')
    failing = false
    await rig.time.advance(10 * MINUTE)
    expect(windowAt(rig, 'orders', at)?.state).toBe('repaired')
    expect(await rig.store.orders({ limit: 9 })).toHaveLength(1)
  })

  it('of flows begins after the read that found them, though the learnt clock falls behind meanwhile', async () => {
    const rig = await startedRig(new Rig())
    rig.venue.mayReadFlows = false
    rig.down()
    rig.rewire((real) => ({
      balances: async () => {
        rig.venue.clockOffMs = -30_000
        return real.balances()
      },
    }))
    await rig.crash()
    rig.venue.deposit('USDT', '7')
    const at = rig.time.now()
    await rig.time.advance(2_000)
    await rig.start()
    rig.up()
    await rig.live()
    await rig.time.advance(MINUTE)
    expect(windowAt(rig, 'flows', at)?.state).toBe('unknown')
    expect(await falseClaims(rig, 0)).toEqual([])
  })

  it('is taken up after a restart where a search was cut off', async () => {
    const rig = new Rig()
    rig.venue.deposit('USDT', '1000')
    rig.venue.fill(rig.venue.place('ETHUSDT', 'BUY', '100', '1') ?? '', '1')
    const at = rig.time.now()
    await rig.time.advance(48 * HOUR)
    let failing = true
    rig.venue.onSymbol = () => {
      if (failing && rig.state.birth !== undefined) throw noAnswer()
    }
    await rig.start()
    rig.up()
    await rig.live()
    await rig.time.advance(MINUTE)
    await rig.crash()
    failing = false
    await rig.start()
    expect(windowAt(rig, 'deals', at)?.state).toBe('repairing')
    rig.up()
    await rig.live()
    await rig.time.advance(MINUTE)
    expect({ deals: await dealsIn(rig), state: windowAt(rig, 'deals', at)?.state }).toEqual({
      deals: 1,
      state: 'repaired',
    })
  })
})

describe('a symbol that the exchange no longer lists', () => {
  it('only keeps its own coverage unknown', async () => {
    const rig = await startedRig(new Rig())
    rig.venue.fill(rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? '', '10')
    await rig.time.advance(5_000)
    rig.venue.refused.add('MXUSDT')
    rig.down()
    const at = rig.time.now()
    await rig.time.advance(2_000)
    rig.up()
    await rig.live()
    await rig.time.advance(MINUTE)
    expect(windowAt(rig, 'orders', at)?.state).toBe('unknown')
    expect(rig.state.coverage.some(({ state }) => state === 'repairing')).toBe(false)
  })
})

describe('trouble that lasts', () => {
  it('asks REST at growing intervals while pushes are unreadable, and stays in one status', async () => {
    const rig = await startedRig(new Rig())
    const [calls, seq] = [rig.venue.calls, rig.state.seq]
    for (let i = 0; i < 600; i++) {
      rig.undecodable()
      await rig.time.advance(200)
    }
    expect(rig.venue.calls - calls).toBeLessThan(100)
    expect(rig.state.seq - seq).toBeLessThan(12)
    await rig.live()
  })

  it('of unreadable pushes is reported as degraded, while REST keeps the ledger up to date', async () => {
    const rig = await startedRig(new Rig())
    for (let i = 0; i < 150; i++) {
      rig.undecodable()
      await rig.time.advance(200)
    }
    expect(rig.state.status).toMatchObject({ state: 'degraded', code: 'UNDECODABLE_PUSH' })
    rig.fate = () => (rig.undecodable(), [])
    rig.venue.fill(rig.venue.place('ETHUSDT', 'BUY', '5', '3') ?? '', '3')
    for (let i = 0; i < 200; i++) {
      rig.undecodable()
      await rig.time.advance(200)
    }
    expect({ deals: await dealsIn(rig), wrong: wrongAssets(rig), state: rig.state.status.state }).toEqual({
      deals: 1,
      wrong: [],
      state: 'degraded',
    })
    await rig.live()
  })

  it('of the disk is reported outside the log: nothing is published, and nothing is lost afterwards', async () => {
    const rig = await startedRig(new Rig())
    rig.diskFull = true
    const [published, at] = [rig.published.length, rig.time.now()]
    rig.venue.deposit('USDT', '5')
    await rig.time.advance(60_000)
    expect(rig.follower?.status).toMatchObject({
      state: 'degraded',
      code: 'STORE_FAILED',
      params: { cause: 'SQLITE_FULL' },
      since: at,
    })
    expect(Number(rig.follower?.status.params['attempt'])).toBeGreaterThan(5)
    expect({ published: rig.published.length, free: rig.state.assets.get('USDT')?.free }).toEqual({
      published,
      free: '1000',
    })
    rig.diskFull = false
    await rig.time.advance(11_000)
    expect(rig.follower?.status).toMatchObject({ state: 'live', code: 'LIVE' })
    expect(await differences(rig)).toEqual([])
  })

  it('of the stream is reported with the attempt and the time of the next one', async () => {
    const rig = await startedRig(new Rig())
    rig.venue.restDown = true
    for (let i = 0; i < 3; i++) {
      rig.down()
      await rig.time.advance(400)
    }
    expect(rig.state.status.params).toMatchObject({ attempt: 1, retryInMs: 1_000 })
    expect(rig.follower?.status.params).toEqual({ attempt: 3, retryInMs: 600 })
    rig.venue.restDown = false
    rig.up()
    await rig.live()
    expect(rig.follower?.status.params).toEqual({ withinMs: 2_800 })
  })

  it('is one status while neither stream nor REST answers', async () => {
    const rig = await startedRig(new Rig())
    rig.venue.restDown = true
    rig.down()
    await rig.time.advance(10_000)
    const seq = rig.state.seq
    expect(rig.state.status.state).toBe('offline')
    for (let i = 0; i < 20; i++) {
      rig.down()
      await rig.time.advance(1_000)
    }
    expect({ state: rig.state.status.state, changes: rig.state.seq - seq }).toEqual({ state: 'offline', changes: 0 })
  })

  it('of a reader does not make the ledger write an event twice', async () => {
    const time = new VirtualTime()
    const store = openMemoryStore(new MemoryDisk({ account: 'a', host: 'h', user: 'u' }, 'abcdef01'))
    const publish = (): never => {
      throw new Error('A reader broke.')
    }
    const writer = new Writer({
      store,
      state: EMPTY_STATE,
      now: () => time.now(),
      timers: time,
      log: silentLog,
      publish,
    })
    await writer.propose(() => [{ type: 'account.checked', at: 1, time: 1, source: 'rest' }])
    expect(await store.eventsAfter(0, 10)).toHaveLength(1)
  })
})
