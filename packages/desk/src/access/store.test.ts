import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasPostgres } from '@spotdeck/store/testing'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import Libsql from 'libsql'
import { describe, expect, it } from 'vitest'
import { createAccess } from './access.ts'
import type { Awaitable } from './awaitable.ts'
import { CachedCredentials } from './cached-credentials.ts'
import { openLibsqlAccessStore } from './libsql-store.ts'
import { memoryAccessStore } from './libsql-store.ts'
import { postgresAccessStore } from './postgres-store.ts'
import type { AccessStore, Credential } from './store.ts'
import type { User } from './users/user-store.ts'
import { usePostgres } from '../testing/use-postgres.ts'

const credential = (given: Partial<Credential> = {}): Credential => ({
  id: 'one',
  kind: 'token',
  hash: 'h1',
  audience: 'viewer',
  accounts: ['main'],
  label: 'a program',
  createdAt: 1,
  expiresAt: 100,
  ...given,
})

const AUDITOR: User['grants'] = [{ role: 'auditor', accounts: 'all' }]
const TRADER: User['grants'] = [{ role: 'trader', accounts: ['main'] }]

/** Those of these ids that are in use. */
async function held(store: AccessStore, ids: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(ids.map(async (id) => store.byId(id, 5)))
  return ids.filter((_id, n) => found[n] !== undefined)
}

