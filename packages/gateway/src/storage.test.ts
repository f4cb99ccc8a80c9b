import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ledgerPath } from '@spotdeck/store'
import { commit, order, updated } from '@spotdeck/store/testing'
import { EMPTY_STATE } from '@spotdeck/ledger'
import Database from 'libsql'
import { expect, it } from 'vitest'
import { diskStorage } from './storage.ts'

const identity = { account: 'main', host: 'api.mexc.com', user: '1' }
const orders = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => updated(order(`o${from + i}`, from + i)))

it('counts a ledger as damaged once its sealed events cannot be read, and tells why', async () => {
  const data = mkdtempSync(join(tmpdir(), 'spotdeck-storage-'))
  const storage = diskStorage(data)
  storage.take()
  const told: unknown[] = []
  const wish = { identity, newEpoch: 'abcdef01', key: 'print', unsealed: (error: unknown) => void told.push(error) }
  const settle = { before: 0, turn: () => Promise.resolve() }
  const first = await storage.open(wish)
  const state = await commit(first, EMPTY_STATE, orders(1, 600))
  await first.archive(settle)
  await first.close()
  const raw = new Database(ledgerPath(data, 'main'))
  raw.exec("UPDATE segments SET body = x'00' || body WHERE first = 129")
  raw.close()
  const again = await storage.open(wish)
  expect([storage.isDamaged('main'), told]).toEqual([false, []])
  await commit(again, state, orders(601, 300))
  await again.archive(settle)
  expect(storage.isDamaged('main')).toBe(true)
  expect(told).toMatchObject([{ code: 'LEDGER_CORRUPT' }])
  await again.close()
  await storage.release()
})
