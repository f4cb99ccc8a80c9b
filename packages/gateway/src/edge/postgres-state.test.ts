import { readFileSync } from 'node:fs'
import { Database, followerAddress } from '@spotdeck/follow/postgres'
import { PostgresServer, hasPostgres } from '@spotdeck/follow/testing'
import { nodeClock, nodeRandom } from '@spotdeck/ports/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPostgresState } from './postgres-state.ts'

const docs = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8')
const world = { clock: nodeClock, random: nodeRandom, monotonic: nodeClock }
let server: PostgresServer
let database: Database

beforeAll(async () => {
  if (!hasPostgres) return
  server = await PostgresServer.start()
  database = await Database.open({ url: server.url })
  await makeRoles()
}, 60_000)
afterAll(async () => {
  await database?.close()
  await server?.close()
})

/** Address of the database for a user with the rights that the documentation gives it. */
function urlOf(role: 'spotdeck_edge' | 'spotdeck_reader'): string {
  const url = new URL(server.url)
  ;[url.username, url.password] = [role, 'test']
  return url.href
}

async function makeRoles(): Promise<void> {
  const rights = /```sql\n([\s\S]*?)```/.exec(docs)?.[1] ?? ''
  for (const statement of rights.split(';').filter((text) => text.trim() !== '')) await database.all(statement)
  for (const role of ['edge', 'reader']) await database.all(`ALTER ROLE spotdeck_${role} PASSWORD 'test'`)
}

const TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'spotdeck' ORDER BY tablename"
/** Tables that decide who may come in. */
const ACCESS = [
  'access_records',
  'access_secrets',
  'confirmations',
  'credentials',
  'passkeys',
  'spent_challenges',
  'users',
]
/** Tables that clients change. */
const CHANGED = [...ACCESS, 'audit_records', 'notes', 'preferences', 'submissions'].toSorted()

describe.skipIf(!hasPostgres)('the state of gateways that share a database', () => {
  it('is served with no more rights than the documentation gives an edge, and its user cannot write a ledger', async () => {
    const all = await openPostgresState({ url: server.url, world })
    const edge = await openPostgresState({ url: urlOf('spotdeck_edge'), world })
    const { secret, credential } = await edge.access.createToken({ audience: 'owner', accounts: 'all' })
    await all.access.prepare({ token: secret })
    expect(all.access.byToken(secret)?.id).toBe(credential.id)
    expect(await edge.access.revokeToken(credential.id)).toBe(true)
    expect(await all.access.changeSettings({ theme: 'dark' })).toEqual({ theme: 'dark' })
    expect(await edge.access.settings()).toEqual({ theme: 'dark' })
    const note = { account: 'main', kind: 'order', id: '1' } as const
    await edge.journal.put(note, { text: 'why', tags: [], updatedAt: 5 })
    expect(await all.journal.delete(note)).toBe(true)
    const submission = { account: 'main', key: 'k' }
    const answer = { fingerprint: 'f', answer: { status: 201, headers: {}, body: '{}' } }
    const times = { now: 5, forgetBefore: 0 }
    await edge.submissions?.bind(submission, answer.fingerprint, times)
    await edge.submissions?.keep(submission, answer)
    expect(await all.submissions?.bind(submission, 'g', times)).toEqual(answer)
    const recorded = async () => (await edge.access.records()).map(({ event }) => event)
    await expect.poll(recorded, { timeout: 60_000 }).toContain('token-revoked')
    const made = await edge.access.audit.list({ action: 'token-made', limit: 9 })
    expect(made).toMatchObject([{ door: 'command', outcome: 'ok', target: credential.id }])
    const asUser = await Database.open({ url: urlOf('spotdeck_edge'), migrates: false })
    expect(await followerAddress(asUser, 'main')).toBeUndefined()
    for (const table of ['passkeys', 'spent_challenges', 'confirmations'])
      await asUser.writes.all(`DELETE FROM ${table}`)
    await expect(asUser.writes.all("UPDATE audit_records SET body = '{}'")).rejects.toMatchObject({
      code: 'STORE_REFUSED',
    })
    for (const table of ['ledgers', 'leases', 'events', 'members', 'ordered'])
      await expect(asUser.all(`DELETE FROM ${table}`)).rejects.toMatchObject({ code: 'STORE_REFUSED' })
    await Promise.all([asUser.close(), edge.close(), all.close()])
  })

  it('shows each role the tables that the documentation names for it, and no secret to one that only reads', async () => {
    const all = (await database.all(TABLES)).map(({ tablename }) => String(tablename))
    const months = all.filter((name) => name.startsWith('events_'))
    const readable = async (role: 'spotdeck_edge' | 'spotdeck_reader') => {
      const user = await Database.open({ url: urlOf(role), migrates: false })
      const may = async (sql: string) =>
        user.all(sql).then(
          () => true,
          () => false,
        )
      const read: string[] = []
      const written: string[] = []
      for (const table of all) {
        if (await may(`SELECT FROM ${table} LIMIT 1`)) read.push(table)
        if (await may(`DELETE FROM ${table} WHERE false`)) written.push(table)
      }
      await user.close()
      return { hidden: all.filter((table) => !read.includes(table)), written }
    }
    const hidden = ['ordered', 'processes', ...months]
    expect(await readable('spotdeck_edge')).toEqual({ hidden: hidden.toSorted(), written: CHANGED })
    const reader = await readable('spotdeck_reader')
    expect(reader).toEqual({ hidden: [...hidden, ...CHANGED, 'members'].toSorted(), written: [] })
  })

  it('is away when the database is, and nobody is let in', async () => {
    const state = await openPostgresState({ url: server.url, world })
    const { secret } = await state.access.createToken({ audience: 'owner', accounts: 'all' })
    await server.kill()
    await state.access.prepare({ token: secret })
    expect(() => state.access.byToken(secret)).toThrow('did not answer')
    await expect(state.access.logIn(secret)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    expect(await state.access.isReadable()).toBe(false)
    await server.launch()
    await expect.poll(() => state.access.isReadable(), { timeout: 60_000 }).toBe(true)
    await state.close()
  })
})