/** Every store keeps these. */
function accessStoreContract(name: string, makeStore: () => Awaitable<AccessStore>, isSkipped = false): void {
  describe.skipIf(isSkipped)(name, () => {
    it('finds a credential by kind and hash until it expires', async () => {
      const store = await makeStore()
      await store.add(credential())
      await store.add(credential({ id: 'two', hash: 'h2', accounts: 'all' }))
      expect(await store.find('token', 'h1', 99)).toEqual(credential())
      expect((await store.find('token', 'h2', 99))?.accounts).toBe('all')
      expect(await store.find('session', 'h1', 99)).toBeUndefined()
      expect(await store.find('token', 'h1', 100)).toBeUndefined()
      await store.close()
    })

    it('keeps the role of a token', async () => {
      const store = await makeStore()
      await store.add(credential({ role: 'trader' }))
      expect(await store.byId('one', 5)).toEqual(credential({ role: 'trader' }))
      expect(await store.list('token', 5)).toEqual([credential({ role: 'trader' })])
      await store.close()
    })

    it('keeps users, each field changed alone, and an e-mail for one of them', async () => {
      const store = await makeStore()
      const ann: User = {
        ...{ id: 'ann', name: 'Ann', email: 'ann@example.com', grants: AUDITOR, createdAt: 1 },
        madeBy: 'session',
      }
      expect(await store.users.add(ann)).toBe(true)
      expect(await store.users.add({ ...ann, id: 'other' })).toBe(false)
      expect(await store.users.add({ id: 'bob', name: 'Bob', grants: [], createdAt: 2 })).toBe(true)
      expect(await store.users.change('bob', { email: 'ann@example.com' })).toBe(false)
      expect(await store.users.change('none', { name: 'x' })).toBe(false)
      expect(await store.users.change('ann', { email: null, disabledAt: 7 })).toBe(true)
      expect(await store.users.change('ann', { disabledAt: 9, grants: TRADER })).toBe(true)
      expect(await store.users.change('bob', { email: 'ann@example.com', name: 'Bo' })).toBe(true)
      expect(await store.users.list()).toEqual([
        { id: 'ann', name: 'Ann', grants: TRADER, createdAt: 1, madeBy: 'session', disabledAt: 7 },
        { id: 'bob', name: 'Bo', email: 'ann@example.com', grants: [], createdAt: 2 },
      ])
      expect(await store.users.change('ann', { disabledAt: null })).toBe(true)
      expect((await store.users.byId('ann'))?.disabledAt).toBeUndefined()
      expect([await store.users.remove('ann'), await store.users.remove('ann')]).toEqual([true, false])
      await store.close()
    })

    it('reads a session with the roles that its user has now, and not while the user is disabled or gone', async () => {
      const store = await makeStore()
      const user: User = { id: 'ann', name: 'Ann', grants: AUDITOR, createdAt: 1 }
      await store.users.add(user)
      const { id, name, grants } = user
      const mine = { user: { id, name, grants } }
      await store.add(credential({ ...mine, kind: 'session' }))
      expect((await store.find('session', 'h1', 5))?.user).toEqual({ id, name, grants: AUDITOR })
      await store.users.change('ann', { grants: TRADER, name: 'Anna' })
      expect((await store.byId('one', 5))?.user).toEqual({ id, name: 'Anna', grants: TRADER })
      await store.users.change('ann', { disabledAt: 4 })
      expect([await store.byId('one', 5), await store.list('session', 5)]).toEqual([undefined, []])
      await store.users.change('ann', { disabledAt: null })
      expect((await store.byId('one', 5))?.id).toBe('one')
      await store.users.remove('ann')
      expect(await store.find('session', 'h1', 5)).toBeUndefined()
      await store.close()
    })

    it('signs a user out with codes, and with the links of sessions, also of those that were left', async () => {
      const store = await makeStore()
      const user: User = { id: 'ann', name: 'Ann', grants: AUDITOR, createdAt: 1 }
      await store.users.add(user)
      await store.add(credential({ id: 'code', kind: 'user-code', hash: 'h1', user }))
      await store.add(credential({ id: 'left', kind: 'session', hash: 'h2', user }))
      await store.add(credential({ id: 'session', kind: 'session', hash: 'h3', user }))
      await store.add(credential({ id: 'link', kind: 'link', hash: 'h4', madeBy: 'left' }))
      await store.add(credential({ id: 'guest', kind: 'session', hash: 'h5', parent: 'link' }))
      await store.add(credential({ id: 'other', kind: 'session', hash: 'h6' }))
      await store.end('session', 'left')
      const all = ['code', 'session', 'link', 'guest', 'other']
      expect(await held(store, all)).toEqual(all)
      await store.users.signOut('ann')
      expect(await held(store, all)).toEqual(['other'])
      await store.close()
    })

    it('ends the sign-in links of a session that was signed out, and leaves the sessions that they opened', async () => {
      const store = await makeStore()
      const user: User = { id: 'ann', name: 'Ann', grants: AUDITOR, createdAt: 1 }
      await store.users.add(user)
      await store.add(credential({ id: 'owner', kind: 'session', hash: 'h1' }))
      await store.add(credential({ id: 'code', kind: 'user-code', hash: 'h2', user, madeBy: 'owner' }))
      await store.add(credential({ id: 'inside', kind: 'session', hash: 'h3', user, madeBy: 'owner' }))
      await store.end('session', 'owner')
      expect(await held(store, ['code', 'inside'])).toEqual(['inside'])
      expect(await store.consume('user-code', 'h2', 5)).toBeUndefined()
      await store.close()
    })

    it('gives a one-time code to one caller only', async () => {
      const store = await makeStore()
      await store.add(credential({ kind: 'code' }))
      expect((await store.consume('code', 'h1', 5))?.id).toBe('one')
      expect(await store.consume('code', 'h1', 5)).toBeUndefined()
      await store.close()
    })

    it('ends the sessions of a link with the link', async () => {
      const store = await makeStore()
      await store.add(credential({ id: 'link', kind: 'link', hash: 'h2' }))
      await store.add(credential({ id: 'session', kind: 'session', hash: 'h3', parent: 'link' }))
      expect((await store.byId('session', 5))?.hash).toBe('h3')
      expect(await store.revoke('token', 'link')).toBe(false)
      expect(await store.revoke('link', 'link')).toBe(true)
      expect(await store.revoke('link', 'link')).toBe(false)
      expect(await store.byId('session', 5)).toBeUndefined()
      expect(await store.find('session', 'h3', 5)).toBeUndefined()
      await store.close()
    })

    it('revokes what a credential created, and keeps it when the credential only ended', async () => {
      for (const [id, act, left] of [
        ['revoked', 'revoke', []],
        ['ended', 'end', ['viewer', 'link']],
      ] as const) {
        const store = await makeStore()
        await store.add(credential({ id, kind: 'session', hash: 'h1' }))
        await store.add(credential({ id: 'link', kind: 'link', hash: 'h2', madeBy: id }))
        await store.add(credential({ id: 'viewer', kind: 'session', hash: 'h3', parent: 'link' }))
        expect(await store[act]('session', id)).toBe(true)
        expect(await store[act]('session', id)).toBe(false)
        expect(await held(store, ['viewer', 'link'])).toEqual(left)
        // also what it makes in the same moment, beside this process
        await store.add(credential({ id: 'late', kind: 'link', hash: 'h4', madeBy: id }))
        expect((await store.byId('late', 5)) === undefined).toBe(act === 'revoke')
        await store.close()
      }
    })

    it('revokes all of a kind but one, and counts those that were in use, once', async () => {
      const store = await makeStore()
      for (const id of ['a', 'b', 'c']) await store.add(credential({ id, kind: 'session', hash: id }))
      await store.add(credential({ id: 'over', kind: 'session', hash: 'o', expiresAt: 4 }))
      await store.add(credential({ id: 'token', hash: 't' }))
      await store.add(credential({ id: 'link', kind: 'link', hash: 'l', madeBy: 'a' }))
      await store.add(credential({ id: 'of-over', kind: 'link', hash: 'm', madeBy: 'over' }))
      expect(await store.revokeOthers('session', 'b', 5)).toBe(2)
      expect(await held(store, ['a', 'b', 'c', 'token', 'link', 'of-over'])).toEqual(['b', 'token'])
      for (let round = 0; round < 5; round++) {
        for (const id of ['x', 'y']) await store.add(credential({ id: id + round, kind: 'session', hash: id + round }))
        const both = [0, 1].map(async () => store.revokeOthers('session', 'b', 5))
        expect((await Promise.all(both)).reduce((sum, count) => sum + count)).toBe(2)
      }
      await store.close()
    })

    it('keeps when and from where a session was used', async () => {
      const store = await makeStore()
      const made = credential({ kind: 'session', device: 'Firefox 145', createdFrom: '10.0.0.1' })
      await store.add(made)
      await store.touch('one', 7, '10.0.0.2')
      expect(await store.byId('one', 8)).toEqual({ ...made, lastUsedAt: 7, lastUsedFrom: '10.0.0.2' })
      await store.close()
    })

    it('keeps the later use of a session, whichever gateway writes first', async () => {
      const store = await makeStore()
      await store.add(credential({ kind: 'session' }))
      await store.touch('one', 9, '10.0.0.2')
      await store.touch('one', 7, '10.0.0.1')
      expect(await store.byId('one', 10)).toMatchObject({ lastUsedAt: 9, lastUsedFrom: '10.0.0.2' })
      await store.close()
    })

    it('revokes what was made in a session that had been signed out', async () => {
      const store = await makeStore()
      await store.add(credential({ id: 'link', kind: 'link', hash: 'h1' }))
      await store.add(credential({ id: 'left', kind: 'session', hash: 'h2', parent: 'link' }))
      await store.add(credential({ id: 'below', kind: 'link', hash: 'h3', madeBy: 'left' }))
      expect(await store.end('session', 'left')).toBe(true)
      expect(await held(store, ['left', 'below'])).toEqual(['below'])
      expect(await store.revoke('link', 'link')).toBe(true)
      expect(await held(store, ['link', 'left', 'below'])).toEqual([])
      await store.close()
    })

    it('lists newest first, and forgets what has long ended', async () => {
      const store = await makeStore()
      await store.add(credential({ id: 'a', kind: 'link', hash: 'x', createdAt: 1 }))
      await store.add(credential({ id: 'b', kind: 'link', hash: 'y', createdAt: 2, expiresAt: 50 }))
      expect((await store.list('link', 5)).map(({ id }) => id)).toEqual(['b', 'a'])
      await store.sweep(60)
      expect((await store.list('link', 5)).map(({ id }) => id)).toEqual(['a'])
      await store.close()
    })

    it('keeps preferences by name and forgets those without a value', async () => {
      const store = await makeStore()
      await store.keepPreferences(
        new Map([
          ['theme', '"dark"'],
          ['rows', '50'],
        ]),
      )
      await store.keepPreferences(
        new Map([
          ['theme', undefined],
          ['rows', '20'],
          ['never', undefined],
        ]),
      )
      expect([...(await store.preferences())]).toEqual([['rows', '20']])
      await store.close()
    })

    it('keeps the newest records of access, newest first', async () => {
      const store = await makeStore()
      const record = (time: number) =>
        ({
          time,
          event: 'used',
          label: 'x',
          audience: 'viewer',
          credential: 'id',
          door: 'sse',
          from: '10.0.0.1',
        }) as const
      for (let time = 0; time < 5; time++) await store.record(record(time))
      await store.record({
        time: 5,
        event: 'refused',
        label: '',
        door: 'rest',
        from: '10.0.0.2',
        code: 'UNAUTHENTICATED',
      })
      expect((await store.records()).map(({ time }) => time)).toEqual([5, 4, 3, 2, 1, 0])
      expect((await store.records())[1]).toEqual(record(4))
      await store.close()
    })

    it('makes a named secret once', async () => {
      const store = await makeStore()
      expect(await store.secret('mask', () => 'aa')).toBe('aa')
      expect(await store.secret('mask', () => 'bb')).toBe('aa')
      await store.close()
    })
  })
}

