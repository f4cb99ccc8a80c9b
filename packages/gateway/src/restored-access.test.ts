import { mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backupData, restoreData } from '@spotdeck/store'
import { nodeClock, nodeRandom } from '@spotdeck/ports/node'
import { expect, it, onTestFinished } from 'vitest'
import { openLibsqlAccessStore } from '@spotdeck/desk/testing'
import { openAccess } from '@spotdeck/desk/access'
import { diskStorage } from './storage.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'spotdeck-restored-'))

/** A data folder with an empty ledger. */
async function dataFolder(): Promise<string> {
  const data = folder()
  const storage = diskStorage(data)
  storage.take()
  const identity = { account: 'main', host: 'api.mexc.com', user: '1' }
  const store = await storage.open({ identity, newEpoch: 'a'.repeat(16), key: 'print' })
  await store.close()
  await storage.release()
  return data
}

const passkeyOf = (id: string) => ({
  ...{
    id,
    credentialId: `of ${id}`,
    publicKey: 'key',
    counter: 0,
    transports: [],
    rpId: 'localhost',
    name: 'My phone',
  },
  ...{ aaguid: '', device: '', canBackUp: true, isBackedUp: false, createdAt: 1 },
})

it('a restore on a new machine lets nobody in by a credential of the past, and keeps people, masks and passkeys', async () => {
  const data = await dataFolder()
  const world = { clock: nodeClock, random: nodeRandom }
  const before = openAccess(data, world)
  const token = before.createToken({ audience: 'owner', accounts: 'all' })
  const link = before.createLink({ audience: 'viewer', accounts: ['main'], label: 'a reader' })
  const session = before.logIn(before.newLoginCode())
  const code = before.newLoginCode()
  const ann = before.users.add({ name: 'Ann', grants: [{ role: 'trader', accounts: ['main'] }] })
  const mask = before.maskIdOf('main')('an-order')
  const store = openLibsqlAccessStore(join(data, 'access.db'))
  await store.passkeys.add(passkeyOf('one'), 9)
  store.close()
  const to = join(folder(), 'backup')
  await backupData(data, to)
  // Whoever stole them is shut out, which a backup of before does not know.
  for (const { credential } of [token, link]) before.revokeToken(credential.id)
  before.revokeLink(link.credential.id)
  before.close()
  const elsewhere = folder()
  const dropped: number[] = []
  await restoreData({ from: to, data: elsewhere, dropped: (credentials) => void dropped.push(credentials) })
  const after = openAccess(elsewhere, world)
  onTestFinished(() => void after.close())
  expect(after.byToken(token.secret)).toBeUndefined()
  expect(after.bySession(session?.cookie ?? '')).toBeUndefined()
  for (const secret of [link.secret, code]) expect(after.logIn(secret)).toBeUndefined()
  expect([after.tokens(), after.links(), after.sessions()]).toEqual([[], [], []])
  expect(after.users.list()).toEqual([ann])
  expect(after.maskIdOf('main')('an-order')).toBe(mask)
  expect(await after.passkeys.list()).toHaveLength(1)
  expect(dropped[0]).toBeGreaterThanOrEqual(4)
  expect(statSync(join(elsewhere, 'access.db')).mode & 0o077).toBe(0)
  // Where a store stands already, it stays: what was revoked stays revoked, and nothing is dropped.
  await restoreData({
    from: to,
    data,
    keepIn: join(data, 'kept'),
    dropped: (credentials) => void dropped.push(credentials),
  })
  expect(dropped).toHaveLength(1)
})
