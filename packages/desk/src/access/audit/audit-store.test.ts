import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasPostgres } from '@spotdeck/store/testing'
import Libsql from 'libsql'
import { describe, expect, it } from 'vitest'
import type { Awaitable } from '../awaitable.ts'
import { openLibsqlAccessStore } from '../libsql-store.ts'
import { memoryAccessStore } from '../libsql-store.ts'
import { postgresAccessStore } from '../postgres-store.ts'
import type { AccessStore } from '../store.ts'
import { AUDIT_TRIM_EVERY, type AuditEntry, auditLimits, auditShareOf } from './audit-store.ts'
import { usePostgres } from '../../testing/use-postgres.ts'

const entry = (given: Partial<AuditEntry> = {}): AuditEntry => ({
  ...({ time: 5, action: 'link-made', credential: 'c1', kind: 'session', label: '' } as const),
  ...({ audience: 'owner', role: 'owner', door: 'rest', from: '10.0.0.1' } as const),
  ...given,
})

/** Every store keeps these. */
function auditStoreContract(name: string, makeStore: () => Awaitable<AccessStore>, isSkipped = false): void {
  describe.skipIf(isSkipped)(name, () => {
    it('is unknown until it is settled, and settled once', async () => {
      const store = await makeStore()
      const { audit } = store
      const [first, second] = [await audit.open(entry(), 'management'), await audit.open(entry(), 'management')]
      await audit.settle(first, { outcome: 'ok', status: 201, target: 'l1' })
      await audit.settle(first, { outcome: 'INTERNAL', status: 500 })
      expect(await audit.list({ limit: 10 })).toEqual([
        { ...entry(), n: second, outcome: 'unknown' },
        { ...entry(), n: first, outcome: 'ok', status: 201, target: 'l1' },
      ])
      await store.close()
    })

    it('is chosen by account, action, person, credential, name, time and place in the list', async () => {
      const store = await makeStore()
      const { audit } = store
      const user = { id: 'u1', name: 'Ann' }
      const order = { action: 'order-placed', account: 'main', target: 'sd1', symbol: 'MXUSDT', side: 'BUY' } as const
      const one = await audit.open(entry({ ...order, user, time: 10 }), 'management')
      await audit.open(entry({ credential: 'c2', label: 'bot', time: 20 }), 'refusals', {
        outcome: 'ROLE_FORBIDDEN',
        status: 403,
      })
      const times = async (query: object) => (await audit.list({ limit: 10, ...query })).map(({ time }) => time)
      expect(await times({})).toEqual([20, 10])
      expect(await times({ account: 'main' })).toEqual([10])
      expect(await times({ action: 'link-made' })).toEqual([20])
      for (const who of ['u1', 'c1']) expect(await times({ who })).toEqual([10])
      for (const who of ['bot', 'c2']) expect(await times({ who })).toEqual([20])
      expect(await times({ from: 10, to: 20 })).toEqual([10])
      expect(await times({ before: one + 1 })).toEqual([10])
      expect(await times({ limit: 1 })).toEqual([20])
      await store.close()
    })

    it('keeps what others did, however much one credential does in the same lane', async () => {
      const store = await makeStore()
      const { audit } = store
      await audit.open(entry({ credential: 'owner', time: 1 }), 'refusals')
      const flood = auditShareOf('refusals') + 2 * AUDIT_TRIM_EVERY
      for (let n = 0; n < flood; n++) await audit.open(entry({ credential: 'flood', time: 2 }), 'refusals')
      const kept = await audit.list({ limit: 20_000 })
      expect(kept.at(-1)).toMatchObject({ credential: 'owner', time: 1 })
      expect(kept.length).toBeLessThanOrEqual(auditShareOf('refusals') + AUDIT_TRIM_EVERY + 1)
      expect(await audit.reach()).toEqual({})
      await store.close()
    })
  })
}

const postgres = usePostgres()

const fileIn = () => join(mkdtempSync(join(tmpdir(), 'spotdeck-audit-')), 'access.db')

auditStoreContract('audit log in memory', memoryAccessStore)
auditStoreContract('audit log in a file', () => openLibsqlAccessStore(fileIn()))
auditStoreContract(
  'audit log in a database',
  async () => {
    await postgres.database.all('TRUNCATE audit_records')
    return postgresAccessStore(postgres.database)
  },
  !hasPostgres,
)

it('keeps a change beside more refusals than are kept, and outlives the process that wrote it', () => {
  const path = fileIn()
  const store = openLibsqlAccessStore(path)
  const n = store.audit.open(entry(), 'management')
  const other = new Libsql(path)
  other.exec(`WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ${auditLimits.refusals + 100})
    INSERT INTO audit (lane, time, action, label, body) SELECT 'refusals', 6, 'link-made', '', body FROM audit, c`)
  other.close()
  for (let count = 0; count < AUDIT_TRIM_EVERY; count++) store.audit.open(entry({ time: 7 }), 'refusals')
  // Another process, while the first has not closed the file.
  const again = openLibsqlAccessStore(path)
  const all = again.audit.list({ limit: 50_000 })
  expect(all.at(-1)).toEqual({ ...entry(), n, outcome: 'unknown' })
  expect(all.length).toBeLessThanOrEqual(auditLimits.refusals + AUDIT_TRIM_EVERY + 1)
  expect(again.audit.reach()).toEqual({ refusals: 6 })
  again.close()
  store.close()
})