const postgres = usePostgres()

/** Credentials of a database that is empty, as a gateway opens them. */
async function inDatabase(): Promise<CachedCredentials> {
  await postgres.database.all('TRUNCATE credentials, users, access_secrets, access_records, preferences')
  const time = new VirtualTime()
  return new CachedCredentials({ store: postgresAccessStore(postgres.database), clock: time, monotonic: time })
}

accessStoreContract('credentials in memory', memoryAccessStore)
accessStoreContract('credentials in a file', () =>
  openLibsqlAccessStore(join(mkdtempSync(join(tmpdir(), 'spotdeck-access-')), 'access.db')),
)

accessStoreContract('credentials in a database', async () => (await inDatabase()).store, !hasPostgres)

describe.skipIf(!hasPostgres)('credentials that gateways share', () => {
  it('are given to one of two gateways, when both take a code at once', async () => {
    const [one, two] = [await inDatabase(), await inDatabase()]
    await one.store.add(credential({ kind: 'code' }))
    const taken = await Promise.all([one, two, one, two].map(async ({ store }) => store.consume('code', 'h1', 5)))
    expect(taken.filter((found) => found !== undefined)).toHaveLength(1)
  })

  it('stay ended, whoever may write the column', async () => {
    const { store } = await inDatabase()
    await store.add(credential({ id: 'used', kind: 'code' }))
    await store.add(credential({ id: 'gone', hash: 'h2' }))
    await store.end('code', 'used')
    await store.revoke('token', 'gone')
    for (const change of [
      "revoked = 0 WHERE id = 'used'",
      "revoked = 0 WHERE id = 'gone'",
      "revoked = 2 WHERE id = 'gone'",
    ])
      await expect(postgres.database.all(`UPDATE credentials SET ${change}`)).rejects.toThrow()
    await postgres.database.all("UPDATE credentials SET revoked = 1 WHERE id = 'used'")
  })

  it('have one secret, whichever gateway is first', async () => {
    const { store } = await inDatabase()
    const made = await Promise.all(['aa', 'bb', 'cc'].map(async (value) => store.secret('mask', () => value)))
    expect(new Set(made).size).toBe(1)
  })

  it('are looked up by id for many streams at once', async () => {
    const { store } = await inDatabase()
    for (const id of ['a', 'b', 'c']) await store.add(credential({ id, hash: id }))
    await store.revoke('token', 'b')
    expect((await store.byIds(['a', 'b', 'c', 'none'], 5)).map(({ id }) => id).sort()).toEqual(['a', 'c'])
  })
})

