import { RedisServer, hasRedis } from '@spotdeck/edge/testing'
import { nodeClock, nodeTimers } from '@spotdeck/ports/node'
import { Database } from '@spotdeck/store/postgres'
import { PostgresServer, freePort, hasPostgres } from '@spotdeck/store/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkServers } from './servers.ts'

const world = { clock: nodeClock, timers: nodeTimers }
const none = { database: undefined, bus: undefined, redis: undefined }

describe.runIf(hasPostgres)('PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await PostgresServer.start()
  })
  afterAll(() => server.close())
  const check = (url: string, clock = nodeClock) => checkServers({ ...none, database: url }, { ...world, clock })

  it('that a gateway can use is well, by its version', async () => {
    expect(await check(server.url)).toMatchObject([
      {
        check: 'database',
        code: 'OK',
        seen: expect.stringMatching(/^PostgreSQL \d+ on 127\.0\.0\.1:\d+ answers\.$/) as string,
      },
    ])
  })

  it('whose user may not write, whose password is wrong, or that is away is found, without any password', async () => {
    const database = await Database.open({ url: server.url })
    await database.all("CREATE ROLE weak LOGIN PASSWORD 'hunter22'")
    await database.close()
    const weak = server.url.replace(/\/\/.*@/, '//weak:hunter22@')
    const found = [
      ...(await check(weak)),
      ...(await check(server.url.replace(/:[^:@/]*@/, ':hunter22@'))),
      ...(await check(`postgres://u:hunter22@127.0.0.1:${await freePort()}/d`)),
    ]
    expect(found.map(({ code }) => code)).toEqual(['DATABASE_RIGHTS_MISSING', 'STORE_REFUSED', 'STORE_UNREACHABLE'])
    expect(JSON.stringify(found)).not.toMatch(/hunter22|not-for-the-log/)
  })

  it('with another clock is warned about', async () => {
    const late = { now: () => nodeClock.now() - 60_000 }
    expect(await check(server.url, late)).toMatchObject([{ code: 'SERVER_CLOCK_DIFFERS', status: 'warning' }])
  })
})

describe.runIf(hasRedis)('Redis', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await RedisServer.start()
  })
  afterAll(() => server.close())
  const check = (url: string) =>
    checkServers({ ...none, redis: [{ url, audience: 'owner' }], bus: url }, world).then((found) =>
      found.map((one) => `${one.check} ${one.code}`),
    )

  it('that a gateway can use is well, as a target and as a bus, and holds nothing new', async () => {
    expect(await check(server.url)).toEqual(['redis OK', 'bus OK'])
    expect(await server.run('DBSIZE')).toBe(0)
  })

  it('that refuses its user, is a replica, or is away is found', async () => {
    expect(await check(server.url.replace(/:[^:@/]*@/, ':hunter22@'))).toEqual([
      'redis REDIS_REFUSED',
      'bus REDIS_REFUSED',
    ])
    const far = `redis://127.0.0.1:${await freePort()}`
    expect(await check(far)).toEqual(['redis SERVER_UNREACHABLE', 'bus SERVER_UNREACHABLE'])
    await server.run('REPLICAOF', '127.0.0.1', String(await freePort()))
    expect(await check(server.url)).toEqual(['redis SERVER_READ_ONLY', 'bus SERVER_READ_ONLY'])
    await server.run('REPLICAOF', 'NO', 'ONE')
  })

  it('whose user lacks a command is found by its name', async () => {
    await server.run('ACL', 'SETUSER', 'weak', 'on', '>hunter22', '~*', '&*', '+@all', '-xadd', '-info')
    const url = server.url.replace(/\/\/.*@/, '//weak:hunter22@')
    const [found] = await checkServers({ ...none, redis: [{ url, audience: 'owner' }] }, world)
    // Redis before 7 cannot tell.
    if (found?.code !== 'OK')
      expect(found).toMatchObject({ code: 'REDIS_RIGHTS_MISSING', seen: expect.stringContaining('XADD') as string })
    expect(found?.seen).not.toContain('hunter22')
  })
})
