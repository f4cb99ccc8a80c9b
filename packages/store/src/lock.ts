/** One writer for a data directory: an exclusive transaction that the operating system frees when the process dies. */

import { join } from 'node:path'
import { ownerOnlyFile } from '@spotdeck/ports/node'
import Database from 'libsql'
import { DataFolderError } from './data-folder-error.ts'
import { codeOf } from './sqlite/database.ts'

/** An exclusive lock of a data directory. */
export interface DirectoryLock {
  /** Idempotent. */
  release(): void
}

/**
 * Takes the lock of `directory`, which must exist.
 * @throws {DataFolderError} `DATA_DIR_LOCKED` while another process holds it, `DATA_DIR_UNWRITABLE`
 */
export function lockDirectory(directory: string): DirectoryLock {
  const path = join(directory, 'lock.db')
  let database: Database.Database | undefined
  try {
    ownerOnlyFile(path)
    database = new Database(path, { timeout: 0 })
    database.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    database?.close()
    throw refusal(cause, directory)
  }
  const held = database
  let released = false
  return {
    release() {
      if (released) return
      released = true
      held.exec('ROLLBACK')
      held.close()
    },
  }
}

function refusal(cause: unknown, directory: string): DataFolderError {
  if (codeOf(cause).startsWith('SQLITE_BUSY')) {
    return new DataFolderError(
      'DATA_DIR_LOCKED',
      `Another Spotdeck writes to ${directory}: stop it first, or name another data directory with --data.`,
      { cause },
    )
  }
  return new DataFolderError(
    'DATA_DIR_UNWRITABLE',
    `Cannot write to ${directory}: check its owner, its rights and the space left, or name another with --data.`,
    { cause },
  )
}
