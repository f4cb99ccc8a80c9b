import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Database } from './database.ts'
import { postgresLeases } from './leases.ts'
import { advertise, followerAddress } from './members.ts'
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

describe.skipIf(!hasPostgres)('the address of the process that follows an account', () => {
  it('is that of whoever holds the lease now', async () => {
    const [one, two] = ['one', 'two'].map((holder) => postgresLeases(database, { account: 'main', holder }))
    await advertise(database, 'one', 'http://10.0.0.1:8787')
    await advertise(database, 'one', 'http://10.0.0.2:8787')
    expect(await followerAddress(database, 'main')).toBeUndefined()
    const token = (await one?.acquire(60_000)) ?? 0
    expect(await followerAddress(database, 'main')).toBe('http://10.0.0.2:8787')
    expect(await followerAddress(database, 'other')).toBeUndefined()
    await one?.release(token)
    await two?.acquire(60_000)
    // The second takes no calls.
    expect(await followerAddress(database, 'main')).toBeUndefined()
  })

  it('is forgotten a day after its process was started, unless it still follows', async () => {
    await database.all('TRUNCATE members, leases')
    for (const holder of ['gone', 'following']) await advertise(database, holder, `http://${holder}`)
    await postgresLeases(database, { account: 'main', holder: 'following' }).acquire(60_000)
    await database.all("UPDATE members SET seen = seen - interval '2 days'")
    await advertise(database, 'new', 'http://new')
    const left = await database.all('SELECT holder FROM members ORDER BY holder')
    expect(left.map(({ holder }) => holder)).toEqual(['following', 'new'])
  })
})
