import { readFileSync } from 'node:fs'
import { codeOf } from '@spotdeck/ports'
import { Database, followerAddress } from '@spotdeck/store/postgres'
import { PostgresServer, hasPostgres } from '@spotdeck/store/testing'
import { nodeClock, nodeRandom } from '@spotdeck/ports/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashSecret } from './access/secrets.ts'
import { openPostgresState } from './postgres-state.ts'

const docs = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8')
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
/** Tables that decide who may come in: an edge reads them. */
const ACCESS = ['access_secrets', 'confirmations', 'credentials', 'passkeys', 'users']
/** Tables that an edge writes for its clients. */
const CHANGED = ['access_records', 'audit_records', 'notes', 'preferences', 'submissions']

describe.skipIf(!hasPostgres)('the state of gateways that share a database', () => {
  it('is served with no more rights than the documentation gives an edge, and its user cannot write a ledger', async () => {
    const all = await openPostgresState({ url: server.url, world })
    const edge = await openPostgresState({ url: urlOf('spotdeck_edge'), world })
    expect([all.access.issues, edge.access.issues]).toEqual([true, false])
    const { secret, credential } = await all.access.createToken({ audience: 'owner', accounts: 'all' })
    await edge.access.prepare({ token: secret })
    expect(edge.access.byToken(secret)?.id).toBe(credential.id)
    expect(await edge.access.revokeToken(credential.id)).toBe(true)
    await all.access.prepare({ token: secret })
    expect(all.access.byToken(secret)).toBeUndefined()
    const signedIn = await all.access.logIn(await all.access.newLoginCode())
    const cookie = signedIn?.cookie ?? ''
    await edge.access.prepare({ cookie })
    expect(edge.access.bySession(cookie, '10.0.0.1')?.id).toBe(signedIn?.principal.id)
    expect(await edge.access.endOtherSessions('none')).toBe(1)
    expect(await all.access.changeSettings({ theme: 'dark' })).toEqual({ theme: 'dark' })
    expect(await edge.access.settings()).toEqual({ theme: 'dark' })
    expect(await edge.access.changeSettings({ theme: 'light', locale: 'en' })).toEqual({ theme: 'light', locale: 'en' })
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
    const hidden = ['ordered', 'processes', 'spent_challenges', ...months]
    expect(await readable('spotdeck_edge')).toEqual({ hidden: hidden.toSorted(), written: CHANGED })
    const reader = await readable('spotdeck_reader')
    expect(reader).toEqual({ hidden: [...hidden, ...ACCESS, ...CHANGED, 'members'].toSorted(), written: [] })
  })

  it('lets an edge that was taken over make no credential, no right and no person, and revive nothing', async () => {
    const all = await openPostgresState({ url: server.url, world })
    const made = await all.access.createToken({ audience: 'viewer', accounts: ['main'] })
    const ended = await all.access.createToken({ audience: 'owner', accounts: 'all' })
    await all.access.revokeToken(ended.credential.id)
    const user = await all.access.users.add({ name: 'Ann', grants: [] })
    const secret = `sdt_${'A'.repeat(43)}`
    const insert = (kind: string) => `INSERT INTO credentials
      (id, kind, hash, audience, accounts, label, created_at, expires_at)
      VALUES ('forged-${kind}', '${kind}', '${hashSecret(secret)}', 'owner', '"all"', '', 1, 9007199254740991)`
    const attacks = [
      ...['token', 'session', 'code', 'user-code', 'link', 'metrics', 'challenge'].map(insert),
      `UPDATE credentials SET audience = 'owner', accounts = '"all"' WHERE id = '${made.credential.id}'`,
      `UPDATE credentials SET hash = '${hashSecret(secret)}' WHERE id = '${made.credential.id}'`,
      'UPDATE credentials SET expires_at = 9007199254740991',
      `UPDATE credentials SET revoked = 0 WHERE id = '${ended.credential.id}'`,
      'UPDATE credentials SET user_id = NULL, made_by = NULL, parent = NULL',
      'DELETE FROM credentials',
      `INSERT INTO users (id, name, grants, created_at) VALUES ('eve', 'Eve', '[{"role":"owner","accounts":"all"}]', 1)`,
      `UPDATE users SET grants = '[{"role":"owner","accounts":"all"}]', disabled_at = NULL`,
      'DELETE FROM users',
      `INSERT INTO passkeys SELECT * FROM passkeys`,
      "UPDATE passkeys SET public_key = 'of the attacker', counter = 0",
      'DELETE FROM passkeys',
      `INSERT INTO confirmations (session, at) VALUES ('any', 9007199254740991)`,
      'UPDATE confirmations SET at = 9007199254740991',
      "UPDATE access_secrets SET value = '00'",
      'DELETE FROM spent_challenges',
      "INSERT INTO members (holder, address, seen) VALUES ('x', 'http://127.0.0.1:9', now())",
      'CREATE TABLE spotdeck.mine (n integer)',
      'ALTER TABLE credentials DISABLE TRIGGER ALL',
      'GRANT spotdeck_reader TO spotdeck_edge',
    ]
    const edge = await Database.open({ url: urlOf('spotdeck_edge'), migrates: false })
    for (const attack of attacks)
      expect([attack, await edge.writes.all(attack).catch(codeOf)]).toEqual([attack, 'STORE_REFUSED'])
    await all.access.prepare({ token: secret })
    expect(all.access.byToken(secret)).toBeUndefined()
    expect(await all.access.users.list()).toEqual([user])
    // What an edge could do with the grants of before.
    await database.writes.all(insert('token'))
    const later = await openPostgresState({ url: server.url, world })
    await later.access.prepare({ token: secret })
    expect(later.access.byToken(secret)?.grants).toEqual([{ role: 'owner', accounts: 'all' }])
    await database.writes.all("DELETE FROM credentials WHERE id = 'forged-token'")
    await Promise.all([edge.close(), all.close(), later.close()])
  })

  it('shows an edge that was taken over no key of challenges: an owner who signs once must not have signed for later', async () => {
    const all = await openPostgresState({ url: server.url, world })
    const party = { id: 'localhost', origin: 'http://localhost:8787' }
    await all.access.passkeys.creationOptions(party, { id: 'a-session', createdAt: 0 })
    const names = async (user: Pick<Database, 'all'>) =>
      (await user.all('SELECT name FROM spotdeck.access_secrets ORDER BY name')).map(({ name }) => name)
    expect(await names(database)).toEqual(['mask', 'passkey'])
    const edge = await Database.open({ url: urlOf('spotdeck_edge'), migrates: false })
    expect(await names(edge)).toEqual(['mask'])
    // A table of its own by the same name changes nothing.
    await edge.writes.all('CREATE TEMPORARY TABLE access_secrets (name text)')
    expect(await names(edge.writes)).toEqual(['mask'])
    const secret = "SELECT FROM spotdeck.access_secrets WHERE name = 'passkey' AND value < 'g'"
    expect(await edge.writes.all(secret)).toEqual([])
    await Promise.all([edge.close(), all.close()])
  })

  it('lets no user of the database hold up the ledgers by locks, not even at the turn of a month', async () => {
    for (const [months, role] of (['spotdeck_edge', 'spotdeck_reader'] as const).entries()) {
      const user = await Database.open({ url: urlOf(role), migrates: false })
      for (const table of ['events', 'ledgers', 'leases', 'orders', 'deals', 'members', 'credentials', 'users']) {
        const lock = `DO $$ BEGIN LOCK TABLE ${table} IN ROW EXCLUSIVE MODE; END $$`
        expect([table, await user.writes.all(lock).catch(codeOf)]).toEqual([table, 'STORE_REFUSED'])
      }
      await user.alone(async (held) => {
        for (const name of ['events', 'leases', 'ledgers'])
          await held.all(`SELECT pg_advisory_lock(hashtext('spotdeck.${name}'))`)
        // Of the far future: no test before has made it.
        const name = `spotdeck.events_${2090 + months}_01`
        await database.writes.all('SELECT add_month($1)', Date.UTC(2090 + months, 0))
        expect(await database.all(`SELECT FROM ${name}`)).toEqual([])
        await database.all(`DROP TABLE ${name}`)
      })
      await user.close()
    }
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