describe('a file of another version', () => {
  it('keeps its credentials and gets the newer columns', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'spotdeck-access-')), 'access.db')
    const db = new Libsql(path)
    db.exec(`CREATE TABLE credential (
      id TEXT PRIMARY KEY, kind TEXT NOT NULL, hash TEXT NOT NULL, audience TEXT NOT NULL, accounts TEXT NOT NULL,
      label TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, parent TEXT,
      revoked INTEGER NOT NULL DEFAULT 0) STRICT;
      INSERT INTO credential VALUES ('old', 'session', 'h', 'owner', '"all"', '', 1, 100, NULL, 0);
      CREATE TABLE user (id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT UNIQUE, grants TEXT NOT NULL,
      created_at INTEGER NOT NULL, disabled_at INTEGER) STRICT;
      INSERT INTO user VALUES ('ann', 'Ann', NULL, '[]', 1, NULL);`)
    db.close()
    const store = openLibsqlAccessStore(path)
    expect(store.byId('old', 5)).toMatchObject({ id: 'old', accounts: 'all' })
    expect(store.users.list()).toEqual([{ id: 'ann', name: 'Ann', grants: [], createdAt: 1 }])
    store.touch('old', 7, '10.0.0.1')
    store.close()
    const again = openLibsqlAccessStore(path)
    expect(again.byId('old', 8)).toMatchObject({ lastUsedAt: 7, lastUsedFrom: '10.0.0.1' })
    again.close()
  })

  it('gives a token with a role less where the role is unknown, and never more', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'spotdeck-access-')), 'access.db')
    const store = openLibsqlAccessStore(path)
    const door = createAccess({ store, clock: new VirtualTime(), random: seededRandom(3) })
    const { secret } = door.createToken({ role: 'trader', accounts: ['main'] })
    expect(door.byToken(secret)?.grants).toEqual([{ role: 'trader', accounts: ['main'] }])
    const db = new Libsql(path)
    // what a version reads that knows no roles
    expect(db.prepare('SELECT audience FROM credential').all()).toEqual([{ audience: 'viewer' }])
    db.exec("UPDATE credential SET role = 'surgeon'")
    db.close()
    expect(door.byToken(secret)?.grants).toEqual([{ role: 'viewer', accounts: ['main'] }])
    door.close()
  })
})
