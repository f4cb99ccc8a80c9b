import { FIRST_HASH, hashOf } from '@spotdeck/store'
import { Database } from '@spotdeck/store/postgres'
import {
  PostgresServer,
  added,
  commit as commits,
  deal,
  deposited,
  hasPostgres,
  order,
  updated,
} from '@spotdeck/store/testing'
import { EMPTY_STATE } from '@spotdeck/ledger'
import { silentLog } from '@spotdeck/ports'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type PostgresLedgers, openPostgresLedgers } from './postgres-ledgers.ts'

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

const account = 'main'
const identity = { account, host: 'api.mexc.com', user: '1' }
const commit = { events: [], rows: [] }

function ledgersAt(url: string, time: VirtualTime, migrates = true): Promise<PostgresLedgers> {
  const parts = { monotonic: time, timers: time, random: seededRandom('storage'), log: silentLog }
  return openPostgresLedgers({ url, migrates, ...parts })
}

describe.skipIf(!hasPostgres)('ledgers in a shared database', () => {
  it('are seen to be followed once their holder commits, and not while it cannot', async () => {
    const time = new VirtualTime()
    const ledgers = await ledgersAt(server.url, time)
    const { shared } = ledgers
    let token: number | undefined
    const events = { held: (granted: number) => void (token = granted), lost: () => undefined }
    const keeper = shared.keepLease(account, events)
    const isFollowed = async () => ((await shared.look(account))?.leaseMs ?? 0) > 0
    const expires = async () => String((await database.all('SELECT expires::text FROM leases'))[0]?.['expires'])
    const renewed = async () => {
      const before = await expires()
      await time.advance(2_000)
      await vi.waitUntil(async () => (await expires()) !== before)
    }
    await time.advance(0)
    const granted = await vi.waitUntil(() => token)
    const store = await ledgers.open({ identity, newEpoch: 'abcdef0123456789', key: 'key', token: granted })
    await renewed()
    expect(await isFollowed()).toBe(false)
    await store.commit(commit)
    await renewed()
    expect(await isFollowed()).toBe(true)
    await database.all('ALTER FUNCTION commit_events RENAME TO broken')
    await expect(store.commit(commit)).rejects.toMatchObject({ code: 'STORE_REFUSED' })
    await renewed()
    expect(await isFollowed()).toBe(false)
    await database.all('ALTER FUNCTION broken RENAME TO commit_events')
    await store.commit(commit)
    await renewed()
    expect(await isFollowed()).toBe(true)
    await keeper.close()
    await ledgers.release()
  })

  it('are read by an edge whose user may only read', async () => {
    const time = new VirtualTime()
    const writer = await ledgersAt(server.url, time)
    await database.all("INSERT INTO leases (account, holder, token, expires) VALUES ('read', 'test', 1, 'infinity')")
    const read = { identity: { ...identity, account: 'read' }, newEpoch: 'abcdef0123456789', key: 'key', token: 1 }
    const written = await writer.open(read)
    const drafts = [deposited('5', '5'), updated(order('a', 1)), added(deal('1X1', 'a', 2))]
    const state = await commits(written, EMPTY_STATE, drafts)
    await database.all("CREATE ROLE edge LOGIN PASSWORD 'only-reads'")
    const edge = server.url.replace(/spotdeck:[^@]*@/, 'edge:only-reads@')
    await expect(ledgersAt(edge, time, false)).rejects.toMatchObject({ code: 'STORE_REFUSED' })
    await database.all('GRANT USAGE ON SCHEMA spotdeck TO edge')
    await database.all('GRANT SELECT ON ALL TABLES IN SCHEMA spotdeck TO edge')
    await database.all('ALTER DEFAULT PRIVILEGES IN SCHEMA spotdeck GRANT SELECT ON TABLES TO edge')
    const ledgers = await ledgersAt(edge, time, false)
    expect(await ledgers.shared.accounts()).toContain('read')
    const store = await ledgers.shared.read('read')
    // The chain as a reader of a bus computes it, of the events as they were published.
    const published = await store.eventsAfter(0, 9)
    const hash = published.reduce((before, event) => hashOf(before, JSON.stringify(event)), FIRST_HASH)
    expect(await ledgers.shared.look('read')).toMatchObject({ n: 3, hash })
    expect(await store.load()).toEqual(state)
    expect(await store.publicAfter(0, 9)).toHaveLength(3)
    expect(await store.eventsAfter(0, 9)).toHaveLength(3)
    expect(await store.orders({ limit: 9 })).toHaveLength(1)
    expect(await store.deals({ limit: 9 })).toHaveLength(1)
    expect(await store.history('movements', { limit: 9 })).toHaveLength(1)
    expect(await store.flows()).toHaveLength(1)
    expect(await store.equity('minute', 0, 9)).toEqual([])
    expect(await store.pnlMark('basis')).toBeUndefined()
    expect(await store.pastState({ seq: 9 }, () => Promise.resolve())).toBeDefined()
    expect(await store.verify()).toMatchObject({ ok: true, events: 3 })
    // The table of a later month, too.
    await database.addMonths([Date.UTC(2031, 0, 15)])
    expect(await store.eventsAfter(0, 9)).toHaveLength(3)
    await expect(commits(store, state, [updated(order('b', 2))])).rejects.toThrow()
    await Promise.all([ledgers.release(), writer.release()])
  })
})
