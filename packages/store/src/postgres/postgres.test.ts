import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { brotliCompressSync } from 'node:zlib'
import { EMPTY_STATE, type EventDraft, record, touchedRows } from '@spotdeck/ledger'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fill } from '../archive.contract.ts'
import { MemoryDisk, openMemoryStore } from '../testing/memory.ts'
import { equityContract } from '../equity.contract.ts'
import { pnlContract } from '../pnl.contract.ts'
import type { LedgerStore } from '../port.ts'
import { pricesContract } from '../prices.contract.ts'
import { openSqliteStore } from '../sqlite/sqlite.ts'
import { added, commit, deal, deposited, order, storeContract, updated } from '../store.contract.ts'
import { Database } from './database.ts'
import { orderedLines } from './ordered.ts'
import { openPostgresStore, readPostgresStore } from './postgres.ts'
import { PostgresServer, hasPostgres } from './testing/postgres-server.ts'

let server: PostgresServer
let database: Database
let accounts = 0

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

const identityOf = (account: string) => ({ account, host: 'api.mexc.com', user: '70011223' })

async function openAccount(account: string): Promise<LedgerStore> {
  await database.all(`INSERT INTO leases VALUES ($1, 'test', 1, 'infinity') ON CONFLICT DO NOTHING`, account)
  return openPostgresStore({ database, identity: identityOf(account), newEpoch: 'abcdef0123456789', token: 1 })
}

const inPostgres = [
  'postgres',
  () => openAccount(`account${++accounts}`),
  (store: LedgerStore) => openAccount(store.identity.account),
] as const

