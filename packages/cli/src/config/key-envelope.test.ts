import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '@spotdeck/ports/virtual'
import { expect, test } from 'vitest'
import { readAccounts } from './credentials.ts'
import { outputOf } from './key-command.ts'
import { openKey, sealKey } from './key-envelope.ts'
import type { FileAccount } from './schema.ts'

const KEY = JSON.stringify({ apiKey: 'mx0verysecretkey', secret: 'very-secret-value' })
const PASSPHRASE = 'correct horse battery'
/** The lowest cost: what is tested is the same at every one. */
const COST = 2 ** 15
const folder = mkdtempSync(join(tmpdir(), 'spotdeck-keys-'))
const fileOf = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text, { mode: 0o600 })
  return path
}
const account = (given: Partial<FileAccount>): FileAccount => ({
  id: 'main',
  trading: false,
  plans: false,
  maxOrderNotional: '1',
  maxDailyNotional: '1',
  zone: 'UTC',
  ...given,
})
const trouble = (work: () => unknown): { readonly code: string; readonly message: string } => {
  try {
    work()
  } catch (error) {
    return error as { code: string; message: string }
  }
  return { code: 'none', message: '' }
}

test('an encrypted key file opens with its passphrase alone, and not after any change', () => {
  const sealed = sealKey(KEY, PASSPHRASE, { random: seededRandom(1), cost: COST })
  expect(sealed).not.toMatch(/mx0verysecretkey|very-secret/)
  const json = JSON.parse(sealed) as Record<string, unknown>
  expect(openKey(json, PASSPHRASE, 'key.json')).toBe(KEY)
  expect(trouble(() => openKey(json, 'wrong', 'key.json')).code).toBe('CREDENTIALS_PASSPHRASE_WRONG')
  const changed = { ...json, data: `A${String(json['data']).slice(1)}` }
  expect(trouble(() => openKey(changed, PASSPHRASE, 'key.json')).code).toMatch(/^CREDENTIALS_/)
  const greedy = { ...json, kdf: { ...(json['kdf'] as object), N: 2 ** 30 } }
  expect(trouble(() => openKey(greedy, PASSPHRASE, 'key.json')).code).toBe('CREDENTIALS_INVALID')
})

test('a key is sealed at a cost of 2^17 unless another is chosen, and opens', () => {
  const json = JSON.parse(sealKey(KEY, PASSPHRASE, { random: seededRandom(3) })) as { readonly kdf: unknown }
  expect(json.kdf).toMatchObject({ name: 'scrypt', N: 2 ** 17, r: 8, p: 1 })
  expect(openKey(json, PASSPHRASE, 'key.json')).toBe(KEY)
})

test('an account reads its key from an encrypted file or a command, and no error contains the secret', () => {
  const keyFile = fileOf('sealed.json', sealKey(KEY, PASSPHRASE, { random: seededRandom(2), cost: COST }))
  const stored = { SPOTDECK_KEY_PASSPHRASE_FILE: fileOf('passphrase', `${PASSPHRASE}\n`) }
  const expected = [{ credentials: { apiKey: 'mx0verysecretkey', secret: 'very-secret-value' } }]
  expect(readAccounts([account({ keyFile })], stored)).toMatchObject(expected)
  expect(readAccounts([account({ keyFile })], {}, PASSPHRASE)).toMatchObject(expected)
  const script = (text: string): string[] => [process.execPath, '-e', `process.stdout.write(${JSON.stringify(text)})`]
  expect(readAccounts([account({ keyCommand: script(KEY) })], {})).toMatchObject(expected)
  const failures = [
    trouble(() => readAccounts([account({ keyFile })], {})),
    trouble(() => readAccounts([account({ keyFile })], {}, 'wrong')),
    trouble(() => readAccounts([account({ keyCommand: script(`${KEY} very-secret-value`) })], {})),
    trouble(() => readAccounts([account({ keyCommand: ['/nonexistent/very'] })], {})),
    trouble(() => outputOf([process.execPath, '-e', 'process.stdout.write("very-secret-value"); process.exit(3)'])),
    trouble(() => outputOf([process.execPath, '-e', 'setInterval(() => undefined, 1000)'], 300)),
    trouble(() => outputOf([process.execPath, '-e', 'process.stdout.write("x".repeat(1e6))'])),
  ]
  expect(failures.map(({ code }) => code)).toEqual([
    'CREDENTIALS_LOCKED',
    'CREDENTIALS_PASSPHRASE_WRONG',
    'CREDENTIALS_UNREADABLE',
    ...Array<string>(4).fill('CREDENTIALS_COMMAND_FAILED'),
  ])
  for (const { message } of failures) expect(message).not.toMatch(/very-secret|mx0very/)
})
