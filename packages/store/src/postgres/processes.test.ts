import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Database } from './database.ts'
import { moveLease, pinLease, postgresLeases } from './leases.ts'
import { balanceView, beatProcess, endProcess, giveLease } from './processes.ts'
import { PostgresServer, hasPostgres } from './testing/postgres-server.ts'

let server: PostgresServer
let database: Database

beforeAll(async () => {
  if (!hasPostgres) return
  server = await PostgresServer.start()
  database = await Database.open({ url: server.url })
})
afterAll(async () => {
  await database?.close()
  await server?.close()
})

const leasesOf = (name: string, follows = true) =>
  postgresLeases(database, { account: 'main', holder: `${name} 1f`, name, follows: () => follows })
const processOf = (name: string, capacity = Infinity) => ({
  holder: `${name} 1f`,
  name,
  capacity,
  accounts: new Set(['main']),
})

describe.skipIf(!hasPostgres)('processes that follow accounts', () => {
  it('know of each other while they are heard of, and of accounts that somebody really follows', async () => {
    await beatProcess(database, processOf('one'))
    await beatProcess(database, processOf('two', 7))
    const token = (await leasesOf('one').acquire(60_000)) ?? 0
    const view = await balanceView(database)
    expect(view.members).toEqual([processOf('one'), processOf('two', 7)])
    // It has only just acquired the lease.
    expect(view.accounts).toEqual([{ account: 'main', holder: undefined, pinned: undefined }])
    await leasesOf('one').renew(token, 60_000)
    expect((await balanceView(database)).accounts).toMatchObject([{ holder: 'one 1f' }])
    await database.all("UPDATE processes SET seen = seen - interval '7 seconds' WHERE name = 'two'")
    expect((await balanceView(database)).members).toHaveLength(1)
    await endProcess(database, 'one 1f')
    expect((await balanceView(database)).members).toHaveLength(0)
  })

  it('give a lease at once to the one that is named, and none that they do not have', async () => {
    await database.all('TRUNCATE leases')
    await leasesOf('one').acquire(60_000)
    expect(await giveLease(database, { account: 'main', from: 'other 1f', to: 'two' })).toBe(false)
    expect(await giveLease(database, { account: 'main', from: 'one 1f', to: 'two' })).toBe(true)
    expect(await leasesOf('one').acquire(60_000)).toBeUndefined()
    expect(await leasesOf('two').acquire(60_000)).toBeDefined()
  })

  it('keep the name to which an account was moved by hand, over takeovers, until it is taken away', async () => {
    await database.all('TRUNCATE leases')
    await leasesOf('one').acquire(60_000)
    await moveLease(database, 'main', 'two')
    const token = (await leasesOf('two').acquire(60_000)) ?? 0
    await leasesOf('two').release(token)
    await leasesOf('one').acquire(60_000)
    expect((await balanceView(database)).accounts).toMatchObject([{ pinned: 'two' }])
    expect(await pinLease(database, 'main', undefined)).toBe(true)
    expect((await balanceView(database)).accounts).toMatchObject([{ pinned: undefined }])
    expect(await pinLease(database, 'other', undefined)).toBe(false)
  })
})