describe.skipIf(!hasPostgres)('a real PostgreSQL server', () => {
  storeContract(...inPostgres)
  pricesContract(...inPostgres)
  pnlContract(...inPostgres)
  equityContract(...inPostgres)

  it('gives the same hashes and the same head as SQLite for the same events', async () => {
    const sqlite = openSqliteStore({
      path: join(mkdtempSync(join(tmpdir(), 'spotdeck-store-')), 'main.db'),
      identity: identityOf('main'),
      newEpoch: 'abcdef0123456789',
    })
    const postgres = await inPostgres[1]()
    const drafts = [
      updated(order('a', 5, { clientOrderId: 'naïve "\u0000\ud800 訂單' })),
      added(deal('1X1', 'a', 6)),
      deposited('0.10', '0.10'),
    ]
    for (const store of [sqlite, postgres]) await commit(store, EMPTY_STATE, drafts)
    expect(await postgres.verify()).toEqual(await sqlite.verify())
    expect(await postgres.publicAfter(0, 9)).toEqual(await sqlite.publicAfter(0, 9))
    expect(await postgres.load()).toEqual(await sqlite.load())
    await sqlite.close()
  })

  it('keeps the events of each month of recording in a table of its own, in one order', async () => {
    const store = await inPostgres[1]()
    let state = EMPTY_STATE
    for (const day of ['2026-01-31T23:59:59.999Z', '2026-02-01T00:00:00.000Z', '2027-02-01T00:00:00.000Z']) {
      const next = record(state, [updated(order(day, 1))], Date.parse(day))
      await store.commit({ events: next.events, rows: touchedRows(state, next.state, next.events) })
      state = next.state
    }
    const rows = await database.all(
      'SELECT tableoid::regclass::text AS name FROM events WHERE account = $1 ORDER BY n',
      store.identity.account,
    )
    expect(rows.map(({ name }) => name)).toEqual(['events_2026_01', 'events_2026_02', 'events_2027_02'])
    expect((await store.eventsAfter(0, 9)).map(({ n }) => n)).toEqual([1, 2, 3])
    expect(await store.verify()).toMatchObject({ ok: true, events: 3 })
  })

  it('makes the table of a month once, whoever asks for it at the same time', async () => {
    const asked = Array.from({ length: 48 }, (_, n) => Date.UTC(2100, Math.floor(n / 4)))
    await Promise.all(asked.map((time) => database.all('SELECT add_month($1)', time)))
    const [made] = await database.all(
      `SELECT count(*) AS months FROM pg_class WHERE relkind = 'r' AND relname LIKE 'events_2100%'`,
    )
    expect(made).toEqual({ months: 12 })
  })

  it('accepts a commit again whose answer was lost, and stores it once', async () => {
    const store = await inPostgres[1]()
    const { account } = store.identity
    const twin = await openAccount(account)
    const next = record(EMPTY_STATE, [updated(order('a', 1)), added(deal('1X1', 'a', 2))], 2)
    const same = { events: next.events, rows: touchedRows(EMPTY_STATE, next.state, next.events) }
    expect(await store.commit(same)).toEqual(await twin.commit(same))
    expect(await store.verify()).toMatchObject({ ok: true, events: 2 })
    const other = record(EMPTY_STATE, [updated(order('b', 1))], 2)
    const late = await openAccount(account)
    await commit(late, next.state, [updated(order('c', 3))])
    await expect(twin.commit({ events: other.events, rows: [] })).rejects.toMatchObject({ code: 'LEDGER_MOVED' })
  })

  it('lists nothing of a deal that came and went within one commit, and refuses it where it is stored', async () => {
    const store = await inPostgres[1]()
    const passing = deal('inferred-a', 'a', 2)
    const dropped: EventDraft = { time: 1, source: 'stream', type: 'deal.dropped', deal: passing }
    const state = await commit(store, EMPTY_STATE, [added(passing), dropped, added(passing), dropped, added(passing)])
    expect(await store.deals({ limit: 9 })).toEqual([passing])
    const moved = await commit(store, state, [dropped, added(passing), dropped])
    expect(await store.deals({ limit: 9 })).toEqual([])
    await commit(store, moved, [added(passing)])
    expect(await store.verify()).toMatchObject({ ok: true })
  })

  it('keeps the orders of a day for the next process, and takes none from one whose lease is over', async () => {
    const account = (await inPostgres[1]()).identity.account
    const first = orderedLines(database, { account, token: 1 })
    const [a, b] = ['a', 'b'].map((clientOrderId) => ({ day: '2026-11-21', clientOrderId, worth: '60' }))
    if (a === undefined || b === undefined) throw new Error('There are two.')
    await first.write(a, true)
    await first.write(b, false)
    await first.write({ ...b, worth: '70' }, false)
    await database.all('UPDATE leases SET token = 2 WHERE account = $1', account)
    await expect(first.write({ ...a, worth: '0' }, false)).rejects.toMatchObject({ code: 'LEASE_LOST' })
    const second = orderedLines(database, { account, token: 2 })
    expect(await second.read()).toEqual([a, { ...b, worth: '70' }])
    const next = { day: '2026-11-22', clientOrderId: 'c', worth: '1' }
    await second.write(next, true)
    expect(await second.read()).toEqual([next])
  })

  it('keeps the ledgers of two accounts apart', async () => {
    const [one, two] = [await inPostgres[1](), await inPostgres[1]()]
    await commit(one, EMPTY_STATE, [updated(order('a', 1)), deposited('10', '10')])
    await commit(two, EMPTY_STATE, [updated(order('b', 1)), deposited('20', '20')])
    expect((await one.orders({ limit: 9, symbol: 'MXUSDT' })).map(({ orderId }) => orderId)).toEqual(['a'])
    expect(await two.flows()).toMatchObject([{ change: '20' }])
    expect(await one.history('movements', { limit: 9, asset: 'USDT' })).toHaveLength(1)
    expect([await one.verify(), await two.verify()]).toMatchObject([{ events: 2 }, { events: 2 }])
  })

  it.each([
    ['an event', `UPDATE events SET body = replace(body, '"n":2', '"n": 2') WHERE n = 2`, { n: 3 }],
    ['the last event', 'DELETE FROM events WHERE n = 4', { n: 3 }],
    ['the state', "DELETE FROM state WHERE key = 'head'", { n: 4, what: /stored state/ }],
    ['bytes of the state', "UPDATE state SET value = '{' WHERE key = 'head'", { n: 4, what: /state cannot be read/ }],
    ['an order', 'UPDATE orders SET time = 9 WHERE account = $1', { n: 4, what: /orders/ }],
    ['a kind', `UPDATE kinds SET names = '["MXUSDT","SELL","USDT"]' WHERE list = 6`, { n: 4, what: /deals/ }],
    ['a name', "UPDATE deals SET alias = 'x' WHERE account = $1", { n: 4, what: /deals/ }],
    ['a flow', 'DELETE FROM flows WHERE account = $1', { n: 4, what: /flows/ }],
    ['a list', 'DELETE FROM history WHERE list = 2', { n: 4, what: /history/ }],
  ])('finds what was changed: %s', async (_name, damage, found) => {
    const store = await inPostgres[1]()
    const drafts = [updated(order('a', 5)), added(deal('1X1', 'a', 6)), added(deal('2X1', 'a', 6)), deposited('1', '1')]
    await commit(store, EMPTY_STATE, drafts)
    const own = damage.includes('$1') ? damage : `${damage} AND account = $1`
    await database.all(own, store.identity.account)
    const what = 'what' in found ? (expect.stringMatching(found.what) as unknown) : (expect.any(String) as unknown)
    expect(await store.verify()).toEqual({ ok: false, n: found.n, what })
  })

  it('answers a past state from the stored one before it, and verifies the stored ones', async () => {
    const [store, other] = [
      await inPostgres[1](),
      openMemoryStore(new MemoryDisk(identityOf('main'), 'abcdef0123456789')),
    ]
    for (const one of [store, other]) await fill(one, EMPTY_STATE, 2_100)
    const turn = (): Promise<void> => Promise.resolve()
    const asked = [
      { seq: 100 },
      { seq: 2_050 },
      { seq: Infinity },
      { seq: 2_060, time: 1_500 },
      { seq: 2_060, time: 2_099 },
    ]
    for (const until of asked) expect(await store.pastState(until, turn)).toEqual(await other.pastState(until, turn))
    const { account } = store.identity
    const rows = await database.all('SELECT n FROM past_states WHERE account = $1', account)
    expect(rows).toEqual([{ n: 2_048 }])
    expect(await store.verify()).toMatchObject({ ok: true, events: 2_100 })
    const packed = brotliCompressSync(JSON.stringify({ assets: [], openOrders: [], seen: [] }))
    await database.all('UPDATE past_states SET body = $2 WHERE account = $1', account, packed)
    expect(await store.pastState({ seq: 2_060 }, turn)).not.toEqual(await other.pastState({ seq: 2_060 }, turn))
    expect(await store.verify()).toMatchObject({
      ok: false,
      what: 'The list of past states is not what the events lead to.',
    })
    await database.all('UPDATE past_states SET body = $2 WHERE account = $1', account, packed.subarray(0, 9))
    await expect(store.pastState({ seq: 2_060 }, turn)).rejects.toMatchObject({ code: 'LEDGER_CORRUPT' })
    expect(await store.verify()).toMatchObject({ ok: false, what: expect.stringContaining('past states') as unknown })
  })

  it('ends a verification with the error of its progress', async () => {
    const store = await inPostgres[1]()
    const stop = (): never => {
      throw new Error('The caller has had enough.')
    }
    await expect(store.verify(stop)).rejects.toThrow('The caller has had enough.')
  })

  it('commits while reads occupy every connection of reads', async () => {
    const own = await Database.open({ url: server.url, maxConnections: 1 })
    const { identity } = await inPostgres[1]()
    const store = await openPostgresStore({ database: own, identity, newEpoch: 'abcdef0123456789', token: 1 })
    const reads = await database.alone(async (blocker) => {
      await blocker.all('SELECT pg_advisory_lock(77)')
      const read = own.all('SELECT pg_advisory_xact_lock(77)')
      await commit(store, EMPTY_STATE, [updated(order('a', 1))])
      return { read }
    })
    await reads.read
    await own.close()
  })

  it('refuses every write of a token that is not that of the lease, and of a lease that has expired', async () => {
    const store = await inPostgres[1]()
    const state = await commit(store, EMPTY_STATE, [updated(order('a', 1)), added(deal('1X1', 'a', 2))])
    const { account } = store.identity
    const point = { time: 60, total: '1', free: null, locked: null, netDeposits: null }
    await store.saveEquity('minute', [point])
    const lost = { code: 'LEASE_LOST' }
    for (const change of ['token = 2', "token = 1, expires = clock_timestamp() - interval '1 ms'"]) {
      await database.all(`UPDATE leases SET ${change} WHERE account = $1`, account)
      await expect(commit(store, state, [updated(order('b', 2))])).rejects.toMatchObject(lost)
      await expect(store.saveEquity('minute', [{ ...point, time: 70 }])).rejects.toMatchObject(lost)
      await expect(store.pruneEquity('minute', 100)).rejects.toMatchObject(lost)
      await expect(store.beginEpoch('fedcba98')).rejects.toMatchObject(lost)
      await expect(openAccount(account)).rejects.toMatchObject(lost)
    }
    const reader = await readPostgresStore(database, account)
    expect(await reader.load()).toEqual(state)
    await expect(commit(reader, state, [updated(order('b', 2))])).rejects.toMatchObject(lost)
    expect(await reader.equity('minute', 0, 100)).toEqual([point])
    expect(await reader.verify()).toMatchObject({ ok: true, events: 2 })
    expect(reader.epoch).toBe('abcdef0123456789')
  })

  it('refuses a ledger of another exchange or user, and opens it for the key that it is bound to', async () => {
    const store = await inPostgres[1]()
    await commit(store, EMPTY_STATE, [updated(order('a', 1))])
    const { account } = store.identity
    const open = (over: object, key?: string) =>
      openPostgresStore({
        database,
        identity: { ...identityOf(account), ...over },
        newEpoch: '00000000',
        key,
        token: 1,
      })
    await expect(open({ host: 'localhost' })).rejects.toMatchObject({ code: 'LEDGER_FOREIGN' })
    await expect(open({ user: '1' })).rejects.toMatchObject({ code: 'LEDGER_FOREIGN' })
    await open({}, 'fingerprint')
    expect((await open({ user: 'key:fingerprint' }, 'fingerprint')).epoch).toBe('abcdef0123456789')
    await expect(readPostgresStore(database, 'nobody')).rejects.toMatchObject({ code: 'LEDGER_MISSING' })
  })

  it('leaves the log where it is: archiving is refused', async () => {
    const store = await inPostgres[1]()
    await expect(store.archive({ before: 1, turn: () => Promise.resolve() })).rejects.toMatchObject({
      code: 'ARCHIVE_UNSUPPORTED',
    })
    expect(await store.archives()).toEqual([])
  })

  it('refuses the schema of a newer version', async () => {
    await database.all('CREATE DATABASE newer')
    const url = server.url.replace(/postgres$/, 'newer')
    const own = await Database.open({ url })
    await own.all('UPDATE schema_version SET version = 999')
    await own.close()
    await expect(Database.open({ url })).rejects.toMatchObject({ code: 'LEDGER_NEWER' })
  })

  it('is only looked at where nothing is to be migrated: other versions are refused, and nothing is written', async () => {
    await database.all('CREATE DATABASE looked_at')
    const url = server.url.replace(/postgres$/, 'looked_at')
    const look = () => Database.open({ url, migrates: false })
    await expect(look()).rejects.toMatchObject({ code: 'LEDGER_MISSING' })
    const own = await Database.open({ url })
    const versions = () => own.all('SELECT version FROM schema_version')
    const [{ version } = {}] = await versions()
    await (await look()).close()
    await own.all('UPDATE schema_version SET version = version - 1')
    await expect(look()).rejects.toMatchObject({ code: 'LEDGER_OLDER' })
    expect(await versions()).toEqual([{ version: Number(version) - 1 }])
    await own.all('UPDATE schema_version SET version = version + 2')
    await expect(look()).rejects.toMatchObject({ code: 'LEDGER_NEWER' })
    await own.close()
  })

  it('stores the commit after one for which the table of its month was missing, as a failover may leave it', async () => {
    await database.all('CREATE DATABASE months')
    const own = await Database.open({ url: server.url.replace(/postgres$/, 'months') })
    await own.all(`INSERT INTO leases VALUES ('main', 'test', 1, 'infinity')`)
    const store = await openPostgresStore({
      database: own,
      identity: identityOf('main'),
      newEpoch: 'abcdef01',
      token: 1,
    })
    const state = await commit(store, EMPTY_STATE, [updated(order('a', 1))])
    await own.all('DROP TABLE events_1970_01')
    await expect(commit(store, state, [updated(order('b', 2))])).rejects.toMatchObject({ code: 'STORE_REFUSED' })
    await commit(store, state, [updated(order('b', 2))])
    expect((await store.eventsAfter(1, 9)).map(({ n }) => n)).toEqual([2])
    await own.close()
  })

  it('is given up soon where the network margin is short: a connection and an answer that hang', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    // Short beside the default, and long enough for a busy machine to open a connection.
    const hasty = { statementMs: 2_000, networkMs: 3_000 }
    const away = { code: 'STORE_UNREACHABLE' }
    await expect(
      Database.open({ url: server.url.replace(`:${server.port}/`, `:${port}/`), ...hasty }),
    ).rejects.toMatchObject(away)
    silent.close()
    const own = await Database.open({ url: server.url, maxConnections: 1, ...hasty })
    const [backend] = await own.all('SELECT pg_backend_pid() AS pid')
    process.kill(Number(backend?.['pid']), 'SIGSTOP')
    await expect(own.all('SELECT 1')).rejects.toMatchObject(away)
    process.kill(Number(backend?.['pid']), 'SIGCONT')
    expect(await own.all('SELECT 1 AS one')).toEqual([{ one: 1 }])
    await own.close()
  })

  it('says that the server is away, and stores the same commit once it is back with all that was stored', async () => {
    const store = await inPostgres[1]()
    const state = await commit(store, EMPTY_STATE, [updated(order('a', 1))])
    await server.kill()
    // The server's own default is to answer before it has written: what was answered would be lost here.
    const away = { code: 'STORE_UNREACHABLE' }
    await expect(commit(store, state, [updated(order('b', 2))])).rejects.toMatchObject(away)
    await expect(store.load()).rejects.toMatchObject(away)
    await server.launch()
    await commit(store, state, [updated(order('b', 2))])
    expect(await store.verify()).toMatchObject({ ok: true, events: 2 })
  })

  it('names no password and no address in its errors', async () => {
    const wrong = [
      server.url.replace('not-for-the-log', 'wrong-secret'),
      server.url.replace(String(server.port), '1').replace('not-for-the-log', 'wrong-secret'),
      'postgres://user:wrong-secret@ho st/x',
      'https://user:wrong-secret@host/x',
      ...['options=-c%20synchronous_commit%3Doff', 'statement_timeout=0', 'query_timeout=0', 'port=1'].map(
        (unsafe) => `${server.url.replace('not-for-the-log', 'wrong-secret')}?sslmode=disable&${unsafe}`,
      ),
    ]
    const codes: unknown[] = []
    for (const url of wrong) {
      const error: unknown = await Database.open({ url }).catch((cause: unknown) => cause)
      expect(inspect(error, { depth: 9 })).not.toMatch(/wrong-secret|user:/)
      codes.push((error as { code?: unknown }).code)
    }
    expect(codes.slice(0, 2)).toEqual(['STORE_REFUSED', 'STORE_UNREACHABLE'])
    expect(codes.slice(2)).toEqual(Array(6).fill('STORE_ADDRESS_BAD'))
    await (await Database.open({ url: `${server.url}?sslmode=disable` })).close()
  })
})
