import { existsSync, mkdirSync, mkdtempSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EMPTY_STATE } from '@spotdeck/ledger'
import { silentLog } from '@spotdeck/ports'
import { nodeMonotonic, nodeTimers } from '@spotdeck/ports/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fill } from '../archive.contract.ts'
import { copyStore } from '../copy-store.ts'
import { ledgerFolder, ledgerPath, witnessPath } from '../layout.ts'
import { fileHeadCheckpoint } from '../head-checkpoint.ts'
import { lockDirectory } from '../lock.ts'
import { MemoryDisk, openMemoryStore } from '../testing/memory.ts'
import type { LedgerStore } from '../port.ts'
import { openSqliteStore } from '../sqlite/sqlite.ts'
import { commit, deposited, order, updated } from '../store.contract.ts'
import { Database } from './database.ts'
import { postgresLeases } from './leases.ts'
import { type MoveOptions, accountsInDatabase, moveLedger } from './move.ts'
import { openPostgresStore, readPostgresStore } from './postgres.ts'
import { PostgresServer, hasPostgres } from './testing/postgres-server.ts'

let server: PostgresServer
let database: Database
let accounts = 0

beforeAll(async () => {
  if (!hasPostgres) return
  server = await PostgresServer.start()
  database = await Database.open({ url: server.url })
})
afterAll(async () => {
  if (!hasPostgres) return
  await database.close()
  await server.close()
})

const EPOCH = 'abcdef0123456789'
const folder = (): string => mkdtempSync(join(tmpdir(), 'spotdeck-move-'))
const identityOf = (account: string) => ({ account, host: 'api.mexc.com', user: '70011223' })
const point = (time: number) => ({ time, total: String(time), free: null, locked: null, netDeposits: null })

function sqliteAt(data: string, account: string): LedgerStore {
  mkdirSync(ledgerFolder(data), { recursive: true, mode: 0o700 })
  return openSqliteStore({
    path: ledgerPath(data, account),
    identity: identityOf(account),
    newEpoch: EPOCH,
    key: 'print',
  })
}

const soon = { after: (ms: number, run: () => void) => nodeTimers.after(Math.min(ms, 100), run) }

/** A data directory with a ledger of 1,100 events. */
async function ledger(events = 1_100): Promise<MoveOptions> {
  const [data, account] = [folder(), `moved-${++accounts}`]
  const parts = { data, account, url: server.url, monotonic: nodeMonotonic, timers: nodeTimers, log: silentLog }
  const store = sqliteAt(data, account)
  await fill(store, EMPTY_STATE, events)
  await store.saveEquity('minute', [point(60), point(120)])
  await store.close()
  return { ...parts, to: 'postgres' }
}

