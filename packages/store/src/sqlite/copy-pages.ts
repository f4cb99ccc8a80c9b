/** Copies a ledger file page by page while another process writes to it: unlike one call of SQLite, it can be followed and ended. */

import { type FileHandle, open } from 'node:fs/promises'
import type { Row, SqliteFile } from './file.ts'

/** Called after each part with the number of bytes copied, of `total`. It is awaited; what it throws ends the copy. */
export type CopyProgress = (progress: { readonly done: number; readonly total: number }) => void | Promise<void>

/** Pages that are read at once: some milliseconds. */
const PAGES_AT_ONCE = 256
/** Pages after which the copy is synced, so that a writer's commits never wait for more than these. */
const PAGES_PER_SYNC = 2_048
const PAGES =
  'WITH RECURSIVE numbers (n) AS (SELECT ? UNION ALL SELECT n + 1 FROM numbers WHERE n < ?) SELECT data FROM numbers CROSS JOIN sqlite_dbpage ON pgno = n'

/**
 * Writes all pages of a file to a new one, inside a transaction: they are those of one moment. The copy is durable when it returns.
 * @throws where the file exists, or cannot be written
 */
export async function copyPages(
  file: Pick<SqliteFile, 'all'>,
  to: string,
  progress: CopyProgress = () => undefined,
): Promise<void> {
  const [count, size] = ['page_count', 'page_size'].map((name) => Number(file.all(`PRAGMA ${name}`)[0]?.[name]))
  if (count === undefined || size === undefined) throw new RangeError('The file states no size.')
  const copy = await open(to, 'wx', 0o600)
  try {
    for (let first = 1; first <= count; first += PAGES_AT_ONCE) {
      const last = Math.min(count, first + PAGES_AT_ONCE - 1)
      await write(copy, file.all(PAGES, first, last), first === 1)
      if (last % PAGES_PER_SYNC === 0 || last === count) await copy.datasync()
      await progress({ done: last * size, total: count * size })
    }
  } finally {
    await copy.close()
  }
}

async function write(copy: FileHandle, pages: readonly Row[], isFirst: boolean): Promise<void> {
  const bytes = Buffer.concat(pages.map(({ data }) => new Uint8Array(data as ArrayBuffer)))
  // A write-ahead log is beside the original: the copy is a file without one, until it is opened for writing.
  if (isFirst) bytes.fill(ROLLBACK_JOURNAL, ...JOURNAL_MODE)
  // One write may take a part of them where the disk is almost full.
  await copy.appendFile(bytes)
}

/** Bytes of the header that state who may write and read the file, and their value where there is no write-ahead log. */
const JOURNAL_MODE = [18, 20] as const
const ROLLBACK_JOURNAL = 1
