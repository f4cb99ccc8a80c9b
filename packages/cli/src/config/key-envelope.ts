/** A key file encrypted with a passphrase: scrypt makes the key, AES-256-GCM seals the content and its own header. */

import { createCipheriv, createDecipheriv, scryptSync } from 'node:crypto'
import type { Random } from '@spotdeck/ports'
import { z } from 'zod'
import { CommandError } from '../command-error.ts'

const SCRYPT = { N: 2 ** 17, r: 8, p: 1 } as const
/** Costs of a passphrase that a file may name: scrypt's N, which takes 128 · 8 · N bytes of memory and time in proportion. */
const COSTS = [2 ** 15, 2 ** 16, 2 ** 17, 2 ** 18] as const
/** Cost of a passphrase: N of scrypt. */
type ScryptCost = (typeof COSTS)[number]
/** Memory limit of scrypt, which needs 128 · N · r bytes; a file may not demand more. */
const MAX_MEMORY_BYTES = 512 * 1024 * 1024
const base64 = z.base64().max(100_000)

const envelopeSchema = z.strictObject({
  spotdeck: z.literal('encrypted key file'),
  version: z.literal(1),
  kdf: z.strictObject({
    name: z.literal('scrypt'),
    N: z.literal(COSTS),
    r: z.literal(8),
    p: z.literal(1),
    salt: base64,
  }),
  cipher: z.literal('aes-256-gcm'),
  nonce: base64,
  tag: base64,
  data: base64,
})
type Envelope = z.infer<typeof envelopeSchema>

/** True if the JSON says that it is an encrypted key file, whole or not. */
export function isEnvelope(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'spotdeck' in json
}

/** The text of an encrypted key file. `cost`: 2^17 unless given, half a second of a core. */
export function sealKey(
  text: string,
  passphrase: string,
  { random, cost = SCRYPT.N }: { readonly random: Random; readonly cost?: ScryptCost },
): string {
  const [salt, nonce] = [Buffer.from(random.bytes(16)), Buffer.from(random.bytes(12))]
  const header = {
    spotdeck: 'encrypted key file',
    version: 1,
    kdf: { name: 'scrypt', ...SCRYPT, N: cost, salt: salt.toString('base64') },
    cipher: 'aes-256-gcm',
    nonce: nonce.toString('base64'),
  } as const
  const cipher = createCipheriv('aes-256-gcm', derive(passphrase, salt, cost), nonce)
  cipher.setAAD(Buffer.from(JSON.stringify(header)))
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64')
  return `${JSON.stringify({ ...header, tag: cipher.getAuthTag().toString('base64'), data }, null, 2)}\n`
}

/** @throws {CommandError} `CREDENTIALS_INVALID` for a damaged file, `CREDENTIALS_PASSPHRASE_WRONG` */
export function openKey(json: unknown, passphrase: string, path: string): string {
  const checked = envelopeSchema.safeParse(json)
  if (!checked.success)
    throw new CommandError(
      'CREDENTIALS_INVALID',
      `${path} is no whole encrypted key file: put back the file as it was.`,
    )
  const { tag, data, ...header } = checked.data
  try {
    return decrypt(header, { tag, data }, passphrase)
  } catch {
    // Neither the cause nor the text is repeated: they could be part of the secret.
    throw new CommandError(
      'CREDENTIALS_PASSPHRASE_WRONG',
      `${path} does not open with this passphrase, or was changed: check the passphrase.`,
    )
  }
}

function decrypt(
  header: Omit<Envelope, 'tag' | 'data'>,
  { tag, data }: Pick<Envelope, 'tag' | 'data'>,
  passphrase: string,
): string {
  const key = derive(passphrase, Buffer.from(header.kdf.salt, 'base64'), header.kdf.N)
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(header.nonce, 'base64'), { authTagLength: 16 })
  decipher.setAAD(Buffer.from(JSON.stringify(header)))
  decipher.setAuthTag(Buffer.from(tag, 'base64'))
  return Buffer.concat([decipher.update(data, 'base64'), decipher.final()]).toString('utf8')
}

function derive(passphrase: string, salt: Buffer, N: number): Buffer {
  return scryptSync(passphrase.normalize('NFKC'), salt, 32, { ...SCRYPT, N, maxmem: MAX_MEMORY_BYTES })
}
