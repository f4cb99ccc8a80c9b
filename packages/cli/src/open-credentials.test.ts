import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAccess } from '@spotdeck/desk/access'
import { afterEach, expect, test, vi } from 'vitest'
import { readSettings } from './config/settings.ts'
import { openCredentials } from './open-credentials.ts'
import { isShared, markShared } from './shared-directory.ts'
import { openWorld } from './world.ts'

/** Nothing listens on this port. */
const ADDRESS = 'postgres://desk:very-secret@127.0.0.1:1/desk'

afterEach(() => vi.unstubAllEnvs())

/** A data directory, as a gateway has left it. */
function asked(used: 'never' | 'alone' | 'with a database') {
  const data = mkdtempSync(join(tmpdir(), 'spotdeck-credentials-'))
  if (used !== 'never') openAccess(data, openWorld('error')).close()
  markShared(data, used === 'with a database')
  return { settings: readSettings({ data }, {}, { port: 1 }), flags: {} }
}

async function whereOpened(given: ReturnType<typeof asked>): Promise<string> {
  try {
    const access = await openCredentials(given)
    await access.close()
    return 'here'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'failed'
  }
}

test('opens the credentials where the gateway of the directory keeps them, and says when that is unknown', async () => {
  expect(await whereOpened(asked('never'))).toBe('here')
  expect(await whereOpened(asked('alone'))).toBe('here')
  expect(await whereOpened(asked('with a database'))).toBe('CONFIG_BAD_VALUE')
  vi.stubEnv('SPOTDECK_DATABASE_URL', ADDRESS)
  expect(await whereOpened(asked('never'))).toBe('STORE_UNREACHABLE')
  expect(await whereOpened(asked('with a database'))).toBe('STORE_UNREACHABLE')
  // The variable is of another gateway: a token in the database would open nothing here.
  expect(await whereOpened(asked('alone'))).toBe('here')
})

test('leaves no credentials in the directory of a gateway with a database', async () => {
  const given = asked('with a database')
  vi.stubEnv('SPOTDECK_DATABASE_URL', ADDRESS)
  const other = asked('never')
  await whereOpened(other)
  expect(existsSync(join(other.settings.data, 'access.db'))).toBe(false)
  markShared(given.settings.data, false)
  expect(isShared(given.settings.data)).toBe(false)
})
