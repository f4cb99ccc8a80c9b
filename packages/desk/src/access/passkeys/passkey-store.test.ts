import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasPostgres } from '@spotdeck/store/testing'
import { HOUR_MS } from '@spotdeck/ports'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import { SoftwareAuthenticator } from '@spotdeck/edge/testing'
import type { Awaitable } from '../awaitable.ts'
import { openLibsqlAccessStore } from '../libsql-store.ts'
import { memoryAccessStore } from '../libsql-store.ts'
import { postgresAccessStore } from '../postgres-store.ts'
import type { AccessStore } from '../store.ts'
import type { StoredPasskey } from './passkey-store.ts'
import { Passkeys } from './passkeys.ts'
import { usePostgres } from '../../testing/use-postgres.ts'

const passkey = (given: Partial<StoredPasskey> = {}): StoredPasskey => ({
  id: 'one',
  credentialId: 'cred-1',
  publicKey: 'key',
  counter: 0,
  transports: ['internal', 'hybrid'],
  rpId: 'localhost',
  name: 'My phone',
  aaguid: '00000000-0000-0000-0000-000000000000',
  device: 'Firefox 145 · Windows',
  canBackUp: true,
  isBackedUp: false,
  createdAt: 1,
  ...given,
})

/** Every store keeps these. */
function passkeyStoreContract(name: string, makeStore: () => Awaitable<AccessStore>, isSkipped = false): void {
  describe.skipIf(isSkipped)(name, () => {
    it('are found by their credential, listed newest first, and removed', async () => {
      const store = await makeStore()
      const { passkeys } = store
      const later = passkey({ id: 'two', credentialId: 'cred-2', createdAt: 2 })
      expect(await passkeys.add(passkey(), 9)).toBe('added')
      expect(await passkeys.add(later, 9)).toBe('added')
      expect(await passkeys.byCredential('cred-1')).toEqual(passkey())
      expect(await passkeys.byCredential('cred')).toBeUndefined()
      expect(await passkeys.list()).toEqual([later, passkey()])
      expect([await passkeys.remove('one'), await passkeys.remove('one')]).toEqual([true, false])
      expect(await passkeys.list()).toEqual([later])
      await store.close()
    })

    it('are bounded, and each credential is there once', async () => {
      const store = await makeStore()
      const { passkeys } = store
      await passkeys.add(passkey(), 2)
      expect(await passkeys.add(passkey({ id: 'two' }), 2)).toBe('exists')
      expect(await passkeys.add(passkey({ id: 'two', credentialId: 'cred-2' }), 2)).toBe('added')
      expect(await passkeys.add(passkey({ id: 'three', credentialId: 'cred-3' }), 2)).toBe('full')
      await store.close()
    })

    it('keep their newest use, and refuse a counter that does not grow', async () => {
      const store = await makeStore()
      const { passkeys } = store
      const use = (counter: number, at = 7) => passkeys.use('one', { counter, isBackedUp: true, at, from: '10.0.0.1' })
      await passkeys.add(passkey(), 9)
      expect([await use(0), await use(0), await use(5), await use(5, 8), await use(4, 8), await use(0, 8)]).toEqual([
        ...[true, true, true],
        ...[false, false, false],
      ])
      const used = { counter: 5, isBackedUp: true, lastUsedAt: 7, lastUsedFrom: '10.0.0.1' }
      expect(await passkeys.byCredential('cred-1')).toEqual(passkey(used))
      expect(await passkeys.use('none', { counter: 9, isBackedUp: true, at: 7, from: '' })).toBe(false)
      await store.close()
    })

    it('spend a challenge once, also of two at the same time, and forget it long after its end', async () => {
      const store = await makeStore()
      const { passkeys } = store
      const challenge = { id: 'c', expiresAt: 10 }
      const spent = await Promise.all([0, 1, 2].map(async () => passkeys.spend(challenge, 5)))
      expect(spent.filter((first) => first)).toHaveLength(1)
      expect(await passkeys.spend(challenge, 10 + HOUR_MS)).toBe(false)
      expect(await passkeys.spend(challenge, 11 + HOUR_MS)).toBe(true)
      await store.close()
    })

    it('keep the last confirmation of a session', async () => {
      const store = await makeStore()
      const { passkeys } = store
      expect(await passkeys.confirmedAt('s')).toBeUndefined()
      await passkeys.confirm('s', 9)
      await passkeys.confirm('s', 5)
      expect([await passkeys.confirmedAt('s'), await passkeys.confirmedAt('t')]).toEqual([9, undefined])
      await passkeys.confirm('t', 10 + HOUR_MS)
      expect(await passkeys.confirmedAt('s')).toBeUndefined()
      await store.close()
    })

    it('begin a sign-in at one gateway and end it at another, once', async () => {
      const store = await makeStore()
      const time = new VirtualTime()
      const [one, two] = [1, 2].map((seed) => {
        const random = seededRandom(seed)
        return new Passkeys({
          store: store.passkeys,
          key: () => store.secret('passkey', () => 'ab'.repeat(32)),
          clock: time,
          random,
        })
      })
      if (one === undefined || two === undefined) return
      const party = { id: 'localhost', origin: 'http://localhost:8787' }
      const session = { id: 's', createdAt: 0 }
      const by = { from: '10.0.0.1' }
      const key = new SoftwareAuthenticator({ origin: party.origin })
      const made = key.create(await one.creationOptions(party, session))
      const added = await two.add(party, session, { response: made, by })
      const options = await two.signInOptions(party)
      if (options === undefined) throw new Error('no options')
      const response = key.sign(options)
      expect((await one.signIn(party, response, by)).id).toBe(added.id)
      await expect(two.signIn(party, response, by)).rejects.toMatchObject({ code: 'PASSKEY_EXPIRED' })
      await store.close()
    })
  })
}

const postgres = usePostgres()

passkeyStoreContract('passkeys in memory', memoryAccessStore)
passkeyStoreContract('passkeys in a file', () =>
  openLibsqlAccessStore(join(mkdtempSync(join(tmpdir(), 'spotdeck-passkeys-')), 'access.db')),
)
passkeyStoreContract(
  'passkeys in a database',
  async () => {
    await postgres.database.all('TRUNCATE passkeys, spent_challenges, confirmations, access_secrets')
    return postgresAccessStore(postgres.database)
  },
  !hasPostgres,
)

it.skipIf(!hasPostgres)('two gateways that add passkeys at the same moment never pass the limit together', async () => {
  await postgres.database.all('TRUNCATE passkeys')
  const { passkeys } = postgresAccessStore(postgres.database)
  const { adding } = await postgres.database.alone(async (other) => {
    await other.all('BEGIN')
    await other.all(`INSERT INTO passkeys (id, credential_id, public_key, counter, transports, rp_id, name, aaguid, device,
      can_back_up, backed_up, created_at) VALUES ('one', 'cred-1', 'key', 0, '[]', 'localhost', '', '', '', 0, 0, 1)`)
    let isOver = false
    const adding = Promise.resolve(passkeys.add(passkey({ id: 'two', credentialId: 'cred-2' }), 1)).finally(() => {
      isOver = true
    })
    const isWaiting = async () => (await postgres.database.all('SELECT FROM pg_locks WHERE NOT granted')).length > 0
    await expect.poll(async () => isOver || isWaiting(), { timeout: 60_000 }).toBe(true)
    await other.all('COMMIT')
    return { adding }
  })
  expect(await adding).toBe('full')
  expect(await passkeys.list()).toHaveLength(1)
})
