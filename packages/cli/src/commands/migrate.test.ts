import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { explainError } from '../command-error.ts'
import { migrateCommand } from './migrate.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'spotdeck-migrate-'))
/** Nothing listens on this port. */
const ADDRESS = 'postgres://desk:very-secret@127.0.0.1:1/desk'

afterEach(() => vi.unstubAllEnvs())

async function trouble(direction: string, flags: Readonly<Record<string, string>>): Promise<string> {
  const error = await migrateCommand(direction, { data: folder(), ...flags }).catch((cause: unknown) => cause)
  return explainError(error)
}

test('refuses an unknown direction, a missing address and a file that others can read', async () => {
  expect(await trouble('sqlite', {})).toMatch(
    /^The direction is "sqlite": write sqlite-to-postgres or postgres-to-sqlite/,
  )
  expect(await trouble('postgres-to-sqlite', {})).toMatch(/^No database: .*SPOTDECK_DATABASE_URL.*--database-file/)
  const file = join(folder(), 'address')
  writeFileSync(file, ADDRESS, { mode: 0o644 })
  expect(await trouble('postgres-to-sqlite', { databaseFile: file })).toMatch(/chmod 600.*CREDENTIALS_OPEN/)
})

test('takes the address from a file or a variable, and names no password when the database cannot be reached', async () => {
  const file = join(folder(), 'address')
  writeFileSync(file, `${ADDRESS}\n`, { mode: 0o600 })
  const fromFile = await trouble('postgres-to-sqlite', { databaseFile: file })
  vi.stubEnv('SPOTDECK_DATABASE_URL', ADDRESS)
  const fromVariable = await trouble('postgres-to-sqlite', {})
  for (const said of [fromFile, fromVariable]) {
    expect(said).toMatch(/did not answer.*\(STORE_UNREACHABLE\)$/)
    expect(said).not.toMatch(/very-secret|desk/)
  }
  vi.stubEnv('SPOTDECK_DATABASE_URL', 'mysql://very-secret')
  expect(await trouble('postgres-to-sqlite', {})).toMatch(/^(?!.*very-secret).*\(STORE_ADDRESS_BAD\)$/)
})
