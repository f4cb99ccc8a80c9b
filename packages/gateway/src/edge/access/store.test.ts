import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { describe, expect, it } from 'vitest'
import { openLibsqlAccessStore } from './libsql-store.ts'
import { memoryAccessStore } from './memory-store.ts'
import type { AccessStore, Credential } from './store.ts'

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

/** Every store keeps these. */
function accessStoreContract(name: string, makeStore: () => AccessStore): void {
  describe(name, () => {
    it('finds a credential by kind and hash until it expires', () => {
      const store = makeStore()
      store.add(credential())
      store.add(credential({ id: 'two', hash: 'h2', accounts: 'all' }))
      expect(store.find('token', 'h1', 99)).toEqual(credential())
      expect(store.find('token', 'h2', 99)?.accounts).toBe('all')
      expect(store.find('session', 'h1', 99)).toBeUndefined()
      expect(store.find('token', 'h1', 100)).toBeUndefined()
      store.close()
    })

    it('gives a one-time code to one caller only', () => {
      const store = makeStore()
      store.add(credential({ kind: 'code' }))
      expect(store.consume('code', 'h1', 5)?.id).toBe('one')
      expect(store.consume('code', 'h1', 5)).toBeUndefined()
      store.close()
    })

    it('ends the sessions of a link with the link', () => {
      const store = makeStore()
      store.add(credential({ id: 'link', kind: 'link', hash: 'h2' }))
      store.add(credential({ id: 'session', kind: 'session', hash: 'h3', parent: 'link' }))
      expect(store.byId('session', 5)?.hash).toBe('h3')
      expect(store.revoke('token', 'link')).toBe(false)
      expect(store.revoke('link', 'link')).toBe(true)
      expect(store.revoke('link', 'link')).toBe(false)
      expect(store.byId('session', 5)).toBeUndefined()
      expect(store.find('session', 'h3', 5)).toBeUndefined()
      store.close()
    })

    it('revokes what a credential created, and keeps it when the credential only ended', () => {
      for (const [id, act, left] of [
        ['revoked', 'revoke', []],
        ['ended', 'end', ['viewer', 'link']],
      ] as const) {
        const store = makeStore()
        store.add(credential({ id, kind: 'session', hash: 'h1' }))
        store.add(credential({ id: 'link', kind: 'link', hash: 'h2', madeBy: id }))
        store.add(credential({ id: 'viewer', kind: 'session', hash: 'h3', parent: 'link' }))
        expect(store[act]('session', id)).toBe(true)
        expect(store[act]('session', id)).toBe(false)
        expect(['viewer', 'link'].filter((one) => store.byId(one, 5) !== undefined)).toEqual(left)
        // also what it makes in the same moment, beside this process
        store.add(credential({ id: 'late', kind: 'link', hash: 'h4', madeBy: id }))
        expect(store.byId('late', 5) === undefined).toBe(act === 'revoke')
        store.close()
      }
    })

    it('revokes all of a kind but one, and says how many there were', () => {
      const store = makeStore()
      for (const id of ['a', 'b', 'c']) store.add(credential({ id, kind: 'session', hash: id }))
      store.add(credential({ id: 'token', hash: 't' }))
      store.add(credential({ id: 'link', kind: 'link', hash: 'l', madeBy: 'a' }))
      expect(store.revokeOthers('session', 'b', 5)).toBe(2)
      expect(store.revokeOthers('session', 'b', 5)).toBe(0)
      expect(['a', 'b', 'c', 'token', 'link'].filter((id) => store.byId(id, 5) !== undefined)).toEqual(['b', 'token'])
      store.close()
    })

    it('keeps when and from where a session was used', () => {
      const store = makeStore()
      const made = credential({ kind: 'session', device: 'Firefox 145', createdFrom: '10.0.0.1' })
      store.add(made)
      store.touch('one', 7, '10.0.0.2')
      expect(store.byId('one', 8)).toEqual({ ...made, lastUsedAt: 7, lastUsedFrom: '10.0.0.2' })
      store.close()
    })

    it('lists newest first, and forgets what has long ended', () => {
      const store = makeStore()
      store.add(credential({ id: 'a', kind: 'link', hash: 'x', createdAt: 1 }))
      store.add(credential({ id: 'b', kind: 'link', hash: 'y', createdAt: 2, expiresAt: 50 }))
      expect(store.list('link', 5).map(({ id }) => id)).toEqual(['b', 'a'])
      store.sweep(60)
      expect(store.list('link', 5).map(({ id }) => id)).toEqual(['a'])
      store.close()
    })

    it('keeps preferences by name and forgets those without a value', () => {
      const store = makeStore()
      store.keepPreferences(
        new Map([
          ['theme', '"dark"'],
          ['rows', '50'],
        ]),
      )
      store.keepPreferences(
        new Map([
          ['theme', undefined],
          ['rows', '20'],
          ['never', undefined],
        ]),
      )
      expect([...store.preferences()]).toEqual([['rows', '20']])
      store.close()
    })

    it('keeps the newest records of access, newest first', () => {
      const store = makeStore()
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
      for (let time = 0; time < 5; time++) store.record(record(time))
      store.record({ time: 5, event: 'refused', label: '', door: 'rest', from: '10.0.0.2', code: 'UNAUTHENTICATED' })
      expect(store.records().map(({ time }) => time)).toEqual([5, 4, 3, 2, 1, 0])
      expect(store.records()[1]).toEqual(record(4))
      store.close()
    })

    it('makes a named secret once', () => {
      const store = makeStore()
      expect(store.secret('mask', () => 'aa')).toBe('aa')
      expect(store.secret('mask', () => 'bb')).toBe('aa')
      store.close()
    })
  })
}

accessStoreContract('credentials in memory', memoryAccessStore)
accessStoreContract('credentials in a file', () =>
  openLibsqlAccessStore(join(mkdtempSync(join(tmpdir(), 'spotdeck-access-')), 'access.db')),
)

describe('a file of an older version', () => {
  it('keeps its credentials and gets the newer columns', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'spotdeck-access-')), 'access.db')
    const db = new Database(path)
    db.exec(`CREATE TABLE credential (
      id TEXT PRIMARY KEY, kind TEXT NOT NULL, hash TEXT NOT NULL, audience TEXT NOT NULL, accounts TEXT NOT NULL,
      label TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, parent TEXT,
      revoked INTEGER NOT NULL DEFAULT 0) STRICT;
      INSERT INTO credential VALUES ('old', 'session', 'h', 'owner', '"all"', '', 1, 100, NULL, 0);`)
    db.close()
    const store = openLibsqlAccessStore(path)
    expect(store.byId('old', 5)).toMatchObject({ id: 'old', accounts: 'all' })
    store.touch('old', 7, '10.0.0.1')
    store.close()
    const again = openLibsqlAccessStore(path)
    expect(again.byId('old', 8)).toMatchObject({ lastUsedAt: 7, lastUsedFrom: '10.0.0.1' })
    again.close()
  })
})
