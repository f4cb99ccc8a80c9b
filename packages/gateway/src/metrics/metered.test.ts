import { VirtualTime } from '@spotdeck/ports/virtual'
import { createLimiter } from '@spotdeck/mexc'
import { describe, expect, it } from 'vitest'
import { deskOnVenue } from '../testing/desk-on-venue.ts'
import { diskStorage } from '../storage.ts'
import { type LedgerStore } from '@spotdeck/store'
import { MemoryDisk, openMemoryStore } from '@spotdeck/store/testing'
import { GatewayMetrics } from '@spotdeck/edge'
import { meteredLimiter, meteredStore } from './metered.ts'

const stream = {
  account: 'main',
  state: 'behind',
  epoch: 'aa',
  seq: 1,
  lag: 4,
  added: 3,
  calls: 2,
  refills: 1,
  refusals: 0,
} as const
const target = {
  host: 'redis.example:6379',
  prefix: 'desk-a',
  audience: 'owner',
  state: 'away',
  since: 0,
  failures: 1,
} as const
const textOf = (metrics: GatewayMetrics): Promise<string> =>
  metrics.text({
    vitals: { accounts: [], callsWaiting: 0 },
    now: 0,
    connections: { websocket: 0, sse: 0 },
    bufferedBytes: 0,
    auditReachMs: {},
    readers: 0,
    redis: [{ ...target, accounts: [stream, { ...stream, lag: 9 }] }],
  })

describe('the delay of the event loop', () => {
  it('is exported in seconds where it is measured, and left out where it is not', async () => {
    const loopDelay = { take: () => ({ medianMs: 1, p99Ms: 40, mostMs: 1_250 }), close: () => undefined }
    const text = await textOf(new GatewayMetrics(loopDelay))
    for (const line of ['{stat="median"} 0.001', '{stat="p99"} 0.04', '{stat="max"} 1.25'])
      expect(text).toContain(`\nspotdeck_event_loop_delay_seconds${line}\n`)
    expect(await textOf(new GatewayMetrics())).not.toMatch(/\nspotdeck_event_loop_delay_seconds\{/)
  })
})

describe('metrics around the store and the exchange', () => {
  it('time the commits of a store that stays what it is', async () => {
    const time = new VirtualTime()
    const metrics = new GatewayMetrics()
    const disk = new MemoryDisk({ account: 'main', host: 'h', user: 'u' }, 'aa')
    const store = meteredStore(openMemoryStore(disk), metrics, time)
    expect([store.epoch, store.identity.account]).toEqual(['aa', 'main'])
    await store.commit({ events: [], rows: [] })
    expect((await store.load()).n).toBe(0)
    const text = await textOf(metrics)
    expect(text).toContain('\nspotdeck_commit_seconds_count 1\n')
    for (const line of [
      'spotdeck_redis_targets{state="away"} 1',
      'spotdeck_redis_lag_events 9',
      'spotdeck_redis_added_total 6',
      'spotdeck_redis_trouble_total{what="refilled"} 2',
    ])
      expect(text).toContain(`\n${line}\n`)
    expect(text).not.toMatch(/redis\.example|desk-a|main/)
    await store.close()
  })

  it('count calls to the exchange by their weight, once by address and once by user', async () => {
    const time = new VirtualTime()
    const metrics = new GatewayMetrics()
    const limiter = meteredLimiter(createLimiter({ clock: time, timers: time }), metrics)
    const rule = { capacity: 500, perMs: 10_000 }
    const charges = [
      ['total', 1],
      ['ip', 10],
      ['ip account', 10],
      ['uid a1', 3],
      ['uid a1 account', 3],
      ['uid a1 pool orders', 1],
    ] as const
    const call = {
      endpoint: 'account',
      priority: 'read',
      maxWaitMs: 1_000,
      charges: charges.map(([window, weight]) => ({ window, rule, weight })),
    } as const
    await limiter.acquire(call)
    await limiter.acquire(call)
    expect(limiter.waiting).toBe(0)
    const text = await textOf(metrics)
    for (const line of [
      'spotdeck_rest_calls_total 2',
      'spotdeck_rest_weight_total{pool="ip"} 20',
      'spotdeck_rest_weight_total{pool="uid"} 6',
    ])
      expect(text).toContain(`\n${line}\n`)
  })

  it('read the vitals of real accounts', async () => {
    const rig = deskOnVenue()
    const running = await rig.open()
    await rig.live(running)
    expect(running.desk.vitals()).toMatchObject({
      callsWaiting: 0,
      accounts: [{ state: 'live', reconnects: 0, drift: 0, healed: 0, pushesWaiting: 0 }],
    })
    await rig.close(running)
  })

  it('report the status of an account, also while it cannot be committed', async () => {
    let isFull = false
    const rig = deskOnVenue(undefined, {}, (dataDir) => {
      const storage = diskStorage(dataDir)
      return { ...storage, open: async (wish) => refusing(await storage.open(wish), () => isFull) }
    })
    const running = await rig.open()
    await rig.live(running)
    isFull = true
    rig.venue.deposit('USDT', '5')
    await rig.time.advance(60_000)
    const [told] = running.desk.accounts()
    expect(told?.status).toMatchObject({ code: 'STORE_FAILED' })
    expect(running.desk.vitals().accounts[0]?.state).toBe(told?.status.state)
    isFull = false
    await rig.close(running)
  })

  it('say that the ledger is damaged once a check has found it, while the account is live', async () => {
    let isDamaged = false
    const rig = deskOnVenue(undefined, {}, (dataDir) => ({ ...diskStorage(dataDir), isDamaged: () => isDamaged }))
    const running = await rig.open()
    await rig.live(running)
    expect(running.desk.accounts()[0]?.status.code).toBe('LIVE')
    isDamaged = true
    expect(running.desk.accounts()[0]?.status).toMatchObject({ state: 'degraded', code: 'LEDGER_DAMAGED' })
    await rig.close(running)
  })
})

function refusing(store: LedgerStore, isFull: () => boolean): LedgerStore {
  const commit = store.commit.bind(store)
  return Object.assign(store, {
    commit: (what: Parameters<typeof commit>[0]) =>
      isFull() ? Promise.reject(Object.assign(new Error('No space left.'), { code: 'SQLITE_FULL' })) : commit(what),
  })
}
