/** The file that keeps the last event of a ledger. */

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { clearHeadCheckpoint, fileHeadCheckpoint } from './head-checkpoint.ts'

const newPath = (): string => join(mkdtempSync(join(tmpdir(), 'spotdeck-heads-')), 'heads', 'main')
const DESCRIPTORS = '/proc/self/fd'
/** True if this process has the file open; false where the system does not tell. */
function isOpen(path: string): boolean {
  if (!existsSync(DESCRIPTORS)) return false
  return readdirSync(DESCRIPTORS).some((descriptor) => {
    try {
      return readlinkSync(join(DESCRIPTORS, descriptor)) === path
    } catch {
      // The one of this very listing is closed already.
      return false
    }
  })
}
const seen = (n: number, epoch = 'abcdef01') => ({ epoch, n, head: 'e'.repeat(64) })

describe('a head checkpoint', () => {
  it('holds the last event that was written, in a file that only its owner can read', () => {
    const path = newPath()
    const checkpoint = fileHeadCheckpoint(path)
    expect(checkpoint.read()).toBeUndefined()
    checkpoint.write(seen(12, 'a'.repeat(64)))
    checkpoint.write(seen(9))
    expect([checkpoint.read(), fileHeadCheckpoint(path).read()]).toEqual([seen(9), seen(9)])
    expect([statSync(path).mode & 0o777, statSync(dirname(path)).mode & 0o777]).toEqual([0o600, 0o700])
    checkpoint.close()
    checkpoint.close()
    checkpoint.write(seen(10))
    checkpoint.close()
    expect(isOpen(path)).toBe(false)
    expect(fileHeadCheckpoint(path).read()).toEqual(seen(10))
    expect(readFileSync(path, 'utf8')).toHaveLength(256)
  })

  it('that others could read is made private', () => {
    const path = newPath()
    mkdirSync(dirname(path), { mode: 0o755 })
    writeFileSync(path, 'x', { mode: 0o644 })
    fileHeadCheckpoint(path).write(seen(1))
    expect([statSync(path).mode & 0o777, statSync(dirname(path)).mode & 0o777]).toEqual([0o600, 0o700])
  })

  it('that is not whole holds nothing', () => {
    const path = newPath()
    mkdirSync(dirname(path))
    const head = 'e'.repeat(64)
    const read = (text: string) => {
      writeFileSync(path, text)
      return fileHeadCheckpoint(path).read()
    }
    expect(read(`abcdef01 7 ${head}\n`)).toEqual(seen(7))
    for (const text of [
      '',
      `abcdef01 7 ${head}`,
      `abcdef0 7 ${head}\n`,
      `${'a'.repeat(65)} 7 ${head}\n`,
      `abcdefgh 7 ${head}\n`,
      `abcdef01 x ${head}\n`,
      `abcdef01 ${'1'.repeat(16)} ${head}\n`,
      `abcdef01 7 ${head.slice(1)}\n`,
      `abcdef01 7 ${head}e\n`,
      ` abcdef01 7 ${head}\n`,
      `abcdef01 7 ${head}\n\n`,
    ])
      expect(read(text), text).toBeUndefined()
  })

  it('is gone once it was cleared, however often', () => {
    const path = newPath()
    fileHeadCheckpoint(path).write(seen(1))
    clearHeadCheckpoint(path)
    clearHeadCheckpoint(path)
    expect(existsSync(path)).toBe(false)
  })
})
