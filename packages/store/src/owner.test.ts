import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EMPTY_STATE } from '@spotdeck/ledger'
import { expect, it } from 'vitest'
import { DataFolderError } from './data-folder-error.ts'
import { nameOfKey, ownerOf } from './owner.ts'
import { readLedgerBinding } from './sqlite/reader.ts'
import { openSqliteStore } from './sqlite/sqlite.ts'
import { commit, order, updated } from './store.contract.ts'

const path = (): string => join(mkdtempSync(join(tmpdir(), 'spotdeck-owner-')), 'main.db')

/** Opens and closes a ledger with a key; `uid` is absent where the exchange does not tell the user. Answers what came of it. */
async function open(file: string, key: string, uid?: string, writes = true): Promise<string> {
  const identity = { account: 'main', host: 'api.mexc.com', user: uid ?? nameOfKey(key) }
  try {
    const store = openSqliteStore({ path: file, identity, newEpoch: 'abcdef01', key })
    const state = await store.load()
    if (writes && state === EMPTY_STATE) await commit(store, state, [updated(order('a', 1))])
    await store.close()
    return 'opened'
  } catch (error) {
    return error instanceof DataFolderError ? error.code : String(error)
  }
}

it('opens for the same key when the user id is known later, then for that user with a new key', async () => {
  const file = path()
  expect(await open(file, 'aaaa')).toBe('opened')
  expect(await open(file, 'aaaa', '70011223')).toBe('opened')
  expect(readLedgerBinding(file)).toEqual({ user: '70011223', key: 'aaaa' })
  expect(await open(file, 'bbbb', '70011223')).toBe('opened')
  expect(readLedgerBinding(file)).toEqual({ user: '70011223', key: 'bbbb' })
})

it('opens for the same key while the exchange omits the user id, and keeps the known one', async () => {
  const file = path()
  expect(await open(file, 'aaaa', '70011223')).toBe('opened')
  expect(await open(file, 'aaaa')).toBe('opened')
  expect(readLedgerBinding(file)).toEqual({ user: '70011223', key: 'aaaa' })
  expect(await open(file, 'bbbb', '70011223')).toBe('opened')
})

it('does not open for another user, or for another key with an unknown user', async () => {
  const file = path()
  expect(await open(file, 'aaaa', '70011223')).toBe('opened')
  expect(await open(file, 'bbbb')).toBe('LEDGER_FOREIGN')
  expect(await open(file, 'bbbb', '99')).toBe('LEDGER_FOREIGN')
  expect(await open(file, 'aaaa', '99')).toBe('LEDGER_FOREIGN')
  const unnamed = path()
  expect(await open(unnamed, 'aaaa')).toBe('opened')
  expect(await open(unnamed, 'bbbb')).toBe('LEDGER_FOREIGN')
  expect(await open(unnamed, 'bbbb', '70011223')).toBe('LEDGER_FOREIGN')
  expect(readLedgerBinding(unnamed)).toEqual({ user: nameOfKey('aaaa'), key: 'aaaa' })
})

it('is not bound before its first account event: a rejected key can be replaced', async () => {
  const file = path()
  expect(await open(file, 'aaaa', undefined, false)).toBe('opened')
  expect(await open(file, 'bbbb', '70011223')).toBe('opened')
  expect(await open(file, 'aaaa')).toBe('LEDGER_FOREIGN')
})

it.each([
  ['of nobody', {}, { user: '7' }, '7'],
  ['of the key that its name tells, by that key', { user: 'key:aaaa' }, { user: '7', key: 'aaaa' }, '7'],
  ['of a user, by the key beside it', { user: '7', key: 'aaaa' }, { user: 'key:aaaa' }, '7'],
  [
    'of a key in its name and another beside it, by either',
    { user: 'key:aaaa', key: 'bbbb' },
    { user: '7', key: 'bbbb' },
    '7',
  ],
  [
    'of a key in its name and another beside it, by the other',
    { user: 'key:aaaa', key: 'bbbb' },
    { user: '7', key: 'aaaa' },
    '7',
  ],
  ['of a user whose key is not known', { user: '7' }, { user: 'key:aaaa', key: 'aaaa' }, undefined],
  ['of another user with the same key', { user: '7', key: 'aaaa' }, { user: '8', key: 'aaaa' }, undefined],
  ['of another key', { user: 'key:aaaa' }, { user: 'key:bbbb', key: 'bbbb' }, undefined],
  ['of a key, by a user without one', { user: 'key:aaaa' }, { user: '7' }, undefined],
])('a ledger %s', (_name, stored, opening, owner) => {
  expect(ownerOf(stored, opening, () => false)).toBe(owner)
})