describe.skipIf(!hasPostgres)('a ledger that is moved', () => {
  it('has the same events, hashes, epoch, owner, state, lists and equity there, and back again', async () => {
    const options = await ledger()
    const { account } = options
    const done: number[] = []
    const moved = await moveLedger({ ...options, progress: (one) => void done.push(one.done) })
    expect([moved.events, done.at(-1), done.length]).toEqual([1_100, 1_100, 2])
    expect(await accountsInDatabase(server.url)).toContain(account)
    const back = { ...options, data: folder(), to: 'sqlite' } as const
    expect(await moveLedger(back)).toEqual(moved)
    const [one, two] = [sqliteAt(options.data, account), sqliteAt(back.data, account)]
    const there = await readPostgresStore(database, account)
    for (const store of [two, there]) {
      expect(store.epoch).toBe(one.epoch)
      expect(await store.load()).toEqual(await one.load())
      expect(await store.publicAfter(0, 9_999)).toEqual(await one.publicAfter(0, 9_999))
      expect(await store.deals({ limit: 99 })).toEqual(await one.deals({ limit: 99 }))
      expect(await store.equity('minute', 0, 999)).toEqual([point(60), point(120)])
    }
    for (const store of [one, two]) await store.close()
    // The lease was released: the next move does not wait.
    expect(await moveLedger(options)).toEqual(moved)
  })

  it('is continued where an interrupted move ended', async () => {
    const options = await ledger()
    const { account } = options
    const stopAt =
      (limit: number) =>
      ({ done }: { readonly done: number }) => {
        if (done >= limit) throw new Error('The process died.')
      }
    await expect(moveLedger({ ...options, progress: stopAt(1_000) })).rejects.toThrow('died')
    // Nobody takes the first part for the ledger.
    const moving = { code: 'LEDGER_MOVING' }
    await expect(readPostgresStore(database, account)).rejects.toMatchObject(moving)
    const identity = identityOf(account)
    await expect(openPostgresStore({ database, identity, newEpoch: EPOCH, token: 1 })).rejects.toMatchObject(moving)
    await expect(moveLedger({ ...options, data: folder(), to: 'sqlite' })).rejects.toMatchObject(moving)
    const copied: number[] = []
    expect(await moveLedger({ ...options, progress: ({ done }) => void copied.push(done) })).toMatchObject({
      events: 1_100,
    })
    expect(copied).toEqual([1_000, 1_100])
    const back = { ...options, data: folder(), to: 'sqlite' } as const
    await expect(moveLedger({ ...back, progress: stopAt(1_000) })).rejects.toThrow('died')
    expect(existsSync(ledgerPath(back.data, account))).toBe(false)
    const moved = await moveLedger(back)
    expect(moved).toMatchObject({ events: 1_100 })
    expect(existsSync(`${ledgerPath(back.data, account)}.moving`)).toBe(false)
    expect(fileHeadCheckpoint(witnessPath(back.data, account)).read()).toEqual({
      epoch: EPOCH,
      n: 1_100,
      head: moved.head,
    })
    // All accounts of a command are started again with it: those that were moved stay as they are.
    expect(await moveLedger(back)).toEqual(moved)
  })

  it('is marked as unfinished again while a newer part of it is copied', async () => {
    const options = await ledger(10)
    await moveLedger(options)
    const store = sqliteAt(options.data, options.account)
    await fill(store, await store.load(), 5)
    await store.close()
    const die = (): never => {
      throw new Error('The process died.')
    }
    await expect(moveLedger({ ...options, progress: ({ done }) => (done > 10 ? die() : undefined) })).rejects.toThrow()
    await expect(readPostgresStore(database, options.account)).rejects.toMatchObject({ code: 'LEDGER_MOVING' })
    expect(await moveLedger(options)).toMatchObject({ events: 15 })
  })

  it('keeps its lease while a verification blocks the process for longer than a gateway has it', async () => {
    const options = await ledger(10)
    let blocked = 0
    const monotonic = { now: () => nodeMonotonic.now() + blocked }
    const progress = (): void => void (blocked += 7_000)
    // Whatever is due within 7 s is due when the process runs again.
    const timers = { after: (ms: number, run: () => void) => nodeTimers.after(ms < 7_000 ? 1 : ms, run) }
    expect(await moveLedger({ ...options, monotonic, timers, progress })).toMatchObject({ events: 10 })
  })

  it('lets other work run between the steps of every verification', async () => {
    const from = sqliteAt(folder(), 'turns')
    const to = sqliteAt(folder(), 'turns')
    await fill(from, EMPTY_STATE, 10)
    const turns: string[] = []
    const named = (name: string, store: LedgerStore): LedgerStore => ({
      ...store,
      epoch: EPOCH,
      verify: (progress) => (turns.push(name), store.verify(progress)),
    })
    const turn = async (): Promise<void> => void turns.push('turn')
    await copyStore(named('source', from), named('target', to), { turn })
    expect(turns).toEqual(['source', 'turn', 'turn', 'target', 'turn', 'turn', 'target', 'turn', 'turn'])
    for (const store of [from, to]) await store.close()
  })

  it('is not taken for that of another account whose file has its name', async () => {
    const options = await ledger(10)
    const [path, account] = [ledgerPath(options.data, options.account), `${options.account}-other`]
    renameSync(path, ledgerPath(options.data, account))
    await expect(moveLedger({ ...options, account })).rejects.toMatchObject({ code: 'LEDGER_FOREIGN' })
  })

  it('never goes over other events: a longer ledger, and another of the same length', async () => {
    const options = await ledger(40)
    await moveLedger(options)
    const shorter = { ...options, data: folder() }
    const short = sqliteAt(shorter.data, options.account)
    await fill(short, EMPTY_STATE, 30)
    await short.close()
    await expect(moveLedger(shorter)).rejects.toMatchObject({ code: 'LEDGER_EXISTS' })
    const other = { ...options, data: folder() }
    const store = sqliteAt(other.data, options.account)
    await fill(store, await commit(store, EMPTY_STATE, [updated(order('b', 1)), deposited('1', '1')]), 60)
    await store.close()
    await expect(moveLedger(other)).rejects.toMatchObject({ code: 'LEDGER_EXISTS' })
    await expect(moveLedger({ ...other, to: 'sqlite' })).rejects.toMatchObject({ code: 'LEDGER_EXISTS' })
    expect(await (await readPostgresStore(database, options.account)).verify()).toMatchObject({ ok: true, events: 40 })
  })

  it('is refused while a gateway runs on the directory, or follows the account in the database', async () => {
    const options = await ledger(10)
    const lock = lockDirectory(options.data)
    await expect(moveLedger(options)).rejects.toMatchObject({ code: 'DATA_DIR_LOCKED' })
    lock.release()
    const gateway = postgresLeases(database, { account: options.account, holder: 'gateway' })
    const token = (await gateway.acquire(60_000)) ?? 0
    const refused = await moveLedger({ ...options, timers: soon }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'LEASE_LOST', message: expect.stringContaining('stop it') as unknown })
    await gateway.release(token)
    expect(await moveLedger(options)).toMatchObject({ events: 10 })
  })

  it('is verified at its end: a copy with another state is refused', async () => {
    const [from, to] = ['a', 'b'].map((name) => openMemoryStore(new MemoryDisk(identityOf(name), EPOCH)))
    if (from === undefined || to === undefined) throw new Error('There are two stores.')
    const state = await fill(from, EMPTY_STATE, 30)
    const lying = { ...from, epoch: from.epoch, load: async () => ({ ...state, openCount: 99, seq: state.seq + 1 }) }
    await expect(copyStore(lying, to, { turn: () => Promise.resolve() })).rejects.toMatchObject({
      code: 'LEDGER_CORRUPT',
    })
  })
})
