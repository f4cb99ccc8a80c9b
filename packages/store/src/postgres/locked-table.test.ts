/** A followed account on a real PostgreSQL server, while somebody holds a lock on the table of its events. */

import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Rig, differences } from '@spotdeck/follow/testing'
import type { LedgerStore } from '../port.ts'
import { Database, type Runner } from './database.ts'
import { openPostgresStore } from './postgres.ts'
import { PostgresServer, hasPostgres } from './testing/postgres-server.ts'

let server: PostgresServer
let database: Database

beforeAll(async () => {
  if (!hasPostgres) return
  server = await PostgresServer.start()
  database = await Database.open({ url: server.url })
}, 60_000)
afterAll(async () => {
  if (!hasPostgres) return
  await database.close()
  await server.close()
})

const SECOND = 1_000
const STEP_MS = 50

/** An account on the server, under virtual time that waits for the server unless a table is locked. */
async function scene() {
  const rig = new Rig()
  const at = { calls: 0, isLocked: false }
  const counted = async <T>(call: Promise<T>): Promise<T> => {
    at.calls += 1
    return call.finally(() => void (at.calls -= 1))
  }
  rig.beats = true
  rig.venue.deposit('USDT', '1000')
  rig.openStore = async (): Promise<LedgerStore> => {
    await database.all(`INSERT INTO leases VALUES ('main', 'test', 1, 'infinity') ON CONFLICT DO NOTHING`)
    const identity = { account: 'main', host: 'api.mexc.com', user: '1' }
    const store = await openPostgresStore({ database, identity, newEpoch: 'abcdef0123456789', token: 1 })
    const [commit, histories] = [store.commit.bind(store), store.histories.bind(store)]
    return Object.assign(store, {
      commit: (what: Parameters<typeof commit>[0]) => counted(commit(what)),
      histories: (ids: Parameters<typeof histories>[0]) => counted(histories(ids)),
    })
  }
  await rig.start()
  rig.up()
  const settled = async (): Promise<void> => {
    while (at.calls > 0 && !at.isLocked) await pause(1)
  }
  /** Lets virtual time pass; commits take none of it while nothing is locked. */
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      await settled()
      await rig.time.advance(STEP_MS)
    }
    await settled()
    await rig.time.advance(0)
  }
  return { rig, at, pass }
}

it.skipIf(!hasPostgres)(
  'is degraded with STORE_SLOW within 2.1 s, keeps its stream, and is live again by itself',
  async () => {
    const { rig, at, pass } = await scene()
    await pass(15 * SECOND)
    const code = (): string | undefined => rig.follower?.status.code
    expect(code()).toBe('LIVE')
    const trade = (): void => rig.venue.fill(rig.venue.place('MXUSDT', 'BUY', '2', '3') ?? '', '3')
    trade()
    await pass(SECOND)
    let [unlock, locked] = [(): void => undefined, (): void => undefined]
    const held = new Promise<void>((resolve) => (unlock = resolve))
    const hasLock = new Promise<void>((resolve) => (locked = resolve))
    const holder = database.alone(async (runner: Runner) => {
      await runner.all('BEGIN')
      await runner.all('LOCK TABLE events IN ACCESS EXCLUSIVE MODE')
      locked()
      await held
      await runner.all('ROLLBACK')
    })
    await hasLock
    at.isLocked = true
    trade()
    await pass(SECOND)
    expect(code()).toBe('LIVE')
    await pass(1_100)
    for (let seconds = 2; seconds < 9; seconds++) {
      expect(code()).toBe('STORE_SLOW')
      if (seconds % 2 === 0) trade()
      await pass(SECOND)
    }
    unlock()
    await holder
    at.isLocked = false
    await pass(500)
    expect({ code: code(), streams: rig.distrusted }).toEqual({ code: 'LIVE', streams: 0 })
    await pass(5 * SECOND)
    expect({ code: code(), streams: rig.distrusted, rows: await differences(rig) }).toEqual({
      code: 'LIVE',
      streams: 0,
      rows: [],
    })
    await rig.crash()
  },
)
