/** Failures of a commit by what they mean to the writer, whichever store it is. */

import { codeOf } from '@spotdeck/ports'

/**
 * Meaning of a failed commit. `unavailable`: the store cannot write at the moment, and the same commit may be repeated.
 * `contradiction`: the commit does not fit what is stored, nothing of it is stored, and repeating it would not help.
 */
export type CommitFailure = 'unavailable' | 'contradiction'

/** Beginnings of codes of SQLite, and codes of the data folder and of a database server, that pass. */
const PASSING: readonly string[] = [
  'SQLITE_FULL',
  'SQLITE_BUSY',
  'SQLITE_LOCKED',
  'SQLITE_IOERR',
  'SQLITE_READONLY',
  'SQLITE_CANTOPEN',
  'SQLITE_NOMEM',
  'DATA_DIR_UNWRITABLE',
  'STORE_UNREACHABLE',
]

/** Returns what the error of a commit means. */
export function commitFailureOf(error: unknown): CommitFailure {
  const code = codeOf(error)
  return PASSING.some((passing) => code.startsWith(passing)) ? 'unavailable' : 'contradiction'
}
