import { existsSync, mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { describe, expect, it } from 'vitest'
import { copyPages } from './copy-pages.ts'
import { readSqlite } from './database.ts'

const folder = mkdtempSync(join(tmpdir(), 'spotdeck-copy-'))

/** A file with a write-ahead log and `rows` rows of a page each. */
function written(name: string, rows: number): { readonly path: string; readonly writer: Database.Database } {
  const path = join(folder, name)
  const writer = new Database(path)
  writer.pragma('journal_mode = WAL')
  writer.exec('CREATE TABLE rows (n INTEGER PRIMARY KEY, body BLOB)')
  add(writer, rows)
  return { path, writer }
}

function add(writer: Database.Database, rows: number): void {
  writer.exec(
    `INSERT INTO rows (body) SELECT randomblob(3000) FROM (WITH RECURSIVE m (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM m WHERE n < ${rows}) SELECT n FROM m)`,
  )
}

const factsOf = (path: string) => {
  const file = readSqlite(path)
  try {
    return [
      file.all('SELECT count(*) AS count, max(n) AS last FROM rows')[0],
      file.all('PRAGMA integrity_check')[0],
      file.all('PRAGMA journal_mode')[0],
    ]
  } finally {
    file.close()
  }
}

describe('a copy of pages', () => {
  it('is of one moment, whatever is written and merged into the file meanwhile', async () => {
    const { path, writer } = written('live.db', 1_000)
    const to = join(folder, 'copy.db')
    const reader = readSqlite(path)
    reader.run('BEGIN')
    const told: number[] = []
    await copyPages(reader, to, ({ done, total }) => {
      told.push(done / total)
      add(writer, 100)
      writer.exec('UPDATE rows SET body = randomblob(3000) WHERE n % 7 = 0; DELETE FROM rows WHERE n < 20')
      writer.pragma('wal_checkpoint(PASSIVE)')
    })
    reader.close()
    writer.close()
    expect(factsOf(to)).toEqual([{ count: 1_000, last: 1_000 }, { integrity_check: 'ok' }, { journal_mode: 'delete' }])
    expect(told.length).toBeGreaterThan(3)
    expect(told).toEqual([...told].sort((a, b) => a - b))
    expect(told.at(-1)).toBe(1)
    expect(statSync(to).mode & 0o077).toBe(0)
    expect(existsSync(`${to}-wal`)).toBe(false)
  })

  it('ends where the one who watches it throws, and never overwrites a file', async () => {
    const { path, writer } = written('ended.db', 600)
    const reader = readSqlite(path)
    const end = new Error('enough')
    const copied = copyPages(reader, join(folder, 'ended-copy.db'), () => {
      throw end
    })
    await expect(copied).rejects.toBe(end)
    await expect(copyPages(reader, path)).rejects.toThrow('EEXIST')
    reader.close()
    writer.close()
  })
})
