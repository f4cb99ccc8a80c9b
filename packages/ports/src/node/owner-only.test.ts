import { chmodSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ownerOnlyFile, ownerOnlyFolder } from './owner-only.ts'

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

test('new files and those of an earlier version are readable by the owner only, with their content', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spotdeck-owner-'))
  const before = process.umask(0)
  try {
    const old = join(folder, 'old')
    mkdirSync(old, { mode: 0o755 })
    writeFileSync(join(old, 'a.db'), 'kept', { mode: 0o644 })
    writeFileSync(join(old, 'a.db-wal'), 'kept', { mode: 0o644 })
    ownerOnlyFolder(old)
    ownerOnlyFile(join(old, 'a.db'))
    ownerOnlyFolder(join(folder, 'new'))
    ownerOnlyFile(join(folder, 'new', 'b.db'))
    expect([old, join(folder, 'new')].map(modeOf)).toEqual(['700', '700'])
    expect(['old/a.db', 'old/a.db-wal', 'new/b.db'].map((path) => modeOf(join(folder, path)))).toEqual([
      '600',
      '600',
      '600',
    ])
    expect(readFileSync(join(old, 'a.db'), 'utf8')).toBe('kept')
    chmodSync(join(folder, 'new', 'b.db'), 0o400)
    expect(modeOf(join(folder, 'new', 'b.db'))).toBe('400')
  } finally {
    process.umask(before)
  }
})
