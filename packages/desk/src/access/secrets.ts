/** Secrets as text: made from chance, kept as hashes, and turned into the names that stand for masked ids. */

import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto'
import type { MaskId } from '@spotdeck/api'
import { BoundedMap, type Random } from '@spotdeck/ports'

const SECRET_BYTES = 32
const ID_BYTES = 9

/** A secret that is shown once: 256 bits, with a prefix by which leak scanners know it. */
export function newSecret(random: Random, prefix: 'sdc' | 'sds' | 'sdt' | 'sdm' | 'sdl' | 'sdq' | 'sdu'): string {
  return `${prefix}_${Buffer.from(random.bytes(SECRET_BYTES)).toString('base64url')}`
}

/** A new random id in hex; not a secret. */
export function newId(random: Random): string {
  return Buffer.from(random.bytes(ID_BYTES)).toString('hex')
}

/** Hash under which a secret is stored. Secrets are 256 random bits, so a plain hash cannot be searched. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex')
}

/** A new random secret of 256 bits in hex. */
export function newKey(random: Random): string {
  return Buffer.from(random.bytes(SECRET_BYTES)).toString('hex')
}

const MASK_LETTERS = 12
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'

/** Masked ids kept per account: some pages of the longest list, which its readers ask for again and again. */
const KEPT_MASKS = 20_000

/** 12 letters (60 bits) of HMAC-SHA256 over account and id; the ids masked last are kept. */
export function maskIdWith(keyHex: string, account: string): MaskId {
  const key = Buffer.from(keyHex, 'hex')
  const kept = new BoundedMap<string, string>({ maxSize: KEPT_MASKS })
  const masked = (id: string): string => {
    const digest = createHmac('sha256', key).update(`${account}\n${id}`, 'utf8').digest()
    let text = ''
    for (const byte of digest.subarray(0, MASK_LETTERS)) text += LETTERS[byte & 31]
    return text
  }
  return (id) => kept.getOrSet(id, () => masked(id))
}

/** Seals cursors, which may hold ids that the reader must not see, and opens only what it has sealed for the same `list`. */
export type CursorCipher = {
  seal(cursor: string, list: string): string
  open(encrypted: string, list: string): string | undefined
}

const NONCE = 12
const TAG = 16

/** Cipher that makes cursors opaque and bound to one list. */
export function cursorSeal(keyHex: string, random: Random): CursorCipher {
  const key = createHash('sha256').update(`cursor ${keyHex}`).digest()
  return {
    seal(cursor, list) {
      const nonce = random.bytes(NONCE)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(list, 'utf8'))
      const body = Buffer.concat([cipher.update(cursor, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
    },
    open(encrypted, list) {
      const bytes = Buffer.from(encrypted, 'base64url')
      if (bytes.length < NONCE + TAG) return undefined
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE))
        decipher.setAAD(Buffer.from(list, 'utf8'))
        decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG))
        return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString('utf8')
      } catch {
        return undefined
      }
    },
  }
}
