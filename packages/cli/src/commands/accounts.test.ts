import { readFileSync } from 'node:fs'
import { Database, openPostgresStore, postgresLeases } from '@spotdeck/store/postgres'
import { PostgresServer, hasPostgres } from '@spotdeck/store/testing'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { explainError } from '../command-error.ts'
import { verifyCommand } from './verify.ts'
import { accountsListCommand, accountsMoveCommand, accountsUnpinCommand } from './accounts.ts'

let server: PostgresServer
let database: Database
const said: string[] = []

beforeAll(async () => {
  if (!hasPostgres) return
  server = await PostgresServer.start()
  database = await Database.open({ url: server.url })
  vi.stubEnv('SPOTDECK_DATABASE_URL', server.url)
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0)
})
afterAll(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  if (!hasPostgres) return
  await database.close()
  await server.close()
})

const leasesOf = (name: string) => postgresLeases(database, { account: 'main', holder: `${name} 1f`, name })

describe.skipIf(!hasPostgres)('accounts of a shared database', () => {
  it('are listed with the gateway that follows them, and moved to another one', async () => {
    const token = (await leasesOf('one').acquire(60_000)) ?? 0
    const identity = { account: 'main', host: 'api.mexc.com', user: '1' }
    await openPostgresStore({ database, identity, newEpoch: 'abcdef0123456789', token })
    await accountsListCommand({})
    expect(said.splice(0)).toEqual(['{"account":"main","events":0,"gateway":"one","pinned":null}\n'])
    const moving = accountsMoveCommand('main', { to: 'two' })
    await vi.waitUntil(async () => (await leasesOf('two').acquire(60_000)) !== undefined)
    await moving
    await accountsMoveCommand('main', { to: 'two' })
    await accountsListCommand({})
    expect(said.splice(0)).toEqual([
      'main: followed by two\n',
      'main: followed by two already\n',
      '{"account":"main","events":0,"gateway":"two","pinned":"two"}\n',
    ])
    await accountsUnpinCommand('main', {})
    await accountsListCommand({})
    expect(said.splice(0)).toEqual([
      'main: free to move\n',
      '{"account":"main","events":0,"gateway":"two","pinned":null}\n',
    ])
  })

  it('are verified in the database, and told of where one is damaged', async () => {
    await verifyCommand({})
    expect(said.splice(0).join('')).toMatch(/^main: ok, 0 events, the last hash is [0-9a-f]{64}\n$/)
    expect(await verifyCommand({ account: 'other' }).catch(explainError)).toMatch(/\(LEDGER_MISSING\)$/)
    await database.all("UPDATE ledgers SET head = repeat('1', 64)")
    expect(await verifyCommand({}).catch(explainError)).toMatch(/^1 of 1 ledgers in the database .*\(VERIFY_FAILED\)$/)
  })

  it('are listed and verified by a user who may only read', async () => {
    const docs = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8')
    const rights = /```sql\n([\s\S]*?)CREATE ROLE spotdeck_edge/.exec(docs)?.[1] ?? ''
    for (const statement of rights.split(';').filter((text) => text.trim() !== '')) await database.all(statement)
    await database.all("ALTER ROLE spotdeck_reader PASSWORD 'only-reads'")
    vi.stubEnv('SPOTDECK_DATABASE_URL', server.url.replace(/spotdeck:[^@]*@/, 'spotdeck_reader:only-reads@'))
    await accountsListCommand({})
    expect(said.splice(0)).toHaveLength(1)
    await database.all("UPDATE ledgers SET head = repeat('0', 64)")
    await verifyCommand({})
    expect(said.splice(0).join('')).toMatch(/^main: ok, 0 events/)
    vi.stubEnv('SPOTDECK_DATABASE_URL', server.url)
  })

  it('are not moved where the account or the name is wrong', async () => {
    const trouble = (account: string, to: string) => accountsMoveCommand(account, { to }).catch(explainError)
    expect(await trouble('other', 'two')).toMatch(/No gateway has followed other .*\(LEDGER_MISSING\)$/)
    expect(await trouble('main', 'two words')).toMatch(/^--to .*\(CONFIG_BAD_VALUE\)$/)
  })
})
