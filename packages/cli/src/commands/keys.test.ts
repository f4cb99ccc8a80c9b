import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keysEncryptCommand } from './keys.ts'

test('encrypting a plain file without a passphrase says that the passphrase is missing, and changes nothing', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'spotdeck-keys-')), 'key.json')
  const text = JSON.stringify({ apiKey: 'mx0verysecretkey', secret: 'very-secret-value' })
  writeFileSync(path, text, { mode: 0o600 })
  const refused = await keysEncryptCommand(path, {}).catch((error: unknown) => error)
  expect(refused).toMatchObject({
    code: 'CREDENTIALS_INVALID',
    message: expect.stringMatching(/^No passphrase to encrypt .*SPOTDECK_KEY_PASSPHRASE_FILE/) as string,
  })
  expect(String(refused)).not.toMatch(/is encrypted|very-secret/)
  expect(readFileSync(path, 'utf8')).toBe(text)
})
